"""The acts of a sentence: what is done, by whom, about what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from comity.language.sentence_layout import SentenceLayout
from comity.language.tokens import Phrase
from comity.parts.check.rules import act_kinds, grammar, stem, word_lists

_ALONE = re.compile(
    r"\b(?:alone|only|by (?:it|him)self|single-handed\w*|on (?:its|his) own|without @+|sole\b|did not join)"
)


_BESIDES = re.compile(r"\b(?:besides?|other than|apart from|except|alongside|only other|together with)\b")
"""Words after which "only" leaves room for another."""


_NEGATED = re.compile(
    r"\b(?:not|never|no longer|nor|neither|without|declin\w+ to|refus\w+ to|fail\w* to|stopp?\w* short of|"
    r"nothing|in vain to|(?<!vote )(?<!voted )(?<!votes )no)"
    r"(?: \w+){0,2} $"
)


_NEITHER = re.compile(r"\bneither @+ nor @+ (?:\w+ ){0,2}$|\bneither of [^.;,]{0,30}$")


_BY = frozenset({"by"})
_BETWEEN = frozenset({"by", "between"})


_WITH = frozenset({"with", "and", "alongside", "beside", "besides"})


@dataclass(frozen=True, slots=True)
class Proposition:
    """One act in a sentence.

    ``agents`` do it, ``others`` stand in the same clause; ``words`` are the stems of the words that name it,
    the first of them at offset ``at``; ``topic`` are the stems and states that it is about, as far as they
    stand beside it, ``objects`` those of the states that a noun names; ``passive`` where the agents are those
    to whom it is done.
    """

    kind: str
    agents: frozenset[str]
    others: frozenset[str]
    alone: bool
    negated: bool
    words: frozenset[str]
    at: int
    topic: frozenset[str] = frozenset()
    objects: frozenset[str] = frozenset()
    passive: bool = False


def propositions_of(
    view: SentenceLayout, low: str, aside: Sequence[tuple[int, int]] = ()
) -> tuple[Proposition, ...]:
    """The acts of a sentence, in order, each kind once for the same agents.

    Parameters
    ----------
    aside : parts of the sentence that no act outside them is about
    """
    out: dict[tuple[str, frozenset[str], bool], Proposition] = {}
    for kind in act_kinds().values():
        for m in kind.cues.finditer(low):
            p = _proposition(view, low, kind.id, m.start(), m.end(), aside)
            earlier = out.setdefault((p.kind, p.agents, p.negated), p)
            if earlier is not p:
                first = min(earlier.at, p.at)
                words, topic = earlier.words | p.words, earlier.topic | p.topic
                objects = earlier.objects | p.objects
                out[p.kind, p.agents, p.negated] = replace(
                    earlier, words=words, topic=topic, objects=objects, at=first
                )
    return tuple(out.values())


def _proposition(
    view: SentenceLayout, low: str, kind: str, start: int, end: int, aside: Sequence[tuple[int, int]]
) -> Proposition:
    at = view.token_at(start)
    clause = view.parts[view.clause(at)]
    inside = [p for p in view.phrases if clause.lo <= p.lo < clause.hi]
    doers = _BETWEEN if kind in TOGETHER else _BY
    stands_by = low[start:end].endswith(" by")
    passive = _PASSIVE.search(low, max(0, start - 30), start) is not None
    soon = _LATE if passive else _SOON
    by = [] if stands_by else [p for p in inside if p.prep in doers and at < p.lo <= at + soon]
    owned = at > 0 and view.toks[at - 1].low in ("'s", "’s", "'", "’")
    by_rule = _beside(view, at) or view.subject(at) or view.owner(at) or _nearest(inside, at)
    subject = None if by else _called_so(view, low, start) or (view.owner(at) if owned else None) or by_rule
    agents = {s for p in by for s in p.states} or set(subject.states if subject else ())
    if act_kinds()[kind].stance and not by and grammar()["other_subject"].search(low[:start]):
        agents = set()
    beside = [p for p in inside if p.prep in _WITH and p is not subject]
    others = {s for p in inside for s in p.states} - agents
    if beside and kind in TOGETHER:
        agents |= {s for p in beside for s in p.states}
    span = low[view.toks[clause.lo].start : view.toks[clause.hi - 1].end] if clause.hi > clause.lo else low
    before = low[max(0, start - 30) : start]
    neither = _NEITHER.search(low[:start]) is not None
    if neither:
        agents |= {s for p in inside if p.hi < at and not p.prep and not p.poss for s in p.states}
    negated = neither or _NEGATED.search(before) is not None
    alone = _ALONE.search(span) is not None and _BESIDES.search(span) is None
    cue = frozenset(stem(w) for w in low[start:end].split())
    about = _about(view, start, end, passive=bool(by))
    if not any(a <= start < b for a, b in aside):
        about = [t for t in about if not any(a <= view.toks[t].start < b for a, b in aside)]
    topic, objects = _topic(view, about)
    undergone = passive and not by
    return Proposition(
        kind, frozenset(agents), frozenset(others), alone, negated, cue, start, topic, objects, undergone
    )


_REACH = 8
"""How many words after a verb (before it, with "by") say what it is about."""


def _about(view: SentenceLayout, start: int, end: int, *, passive: bool) -> list[int]:
    """The tokens where an act says what it is about."""
    at, last = view.token_at(start), view.token_at(max(start, end - 1))
    lo, hi = (max(0, at - _REACH), at) if passive else (last + 1, last + 1 + _REACH)
    return list(range(lo, min(hi, len(view.toks))))


def _topic(view: SentenceLayout, about: Sequence[int]) -> tuple[frozenset[str], frozenset[str]]:
    """Stems and states that stand in some tokens, and the states among them that a noun names."""
    empty = word_lists().empty
    near = [t.low for t in (view.toks[n] for n in about) if t.mention is None and t.low.isalpha()]
    stems = {stem(w) for w in near if w not in empty and len(w) > 2}
    named = [p for p in view.phrases if p.lo in about and not _is_where(view, p) and not _of_waters(view, p)]
    nouns = frozenset(s for p in named if p.kind != "adj" and not p.poss for s in p.states)
    return frozenset(stems.union(*(p.states for p in named))), nouns


def _is_where(view: SentenceLayout, p: Phrase) -> bool:
    """Whether a phrase says where something is done, not what it is about."""
    return p.prep in _WHERE and not (p.lo and view.toks[p.lo - 1].low in ("which", "whom"))


_WHERE = frozenset({"in", "inside", "at", "near"})
"""Prepositions of where something is done, not what it is about."""


def _of_waters(view: SentenceLayout, p: Phrase) -> bool:
    """Whether a state's name is part of the name of a sea."""
    return p.hi + 1 < len(view.toks) and view.toks[p.hi + 1].low in ("sea", "strait", "straits", "gulf")


_LINKING = frozenset(
    {"from", "to", "toward", "towards", "without", "against", "into", "for", "in", "on", "off"}
)


_TEXTS = frozenset({"draft", "text", "resolution", "motion", "proposal", "plan", "amendment"})
"""What belongs to whom it is named after: a US text."""


_OF_WHOM = re.compile(
    r"\b(?P<what>behalf|request|invitation|initiative|proposal|draft|text|plan|soil|waters)s? of (?:the )?$"
)
"""Nouns whose "of" says whose they are, as a possessive would."""
_SUBJECTS = frozenset({"he", "she", "they", "we"})
_ACCORDING = re.compile(r"\baccording to (?:\w+ ){1,3}$")
_VISITING = re.compile(
    r"\b(?:visit(?:ed|ing)|(?:visits?|trips?|tours?|journeys?|came|comes|went|goes|flew|travel\w*) to"
    r"|(?:received|hosted) by) (?:the )?$"
)
"""Before a state that somebody of another visits."""


def links_of(
    view: SentenceLayout, propositions: Sequence[Proposition], low: str
) -> frozenset[tuple[str, str]]:
    """Each state with the preposition before it, the noun it owns, or the kind of act done to it."""
    out: set[tuple[str, str]] = set()
    for p in (p for p in view.phrases if not _of_waters(view, p)):
        owns = p.poss or p.kind == "adj"  # then the preposition leads what is owned
        led = p.prep in _LINKING and not _ACCORDING.search(low, 0, view.toks[p.lo].start)
        words = [p.prep] if led and not owns else []
        tabled = p.hi + 1 < len(view.toks) and view.toks[p.hi + 1].low in _TEXTS
        if owns or tabled:
            after = [t for t in view.toks[p.hi + 1 : p.hi + 4] if t.low.isalpha() and t.mention is None]
            after = [t for t in after if t.low not in word_lists().empty]
            words += [f"own {stem(t.low)}" for t in after[:2]]
        visited = _VISITING.search(low, 0, view.toks[p.lo].start) and not p.poss and p.kind != "adj"
        follows = view.toks[p.hi + 1].low if p.hi + 1 < len(view.toks) else ""
        if visited or follows in ("received", "hosted") or (p.kind == "adj" and follows == "tour"):
            words.append("host")
        if m := _OF_WHOM.search(low, 0, view.toks[p.lo].start):
            words.append(f"own {stem(m['what'])}")
        if p.hi > p.lo and "side" in {t.low for t in view.toks[p.lo : p.hi + 1]}:
            words.append("own side")
        out |= {(w, s) for w in words for s in p.states}
    for q in propositions:
        if q.kind in TOGETHER:
            continue  # whoever meets is met
        at = view.token_at(q.at)
        done_to = [p for p in view.phrases if at < p.lo <= at + 2 and not p.prep and not p.poss]
        done_to = [p for p in done_to[:1] if view.toks[p.lo].low not in _SUBJECTS]
        out |= {(f"to {q.kind}", s) for p in done_to for s in p.states}
    return frozenset(out)


def _called_so(view: SentenceLayout, low: str, start: int) -> Phrase | None:
    """Who is called by a noun of an act: "with *China* as the host"."""
    m = _AS.search(low, 0, start)
    at = view.token_at(m.start()) if m else -1
    return next((p for p in view.phrases if p.hi == at), None)


_AS = re.compile(r"@(?= as (?:the |its |their |an? )?$)")


_ADVERBS = frozenset(
    {"also", "alone", "again", "only", "both", "then", "later", "once", "jointly", "together"}
)


def _beside(view: SentenceLayout, at: int) -> Phrase | None:
    """The phrase right before a verb: "Russia abstained and *China* voted no"."""
    before = at - 1
    while before >= 0 and view.toks[before].low in _ADVERBS:
        before -= 1
    return next((p for p in view.phrases if p.hi == before and not p.prep and not p.poss), None)


def _nearest(inside: list[Phrase], at: int) -> Phrase | None:
    """The phrase just before a word where nothing is its subject by the rules."""
    before = [p for p in inside if p.hi < at and at - p.hi <= _NEAR and not p.poss]
    return before[-1] if before else None


_NEAR = 3


_SOON = 5
"""How many words after a verb "by" may name who did it."""


_LATE = 14
"""The same of a verb in the passive: "was set up in New York by Mali"."""


_PASSIVE = re.compile(r"\b(?:was|were|been|being|is|are)\s+(?:\w+ly\s+)?$")


TOGETHER = frozenset(
    {
        "meet",
        "consult",
        "drill",
        "patrol",
        "agree",
        "vote-for",
        "vote-against",
        "abstain",
        "veto",
        "take-part",
    }
    | {"found", "build", "trade", "mark", "settle"}
)
"""Kinds of which whoever stands beside with "with" does the same."""
