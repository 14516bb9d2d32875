"""Splitting of a text into sentences, each with the states, days, numbers and names that it mentions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from comity.language.discourse_state import DiscourseState
from comity.language.mentions import Mention, mentions
from comity.language.sentence_layout import lay_out, mask_names
from comity.language.sentences import sentences
from comity.parts.check.periods import AT, Days, Period, read_periods
from comity.parts.check.quantities import Quantity, read_quantities
from comity.parts.check.wording import SYMBOL, find, names_in, symbols_in, words_of
from comity.vocabulary import hotspots

CLAIM, STANDING, NONE = "claim", "standing", "none"
A_HEADING = "It is a heading."
_HEADING_WORDS = 14
_ENDS = re.compile(r"[.!?:;,…][\"”’')\]]{0,3}$")


@dataclass(frozen=True, slots=True)
class SentenceReading:
    """What one sentence says; ``text`` is the part from ``start`` to ``end`` of the document.

    - ``states``: all states that are meant, also by "both" or "they"; ``mentioned``: those called by name
    - ``each``: position and state codes of each mention; ``leaders``: names of leaders with their states
    - ``places``: ids of the hotspots (watched places) it is about; ``section``: those of its heading
    - ``low``: the sentence in lower case, with ``@`` in place of the names of states
    """

    number: int
    paragraph: int
    start: int
    end: int
    text: str
    low: str
    kind: str
    why_none: str
    states: frozenset[str]
    mentioned: frozenset[str]
    each: tuple[tuple[int, tuple[str, ...]], ...]
    leaders: tuple[tuple[str, frozenset[str]], ...]
    periods: tuple[Period, ...]
    numbers: tuple[Quantity, ...]
    names: frozenset[str]
    symbols: frozenset[str]
    places: frozenset[str]
    section: frozenset[str]
    undated: bool

    @property
    def sentence(self) -> str:
        """The sentence in one line, with single spaces."""
        return " ".join(self.text.split())

    @property
    def days(self) -> tuple[Days, ...]:
        """The periods (first and last day) in which, by the sentence, something happened."""
        return tuple((p.first, p.last) for p in self.periods if p.relation == AT)

    @property
    def voting(self) -> bool:
        """Whether the sentence is about votes."""
        return find("voting", self.low) is not None


def read_text(text: str, pair: tuple[str, ...], published: date | None) -> Iterator[SentenceReading]:
    """Yield the sentences of a text in order; a heading gives its place to the sentences below it.

    Parameters
    ----------
    pair : the states that "both" and "they" mean until the text names others
    published : the day of writing, from which months without a year are counted
    """
    focus = DiscourseState(prose=True, title=pair, theme=pair)
    anchor = (published, published) if published else None
    paragraph, end_before, section = 0, 0, frozenset[str]()
    for focus.now, (start, end) in enumerate(sentences(text), 1):
        opens = focus.now == 1 or "\n" in text[end_before:start]
        closes = text[end : end + 1] in ("", "\n", "\r")
        paragraph += opens and focus.now > 1
        end_before = end
        reading = read_sentence(text[start:end], focus, published, anchor)
        if opens and closes and _is_heading(reading.text):
            section = reading.places if focus.now > 1 else frozenset()
            reading = replace(reading, kind=NONE, why_none=A_HEADING)
        yield replace(reading, number=focus.now, paragraph=paragraph, start=start, end=end, section=section)
        if reading.periods:
            anchor = (reading.periods[-1].first, reading.periods[-1].last)


def _is_heading(text: str) -> bool:
    return len(text.split()) <= _HEADING_WORDS and not _ENDS.search(text.strip())


@cache
def _place_terms() -> dict[str, re.Pattern[str]]:
    return {
        h.id: re.compile("|".join((re.escape(h.name), *h.text_terms)), re.IGNORECASE)
        for h in hotspots.watched()
        if not h.own
    }


@cache
def find_places(text: str) -> frozenset[str]:
    """Return the ids of the hotspots (watched places) whose words occur in a text."""
    return frozenset(h for h, terms in _place_terms().items() if terms.search(text))


def read_sentence(
    text: str, focus: DiscourseState, published: date | None = None, anchor: Days | None = None
) -> SentenceReading:
    """Return what one sentence says.

    Parameters
    ----------
    focus : who and what was named before, to resolve "both" and "they"; it is updated
    published : the day of writing, to know who held an office
    anchor : first and last day of the period from which "a month later" is counted
    """
    references, periods, numbers, leaders = read_values(text, published, anchor)
    undated = text
    for p in periods:  # so that a date in front makes no place of the state behind it
        undated = undated[: p.start] + " " * (p.end - p.start - 1) + "," + undated[p.end :]
    low = mask_names(undated, 0, len(text), references)
    view = lay_out(undated, (0, len(text)), references, low, focus)
    focus.saw(view.phrases, view.toks, [])
    acting = [p for p in view.phrases if view.toks[p.lo].low != "them"]
    meant = frozenset(s for p in acting for s in p.states)
    places = [m for m in references if m.kind == "capital" and _is_place(text, m)]
    mentioned = frozenset(s for m in references if m not in places for s in m.states)
    each = [(m.start, m.states) for m in references if m.states and m not in places]
    each += [(view.toks[p.lo].start, p.states) for p in acting if low[view.toks[p.lo].start] != "@"]
    called = {text[m.start : m.end].lower() for m in references if m in places or m.kind == "firm"}
    called |= {name for m in references if (name := text[m.start : m.end].lower()) in words_of("companies")}
    spans = [(m.start, m.end) for m in references] + [(p.start, p.end) for p in periods]
    names = called | names_in(text, spans)
    out = SentenceReading(
        0, 0, 0, len(text), text, low, CLAIM, "", meant, mentioned & meant, tuple(sorted(each)), leaders,
        tuple(periods), tuple(numbers), frozenset(names), symbols_in(text), find_places(text), frozenset(),
        undated=bool(find("relative_day", text.lower())) and not periods,
    )  # fmt: skip
    kind, why = _kind_of(out)
    return replace(out, kind=kind, why_none=why)


Leaders = tuple[tuple[str, frozenset[str]], ...]


def read_values(
    text: str, on: date | None, anchor: Days | None
) -> tuple[list[Mention], list[Period], list[Quantity], Leaders]:
    """Return the mentions of states, the periods, the numbers and the leaders in a text."""
    references, periods = mentions(text, on), read_periods(text, anchor, on)
    outside = [(m.start, m.end) for m in references] + [(p.start, p.end) for p in periods]
    outside += [m.span() for m in SYMBOL.finditer(text)]
    leaders = tuple(
        (text[m.start : m.end].lower().replace("-", " "), frozenset(m.states))
        for m in references
        if m.kind == "leader"
    )
    return references, periods, read_quantities(text, outside), leaders


_PLACE_BEFORE = re.compile(
    r"(?<!ministry )(?<!officials )(?<!government )(?<!media )\b(?:in|at|near|outside|around|flew from"
    r"|back from|(?:flew|went|travel\w*|came|visit\w*|trips?|journeys?|return\w*|welcom\w+|invit\w+)\b"
    r"[^.;]{0,40} to)(?: the)? $",
    re.IGNORECASE,
)


def _is_place(text: str, m: Mention) -> bool:
    """Return whether the name of a capital means the city ("in Moscow") and not the government."""
    return _PLACE_BEFORE.search(text, max(0, m.start - 60), m.start) is not None


def _kind_of(r: SentenceReading) -> tuple[str, str]:
    """Return the kind of claim that a sentence makes and, if it makes none, the reason."""
    dated = bool(r.days)
    if find("opinion", r.low) and not dated:
        return NONE, "It states an opinion, a motive or a possibility."
    if find("forecast", r.low) and not dated:
        return NONE, "It speaks of what is to come."
    if not (r.states or r.symbols or r.voting or (r.periods and (r.names or r.numbers))):
        return NONE, "It names no state whose acts could be on record."
    if not dated and find("standing", r.low):
        return STANDING, ""
    return CLAIM, ""
