"""The records that a sentence may be held against, found by their words (BM25) and weighed by features.

The weights of the features (``data/weights.csv``) are fitted by
``training/check.py``.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

import numpy as np

from comity.lake.query.view import View
from comity.language.mentions import mentions
from comity.parts.check.periods import read_periods
from comity.parts.check.quantities import Quantity, read_quantities
from comity.parts.check.readings import SentenceReading
from comity.parts.check.word_index import WordIndex
from comity.parts.check.wording import numbers_of, tokens_of, words_of
from comity.records.facts import grade
from comity.records.schemas import DOCUMENT_TITLE
from comity.types import FloatArray
from comity.vocabulary import bodies, forms, hotspots, states
from comity.vocabulary.load import package_text

CANDIDATES = 20
_FEW_STATES = 6
_BEFORE = 0.25


@dataclass(frozen=True, eq=False)
class EvidenceRecord:
    """A record with what a sentence is compared with; ``fact`` are its fields, ``None`` where it has none."""

    record_id: str
    occurrence: str
    kind: str
    first: date
    last: date
    precision: str
    actors: frozenset[str]
    states: frozenset[str]
    forms: frozenset[str]
    places: frozenset[str]
    summary: str
    fact: Mapping[str, Any] | None
    symbols: frozenset[str]
    grade: str
    known_on: date
    where: tuple[str, ...]
    numbers: tuple[Quantity, ...]
    leaders: tuple[tuple[str, frozenset[str]], ...]
    low: str
    tokens: tuple[str, ...] = field(repr=False)
    words: frozenset[str] = field(repr=False)

    @property
    def when(self) -> str:
        """The date in words."""
        return say_days(self.first, self.last, self.precision)


def say_days(first: date, last: date, precision: str = "") -> str:
    """Say a stretch of days as briefly as it can be said."""
    if first == last:
        return f"{first.day} {first:%B %Y}"
    month = (first.year, first.month) == (last.year, last.month)
    if precision == "month" or (month and first.day == 1 and last.day > 27):
        return f"{first:%B %Y}"
    if precision == "year" or (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year) if first.year == last.year else f"{first.year} to {last.year}"
    return (
        f"{first.day} to {last.day} {last:%B %Y}"
        if month
        else f"{first.day} {first:%B %Y} to {last.day} {last:%B %Y}"
    )


def name_code(code: str) -> str:
    """Name a state or a body as it stands inside a sentence."""
    body = bodies.all_bodies().get(code)
    if body is not None:
        return f"the {body.name}" if " " in body.name else body.name
    return states.name_in_sentence(code) if code in states.all_states() else code


class EvidenceIndex(WordIndex):
    """All records of a view that a person vouches for, found by their words."""

    def __init__(self, rows: Iterable[EvidenceRecord]) -> None:
        self.rows = tuple(rows)
        super().__init__([r.tokens for r in self.rows])

    @classmethod
    def of(cls, view: View) -> EvidenceIndex:
        """Return those of a view: acts that no machine alone read, and views; nothing later than its day."""
        acts = [_record_of_act(a) for a in view.table("acts").to_pylist() if a["coder"] is None]
        return cls([*acts, *(_record_of_view(r) for r in view.table("attributions").to_pylist())])

    def score(self, sentence: SentenceReading) -> FloatArray:
        """Return the BM25 score of every record for a sentence and, with less weight, the one before it."""
        return self.match(tokens_of(query_of(sentence))) + _BEFORE * self.match(tokens_of(sentence.before))

    def find(self, sentence: SentenceReading, pair: Collection[str]) -> list[CandidateRecord]:
        """Find the records that bear on a sentence, the likeliest first, each with its chance."""
        if not self.rows:
            return []
        scores = self.score(sentence)
        best = np.argsort(-scores, kind="stable")[:CANDIDATES].tolist()
        table = self.describe(sentence, pair, best, scores)
        ranked = table @ load_weights()["rank"][1:]
        order = np.argsort(-ranked, kind="stable")
        margin = float(ranked[order[0]] - ranked[order[1]]) if len(order) > 1 else 3.0
        top = np.array([1.0, *table[order[0]], ranked[order[0]], margin])
        chance = float(1 / (1 + np.exp(-(top @ load_weights()["right"]))))
        gaps = ranked[order] - ranked[order[0]]
        return [
            CandidateRecord(self.rows[best[i]], chance if not n else chance * float(np.exp(gaps[n])))
            for n, i in enumerate(order)
        ]

    def describe(
        self, sentence: SentenceReading, pair: Collection[str], rows: Sequence[int], scores: FloatArray
    ) -> FloatArray:
        """Return the features of a sentence beside some records, one row each (:data:`FEATURES`)."""
        words = frozenset(tokens_of(sentence.text)) - words_of("light")
        numbers = {(q.value, q.ordinal) for q in sentence.numbers}
        weight = sum(map(self.rarity, words)) or 1.0
        out = [self._features(sentence, pair, self.rows[n], words, numbers, weight) for n in rows]
        return np.column_stack([np.array([scores[n] for n in rows]) / 10, np.array(out)])

    def _features(
        self,
        s: SentenceReading,
        pair: Collection[str],
        r: EvidenceRecord,
        words: frozenset[str],
        numbers: set[tuple[float, bool]],
        weight: float,
    ) -> list[float]:
        shared = sum(self.rarity(w) for w in words & r.words)
        own = r.words - words_of("light")
        days = s.days
        meets = [(b - a).days for a, b in days if a <= r.last and r.first <= b]
        apart = min((max((a - r.last).days, (r.first - b).days, 0) for a, b in days), default=0)
        of_record = {(q.value, q.ordinal) for q in r.numbers}
        places = s.places or s.section
        missing = sum(not has_name(r, name) for name in s.names)
        return [
            shared / weight,
            sum(map(self.rarity, own & words)) / (sum(map(self.rarity, own)) or 1.0),
            shared / 20,
            float(len(s.states & r.states)),
            float(len(s.mentioned - r.states)),
            float(len(r.actors - s.states)),
            float(set(pair) <= r.actors),
            1 / (1 + min(meets) / 60) if meets else 0.0,
            math.log1p(apart),
            float(len(numbers & of_record)),
            float(len(numbers - of_record)),
            float(len(s.names) - missing),
            float(missing),
            float(bool(places & r.places)),
        ]


FEATURES = (
    *("bm25", "words of the sentence", "words of the record", "rare words shared", "states shared"),
    *("states missing", "other actors", "pair acts", "day meets", "days apart", "numbers shared"),
    *("numbers missing", "names shared", "names missing", "same place"),
)
"""What a sentence and a record are weighed by."""


@dataclass(frozen=True, slots=True)
class CandidateRecord:
    """A record that bears on a sentence, with the chance that it is the one meant."""

    record: EvidenceRecord
    chance: float


@cache
def load_weights() -> dict[str, FloatArray]:
    """Load the weights of the two regressions."""
    return read_weights(package_text("parts/check/data/weights.csv"))


def read_weights(text: str) -> dict[str, FloatArray]:
    """Read the weights of the two regressions, intercepts first, from a CSV of model, feature and weight."""
    out: dict[str, list[float]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        out.setdefault(row["model"], []).append(float(row["weight"]))
    return {model: np.array(values) for model, values in out.items()}


def query_of(s: SentenceReading) -> str:
    """Return the words by which records are looked for: the sentence, its states and its days in words."""
    days = " ".join(
        say_days(p.first, p.last) for p in s.periods[:3] if p.first.year > 1900 and p.last.year < 2100
    )
    names = " ".join(name_code(c) for c in sorted(s.states)[:6])
    spots = " ".join(hotspots.get(p).name for p in sorted(s.section)) if not s.places else ""
    return f"{s.text} {names} {days} {spots}"


def has_name(r: EvidenceRecord, name: str) -> bool:
    """Whether a record has a name, by the first letters of its words."""
    return all(part[:5] in r.low for part in name.replace("-", " ").split() if len(part) > 2)


def _record_of_act(a: Mapping[str, Any]) -> EvidenceRecord:
    concerned = {*a["actors"], *a["partners"], *a["targets"]}
    if a["toward_third"] in ("with", "against"):
        concerned.add(a["third"])
    actors = frozenset([*a["actors"], *a["partners"]])
    return _record(a, a["kind"], actors, concerned, a["forms"], a.get("fact"))


def _record_of_view(r: Mapping[str, Any]) -> EvidenceRecord:
    speaker = f"{r['speaker']} ({r['affiliation']})" if r["affiliation"] else r["speaker"]
    row = {**r, "summary": f"{speaker}: {r['summary']}"}
    return _record(row, "view", frozenset(r["speaks_for"]), {*r["about"], *r["speaks_for"]}, (), None)


def _record(
    row: Mapping[str, Any],
    kind: str,
    actors: frozenset[str],
    concerned: set[str],
    of_forms: Iterable[str],
    fact: Mapping[str, Any] | None,
) -> EvidenceRecord:
    summary = row["summary"]
    references = mentions(summary, row["date_from"])
    spots = [hotspots.get(h) for h in row["hotspots"]]
    near = {s for h in spots if len(h.states) <= _FEW_STATES for s in h.states}
    titles = [c["title"] or "" for c in row["citations"]]
    symbols = {
        s
        for t in titles
        if t.startswith(DOCUMENT_TITLE)
        for s in numbers_of(t.removeprefix(DOCUMENT_TITLE).strip())
    }
    clauses = fact["did"] if fact else ()
    said = " ".join([f"{c['verb']} {c['object']}" for c in clauses] + ([fact["short"]] if fact else []))
    names = [name_code(c) for c in sorted(concerned)]
    kinds = [forms.get(f).name for f in of_forms] + [h.name for h in spots if not h.own]
    when = say_days(row["date_from"], row["date_to"], row["precision"])
    spans = read_periods(summary, (row["date_from"],) * 2)
    outside = [*((m.start, m.end) for m in references), *((p.start, p.end) for p in spans)]
    numbers = [*read_quantities(summary, outside), *_numbers_of(fact)]
    low = " ".join([summary, said, *names, *kinds]).lower()
    # each word of the summary counts once, however often the fields repeat it
    tokens = tokens_of(f"{summary} {' '.join(names)} {when}")
    extra = set(tokens_of(f"{said} {' '.join(kinds)}")).difference(tokens)
    return EvidenceRecord(
        record_id=row["record_id"],
        occurrence=row.get("occurrence", row["record_id"]),
        kind=kind,
        first=row["date_from"],
        last=row["date_to"],
        precision=row["precision"],
        actors=actors,
        states=frozenset(concerned | near | {s for m in references for s in m.states}),
        forms=frozenset(of_forms),
        places=frozenset(row["hotspots"]),
        summary=summary,
        fact=fact,
        symbols=frozenset(symbols),
        grade=grade({c["kind"] for c in row["citations"] if c["kind"]}),
        known_on=row["known_on"],
        where=tuple(c["url"] or c["place"] for c in row["citations"] if c["url"] or c["place"]),
        numbers=tuple(numbers),
        leaders=tuple(
            (summary[m.start : m.end].lower().replace("-", " "), frozenset(m.states))
            for m in references
            if m.kind == "leader"
        ),
        low=low,
        tokens=(*tokens, *sorted(extra)),
        words=frozenset(tokens) | extra,
    )


def _numbers_of(fact: Mapping[str, Any] | None) -> list[Quantity]:
    """Return the numbers that the fields of a fact give, the ends of a range as two."""
    given = fact["numbers"] if fact else ()
    return [
        Quantity(float(v), "about" if n["about"] else "exact", False, "count", -1, -1)
        for n in given
        for v in (n["n"], n["to"])
        if v is not None
    ]
