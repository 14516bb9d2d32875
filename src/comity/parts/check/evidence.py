"""Search for the records that a sentence may be about, each with its probability of being meant.

Records are found by words, days and the sentences before. Numbers that describe how a sentence and a record
fit (features) have weights (``data/weights.csv``), which ``training/check.py`` fits.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

import numpy as np

from comity.lake.query.view import View
from comity.parts.check.quantities import Quantity
from comity.parts.check.readings import SentenceReading, read_values
from comity.parts.check.wording import WordIndex, tokens_of, words_of
from comity.records.facts import grade
from comity.sources.kit.rows import stretch
from comity.types import FloatArray
from comity.vocabulary import bodies, forms, hotspots, states
from comity.vocabulary.load import package_text

MEMBERSHIP = "membership"
#: The source of the memberships that the package ships; others name thousands.
_TIES = "memberships"
CANDIDATES = 20
#: Sentences that open a text, how fast they and what was said last fade, and days around the day of writing.
_LEAD, _LASTS, _FADES, _NEAR_DAYS, _NEWS, _AHEAD = 3, 0.92, 0.5, 10, 8, 5


@dataclass(frozen=True, eq=False)
class EvidenceRecord:
    """A stored act, opinion or membership to compare sentences with; ``fact`` has the fields of a fact."""

    record_id: str
    kind: str
    first: date
    last: date
    precision: str
    actors: frozenset[str]
    states: frozenset[str]
    summary: str
    grade: str
    known_on: date
    where: tuple[str, ...]
    forms: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    fact: Mapping[str, Any] | None = None
    numbers: tuple[Quantity, ...] = ()
    leaders: tuple[tuple[str, frozenset[str]], ...] = ()
    low: str = ""
    tokens: tuple[str, ...] = field(default=(), repr=False)

    @property
    def when(self) -> str:
        """The dates of the record in words."""
        return say_days(self.first, self.last)


def say_days(first: date, last: date) -> str:
    """Return a period as short text: ``2019``, ``May 2019``, ``3 May 2019 to 4 June 2019`` ..."""
    if first == last:
        return f"{first.day} {first:%B %Y}"
    if (first.year, first.month, first.day) == (last.year, last.month, 1) and last.day > 27:
        return f"{first:%B %Y}"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year) if first.year == last.year else f"{first.year} to {last.year}"
    return f"{first.day} {first:%B %Y} to {last.day} {last:%B %Y}"


def name_code(code: str) -> str:
    """Return the name of the state or body with a code, as inside a sentence ("the United States")."""
    body = bodies.all_bodies().get(code)
    if body is not None:
        return f"the {body.name}" if " " in body.name else body.name
    return states.name_in_sentence(code) if code in states.all_states() else code


@dataclass(eq=False)
class TextContext:
    """The context of a sentence: the states of its text, the day of writing, and the sentences before it.

    Arrays with one number per record:

    - ``acting``: whether the states of the text act in the record
    - ``near``: how near the record is to the day of writing (1 to 0); ``after``: whether it is later
    - ``lead`` and ``recent``: how well it fits the first sentences of the text, and the last ones

    ``is_news`` is 1 after a sentence dated near the day of writing, and falls with each other sentence.
    """

    pair: frozenset[str]
    written: date | None
    acting: FloatArray
    near: FloatArray
    after: FloatArray
    lead: FloatArray
    recent: FloatArray
    sentences: int = 0
    is_news: float = 0.0

    def pass_sentence(self, s: SentenceReading, scores: FloatArray) -> None:
        """Update the context after a sentence; ``scores`` say how well each record fits the sentence."""
        day = self.written
        now = day and any((day - a).days <= _NEWS and (b - day).days <= _AHEAD for a, b in s.days)
        self.is_news = 1.0 if now else self.is_news * _LASTS
        if self.sentences < _LEAD:
            self.lead = np.maximum(self.lead, scores)
        self.recent = _FADES * self.recent + scores
        self.sentences += 1


class EvidenceIndex(WordIndex):
    """A search index of all records of a view that people entered or accepted, by words and days."""

    def __init__(self, rows: Iterable[EvidenceRecord]) -> None:
        self.rows = tuple(rows)
        super().__init__([r.tokens for r in self.rows])

    @classmethod
    def read(cls, view: View) -> EvidenceIndex:
        """Return the index of a view's acts (but no unreviewed machine-read ones), opinions, memberships."""
        rows = [_record_of_act(a) for a in view.table("acts").to_pylist() if a["coder"] is None]
        rows += [_record_of_view(r) for r in view.table("attributions").to_pylist()]
        rows += [_record_of_tie(r) for r in view.table("ties").to_pylist() if r["source"] == _TIES]
        return cls(rows)

    def open_text(self, pair: Collection[str], written: date | None) -> TextContext:
        """Return the context for the first sentence of a text about the states ``pair``."""
        acting = np.array([r.actors.issuperset(pair) for r in self.rows], float)
        near, after, lead, recent = np.zeros((4, self.size))
        if written:
            apart = [_count_days_apart(written, written, r) for r in self.rows]
            near = np.exp(-np.array(apart) / _NEAR_DAYS)
            after = np.array([(r.first - written).days > _AHEAD for r in self.rows], float)
        return TextContext(frozenset(pair), written, acting, near, after, lead, recent)

    def score(self, sentence: SentenceReading) -> FloatArray:
        """Return for every record how well its words match a sentence (BM25, a common search score)."""
        return self.match(tokens_of(write_query(sentence)))

    def find(self, sentence: SentenceReading, context: TextContext) -> list[CandidateRecord]:
        """Return the records that a sentence may be about, each with its probability, highest first."""
        if not self.rows:
            return []
        best, table = self.describe(sentence, context, self.score(sentence))
        ranked = weigh("rank", table)
        order = np.argsort(-ranked, kind="stable")
        chance = float(1 / (1 + np.exp(-weigh("right", describe_first(table[order], ranked[order])))))
        chances = chance * np.exp(ranked - ranked[order[0]])
        features = [dict(zip(FEATURES, row, strict=True)) for row in table]
        return [CandidateRecord(self.rows[best[n]], float(chances[n]), features[n]) for n in order]

    def describe(
        self, s: SentenceReading, context: TextContext, scores: FloatArray
    ) -> tuple[list[int], FloatArray]:
        """Return the indices and features of candidate records for a sentence; ``scores``: of all records."""
        opening, undated = _LASTS**context.sentences, context.near * (not s.days)
        around = context.lead * opening
        by_day = context.near * context.acting + scores / 1e6
        lists = (scores, scores + context.recent, scores + around, by_day)
        first = (np.argsort(-of, kind="stable")[:CANDIDATES].tolist() for of in lists)
        best = list(dict.fromkeys(n for of_list in first for n in of_list))
        words = frozenset(tokens_of(s.text)) - words_of("light")
        covered = self.overlap(words) / (sum(map(self.rarity, words)) or 1.0)
        rows = [
            (
                scores[n] / 10, covered[n], *_share(s, self.rows[n], context.acting[n]),
                context.recent[n] / 10, around[n] / 10, context.near[n], undated[n] * opening,
                undated[n] * context.is_news, context.after[n],
            )
            for n in best
        ]  # fmt: skip
        return best, np.array(rows)


def _share(s: SentenceReading, r: EvidenceRecord, acting: float) -> tuple[float, ...]:
    """Return features: how many states, days, numbers and names of a sentence a record has or lacks."""
    numbers = {(q.value, q.ordinal) for q in s.numbers}
    have = len(numbers.intersection((q.value, q.ordinal) for q in r.numbers))
    names = sum(has_name(r, name) for name in s.names)
    apart = [_count_days_apart(first, last, r) for first, last in s.days]
    meets = [1 / (1 + (b - a).days / 60) for (a, b), gap in zip(s.days, apart, strict=True) if not gap]
    return (
        len(s.states & r.states), len(s.mentioned - r.states), acting,
        max(meets, default=0.0), math.log1p(min(apart, default=0)), have, len(numbers) - have,
        names, len(s.names) - names, float(bool((s.places or s.section) & r.places)),
    )  # fmt: skip


def _count_days_apart(first: date, last: date, r: EvidenceRecord) -> int:
    return max((first - r.last).days, (r.first - last).days, 0)


FEATURES = (
    *("bm25", "words of the sentence", "states shared", "states missing", "pair acts", "day meets"),
    *("days apart", "numbers shared", "numbers missing", "names shared", "names missing", "same place"),
    *("sentences before", "first sentences", "near the writing", "near in the opening"),
    *("near in the news", "after the writing"),
)
"""What a sentence and a record are weighed by."""


def describe_first(table: FloatArray, ranked: FloatArray) -> FloatArray:
    """Return the features of the best candidate, which decide its probability; ``ranked`` are all scores."""
    margin = ranked[0] - ranked[1] if len(ranked) > 1 else 3.0
    return np.array([1.0, *table[0], ranked[0], margin])


@dataclass(frozen=True, slots=True)
class CandidateRecord:
    """A record that a sentence may be about, with the probability that it is meant, and its features."""

    record: EvidenceRecord
    chance: float
    features: Mapping[str, float] = field(default_factory=dict, repr=False)


def weigh(model: str, features: FloatArray) -> FloatArray:
    """Return the sum of features times the weights of the regression ``model``: one number per row."""
    out: FloatArray = features @ load_weights()[model]
    return out


@cache
def load_weights() -> dict[str, FloatArray]:
    """Load the weights of each regression by its name; the first weight is the intercept."""
    out: dict[str, list[float]] = {}
    for row in csv.DictReader(io.StringIO(package_text("parts/check/data/weights.csv"))):
        out.setdefault(row["model"], []).append(float(row["weight"]))
    return {model: np.array(values) for model, values in out.items()}


def write_query(s: SentenceReading) -> str:
    """Return the text to search records by: a sentence, and its states, days and place in words."""
    days = " ".join(
        say_days(p.first, p.last) for p in s.periods[:3] if p.first.year > 1900 and p.last.year < 2100
    )
    names = " ".join(name_code(c) for c in sorted(s.states)[:6])
    spots = " ".join(hotspots.get(p).name for p in sorted(s.section)) if not s.places else ""
    return f"{s.text} {names} {days} {spots}"


def has_name(r: EvidenceRecord, name: str) -> bool:
    """Return whether a record's text contains a name; of each word of the name five letters are compared."""
    return all(part[:5] in r.low for part in name.replace("-", " ").split() if len(part) > 2)


def _record_of_act(a: Mapping[str, Any]) -> EvidenceRecord:
    concerned = {*a["actors"], *a["partners"], *a["targets"]}
    if a["toward_third"] in ("with", "against"):
        concerned.add(a["third"])
    return _record(a, a["kind"], [*a["actors"], *a["partners"]], concerned)


def _record_of_view(r: Mapping[str, Any]) -> EvidenceRecord:
    speaker = f"{r['speaker']} ({r['affiliation']})" if r["affiliation"] else r["speaker"]
    row = {**r, "summary": f"{speaker}: {r['summary']}"}
    return _record(row, "view", r["speaks_for"], {*r["about"], *r["speaks_for"]})


def _record_of_tie(r: Mapping[str, Any]) -> EvidenceRecord:
    first, last, _ = stretch(r["date_from"].isoformat()[: {"year": 4, "month": 7}.get(r["precision"], 10)])
    member, body = states.display(r["members"][0]), name_code(r["body"])
    row = {
        **r, "date_to": last, "hotspots": (),
        "summary": f"{member} became a member of {body} ({say_days(first, last)}).",
        "citations": [{"kind": "document", "url": None, "place": r["symbol"]}],
    }  # fmt: skip
    return _record(row, MEMBERSHIP, r["members"], set(r["members"]))


def _record(row: Mapping[str, Any], kind: str, actors: Iterable[str], concerned: set[str]) -> EvidenceRecord:
    fact, of_forms = row.get("fact"), row.get("forms") or ()
    summary, day = row["summary"], row["date_from"]
    references, _, numbers, leaders = read_values(summary, day, (day, day))
    spots = [hotspots.get(h) for h in row["hotspots"]]
    clauses = fact["did"] if fact else ()
    said = " ".join([f"{c['verb']} {c['object']}" for c in clauses] + ([fact["short"]] if fact else []))
    names = [name_code(c) for c in sorted(concerned)]
    kinds = [forms.get(f).name for f in of_forms] + [h.name for h in spots if not h.own]
    low = " ".join([summary, said, *names, *kinds]).lower()
    # each word of the summary counts once, however often the fields repeat it
    tokens = tokens_of(f"{summary} {' '.join(names)} {say_days(day, row['date_to'])}")
    extra = set(tokens_of(f"{said} {' '.join(kinds)}")).difference(tokens)
    return EvidenceRecord(
        record_id=row["record_id"],
        kind=kind,
        first=row["date_from"],
        last=row["date_to"],
        precision=row["precision"],
        actors=frozenset(actors),
        states=frozenset(concerned | {s for m in references for s in m.states}),
        forms=frozenset(of_forms),
        places=frozenset(row["hotspots"]),
        summary=summary,
        fact=fact,
        grade=grade({c["kind"] for c in row["citations"] if c["kind"]}),
        known_on=row["known_on"],
        where=tuple(c["url"] or c["place"] for c in row["citations"] if c["url"] or c["place"]),
        numbers=tuple(numbers),
        leaders=leaders,
        low=low,
        tokens=(*tokens, *sorted(extra)),
    )
