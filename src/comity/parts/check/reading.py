"""A sentence taken apart into what can be compared: who, what, when, how many, which names, which words.

Claims and the summaries of records are read by the same rules, so that what a record says in other words
still meets what a claim says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from comity.language.discourse_state import DiscourseState
from comity.language.mentions import Mention, mentions
from comity.language.sentence_layout import SentenceLayout, lay_out, masked
from comity.language.tokens import Phrase
from comity.lazy import lazy
from comity.parts.check.ballots import claimed_ballots
from comity.parts.check.choices import ClaimedBallot, of_votes
from comity.parts.check.content_words import words_in
from comity.parts.check.names import lowered, name_spans, names_in
from comity.parts.check.periods import Days, Period, periods
from comity.parts.check.predicates import verb_lists, verbs_of
from comity.parts.check.propositions import Proposition, links_of, propositions_of
from comity.parts.check.quantities import Quantity, quantities
from comity.parts.check.results import whole_results
from comity.parts.check.rules import grammar, stem, word_lists
from comity.parts.check.scenes import apart, scenes, without
from comity.parts.check.speakers import with_speakers
from comity.parts.check.symbols import SYMBOL, symbols_of


@dataclass(frozen=True, slots=True)
class SceneParts:
    """What only the scenes of a sentence name (:mod:`comity.parts.check.scenes`), as in a reading."""

    states: frozenset[str]
    names: frozenset[str]
    leaders: frozenset[str]
    words: frozenset[str]


@dataclass(frozen=True)
class SentenceReading:
    """What a sentence says, in parts.

    ``states`` are all that are meant, ``named`` those of them that are called by a name and no pronoun;
    ``propositions`` the acts, ``names`` other names in lower case (people and places among them), ``symbols``
    numbers of resolutions and documents, ``words`` the stems of what is left.  ``links`` tie a state to a
    word: the preposition before it, the noun it owns, the kind of act done to it.  ``ballots`` say who voted
    how, ``verbs`` by which words something was done.  ``scene`` is what only clauses that set the scene name,
    ``main`` the sentence in lower case without them.
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
    verbs: tuple[str, ...]
    scene: SceneParts
    main: str

    @lazy
    def voting(self) -> bool:
        """Whether it says who voted how."""
        about_votes = of_votes(self.low) or any(b.whose or b.carried for b in self.ballots)
        return about_votes and any(b.decidable for b in self.ballots)

    @lazy
    def plain_verbs(self) -> frozenset[str]:
        """The stems of its verbs in the past that name no act and undo none (``data/verbs.yaml``)."""
        plain, past = verb_lists()["plain"], verb_lists()["irregular"]
        verbs = (stem(w) for w in self.main.split() if w in plain and (w in past or w.endswith("ed")))
        return frozenset(verbs).difference(*(p.words for p in self.propositions))

    @property
    def spoken_out(self) -> SentenceReading:
        """Without the choices in a vote that only the sentences before name."""
        return replace(self, ballots=tuple(b for b in self.ballots if not b.carried))

    @property
    def order(self) -> tuple[str, ...]:
        """The states named, in the order of the text, each once."""
        return tuple(dict.fromkeys(s for m in mentions(self.text) for s in m.states if s in self.states))

    @lazy
    def kinds(self) -> frozenset[str]:
        """Kinds of the acts."""
        return frozenset(p.kind for p in self.propositions)

    @lazy
    def agents(self) -> frozenset[str]:
        """All who act."""
        return frozenset(a for p in self.propositions for a in p.agents)

    @lazy
    def words_of_acts(self) -> frozenset[str]:
        """Words that name its acts."""
        return frozenset(w for p in self.propositions for w in p.words)

    @lazy
    def sides_on_a_refusal(self) -> bool:
        """Whether it takes sides on a refusal, which turns for and against round."""
        return grammar()["reversal"].search(self.low) is not None


def read_sentence(
    text: str, focus: DiscourseState, *, on: date | None = None, anchor: Days | None = None
) -> SentenceReading:
    """Take a sentence apart.

    Parameters
    ----------
    text : the sentence alone
    focus : what is in view before it, for "both" and "they"; brought up to its end
    on : the day it was written, for the holders of offices
    anchor : first and last day of what its relative dates are counted from
    """
    named = mentions(text, on)
    spans = periods(text, anchor, on)
    undated = _without(text, spans)
    low = masked(undated, 0, len(text), named)
    aside = () if of_votes(low) else scenes(low, [(p.start, p.end) for p in spans])
    undated, low = apart(undated, aside), apart(low, aside)
    pair = focus.pair() if len(focus.pair()) == len(focus.title) else focus.title
    view = lay_out(undated, (0, len(text)), named, low, focus)
    view.phrases = with_speakers(view, pair)
    symbols = symbols_of(text)
    dated = [(p.start, p.end) for p in spans]
    cited = [m.span() for m in SYMBOL.finditer(text)]
    named_spans = [(m.start, m.end) for m in named]
    waters = [m.span() for m in _WATERS.finditer(text)]
    bodies = [m.span() for m in _BODIES.finditer(text)]
    counted = quantities(text, [*dated, *cited, *name_spans(text, named_spans)])
    propositions = propositions_of(view, low, aside)
    whole, of_some = whole_results(low, counted)
    focus.saw(view.phrases, view.toks, [tuple(sorted(p.agents)) for p in propositions if len(p.agents) > 1])
    named_by = [p for p in view.phrases if not _nobody(view, p)]
    known = frozenset(s for p in named_by for s in p.states)
    leaders = _leaders(text, named)
    names = (
        names_in(text, [*named_spans, *dated, *cited, *waters]) | _places(text, named) | lowered(text, waters)
    )
    of_states = [(m.start, m.end) for m in named if m.states]
    outside = [*of_states, *dated, *cited, *bodies, *((q.start, q.end) for q in counted)]
    words = words_in(text, outside)
    rest = without(text.lower(), aside)
    in_main = frozenset(s for p in named_by if not _within(view.toks[p.lo].start, aside) for s in p.states)
    scene = SceneParts(
        known - in_main,
        frozenset(name for name in names if name not in rest),
        leaders - _leaders(text, [m for m in named if not _within(m.start, aside)]),
        words - words_in(text, [*outside, *aside]),
    )
    return SentenceReading(
        text=text,
        states=known,
        named=known
        & frozenset(s for m in named if m.kind != "capital" or not _is_place(text, m) for s in m.states),
        propositions=propositions,
        periods=tuple(spans),
        numbers=tuple(counted),
        names=names,
        leaders=leaders,
        symbols=symbols,
        words=words,
        links=links_of(view, propositions, low),
        low=low,
        verbs=verbs_of(view, aside),
        scene=scene,
        main=without(low, aside),
        ballots=(*whole, *claimed_ballots(view, of_some, counted)),
    )


def _nobody(view: SentenceLayout, p: Phrase) -> bool:
    """Whether a pronoun need not mean a state: "them", and "it" in "It was Chad that"."""
    first, *more = [t.low for t in view.toks[p.lo : p.lo + 2]]
    return first == "them" or (first == "it" and more[:1] in (["was"], ["is"]) and p.lo == p.hi)


def _leaders(text: str, named: Sequence[Mention]) -> frozenset[str]:
    names = (text[m.start : m.end].lower() for m in named if m.kind == "leader")
    return frozenset(" ".join(name.replace("-", " ").split()) for name in names)


def _places(text: str, named: Sequence[Mention]) -> frozenset[str]:
    """Capitals where something happens and not their governments, and companies, by name."""
    out = set[str]()
    for m in named:
        name = text[m.start : m.end].lower()
        place = m.kind == "capital" and (_is_place(text, m) or _is_matter(text, m))
        firm = text[m.start].isupper() and (name in word_lists().companies or m.kind == "firm")
        out |= {name} if place or firm else set()
    return frozenset(out)


def _within(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(a <= at < b for a, b in spans)


_BODIES = re.compile(r"Human Rights Council|Commission on Human Rights|Security Council|General Assembly")
"""Where something is voted on or said, which the summary of a record often leaves out."""
_WATERS = re.compile(
    r"(?:(?:Sea|Gulf|Strait|Straits|Bay) of (?:the )?[A-Z]\w+"
    r"|(?:[A-Z]\w+ ){1,2}(?:Sea|Ocean|Strait|Straits|Gulf|Canal|Bay))\b"
)
"""Names of seas and straits, which count as a whole: one sea is not its neighbour."""


_DATE_LEAD = re.compile(r"\b(?:in|on|by|since|during|until|from|of|after|before)(?: the)? $", re.IGNORECASE)


def _without(text: str, spans: list[Period]) -> str:
    """The sentence with its dates and the words that lead them blanked, of the same length.

    A date in front ("In September China ...") would else make a place of the state behind it.
    """
    for p in spans:
        lead = _DATE_LEAD.search(text, 0, p.start)
        start = lead.start() if lead else p.start
        mark = "," if p.end < len(text) and text[p.end] == " " else " "
        if _IN_FRONT.match(text[:start]) and text[p.end : p.end + 2].strip().isupper():
            mark = ";"  # "On Chad in May 2031 Mali ...": Mali is of no list with Chad
        text = text[:start] + " " * (p.end - start - 1) + mark + text[p.end :]
    return text


_IN_FRONT = re.compile(r"(?:On|Over|About|Regarding) [^,;.]+$")


_PLACE_BEFORE = re.compile(
    r"(?<!ministry )(?<!ministries )(?<!spokesman )(?<!spokeswoman )(?<!officials )(?<!government )"
    r"(?<!media )(?<!press )(?<!courts )(?<!court )(?<!newspapers )"
    r"(?<!assembly )(?<!parliament )(?<!rulers )(?<!regime )(?<!junta )(?<!opposition )(?<!generals )"
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
