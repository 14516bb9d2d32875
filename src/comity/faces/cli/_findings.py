"""Printing of findings as rows: the question, the answer and its uncertainty, alike in every command."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from rich.text import Text

from comity.faces.cli._output import SOFT, Printout, Rows, wrap
from comity.faces.present.source_names import named, question
from comity.records.details import WITH_EXPECTED, DistanceDetail
from comity.records.finding import Finding, as_json
from comity.sources import registry

#: A hyphen that is a minus sign: before a number and not after one.
_MINUS = re.compile(r"(?<![\w)])-(?=[\d.])")


def answer_with(
    findings: Sequence[Finding],
    rows: Callable[[], Rows] | None = None,
    before: Callable[[int], Iterable[Text]] = lambda _: (),
) -> Printout:
    """Return findings for printing: as questions and answers, as one row each, or as JSON."""

    def page(width: int) -> Iterator[Text]:
        yield from before(width)
        yield from write_lines(findings, width)

    return Printout(
        page, rows or (lambda: [row(f) for f in findings]), lambda: [as_json(f) for f in findings]
    )


def row(f: Finding) -> dict[str, Any]:
    """Return one finding as a dict without nesting, for a table."""
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


def write_lines(findings: Iterable[Finding], width: int) -> Iterator[Text]:
    """Yield each finding as a question with its answer indented below."""
    for f in findings:
        yield from wrap(question(f), width)
        yield from wrap(answer(f), width, "bold" if f.known else SOFT, "    ")


def write_part(findings: Sequence[Finding], width: int) -> Iterator[Text]:
    """Yield the answered questions, and then one paragraph per question without an answer."""
    for f in (f for f in findings if f.known):
        yield from wrap(question(f), width, "", "  ", "    ")
        yield from wrap(answer(f), width, "bold", "    ", "      ")
        yield from wrap(f.detail.note, width, SOFT, "    ", "      ")
    unknown: dict[str, dict[str, list[str]]] = {}
    for f in (f for f in findings if not f.known):
        streams = unknown.setdefault(f.question, {}).setdefault(f.why_not.rstrip("."), [])
        streams += [f.subject.stream] if f.subject.stream else []
    for words, reasons in unknown.items():
        why_not = "; ".join(f"{why} ({', '.join(by)})" if by else why for why, by in reasons.items())
        yield from wrap(f"{words} Cannot tell: {why_not}.", width, SOFT, "  ", "    ")


def _list_more(f: Finding) -> Iterator[str]:
    """Yield what is added to the answer: the expected number, the scale of a distance, the event source."""
    d = f.detail
    if isinstance(d, WITH_EXPECTED) and d.expected is not None:
        yield f"expected {d.expected:.2g}"
    if isinstance(d, DistanceDetail):
        yield "the mean of the sessions; 0 is the same position"
        yield f"half of all pairs of states lie within {d.median:.2g}"
    if f.subject.stream:
        yield registry.title(f.subject.stream)


def answer(f: Finding) -> str:
    """Return the answer with its uncertainty in one line."""
    if not f.known:
        return f"cannot tell: {named(f.why_not, f)}"
    parts = [f.measured]
    if f.interval:
        what = f" ({f.detail.interval_of})" if f.detail.interval_of else ""
        parts.append(f"{f.interval.name} {f.interval.low:.3g} to {f.interval.high:.3g}{what}")
    parts += _list_more(f)
    if f.placebo:
        parts.append(f"{f.placebo.place} ({f.placebo.matched_on})")
    parts.append(f"n {f.n:,}")
    if f.detail.first and not f.subject.span:
        parts.append(f"{f.detail.first[:4]} to {f.detail.last[:4]}")
    return _MINUS.sub("−", "; ".join(parts))


def shorten(x: float) -> str:
    """Return a number with two decimals, without a leading zero and with a true minus sign (not a hyphen)."""
    return f"{x:.2f}".replace("-", "−").replace("0.", ".", 1)
