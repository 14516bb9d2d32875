"""Reading of the user's own tables: common names of columns, states by name or code, votes by word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from comity.errors import QuestionError, UnknownNameError, VocabularyError
from comity.measures.votes.ballots import CODES
from comity.vocabulary import states
from comity.vocabulary.columns import resolve_column
from comity.vocabulary.load import package_yaml

FILE = "faces/tidy/data/columns.yaml"
#: Code systems to look up a column of state names in, in this order.
ANY = ("iso3", "any-name")
_NO_VOTE = "none"
_SHOWN = 12

#: Type of each column; states and choices are text.
STANDARD = {
    "roll_call": pa.string(),
    "session": pa.int32(),
    "date": pa.date32(),
    "n": pa.float64(),
}


@cache
def names() -> dict[str, dict[str, Any]]:
    """Return the known names of columns, code systems of states, and words for votes.

    Raises
    ------
    VocabularyError
        If the file has an unknown code system or choice.
    """
    data = package_yaml(FILE)
    if wrong := set(data["systems"].values()) - set(states.SYSTEMS):
        raise VocabularyError(FILE, "systems", f"{min(wrong)!r} is no code system")
    if wrong := set(data["choices"]) - {*CODES, _NO_VOTE}:
        raise VocabularyError(FILE, "choices", f"{min(wrong)!r} is no choice")
    choices = {_fold(w): choice for choice, known in data["choices"].items() for w in known}
    systems = {_fold(w): system for w, system in data["systems"].items()}
    return {"columns": data["columns"], "systems": systems, "choices": choices}


def read(table: object, needed: Sequence[str], wanted: Sequence[str] = ()) -> pa.Table:
    """Return the requested columns with standard names and types, and states as codes.

    Parameters
    ----------
    table : any table that supports Arrow: pandas, polars, pyarrow, DuckDB, or a dict of columns
    needed, wanted : required and optional columns, from :data:`STANDARD`, ``state`` and ``choice``

    Returns
    -------
    pyarrow.Table
        The rows, without those whose ``choice`` means that the state had no vote.

    Raises
    ------
    QuestionError
        If a column is missing or has invalid values; the sentence names column, value and remedy.
    """
    given = _arrow(table)
    heading = {c: h for c in (*needed, *wanted) if (h := _heading(given, c)) is not None}
    for column in needed:
        if column not in heading:
            raise QuestionError(_missing(given, column))
    out = {c: _plain(given[h]) for c, h in heading.items()}
    if "choice" in out:
        choices = _choices(out["choice"], heading["choice"])
        out = {c: v.filter(pc.not_equal(choices, _NO_VOTE)) for c, v in {**out, "choice": choices}.items()}
    out |= {c: _typed(v, c, heading[c]) for c, v in out.items() if c in STANDARD}
    if "state" in out:
        out["state"] = _states(out["state"], heading["state"], out.get("date"))
    for column in needed:
        if out[column].null_count:
            raise QuestionError(
                f"The column {heading[column]} has an empty cell: fill it or leave the row out."
            )
    return pa.table(out)


def state(name: str | int) -> str:
    """Return the code of a state, given by code, name or COW number.

    Raises
    ------
    UnknownNameError
        If there is no such state.
    """
    text = str(name)
    code = text.upper() if text.upper() in states.all_states() else states.resolve(text, "any-name")
    code = code or states.resolve(text, "cow")
    if code is None:
        raise UnknownNameError(
            "state", text, [*states.all_states(), *(s.name for s in states.all_states().values())]
        )
    return code


def _arrow(table: object) -> pa.Table:
    try:
        return pa.table(table)
    except (TypeError, ValueError) as e:
        reason = str(e).partition("\n")[0].rstrip(".")
        raise QuestionError(
            f"This is no table ({reason}): give a pandas, polars or pyarrow table, or a dict of columns."
        ) from None


def _fold(name: object) -> str:
    return re.sub(r"[\s._-]+", "", str(name)).casefold()


def _heading(table: pa.Table, column: str) -> str | None:
    """Return the first of the known names for a column that the table has; ``None`` if it has none."""
    there = {_fold(h): h for h in reversed(table.column_names)}
    known = (_fold(name) for name in names()["columns"][column])
    return next((there[name] for name in known if name in there), None)


def _missing(table: pa.Table, column: str) -> str:
    there = ", ".join(table.column_names[:_SHOWN]) + (", ..." if table.num_columns > _SHOWN else "")
    accepted = ", ".join(names()["columns"][column])
    return f"The table has no column for {column} (it has {there}): call it one of {accepted}; or join it."


def _typed(values: pa.ChunkedArray, column: str, heading: str) -> pa.ChunkedArray:
    kind = STANDARD[column]
    try:
        if pa.types.is_string(kind) and pa.types.is_floating(values.type):
            values = values.cast(pa.int64())  # R keeps whole numbers as floats
        if pa.types.is_date(kind) and pa.types.is_timestamp(values.type):
            values = pc.floor_temporal(values, unit="day")
        return values.cast(kind)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as e:
        should = {"session": "whole numbers", "date": "days (2019-02-28)", "n": "numbers"}.get(column, "ids")
        raise QuestionError(f"The column {heading} must hold {should} ({e}).") from None


def _choices(values: pa.ChunkedArray, heading: str) -> pa.ChunkedArray:
    encoded = _text(values).combine_chunks().dictionary_encode()
    known = names()["choices"]
    words = [known.get(_fold(v)) for v in encoded.dictionary.to_pylist()]
    for word, value in zip(words, encoded.dictionary.to_pylist(), strict=True):
        if word is None:
            raise QuestionError(
                f"The column {heading} says {value!r}, which is no vote: write yes, no, abstain or absent."
            )
    return pa.chunked_array([pc.fill_null(pa.array(words, pa.string()).take(encoded.indices), _NO_VOTE)])


def _plain(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column of categories as words, and text in one Arrow type."""
    category = pa.types.is_dictionary(values.type)
    kind = values.type.value_type if category else values.type
    if pa.types.is_string_view(kind):  # from polars
        kind = pa.string()
    if category:
        return pa.chunked_array([c.dictionary.cast(kind).take(c.indices) for c in values.chunks], kind)
    return values.cast(kind)


def _text(values: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_floating(values.type) and pc.all(pc.equal(values, pc.floor(values))).as_py():
        values = values.cast(pa.int64())
    return values.cast(pa.string())


def _states(values: pa.ChunkedArray, heading: str, dates: pa.ChunkedArray | None) -> pa.Array:
    number = pa.types.is_integer(values.type) or pa.types.is_floating(values.type)
    system = names()["systems"].get(_fold(heading))
    systems = (system,) if system else ("cow",) if number else ANY
    text = _text(values)
    codes = pa.nulls(len(text), pa.string())
    for known in systems:
        own = pc.utf8_upper(text) if known == "iso3" else text
        codes = pc.coalesce(codes, resolve_column(own, known, dates))
    if codes.null_count:
        value = text.filter(pc.is_null(codes))[0].as_py()
        raise QuestionError(
            f"The column {heading} says {value!r}, which is no state that comity knows: use its English "
            f"name, its ISO code or, in a column called ccode, its COW number."
        )
    return codes
