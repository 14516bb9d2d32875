"""Text of an alert: what happened, why it was sent, and the records behind it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from comity.parts.follow.alerts.alert import Alert
from comity.records.details import ActAlertDetail, WeekAlertDetail
from comity.records.finding import Finding
from comity.vocabulary import hotspots
from comity.vocabulary.group import Group

SHOWN = 5


def title(a: Alert) -> str:
    """Return a one-line title: pair, place and kind."""
    return f"{Group.parse(a.pair).short}, {hotspots.get(a.hotspot).name}: {a.kind.replace('-', ' ')}"


def reason(a: Alert) -> str:
    """Return why the alert was sent: statistic, threshold, false alarm rate, and records used."""
    d, f = a.why.detail, a.why
    if isinstance(d, WeekAlertDetail):
        return (
            f"By {a.by}, {' to '.join(d.window)}: score {d.score}, threshold {d.threshold}. "
            f"At this threshold {d.placebo_pairs} like pairs at every place watched gave "
            f"{d.placebo_alarms} alarms in the {d.placebo_months} months before: "
            f"{d.false_a_month} false a month, at most {d.false_a_month_at_most} (95%), of "
            f"{d.budget:g} allowed. Habit from {f.n} days. "
            f"In the same week it is no. {_rank(f)} by how unusual."
        )
    if isinstance(d, ActAlertDetail) and d.coded:
        return f"Read from text by a machine: of such acts {_share(f)} are read wrongly (n {f.n})."
    if f.known:
        return f"On record. {f.question} {f.value:.2g} {f.unit}, 90% {_range(f)} (n {f.n} vetoed drafts)."
    return f"On record: {f.why_not}."


def _rank(f: Finding) -> str:
    return f"{f.placebo.rank} of {f.placebo.of}" if f.placebo else "?"


def _range(f: Finding) -> str:
    return f"{f.interval.low:.2g} to {f.interval.high:.2g}" if f.interval else ""


def _share(f: Finding) -> str:
    return f"{f.value:.0%} ({_range(f)})" if isinstance(f.value, float) else "some"


def lines(a: Alert) -> Iterator[str]:
    """Yield the lines of an alert's full text, for a terminal or an e-mail."""
    yield f"{a.day}  {title(a)}  [{a.id}]"
    yield a.headline
    yield reason(a)
    if a.records:
        more = a.records_total - min(SHOWN, len(a.records))
        shown = ", ".join(a.records[:SHOWN])
        yield f"Records: {shown}{f' and {more} more' if more > 0 else ''}"


def wrap_alert(a: Alert, width: int) -> Iterator[str]:
    """Yield the lines of an alert's full text, wrapped to ``width`` columns, without control characters."""
    for n, line in enumerate(lines(a)):
        plain = "".join(c if c.isprintable() else " " for c in line)
        yield from textwrap.wrap(plain, width, initial_indent="  " if n else "", subsequent_indent="  ")


def data(a: Alert) -> dict[str, Any]:
    """Return the alert as plain values, with its title and reason as text, for programs."""
    return {**a.to_json(), "title": title(a), "reason": reason(a)}
