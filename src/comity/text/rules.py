"""The default coder: word lists, a dated gazetteer and shallow clause rules.  No model, no download."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, replace

from comity.text.acts import CodedAct, Document
from comity.text.assemble import assemble
from comity.text.carry import carried
from comity.text.focus import Focus
from comity.text.gazetteer import known_codes
from comity.text.hotspot import Passage
from comity.text.hotspot import theme as theme_spots
from comity.text.judge import judged
from comity.text.languages import Reader, code_other, language_of
from comity.text.lexicon import Hit, hits
from comity.text.mentions import Mention, mentions
from comity.text.merge import Draft, Merged, merge
from comity.text.modality import WEAK, modality
from comity.text.roles import Cast, cast
from comity.text.scene import Scene, masked, scene
from comity.text.signs import forms_that, sign
from comity.text.splitter import sentences
from comity.text.stance import sanctions_of

VERSION = "6"
LONG = 5
"""From this many sentences a document is read as prose: the pair in view is carried from one to the next."""


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


@dataclass(frozen=True, slots=True)
class RuleCoder:
    """Reads documents into acts by rule.

    Parameters
    ----------
    third : the power to which stances are told (``toward_third``)
    camp : bodies that count as the third power
    """

    third: str = "USA"
    camp: frozenset[str] = frozenset({"NATO"})

    @property
    def name(self) -> str:
        """``rules/<version>``."""
        return f"rules/{VERSION}"

    def code(self, document: Document) -> list[CodedAct]:
        """Acts of the document, in the order of their evidence."""
        text = document.text
        if (lang := language_of(text)) != "en":
            return code_other(document, lang, Reader(self.name, self.third, self.camp))
        named = mentions(text, document.published)
        if len({s for m in named for s in m.states}) < 2 and not document.title:
            return []
        spans = sentences(text)
        prose = document.prose or len(spans) >= LONG
        focus = self._opening(document, named, spans, prose=prose)
        out: list[CodedAct] = []
        context = None if prose else Passage(text, 0, len(text), named)
        at = 0
        for n, span in enumerate(spans):
            focus.now = n
            if n and "\n" in text[spans[n - 1][1] : span[0]]:
                focus.paragraph_at = n
            here: list[Mention] = []
            while at < len(named) and named[at].start < span[1]:
                here.append(named[at])
                at += 1
            out.extend(self._sentence(document, span, here, focus, context))
        return out

    def roles(self, view: Scene, hit: Hit) -> Cast | None:
        """Who acts, with whom, toward whom; a coder that parses finds them another way."""
        return cast(hit.rule, view, hit.start, hit.end)

    def _evaders(self, hit: Hit, roles: Cast | None) -> Cast | None:
        """Roles without the third power where sanctions are got round: those are its own.

        Where it stands first it is the one that fines or lists those who do, and nothing is left.
        """
        if roles is None or hit.rule.form != "sanctions-circumvention":
            return roles
        if roles.actors[:1] == (self.third,):
            return None
        actors = tuple(s for s in roles.actors if s != self.third)
        partners = tuple(s for s in roles.partners if s != self.third)
        return replace(roles, actors=actors, partners=partners)

    def _opening(
        self, document: Document, named: list[Mention], spans: list[tuple[int, int]], *, prose: bool
    ) -> Focus:
        """What is in view before the first sentence: the states of the title, the pair named most often."""
        states = tuple(
            dict.fromkeys(s for m in mentions(document.title, document.published) for s in m.states)
        )
        focus = Focus(prose=prose)
        if prose:
            focus.theme = _theme(named)
            focus.dense = _dense(named, spans)
            focus.ranks = _ranks(named)
            focus.theme_spots = theme_spots(document.text, named, spans)
            heading = mentions(document.title, document.published)
            about = Passage(document.title, 0, len(document.title), heading)
            focus.title_spots = tuple(t for t in about.topics((), document.published) if t in _REGIONS)
        focus.about = _about(states, named) if prose else ()
        if 2 <= len(states) <= 4:
            focus.title = tuple(s for s in states if s in known_codes())
        return focus

    def _sentence(
        self,
        document: Document,
        span: tuple[int, int],
        named: list[Mention],
        focus: Focus,
        context: Passage | None,
    ) -> list[CodedAct]:
        prose = context is None
        codes = {s for m in named for s in m.states}
        if not codes and not (prose or focus.pair()):
            return []
        low = masked(document.text, span[0], span[1], named)
        found = hits(low)
        view = scene(document.text, span, named, low, focus)
        drafts = [d for h in _longest(found) if (d := self._draft(view, h, focus, prose)) is not None]
        merged = merge(drafts)
        if prose:
            merged = self.judge(document, view, found, merged, focus)
        acts = assemble(document, view, merged, self, context, focus)
        focus.acted = any(a.counts for a in acts)
        focus.saw(view.found, view.toks, [a.parties for a in acts])
        if context is None:
            if not sign("sentence").search(low) and span[1] - span[0] <= _HEADING:
                found_here = dict.fromkeys(s for m in named for s in m.states if s in known_codes())
                about = Passage(document.text, *span, named).topics((), document.published)
                focus.enter(tuple(found_here), tuple(t for t in about if t in _REGIONS))
            focus.sanctions = focus.sanctions or sanctions_of(_as_written(document.text, span), self.third)
            topics = Passage(document.text, *span, named).foreground().topics((), document.published)
            if topics:
                focus.topics, focus.topics_at = tuple(topics), focus.now
            spots = tuple(t for t in topics if t in _REGIONS)
            if spots:
                focus.spots, focus.spots_at = spots, focus.now
        return acts

    def judge(
        self, document: Document, view: Scene, found: list[Hit], merged: list[Merged], focus: Focus
    ) -> list[Merged]:
        """Acts of a sentence of prose from what the rules read of it."""
        return judged(view, found, merged, focus, acted=focus.acted)

    def _draft(self, view: Scene, hit: Hit, focus: Focus, prose: bool) -> Draft | None:
        """One rule's reading of the sentence, or ``None`` when the roles do not fill."""
        roles = self._evaders(hit, self.roles(view, hit))
        if roles is None or len({*roles.actors, *roles.partners}) < 2:
            roles = carried(hit.rule, view, roles, focus, prose=prose)
        if roles is None:
            return None
        if hit.rule.id == "close.noun" and not sign("sentence").search(view.masked):
            return None
        told = modality(view, hit.start, hit.end, hit.rule)
        if hit.rule.modality and told in WEAK:
            told = hit.rule.modality
        if told == "called-for" and len(roles.actors) > 1 and hit.rule.form in forms_that("demands"):
            told = "asserted"
        return Draft(hit, roles, told, words=view.masked[hit.start : hit.end])


def _as_written(text: str, span: tuple[int, int]) -> str:
    return text[span[0] : span[1]].lower().replace("’", "'")


def _about(titled: tuple[str, ...], named: list[Mention]) -> tuple[str, ...]:
    """The one state a long text is about: alone in the title, else named far more often than any other."""
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
    """The two states a long text names most, where both stand out from the third."""
    counts = Counter(s for m in named for s in m.states if len(m.states) == 1)
    top = counts.most_common(3)
    if len(top) < 2 or top[1][1] < 3 or top[1][1] * 2 < top[0][1]:
        return ()
    if len(top) > 2 and top[2][1] * 4 > top[1][1] * 3:
        return ()
    return tuple(sorted((top[0][0], top[1][0])))


def _dense(named: list[Mention], spans: list[tuple[int, int]]) -> float:
    """Share of the sentences that name two states or more; of a short text drawn to that of any text."""
    ends = [b for _, b in spans]
    states: dict[int, set[str]] = {}
    for m in named:
        states.setdefault(bisect_right(ends, m.start), set()).update(m.states)
    return (sum(len(s) > 1 for s in states.values()) + _USUAL[0]) / (len(spans) + _USUAL[1])


_USUAL = (2, 6)
"""So many of so many sentences are added."""


def _ranks(named: list[Mention]) -> dict[str, int]:
    """States by how often a text names them, the most named first (from 1)."""
    counts = Counter(s for m in named if len(m.states) == 1 for s in m.states)
    return {s: n for n, (s, _) in enumerate(counts.most_common(), 1)}


def _longest(found: list[Hit]) -> list[Hit]:
    """Hits without those that lie inside a longer one of the other polarity ("opposes an inquiry into")."""
    return [
        h
        for h in found
        if not any(
            k.rule.polarity != h.rule.polarity
            and k.start <= h.start
            and h.end <= k.end
            and k.end - k.start > h.end - h.start
            for k in found
        )
    ]
