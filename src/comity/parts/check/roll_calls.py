"""Roll calls: every one of a view, found by day, by number and by what it is about."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from copy import copy
from datetime import date
from typing import Any

from comity.lake.query.sql import select
from comity.lake.query.view import View
from comity.lazy import lazy
from comity.parts.check.candidates import CandidateRecord
from comity.parts.check.choices import ABSENT
from comity.parts.check.periods import AT, SINCE, UNTIL, Days
from comity.parts.check.reading import SentenceReading
from comity.parts.check.roll_call import Cast, CitedText, CitedTexts, RollCall, last_day, merged
from comity.parts.check.rules import weights, word_lists
from comity.parts.check.topic import Topic, has_word, heading_words, names_of, same_root
from comity.parts.check.vote_cover import ASSEMBLY_VOTES, MEMBER_VOTES, VETO_LISTS, Cover, cover, joined
from comity.vocabulary import states
from comity.vocabulary.states import permanent_seats

COUNCIL, ASSEMBLY = "UNSC", "UNGA"
_BODY_WORDS = {
    re.compile(r"\bassembly\b"): "UNGA",
    re.compile(r"\bveto\w*|(?<!rights )(?<!governing )\bcouncil\b(?! of\b)"): COUNCIL,
}
_NOT_ADOPTED = re.compile(r"\b(?:veto\w*|drafts?|failed|fell|defeated|rejected|amendments?|rival)\b")
"""Words of texts that were not adopted, which no vote on a resolution of the Council is about."""
_COLUMNS = (
    "record_id",
    "roll_call_id",
    "body",
    "date",
    "precision",
    "symbol",
    "title",
    "issues",
    "kind",
    "known_on",
    "url",
)


class RollCalls:
    """Every roll call of a view, found by day and by the number of its text."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.until = date.max
        rows: dict[str, list[dict[str, Any]]] = {}
        for r in view.run(select("roll_calls", _COLUMNS, "ORDER BY record_id")).to_pylist():
            rows.setdefault(r["roll_call_id"], []).append(r)
        self.by_number: dict[str, list[RollCall]] = {}
        self.by_day: dict[date, list[RollCall]] = {}
        cited = _cited_by_records(view)
        for of_one in rows.values():
            call = merged(of_one, cited)
            self.by_day.setdefault(call.row["date"], []).append(call)
            for number in sorted(call.numbers):
                self.by_number.setdefault(number, []).append(call)

        self.calls = tuple(c for day in sorted(self.by_day) for c in self.by_day[day])
        self._index()
        self.council = self._read("body = $body", body=COUNCIL)

    def known_by(self, day: date | None) -> RollCalls:
        """Those up to a day alone: what a text of that day can have counted."""
        if day is None:
            return self
        out = copy(self)
        out.until = day
        out.calls = tuple(c for c in self.calls if c.row["date"] <= day)
        return out

    def _index(self) -> None:
        """The roll calls by what their subjects say."""
        self._with_term: dict[str, list[int]] = {}
        self._about_state: dict[str, list[int]] = {}
        for n, call in enumerate(self.calls):
            for term in call.terms:
                self._with_term.setdefault(term, []).append(n)
            for state in call.states:
                self._about_state.setdefault(state, []).append(n)
        self._places = {c.row["roll_call_id"]: n for n, c in enumerate(self.calls)}
        size = 1 + len(self.calls)
        self._unknown = math.log(size) / 2
        self._choices: dict[tuple[str, str], dict[str, str]] = {}
        self._rarity = {w: min(math.log(size / len(ns)), self._unknown) for w, ns in self._with_term.items()}

    def meant(
        self, about: Topic, reading: SentenceReading, day: date | None = None
    ) -> list[tuple[RollCall, float, bool]]:
        """Those of a number that is named, else the one of its time that is most about what is named.

        Each with the share of what the claim is about that is its subject, and whether none is more about it:
        another that has as much of it may be meant all the same.  Where none of the time named
        will do, the nearest at another time that is about just that.

        Parameters
        ----------
        day : when it was, where the sentence itself does not say
        """
        if reading.symbols:
            calls = [c for s in sorted(reading.symbols) for c in self.by_number.get(s, ())]
            covers = self._covers(about)
            return [(c, covers.get(self._places[c.row["roll_call_id"]], 0.0), True) for c in calls]
        dated = [p for p in reading.periods if p.relation == AT]
        spans = [(p.first, p.last) for p in sorted(dated, key=lambda p: p.precision in ("year", "span"))]
        spans = spans or ([(day, day)] if day else [])
        if not spans or not about.size:
            return []
        covers = {n: cover for n, cover in self._covers(about).items() if cover >= weights().words_partly}
        may_be = [(n, c) for n in sorted(covers) if _may_be(c := self.calls[n], reading)]
        for first, last in spans:
            if of_time := [(n, c) for n, c in may_be if first <= last_day(c) and c.row["date"] <= last]:
                return _best([(covers[n], self._own(c, about), c) for n, c in of_time], about.states)
        sure = [(c, covers[n], True) for n, c in may_be if covers[n] >= weights().words_undated]
        return sorted(sure, key=lambda t: abs((t[0].row["date"] - spans[0][0]).days))[:_NEAREST]

    def rivals(self, about: Topic, reading: SentenceReading) -> list[RollCall]:
        """The roll calls of the time named that are nearly as much about what is named as the best."""
        spans = [(p.first, p.last) for p in reading.periods if p.relation == AT]
        of_time = [
            (cover, c)
            for n, cover in self._covers(about).items()
            if _may_be(c := self.calls[n], reading)
            and any(a <= last_day(c) and c.row["date"] <= b for a, b in spans)
        ]
        most = max((cover for cover, _ in of_time), default=0.0)
        return [c for cover, c in of_time if cover >= _RIVAL * most]

    def knows(self, word: str) -> bool:
        """Whether the heading of any roll call has a word, or one of its root."""
        return bool(self._alike(word))

    def recurring(self, about: Topic, reading: SentenceReading) -> list[tuple[RollCall, float, bool]]:
        """All of the time named that are most about a matter, as of one that comes up every year."""
        dated = [p for p in reading.periods if p.relation != UNTIL]
        if not about.size or not dated:
            return []
        spans = [(p.first, date.max if p.relation == SINCE else p.last) for p in dated]
        covers = {n: cover for n, cover in self._covers(about).items() if cover >= weights().words_roll_call}
        of_time = [
            (c, covers[n], True)
            for n in sorted(covers)
            if _may_be(c := self.calls[n], reading)
            and all(first <= last_day(c) and c.row["date"] <= last for first, last in spans)
        ]
        most = max((cover for _, cover, _ in of_time), default=0.0)
        return [t for t in of_time if t[1] >= most - 1e-9]

    def _covers(self, about: Topic) -> dict[int, float]:
        """Share of what a claim is about, by rarity, that the subject of each roll call has that has any."""
        total, of_council, shared = 0.0, 0.0, dict[int, float]()
        light, of_any = weights().unknown_word, weights().council_word
        for w in sorted(about.words):
            rarity = self._rarity.get(w, self._unknown * (1 if w in about.names else light))
            having = {n for term in self._alike(w) for n in self._with_term[term]}
            said = any(self.calls[n].row["body"] == COUNCIL for n in having)
            in_council = rarity if said or w in about.names else min(rarity, self._unknown * light)
            in_council *= of_any if w in word_lists().of_council else 1
            total, of_council = total + rarity, of_council + in_council
            for n in having:
                share = 1.0 if w in self.calls[n].own_terms else _SYNONYM
                worth = in_council if self.calls[n].row["body"] == COUNCIL else rarity
                shared[n] = shared.get(n, 0.0) + worth * share
        for s in about.states:
            total, of_council = total + self._unknown, of_council + self._unknown
            for n in self._about_state.get(s, ()):
                shared[n] = shared.get(n, 0.0) + self._unknown
        return {
            n: part / (of_council if self.calls[n].row["body"] == COUNCIL else total)
            for n, part in shared.items()
        }

    def _alike(self, word: str) -> list[str]:
        """The terms of subjects that are a word or of its root."""
        return [t for t in self._with_term if same_root(word, t)]

    def _own(self, call: RollCall, about: Topic) -> float:
        """Share of a roll call's heading, by rarity, that a claim is about."""
        words = heading_words(call.subject)
        total = sum(self._rarity.get(w, self._unknown) for w in words)
        named = about.words.union(
            *(word_lists().same.get(w, ()) for w in about.words), names_of(about.states)
        )
        return (
            sum(self._rarity.get(w, self._unknown) for w in words if has_word(w, named)) / total
            if total
            else 0.0
        )

    @lazy
    def _seats(self) -> dict[int, frozenset[str]]:
        """Who voted in the Council in each year, those who joined or left within it apart."""
        out: dict[int, set[str]] = {}
        for call in self.calls:
            if call.row["body"] == COUNCIL:
                out.setdefault(call.row["date"].year, set()).update(
                    self.council.get(call.row["roll_call_id"], ())
                )
        return {year: frozenset(members) for year, members in out.items()}

    @lazy
    def _first_votes(self) -> dict[str, date]:
        """The first day on which each state voted in the Assembly."""
        sql = "SELECT state, min(date) AS first FROM ballots WHERE body = $body GROUP BY state ORDER BY state"
        return {r["state"]: r["first"] for r in self.view.run(sql, body=ASSEMBLY).to_pylist()}

    def cover_of_council(self, spans: Sequence[Days], members: frozenset[str]) -> Cover:
        """How much is on record of the time in which some members could vote on adopted resolutions.

        Nobody sits in the Council before the year after its first vote in the Assembly, which elects, and
        whoever holds no permanent seat holds it for whole years: where it voted in one part of a year it sat
        in the other.
        """
        covered = self._stretches(MEMBER_VOTES)
        last = max((b for _, b in covered), default=date.min)
        first_years = [self._first_votes[s].year + 1 for s in members if s in self._first_votes]
        began = max((date(y, 1, 1) for y in first_years), default=date.min)
        sat = [
            (max(a, date(y, 1, 1)), min(b, date(y, 12, 31)))
            for a, b in spans
            for y in range(max(a, began).year, min(b, last).year + 1)
            if members <= self._seats.get(y, members)
        ]
        return cover(joined((max(a, began), b) for a, b in sat if b >= began), covered, last)

    def cover_of_vetoes(self, spans: Sequence[Days]) -> Cover:
        """How much of some spans, to the newest veto on record, the lists of vetoes cover."""
        covered = self._stretches(VETO_LISTS)
        first = min(covered, default=(date.max, date.max))[0]
        last = max((b for _, b in covered), default=date.min)
        return cover([(max(a, first), b) for a, b in spans], covered, last)

    def cover_of_assembly(self, spans: Sequence[Days]) -> Cover:
        """How much of some spans, to the newest vote of any body, the Assembly's roll calls cover."""
        until = max((c.row["date"] for c in self.calls), default=date.min)
        return cover(spans, self._stretches(ASSEMBLY_VOTES), until)

    def _stretches(self, sources: frozenset[str]) -> list[Days]:
        """The days whose ballots some sources hold."""
        coverage = self.view.coverage()
        own = [c for c in coverage if c.table == "ballots" and c.source in sources and c.first <= self.until]
        return [(c.first, min(c.last, self.until)) for c in own]

    def seats_in(self, year: int) -> frozenset[str]:
        """Who voted in the Council in a year."""
        return self._seats.get(year, frozenset())

    def choices(self, body: str, state: str) -> Mapping[str, str]:
        """What a state chose in each roll call of a body in which it took part, by the roll call's id."""
        key = (body, state)
        if key not in self._choices:
            in_council = body == COUNCIL
            self._choices[key] = self._in_council(state) if in_council else self._read_choices(*key)
        return self._choices[key]

    def _in_council(self, state: str) -> dict[str, str]:
        own = ((key, cast[state][0]) for key, cast in self.council.items() if state in cast)
        return {key: choice for key, choice in own if choice != ABSENT}

    def _read_choices(self, body: str, state: str) -> dict[str, str]:
        sql = """
            SELECT roll_call_id, choice FROM ballots
            WHERE body = $body AND state = $state AND choice <> $absent ORDER BY record_id
        """
        rows = self.view.run(sql, body=body, state=state, absent=ABSENT).to_pylist()
        return {r["roll_call_id"]: r["choice"] for r in rows}

    def of_record(self, c: CandidateRecord) -> list[RollCall]:
        """The roll call that a record is, or whose text it names and whose day it is of."""
        if c.roll_call:
            return [self.calls[self._places[c.occurrence]]]
        named = [call for s in sorted(c.symbols) for call in self.by_number.get(s, ())]
        return [call for call in dict.fromkeys(named) if c.first <= call.row["date"] <= c.last]

    def seated_in(self, call: RollCall) -> frozenset[str]:
        """The members of the Council in the year of a roll call of it; nobody for another body."""
        return (
            self._seats.get(call.row["date"].year, frozenset())
            if call.row["body"] == COUNCIL
            else frozenset()
        )

    def cast(self, calls: Sequence[RollCall]) -> dict[str, Cast]:
        """How each state voted."""
        keys = [c.row["roll_call_id"] for c in calls]
        out = {key: self.council[key] for key in keys if key in self.council}
        if elsewhere := [c.row["roll_call_id"] for c in calls if c.row["body"] != COUNCIL]:
            out |= self._read("roll_call_id IN $calls", calls=elsewhere)
        return out

    def _read(self, where: str, **values: object) -> dict[str, Cast]:
        """Choice and veto of each state by roll call; a veto that one source alone has counts."""
        out: dict[str, dict[str, tuple[str, bool]]] = {}
        rest = f"WHERE {where} ORDER BY record_id"
        rows = self.view.run(select("ballots", ("roll_call_id", "state", "choice", "veto"), rest), **values)
        for b in rows.to_pylist():
            of_call = out.setdefault(b["roll_call_id"], {})
            of_call[b["state"]] = (b["choice"], b["veto"] or of_call.get(b["state"], ("", False))[1])
        return dict(out)


_CITED = re.compile(r"UN document (S/\S+)$")


def _cited_by_records(view: View) -> CitedTexts:
    """What records of votes in the Council say of the text that they cite."""
    sql = """
        SELECT date_from, targets, summary, citations FROM acts
        WHERE coder IS NULL AND kind = 'event' ORDER BY record_id
    """
    out: dict[tuple[str, date], CitedText] = {}
    known = frozenset(states.all_states()) - frozenset(permanent_seats())
    for r in view.run(sql).to_pylist():
        cited = (_CITED.match(c["title"] or "") for c in r["citations"])
        for m in cited if COUNCIL in r["targets"] else ():
            if m:
                key = (m[1], r["date_from"])
                before = out.get(key, CitedText())
                about = before.states | (frozenset(r["targets"]) & known)
                out[key] = CitedText(about, f"{before.summary} {r['summary']}".strip())
    return out


_RIVAL = 0.6
"""From which share of the best on another roll call may be meant, where the best does not fit."""
_NEAREST = 12
"""How many roll calls of other times are looked at, nearest first."""


_SYNONYM = 0.95
"""How much it counts that a subject has a word only in other words."""


def _best(
    calls: Sequence[tuple[float, float, RollCall]], about: frozenset[str]
) -> list[tuple[RollCall, float, bool]]:
    """Those most about a matter and those nearly so; the best have a heading that is most about it.

    Nearly so are also those that name the states which the claim is ``about``, with fewer of its words.
    """
    most = max(cover for cover, _, _ in calls)
    level = [t for t in calls if t[0] >= most - 1e-9]
    near = [t for t in calls if _least(most, bool(about) and about <= t[2].states) <= t[0] < most - 1e-9]
    own = max(t[1] for t in level)
    best = [(c, cover, of_own >= own - 1e-9) for cover, of_own, c in level]
    return [*best, *((c, cover, False) for cover, _, c in near)]


def _least(most: float, same_states: bool) -> float:
    """The least share of a matter that a text nearly about it has."""
    w = weights()
    return max(
        most - _NEARLY * (2 if same_states else 1), w.words_undated if same_states else w.words_roll_call
    )


_NEARLY = 0.15
"""How much less a text may be about a matter and still be meant, where the first does not fit."""


_PART = re.compile(r"\b(?:paragraphs?|amendments?|separate)\b")


def _may_be(call: RollCall, claim: SentenceReading) -> bool:
    """Whether a roll call was taken in the body that a claim names, on a text of the kind it names."""
    named = {body for words, body in _BODY_WORDS.items() if words.search(claim.low)}
    body, kind = call.row["body"], call.row["kind"]
    adopted = body == COUNCIL and kind == "resolution"
    part = kind in ("paragraph", "amendment") and not _PART.search(claim.low)
    elsewhere = "Assembly" not in claim.text and _ELSEWHERE.search(claim.text) is not None
    return (
        not elsewhere
        and (not _MOTION.search(call.row["title"] or "") or _MOTION.search(claim.low) is not None)
        and not part
        and (len(named) != 1 or body in named)
        and not (adopted and _NOT_ADOPTED.search(claim.low))
    )


_MOTION = re.compile(r"\bmotion\b|\bno[ -]action\b")
"""A vote on how to go on and not on a text."""
_ELSEWHERE = re.compile(
    r"Human Rights Council|Commission on Human Rights|\bIAEA\b|Geneva (?:in|on)\b|\bin Geneva\b"
)
"""Where there are roll calls that are not counted in full."""
