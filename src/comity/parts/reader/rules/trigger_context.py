"""Phrases around a trigger (the words that name an act): subject, owner, agent and counterparties."""

from __future__ import annotations

from dataclasses import dataclass

from comity.language import words
from comity.language.sentence_layout import SentenceLayout
from comity.language.tokens import ACTING, Phrase, Token
from comity.lazy import lazy
from comity.parts.reader.patterns import has_sign

_NO_PARTY = frozenset({"attr", "people", "place"})
_SIDE = frozenset({"to", "with", "of", "from", "for", "through", "via", "toward", "towards", "on"})
_JOINING = frozenset({"with", "alongside", "including"})
_ALIKE = 15
"""How many tokens from the words "between A and B" may stand."""


def _plain_noun(t: Token) -> bool:
    """Return whether a token may be the noun that a participle describes."""
    if t.mention is not None or not t.low.isalpha() or t.low.endswith("ly"):
        return False
    return not any(t.low in words(c) for c in ("closed", "preps", "auxiliaries", "pronouns", "determiners"))


@dataclass
class TriggerContext:
    """The phrases around the words that name an act (trigger), tokens ``at`` to ``to`` of a sentence."""

    scene: SentenceLayout
    at: int
    to: int

    @lazy
    def spoken(self) -> list[Phrase]:
        """Phrases naming states in the clause of the words that name the act."""
        clause = self.scene.parts[self.scene.clause(self.at)]
        return [p for p in self.scene.phrases if clause.lo <= p.lo < clause.hi]

    @lazy
    def subject(self) -> Phrase | None:
        """Subject of the clause; ``None`` if a participle describes a noun ("arms *delivered* from B")."""
        toks = self.scene.toks
        described = self.at > 0 and toks[self.at].low.endswith("ed") and _plain_noun(toks[self.at - 1])
        after = toks[self.at + 1].low if self.at + 1 < len(toks) else ""
        return None if described and after in ("from", "by", "to") else self.scene.subject(self.at)

    @lazy
    def owner(self) -> Phrase | None:
        """Owner of the noun for the act ("*Chinese* aid"); may be its own first word ("*China* ties")."""
        first = next((p for p in self.scene.phrases if p.lo <= self.at <= p.hi), None)
        return first or self.scene.owner(self.at)

    @lazy
    def right(self) -> list[Phrase]:
        """Phrases in or after the words for the act, in the same clause, without the owner."""
        clause = self.scene.parts[self.scene.clause(self.at)]
        stop = max(clause.hi, self.to + 1)
        return [
            p
            for p in self.scene.phrases
            if self.at < p.lo < stop and p is not self.owner and p.named != "each other"
        ]

    @lazy
    def agent(self) -> Phrase | None:
        """Phrase after "by" that names who acts: "imposed by the United States"."""
        return next(
            (p for p in self.right if p.prep == "by" and p.kind != "place" and self._close_by(p)), None
        )

    def _close_by(self, p: Phrase) -> bool:
        """Return whether "by" belongs to the words for the act: close, with no other participle between."""
        between = [t.low for t in self.scene.toks[self.to + 1 : p.lo]]
        at = between.index("by") if "by" in between else len(between) + 9
        return at <= 3 and not any(w.endswith("ed") for w in between[:at])

    @lazy
    def between(self) -> Phrase | None:
        """Phrase with the states after "between" or "among" in the clause."""
        return next(
            (
                p
                for p in self.spoken
                if p.prep in ("between", "among") and len(p.states) > 1 and abs(p.lo - self.to) <= _ALIKE
            ),
            None,
        )

    @lazy
    def left_with(self) -> list[Phrase]:
        """Companions named before the words for the act: "Russia, *with China*, blocked"."""
        return [p for p in self.spoken if p.hi < self.at and p.prep in _JOINING and p is not self.owner]

    @lazy
    def left(self) -> list[Phrase]:
        """Possible other sides named before the act: "China's nearness *to Russia* leads to rivalry"."""
        return [p for p in self.spoken if p.hi < self.at and p.prep in _SIDE and p.kind not in _NO_PARTY]

    @lazy
    def bare(self) -> list[Phrase]:
        """Phrases of actors without preposition before the words for the act: "joins *China* in a drill"."""
        return [p for p in self.spoken if p.hi < self.at and p.prep == "" and p.kind == "actor"]

    @lazy
    def objects(self) -> list[Phrase]:
        """Phrases without preposition before the act, or owners: "uses *Chinese* brokers to evade"."""
        return [p for p in self.spoken if p.hi < self.at and p.prep == "" and p.kind in (*ACTING, "adj")]

    @lazy
    def speaker(self) -> Phrase | None:
        """State that says what the clause reports: "*Moscow* recognises that China has an interest"."""
        n = self.scene.clause(self.at)
        if n == 0 or self.scene.parts[n].opener != "that":
            return None
        return self.scene.subject(self.scene.parts[n].lo - 1)

    @lazy
    def reported(self) -> list[Phrase]:
        """Phrases inside reported or supposed speech: "warns that *China* ...", "if *Finland* joins"."""
        n = self.scene.clause(self.to) + 1
        if n >= len(self.scene.parts) or self.scene.parts[n].opener not in ("that", "if"):
            return []
        c = self.scene.parts[n]
        return [p for p in self.scene.phrases if c.lo <= p.lo < c.hi and p.kind not in _NO_PARTY]

    @lazy
    def elsewhere(self) -> list[Phrase]:
        """Phrases naming states in the other clauses of the sentence."""
        return [p for p in self.scene.phrases if p not in self.spoken and p.kind not in _NO_PARTY]

    @property
    def fronted(self) -> bool:
        """Whether the words for the act are in a phrase before the subject: "*In a phone call*, A ..."."""
        lo = self.scene.parts[self.scene.clause(self.at)].lo
        return self.at - lo <= 1 and self.scene.toks[lo].low in ("in", "during", "at", "following")

    def in_clause(self, p: Phrase) -> bool:
        """Return whether a phrase is in the act's clause and not only the speaker of what it reports."""
        clause = self.scene.parts[self.scene.clause(self.at)]
        return clause.opener != "that" or p.lo >= clause.lo

    @property
    def mutually(self) -> bool:
        """Whether the sentence says "each other" or "both sides"."""
        return has_sign("mutually", self.scene.masked)

    @property
    def owned(self) -> bool:
        """Whether not the subject but another state owns the act ("the *U.S.* call for elections")."""
        owner = self.owner
        near = owner is not None and owner is not self.subject and self.at - owner.hi <= 2
        return near and owner is not None and owner.named != "capital"
