"""A sentence taken apart into what can be compared: who, what, when, how many, which names, which words.

Claims and the summaries of records are read by the same rules, so that what a record says in other words
still meets what a claim says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from comity.checking.ballots import ClaimedBallot, claimed_ballots, of_votes
from comity.checking.periods import Period, periods
from comity.checking.quantities import Quantity, quantities
from comity.checking.results import whole_results
from comity.checking.rules import act_kinds, grammar, stem, word_lists
from comity.text.entities.mentions import Mention, mentions
from comity.text.entities.tokens import Phrase
from comity.text.syntax.discourse_state import DiscourseState
from comity.text.syntax.sentence_layout import SentenceLayout, lay_out, masked

_SYMBOL = re.compile(
    r"\b(?:[SAE]/(?:[A-Z]{2,5}(?:\.\d)?/)?[\w./-]*\d[\w./-]*\d"
    r"|(?:resolutions?|text)(?:,? (?:number|no\.))? "
    r"(?:(?P<number>\d{3,4})\b(?!/)|(?P<session>\d{2}/\d{1,3})\b))",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-zÀ-ÿ][\w’'À-ÿ-]*|\b[A-Z]+-?\d+\w*")
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
_WITH = frozenset({"with", "and", "alongside", "beside", "besides"})


@dataclass(frozen=True, slots=True)
class Proposition:
    """One act in a sentence.

    ``agents`` do it, ``others`` stand in the same clause; ``words`` are the stems of the words that name it,
    the first of them at offset ``at``; ``topic`` are the stems and states that it is about, as far as they
    stand beside it.
    """

    kind: str
    agents: frozenset[str]
    others: frozenset[str]
    alone: bool
    negated: bool
    words: frozenset[str]
    at: int
    topic: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SentenceReading:
    """What a sentence says, in parts.

    ``states`` are all that are meant, ``named`` those of them that are called by a name and no pronoun;
    ``propositions`` the acts, ``names`` other names in lower case (people and places among them), ``symbols``
    numbers of resolutions and documents, ``words`` the stems of what is left.  ``links`` tie a state to a
    word: the preposition before it, the noun it owns, the kind of act done to it.  ``ballots`` say who voted
    how.
    """

    text: str
    states: frozenset[str]
    named: frozenset[str]
    propositions: tuple[Proposition, ...]
    periods: tuple[Period, ...]
    numbers: tuple[Quantity, ...]
    names: frozenset[str]
    leaders: frozenset[str]
    symbols: frozenset[str]
    words: frozenset[str]
    links: frozenset[tuple[str, str]]
    low: str
    ballots: tuple[ClaimedBallot, ...]

    @property
    def voting(self) -> bool:
        """Whether it says who voted how."""
        about_votes = of_votes(self.low) or any(b.whose for b in self.ballots)
        return about_votes and any(b.decidable for b in self.ballots)

    @property
    def order(self) -> tuple[str, ...]:
        """The states named, in the order of the text, each once."""
        return tuple(dict.fromkeys(s for m in mentions(self.text) for s in m.states if s in self.states))

    @property
    def kinds(self) -> frozenset[str]:
        """Kinds of the acts."""
        return frozenset(p.kind for p in self.propositions)

    @property
    def agents(self) -> frozenset[str]:
        """All who act."""
        return frozenset(a for p in self.propositions for a in p.agents)


def read_sentence(
    text: str, focus: DiscourseState, *, on: date | None = None, anchor: date | None = None
) -> SentenceReading:
    """Take a sentence apart.

    Parameters
    ----------
    text : the sentence alone
    focus : what is in view before it, for "both" and "they"; brought up to its end
    on : the day it was written, for the holders of offices
    anchor : what its relative dates are counted from
    """
    named = mentions(text, on)
    spans = periods(text, anchor)
    undated = _without(text, spans)
    low = masked(undated, 0, len(text), named)
    view = lay_out(undated, (0, len(text)), named, low, focus)
    symbols = _symbols(text)
    dated = [(p.start, p.end) for p in spans]
    cited = [m.span() for m in _SYMBOL.finditer(text)]
    named_spans = [(m.start, m.end) for m in named]
    waters = [m.span() for m in _WATERS.finditer(text)]
    bodies = [m.span() for m in _BODIES.finditer(text)]
    counted = quantities(text, [*dated, *cited, *_name_spans(text, named_spans)])
    propositions = _propositions(view, low)
    whole, of_some = whole_results(low, counted)
    focus.saw(view.phrases, view.toks, [tuple(sorted(p.agents)) for p in propositions if len(p.agents) > 1])
    named_by = [p for p in view.phrases if not _nobody(view, p)]
    known = frozenset(s for p in named_by for s in p.states)
    capitals = frozenset(
        text[m.start : m.end].lower()
        for m in named
        if m.kind == "capital" and (_is_place(text, m) or _is_matter(text, m))
    )
    companies = word_lists().companies
    firms = frozenset(
        name
        for m in named
        if text[m.start].isupper()
        and ((name := text[m.start : m.end].lower()) in companies or m.kind == "firm")
    )
    leaders = frozenset(" ".join(text[m.start : m.end].lower().split()) for m in named if m.kind == "leader")
    return SentenceReading(
        text=text,
        states=known,
        named=known
        & frozenset(s for m in named if m.kind != "capital" or not _is_place(text, m) for s in m.states),
        propositions=propositions,
        periods=tuple(spans),
        numbers=tuple(counted),
        names=_names(text, [*named_spans, *dated, *cited, *waters]) | capitals | firms | _lower(text, waters),
        leaders=leaders,
        symbols=symbols,
        words=_words(text, [*named_spans, *dated, *cited, *bodies, *((q.start, q.end) for q in counted)]),
        links=_links(view, propositions, low),
        low=low,
        ballots=(*whole, *claimed_ballots(view, of_some, counted)),
    )


def _nobody(view: SentenceLayout, p: Phrase) -> bool:
    """Whether a pronoun need not mean a state: "them", and "it" in "It was Chad that"."""
    first, *more = [t.low for t in view.toks[p.lo : p.lo + 2]]
    return first == "them" or (first == "it" and more[:1] in (["was"], ["is"]) and p.lo == p.hi)


_BODIES = re.compile(r"Human Rights Council|Commission on Human Rights|Security Council|General Assembly")
"""Where something is voted on or said, which the summary of a record often leaves out."""
_WATERS = re.compile(
    r"(?:(?:Sea|Gulf|Strait|Straits|Bay) of (?:the )?[A-Z]\w+"
    r"|(?:[A-Z]\w+ ){1,2}(?:Sea|Ocean|Strait|Straits|Gulf|Canal|Bay))\b"
)
"""Names of seas and straits, which count as a whole: one sea is not its neighbour."""


def _lower(text: str, spans: list[tuple[int, int]]) -> frozenset[str]:
    return frozenset(text[a:b].lower().removeprefix("the ") for a, b in spans)


_DATE_LEAD = re.compile(r"\b(?:in|on|by|since|during|until|from|of|after|before)(?: the)? $", re.IGNORECASE)


def _without(text: str, spans: list[Period]) -> str:
    """The sentence with its dates and the words that lead them blanked, of the same length.

    A date in front ("In September China ...") would else make a place of the state behind it.
    """
    for p in spans:
        lead = _DATE_LEAD.search(text, 0, p.start)
        start = lead.start() if lead else p.start
        mark = "," if p.end < len(text) and text[p.end] == " " else " "
        text = text[:start] + " " * (p.end - start - 1) + mark + text[p.end :]
    return text


_PLACE_BEFORE = re.compile(
    r"(?<!ministry )(?<!ministries )(?<!spokesman )(?<!spokeswoman )(?<!officials )(?<!government )"
    r"(?<!authorities )(?<!leaders )(?<!leadership )\b(?:in|at|near|outside|over|around"
    r"|(?<=flew )from|(?<=went )from|(?<=came )from|(?<=back )from)(?: the)? $",
    re.IGNORECASE,
)
"""What makes a place of a capital; "the ministry in Beijing" and "tests from Pyongyang" mean the state."""


def _is_place(text: str, m: Mention) -> bool:
    """Whether a capital is where something happens and not its government."""
    return (
        _PLACE_BEFORE.search(text, max(0, m.start - 24), m.start) is not None
        or _GONE_TO.search(text, 0, m.start) is not None
    )


_GONE_TO = re.compile(
    r"\b(?:(?:flew|fly|flying|went|go|going|gone|came|come|coming|travel\w*|visit\w*|trips?|journeys?|return\w*|mov\w+"
    r"|welcom\w+|invit\w+|receiv\w+|brought|tours?|flights?|pilgrimage)\b[^.;]{0,40}|(?:sent|back) )"
    r"\bto(?: the)? $",
    re.IGNORECASE,
)
"""What makes a place of a capital after "to"; arms sold to one mean the state."""
_VOTED_ON = re.compile(
    r"\b(?:texts?|resolutions?|drafts?|motions?|votes?) (?:on|about|over) $", re.IGNORECASE
)


def _is_matter(text: str, m: Mention) -> bool:
    """Whether a capital is what is voted on: a text on Jerusalem."""
    return _VOTED_ON.search(text, max(0, m.start - 20), m.start) is not None


def _symbols(text: str) -> frozenset[str]:
    """Symbols of documents in a text; resolution 1929 is the Security Council's, 62/243 the Assembly's."""
    out = set[str]()
    for m in _SYMBOL.finditer(text):
        if m["session"]:
            out.add(f"A/RES/{m['session']}")
        else:
            out |= {m["number"]} if m["number"] else numbers_of(m[0])
    return frozenset(out)


def numbers_of(symbol: str) -> set[str]:
    """A document's symbol and, of a resolution of the Security Council, its number alone.

    One source writes the Assembly's "R/62/243" for A/RES/62/243.
    """
    plain = re.sub(r"^R/(?=\d)", "A/RES/", symbol.upper().split("(")[0].rstrip(".-/"))
    number = re.fullmatch(r"S/RES/(\d+)", plain)
    return {plain, *([number[1]] if number else [])} - {""}


def _propositions(view: SentenceLayout, low: str) -> tuple[Proposition, ...]:
    """The acts of a sentence, in order, each kind once for the same agents."""
    out: dict[tuple[str, frozenset[str], bool], Proposition] = {}
    for kind in act_kinds().values():
        for m in kind.cues.finditer(low):
            p = _proposition(view, low, kind.id, m.start(), m.end())
            earlier = out.setdefault((p.kind, p.agents, p.negated), p)
            if earlier is not p:
                first = min(earlier.at, p.at)
                words, topic = earlier.words | p.words, earlier.topic | p.topic
                out[p.kind, p.agents, p.negated] = replace(earlier, words=words, topic=topic, at=first)
    return tuple(out.values())


def _proposition(view: SentenceLayout, low: str, kind: str, start: int, end: int) -> Proposition:
    at = view.token_at(start)
    clause = view.parts[view.clause(at)]
    inside = [p for p in view.phrases if clause.lo <= p.lo < clause.hi]
    stands_by = low[start:end].endswith(" by")
    soon = _LATE if _PASSIVE.search(low, max(0, start - 30), start) else _SOON
    by = [] if stands_by else [p for p in inside if p.prep in _BY and at < p.lo <= at + soon]
    owned = at > 0 and view.toks[at - 1].low in ("'s", "’s", "'", "’")
    by_rule = _beside(view, at) or view.subject(at) or view.owner(at) or _nearest(inside, at)
    subject = None if by else (view.owner(at) if owned else None) or by_rule
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
    topic = _topic(view, low, start, end, passive=bool(by))
    return Proposition(kind, frozenset(agents), frozenset(others), alone, negated, cue, start, topic)


_REACH = 8
"""How many words after a verb (before it, with "by") say what it is about."""


def _topic(view: SentenceLayout, low: str, start: int, end: int, *, passive: bool) -> frozenset[str]:
    """Stems and states that stand where an act says what it is about."""
    at, last = view.token_at(start), view.token_at(max(start, end - 1))
    lo, hi = (max(0, at - _REACH), at) if passive else (last + 1, last + 1 + _REACH)
    empty = word_lists().empty
    near = [t.low for t in view.toks[lo:hi] if t.mention is None and t.low.isalpha()]
    stems = {stem(w) for w in near if w not in empty and len(w) > 2}
    named = [p for p in view.phrases if lo <= p.lo < hi and p.prep not in _WHERE and not _of_waters(view, p)]
    return frozenset(stems.union(*(p.states for p in named)))


_WHERE = frozenset({"in", "inside", "at", "near"})
"""Prepositions of where something is done, not what it is about."""


def _of_waters(view: SentenceLayout, p: Phrase) -> bool:
    """Whether a state's name is part of the name of a sea."""
    return p.hi + 1 < len(view.toks) and view.toks[p.hi + 1].low in ("sea", "strait", "straits", "gulf")


_LINKING = frozenset({"from", "to", "toward", "towards", "without", "against", "into", "for"})


_TEXTS = frozenset({"draft", "text", "resolution", "motion", "proposal", "plan", "amendment"})
"""What belongs to whom it is named after: a US text."""


def _links(view: SentenceLayout, propositions: Sequence[Proposition], low: str) -> frozenset[tuple[str, str]]:
    """Each state with the preposition before it, the noun it owns, or the kind of act done to it."""
    out: set[tuple[str, str]] = set()
    for p in view.phrases:
        owns = p.poss or p.kind == "adj"  # then the preposition leads what is owned
        words = [p.prep] if p.prep in _LINKING and not owns else []
        tabled = p.hi + 1 < len(view.toks) and view.toks[p.hi + 1].low in _TEXTS
        if owns or tabled:
            after = [t for t in view.toks[p.hi + 1 : p.hi + 4] if t.low.isalpha() and t.mention is None]
            after = [t for t in after if t.low not in word_lists().empty]
            words += [f"own {stem(t.low)}" for t in after[:2]]
        out |= {(w, s) for w in words for s in p.states}
    for q in propositions:
        if q.kind in TOGETHER:
            continue  # whoever meets is met
        at = view.token_at(q.at)
        done_to = [p for p in view.phrases if at < p.lo <= at + 2 and not p.prep and not p.poss]
        out |= {(f"to {q.kind}", s) for p in done_to[:1] for s in p.states}
    return frozenset(out)


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


_NAME = re.compile(r"[A-Z][\w’'À-ÿ-]*|\b[A-Za-z]+-?\d+\w*|[a-z]+-[A-Z]\w+")


def _name_spans(text: str, outside: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans of names with figures in them: Vostok 2018, Su-35."""
    spans = [m.span() for m in re.finditer(r"\b[A-Z][a-z]+[ -]\d{2,4}\b|\b[A-Za-z]+-?\d+\w*", text)]
    return [s for s in spans if not any(a <= s[0] < b for a, b in outside)]


def _names(text: str, outside: list[tuple[int, int]]) -> frozenset[str]:
    """Words with a capital that name neither a state nor a day and do not merely open the sentence."""
    lists, out = word_lists(), set()
    opening = re.match(r"\W*", text)
    begin = opening.end() if opening else 0
    for m in _NAME.finditer(text):
        word = m[0].lower().removesuffix("'s").removesuffix("’s").rstrip("'’")
        plain = word in lists.titles or word in lists.empty
        opener = m.start() == begin and not any(c.isdigit() for c in word)
        if plain or opener or any(a <= m.start() < b for a, b in outside) or len(word) < 2:
            continue
        out.add(word.removesuffix("s") if any(c.isdigit() for c in word) else word)
    return frozenset(out)


def _words(text: str, outside: list[tuple[int, int]]) -> frozenset[str]:
    empty = word_lists().empty
    found_words = (
        m[0].lower().replace("’", "'").rstrip("'")
        for m in _WORD.finditer(text)
        if not any(a <= m.start() < b for a, b in outside)
    )
    return frozenset(
        stem(part) for w in found_words for part in w.split("-") if part not in empty and len(part) > 2
    )
