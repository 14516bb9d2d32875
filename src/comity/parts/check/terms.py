"""In which years states sat in the Security Council: by who voted there in each of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from itertools import pairwise

from comity.parts.check.comparison.differences import in_words
from comity.parts.check.periods import AT, SINCE, UNTIL, Days, Period
from comity.parts.check.reading import SentenceReading
from comity.parts.check.roll_call import RollCall
from comity.parts.check.roll_calls import COUNCIL, RollCalls
from comity.parts.check.rules import stem
from comity.parts.check.topic import Topic
from comity.parts.check.vote_tally import AGREES, COUNTED, OPEN, OPPOSED, VoteTally
from comity.parts.check.votes_before import VotesBefore
from comity.vocabulary import states
from comity.vocabulary.load import package_yaml
from comity.vocabulary.states import permanent_seats

_EVER: Days = (date(1946, 1, 1), date(2100, 1, 1))
_BEGINS = date(1992, 1, 1)
"""When the table of members' votes begins."""
_TIMES = ("once", "twice", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@cache
def term_words() -> dict[str, re.Pattern[str]]:
    """The patterns of ``data/terms.yaml``."""
    data = package_yaml("parts/check/data/terms.yaml")
    return {key: re.compile(value) for key, value in data.items() if key != "beside"}


@cache
def _beside() -> frozenset[str]:
    return frozenset(stem(w) for w in package_yaml("parts/check/data/terms.yaml")["beside"].split())


def of_terms(reading: SentenceReading, calls: RollCalls, before: VotesBefore) -> VoteTally | None:
    """What the table says of who sat in the Council when, alone or with whom; ``None`` for other claims.

    Parameters
    ----------
    before : the votes that the sentences before told of, for "there" and for whom "they" means
    """
    members = _members(reading, before)
    if not members or _says_more(reading) or not _of_council(reading, before):
        return None
    within, named = _times(reading)
    if within is None:
        within = _EVER if named or term_words()["council"].search(reading.low) else _on_record(before)
    years = [y for y in _years(calls, members) if within[0].year <= y <= within[1].year]
    verdict = _verdict(reading.low, years, named)
    if verdict == AGREES and within == _EVER and (not named or term_words()["only"].search(reading.low)):
        verdict = OPEN  # of the years before the table begins it says nothing
    return _tally(verdict, members, years, calls) if verdict else None


def _members(reading: SentenceReading, before: VotesBefore) -> frozenset[str]:
    """Whose seats it is about: those named, else those meant; nobody where all sit there for good."""
    known = frozenset(states.all_states())
    members = (reading.named & known) or (reading.states & known) or before.pair
    return members if members - frozenset(permanent_seats()) else frozenset()


def _says_more(reading: SentenceReading) -> bool:
    """Whether a sentence says more than who sat there."""
    words = Topic.of(reading).words
    more = term_words()["more"].search(reading.low) or reading.ballots or reading.symbols
    return bool(more) or not words <= _beside()


def _of_council(reading: SentenceReading, before: VotesBefore) -> bool:
    """Whether a sentence is about seats in the Council, or there, where the sentence before was."""
    words, low = term_words(), reading.low
    there = words["there"].search(low) and {c.row["body"] for c in before.calls} == {COUNCIL}
    return bool(words["sat"].search(low)) and bool(words["council"].search(low) or there)


def _times(reading: SentenceReading) -> tuple[Days | None, frozenset[int]]:
    """The stretch of time that a sentence looks at, ``None`` where it names none, and the years it names."""
    times = [p for p in reading.periods if not _SAME.search(reading.text, p.start, p.end)]
    bounds = [p for p in times if p.relation in (SINCE, UNTIL)]
    outer = bounds or [p for p in times if _holds_another(p, times)]
    named = [p for p in times if p.relation == AT and p not in outer]
    years = frozenset(y for p in named for y in range(p.first.year, p.last.year + 1))
    if not outer:
        return None, years
    p = outer[0]
    first = _EVER[0] if p.relation == UNTIL else p.first
    return (first, _EVER[1] if p.relation == SINCE else p.last), years


_SAME = re.compile(r"\bsame\b", re.IGNORECASE)
"""In a time that is no time of its own: "in the same year"."""


def _holds_another(outer: Period, periods: Sequence[Period]) -> bool:
    return any(p is not outer and outer.first <= p.first and p.last <= outer.last for p in periods)


def _on_record(before: VotesBefore) -> Days:
    """The time that votes told of before are of, as far as the table goes: "never sat there in one year"."""
    return (_BEGINS if before.calls else _EVER[0]), _EVER[1]


def _years(calls: RollCalls, members: frozenset[str]) -> list[int]:
    """The years in which all of some states voted in the Council."""
    first, last = calls.calls[0].row["date"].year, calls.calls[-1].row["date"].year
    return [y for y in range(first, last + 1) if members <= calls.seats_in(y)]


def _verdict(low: str, years: Sequence[int], named: frozenset[int]) -> str:
    """What the years in which they sat there say; "" where nothing is claimed of them."""
    words = term_words()
    if words["never"].search(low):
        so = not named & set(years) if named else not years
    elif m := words["how_often"].search(low):
        word = {"thrice": "three", "two": "twice"}.get(m["times"].split()[0], m["times"].split()[0])
        n = 1 + _TIMES.index(word)
        so = n == _spells(years) and named <= set(years)
    elif words["limit"].search(low):
        if not (named and words["only"].search(low)):
            return ""
        so = set(years) == named
    elif named:
        so = named <= set(years)
    else:
        return ""
    return AGREES if so else OPPOSED


def _spells(years: Sequence[int]) -> int:
    """How many stretches of years following one another."""
    return len(years) and 1 + sum(b - a > 1 for a, b in pairwise(years))


def _tally(verdict: str, members: frozenset[str], years: Sequence[int], calls: RollCalls) -> VoteTally:
    """A verdict with the years, and one vote of each."""
    in_council = [c for c in calls.calls if c.row["body"] == COUNCIL and c.row["kind"] == "resolution"]
    voted = [c for c in in_council if members <= calls.council.get(c.row["roll_call_id"], {}).keys()]
    of_year: dict[int, RollCall] = {c.row["date"].year: c for c in voted if c.row["date"].year in years}
    last = in_council[-1].row["date"]
    when = f"in {', '.join(map(str, years))}" if years else "in no year"
    together = " both" if len(members) == 2 else " all" if len(members) > 2 else ""
    reason = f"{COUNTED}{in_words(members)}{together} voted in the Security Council {when} (to {last:%B %Y})."
    return VoteTally(verdict, reason, tuple(of_year[y] for y in sorted(of_year)), pair=members)
