"""One sentence prepared for the coding rules: tokens, groups of states, clauses and masked text."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from comity.language import words
from comity.language.clauses import Clause, clause_of, clauses, subject
from comity.language.coreference import resolve
from comity.language.discourse_state import DiscourseState
from comity.language.groups import groups
from comity.language.mentions import Mention
from comity.language.phrases import phrases
from comity.language.tokens import ACTING, Phrase, Token, tokens

_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\n": " ", "\t": " "})
_SIGNS = str.maketrans({"@": " ", "#": " "})


@dataclass(slots=True)
class SentenceLayout:
    """A sentence, ``text[start:end]`` of the document, with its tokens, phrases and clauses."""

    start: int
    end: int
    masked: str
    toks: list[Token]
    phrases: list[Phrase]
    parts: list[Clause]
    named: list[Mention]
    starts: list[int]
    text: str

    def token_at(self, offset: int) -> int:
        """Return the index of the token at an offset of the sentence with masked names."""
        return max(0, bisect_right(self.starts, self.start + offset) - 1)

    def clause(self, token: int) -> int:
        """Return the index of the clause that contains a token."""
        return clause_of(self.parts, token)

    def subject(self, at: int) -> Phrase | None:
        """Return the subject of the verb at token ``at``: B in "sanctions on B *for supplying* A"."""
        if at > 0 and self.toks[at - 1].low == "for" and self.toks[at].low.endswith("ing"):
            before = [p for p in self.phrases if p.hi < at and p.kind != "place"]
            return before[-1] if before else None
        return subject(self.phrases, self.parts, self.toks, at, self.clause(at))

    def owner(self, at: int) -> Phrase | None:
        """Return the phrase that owns the noun at token ``at``: "*Chinese* aid", "*Russia's* support"."""
        before = [p for p in self.phrases if p.hi < at]
        if not before:
            return None
        p = before[-1]
        between = self.toks[p.hi + 1 : at]
        if between and between[0].low in ("'s", "'", "’s", "’"):
            between = between[1:]
        elif p.kind in ("place", "attr", "people"):
            return None
        closed, preps = words("closed"), words("preps")
        plain = all(t.low[0].isalnum() and t.low not in closed and t.low not in preps for t in between)
        return p if plain and len(between) <= 4 else None


def mask_names(text: str, start: int, end: int, named: list[Mention]) -> str:
    """Return the sentence in lower case, of the same length, with every name of a state as ``@`` signs."""
    out: list[str] = []
    at = start
    for m in named:
        out.append(_lower(text[at : m.start]).translate(_SIGNS))
        out.append(("@" if m.states else "#") * (m.end - m.start))
        at = m.end
    out.append(_lower(text[at:end]).translate(_SIGNS))
    return "".join(out).translate(_PLAIN)


def _lower(piece: str) -> str:
    """Return the text in lower case with its length unchanged (some lower-case forms are longer)."""
    low = piece.lower()
    return low if len(low) == len(piece) else "".join(c if len(c.lower()) != 1 else c.lower() for c in piece)


def _couple_pronouns(known: list[Phrase], toks: list[Token]) -> list[Phrase]:
    """Join each pronoun with the state coordinated with it: "*Erdogan and his counterpart*"."""
    out: list[Phrase] = []
    for p in known:
        last = out[-1] if out else None
        if last is not None and _couples(last, p, toks):
            states = tuple(dict.fromkeys((*last.states, *p.states)))
            out[-1] = Phrase(states, last.lo, p.hi, "actor", p.poss, last.prep, last.named)
        else:
            out.append(p)
    return out


def _couples(a: Phrase, b: Phrase, toks: list[Token]) -> bool:
    pronoun = a.named in ("it", "other") or b.named in ("it", "other")
    acts = a.kind in ACTING and b.kind in ACTING and not a.poss
    return pronoun and acts and [t.low for t in toks[a.hi + 1 : b.lo]] == ["and"]


def lay_out(
    text: str, span: tuple[int, int], named: list[Mention], words_masked: str, focus: DiscourseState
) -> SentenceLayout:
    """Prepare the sentence ``text[span]`` with its mentions for the coding rules."""
    start, end = span
    toks = tokens(text, start, end, named)
    joined = groups(toks, phrases(toks))
    parts = clauses(toks)
    resolve(joined, parts, focus, toks)
    known = _couple_pronouns([p for p in joined if p.states], toks)
    starts = [t.start for t in toks]
    return SentenceLayout(start, end, words_masked, toks, known, parts, named, starts, text[start:end])
