"""``comity schema``: the JSON Schema (a description) of a command's output in JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import click

from comity.errors import UnknownNameError
from comity.faces.cli._output import SHAPES, slug, write_json
from comity.vocabulary.load import package_text, package_yaml
from comity.watch.account.schema import describe

PLAIN: dict[str, dict[str, Any]] = {
    "any": {},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "integer": {"type": "integer"},
    "null": {"type": "null"},
    "number": {"type": "number"},
    "text": {"type": "string"},
}
ACCOUNT = "account"
#: Types with a schema of their own: name -> function that returns it.
WHOLE: dict[str, Callable[[], dict[str, Any]]] = {
    ACCOUNT: describe,
    "check": lambda: json.loads(package_text("parts/check/data/check.schema.json")),
}
MANY = "list of "
JOINED = {"any of": "anyOf", "all of": "allOf"}


@click.command()
@click.argument("name", metavar="[COMMAND]", default="")
def schema(name: str) -> None:
    """Print the JSON Schema of what COMMAND prints with --format json; without COMMAND, the commands.

    Within a major version of comity keys may be added; none goes, changes its name or its type.

    \b
      comity schema watch > watch.schema.json
      comity schema account
      comity schema "alerts replay"
      comity schema "forecast --ledger"
    """  # noqa: D301 - click's mark
    if name:
        write_json(of(name))
    else:
        click.echo("\n".join(package_yaml(SHAPES)["commands"]))


def of(command: str) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a command's output in JSON, or of an account alone.

    Raises
    ------
    UnknownNameError
        If no such command prints JSON.
    """
    if command == ACCOUNT:
        return _whole(command)
    shapes = package_yaml(SHAPES)
    if command not in shapes["commands"]:
        raise UnknownNameError("command that prints JSON", command, shapes["commands"])
    top = _schema(shapes["commands"][command])
    types: dict[str, Any] = {}
    while names := _find_undefined(top, types):
        types |= {n: _whole(n) if n in WHOLE else _schema(shapes["types"][n]) for n in names}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:comity:{slug(command)}:{shapes['version']}",
        "title": f"comity {command} --format json, version {shapes['version']}",
        **top,
        "$defs": dict(sorted(types.items())),
    }


def _whole(name: str) -> dict[str, Any]:
    """Return a schema that is not in ``shapes.yaml``, with an id to which its references are relative."""
    return {"$id": f"urn:comity:{name}", **WHOLE[name]()}


def _find_undefined(top: dict[str, Any], types: dict[str, Any]) -> set[str]:
    """Return the types that a schema refers to but does not define yet."""
    own = {n: t for n, t in types.items() if n not in WHOLE}
    parts = json.dumps([top, own]).split('"#/$defs/')[1:]
    return {p.partition('"')[0] for p in parts} - set(types)


def _schema(shape: Any) -> dict[str, Any]:
    if isinstance(shape, list):
        return {"type": "array", "items": _schema(shape[0])}
    if isinstance(shape, dict):
        for words, key in JOINED.items():
            if words in shape:
                return {key: [_schema(s) for s in shape[words]]}
        keys = {k.removesuffix("?"): _schema(v) for k, v in shape.items() if k != "*"}
        return {
            "type": "object",
            "required": [k for k in shape if k != "*" and not k.endswith("?")],
            "properties": keys,
            **({"additionalProperties": _schema(shape["*"])} if "*" in shape else {}),
        }
    if shape.endswith("?"):
        return {"anyOf": [_schema(shape[:-1]), PLAIN["null"]]}
    if shape.startswith(MANY):
        return {"type": "array", "items": _schema(shape.removeprefix(MANY))}
    return PLAIN.get(shape, {"$ref": f"#/$defs/{shape}"})
