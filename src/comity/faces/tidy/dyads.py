"""The panel: a table with one row per pair of states and year (or month), to merge with other data.

A cell is NA, never 0, if nothing was searched: the columns ``*_covered`` have the covered share of the
period. The codebook ``data/panel.yaml`` describes each column.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from comity.errors import QuestionError
from comity.faces.tidy import dyad_series as series
from comity.faces.tidy.dyad_series import Pairs, Series
from comity.lake.query.view import View
from comity.lake.store import Lake
from comity.measures.votes.ballots import BallotMatrix
from comity.measures.votes.council_dissent import CouncilTexts
from comity.records.schemas import TRADE
from comity.types import Day, FloatArray, IntArray, Pair
from comity.vocabulary import hotspots, states
from comity.vocabulary.group import Group
from comity.vocabulary.load import package_yaml

#: Months of each period.
BY = {"year": 12, "month": 1}
FILE = "faces/tidy/data/panel.yaml"
FLOWS = {"arms": "arms-tiv", "trade": TRADE}
FIRST = 1946
SERIES = ("unga", "unsc", "vetoes", *FLOWS, "acts")
_OF_ONE = ("state", "cow", "gw", "unsc_only", "vetoes_only")
_REAL = ("unga_alike", "unga_kappa", *FLOWS)


@cache
def codebook() -> dict[str, str]:
    """Return the description of each column of the panel, in the order of the columns."""
    columns: dict[str, str] = package_yaml(FILE)["columns"]
    return columns


def panel(
    pairs: str | Iterable[str | Sequence[str]] | None = None,
    by: str = "year",
    *,
    place: str | None = None,
    directed: bool = False,
    as_of: Day | None = None,
    lake: Path | str | None = None,
) -> pa.Table:
    """Return one row per pair and year (or month): votes, Council, vetoes, arms, trade and acts.

    Parameters
    ----------
    pairs : ``"CHN-RUS"`` or a list of such pairs; ``None`` for every pair that a series covers
    by : ``year`` or ``month``
    place : limit to acts, votes and vetoes about this hotspot, for named pairs whose acts were searched
    directed : give each pair in both orders of its states, to merge it with a table in any order
    as_of : use only what was known on that day
    lake : folder of your records, if not the default; the package's records are used, too

    Returns
    -------
    pyarrow.Table
        Codes of both states (ISO, COW, Gleditsch-Ward), the period, and the columns that
        the codebook of `comity export --panel` explains.  NA means that nothing was searched. An act counts
        in the period in which it ends, and in a month only if its month is known.

    Raises
    ------
    UnknownNameError, QuestionError
        If a state or place is unknown, ``by`` is neither, or ``place`` is given for a pair never searched.

    Examples
    --------
    >>> import comity
    >>> table = comity.panel("CHN-RUS").to_pandas().set_index("year").loc[2014:2019]
    >>> int(table["unsc_both"].sum()), int(table["unsc_texts"].sum())
    (15, 368)
    """
    if by not in BY:
        raise QuestionError(f"A panel is by {' or '.join(BY)}, not by {by!r}.")
    named = None if pairs is None else _name_pairs(pairs)
    opened = Lake.open(lake)
    view = opened.view(as_of, packaged=True)
    dyads, all_series = _read(view, opened, named, None if place is None else hotspots.whole(place))
    rows = [
        _make_rows(dyads, all_series, first, last, by, every=named is None)
        for first, last in _periods(view, by)
    ]
    table = pa.concat_tables([_schema(by).empty_table(), *rows])
    if not directed:
        return table
    other = {f"{what}_{x}": f"{what}_{y}" for what in _OF_ONE for x, y in ("ab", "ba")}
    back = table.select([other.get(c, c) for c in table.column_names]).rename_columns(table.column_names)
    return pa.concat_tables([table, back])


def _name_pairs(pairs: str | Iterable[str | Sequence[str]]) -> list[Pair]:
    given = [pairs] if isinstance(pairs, str) else list(pairs)
    groups = [Group.parse(p) if isinstance(p, str) else Group.of(*p) for p in given]
    return sorted({pair for group in groups for pair in group.pairs})


def _periods(view: View, by: str) -> Iterator[tuple[date, date]]:
    last = max((c.last for c in view.coverage()), default=date.min)
    first = date(FIRST, 1, 1)
    while first <= last:
        month = first.year * 12 + first.month - 1 + BY[by]
        after = date(month // 12, month % 12 + 1, 1)
        yield first, after - timedelta(1)
        first = after


def _read(
    view: View, lake: Lake, named: list[Pair] | None, place: str | None
) -> tuple[Pairs, dict[str, Series]]:
    searched = series.list_searched(view)
    wanted = [p for p in (searched if named is None else named) if p in searched]
    if place is not None and (never := sorted({*(named or [("all", "pairs")])} - set(wanted))):
        pair = "every pair" if named is None else "-".join(never[0])
        raise QuestionError(f"Nobody searched for the acts of {pair}: leave out the place.")
    votes = BallotMatrix.from_tables(*series.read_votes(view, "UNGA", place))
    council = series.read_votes(view, "UNSC", place)
    texts = CouncilTexts.read(*council)
    flows = {name: series.read_flow(view, m) for name, m in FLOWS.items() if place is None}
    trading = {s for t in flows.values() for c in ("a", "b") for s in t[c].to_pylist()} & set(
        states.all_states()
    )
    dyads = Pairs.of({*votes.states, *texts.matrix.states, *(trading if named is None else ())}, named)
    sources = [series.list_sources(view, body) for body in ("UNGA", "UNSC")]
    lists = [s for s in sources[1] if s.startswith(series.VETO_LISTS)]
    acts = {p: series.read_acts(p, lake, view.as_of, place) for p in wanted}
    return dyads, {
        "unga": series.compare_in_assembly(dyads, votes, series.find_spans(view, "ballots", sources[0])),
        "unsc": series.compare_in_council(dyads, texts, series.find_spans(view, "ballots", sources[1])),
        "vetoes": series.count_vetoes(
            dyads, *council, series.find_spans(view, "ballots", lists, chosen=True)
        ),
        **{n: series.add_flow(dyads, n, t, view.coverage()) for n, t in flows.items()},
        "acts": series.count_acts(dyads, acts, searched),
    }


def _schema(by: str) -> pa.Schema:
    return pa.schema([(c, _kind(c)) for c in codebook() if by == "month" or c != "month"])


def _kind(column: str) -> pa.DataType:
    if column.startswith("state_"):
        return pa.dictionary(pa.int16(), pa.string())
    if column in _REAL:
        return pa.float64()
    if column.endswith("_covered"):
        return pa.float32()
    return pa.int32() if column in ("unga_rank", "unga_of") else pa.int16()


def _make_rows(
    dyads: Pairs, all_series: dict[str, Series], first: date, last: date, by: str, *, every: bool
) -> pa.Table:
    """Return the panel's rows of one period, one per pair; with ``every``, only those a series covers."""
    nothing = np.zeros(len(dyads.one))
    made: dict[str, FloatArray] = {}
    for name in SERIES:
        covered, columns = all_series[name](first, last) if name in all_series else (nothing, {})
        made |= {c: np.where(covered > 0, values, np.nan) for c, values in columns.items()}
        made[f"{name}_covered"] = covered
    covered_by_any = np.any([made[f"{name}_covered"] > 0 for name in SERIES], axis=0)
    keep = np.flatnonzero(covered_by_any) if every else np.arange(len(dyads.one))
    schema = _schema(by)
    return pa.table([_make_column(f, made, dyads, keep, first) for f in schema], schema=schema)


def _make_column(
    field: pa.Field, made: dict[str, FloatArray], dyads: Pairs, keep: IntArray, first: date
) -> pa.Array:
    what, _, which = field.name.rpartition("_")
    if field.name in ("year", "month"):
        return pa.array(np.full(len(keep), getattr(first, field.name)), field.type)
    if what in ("state", "cow", "gw"):
        at = {"a": dyads.one, "b": dyads.other}[which][keep]
        if what == "state":
            return pa.DictionaryArray.from_arrays(pa.array(at, pa.int16()), pa.array(dyads.states))
        numbers = pa.array([_number(s, what, first.year) for s in dyads.states], field.type)
        return numbers.take(pa.array(at))
    values: Any = made.get(field.name, np.full(len(dyads.one), np.nan))[keep]
    return pa.array(values, pa.float64(), from_pandas=True).cast(field.type)


@cache
def _read_numbers() -> tuple[dict[str, dict[int, int]], dict[str, int]]:
    """Return COW numbers by state and first year, and Gleditsch-Ward numbers by state if they differ."""
    data = package_yaml(FILE)
    cow = {n.state: {FIRST: int(n.value)} for n in states.all_names() if n.system == "cow"}
    return cow | data["cow"], data["gw"]


def _number(state: str, system: str, year: int) -> int | None:
    """Return a state's number in the list of Correlates of War (``cow``) or Gleditsch and Ward (``gw``)."""
    cow, gw = _read_numbers()
    since = {y: n for y, n in cow.get(state, {}).items() if y <= year}
    number = since[max(since)] if since else None
    return gw.get(state, number) if system == "gw" and number else number
