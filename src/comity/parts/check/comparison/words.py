"""Whether a record has the words of a claim, and none that exclude them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise

from comity.parts.check.candidates import CandidateRecord, Candidates, plain
from comity.parts.check.comparison.acts import refused
from comity.parts.check.comparison.differences import ACT, STRENGTH, Difference
from comity.parts.check.comparison.names import named
from comity.parts.check.comparison.numbers import SMALL, counted
from comity.parts.check.predicates import verb_lists
from comity.parts.check.reading import SentenceReading
from comity.parts.check.rules import grammar, stem, weights, word_lists

_DECISIVE = (
    "first",
    "second",
    "largest",
    "last",
    "biggest",
    "every",
    "all",
    "always",
    "only",
    "sole",
    "secret",
    "permanent",
    "record",
    "separately",
)
"""Words whose absence from a record makes a claim stronger than the record."""
_ONLY = re.compile(r"\bonly\s*$")
_AS_STRONG = {"largest": frozenset({"biggest", "top"}), "biggest": frozenset({"largest", "top"})}
_ALONE = frozenset({"alone", "only", "sole"})


def wanted_words(claim: SentenceReading) -> frozenset[str]:
    """The words of a claim, those of its names among them."""
    return _with_names(claim.words, claim.names)


@lru_cache(maxsize=256)
def _with_names(words: frozenset[str], names: frozenset[str]) -> frozenset[str]:
    parts = (n for name in names for n in re.split(r"[ -]", name))
    return words | {stem(n) for n in parts if n not in word_lists().empty}


def shares_words(claim: SentenceReading, c: CandidateRecord) -> bool:
    """Whether a record has any word, name, text or number of a claim, and not only its states and dates."""
    same = word_lists().same
    words = any(w in c.terms or not c.terms.isdisjoint(same.get(w, ())) for w in wanted_words(claim))
    return words or bool(claim.symbols & c.symbols) or any(counted(q, c) for q in claim.numbers)


def word_shares(
    claim: SentenceReading, c: CandidateRecord, candidates: Candidates, acted: frozenset[str]
) -> tuple[float, float]:
    """Share of the claim's words, by rarity, that the record has or that stand for one it has.

    The first share counts the words that name a kind of act which the record has in other words, the second
    does not.  A large number and a state that the record bears out count as half a rare word, a person as
    a quarter; of a roll call the states that it is about count as words.  ``acted`` are the words of
    acts that the record has.
    """
    cited = candidates.rarest if claim.symbols else 0.0
    total, covered = cited, cited if claim.symbols & c.symbols else 0.0
    if c.roll_call:
        about = claim.states - claim.agents
        total += candidates.rarest * len(about)
        covered += candidates.rarest * len(about & c.states)
    borne_out = [q for q in claim.numbers if q.value > SMALL and not q.ordinal and counted(q, c)]
    persons = [name for name in claim.leaders if named(name, c)]
    of_names = sum(candidates.rarity_of_state(s) for s in claim.states & c.states if not c.roll_call)
    of_names += candidates.rarest * (len(borne_out) + len(persons) / 2)
    total, covered = total + of_names / 2, covered + of_names / 2
    own = covered
    for w, alike, common in _weighed(claim.words, claim.names, of_vote=c.roll_call):
        rarity = candidates.rarity(w) * (0.25 if common else 1.0)
        present = not alike.isdisjoint(c.terms)
        by_act = present or w in acted
        if not by_act and claim.periods and (w in claim.scene.words or w in claim.plain_verbs):
            rarity *= weights().scene_word
        total += 0.0 if common and not by_act else rarity
        covered += rarity if by_act else 0.0
        own += rarity if present else 0.0
    return (covered / total, own / total) if total else (0.0, 0.0)


@lru_cache(maxsize=256)
def _weighed(
    words: frozenset[str], names: frozenset[str], *, of_vote: bool
) -> tuple[tuple[str, frozenset[str], bool], ...]:
    """The words of a claim in order, each with what stands for it and whether many records share it."""
    lists = word_lists()
    wanted = _with_names(words, names) - (lists.voting if of_vote else frozenset())
    return tuple((w, lists.same.get(w, frozenset()) | {w}, w in lists.common) for w in sorted(wanted))


def strength(claim: SentenceReading, c: CandidateRecord) -> list[Difference]:
    """Words that make the claim stronger than the record."""
    limits = claim.main
    for p in claim.periods:  # "only two months before"
        limits = _ONLY.sub(" ", limits[: p.start]) + limits[p.start :]
    decisive = frozenset(grammar()["no_limit"].sub(" ", limits).split()) & frozenset(_DECISIVE)
    alone = any(
        p.alone and r.alone and p.kind == r.kind and p.agents <= r.agents
        for p in claim.propositions
        for r in c.reading.propositions
    )
    return [
        Difference(STRENGTH, f"“{w}” is not in the record", lacks=(w,))
        for w in _DECISIVE
        if w in decisive
        and c.tokens.isdisjoint(_AS_STRONG.get(w, frozenset()) | {w})
        and not (alone and w in _ALONE)
    ]


_UNDOING = frozenset(
    {"halt", "boycott", "differ", "hedge", "oppose", "veto", "abstain", "vote-against", "summon", "relief"}
)
"""Kinds of act by which a record may tell that something was undone, put off or kept from being done."""


_DENYING = ("lacking_too", "undone", "unfinished", "unwilling")
_NOT_UNTIL = re.compile(r"\bnot\b[^,;]{0,60}\buntil\b")
_NO_VOTE = re.compile(r"\b(?:vot\w+|a|cast) no\b|\bnoes\b")


def undone(claim: SentenceReading, c: CandidateRecord) -> list[Difference]:
    """A claim that something was undone, put off or lacking, where the record tells nothing of the kind."""
    low, recorded = c.reading.low, _NO_VOTE.sub(" ", c.reading.low)
    lacking, unwilling, said = (_words_of(key, claim.main) for key in ("lacking", "unwilling", "undone"))
    if unwilling.endswith(" not") and _NOT_UNTIL.search(claim.text):
        unwilling = ""  # "did not open until May": it opened in May
    if lacking and not _words_of("lacking_too", low):
        return [Difference(ACT, f"“{lacking}” is not in the record", lacks=(lacking,))]
    denies = any(_words_of(key, recorded) for key in _DENYING)
    if unwilling and not denies and not any(refused(p, c) for p in claim.propositions):
        return [Difference(ACT, f"“{unwilling}” is not in the record", lacks=(unwilling,))]
    tells = (
        not c.reading.kinds.isdisjoint(_UNDOING) or _words_of("undone", low) or _words_of("unfinished", low)
    )
    if not said or tells or all(_known(stem(w), c) for w in said.split()):
        return []
    return [Difference(ACT, f"“{said}” is not in the record", lacks=(said,))]


def _known(stemmed: str, c: CandidateRecord) -> bool:
    """Whether a record has a word or one that stands for it."""
    return stemmed in c.terms or not c.terms.isdisjoint(word_lists().same.get(stemmed, ()))


@lru_cache(maxsize=1 << 14)
def _words_of(key: str, low: str) -> str:
    """The first words that a pattern of the grammar finds in a sentence, "" where it finds none."""
    meant = grammar()[key].search(low)
    return meant[0] if meant else ""


def other_verb(claim: SentenceReading, c: CandidateRecord, agreed: Sequence[float]) -> list[Difference]:
    """The verb of a claim where the record neither has it, in these or in like words, nor its kind of act."""
    telling_little = verb_lists()["light"] | verb_lists()["plain"]
    acts = zip(claim.propositions, agreed, strict=True)
    acted = frozenset[str]().union(*(p.words for p, act in acts if act >= weights().act))
    for verb in claim.verbs:
        stemmed = stem(verb)
        known = _known(stemmed, c) or stemmed in acted
        if verb not in telling_little and not known and not _listed("plain", verb, claim.main):
            yields = "" if _listed("deciding", verb, claim.main) else "verb"
            return [Difference(ACT, f"“{verb}” is not in the record", yields, (verb,))]
    return []


def _listed(key: str, verb: str, main: str) -> bool:
    """Whether a list has a verb, by itself or with the word that follows it: "ended in", "came out"."""
    follows = re.search(rf"\b{re.escape(verb)} (\w+)", main)
    both = f"{verb}/{follows[1]}" if follows else verb
    return verb in verb_lists()[key] or both in verb_lists()[key]


def unsaid(claim: SentenceReading, c: CandidateRecord, acted: frozenset[str]) -> list[Difference]:
    """A clause of a claim that tells an act of which the record has no word, even of what sets its scene."""
    lists, verbs = word_lists(), verb_lists()
    start = claim.low.rfind(": ") + 1
    joints = list(_CLAUSES.finditer(claim.low, start))
    ends = [*(m.start() for m in joints), len(claim.low)]
    for lo, hi in zip([start, *(m.end() for m in joints)], ends, strict=True):
        words, main = (_WORDS.findall(text[lo:hi]) for text in (claim.low, claim.main))
        past = {stem(w) for w in main if w in verbs["irregular"] or w.endswith("ed")}
        own = {stem(w) for w in words if w not in lists.empty | verbs["light"]} - lists.common
        known = any(not c.terms.isdisjoint(lists.same.get(w, {w}) | {w}) for w in own)
        if past and own and not known and past.isdisjoint(acted):
            clause = " ".join(w for w in main if w != "s")
            return [Difference(ACT, f"“{clause}” is not in the record", lacks=(clause,))]
    return []


_WORDS = re.compile(r"[a-z][a-z'-]+")
_CLAUSES = re.compile(r";|(?:,|\s)\s*(?:and|but|while|whereas)\s(?!@)")


def contrary(claim: SentenceReading, c: CandidateRecord) -> list[Difference]:
    """Words of the claim where the record has another that excludes it: gas for oil, road for rail."""
    claimed = _sides_of(claim.main)
    if not claimed:
        return []
    on_record = _excluding(c.reading.low)
    for part, sides, ours in claimed:
        theirs = [on_record & side for side in sides]
        missing = [min(w) for w, r in zip(ours, theirs, strict=True) if w and not r]
        there = [min(r) for w, r in zip(ours, theirs, strict=True) if r and not w]
        if missing and there:
            words = f"the record says “{there[0]}”, not “{missing[0]}”".replace("/", " ")
            return [Difference(part, words)]
    return []


@lru_cache(maxsize=256)
def _sides_of(low: str) -> tuple[tuple[str, tuple[frozenset[str], ...], tuple[frozenset[str], ...]], ...]:
    """The sides that a claim takes by words that exclude others: the part, all sides, the words on each."""
    claimed = _excluding(low)
    return tuple(
        (part, sides, tuple(claimed & side for side in sides))
        for part, sides in word_lists().contrary
        if any(claimed & side for side in sides)
    )


@lru_cache(maxsize=4096)
def _excluding(low: str) -> frozenset[str]:
    """The words of a text that exclude others, two that follow one another joined by a stroke."""
    words = plain(low).split()
    stems = {stem(w) for w in words} | {f"{stem(a)}/{stem(b)}" for a, b in pairwise(words)}
    return frozenset(w for w, stemmed in _exclusive().items() if stemmed in stems)


@cache
def _exclusive() -> dict[str, str]:
    """Every word that excludes others, with its stem."""
    words = (w for _, sides in word_lists().contrary for side in sides for w in side)
    return {w: "/".join(map(stem, w.split("/"))) for w in words}
