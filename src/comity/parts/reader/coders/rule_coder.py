"""The default coder: word lists, a dated list of place names, and rules on clauses; no language model."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from itertools import islice

from comity.language.discourse_state import DiscourseState
from comity.language.gazetteer import known_codes
from comity.language.mentions import Mention, mentions
from comity.language.sentence_layout import SentenceLayout, lay_out, mask_names
from comity.language.sentences import sentences
from comity.parts.reader.classifier.act_classifier import (
    RuleReadSentence,
    WeighedSentence,
    evidence_of,
    judge_acts,
)
from comity.parts.reader.classifier.news_gate import gate_acts, worth_weighing
from comity.parts.reader.classifier.weights import load_prose_weights
from comity.parts.reader.coders.assemble import assemble, sort_acts, spots_in_prose, spots_in_short
from comity.parts.reader.lexicon import RuleMatch, rule_matches
from comity.parts.reader.patterns import forms_that, has_sign
from comity.parts.reader.rules.argument_filling import carry_party
from comity.parts.reader.rules.hotspot import Passage
from comity.parts.reader.rules.hotspot import theme as theme_spots
from comity.parts.reader.rules.merge import MergedAct, RuleReading, merge
from comity.parts.reader.rules.modality import WEAK, modality
from comity.parts.reader.rules.roles import Roles, assign_roles
from comity.parts.reader.rules.violence import violence_between
from comity.records.coded_acts import CodedAct, Document
from comity.records.schemas import COUNTED

VERSION = "12"
LONG = 5
"""From this many sentences a document is read as prose: the pair in view is carried from one to the next."""

STRETCH = 400
"""So many sentences of prose (some 60,000 characters) are weighed as one: memory stays bounded in a book."""


_REGIONS = frozenset(
    {
        "central-asia",
        "arctic",
        "africa",
        "south-china-sea",
        "ukraine",
        "syria",
        "afghanistan",
        "venezuela",
        "israel-palestine",
    }
)
"""Hotspots that "the region", "there" or "the conflict" may point back to."""


_OTHER_SCRIPT = re.compile("[\u0400-\u04ff\u4e00-\u9fff]")
#: Share of Cyrillic or Chinese letters from which a text is not English; a quoted name stays below it.
_OTHER_SHARE = 0.3


def is_english(text: str) -> bool:
    """Return whether the rules can read a text: almost none of its letters are Cyrillic or Chinese."""
    other = len(_OTHER_SCRIPT.findall(text))
    return not other or other / sum(c.isalpha() for c in text) < _OTHER_SHARE


@dataclass(frozen=True, slots=True)
class RuleCoder:
    """Coder that finds the acts of a document by rules.

    Parameters
    ----------
    third : code of the third power, the state toward which each act gets a stance (with, against)
    camp : codes of the bodies, such as NATO, that count as the third power
    """

    third: str = "USA"
    camp: frozenset[str] = frozenset({"NATO"})

    @property
    def name(self) -> str:
        """Name of the coder, ``rules/<version>``."""
        return f"rules/{VERSION}"

    def code(self, document: Document) -> list[CodedAct]:
        """Return the acts of a document in the order of their evidence; none if the text is not English."""
        text = document.text
        if not is_english(text):
            return []
        named = mentions(text, document.published)
        if len({s for m in named for s in m.states}) < 2 and not document.title:
            return []
        spans = sentences(text)
        prose = document.prose or len(spans) >= LONG
        focus = self._opening(document, named, spans, prose=prose)
        whole = Passage(text, 0, len(text), named)
        out: list[CodedAct] = []
        if prose:
            # laid out one by one: what is in view moves on with the next
            read = self._sentences(document, named, spans, focus)
            laid = (WeighedSentence(s, evidence_of(s)) for s in read)
            while stretch := list(islice(laid, STRETCH)):
                out.extend(self.judge(document, stretch))
            return out
        for s in self._news_sentences(document, named, spans, focus):
            acts = self.weigh_news(s)
            spots = spots_in_short(document, s.view, acts, whole, s.focus)
            out.extend(assemble(document, s.view, acts, self, s.focus, spots))
        return out

    def weigh_news(self, s: RuleReadSentence) -> list[MergedAct]:
        """Return those acts of a news sentence that are likely enough."""
        return gate_acts(s)

    def _evaders(self, hit: RuleMatch, roles: Roles | None) -> Roles | None:
        """Remove the third power from the states that evade its sanctions; ``None`` if it acts itself."""
        if roles is None or hit.rule.form != "sanctions-circumvention":
            return roles
        if roles.actors[:1] == (self.third,):
            return None
        actors = tuple(s for s in roles.actors if s != self.third)
        partners = tuple(s for s in roles.partners if s != self.third)
        return replace(roles, actors=actors, partners=partners)

    def _opening(
        self, document: Document, named: list[Mention], spans: list[tuple[int, int]], *, prose: bool
    ) -> DiscourseState:
        """Return the states that count as mentioned at the start: the title's, and the most named pair."""
        states = tuple(
            dict.fromkeys(s for m in mentions(document.title, document.published) for s in m.states)
        )
        focus = DiscourseState(prose=prose)
        if prose:
            focus.theme = _theme(named)
            focus.dense = _dense(named, spans)
            focus.ranks = _ranks(named)
            focus.theme_spots = theme_spots(document.text, named, spans)
            heading = mentions(document.title, document.published)
            about = Passage(document.title, 0, len(document.title), heading)
            focus.title_spots = tuple(t for t in about.topics((), document.published) if t in _REGIONS)
        focus.about = _find_subject_state(states, named) if prose else ()
        if 2 <= len(states) <= 4:
            focus.title = tuple(s for s in states if s in known_codes())
        return focus

    def _sentences(
        self,
        document: Document,
        named: list[Mention],
        spans: Sequence[tuple[int, int]],
        focus: DiscourseState,
    ) -> Iterator[RuleReadSentence]:
        """Yield each sentence with what the rules found; update the states mentioned so far after each."""
        for n, (span, inside) in enumerate(zip(spans, _group_by_sentence(named, spans), strict=True)):
            focus.now = n
            if n and "\n" in document.text[spans[n - 1][1] : span[0]]:
                focus.paragraph_at = n
            if focus.prose or _has_states_in_view(inside, focus):
                low = mask_names(document.text, span[0], span[1], inside)
                read = self._read(document, span, inside, focus, low, _hits(low, prose=focus.prose))
                yield read
                _move_on(document, read, focus)

    def _news_sentences(
        self,
        document: Document,
        named: list[Mention],
        spans: Sequence[tuple[int, int]],
        focus: DiscourseState,
    ) -> Iterator[RuleReadSentence]:
        """Yield the news sentences that may report an act; others only update the states mentioned so far."""
        passed: list[tuple[int, tuple[int, int], list[Mention], str]] = []
        known = set(focus.pair())
        for n, (span, inside) in enumerate(zip(spans, _group_by_sentence(named, spans), strict=True)):
            low = mask_names(document.text, span[0], span[1], inside)
            known.update(s for m in inside for s in m.states)
            hits = _hits(low, prose=False) if len(known) > 1 else []
            if not hits and not self.worth(low, inside):
                passed.append((n, span, inside, low))
                continue
            for focus.now, there, those, words_there in passed:
                if _has_states_in_view(those, focus):
                    unread = self._read(document, there, those, focus, words_there, [])
                    _move_on(document, unread, focus)
            passed.clear()
            focus.now = n
            if _has_states_in_view(inside, focus):
                read = self._read(document, span, inside, focus, low, hits)
                yield read
                _move_on(document, read, focus)

    def worth(self, masked: str, named: list[Mention]) -> bool:
        """Return whether to score a news sentence although no rule found an act in it."""
        return worth_weighing(masked, named)

    def _read(
        self,
        document: Document,
        span: tuple[int, int],
        named: list[Mention],
        focus: DiscourseState,
        low: str,
        hits: list[RuleMatch],
    ) -> RuleReadSentence:
        """Apply the rules to a sentence; ``low`` is its text with masked names, ``hits`` are rule matches."""
        view = lay_out(document.text, span, named, low, focus)
        drafts = [d for h in _longest(hits) if (d := self._draft(view, h, focus, focus.prose)) is not None]
        return RuleReadSentence(
            view, hits, merge(drafts, prose=focus.prose), copy(focus) if focus.prose else focus
        )

    def judge(self, document: Document, text: Sequence[WeighedSentence]) -> list[CodedAct]:
        """Return the acts of a long text, chosen from what the rules found in its sentences."""
        merged = judge_acts(text, load_prose_weights())
        spots = spots_in_prose(document, text, merged, load_prose_weights())
        return [
            act
            for s, acts, there in zip(text, merged, spots, strict=True)
            for act in assemble(document, s.read.view, acts, self, s.read.focus, there)
        ]

    def _draft(
        self, view: SentenceLayout, hit: RuleMatch, focus: DiscourseState, prose: bool
    ) -> RuleReading | None:
        roles = self._evaders(hit, assign_roles(hit.rule, view, hit.start, hit.end))
        if roles is None or len({*roles.actors, *roles.partners}) < 2:
            roles = carry_party(hit.rule, view, roles, focus, prose=prose)
        if roles is None:
            return None
        if hit.rule.id == "close.noun" and not has_sign("sentence", view.masked):
            return None
        mood = modality(view, hit.start, hit.end, hit.rule)
        if hit.rule.polarity == "cooperation" and hit.rule.form not in forms_that("beside_friction"):
            mood = "denied" if violence_between(view, {*roles.actors, *roles.partners}) else mood
        if hit.rule.modality and mood in WEAK:
            mood = hit.rule.modality
        if mood == "called-for" and len(roles.actors) > 1 and hit.rule.form in forms_that("demands"):
            mood = "asserted"
        return RuleReading(hit, roles, mood, words=view.masked[hit.start : hit.end])


def _hits(low: str, *, prose: bool) -> list[RuleMatch]:
    """Return the rules whose wording occurs in a sentence; none if the sentence is an order."""
    return [] if has_sign("order", low) else rule_matches(low, prose=prose)


def _has_states_in_view(named: Sequence[Mention], focus: DiscourseState) -> bool:
    """Return whether a sentence names a state, or two states were mentioned before it."""
    return any(m.states for m in named) or bool(focus.pair())


def _group_by_sentence(named: Sequence[Mention], spans: Sequence[tuple[int, int]]) -> list[list[Mention]]:
    out, at = [], 0
    for _, end in spans:
        begin = at
        while at < len(named) and named[at].start < end:
            at += 1
        out.append(list(named[begin:at]))
    return out


def _move_on(document: Document, read: RuleReadSentence, focus: DiscourseState) -> None:
    """Update the states and places mentioned so far with those of one sentence."""
    view, acts = read.view, sort_acts(read.view, read.merged)
    focus.acted = any(m.modality in COUNTED for m in acts)
    focus.saw(view.phrases, view.toks, [tuple(sorted(m.parties)) for m in acts])
    if not focus.prose:
        return
    span = view.start, view.end
    about = Passage(document.text, *span, view.named)
    if not has_sign("sentence", view.masked) and view.end - view.start <= _HEADING:
        found_here = dict.fromkeys(s for m in view.named for s in m.states if s in known_codes())
        spoken_of = about.topics((), document.published)
        focus.enter(tuple(found_here), tuple(t for t in spoken_of if t in _REGIONS))
    topics = about.foreground().topics((), document.published)
    if topics:
        focus.topics, focus.topics_at = tuple(topics), focus.now
    spots = tuple(t for t in topics if t in _REGIONS)
    if spots:
        focus.spots, focus.spots_at = spots, focus.now


def _find_subject_state(titled: tuple[str, ...], named: list[Mention]) -> tuple[str, ...]:
    """Return the one state a long text is about: alone in the title, or named far more often than others."""
    if len(titled) == 1 and titled[0] in known_codes():
        return titled
    top = Counter(m.states[0] for m in named if len(m.states) == 1).most_common(2)
    if titled or len(top) < 2 or top[0][1] < _OFTEN or top[0][1] < 2 * top[1][1]:
        return ()
    return (top[0][0],)


_OFTEN = 4
_HEADING = 120
"""How many characters a heading may have."""


def _theme(named: list[Mention]) -> tuple[str, ...]:
    """Return the two states that a long text names most, if both are named far more often than the third."""
    counts = Counter(s for m in named for s in m.states if len(m.states) == 1)
    top = counts.most_common(3)
    if len(top) < 2 or top[1][1] < 3 or top[1][1] * 2 < top[0][1]:
        return ()
    if len(top) > 2 and top[2][1] * 4 > top[1][1] * 3:
        return ()
    return tuple(sorted((top[0][0], top[1][0])))


def _dense(named: list[Mention], spans: list[tuple[int, int]]) -> float:
    """Return the share of sentences that name two states or more; in short texts shrunk to the usual one."""
    ends = [b for _, b in spans]
    states: dict[int, set[str]] = {}
    for m in named:
        states.setdefault(bisect_right(ends, m.start), set()).update(m.states)
    return (sum(len(s) > 1 for s in states.values()) + _USUAL[0]) / (len(spans) + _USUAL[1])


_USUAL = (2, 6)
"""So many of so many sentences are added."""


def _ranks(named: list[Mention]) -> dict[str, int]:
    """Return the rank of each state by how often a text names it, from 1 for the most frequent."""
    counts = Counter(s for m in named if len(m.states) == 1 for s in m.states)
    return {s: n for n, (s, _) in enumerate(counts.most_common(), 1)}


def _longest(all_hits: list[RuleMatch]) -> list[RuleMatch]:
    """Return rule matches, except inside a longer one of opposite polarity ("opposes an inquiry into")."""
    return [
        h
        for h in all_hits
        if not any(
            k.rule.polarity != h.rule.polarity
            and k.rule.news != "only"
            and k.start <= h.start
            and h.end <= k.end
            and k.end - k.start > h.end - h.start
            for k in all_hits
        )
    ]
