"""Is it going up or down?  A trend is decided by series that are counted in full, never by single acts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

from comity.measures.change.window_change import ABOUT_LEVEL, DOWN, UP
from comity.parts.check.claims import TREND, TextClaim
from comity.parts.check.rules import grammar
from comity.vocabulary import hotspots
from comity.watch.account import growing as stepping_up
from comity.watch.account.growing import SeriesAccount
from comity.watch.answers import Answers
from comity.watch.inquiry import Inquiry

_DECLINE = re.compile(
    r"\b(?:less often|apart|weaken\w*|in decline|cool\w*|loosen\w*|fading|waning|less and less)\b"
)
_SERIES_OF = {
    "veto": "vetoes",
    "patrol": "patrols",
    "drill": "joint-sea|peace-mission|security-belt|exercises",
    "meet": "meetings",
    "vote-for": "council|positions",
    "vote-against": "council|positions",
    "abstain": "council|positions",
}
"""Kinds of act that a trend may be about, and the ids of the series that count them."""
_OF_ONE = "council-own"

Read = Callable[[str], Sequence[SeriesAccount]]
"""The series of a place, "" for all places."""


def series_of(inquiry: Inquiry) -> Read:
    """How the series of an inquiry's pair are read, each place once and only where a claim needs it."""

    @cache
    def read(place: str) -> Sequence[SeriesAccount]:
        if inquiry.pair is None:
            return ()
        return stepping_up.series(Answers(inquiry), place or None)

    return read


def decided(claim: TextClaim, group: Sequence[str], read: Read) -> tuple[str, list[SeriesAccount]]:
    """What the series of a claim's place say of its trend, and the series that say so.

    ``agrees``: all that can be told move as claimed; ``mixed``: some do and none the other way; ``opposed``:
    some move the other way and none as claimed; ``level``: neither; "": nothing can be told.  Where the claim
    names an act whose series are known, only these count; else it must be of how the two get on as a whole.
    """
    reading = claim.reading
    patterns = [_SERIES_OF[k] for k in sorted(reading.kinds) if k in _SERIES_OF]
    of_one_field = grammar()["of_one_field"].search(reading.low) is not None
    as_a_whole = grammar()["of_relations"].search(reading.low) is not None and not of_one_field
    if claim.kind != TREND or not reading.states >= set(group) or not (patterns or as_a_whole):
        return "", []
    joint = [s for s in read(_place(reading.text)) if not s.id.startswith(_OF_ONE)]
    named = [s for s in joint if any(re.search(p, s.id) for p in patterns)]
    known = [s for s in named or joint if s.statement.word in (UP, DOWN, ABOUT_LEVEL)]
    wanted = DOWN if _DECLINE.search(reading.low) else UP
    with_it = [s for s in known if _toward_each_other(s) == wanted]
    against = [s for s in known if _toward_each_other(s) not in (wanted, ABOUT_LEVEL)]
    if with_it and not against:
        whole = len(with_it) == len(known) and (len(known) > 1 or bool(named))
        return ("agrees" if whole else "mixed"), with_it
    if against and not with_it:
        return "opposed", against
    return ("level" if known else ""), known


def _toward_each_other(series: SeriesAccount) -> str:
    """Up where the two come closer, down where they move apart: of a distance the other way about."""
    word = series.statement.word
    if word == ABOUT_LEVEL or series.toward > 0:
        return word
    return DOWN if word == UP else UP


def _place(text: str) -> str:
    """The first place of the vocabulary that a sentence names, "" for none."""
    for spot in hotspots.watched():
        if not spot.own and any(re.search(t, text, re.IGNORECASE) for t in spot.text_terms):
            return spot.id
    return ""
