"""The records that a claim may be held against: acts and views, each read into the parts of a claim."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import Any

from comity.lake.query.view import View
from comity.language.discourse_state import DiscourseState
from comity.parts.check.periods import AT
from comity.parts.check.reading import SentenceReading, read_sentence
from comity.parts.check.rules import stem, word_lists
from comity.parts.check.symbols import numbers_of
from comity.records import grades
from comity.records.schemas import DOCUMENT_TITLE
from comity.vocabulary import bodies, forms, hotspots, states
from comity.vocabulary.states import permanent_seats

_FEW_STATES = 6
"""A place of so many states at most is named by each of them."""
_PAIR = 2
"""A place that two states dispute is named by both, even where a record names one."""


@dataclass(frozen=True, slots=True)
class CandidateRecord:
    """A record that may bear a claim out.

    ``states`` are all that it concerns; ``text`` holds all its words, lower case; ``terms`` the stems that
    its words stand for; ``kind`` is ``event``, ``standing``, ``total`` or ``view``; the words
    of a ``roll_call`` are those of its subject alone.
    """

    record_id: str
    occurrence: str
    kind: str
    first: date
    last: date
    precision: str
    actors: frozenset[str]
    states: frozenset[str]
    forms: frozenset[str]
    places: tuple[str, ...]
    polarity: str
    reading: SentenceReading
    text: str
    tokens: frozenset[str]
    terms: frozenset[str]
    symbols: frozenset[str]
    grade: str
    known_on: date
    what: str
    where: tuple[str, ...]
    roll_call: bool = False

    @property
    def may_lead(self) -> bool:
        """Whether a source of press grade or better vouches for it."""
        return self.grade in grades.LEADING


class Candidates:
    """All records of a view that a person vouches for, and how rare each word is among them."""

    def __init__(self, rows: Iterable[CandidateRecord]) -> None:
        self.rows = tuple(rows)
        counts = Counter(t for r in self.rows for t in r.terms)
        size = len(self.rows)
        self.rarest = math.log(1 + size)
        self._rarity: Mapping[str, float] = {t: math.log((1 + size) / (1 + n)) for t, n in counts.items()}
        concerned = Counter(s for r in self.rows for s in r.states)
        self._rarity_of_state = {s: self.rarest - math.log(1 + n) for s, n in concerned.items()}

    def near(self, claim: SentenceReading) -> Candidates:
        """Those of the times that a claim names, weighed as all are; all where it names none."""
        dated = [p for p in claim.periods if p.relation == AT]
        if not dated:
            return self
        out = copy(self)
        out.rows = tuple(r for r in self.rows if any(p.first <= r.last and r.first <= p.last for p in dated))
        return out

    def rarity(self, term: str) -> float:
        """How much a word weighs: the logarithm of how few records have it."""
        return self._rarity.get(term, self.rarest)

    def rarity_of_state(self, code: str) -> float:
        """How much it weighs that a record concerns a state, by how few do."""
        return self._rarity_of_state.get(code, self.rarest)

    def rarity_of_days(self, first: date, last: date) -> float:
        """How much it weighs that a record is of some days, by how few are."""
        return self.rarest - math.log(1 + sum(r.first <= last and r.last >= first for r in self.rows))

    @classmethod
    def of(cls, view: View) -> Candidates:
        """Those of a view: acts that no machine alone read, and views; nothing later than its day."""
        acts = [_act(a) for a in view.table("acts").to_pylist() if a["coder"] is None]
        views = [_view(r) for r in view.table("attributions").to_pylist()]
        return cls([*acts, *views])


def _act(a: Mapping[str, Any]) -> CandidateRecord:
    concerned = {*a["actors"], *a["partners"], *a["targets"]}
    if a["toward_third"] in ("with", "against"):
        concerned.add(a["third"])
    return _candidate(a, a["kind"], frozenset([*a["actors"], *a["partners"]]), concerned, a["forms"])


def _view(r: Mapping[str, Any]) -> CandidateRecord:
    concerned = {*r["about"], *r["speaks_for"]}
    speaker = f"{r['speaker']} ({r['affiliation']})" if r["affiliation"] else r["speaker"]
    row = {**r, "summary": f"{speaker}: {r['summary']}", "polarity": ""}
    return _candidate(row, "view", frozenset(r["speaks_for"]), concerned, ())


def _candidate(
    row: Mapping[str, Any], kind: str, actors: frozenset[str], concerned: set[str], of_forms: Iterable[str]
) -> CandidateRecord:
    summary = row["summary"]
    pair = tuple(sorted(s for s in actors if s in states.all_states()))
    focus = DiscourseState(prose=True, title=pair[:4] if len(pair) > 1 else (), about=pair[:1])
    reading = read_sentence(summary, focus, on=row["date_from"], anchor=(row["date_from"],) * 2).spoken_out
    spots = [hotspots.get(h) for h in row["hotspots"]]
    near = {s for h in spots for s in _named_by_place(h, reading.named)}
    titles = [c["title"] or "" for c in row["citations"]]
    text = plain(" ".join([summary, *(_spoken_of(row, spots, of_forms))]))
    words = frozenset(text.split())
    kinds = {c["kind"] for c in row["citations"] if c["kind"]}
    return CandidateRecord(
        record_id=row["record_id"],
        occurrence=row.get("occurrence", row["record_id"]),
        kind=kind,
        first=row["date_from"],
        last=row["date_to"],
        precision=row["precision"],
        actors=actors,
        states=frozenset(concerned | near | reading.states),
        forms=frozenset(of_forms),
        places=tuple(row["hotspots"]),
        polarity=row["polarity"],
        reading=reading,
        text=text,
        tokens=words,
        terms=terms_of(words),
        symbols=reading.symbols | {s for t in titles for s in _numbers(t)},
        grade=grades.grade(kinds),
        known_on=row["known_on"],
        what=summary,
        where=tuple(c["url"] or c["place"] for c in row["citations"] if c["url"] or c["place"]),
    )


def _named_by_place(spot: hotspots.Hotspot, named: frozenset[str]) -> Collection[str]:
    """The states for which a place may stand: none where it has many, or where words name some of several."""
    several = len(spot.states) > _PAIR and not named.isdisjoint(spot.states)
    return () if several or len(spot.states) > _FEW_STATES else spot.states


def _spoken_of(
    row: Mapping[str, Any], spots: Iterable[hotspots.Hotspot], of_forms: Iterable[str]
) -> list[str]:
    """What a record is about beside its summary: the names of its place, form, bodies and states."""
    out = [h.name for h in spots if not h.own]
    out += [forms.get(f).name for f in of_forms]
    for code in (*row.get("targets", ()), *row.get("actors", ())):
        if code in bodies.all_bodies():
            out.append(bodies.all_bodies()[code].name)
        elif code in states.all_states():
            out.append(states.display(code))
    return out


def _numbers(title: str) -> set[str]:
    """Symbol and number of a UN document in the title of a citation."""
    symbol = title.removeprefix(DOCUMENT_TITLE).strip()
    return numbers_of(symbol) if symbol != title else set()


_TWO_NAMES = re.compile(r"(?<=[a-z]{4})/(?=[a-z]{4})")
"""A stroke between two words, and not in the symbol of a document."""


_NO_WORD = re.compile(r"[^\w/.]|_")


def plain(text: str) -> str:
    """Lower case, marks of punctuation as spaces, hyphens and apostrophes apart."""
    text = _TWO_NAMES.sub(" ", text.lower().replace("’", "'").replace("'s ", " "))
    return " ".join(w.rstrip(".") for w in _NO_WORD.sub(" ", text).split())


def terms_of(words: Iterable[str]) -> frozenset[str]:
    """Stems of words and of all that stand for them."""
    same = word_lists().same
    stems = {stem(w.strip("./")) for w in words}
    return frozenset(stems.union(*(same[s] for s in stems if s in same)))


def seated(c: CandidateRecord) -> set[str]:
    """Who could cast a veto on a record's day: its casters are known, so the rest of them did not."""
    return {s for s, (first, last) in permanent_seats().items() if first <= c.first <= last}
