"""The JSON Schema of an account, derived from its dataclasses."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from comity.records.facts import CLASSES
from comity.watch.account.acts import STANCES
from comity.watch.account.pair import SCHEMA, VERSION, PairAccount
from comity.watch.account.place import PlaceAccount

_PLAIN = {bool: "boolean", int: "integer", float: "number", str: "string", NoneType: "null"}
#: Fields with a closed list of values.
_CHOICES = {"act_class": [*CLASSES], ("ClassedAct", "stance"): [*STANCES]}


def describe() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the account of a place or of a pair."""
    types: dict[str, Any] = {}
    either = [_describe_type(t, types) for t in (PairAccount, PlaceAccount)]
    for name in (PairAccount.__name__, PlaceAccount.__name__):
        types[name]["required"] += ["schema", "version"]
        types[name]["properties"] |= {"schema": {"const": SCHEMA}, "version": {"const": VERSION}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{SCHEMA}, version {VERSION}: the account of a place or of a pair",
        "anyOf": either,
        "$defs": dict(sorted(types.items())),
    }


def _describe_type(kind: Any, types: dict[str, Any]) -> dict[str, Any]:
    if kind is date:
        return {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
    if kind in _PLAIN:
        return {"type": _PLAIN[kind]}
    if get_origin(kind) is UnionType:
        return {"anyOf": [_describe_type(k, types) for k in get_args(kind)]}
    if get_origin(kind) is tuple:
        first, *rest = get_args(kind)
        if rest == [...]:
            return {"type": "array", "items": _describe_type(first, types)}
        items = [_describe_type(k, types) for k in (first, *rest)]
        return {"type": "array", "prefixItems": items, "minItems": len(items), "maxItems": len(items)}
    if not is_dataclass(kind):
        raise TypeError(f"no JSON type for {kind!r}")
    name = kind.__name__ if isinstance(kind, type) else type(kind).__name__
    if name not in types:
        types[name] = {}
        hints = get_type_hints(kind)
        properties = {f.name: _describe_field(name, f.name, hints[f.name], types) for f in fields(kind)}
        types[name] = {
            "type": "object",
            "required": list(properties),
            "properties": properties,
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{name}"}


def _describe_field(owner: str, name: str, kind: Any, types: dict[str, Any]) -> dict[str, Any]:
    choices = _CHOICES.get(name) or _CHOICES.get((owner, name))
    return {"enum": choices} if choices else _describe_type(kind, types)
