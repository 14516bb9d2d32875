"""Answers to questions from records: what happened in a window, and whether no record means "no"."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from datetime import date, timedelta

from comity.parts.outlook.inputs.forecast_inputs import ForecastInputs, Happening
from comity.parts.outlook.inputs.questions import ForecastQuestion, ResolutionRule
from comity.records import bins

YES, NO, VOID, OPEN = "yes", "no", "void", "open"

#: Fewest shared roll calls for a share of votes.
FEWEST_VOTES = 8

#: Days after the deadline from which a question becomes void if the records cannot answer it.
LATE_DAYS = 366


@dataclass(frozen=True, slots=True)
class Resolution:
    """Answer to a question, with the reason and the deciding records.

    The answer is yes, no, open, or void (it can no longer be decided).
    """

    answer: str
    why: str
    records: tuple[str, ...] = ()


def matching(rule: ResolutionRule, inputs: ForecastInputs) -> list[Happening]:
    """Return the acts of any day that count under a question's rule, oldest first."""
    words = _pattern(rule.words)
    return [
        h
        for h in inputs.happenings
        if (h.together if rule.together else not h.together)
        and (not rule.forms or h.forms & set(rule.forms))
        and (not rule.rungs or h.rung in rule.rungs)
        and (not rule.hotspot or rule.hotspot in h.hotspots)
        and (words is None or words.search(h.summary))
    ]


def _pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    if not words:
        return None
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)


def value(
    rule: ResolutionRule, inputs: ForecastInputs, happenings: list[Happening]
) -> tuple[float | None, tuple[str, ...]]:
    """Return the number that a question's rule counts in its period, and the ids of the records counted.

    The number is ``None`` if there are too few votes. Pass all happenings that match the rule
    (:func:`matching`), oldest first; this function selects those in the window.
    """
    if rule.kind == "act":
        opened = bisect_left(happenings, rule.first, key=lambda h: h.first)
        closed = bisect_right(happenings, rule.last, key=lambda h: h.first)
        inside = [h for h in happenings[opened:closed] if h.last <= rule.last]
        return float(len(inside)), tuple(r for h in inside for r in h.records)
    votes = inputs.cast(rule.body, rule.first, rule.last)
    if len(votes) < FEWEST_VOTES:
        return None, tuple(v.record for v in votes)
    relevant = [v for v in votes if not rule.hotspot or rule.hotspot in v.hotspots]
    if rule.kind == "split":
        apart = [v for v in relevant if not v.alike]
        return float(len(apart)), tuple(v.record for v in apart or relevant)
    return sum(v.alike for v in relevant) / max(len(relevant), 1), tuple(v.record for v in relevant)


def is_reached(rule: ResolutionRule, amount: float) -> bool:
    """Return whether a number counted means yes: acts must reach the threshold, votes must exceed it."""
    return amount >= rule.threshold if rule.kind == "act" else amount > rule.threshold


def covers_window(rule: ResolutionRule, inputs: ForecastInputs) -> bool:
    """Return whether the sources that answer a question cover its period (window) to the end.

    One complete list is enough. Selective records must all be updated beyond the last day for late records.
    """
    ends = [inputs.spans[s][1] if s in inputs.spans else date.min for s in rule.sources]
    if rule.proof:
        return any(e >= _last_needed(rule) for e in ends)
    return all(e >= rule.known_by for e in ends)


def _last_needed(rule: ResolutionRule) -> date:
    """Return the last day that a question's source must cover: for votes 15 days before the period's end."""
    return rule.last - timedelta(days=0 if rule.kind == "act" else 15)


def resolve(question: ForecastQuestion, inputs: ForecastInputs, on: date) -> Resolution:
    """Return the answer to a question from the records.

    The answer is *yes* as soon as the records reach the threshold, and *no* only if the sources cover the
    whole window. It is *void* if they no longer can, or if there were too few votes.

    Parameters
    ----------
    question : the question with its rule
    inputs : the records, as known
    on : the day of asking; up to the rule's ``known_by`` a lack of records is no answer
    """
    rule = question.rule
    amount, ids = value(rule, inputs, matching(rule, inputs) if rule.kind == "act" else [])
    if rule.kind == "act" and amount is not None and is_reached(rule, amount):
        return Resolution(YES, "on record", ids)
    if on <= rule.known_by:
        return Resolution(OPEN, f"records may come until {rule.known_by}")
    if not covers_window(rule, inputs):
        return _unseen(rule, on)
    if rule.kind == "act":
        silent = "a complete list shows none" if rule.proof else f"{_and(rule.sources)} tell of none"
        return Resolution(NO, silent, ids)
    if amount is None:
        return Resolution(VOID, f"fewer than {FEWEST_VOTES} shared roll calls were held", ids)
    above = is_reached(rule, amount)
    said = f"{amount:.3g} is {'' if above else 'not '}above {rule.threshold:.3g}"
    return Resolution(YES if above else NO, said, ids)


def _unseen(rule: ResolutionRule, on: date) -> Resolution:
    if (on - rule.known_by).days <= LATE_DAYS:
        return Resolution(OPEN, f"{_and(rule.sources)} do not yet reach the deadline")
    return Resolution(VOID, f"{_and(rule.sources)} ended before the deadline")


def _and(sources: tuple[str, ...]) -> str:
    return " and ".join(sources)


def earlier(rule: ResolutionRule, years: int, known: date) -> list[ResolutionRule]:
    """Return a question's rule for each earlier period whose late records were due by ``known``.

    Windows follow each other without gaps, so each year has one in the same season. Callers must leave out
    windows in which the question may not be asked.
    """
    months = round((rule.last - rule.first).days / 30.4)
    out = []
    for k in range(1, years * 12 // months + 1):
        first = bins.following(rule.first, "month", -k * months)
        last = bins.following(first, "month", months) - timedelta(days=1)
        late = (rule.known_by - rule.last).days
        if last + timedelta(days=late) <= known:
            out.append(replace(rule, first=first, last=last, known_by=last + timedelta(days=late)))
    return out[::-1]
