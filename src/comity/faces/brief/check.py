"""Every sentence against its records and findings, before a brief is written.

Three things are compared: each record cited with what the sentence says of it (:func:`.ground.misses`);
each number in the sentence with the numbers of its findings; each date in the sentence with the days of the
records cited or of the findings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from numbers import Real
from typing import Any

from comity.errors import BriefError
from comity.faces.brief.citable_records import CitableRecords, day, misses
from comity.faces.brief.model import Brief, Sentence
from comity.records.finding import Finding
from comity.records.serial import to_plain

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DATE = re.compile(rf"(?:\d{{1,2}} )?(?:{'|'.join(_MONTHS)}) \d{{4}}")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NUMBER = re.compile(r"(?<![\w.])(\d+(?:,\d{3})*(?:\.\d+)?)(%?)(?![\w])")


def check(brief: Brief, ground: CitableRecords) -> None:
    """Refuse a brief with a sentence that its records or findings do not bear.

    Raises
    ------
    BriefError
        Naming the sentence, the record and what it lacks.
    """
    for sentence in brief.sentences():
        faults = list(of_sentence(sentence, ground))
        if faults:
            raise BriefError(f"The sentence «{sentence.text}» is not borne out: {'; '.join(faults)}.")


def of_sentence(sentence: Sentence, ground: CitableRecords) -> Iterator[str]:
    """What a sentence says that its support does not."""
    for claim in sentence.claims:
        record = ground.get(claim.record)
        if record is None:
            yield f"no record {claim.record} is held"
        else:
            yield from (f"{claim.record} {fault}" for fault in misses(record, claim))
    if any(c.quote for c in sentence.claims):
        yield from _not_quoted(sentence, ground)
        return
    if sentence.computation:
        return  # its numbers and dates are those of the account
    known, numbers = _known_days(sentence, ground), set(_numbers(sentence.findings))
    yield from (f"{x} is no day of its records" for x in _DATE.findall(sentence.text) if x not in known)
    rest = _YEAR.sub(lambda m: "" if m.group() in known else m.group(), _DATE.sub("", sentence.text))
    for shown, percent in _NUMBER.findall(rest):
        if not any(_is(shown.replace(",", ""), bool(percent), x) for x in numbers):
            yield f"{shown}{percent} is no number of its findings"


def _not_quoted(sentence: Sentence, ground: CitableRecords) -> Iterator[str]:
    """A sentence taken from a record must be that record's own."""
    for c in sentence.claims:
        if (
            c.quote
            and (record := ground.get(c.record))
            and ground.note(record.row["record_id"]).what not in (sentence.text)
        ):
            yield f"{c.record} does not say so"


def _known_days(sentence: Sentence, ground: CitableRecords) -> set[str]:
    """Days, months and years of its records and findings, in words."""
    known = {x for c in sentence.claims for x in _days(ground, c.record)}
    return known | {y for f in sentence.findings for x in _dates(f) for y in _ways(x)}


def _days(ground: CitableRecords, record_id: str) -> Iterator[str]:
    record = ground.get(record_id)
    if record is not None:
        yield from _ways(record.day)
        if record.row.get("date_to"):
            yield from _ways(record.row["date_to"])


def _ways(value: date) -> tuple[str, ...]:
    return day(value), day(value, "month"), day(value, "year")


def _dates(f: Finding) -> Iterator[date]:
    for value in (f.value, *to_plain(f.detail).values()):
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            yield date.fromisoformat(value)


def _numbers(findings: Iterable[Finding]) -> Iterator[float]:
    for f in findings:
        yield from _within((f.value, f.n, f.records_total, to_plain(f.detail), f.unit, f.question, f.why_not))
        if f.interval is not None:
            yield from (f.interval.low, f.interval.high, f.interval.level)
        if f.placebo is not None:
            yield from (float(f.placebo.rank), float(f.placebo.of))


def _within(value: Any) -> Iterator[float]:
    if isinstance(value, str):
        yield from (float(x.replace(",", "")) for x, _ in _NUMBER.findall(value))
    elif isinstance(value, Real):
        yield float(value)
    elif isinstance(value, dict):
        for x in value.values():
            yield from _within(x)
    elif isinstance(value, (list, tuple)):
        for x in value:
            yield from _within(x)


def _is(shown: str, percent: bool, value: float) -> bool:
    """Whether a number is shown as the value rounds to so many digits, its sign told in another way."""
    digits = len(shown.partition(".")[2])
    return f"{abs(value) * (100 if percent else 1):.{digits}f}" == shown
