"""Reading vocabulary files, YAML and CSV; errors name the file, the key and the reason."""

from __future__ import annotations

import csv
import dataclasses
import io
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

import yaml

from comity import folders
from comity.errors import UnknownNameError, VocabularyError

try:  # ten times faster; part of every wheel of PyYAML
    from yaml import CSafeLoader as _Loader
except ImportError:
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

#: End of a period that has not ended.
OPEN = date.max


def data_text(name: str) -> str:
    """Return the text of ``vocabulary/data/<name>``."""
    return resources.files("comity.vocabulary").joinpath("data", name).read_text("utf-8")


def package_text(path: str) -> str:
    """Return the text of a file of the package, by its path below ``comity`` (``sources/kit/cameo.yaml``)."""
    return resources.files("comity").joinpath(path).read_text("utf-8")


def package_yaml(path: str) -> Any:
    """Parse a YAML file of the package; see :func:`read_yaml`."""
    return read_yaml(package_text(path), path)


def package_csv(path: str, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Return the rows of a CSV file of the package; see :func:`read_csv`."""
    return read_csv(package_text(path), path, columns)


def own_files(folder: str) -> list[Path]:
    """List the YAML files of the user's own vocabulary in a folder (``*``: in all); often none."""
    return sorted(folders.own_vocabulary().glob(f"{folder}/*.yaml"))


def data_names(folder: str) -> list[str]:
    """Return the sorted names of the YAML files in ``vocabulary/data/<folder>``."""
    return [path.rpartition("/")[2] for path in package_names(f"vocabulary/data/{folder}")]


def package_names(folder: str) -> list[str]:
    """Return the sorted paths of the YAML files in a folder of the package."""
    names = (p.name for p in resources.files("comity").joinpath(folder).iterdir())
    return sorted(f"{folder}/{name}" for name in names if name.endswith(".yaml"))


class _OnceLoader(_Loader):
    """A YAML loader that raises an error for a repeated key, where YAML silently uses the last."""


def _no_twins(loader: _OnceLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    pairs = loader.construct_pairs(node, deep=True)
    keys = [k for k, _ in pairs]
    twins = sorted({str(k) for k in keys if keys.count(k) > 1})
    if twins:
        raise yaml.constructor.ConstructorError(
            None, None, f"written twice: {', '.join(twins)}", node.start_mark
        )
    return dict(pairs)


_OnceLoader.add_constructor("tag:yaml.org,2002:map", _no_twins)


def read_yaml(text: str, name: str) -> Any:
    """Parse YAML; a syntax error or a repeated key raises a :class:`VocabularyError` with its line."""
    try:
        return yaml.load(text, Loader=_OnceLoader)  # noqa: S506 - a SafeLoader
    except yaml.YAMLError as e:
        mark = getattr(e, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else "the file"
        raise VocabularyError(name, where, str(getattr(e, "problem", e))) from None
    except ValueError as e:  # an invalid date: YAML parses dates itself
        raise VocabularyError(name, "the file", f"holds something that is not a date: {e}") from None


def read_csv(text: str, name: str, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a CSV with exactly these columns, each with its line number."""
    reader = csv.DictReader(io.StringIO(text))
    if tuple(reader.fieldnames or ()) != columns:
        raise VocabularyError(name, "line 1", f"columns must be {', '.join(columns)}")
    for row in reader:
        if None in row or None in row.values():
            raise VocabularyError(name, f"line {reader.line_num}", f"needs {len(columns)} fields")
        yield reader.line_num, row


def day(text: str, name: str, key: str, *, end: bool = False) -> date:
    """Parse a date written as 1991, 1991-12 or 1991-12-26; a blank means open.

    With ``end`` a year or month means its last day, otherwise its first.
    """
    if not text:
        return OPEN if end else date.min
    parts = str(text).split("-")
    try:
        numbers = [int(p) for p in parts]
        year, month = numbers[0], numbers[1] if len(parts) > 1 else (12 if end else 1)
        if len(parts) > 2:
            return date(year, month, numbers[2])
        if not end:
            return date(year, month, 1)
        return date.fromordinal(date(year + month // 12, month % 12 + 1, 1).toordinal() - 1)
    except (ValueError, IndexError):
        raise VocabularyError(name, key, f"{text!r} is not a date (1991, 1991-12, 1991-12-26)") from None


def fields(
    data: Any,
    kind: type,
    name: str,
    *,
    fixed: Mapping[str, Any] | None = None,
    allowed: Mapping[str, tuple[str, ...]] | None = None,
) -> dict[str, Any]:
    """Check a YAML mapping against a dataclass and return its fields; lists become tuples, dates are parsed.

    ``fixed`` gives fields that come from elsewhere (the id from the file name); ``allowed`` lists the
    permitted words of a field.  Missing, unknown and mistyped keys raise an error.
    """
    if not isinstance(data, dict):
        raise VocabularyError(name, "the file", "must be a mapping of keys to values")
    fixed = dict(fixed or {})
    hints = get_type_hints(kind)
    wanted = {f.name: f for f in dataclasses.fields(kind)}
    if unknown := sorted(set(map(str, data)) - set(wanted)):
        raise VocabularyError(name, unknown[0], f"is not a key here; known: {', '.join(sorted(wanted))}")
    out = dict(fixed)
    for key, field in wanted.items():
        if key in fixed:
            continue
        if key not in data:
            if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
                raise VocabularyError(name, key, "is missing")
            continue
        out[key] = _check_type(data[key], hints[key], name, key)
        words = (allowed or {}).get(key)
        for value in out[key] if isinstance(out[key], tuple) else (out[key],):
            if words is not None and value not in words:
                raise VocabularyError(name, key, f"{value!r} is not one of {', '.join(words)}")
    return out


def _check_type(value: Any, hint: Any, name: str, key: str) -> Any:
    if get_origin(hint) is UnionType:
        if value is None:
            return None
        hint = next(h for h in get_args(hint) if h is not NoneType)
    if hint is date:
        return day("" if value is None else str(value), name, key, end=key in ("to", "until"))
    if get_origin(hint) in (tuple, dict):
        return _collect(value, hint, name, key)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return hint(**fields(value, hint, f"{name}: {key}"))
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(hint, type) and (not isinstance(value, hint) or (hint is int and isinstance(value, bool))):
        raise VocabularyError(name, key, f"must be a {hint.__name__}, not {value!r}")
    return value


def _collect(value: Any, hint: Any, name: str, key: str) -> Any:
    kind = list if get_origin(hint) is tuple else dict
    if not isinstance(value, kind):
        raise VocabularyError(
            name, key, f"must be a {'list' if kind is list else 'mapping of keys to values'}"
        )
    if isinstance(value, dict):
        return {str(k): _check_type(v, get_args(hint)[1], name, str(k)) for k, v in value.items()}
    return tuple(_check_type(v, get_args(hint)[0], name, key) for v in value)


#: The word lists of ``data/words.yaml``.
LISTS = (
    "domains",
    "stances",
    "quads",
    "modalities",
    "source_kinds",
    "polarities",
    "precisions",
    "issues",
    "timing",
)


def read_words(text: str, name: str) -> dict[str, dict[str, str]]:
    """Parse a file of word lists; ``name`` is the file name for errors."""
    data = read_yaml(text, name)
    for key in LISTS:
        entry = data.get(key) if isinstance(data, dict) else None
        if not isinstance(entry, dict) or not all(isinstance(v, str) for v in entry.values()):
            raise VocabularyError(name, key, "must be a mapping of words to definitions")
    return {k: {str(w): d for w, d in data[k].items()} for k in LISTS}


@cache
def _word_lists() -> dict[str, dict[str, str]]:
    return read_words(data_text("words.yaml"), "vocabulary/data/words.yaml")


def words(which: str) -> dict[str, str]:
    """Return one word list of :data:`LISTS` as a map from word to definition."""
    if which not in LISTS:
        raise UnknownNameError("word list", which, LISTS)
    return _word_lists()[which]
