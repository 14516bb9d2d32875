"""A sentence that tells two acts, cut into one sentence for each."""

from __future__ import annotations

import re

from comity.parts.check.periods import AT, Period
from comity.parts.check.predicates import verb_in

_JOINT = re.compile(r"(?:,|;)? (?:and|then|but) |; ")
_WHERE = re.compile(r" (?:in|at|on|from|during|by|beside) ")
_AGAIN = re.compile(r"^(?:again|once more|then|also)\b,? ?")
_LEADING = re.compile(r"(?:in|at|on|from|during|by|beside|the)\b", re.IGNORECASE)
_DATE_LEAD = re.compile(r"\b(?:in|on|by|during|at|of)(?: the)? $", re.IGNORECASE)
_CLAUSE = re.compile(r"; |,? (?:and|but|while|whereas)(?: then| also)? ")


def halves(text: str, periods: list[Period]) -> tuple[str, str] | None:
    """The two sentences; ``None`` where a sentence does not tell two acts.

    "The ministers met in Delhi in May 2007 and in Bangalore in June 2009": who acts, and where the second
    half has no verb what is done, is said once for both.  "In May 2007 the ministers met, and a treaty was
    signed": so is the time, where one stands alone.
    """
    if any(p.relation != AT for p in periods) or not 1 <= len(periods) <= _TWO:
        return None
    return _clauses(text, periods[0]) if len(periods) == 1 else _of_two_times(text, periods)


def _of_two_times(text: str, dated: list[Period]) -> tuple[str, str] | None:
    """The two clauses of a sentence that names two times, one after the other."""
    if dated[0].last >= dated[1].first:
        return None
    joints = list(_JOINT.finditer(text, dated[0].end, dated[1].start))
    joints = joints or [m for m in _JOINT.finditer(text, dated[0].end) if m.start() < dated[1].start]
    first = text[: joints[-1].start()] if joints else ""
    verb = verb_in(first)
    if verb is None:
        return None
    second = _AGAIN.sub("", text[joints[-1].end() :])
    own = verb_in(second)
    if own is not None and own.start() > 0 and not _LEADING.match(second):
        return f"{first}.", second[:1].upper() + second[1:]
    if own is not None:
        return f"{first}.", f"{first[: verb.start()]}{second}"
    place = _WHERE.search(first, verb.end() - 1)
    return f"{first}.", f"{first[: place.start() if place else len(first)]} {second}"


def _clauses(text: str, when: Period) -> tuple[str, str] | None:
    """Two clauses of one time, each with a verb of its own, the time said in each."""
    joints = sorted(_CLAUSE.finditer(text), key=lambda m: (m[0][0] == " ", m.start()))
    for joint in joints:  # one after a comma before one that may be within a list
        first, second = text[: joint.start()], text[joint.end() :]
        verb, own = verb_in(first), verb_in(second)
        if verb is None or own is None or joint.start() < when.end <= joint.end():
            continue
        lead = _DATE_LEAD.search(text, 0, when.start)
        begins = lead.start() if lead else when.start
        said = text[begins : when.end]
        start = 0 if text[:begins].strip() else when.end + 1
        subject = text[start : verb.start()].lstrip(", ") if own.start() == 0 else ""
        if when.end <= joint.start():
            return f"{first}.", f"{said[:1].upper()}{said[1:]} {subject}{second}"
        return f"{first}.", f"{subject}{second[:1].upper()}{second[1:]}"
    return None


_TWO = 2
