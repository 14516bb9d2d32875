"""Findings as rows: the question, the answer and its whole doubt, the same on every command."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rich.text import Text

from comity.faces.cli._output import chosen, console, write_json, write_rows
from comity.faces.cli._style import SOFT
from comity.faces.present.source_names import named, question
from comity.records.details import WITH_EXPECTED, DistanceDetail
from comity.records.finding import Finding, as_json
from comity.records.kinds import Kind
from comity.sources import registry

_MINUS = re.compile(r"(?<![\w)])-(?=[\d.])")
"""A hyphen that is a minus sign: before a number and after none."""


def row(f: Finding) -> dict[str, Any]:
    """One finding, flat."""
    return {
        "question": f.question,
        "value": f.value,
        "unit": f.unit,
        "low": f.interval.low if f.interval else None,
        "high": f.interval.high if f.interval else None,
        "level": f.interval.level if f.interval else None,
        "placebo_rank": f.placebo.rank if f.placebo else None,
        "placebo_of": f.placebo.of if f.placebo else None,
        "null": f.null,
        "n": f.n,
        "first": f.detail.first or None,
        "last": f.detail.last or None,
        "method": f.method,
        "records": f.records_total,
        "why_not": f.why_not,
    }


def write(
    findings: Sequence[Finding], fmt: str | None, width: int, rows: Sequence[dict[str, Any]] = ()
) -> None:
    """Write findings as asked: JSON whole, text as questions and answers, else one row each (or ``rows``)."""
    how = chosen(fmt)
    if how == "json":
        write_json([as_json(f) for f in findings])
    elif how == "text":
        out = console()
        for line in lines(findings, min(out.width, width)):
            out.print(line)
    else:
        write_rows(rows or [row(f) for f in findings], how)


def lines(findings: Iterable[Finding], width: int) -> Iterator[Text]:
    """Each finding as a question and, indented, its answer."""
    for f in findings:
        for part in textwrap.wrap(question(f), width):
            yield Text(part)
        for part in textwrap.wrap(answer(f), width - 4):
            yield Text(f"    {part}", style="bold" if f.known else SOFT)


def _beside(f: Finding) -> Iterator[str]:
    """What belongs beside the value: what was to be expected, when at the earliest, what it would become."""
    d = f.detail
    if isinstance(d, WITH_EXPECTED) and d.expected is not None:
        yield f"expected {d.expected:.2g}"
    if isinstance(d, DistanceDetail):
        yield "the mean of the sessions; 0 is the same position"
        yield f"half of all pairs of states lie within {d.median:.2g}"
    if f.subject.stream:
        yield registry.title(f.subject.stream)


def answer(f: Finding) -> str:
    """The answer with its doubt, in one line."""
    if not f.known:
        return f"cannot tell: {named(f.why_not, f)}"
    parts = [f"place {f.value}" if f.kind is Kind.PARTNER_RANK else f.measured]
    if f.interval:
        what = f" ({f.detail.interval_of})" if f.detail.interval_of else ""
        parts.append(f"{f.interval.name} {f.interval.low:.3g} to {f.interval.high:.3g}{what}")
    parts += _beside(f)
    if f.placebo:
        parts.append(f"{f.placebo.place} ({f.placebo.matched_on})")
    parts.append(f"n {f.n:,}")
    if f.detail.first and not f.subject.span:
        parts.append(f"{f.detail.first[:4]} to {f.detail.last[:4]}")
    return _MINUS.sub("−", "; ".join(parts))
