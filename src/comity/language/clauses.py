"""Splitting a sentence into clauses at the words that open them, and finding the subject of each.

A clause without a subject takes that of the clause before ("Kosovo signs ... and asks ...").
"""

from __future__ import annotations

from dataclasses import dataclass

from comity.language import words
from comity.language.tokens import ACTING, Phrase, Token

_HARD = frozenset(";—–:")
_RELATIVE = frozenset({"which", "who"})
_TIMES = frozenset({"after", "before", "since", "following", "until"})
_SAYINGS = frozenset({"statement", "accusations", "claims", "reports"})
#: The most tokens between "which" and the subject of its clause ("which *Japan* backs").
_RIGHT_AFTER = 2

#: The most tokens between a phrase and the "which" that refers to it.
_NEAR = 3


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause: tokens ``lo`` to ``hi`` (exclusive), and the word that opens it ("" for the first clause)."""

    lo: int
    hi: int
    opener: str


def clauses(toks: list[Token]) -> list[Clause]:
    """Return the clauses of a sentence, in order, covering all its tokens."""
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
    """Return where the main clause begins after a fronted clause ("Though A ..., *B* ..."), or 0."""
    for i in range(2, stop - 1):
        if toks[i].low == "," and (
            toks[i + 1].mention is not None
            or toks[i + 1].low in words("pronouns")
            or toks[i + 1].low in ("the", "both")
        ):
            listed = any(t.low == "and" for t in toks[i + 1 : i + 8]) and toks[i - 1].mention is not None
            if not listed:
                return i
    return 0


def _opens(toks: list[Token], i: int) -> str:
    """Return the word by which token ``i`` opens a clause, or ""."""
    low, before = toks[i].low, toks[i - 1].low
    if low in _HARD:
        return "" if _tight_dash(toks, i) else low
    if low == "that":
        return _that(toks, i)
    if low == "as":
        return "as" if _clause_as(toks, i) else ""
    if low in words("boundaries"):
        timed = low in _TIMES and before in words("time_before")
        return (
            ""
            if (timed and low not in ("after", "before")) or (low == "which" and before in words("preps"))
            else low
        )
    speaks = before in words("say") and before not in words("addressing")
    return "that" if speaks and toks[i].mention is not None and low not in ("u.s.", "us") else ""


def _tight_dash(toks: list[Token], i: int) -> bool:
    """Return whether a long dash only joins two names or numbers: "China–Russia", "2014–2022"."""
    if toks[i].low not in "—–" or i + 1 >= len(toks):
        return False
    sides = (toks[i - 1], toks[i + 1])
    touching = toks[i - 1].end == toks[i].start and toks[i].end == toks[i + 1].start
    return touching and all(t.mention is not None or t.cap or t.low.isdigit() for t in sides)


def _that(toks: list[Token], i: int) -> str:
    """Return what "that" opens: "which" for a relative clause, "that" for reported speech, or ""."""
    before = toks[i - 1]
    nouns = ("firms", "people", "institutions")
    if before.mention is not None or any(before.low in words(c) for c in nouns):
        return "which"
    return "that" if before.low in words("say") or before.low in _SAYINGS else ""


def _clause_as(toks: list[Token], i: int) -> bool:
    """Return whether "as" opens a clause ("as North Korea repeats ...") and not a phrase ("as part of")."""
    if i + 1 >= len(toks) or toks[i - 1].low in words("before_as"):
        return False
    nxt = toks[i + 1]
    if nxt.low in words("pronouns") or nxt.low in ("tensions", "both", "they", "relations"):
        return True
    at = i + 2 if nxt.low == "the" else i + 1
    owns = at + 1 < len(toks) and toks[at + 1].low in ("'s", "’s")
    return at < len(toks) and toks[at].mention is not None and not owns


def clause_of(all_clauses: list[Clause], token: int) -> int:
    """Return the index of the clause that contains a token."""
    for n, c in enumerate(all_clauses):
        if token < c.hi:
            return n
    return len(all_clauses) - 1


def subject(phrases: list[Phrase], parts: list[Clause], toks: list[Token], at: int, n: int) -> Phrase | None:
    """Return the subject of clause ``n`` for a verb at token ``at``, or the subject that the clause inherits.

    The subject is the first acting phrase before the verb that follows no preposition and is not possessive,
    or else a possessive one ("*China's* exports grew").  Without such a phrase, a relative clause takes the
    phrase before it. A fronted clause takes the subject of the main clause, any other clause that of the
    clause before.
    """
    c = parts[n]
    before = [p for p in phrases if c.lo <= p.lo and p.hi < at and p.states and not p.prep]
    own = [p for p in before if _can_be_subject(p)] or [p for p in before if p.kind in (*ACTING, "adj")]
    if c.opener in _RELATIVE and not (own and own[0].lo - c.lo <= _RIGHT_AFTER):
        return _antecedent(phrases, parts, toks, n)
    if own:
        return own[0]
    if n and c.opener in _SUBORDINATE and _other_subject(toks[c.lo + 1 : at]):
        return None
    if n == 0 and c.opener and len(parts) > 1 and (ahead := _first_subject(phrases, parts[1])):
        return ahead
    return next((p for k in range(n - 1, -1, -1) if (p := _first_subject(phrases, parts[k]))), None)


_SUBORDINATE = frozenset(
    {"that", "after", "before", "when", "while", "because", "since", "although", "though", "if"}
)
#: So many plain words before a verb, or one after an article, are a subject: "that *the firm* delivered".
_NOUNS = 2


def _other_subject(before: list[Token]) -> bool:
    """Return whether the words before a verb contain a subject that is not a state."""
    if any(t.low in words("pronouns") or t.mention is not None for t in before):
        return False
    plain = [t for t in before if t.low.isalpha() and not _light(t.low)]
    led = bool(before) and (before[0].low in words("determiners") or before[0].cap)
    return len(plain) >= _NOUNS or (led and bool(plain))


def _light(low: str) -> bool:
    """Return whether a word cannot be a noun: closed class, preposition, article or adverb."""
    return any(low in words(c) for c in ("closed", "preps", "determiners", "auxiliaries")) or low.endswith(
        "ly"
    )


def _antecedent(phrases: list[Phrase], parts: list[Clause], toks: list[Token], n: int) -> Phrase | None:
    """Return what "which" or "who" refers to: the phrase just before, or the subject that it describes."""
    c = parts[n]
    before = [p for p in phrases if p.hi < c.lo and p.kind in ACTING]
    if before and c.lo - before[-1].hi <= _NEAR:
        return before[-1]
    describes = n > 0 and any(t.low in words("copula") for t in toks[parts[n - 1].lo : c.lo])
    return subject(phrases, parts, toks, c.lo, n - 1) if describes else None


def _first_subject(phrases: list[Phrase], c: Clause) -> Phrase | None:
    return next((p for p in phrases if c.lo <= p.lo < c.hi and _can_be_subject(p)), None)


def _can_be_subject(p: Phrase) -> bool:
    return p.kind in ACTING and not p.prep and not p.poss and p.named != "each other"
