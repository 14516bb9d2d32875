"""Vectorised look-up of states and filtering of texts for whole Arrow columns."""

from __future__ import annotations

import re
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from comity.errors import QuestionError
from comity.vocabulary import states
from comity.vocabulary.load import OPEN


def resolve_column(
    values: pa.Array | pa.ChunkedArray,
    system: str,
    dates: pa.Array | pa.ChunkedArray | None = None,
) -> pa.Array:
    """Return the state code of each value, like :func:`comity.vocabulary.states.resolve`.

    Parameters
    ----------
    values : shape (n,), text, whole numbers or whole floats (COW codes occur as all three)
    system : code system
    dates : shape (n,), date32, the day of each row; without a day the newest meaning is used

    Returns
    -------
    shape (n,), text; null where the value is null or not a state

    Raises
    ------
    QuestionError
        When the two columns differ in length.

    Notes
    -----
    Meanings change only on certain days.  A table of distinct values by the periods between these days is
    computed once, and each row looks up its place in the table.
    """
    column = _text(_whole(values))
    if dates is not None and len(dates) != len(column):
        raise QuestionError(f"{len(column)} values need as many dates, not {len(dates)}.")
    if len(column) == 0 or column.null_count == len(column):
        return pa.nulls(len(column), pa.string())
    encoded = column.dictionary_encode()
    distinct = encoded.dictionary.to_pylist()
    which = pc.fill_null(encoded.indices, 0).to_numpy().astype(np.int64)
    if dates is None:
        meanings = [states.resolve(v, system) for v in distinct]
        place = which
    else:
        turns = _turns(distinct, system)
        days = [date.min, *turns]
        meanings = [states.resolve(v, system, d) for v in distinct for d in (*days, None)]
        place = which * (len(days) + 1) + _stretch(_whole(dates), turns)
    codes = pa.array(meanings, pa.string()).take(pa.array(place))
    return pc.if_else(column.is_valid(), codes, pa.scalar(None, pa.string()))


_LOOK_AROUND = re.compile(r"\(\?<?[!=][^()]*(?:\([^()]*\)[^()]*)*\)|\\b")


def sift(texts: pa.Array | pa.ChunkedArray, pattern: re.Pattern[str]) -> pa.Array | pa.ChunkedArray:
    """Return which texts may match a pattern, ignoring case, shape (n,): all matches and few other texts.

    Arrow's engine supports neither look-arounds nor word boundaries beyond ASCII, but is fast.
    """
    wider = _LOOK_AROUND.sub("", pattern.pattern).replace(r"\w", r"[\p{L}\p{N}_]")
    return pc.match_substring_regex(texts, wider, ignore_case=True)


def _whole(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    if isinstance(column, pa.ChunkedArray):
        return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
    return column


def _text(column: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_floating(column.type):
        column = column.cast(pa.int64())
    return column.cast(pa.string())


def _turns(distinct: list[str], system: str) -> list[date]:
    """Return the days on which the meaning of any of these values can change, in order."""
    spans: set[tuple[date, date]] = set()
    for layer in ("name", "un", "icews") if system == "any-name" else (system,):
        for value in distinct:
            spans |= {(n.first, n.last) for n in states.table(layer).get(states.fold(value), ())}
    if system == "iso3":
        heirs = {s.heir for s in states.all_states().values() if s.heir}
        line = [s for s in states.all_states().values() if s.heir or s.code in heirs]
        spans |= {(s.first, s.last) for s in line}
    starts = {first for first, _ in spans if first > date.min}
    return sorted(starts | {last + timedelta(days=1) for _, last in spans if last < OPEN})


def _stretch(dates: pa.Array, turns: list[date]) -> NDArray[np.int64]:
    """Return for each day the number of turns on or before it; one more than all for a row without a day."""
    days = pc.fill_null(dates.cast(pa.date32()).cast(pa.int32()), 0).to_numpy()
    epoch = date(1970, 1, 1).toordinal()
    marks = np.array([t.toordinal() - epoch for t in turns], dtype=np.int64)
    places: NDArray[np.int64] = np.searchsorted(marks, days, side="right").astype(np.int64)
    places[dates.is_null().to_numpy(zero_copy_only=False)] = len(turns) + 1
    return places
