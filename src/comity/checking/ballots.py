"""Who voted how, as a sentence says it: each choice with those who are said to have made it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from comity.checking.quantities import EXACT, Quantity
from comity.text.entities.tokens import Phrase, Token
from comity.text.syntax.sentence_layout import SentenceLayout
from comity.vocabulary.load import package_yaml

YES, NO, ABSTAIN, VETO, ABSENT = "yes", "no", "abstain", "veto", "absent"
CHOICES = (VETO, ABSENT, ABSTAIN, YES, NO)
ALL, OTHERS, PERMANENT = "all", "others", "permanent"
_WITH = frozenset({"with", "alongside", "beside", "besides", "and", "among", "like"})
"""Prepositions of a state that votes, too: "with Peru", "among them Chad"."""


@dataclass(frozen=True, slots=True)
class ClaimedBallot:
    """A choice and those who made it.

    ``alone``: nobody else did; ``denied``: they did not; ``number``: how many did, ``None`` where the
    sentence does not say; ``whose``: ``all`` who voted, all ``others`` than those named, all ``permanent``
    members, "" for ``agents``.
    """

    choice: str
    agents: frozenset[str]
    alone: bool = False
    denied: bool = False
    number: int | None = None
    whose: str = ""

    @property
    def decidable(self) -> bool:
        """Whether a roll call can bear it out: it says who chose so, or how many."""
        return bool(self.agents or self.whose) or self.number is not None


@dataclass(frozen=True, slots=True)
class VoteCue:
    """Where a sentence says a choice: offsets of its words."""

    choice: str
    start: int
    end: int


@cache
def ballot_words() -> dict[str, re.Pattern[str]]:
    """The patterns of ``data/ballots.yaml``."""
    return {
        key: re.compile("|".join([value] if isinstance(value, str) else value))
        for key, value in package_yaml("checking/data/ballots.yaml").items()
    }


def of_votes(low: str) -> bool:
    """Whether a sentence, in lower case, is about a vote or what is voted on."""
    return ballot_words()["voting"].search(low) is not None


def claimed_ballots(view: SentenceLayout, low: str, numbers: Sequence[Quantity]) -> tuple[ClaimedBallot, ...]:
    """Every choice that a sentence says somebody made, in order.

    Parameters
    ----------
    view : the sentence, laid out
    low : the same in lower case, states masked, dates blanked
    numbers : its numbers

    A word of support counts as a yes; whether the sentence is about a vote is for the caller to say.
    """
    words = ballot_words()
    too, otherwise = list(words["as_well"].finditer(low)), list(words["unlike"].finditer(low))
    for key in ("between", "as_well", "unlike"):
        low = words[key].sub(_blank, low)
    out: list[ClaimedBallot] = []
    cues = vote_cues(low)
    for n, cue in enumerate(cues):
        since = cues[n - 1].end if n else 0
        until = cues[n + 1].start if n + 1 < len(cues) else len(low)
        agents = _agents(view, low, cue, since, until)
        for m in too:
            if cue.start <= m.start() < until:
                agents = agents.union(*(p.states for p in _named(view, *m.span())))
        neither = words["neither"].search(low, since, cue.start)
        if neither:
            agents = agents.union(*(p.states for p in _named(view, *neither.span())))
        for m in otherwise:
            if since <= m.start() < until:
                others = frozenset(s for p in _named(view, *m.span()) for s in p.states)
                agents -= others
                out.append(ClaimedBallot(cue.choice, others, denied=True))
        number = _number(low, numbers, since, cue)
        if not agents and _of_others(low, since, cue):
            continue
        if not agents and number is None and out:
            agents = out[-1].agents
        zone = low[since : cue.end + _just_after(low, cue.end, until)]
        alone = words["alone"].search(words["not_alone"].sub(" ", zone)) is not None
        declined = None if cue.choice == ABSTAIN else _DECLINES.match(low, cue.start)
        denied = neither or words["denied"].search(low[: cue.start]) or declined
        out.append(ClaimedBallot(cue.choice, agents, alone, denied is not None, number))
    return tuple(out)


_DECLINES = re.compile(r"(?:declined|refused|failed) to")


def _blank(m: re.Match[str]) -> str:
    return " " * len(m[0])


def vote_cues(low: str) -> list[VoteCue]:
    """Where choices are said, in order, the longest where several begin in one another."""
    patterns = ballot_words()
    every = [VoteCue(c, m.start(), m.end()) for c in CHOICES for m in patterns[c].finditer(low)]
    out: list[VoteCue] = []
    for cue in sorted(every, key=lambda c: (c.start, -c.end)):
        if not out or cue.start >= out[-1].end:
            out.append(cue)
    return out


_AFTER = re.compile(r"\s*(?:alone|by itself|on its own)\b")


def _just_after(low: str, end: int, until: int) -> int:
    """How many characters after a cue still say who was alone: "abstained alone"."""
    m = _AFTER.match(low, end, until)
    return m.end() - end if m else 0


_OF_TEXT = re.compile(
    r"(?:\b(?:texts?|drafts?|statements?|resolutions?|plans?|motions?|demands?|which|that|would|have|had)\s+)+$"
)
"""Right before a word of support: a text does it, no voter."""
_OF_OTHERS = re.compile(
    r"\b\d+ (?:\w+ )?(?:countries|states|members|nations)\b|\b(?:the|a|their|its|that|whose) (?:\w+ )?$"
)
_OF_VOTERS = re.compile(r"vot|abst|no\b|yes\b|against")


def _of_others(low: str, since: int, cue: VoteCue) -> bool:
    """Whether words of a choice of which no state is named are about a text, or the votes of others."""
    if _OF_TEXT.search(low, since, cue.start) or _OF_OTHERS.search(low, since, cue.start):
        return True
    return not _OF_VOTERS.match(low, cue.start)


def _agents(view: SentenceLayout, low: str, cue: VoteCue, since: int, until: int) -> frozenset[str]:
    """Those who made a choice: named in its words, before it, or after it with "with" or "by"."""
    inside = frozenset[str]()
    if _VOTERS_INSIDE.search(low, cue.start, cue.end):
        inside = inside.union(*(p.states for p in _named(view, cue.start, cue.end)))
    before = frozenset[str]()
    if not inside or _ALONGSIDE.search(low, cue.start, cue.end):
        before = _before(view, low, cue, since)
    after = frozenset(
        s for p in _named(view, cue.end, until) if _votes_too(view, low, cue, p) for s in p.states
    )
    return inside | before | after


_VOTERS_INSIDE = re.compile(r"\b(?:which|with|besides?|than|from) (?:both )?@")
_ALONGSIDE = re.compile(r"\b(?:with|besides?|than|from) @")


def _named(view: SentenceLayout, start: int, end: int) -> list[Phrase]:
    """The groups of states whose words lie between two offsets."""
    return [
        p
        for p in view.phrases
        if start <= view.toks[p.lo].start - view.start and view.toks[p.hi].end - view.start <= end
    ]


_BREAK = re.compile(
    r"[;:]|(?<!@) that (?!@+ (?:and|,))|\bwhile\b|\bbut\b|\bwhereas\b|\bthough\b|, (?:and|which|who) "
)
_OWNS = 7
"""How many words after a state's name its vote may come: "India's was the one vote against"."""


def _before(view: SentenceLayout, low: str, cue: VoteCue, since: int) -> frozenset[str]:
    """Those named before a choice who make it, from the last break of the sentence that leaves any."""
    at = view.token_at(cue.start)
    listed, lo = _listed(view, at, view.token_at(since) if since else 0)
    if listed and view.toks[lo - 1].low not in (_WITH - {"and", "among"}) | {"joined", "joins", "joining"}:
        return listed
    near = [p for p in _named(view, since, cue.start) if _acts(view, p, at)]
    for m in reversed(list(_BREAK.finditer(low, since, cue.start))):
        if later := [p for p in near if view.toks[p.lo].start - view.start >= m.start()]:
            near = later
            break
    return listed.union(*(p.states for p in near))


_NEXT = 3
_ARTICLES = frozenset({"the", "both"})


def _listed(view: SentenceLayout, at: int, since: int) -> tuple[frozenset[str], int]:
    """The states by name that are listed right before token ``at``, and the token where the list begins.

    "Peru voted on Bosnia, and *Mali, India and Chad* abstained": a list has one "and", and what stands
    before its comma is of another clause.
    """
    toks, last = view.toks, at - 1
    while last >= since and at - last <= _NEXT and toks[last].mention is None and _plain(toks[last].low):
        last -= 1
    mention = toks[last].mention if since <= last else None
    if mention is None or not mention.states:
        return frozenset(), at
    codes, k, joined = set(mention.states), last, False
    while True:
        k = _skip_article(toks, k, since)
        before = [t.low for t in toks[max(since, k - 3) : k]]
        if before[-1:] == [","] and (not joined or toks[k - 1].start - toks[k - 2].end > 1):
            break  # no list, or a date stood before the comma
        step = 2 if before[-2:] == [",", "and"] else 1 if before[-1:] in (["and"], [","]) else 0
        ends = joined and before[-1:] == ["and"]
        earlier = k - step - 1
        if (
            not step
            or ends
            or earlier < since
            or (other := toks[earlier].mention) is None
            or not other.states
        ):
            break
        led = earlier > since and toks[earlier - 1].low in _ABOUT
        if led and step == 1 and (since or before[-1:] == [","]):
            break  # "on Libya, Mali and Chad abstained", "Peru voted for it on Libya and Chad against"
        if step == 2 and not joined and not _comma_list(toks, earlier):
            break
        joined = joined or "and" in before[-step:]
        codes |= set(other.states)
        k = earlier
    return frozenset(codes), k


def _skip_article(toks: Sequence[Token], k: int, since: int) -> int:
    return k - 1 if k - 1 >= since and toks[k - 1].low in _ARTICLES else k


def _comma_list(toks: Sequence[Token], k: int) -> bool:
    """Whether a state stands in a list with commas: "A, B, and C"."""
    return k > 1 and toks[k - 1].low == "," and toks[k - 2].mention is not None


def _plain(word: str) -> bool:
    """Whether a word may stand between who votes and how."""
    return word.isalpha() and word not in _NO_LINK


_NO_LINK = frozenset(
    {
        "on",
        "of",
        "over",
        "about",
        "to",
        "from",
        "against",
        "that",
        "which",
        "when",
        "and",
        "but",
        "draft",
        "text",
        "resolution",
        "with",
        "for",
        "in",
        "by",
        "at",
        "failed",
    }
)
_ABOUT = frozenset({"on", "of", "over", "about", "in", "to", "for", "from", "against", "near"})
_PRONOUNS = frozenset({"it", "they", "them"})


def _acts(view: SentenceLayout, p: Phrase, at: int) -> bool:
    """Whether a group may vote: no place, no matter, no owner of what is voted on."""
    if p.poss or p.kind == "adj":
        return at - p.hi <= _OWNS and (not p.prep or not _led(view, p))
    if view.toks[p.lo].low in _PRONOUNS and view.toks[p.lo + 1].low in ("was", "is", "were", "and"):
        return False  # "It was Chad that": nobody is meant
    return p.prep in _WITH or not p.prep or (not _led(view, p) and at - p.hi <= _NEXT + 1)


def _led(view: SentenceLayout, p: Phrase) -> bool:
    """Whether a preposition stands right before a group."""
    before = view.toks[p.lo - 1].low if p.lo else ""
    if before in ("the", "a", "an") and p.lo > 1:
        before = view.toks[p.lo - 2].low
    return before == p.prep or before in _NO_LINK


_AMONG_THEM = re.compile(r"(?:.s?)? (?:vote )?among them\b|.s included\b")
_WAS = re.compile(r"\b(?:was|were|came from|is|are)\s+(?:only |both |those of |that of |of |the )*$")
_NOUN = re.compile(r"(?:\bno|entions?|\bvotes? .*|ainers?|against)$")
_BY = re.compile(r"(?:\s+\w+){0,3}?\s+by\s+(?:both\s+)?|\s*:\s*(?:\w+ )?")
_THEIRS = re.compile(
    r"\s*[,:(]\s*(?:both |all |the )?(?:from |by |those of |that of |cast by )?(?:@[@ ,and]*)?"
)
_TO_THE_END = re.compile(r"(?:.s)?(?:[ ,and]*@+)*\W*$")
"""Nothing but others after a vote's owner: "with two abstentions, Peru's and Chad's"."""
_SOON = 12
"""Within how many letters of a vote "with" names somebody who cast the same."""


def _votes_too(view: SentenceLayout, low: str, cue: VoteCue, p: Phrase) -> bool:
    """Whether a group after a choice made it, too: "abstained with Peru", "the only no was French"."""
    between = low[cue.end : view.toks[p.lo].start - view.start]
    if _AMONG_THEM.match(low, view.toks[p.hi].end - view.start):
        return True
    if _NOUN.search(low, cue.start, cue.end) and _THEIRS.fullmatch(between):
        return _TO_THE_END.match(low, view.toks[p.hi].end - view.start) is not None
    if p.poss:
        return False
    if p.prep in ("with", "alongside", "beside", "besides"):
        return p.kind != "adj" and (len(between) <= _SOON or "together with" in between)
    if _NOUN.search(low, cue.start, cue.end) and _WAS.search(between):
        return True
    return _BY.fullmatch(between) is not None


def _number(low: str, numbers: Sequence[Quantity], since: int, cue: VoteCue) -> int | None:
    """How many are said to have made a choice."""
    counted = ballot_words()["counted"]
    near = (
        q
        for q in numbers
        if q.bound == EXACT
        and q.kind == "count"
        and not q.ordinal
        and since <= q.start < cue.end
        and not low[q.start : q.end].isspace()
    )
    said = (q for q in near if q.end >= cue.start or counted.match(low, q.end, cue.end))
    return next((int(q.value) for q in said), None)
