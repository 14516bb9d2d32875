"""How well a record bears a claim out: a score of named parts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from comity.language.mentions import mentions
from comity.parts.check.candidates import CandidateRecord, Candidates, seated
from comity.parts.check.comparison.acts import TAKING_SIDES, act_agreement, compare_acts, other_teller
from comity.parts.check.comparison.dates import other_dates
from comity.parts.check.comparison.differences import ACT, PARTY, PLACE, Difference, called
from comity.parts.check.comparison.names import other_links, other_names
from comity.parts.check.comparison.numbers import other_numbers
from comity.parts.check.comparison.recorded_ballots import compare_ballots, other_body, tells_votes
from comity.parts.check.comparison.words import (
    contrary,
    other_verb,
    strength,
    undone,
    unsaid,
    wanted_words,
    word_shares,
)
from comity.parts.check.periods import AT
from comity.parts.check.reading import SentenceReading
from comity.parts.check.rules import act_kinds, weights, word_lists
from comity.vocabulary import hotspots


@dataclass(frozen=True, slots=True)
class Match:
    """A claim and a record compared.

    ``score`` is the share of all points; ``parts`` gives each part from 0 to 1; ``own_words`` is as the part
    ``words``, but words that only name the kind of act must be the record's own; ``opposed`` says how the
    record says the opposite, "" where it does not.
    """

    candidate: CandidateRecord
    score: float
    parts: dict[str, float]
    differences: tuple[Difference, ...]
    opposed: str
    own_words: float

    @property
    def words(self) -> float:
        """Share of the claim's words that the record has, by how rare they are."""
        return self.parts["words"]


def matches(
    claim: SentenceReading, candidates: Candidates, more: Iterable[Match] = (), on: date | None = None
) -> list[Match]:
    """The records worth comparing with a claim, best first, ties by date and id.

    Parameters
    ----------
    more : records of this claim alone, already compared: the roll calls that it may mean
    on : the day that the sentence before names for it; no record of another day is compared
    """
    nothing = not (claim.states or claim.periods or claim.symbols or claim.names)
    rows = () if nothing else candidates.rows
    if on is not None:
        rows = tuple(c for c in rows if c.first <= on <= c.last)
    out = [m for c in rows if (m := compare(claim, c, candidates)) is not None]
    floor = weights().candidate
    return sorted(
        (*more, *(m for m in out if m.score >= floor or m.opposed)),
        key=lambda m: (-m.score, not m.candidate.may_lead, m.candidate.first, m.candidate.record_id),
    )


def compare(claim: SentenceReading, c: CandidateRecord, candidates: Candidates) -> Match | None:
    """A claim and a record compared; ``None`` where they have nothing in common."""
    if claim.states and not claim.states & c.states:
        return None
    turned = claim.sides_on_a_refusal != c.reading.sides_on_a_refusal
    if turned and any(act_kinds()[k].stance for k in claim.kinds):
        return None
    at_best = claim.words_of_acts
    if c.kind != "view":
        least = weights().words_told if at_its_time(claim, c) else weights().least_words
        if word_shares(claim, c, candidates, at_best)[0] < least:
            return None
    agreed = [act_agreement(p, c) for p in claim.propositions]
    acts = zip(claim.propositions, agreed, strict=True)
    acted = frozenset[str]().union(*(p.words for p, act in acts if act == 1))
    words, own_words = word_shares(claim, c, candidates, acted)
    by_votes = claim.voting and tells_votes(c)
    act, opposed, agents, party = compare_ballots(claim, c) if by_votes else compare_acts(claim, c, agreed)
    if words == 0 or (act == 0 and words < weights().words_partly):
        return None
    differences = [*party]
    known = c.states | (seated(c) if opposed else set())
    known -= _of_another_list(claim, c)
    missing = {s for s in claim.states - known if not word_lists().stands_for.get(s, frozenset()) & c.states}
    missing -= _only_some(claim)
    if not c.reading.named - c.actors - claim.states:
        missing -= claim.scene.states  # nobody is named there in whose place another could stand
    differences += [_missing_state(claim, s) for s in sorted(missing)]
    dated = other_dates(claim, c)
    names = other_names(claim, c)
    numbers = other_numbers(claim, c)
    differences += [] if by_votes else other_verb(claim, c, agreed) + other_teller(claim, c)
    differences += other_body(claim, c, voting=by_votes)
    linked = [] if missing else other_links(claim, c)
    differences += [*dated, *names, *numbers, *strength(claim, c), *undone(claim, c), *linked]
    differences += [] if opposed else contrary(claim, c)
    differences += [] if differences or by_votes or c.kind == "view" else unsaid(claim, c, acted)
    if act == 0 and claim.propositions:
        sure = claim.kinds.isdisjoint(TAKING_SIDES)
        words_of = "no such act is in the record"
        differences.append(Difference(ACT, words_of, "roles" if sure else "act", ("act",)))
    parts = {
        "words": words,
        "act": act,
        "agents": agents,
        "states": 1 - len(missing) / max(len(claim.states), 1),
        "period": 0.0 if dated else 1.0 if claim.periods else 0.6,
        "names": 1 - len(names) / max(len(claim.names | claim.symbols), 1),
        "numbers": 1 - len(numbers) / max(len(claim.numbers), 1),
    }
    points = weights().points
    score = sum(points[k] * v for k, v in parts.items()) / sum(points.values())
    if by_votes and not differences:
        score = max(score, vote_score(words))
    return Match(c, round(score, 6), parts, tuple(dict.fromkeys(differences)), opposed, own_words)


def vote_score(words: float) -> float:
    """The score of a record of a vote: one that is about what the claim is about comes before all others."""
    return round(1 + words if words >= weights().words_roll_call else words, 6)


def evidence(claim: SentenceReading, m: Match, candidates: Candidates) -> float:
    """How unlikely it is that another record would share what this one shares with a claim.

    The sum of the logarithms of how few records share each state, each date and each word: the weight of
    agreement of record linkage (Fellegi and Sunter 1969), every part taken as independent.
    """
    c, same, common = m.candidate, word_lists().same, word_lists().common
    total = sum(candidates.rarity_of_state(s) for s in claim.states & c.states)
    total += sum(candidates.rarity_of_days(p.first, p.last) for p in claim.periods if p.relation == AT)
    shared = (w for w in wanted_words(claim) if w in c.terms or not c.terms.isdisjoint(same.get(w, ())))
    return total + sum(candidates.rarity(w) for w in sorted(shared) if w not in common)


def at_its_time(claim: SentenceReading, c: CandidateRecord) -> bool:
    """Whether a record is of a time that a claim names."""
    return any(p.relation == AT and p.first <= c.last and c.first <= p.last for p in claim.periods)


_LIST = 3
"""So many states that act in both are a list of who acts."""


def _of_another_list(claim: SentenceReading, c: CandidateRecord) -> frozenset[str]:
    """States that a record names only as some of a group, where the claim lists others of its actors."""
    loose = claim.states & c.states - c.actors
    if not loose or len(claim.states & c.actors) < _LIST:
        return frozenset()
    named = [m.states for m in mentions(c.what)]
    single = {s for of in named if len(of) == 1 for s in of}
    groups = [of for of in (*named, *(hotspots.get(h).states for h in c.places)) if len(of) >= _LIST]
    return loose & frozenset(s for of in groups for s in of) - single


def _only_some(claim: SentenceReading) -> frozenset[str]:
    """The states of groups of which a claim means only so many: "three Central Asian states"."""
    counted = {q.end: q.value for q in claim.numbers if q.kind == "count" and not q.ordinal}
    groups = [m for m in mentions(claim.text) if len(m.states) >= _LIST]
    few = (m for m in groups if counted.get(m.start - 1, len(m.states)) < len(m.states))
    return frozenset(s for m in few for s in m.states)


def _missing_state(claim: SentenceReading, state: str) -> Difference:
    part = PARTY if state in claim.agents else PLACE
    yields = "" if state in claim.named else "pronoun"
    return Difference(part, f"{called(state)} is not in the record", yields, (state,))
