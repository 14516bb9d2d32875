"""What a text claims: its sentences in order, each with the kind of claim it makes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date

from comity.language.discourse_state import DiscourseState
from comity.language.mentions import mentions
from comity.language.sentences import sentences
from comity.parts.check.halves import halves
from comity.parts.check.periods import Days
from comity.parts.check.reading import SentenceReading, read_sentence
from comity.parts.check.rules import grammar

ACT, COUNT, TREND, COMPARISON, ABSENCE, NONE = "act", "count", "trend", "comparison", "absence", "none"
REPORTS_NONE = "It reports no act, date or number."
KINDS = (ACT, COUNT, TREND, COMPARISON, ABSENCE, NONE)


@dataclass(frozen=True, slots=True)
class TextClaim:
    """One sentence of a text: ``text[start:end]``, its place in order from 1, its paragraph, and its reading.

    ``why_none`` says why it makes no claim that records can bear out, "" where it makes one; ``halves`` are
    its two acts, each as a claim, where it tells two; ``others`` are the claim where "both", "they" and "it"
    mean the pair of the text, or one of it, and no others that it named since.
    """

    number: int
    paragraph: int
    start: int
    end: int
    kind: str
    reading: SentenceReading
    why_none: str
    halves: tuple[TextClaim, ...] = ()
    others: tuple[TextClaim, ...] = ()

    @property
    def never(self) -> bool:
        """Whether it denies something for all times, which no record of one day bears out."""
        dated = any(p.relation == "at" for p in self.reading.periods)
        dated |= any(b.whose or b.number == 0 for b in self.reading.ballots)  # of one vote
        return self.kind == ABSENCE and not dated and grammar()["never"].search(self.reading.low) is not None

    @property
    def standing(self) -> bool:
        """Whether it claims a state of things, in the present tense and without a date."""
        return not self.reading.periods and grammar()["standing"].search(self.reading.low) is not None

    def of_all(self, group: Sequence[str]) -> bool:
        """Whether it is about all of some states, as where "both" is read as the pair of the text."""
        return self.reading.states >= set(group)

    @property
    def sentence(self) -> str:
        """The sentence, white space folded."""
        return " ".join(self.reading.text.split())


def claims_of(text: str, pair: tuple[str, ...], published: date | None, title: str = "") -> list[TextClaim]:
    """The claims of a text, one a sentence.

    Parameters
    ----------
    pair : the states that "both" and "they" mean where the text has named nobody yet
    published : the day it was written, which months without a year are counted from
    """
    focus = DiscourseState(prose=True, title=pair, theme=pair)
    paragraph, out, before = 0, list[TextClaim](), 0
    anchor = (published, published) if published else None
    people = list[tuple[str, set[str]]]()
    for n, (start, end) in enumerate(sentences(text), 1):
        focus.now = n
        if n > 1 and "\n" in text[before:start].strip(" \t"):
            paragraph += 1
        before_it = deepcopy(focus)
        reading = read_sentence(text[start:end], focus, on=published, anchor=anchor)
        if reading.leaders:
            named = (m for m in mentions(reading.text, published) if m.kind == "leader")
            people = [(reading.text[m.start : m.end].lower(), set(m.states)) for m in named]
        elif _HE.search(reading.main):
            meant = [name for name, of in people if of <= reading.states][:1]
            reading = replace(reading, leaders=frozenset(meant))
        kind, why = kind_of(reading)
        claim = TextClaim(n, paragraph, start, end, kind, without_scenes(reading), why)
        others = tuple(_others(claim, pair, published, anchor))
        out.append(replace(claim, halves=_halves(claim, before_it, published, anchor), others=others))
        anchor = _days(reading) or anchor
        before = end
    return out


def _others(
    claim: TextClaim, pair: tuple[str, ...], published: date | None, anchor: Days | None
) -> Iterator[TextClaim]:
    """The claim where those it calls by no name are the pair of the text, or one of it, if read otherwise."""
    low, meant = claim.reading.text.lower(), claim.reading.states - claim.reading.named
    read = {claim.reading.states}
    of_pair = DiscourseState(prose=True, title=pair, theme=pair)
    inputs = [of_pair] if grammar()["of_two"].search(low) and not (meant and meant <= set(pair)) else []
    if grammar()["of_one"].search(low):
        inputs += [DiscourseState(prose=True, title=pair, theme=pair, single=(s,), single_at=0) for s in pair]
    for focus in inputs:
        before_it = deepcopy(focus)
        reading = read_sentence(claim.reading.text, focus, on=published, anchor=anchor)
        kind, why = kind_of(reading)
        if reading.states in read or why:
            continue
        read.add(reading.states)
        other = replace(claim, kind=kind, reading=without_scenes(reading), why_none=why)
        yield replace(other, halves=_halves(other, before_it, published, anchor))


def _halves(
    claim: TextClaim, focus: DiscourseState, published: date | None, anchor: Days | None
) -> tuple[TextClaim, ...]:
    cut = halves(claim.reading.text, list(claim.reading.periods)) if claim.kind == ACT else None
    out = list[TextClaim]()
    for text in cut or ():
        reading = read_sentence(text, focus, on=published, anchor=anchor)
        kind, why = kind_of(reading)
        out.append(replace(claim, kind=kind, reading=without_scenes(reading), why_none=why))
        anchor = _days(reading) or anchor
    return tuple(out) if all(c.kind == ACT and (c.reading.periods or c.reading.states) for c in out) else ()


def _days(reading: SentenceReading) -> Days | None:
    """First and last day of the period that a sentence names last."""
    last = reading.periods[-1] if reading.periods else None
    return (last.first, last.last) if last else None


def without_scenes(reading: SentenceReading) -> SentenceReading:
    """A reading with the acts alone that it tells, without those of its scenes, where there are others."""
    of_main = tuple(p for p in reading.propositions if reading.main[p.at] != " ")
    return replace(reading, propositions=of_main or reading.propositions)


_HE = re.compile(r"\bs?he\b")


def _of_result(reading: SentenceReading) -> bool:
    """Whether it says how a vote went of which it names the text, or which the sentence before told of."""
    return reading.voting or any(b.whose or b.number is not None for b in reading.ballots)


_REPORTING = frozenset({"declare"})
"""Kinds of act by which a sentence says who said something: a dated one is a claim about the saying."""


def kind_of(reading: SentenceReading) -> tuple[str, str]:
    """The kind of claim a sentence makes, and why it makes none."""
    low, patterns = reading.main, grammar()
    dated = any(p.relation == "at" for p in reading.periods)
    why = ""
    surely_dated = dated and not patterns["possible"].search(low)
    if patterns["opinion"].search(low) and not (surely_dated and reading.propositions):
        why = "It states an opinion, a motive or a possibility."
    elif patterns["forecast"].search(low):
        why = "It speaks of what is to come."
    elif not (reading.states or _of_result(reading)) and not (
        reading.periods and (reading.names or reading.numbers or reading.propositions)
    ):
        why = "It names no state whose acts could be on record."
    outside = {ABSENCE: patterns["aside"].sub(" ", low)}
    kind = next(
        (k for k in (COUNT, COMPARISON, TREND, ABSENCE) if patterns[k].search(outside.get(k, low))), ACT
    )
    said = (reading.propositions, reading.periods, reading.numbers, reading.ballots, reading.symbols)
    silent = not any(said)
    if not why and silent and kind in (ACT, ABSENCE):
        why = REPORTS_NONE
    if why:
        return NONE, why
    one_act = kind == TREND and any(
        p.relation == "at" and p.precision in ("day", "month") for p in reading.periods
    )
    return (ACT if one_act or (reading.kinds & _REPORTING and dated) else kind), ""
