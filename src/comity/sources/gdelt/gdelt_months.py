"""GDELT added up by month: counts of one state, of a pair or of all states (comma-separated, blank-padded).

Six headers are known, all from one author's queries.  Which state or pair a file is about stands in its
name alone (``RUS-DEU_monthyear_...``, the first state being actor 1); a file of another name is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.errors import SourceError
from comity.sources.base import Batch, Sample, Source, SourceFile
from comity.sources.kit import flows
from comity.sources.kit.flows import count, flow, month, number
from comity.sources.kit.register import Register
from comity.sources.kit.rows import Row, gather

BY_ROOT = ("MonthYear", "EventRootCode", "Count")
BY_ROOT_TONE = (*BY_ROOT, "SumAvgTone", "AvgAvgTone")
MENTIONS = ("MonthYear", "EventRootCode", "SumNumMentions", "AvgNumMentions")
BY_PARTNER = ("MonthYear", "Actor2CountryCode", "Count")
ALL_STATES = ("MonthYear", "Actor1CountryCode", "Events")
FOUGHT = ("MonthYear", "FightCountries")
HEADERS = (BY_ROOT, BY_ROOT_TONE, MENTIONS, BY_PARTNER, ALL_STATES, FOUGHT)

_NAME = re.compile(r"(?:^|[_ ])([A-Z]{3})(?:-([A-Z]{3}))?[_ ]monthyear[_ ]")
_NOTE = "the last month of a file may be part of a month"


def _known(sample: Sample) -> bool:
    """By the names in the header line."""
    return _header(sample) is not None


def _read(file: SourceFile) -> Iterator[Batch]:
    """Read a file whole: the largest known has 14,529 rows.

    Raises
    ------
    SourceError
        When the header is none of those known, or the name does not tell whose counts they are.
    """
    with file.open() as stream:
        header = _header(Sample(file.name, stream.read(2000)))
    if header is None:
        raise SourceError(f"{file.place} has not the header of GDELT added up by month.")
    match = _NAME.search(file.name)
    if match is None and header != ALL_STATES:
        raise SourceError(
            f"{file.place} does not say in its name whose counts it holds: give it under the name it was "
            "published by (RUS_monthyear_ac2_count.csv)."
        )
    one, two = (match.group(1), match.group(2) or "") if match and header != ALL_STATES else ("", "")

    def read(row: Row) -> list[Row]:
        return _records(flows.text_of(row), header, one, two)

    batch = gather("flows", "gdelt_months", file, flows.of_lines(file, header, header=True), read)
    states_covered = None if not one else frozenset(s for s in (_of(c, batch) for c in (one,)) if s)
    yield from flows.seen_from_to(batch, "gdelt_months", _NOTE, states_seen=states_covered)


def _of(code: str, batch: Batch) -> str | None:
    days = batch.tables["flows"]["date_from"].to_pylist()
    return flows.code_on(code, "cameo", max(days)) if days else None


def _header(sample: Sample) -> tuple[str, ...] | None:
    names = tuple(n.strip() for n in next(iter(sample.lines(1)), "").split(","))
    return names if names in HEADERS else None


def _records(row: dict[str, str], header: tuple[str, ...], one: str, two: str) -> list[Row]:
    period = month(row["MonthYear"])

    def record(measure: str, value: float, unit: str, what: str, pair: tuple[str, str]) -> Row:
        key = (row["MonthYear"], *pair, measure, what)
        return flow(key, period, pair, "cameo", (measure, unit), value, what)

    if header == FOUGHT:
        value = count(row["FightCountries"])
        return [record("states fought with", value, "states", "root 19", (one, ""))]
    if header == ALL_STATES:
        pair = (row["Actor1CountryCode"], "")
        return [record("events as first actor", count(row["Events"]), "events", "all classes", pair)]
    if header == BY_PARTNER:
        pair = (one, row["Actor2CountryCode"])
        return [record("events", count(row["Count"]), "events", "all classes", pair)]
    pair, root = (one, two), f"root {row['EventRootCode']}"
    measure = "events" if two else "events as first actor"
    if header == MENTIONS:
        return [record("mentions of events", count(row["SumNumMentions"]), "mentions", root, pair)]
    out = [record(measure, count(row["Count"]), "events", root, pair)]
    if header == BY_ROOT_TONE:
        out.append(record("mean tone of events", number(row["AvgAvgTone"]), "tone", root, pair))
    return out


SOURCES: tuple[Source, ...] = (Register("gdelt_months", _known, _read),)
