"""Who made a choice in a vote, by where a sentence names them: before it, inside its words, or after it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from comity.language.sentence_layout import SentenceLayout
from comity.language.tokens import Phrase, Token
from comity.parts.check.choices import ALIKE, APART, VETO, VoteCue
from comity.parts.check.predicates import verb_in

_WITH = frozenset({"with", "alongside", "beside", "besides", "and", "among", "like"})
"""Prepositions of a state that votes, too: "with Peru", "among them Chad"."""


def voters(view: SentenceLayout, low: str, cue: VoteCue, since: int, until: int) -> frozenset[str]:
    """Those who made a choice: named in its words, before it, or after it with "with" or "by"."""
    if cue.choice == VETO and _PASSIVE.search(low, 0, cue.start):
        by = _BY_WHOM.match(low, cue.end)
        return (
            frozenset(s for p in named_between(view, by.end(), until) for s in p.states)
            if by
            else frozenset()
        )
    inside, several = frozenset[str](), cue.choice in (ALIKE, APART)
    if several or _VOTERS_INSIDE.search(low, cue.start, cue.end):
        inside = inside.union(*(p.states for p in named_between(view, cue.start, cue.end)))
    before = frozenset[str]()
    if several or not inside or _ALONGSIDE.search(low, cue.start, cue.end):
        before = _before(view, low, cue, since)
    after = frozenset(
        s for p in named_between(view, cue.end, until) if _votes_too(view, low, cue, p) for s in p.states
    )
    return inside | before | after


_PASSIVE = re.compile(r"\b(?:be|been|being|was|were|is|are|got) (?:\w+ )?$")
_BY_WHOM = re.compile(r"[^.@]{0,30}?\bby (?:both )?(?:the )?")
"""Who vetoed a text that "was vetoed", or whom it hit: never who stands before."""
_VOTERS_INSIDE = re.compile(
    r"\b(?:which|with|besides?|than|from|that|votes?|noes|against|abstentions?) (?:both |the )?@"
    r"|\b(?:w[io]n|ha[ds]) (?:the \w+ of )?@|\bdivided (?:them|the two|both)"
)
_ALONGSIDE = re.compile(r"\b(?:with|besides?|than|from) @")


def named_between(view: SentenceLayout, start: int, end: int) -> list[Phrase]:
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
    near = [p for p in named_between(view, since, cue.start) if _acts(view, p, at)]
    for m in reversed(list(_BREAK.finditer(low, since, cue.start))):
        if later := [p for p in near if view.toks[p.lo].start - view.start >= m.start()]:
            near = later
            break
    return listed.union(*(p.states for p in near))


_OTHER_SUBJECT = frozenset({"the", "they", "we", "it", "he", "she"})
"""Between a state and a choice: somebody else makes it, as in "On Syria they abstained"."""
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
    of_others = not _OTHER_SUBJECT.isdisjoint(t.low for t in toks[last + 1 : at])
    if mention is None or not mention.states or of_others:
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
_OWNERS = frozenset({"its", "his", "her"})


def _acts(view: SentenceLayout, p: Phrase, at: int) -> bool:
    """Whether a group may vote: no place, no matter, no owner of what is voted on."""
    if view.toks[p.lo].low in _OWNERS and at - p.hi > _NEXT:
        return False  # "its friend, when it voted": who owns something does not vote by it
    if p.poss or p.kind == "adj":
        return at - p.hi <= _OWNS and (not p.prep or not _led(view, p))
    after = view.toks[p.lo + 1].low if p.lo + 1 != at else ""
    if view.toks[p.lo].low in _PRONOUNS and after in ("was", "is", "were", "and"):
        return False  # "It was Chad that": nobody is meant
    if p.prep == "with" and _of_other_verb(view, p):
        return False  # "sided with Chad and voted": Chad did not
    joined = p.prep == "by" and p.lo > 1 and view.toks[p.lo - 2].low in ("joined", "accompanied", "seconded")
    return joined or p.prep in _WITH or not p.prep or (not _led(view, p) and at - p.hi <= _NEXT + 1)


def _of_other_verb(view: SentenceLayout, p: Phrase) -> bool:
    """Whether "with" and its states belong to a verb before them, after which another act follows."""
    toks, lo = view.toks, p.lo - 1 if p.lo and view.toks[p.lo - 1].low == "with" else p.lo - 2
    after = toks[p.hi + 1].low if p.hi + 1 < len(toks) else ""
    return lo > 0 and after == "and" and verb_in(toks[lo - 1].low) is not None


def _led(view: SentenceLayout, p: Phrase) -> bool:
    """Whether a preposition stands right before a group."""
    before = view.toks[p.lo - 1].low if p.lo else ""
    if before in ("the", "a", "an", "former") and p.lo > 1:
        before = view.toks[p.lo - 2].low
    return before == p.prep or before in _NO_LINK


_AMONG_THEM = re.compile(r"(?:.s?)? (?:vote )?among them\b|.s included\b")
_OTHER_VOTES = re.compile(r"\b(?:votes|voices|supporters|others)\b")
"""Those among whom somebody is, who did not make the choice before: "a text that had all other votes"."""
_WAS = re.compile(r"\b(?:was|were|came from|is|are)\s+(?:only |both |those of |that of |of |the )*$")
_NOUN = re.compile(r"(?:\bno|\byes|\baye|entions?|\bvotes? .*|ainers?|against)$")
_BY = re.compile(r"(?:\s+\w+){0,3}?\s+by\s+(?:both\s+)?|\s*:\s*(?:\w+ )?")
_THEIRS = re.compile(
    r"\s*[,:(]\s*(?:both |all |the )?"
    r"(?:from |by |those of |that of |cast by |which (?:was|were|came from) )?(?:@[@ ,and]*)?"
)
_FROM = re.compile(r"\s*(?:from|by) (?:the )?(?:both )?")
_TO_THE_END = re.compile(r"(?:.s)?(?:[ ,and]*@+)*\W*$")
"""Nothing but others after a vote's owner: "with two abstentions, Peru's and Chad's"."""
_ALONG = re.compile(r", (?:(?:along|together) )?with (?:the )?$|@ (?:along|together) with (?:the )?$")
_COMPANY = re.compile(r"\bin (?:the )?company (?:of|with) (?:the )?$|\bside by side with (?:the )?$")
_ENDS = re.compile(r"(?:,? (?:and |and the )?@+)*\s*(?:[.,;]|$)")
"""After "with" and its states: nothing more is said of them."""
_SOON = 12
"""Within how many letters of a vote "with" names somebody who cast the same."""


def _votes_too(view: SentenceLayout, low: str, cue: VoteCue, p: Phrase) -> bool:
    """Whether a group after a choice made it, too: "abstained with Peru", "the only no was French"."""
    between = low[cue.end : view.toks[p.lo].start - view.start]
    if _AMONG_THEM.match(low, view.toks[p.hi].end - view.start):
        return not _OTHER_VOTES.search(between)
    if _NOUN.search(low, cue.start, cue.end) and _THEIRS.fullmatch(between):
        return _TO_THE_END.match(low, view.toks[p.hi].end - view.start) is not None
    if p.poss:
        return bool(_NOUN.search(low, cue.start, cue.end) and _WAS.fullmatch(between.strip() + " "))
    if p.prep in ("with", "alongside", "beside", "besides") or _COMPANY.search(between):
        ends = _ENDS.match(low, view.toks[p.hi].end - view.start) is not None
        along = ends and _ALONG.search(between) is not None
        along = along or _COMPANY.search(between) is not None or "together with" in between
        return p.kind != "adj" and not _BREAK.search(between) and (along or len(between) <= _SOON)
    noun = _NOUN.search(low, cue.start, cue.end)
    if noun and (_WAS.search(between) or _FROM.fullmatch(between)):
        return True
    return _BY.fullmatch(between) is not None
