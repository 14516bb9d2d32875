"""A sentence that tells two acts of two times, cut into one sentence for each."""

from __future__ import annotations

import re

from comity.checking.periods import AT, Period
from comity.checking.predicates import verb_in

_JOINT = re.compile(r"(?:,|;)? (?:and|then|but) |; ")
_WHERE = re.compile(r" (?:in|at|on|from|during|by|beside) ")
_AGAIN = re.compile(r"^(?:again|once more|then|also)\b,? ?")
_LEADING = re.compile(r"(?:in|at|on|from|during|by|beside|the)\b", re.IGNORECASE)


def halves(text: str, periods: list[Period]) -> tuple[str, str] | None:
    """The two sentences; ``None`` where a sentence does not tell two acts so.

    "The ministers met in Delhi in May 2007 and in Bangalore in June 2009": who acts, and where the second
    half has no verb what is done, is said once for both.
    """
    dated = [p for p in periods if p.relation == AT]
    if len(dated) != len(periods) or len(dated) != _TWO or dated[0].last >= dated[1].first:
        return None
    joints = list(_JOINT.finditer(text, dated[0].end, dated[1].start))
    joints = joints or [m for m in _JOINT.finditer(text, dated[0].end) if m.start() < dated[1].start]
    if not joints:
        return None
    first, second = text[: joints[-1].start()], _AGAIN.sub("", text[joints[-1].end() :])
    verb = verb_in(first)
    if verb is None:
        return None
    own = verb_in(second)
    if own is not None and own.start() > 0 and not _LEADING.match(second):
        return f"{first}.", second[:1].upper() + second[1:]
    if own is not None:
        return f"{first}.", f"{first[: verb.start()]}{second}"
    place = _WHERE.search(first, verb.end() - 1)
    return f"{first}.", f"{first[: place.start() if place else len(first)]} {second}"


_TWO = 2
