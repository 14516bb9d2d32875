"""Clauses of a sentence, told by the words that open them, and who is the subject of each.

A clause that names no subject of its own takes the one before it ("Kosovo signs ... and asks ...").
"""

from __future__ import annotations

from dataclasses import dataclass

from comity.text.phrases import ACTING, Phrase, Token
from comity.text.words import words

_HARD = frozenset(";—–:")
_ADDRESSING = frozenset("tell tells told warn warns warned warning accuse threaten threatens threatened demand demands".split())
_COPULA = frozenset("is are was were remains remain became becomes".split())
_RELATIVE = frozenset({"which", "who"})


@dataclass(frozen=True, slots=True)
class Clause:
    """Tokens ``lo`` to ``hi`` (exclusive), and the word that opens the clause ("" for the first)."""

    lo: int
    hi: int
    opener: str


def clauses(toks: list[Token]) -> list[Clause]:
    """The clauses of a sentence, in order, covering all its tokens."""
    cuts: list[tuple[int, str]] = [(0, toks[0].low if toks and toks[0].low in words("boundaries") else "")]
    for i in range(1, len(toks)):
        opener = _opens(toks, i)
        if opener and i > cuts[-1][0]:
            cuts.append((i, opener))
    if cuts[0][1]:
        comma = _main_clause(toks, cuts[1][0] if len(cuts) > 1 else len(toks))
        if comma:
            cuts.insert(1, (comma, ","))
    ends = [c[0] for c in cuts[1:]] + [len(toks)]
    return [Clause(at, end, opener) for (at, opener), end in zip(cuts, ends, strict=True)]


def _main_clause(toks: list[Token], stop: int) -> int:
    """Where the main clause begins after a subordinate one in front ("Though A ..., *B* ..."), 0 if nowhere."""
    for i in range(2, stop - 1):
        if toks[i].low == "," and (toks[i + 1].mention is not None or toks[i + 1].low in words("pronouns") or toks[i + 1].low in ("the", "both")):
            listed = any(t.low == "and" for t in toks[i + 1 : i + 8]) and toks[i - 1].mention is not None
            if not listed:
                return i
    return 0


def _opens(toks: list[Token], i: int) -> str:
    """The word by which token ``i`` opens a clause, or ""."""
    low = toks[i].low
    before = toks[i - 1].low
    if low in _HARD:
        tight = low in "—–" and toks[i - 1].end == toks[i].start and i + 1 < len(toks) and (
            toks[i].end == toks[i + 1].start and (toks[i - 1].mention is not None or toks[i - 1].low.isdigit())
            and (toks[i + 1].mention is not None or toks[i + 1].low.isdigit())
        )
        return "" if tight else low
    if low == "that":
        if toks[i - 1].mention is not None or before in words("firms") or before in words("people") or before in words("institutions"):
            return "which"
        return "that" if before in words("say") or before in ("statement", "accusations", "claims", "reports") else ""
    if low == "as":
        return "as" if _clause_as(toks, i) else ""
    if low in words("boundaries"):
        if low in ("after", "before", "since", "following", "until") and before in ("day", "days", "week", "weeks", "hours", "years", "soon", "the", "ever", "long", "'s"):
            return low if low in ("after", "before") else ""
        if low == "which" and before in words("preps"):
            return ""
        return low
    if before in words("say") and before not in _ADDRESSING and toks[i].mention is not None and low not in ("u.s.", "us") :
        return "that"
    return ""


def _clause_as(toks: list[Token], i: int) -> bool:
    """Whether "as" opens a clause ("as North Korea repeats ...") rather than a phrase ("as part of")."""
    if i + 1 >= len(toks) or toks[i - 1].low in ("such", "as", "well", "same", "far", "soon", "seen", "known"):
        return False
    nxt = toks[i + 1]
    if nxt.low in words("pronouns") or nxt.low in ("tensions", "both", "they", "relations"):
        return True
    at = i + 2 if nxt.low == "the" else i + 1
    owns = at + 1 < len(toks) and toks[at + 1].low in ("'s", "’s")
    return at < len(toks) and toks[at].mention is not None and not owns


def clause_of(all_clauses: list[Clause], token: int) -> int:
    """Index of the clause that holds a token."""
    for n, c in enumerate(all_clauses):
        if token < c.hi:
            return n
    return len(all_clauses) - 1


def subject(found: list[Phrase], all_clauses: list[Clause], toks: list[Token], at: int, n: int) -> Phrase | None:
    """Subject of clause ``n`` for a verb at token ``at``: its own, or the one it takes over.

    Own: the first acting phrase before the verb that hangs on no preposition and owns nothing.  A
    relative clause takes the phrase before it, any other the subject of the clause before.
    """
    c = all_clauses[n]
    own = [p for p in found if c.lo <= p.lo and p.hi < at and _can_be_subject(p)]
    if own:
        return own[0]
    owning = [p for p in found if c.lo <= p.lo and p.hi < at and not p.prep and p.kind in (*ACTING, "adj") and p.states]
    if owning:
        return owning[0]
    if c.opener in _RELATIVE:
        before = [p for p in found if p.hi < c.lo and p.kind in ACTING]
        if before and c.lo - before[-1].hi <= 3:
            return before[-1]
        copular = n and any(t.low in _COPULA for t in toks[all_clauses[n - 1].lo : c.lo])
        return subject(found, all_clauses, toks, c.lo, n - 1) if copular else None
    if n == 0 and c.opener and len(all_clauses) > 1:
        ahead = all_clauses[1]
        later = [p for p in found if ahead.lo <= p.lo < ahead.hi and _can_be_subject(p)]
        if later:
            return later[0]
    for k in range(n - 1, -1, -1):
        earlier = [p for p in found if all_clauses[k].lo <= p.lo < all_clauses[k].hi and _can_be_subject(p)]
        if earlier:
            return earlier[0]
    return None


def _can_be_subject(p: Phrase) -> bool:
    return p.kind in ACTING and not p.prep and not p.poss and p.named != "each other"
