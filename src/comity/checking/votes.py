"""What roll calls say of a claim about votes: how each state voted on the text that is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from comity.checking.ballots import ABSENT, OTHERS, PERMANENT, VETO, ClaimedBallot
from comity.checking.candidates import CandidateRecord, plain, seated, terms_of
from comity.checking.claims import TextClaim
from comity.checking.comparison.dates import other_dates
from comity.checking.comparison.differences import ACT, CAST, DATE, NUMBER, PARTY, PLACE, Difference, in_words
from comity.checking.match import Match, vote_score
from comity.checking.periods import AT
from comity.checking.quantities import agrees
from comity.checking.reading import SentenceReading, numbers_of, read_sentence
from comity.checking.roll_calls import Cast, RollCall, RollCalls, Topic, last_day
from comity.checking.rules import weights
from comity.text.syntax.discourse_state import DiscourseState
from comity.vocabulary import bodies, states

_WORDS = {"yes": "voted yes", "no": "voted no", "abstain": "abstained", "absent": "was absent"}


@dataclass(frozen=True, slots=True)
class VotesBefore:
    """What the sentences before said of votes: the roll calls meant last, their matter and who voted how.

    ``at`` is the number of the sentence that said it.
    """

    calls: tuple[RollCall, ...] = ()
    topic: Topic = field(default_factory=Topic)
    ballots: tuple[ClaimedBallot, ...] = ()
    at: int = -99

    @property
    def day(self) -> date | None:
        """The day of the vote told of last."""
        return max((c.row["date"] for c in self.calls), default=None)


_FADES = 4
"""After how many sentences nobody means a vote told before by "it"."""


def of_claim(claim: TextClaim, calls: RollCalls, before: VotesBefore) -> list[Match]:
    """The roll calls that a claim about votes means, compared with it; none for any other claim."""
    reading = claim.reading
    if not reading.voting:
        return []
    near = _near(claim, before)
    referred = _referred(reading, near)
    day = near.day if _THAT_DAY.search(reading.low) else None
    meant = [(c, 1.0, True) for c in referred] or calls.meant(_about(reading, near), reading, day)
    cast = calls.cast([c for c, *_ in meant])
    spoken = _in_full(reading, near if referred else VotesBefore())
    out = [
        (
            _compared(
                spoken, _candidate(c, of_call, reading), of_call, cover, calls.seated_in(c), bool(referred)
            ),
            best,
        )
        for c, cover, best in meant
        if (of_call := cast.get(c.row["roll_call_id"]))
    ]
    if _EACH.search(reading.low) and len(referred) > 1:
        return _of_each([m for m, _ in out])
    known = [m for m, best in out if best and (reading.symbols or m.parts["period"] or _only_date(m))]
    known = known if any(not m.opposed for m in known) else [*known, *(m for m, best in out if not best)]
    if any(m.opposed for m in known) and not all(m.opposed for m in known):
        doubt = Difference(ACT, "another vote on the same matter at that time went otherwise")
        known = [m if m.opposed else replace(m, differences=(*m.differences, doubt)) for m in known]
        known = [m for m in known if not m.opposed]
    return known


def _near(claim: TextClaim, before: VotesBefore) -> VotesBefore:
    return before if claim.number - before.at <= _FADES else VotesBefore()


def referred_day(claim: TextClaim, before: VotesBefore) -> date | None:
    """The day of the vote told of before that a sentence is about, of several the first."""
    referred = _referred(claim.reading, _near(claim, before)) if claim.reading.voting else ()
    return min((c.row["date"] for c in referred), default=None)


def votes_told(
    claim: TextClaim,
    shown: Sequence[CandidateRecord],
    calls: RollCalls,
    before: VotesBefore,
    counted: Sequence[RollCall] = (),
) -> VotesBefore:
    """What a sentence leaves to refer to: the votes it counted, else those its mark shows."""
    reading = claim.reading
    if counted:
        return VotesBefore(tuple(counted), Topic(), reading.ballots, claim.number)
    if not reading.voting and calls.by_number.keys().isdisjoint(reading.symbols):
        return before
    own = [c for s in sorted(reading.symbols) for c in calls.by_number.get(s, ())]
    if not own and shown:
        own = calls.of_record(shown[0])
    topic = Topic.of(reading)
    if not own:
        return VotesBefore((), topic, reading.ballots, claim.number) if topic.size else before
    if len(own) == 1 and own == list(before.calls):
        return replace(before, ballots=(*before.ballots, *reading.ballots), at=claim.number)
    return VotesBefore(tuple(own), topic, reading.ballots, claim.number)


def shown_calls(
    claim: TextClaim, wanted: Sequence[RollCall], calls: RollCalls
) -> tuple[CandidateRecord, ...]:
    """Roll calls as records to show for a claim."""
    cast = calls.cast(wanted)
    return tuple(_candidate(c, cast[c.row["roll_call_id"]], claim.reading) for c in wanted)


_THAT_DAY = re.compile(
    r"\b(?:the same|that|the very same) (?:day|session|sitting|meeting|afternoon|evening|morning)\b"
)
"""When a vote was taken, where the one before says it."""
_EACH = re.compile(
    r"\b(?:both|each|every|all (?:\w+ )?)(?: (?:of )?(?:these|those|the))? ?"
    r"(?:times?|occasions?|cases?|instances?)\b"
)
"""Of every vote told of before."""


def _of_each(compared: Sequence[Match]) -> list[Match]:
    """What holds of every one of several roll calls: the one that differs most speaks for all."""
    against = [m for m in compared if m.opposed] or [m for m in compared if m.differences]
    return against[:1] or list(compared)


def _referred(reading: SentenceReading, before: VotesBefore) -> tuple[RollCall, ...]:
    """The roll calls told of before, where a sentence names neither text nor matter nor another day."""
    if reading.symbols or Topic.of(reading).size or not before.calls:
        return ()
    days = [p for p in reading.periods if p.relation == AT]
    same = all(p.first <= c.row["date"] <= p.last for p in days for c in before.calls)
    return before.calls if same and (len(before.calls) == 1 or _EACH.search(reading.low)) else ()


def _about(reading: SentenceReading, before: VotesBefore) -> Topic:
    """What a sentence says was voted on, or the sentence before where it only says "it"."""
    own = Topic.of(reading)
    return own if own.size or reading.symbols else before.topic


def _in_full(reading: SentenceReading, before: VotesBefore) -> SentenceReading:
    """A sentence with what only the sentences before say: whom "nobody else" leaves out, who "it" is."""
    return replace(reading, ballots=tuple(_completed(b, reading, before) for b in reading.ballots))


_BESIDE_IT = re.compile(r"\b(?:with|alongside|beside) (?:it|them)\b")


def _completed(ballot: ClaimedBallot, reading: SentenceReading, before: VotesBefore) -> ClaimedBallot:
    """A choice with those whom the sentences before name for it, or for another."""
    same = [b for b in before.ballots if b.choice == ballot.choice and not b.denied]
    alike = frozenset[str]().union(*(b.agents for b in same))
    if ballot.whose != OTHERS:
        beside = alike if ballot.agents and _BESIDE_IT.search(reading.low) else frozenset[str]()
        return replace(ballot, agents=ballot.agents | beside)
    left_out = alike
    if not ballot.denied:
        left_out = frozenset[str]().union(
            *(b.agents for b in (*before.ballots, *reading.ballots) if b.choice != ballot.choice)
        )
    else:
        left_out |= frozenset(a for b in reading.ballots if b.choice == ballot.choice for a in b.agents)
    return replace(ballot, agents=left_out)


def _only_date(m: Match) -> bool:
    """Whether a roll call differs from a claim in nothing but its date."""
    return not m.opposed and {d.part for d in m.differences} <= {DATE}


def _compared(
    claim: SentenceReading,
    c: CandidateRecord,
    cast: Cast,
    cover: float,
    seats: frozenset[str],
    referred: bool,
) -> Match:
    """A claim about votes and a roll call compared: every ballot, number, date and name.

    ``seats`` are those who could vote; ``referred``: the sentence before says which roll call is meant.
    """
    opposed, differences = "", list[Difference]()
    cited = referred or bool(claim.symbols & c.symbols)
    for ballot in claim.ballots:
        if ballot.whose:
            how, differ = _of_many(ballot, cast, seated(c))
        else:
            how, differ = _ballot(ballot, cast, seated(c), seats)
            number, more = _counted(ballot, cast, sure=cited)
            how, differ = how or number, [*differ, *([] if how else more)]
        opposed = opposed or how
        differences += differ
    about = Topic.of(claim)
    missing = sorted(s for s in about.states - c.states - frozenset(cast))
    of_subject = c.reading.states & frozenset(states.all_states())
    differences += [
        Difference(PLACE, f"{states.in_sentence(s)} is not in the record")
        for s in missing
        if not cited or of_subject
    ]
    differences += [
        Difference(PARTY, f"how {states.in_sentence(s)} voted is not clear from the sentence")
        for s in sorted((about.states & frozenset(cast)) - c.states)
        if not re.search(r"\bon it\b|\bthen a member\b", claim.low)
    ]
    differences += other_dates(claim, c)
    if claim.symbols and not cited:
        differences.append(Difference(NUMBER, f"the text is not {sorted(claim.symbols)[0]}"))
    counted = {b.number for b in claim.ballots} | {sum(ch == k for ch, _ in cast.values()) for k in CAST}
    counted |= {len(cast)} if len(cast) > _FEW else set()
    differences += [
        Difference(NUMBER, f"the number {q.value:,.12g} is not in the record")
        for q in claim.numbers
        if q.value not in counted and not any(agrees(q, r, weights().about) for r in c.reading.numbers)
    ]
    if any(not b.decidable for b in claim.ballots):
        differences.append(Difference(ACT, "who voted so is not clear from the sentence"))
    dated = any(d.part == DATE for d in differences)
    fine = any(p.relation == AT and p.precision in ("day", "month") for p in claim.periods)
    sure = cited and (cover >= _CITED or not about.words or fine)
    words = max(cover, weights().words_roll_call) if sure else cover
    parts = {
        "words": words,
        "act": 1.0,
        "agents": 1.0,
        "states": 1.0,
        "period": 0.0 if dated else 1.0,
        "names": 1.0,
        "numbers": 1.0,
    }
    return Match(c, vote_score(words), parts, tuple(dict.fromkeys(differences)), opposed, words)


_CITED = 0.2


_FEW = 6
"""Of a vetoed draft only those who vetoed it may be on record."""


def _did(choice: str, cast: Cast) -> set[str]:
    """Who made a choice."""
    return {s for s, (cast_so, veto) in cast.items() if (veto if choice == VETO else cast_so == choice)}


def _of_many(ballot: ClaimedBallot, cast: Cast, permanent: set[str]) -> tuple[str, list[Difference]]:
    """How a roll call opposes what all, the others or the permanent members are said to have chosen."""
    if len(cast) <= _FEW:
        return "", [Difference(PARTY, "the record does not say how the others voted")]
    group = set(cast) & permanent if ballot.whose == PERMANENT else set(cast)
    group -= ballot.agents
    did = _did(ballot.choice, cast) & group
    if ballot.denied:
        return (f"{_listed(did)} {CAST[ballot.choice]}, too" if did else ""), []
    if rest := group - did:
        return _how(rest, cast), []
    if ballot.number not in (None, len(group)):
        return f"the number on record is {len(group)}", []
    return "", []


def _listed(codes: set[str]) -> str:
    return in_words(codes) if len(codes) < _MANY else f"{len(codes)} others"


def _ballot(
    ballot: ClaimedBallot, cast: Cast, permanent: set[str], seats: frozenset[str]
) -> tuple[str, list[Difference]]:
    """How a roll call opposes a claimed choice, or where it differs."""
    did = _did(ballot.choice, cast)
    if ballot.choice == ABSENT:
        did |= seats - set(cast) if len(cast) > _FEW else set()
        cast = {**cast, **dict.fromkeys(did, (ABSENT, False))}
    if ballot.denied:
        both, nor_others = ballot.agents & did, set(cast) - did - ballot.agents
        if ballot.alone and nor_others and not both:
            return f"{len(nor_others)} more did not", []
        return (f"{in_words(both)} {CAST[ballot.choice]}" if both else ""), []
    others = ballot.agents - did
    if otherwise := {s for s in others if s in cast}:
        return f"{_how(otherwise, cast)}", []
    if ballot.choice == VETO and did and (silent := others & permanent):
        return f"{in_words(did)} did, {in_words(silent)} did not", []
    differences = [Difference(PARTY, f"{in_words(others)} did not vote on it")] if others else []
    if ballot.alone and ballot.agents and (too := did - ballot.agents):
        return f"{_listed(too)} did, too", differences
    return "", differences


def _counted(ballot: ClaimedBallot, cast: Cast, *, sure: bool) -> tuple[str, list[Difference]]:
    """How a roll call opposes the number of those who chose so; ``sure``: it is the one that is meant."""
    did, named = len(_did(ballot.choice, cast)), len(ballot.agents)
    if ballot.number is None or ballot.denied or ballot.number in (did, named if named > 1 else did):
        return "", []
    if len(cast) <= _FEW:
        return "", [Difference(NUMBER, f"the record does not say how many {_PLURAL[ballot.choice]}")]
    words = f"the number on record is {did}"
    return (words, []) if sure else ("", [Difference(NUMBER, words)])


_PLURAL = {
    "yes": "voted for it",
    "no": "voted against it",
    "abstain": "abstained",
    VETO: "vetoed it",
    ABSENT: "were absent",
}


_MANY = 6


def _how(states_: set[str], cast: Cast) -> str:
    """How some states voted, in words: those of the commonest choice."""
    by_choice: dict[str, set[str]] = {}
    for s in states_:
        choice, veto = cast[s]
        by_choice.setdefault(VETO if veto else choice, set()).add(s)
    choice = max(sorted(by_choice), key=lambda c: len(by_choice[c]))
    return f"{in_words(by_choice[choice])} {CAST.get(choice, 'did not vote')}"


def _candidate(call: RollCall, cast: Cast, claim: SentenceReading) -> CandidateRecord:
    r = call.row
    reading = read_sentence(call.subject, DiscourseState(prose=True), on=r["date"], anchor=r["date"])
    named = call.states | reading.states
    shown = {s: v for s, v in cast.items() if s in (claim.agents or claim.states)} or cast
    how = ", ".join(
        f"{states.display(s)} {'vetoed' if v else _WORDS[c]}" for s, (c, v) in sorted(shown.items())
    )
    words = frozenset(plain(call.subject).split())
    return CandidateRecord(
        record_id=r["record_id"],
        occurrence=r["roll_call_id"],
        kind="event",
        first=r["date"].replace(day=1) if r["precision"] == "month" else r["date"],
        last=last_day(call),
        precision=r["precision"],
        actors=frozenset(cast),
        states=named | {r["body"]},
        forms=frozenset(),
        places=(),
        polarity="",
        reading=reading,
        text=plain(call.subject),
        tokens=words,
        terms=terms_of(words),
        symbols=frozenset(numbers_of(call.symbol)),
        grade="official-record",
        known_on=r["known_on"],
        what=f"{bodies.all_bodies()[r['body']].name}, {call.symbol}: {how}. {call.subject}".strip(),
        where=(r["url"],) if r["url"] else (),
        roll_call=True,
    )
