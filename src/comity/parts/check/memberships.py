"""Who belongs to a body and since when: a sentence held against the table of memberships."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from comity.lake.query.view import View
from comity.language.discourse_state import DiscourseState
from comity.parts.check.candidates import CandidateRecord, plain, terms_of
from comity.parts.check.claims import NONE, TextClaim
from comity.parts.check.comparison.differences import in_words
from comity.parts.check.marks import PARTLY, SUPPORTED, ClaimMark
from comity.parts.check.periods import AT, Period
from comity.parts.check.reading import SentenceReading, read_sentence
from comity.parts.check.rules import stem
from comity.vocabulary import bodies, states
from comity.vocabulary.bodies import Body
from comity.vocabulary.load import package_yaml


@cache
def membership_words() -> dict[str, re.Pattern[str]]:
    """The patterns of ``data/memberships.yaml``."""
    data = package_yaml("parts/check/data/memberships.yaml")
    return {key: re.compile(value) for key, value in data.items() if key != "beside"}


@cache
def _beside() -> frozenset[str]:
    return frozenset(stem(w) for w in package_yaml("parts/check/data/memberships.yaml")["beside"].split())


@dataclass(frozen=True, slots=True)
class Membership:
    """One member's time in one body: its first day, told to the day, the month or the year, and its last."""

    record_id: str
    body: str
    state: str
    first: date
    precision: str
    last: date | None
    known_on: date
    source: str
    label: str = ""

    @property
    def organ(self) -> Body:
        """Return the body; one that the vocabulary lacks has the label of its source for a name."""
        unlisted = Body(self.label, self.label, "", (), western=False)
        return bodies.all_bodies().get(self.body, unlisted)

    @property
    def began(self) -> tuple[date, date]:
        """The days on which it may have begun."""
        if self.precision == "year":
            return self.first, date(self.first.year, 12, 31)
        if self.precision == "month":
            return self.first, self.first.replace(day=monthrange(self.first.year, self.first.month)[1])
        return self.first, self.first

    @property
    def in_words(self) -> str:
        """When it began, in words."""
        if self.precision == "year":
            return str(self.first.year)
        return f"{self.first:%B %Y}" if self.precision == "month" else f"{self.first.day} {self.first:%B %Y}"


class Memberships:
    """Every membership of the table, found by body and state."""

    def __init__(self, rows: Sequence[Membership]) -> None:
        self.by_body: dict[str, dict[str, list[Membership]]] = {}
        for m in sorted(rows, key=lambda m: (m.body, m.state, m.first)):
            self.by_body.setdefault(m.body, {}).setdefault(m.state, []).append(m)
        names = {
            alias: m.body
            for m in rows
            for name in _names(m.organ)
            for alias in (name, name.replace("isation", "ization"), name.replace("ization", "isation"))
        }
        self._names = names
        longest = "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True))
        self._pattern = re.compile(rf"\b(?:{longest})(?!\w)") if names else None

    @classmethod
    def of(cls, view: View) -> Memberships:
        """Those of a view."""
        rows = view.table("ties").to_pylist()
        return cls([_membership(r) for r in rows if r["kind"] == "membership" and r["body"] is not None])

    def named(self, text: str) -> list[str]:
        """The bodies that a text names, in order."""
        in_text = self._pattern.finditer(text) if self._pattern else ()
        return list(dict.fromkeys(self._names[m[0]] for m in in_text))


def _membership(r: Mapping[str, Any]) -> Membership:
    return Membership(
        r["record_id"],
        r["body"],
        r["members"][0],
        r["date_from"],
        r["precision"],
        r["date_to"],
        r["known_on"],
        r["symbol"] or "",
        r["name"] or r["body"],
    )


def _names(body: Body) -> tuple[str, ...]:
    return (body.id, body.name, *body.aliases)


@dataclass(frozen=True, slots=True)
class BodyBefore:
    """The body that the sentences before named last, and whether the last of them told who joined it."""

    body: str = ""
    of_members: bool = False


def of_membership(
    claim: TextClaim, table: Memberships, before: BodyBefore
) -> tuple[ClaimMark | None, BodyBefore]:
    """The mark of a claim of who belongs to a body, ``None`` for any other or where the table does not tell.

    Parameters
    ----------
    before : the body of the sentences before, for "the group" and "followed"

    Returns
    -------
    The mark, and the body that the next sentence may mean.
    """
    reading, words = claim.reading, membership_words()
    named = table.named(reading.text)
    deed = next((d for d in ("found", "leave", "join", "belong") if words[d].search(reading.low)), "")
    if not named and before.body and words["the_body"].search(reading.low):
        named = [before.body]
    if not named and before.of_members and words["follow"].search(reading.low):
        named, deed = [before.body], "join"
    if not named:
        return None, BodyBefore(before.body)
    after = BodyBefore(named[-1], bool(deed))
    members = sorted(s for s in reading.states if s in states.all_states())
    if claim.kind == NONE or not deed or not members or not _nothing_more(reading, table, named):
        return None, after
    times = _times(reading, len(named))
    if times is None:
        return None, after
    shown, differ = list[Membership](), list[str]()
    for body, time in zip(named, times, strict=True):
        for state in members:
            spells = table.by_body[body].get(state, [])
            if not spells:
                return None, after
            best = next((m for m in spells if not _differs(m, deed, time, table)), spells[-1])
            shown.append(best)
            if other := _differs(best, deed, time, table):
                differ.append(other)
    records = tuple(_candidate(m) for m in shown)
    if differ:
        return ClaimMark(PARTLY, f"{differ[0][0].upper()}{differ[0][1:]}.", records, (), ("date",)), after
    joined = f"{in_words({m.state for m in shown})} in {shown[0].organ.name}"
    reason = f"The table of memberships bears it out: {joined}, {shown[0].in_words}."
    return ClaimMark(SUPPORTED, reason, records), after


def _nothing_more(reading: SentenceReading, table: Memberships, named: Sequence[str]) -> bool:
    """Whether a sentence says only who belongs to which body and since when."""
    organs = {m.organ for code in named for spells in table.by_body[code].values() for m in spells}
    own = {stem(w) for organ in organs for n in _names(organ) for w in plain(n).split()}
    names = {stem(w) for n in reading.names for w in plain(n).split()}
    more = (reading.words | names) - own - _beside()
    return not more and not reading.numbers and not membership_words()["other_roles"].search(reading.low)


def _times(reading: SentenceReading, n: int) -> list[Period | None] | None:
    """The time of each of so many bodies: one for all, or one for each; ``None`` where it is neither."""
    if len(reading.periods) <= 1:
        return [next(iter(reading.periods), None)] * n
    return list(reading.periods) if len(reading.periods) == n else None


def _differs(m: Membership, deed: str, time: Period | None, table: Memberships) -> str:
    """How a membership differs from what is claimed of it, "" where it does not."""
    member = f"{states.in_sentence(m.state)} {{}} {m.organ.name}"
    if deed == "found" and m.first != min(x.first for of in table.by_body[m.body].values() for x in of):
        return f"{member.format('joined')} later, in {m.in_words}"
    if deed == "leave":
        left = m.last is not None and (time is None or time.first <= m.last <= time.last)
        return "" if left else f"the record does not say that {member.format('left')} then"
    if time is None:
        return "" if m.last is None else f"{member.format('left')} in {m.last.year}"
    first, last = m.began
    of_time = time.first <= last and first <= time.last
    if deed == "belong" and time.relation == AT and not of_time:
        return "" if first <= time.first and (m.last is None or m.last >= time.last) else _date(m)
    if not of_time:
        return _date(m)
    return f"the record says only {m.in_words}" if (last - first) > (time.last - time.first) else ""


def _date(m: Membership) -> str:
    return f"the date was {m.in_words}"


def _candidate(m: Membership) -> CandidateRecord:
    what = f"{states.display(m.state)}: member of {m.organ.name} since {m.in_words}. {m.source}."
    reading = read_sentence(what, DiscourseState(prose=True), on=m.first, anchor=(m.first,) * 2)
    words = frozenset(plain(what).split())
    return CandidateRecord(
        record_id=m.record_id,
        occurrence=m.record_id,
        kind="standing",
        first=m.first,
        last=m.began[1],
        precision=m.precision,
        actors=frozenset({m.state}),
        states=frozenset({m.state, m.body}),
        forms=frozenset(),
        places=(),
        polarity="",
        reading=reading,
        text=plain(what),
        tokens=words,
        terms=terms_of(words),
        symbols=frozenset(),
        grade="official-record",
        known_on=m.known_on,
        what=what,
        where=(m.source,),
    )
