"""Acts of a sentence, completed with forms, hotspots, stance, date, evidence and confidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from comity.language import words
from comity.language.dates import find_date
from comity.language.discourse_state import DiscourseState
from comity.language.sentence_layout import SentenceLayout
from comity.parts.reader.classifier.act_classifier import WeighedSentence
from comity.parts.reader.classifier.confidence import TrustEvidence, confidence
from comity.parts.reader.classifier.hotspot_classifier import choose_spots, features
from comity.parts.reader.classifier.weights import Weights, chance
from comity.parts.reader.lexicon import RuleMatch
from comity.parts.reader.patterns import domain_of, forms_that, has_sign
from comity.parts.reader.rules.hotspot import OTHER, RELATION, Concern, Passage, hotspots
from comity.parts.reader.rules.meeting_rank import name_forms
from comity.parts.reader.rules.merge import MergedAct
from comity.parts.reader.rules.modality import WEAK
from comity.parts.reader.rules.stance import classify_stance
from comity.records.coded_acts import CodedAct, Document

_LEADING = frozenset({",", ";", "and", "but", "that", "while", "–", "—", ":"})


_FEW = 3
"""Of so many states a drill may yet be about their relation."""

_OUTSIDE = frozenset({"initiative.draft", "initiative.demand"})
"""Rules of acts that are about a matter outside the relation, as votes are."""


class Maker(Protocol):
    """Properties of a coder (reader of texts) that :func:`assemble` needs."""

    @property
    def name(self) -> str:
        """Name of the coder, with its version."""

    @property
    def third(self) -> str:
        """Code of the third power, the state toward which each act gets a stance (with, against or none)."""

    @property
    def camp(self) -> frozenset[str]:
        """Codes of the states on the third power's side."""


def assemble(
    document: Document,
    view: SentenceLayout,
    merged: list[MergedAct],
    maker: Maker,
    focus: DiscourseState,
    spots: Sequence[tuple[str, ...]],
) -> list[CodedAct]:
    """Return the acts of one sentence with all their fields, in the order of the text.

    ``merged`` are the acts as the rules found them, ``spots`` the hotspots (places watched) of each.
    """
    acts = [
        _act(document, view, m, _evidence(view, m, merged), maker, there, focus)
        for m, there in zip(merged, spots, strict=True)
    ]
    return sorted(acts, key=lambda a: (a.start, a.end))


def sort_acts(view: SentenceLayout, merged: list[MergedAct]) -> list[MergedAct]:
    """Return the acts of a sentence in the order of their evidence in the text."""
    return sorted(merged, key=lambda m: _evidence(view, m, merged))


def spots_in_short(
    document: Document, view: SentenceLayout, merged: list[MergedAct], context: Passage, focus: DiscourseState
) -> list[tuple[str, ...]]:
    """Return the hotspots (places watched) of each act of a sentence; ``context`` is the whole short text."""
    return [spots_by_rule(document, view, m, _evidence(view, m, merged), context, focus) for m in merged]


def spots_in_prose(
    document: Document, text: Sequence[WeighedSentence], acts: Sequence[list[MergedAct]], weights: Weights
) -> list[list[tuple[str, ...]]]:
    """Return the hotspots (places watched) of each act of each sentence in a long text."""
    return [
        [_weigh_spots(document, s, m, _evidence(s.read.view, m, merged), weights) for m in merged]
        for s, merged in zip(text, acts, strict=True)
    ]


def _weigh_spots(
    document: Document, s: WeighedSentence, m: MergedAct, span: tuple[int, int], weights: Weights
) -> tuple[str, ...]:
    """Return the hotspots (places watched) of an act in a long text, by weights and the rules' answer."""
    view, focus = s.read.view, s.read.focus
    spots = spots_by_rule(document, view, m, span, None, focus)
    passage = Passage(document.text, *span, view.named)
    marks = features(view, passage, focus, m.parties, spots, document.published)
    return choose_spots(spots, {h: chance(z) for h, z in weights.hotspots(marks).items()})


def spots_by_rule(
    document: Document,
    view: SentenceLayout,
    m: MergedAct,
    span: tuple[int, int],
    context: Passage | None,
    focus: DiscourseState,
) -> tuple[str, ...]:
    """Return the hotspots (places watched) of an act by the rules alone."""
    passage = Passage(document.text, *span, view.named)
    if context is None:
        passage = passage.foreground()
    outside = any(d.hit.rule.id.startswith("vote.") or d.hit.rule.id in _OUTSIDE for d in m.drafts)
    outside = outside or ("joint-exercise" in m.forms and len(m.parties) > _FEW)
    building = "institution-building" in m.forms
    act = Concern(tuple(sorted(m.parties)), m.targets, document.published, building, outside)
    spots = hotspots(passage, context, act)
    if spots == (RELATION,) and focus.place() and has_sign("points_to_place", view.masked):
        return focus.place()
    open_ended = spots in ((RELATION,), (OTHER,)) and set(m.forms) & forms_that("about_others")
    if context is None and open_ended and focus.topic():
        return focus.topic()
    if spots == (RELATION,) and context is None and not set(m.forms) <= forms_that("wide"):
        return focus.section_spots or focus.title_spots or focus.theme_spots or spots
    return spots


def _act(
    document: Document,
    view: SentenceLayout,
    m: MergedAct,
    span: tuple[int, int],
    maker: Maker,
    spots: tuple[str, ...],
    focus: DiscourseState,
) -> CodedAct:
    start, end = span
    named = name_forms(view, m)
    low = document.text[start:end].lower().replace("’", "'")
    parties = tuple(sorted(m.parties))
    passage = low if m.polarity == "cooperation" else view.text.lower()
    stance = classify_stance(passage, maker.third, maker.camp, parties, m.targets, m.polarity)
    first = m.drafts[0].hit
    rules = tuple(sorted({d.hit.rule.id for d in m.drafts}))
    inside = frozenset(s for n in view.named if start <= n.start < end for s in n.states)
    trust = TrustEvidence(m.parties, tuple(named), rules, m.modality, inside, focus.prose, m.chance)
    return CodedAct(
        actors=tuple(sorted(m.actors)),
        partners=tuple(sorted(m.partners)),
        targets=tuple(sorted(m.targets)),
        hotspots=spots,
        forms=tuple(named),
        domain=next((d for f in named if (d := domain_of(f))), "diplomatic"),
        polarity=m.polarity,
        deed=any(d.hit.rule.deed for d in m.drafts),
        toward_third=stance,
        third=maker.third,
        modality=m.modality,
        when=find_date(
            document.text,
            start,
            end,
            document.published,
            ahead=m.modality == "planned",
            past=None if focus.prose else _told_past(view, first),
        ),
        start=start,
        end=end,
        trigger_start=view.start + first.start,
        trigger_end=view.start + first.end,
        coder=maker.name,
        rules=rules,
        confidence=confidence(trust) if focus.prose or m.chance is None else round(m.chance, 3),
        chance=m.chance,
    )


def _told_past(view: SentenceLayout, hit: RuleMatch) -> tuple[int, int]:
    """Return the part of a news sentence in which an old date may be the act's date; empty for most.

    News reports its own day, and a year is usually background ("since 1949", "the pact signed in 2018"). It
    dates the act only if a state in the same clause did something in the past tense ("Chad *severed* ties in
    1972").
    """
    clause = view.parts[view.clause(view.token_at(hit.start))]
    stop = min(view.token_at(hit.end - 1) + 1, clause.hi)
    for p in view.phrases:
        if clause.lo <= p.lo and p.hi < stop and not p.poss and _past_verb(view, p.hi + 1, stop):
            return view.toks[clause.lo].start, view.toks[clause.hi - 1].end
    return 0, 0


def _past_verb(view: SentenceLayout, lo: int, stop: int) -> bool:
    """Return whether the first word from ``lo`` on, adverbs and auxiliaries aside, is a past-tense verb."""
    plain = (
        t.low for t in view.toks[lo:stop] if not t.low.endswith("ly") and t.low not in words("auxiliaries")
    )
    verb = next(plain, "")
    return verb.endswith("ed") or verb in words("past")


def _evidence(view: SentenceLayout, m: MergedAct, merged: list[MergedAct]) -> tuple[int, int]:
    """Return start and end of an act's evidence: its sentence, or its clause if there are other acts."""
    if not any(o is not m and o.modality not in WEAK for o in merged):
        return view.start, view.end
    first = m.drafts[0].hit
    clause = view.parts[view.clause(view.token_at(first.start))]
    lo, hi = clause.lo, max(clause.hi, view.token_at(first.end - 1) + 1)
    before = [p for p in view.phrases if p.hi < lo and set(p.states) & m.parties]
    inside = {s for p in view.phrases if lo <= p.lo < hi for s in p.states}
    if m.parties - inside and before:
        lo = before[-1].lo
    while lo < hi - 1 and view.toks[lo].low in _LEADING:
        lo += 1
    start = min(view.toks[lo].start, view.start + first.start)
    return start, max(view.toks[hi - 1].end, view.start + first.end)
