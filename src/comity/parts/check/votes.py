"""What roll calls say of a claim about votes: how each state voted on the text that is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from comity.language.discourse_state import DiscourseState
from comity.parts.check.candidates import CandidateRecord, plain, seated, terms_of
from comity.parts.check.choices import ABSENT, ABSTAIN, ALIKE, APART, NO, PERMANENT, VETO, YES, ClaimedBallot
from comity.parts.check.claims import TextClaim
from comity.parts.check.comparison.dates import other_dates
from comity.parts.check.comparison.differences import (
    ACT,
    CAST,
    DATE,
    NUMBER,
    PARTY,
    PLACE,
    Difference,
    in_words,
)
from comity.parts.check.comparison.numbers import runs_through
from comity.parts.check.comparison.words import strength
from comity.parts.check.match import Match, vote_score
from comity.parts.check.periods import AT
from comity.parts.check.quantities import agrees
from comity.parts.check.reading import SentenceReading, read_sentence
from comity.parts.check.roll_call import Cast, RollCall, last_day
from comity.parts.check.roll_calls import COUNCIL, RollCalls
from comity.parts.check.rules import grammar, weights
from comity.parts.check.several_votes import several_votes
from comity.parts.check.symbols import numbers_of
from comity.parts.check.topic import Topic, owners
from comity.parts.check.votes_before import EACH, VotesBefore, about, in_full, near, referred
from comity.vocabulary import bodies, states

_WORDS = {"yes": "voted yes", "no": "voted no", "abstain": "abstained", "absent": "was absent"}


def of_claim(claim: TextClaim, calls: RollCalls, before: VotesBefore) -> list[Match]:
    """The roll calls that a claim about votes means, compared with it; none for any other claim.

    A dated sentence of who was for or against what, without a word of a vote, may tell of one, too: it is
    borne out by a roll call, but not opposed.
    """
    if not claim.reading.voting:
        return _of_stance(claim.reading, calls)
    each = several_votes(claim.reading)
    if not each:
        return _of_one_time(claim.reading, calls, near(claim, before))
    of_each = [_of_one_time(one, calls, near(claim, before)) for one in each]
    return _of_each([m[0] for m in of_each]) if all(of_each) else []


def _of_stance(reading: SentenceReading, calls: RollCalls) -> list[Match]:
    """The roll calls by which those who are said to be for or against a matter were so."""
    fine = any(p.relation == AT and p.precision in ("day", "month") for p in reading.periods)
    own = [b for b in reading.ballots if b.agents and b.choice in (YES, NO, ABSTAIN)]
    if not fine or not own or len(own) != len(reading.ballots) or Topic.of(reading).size < _SEVERAL:
        return []
    agree = _of_one_time(reading, calls, VotesBefore())
    return [m for m in agree if not m.opposed and not m.differences and m.words >= weights().words_roll_call]


_SEVERAL = 2
"""So many words and states at least must say what is meant where no word says that it was voted on."""


def _of_one_time(reading: SentenceReading, calls: RollCalls, earlier: VotesBefore) -> list[Match]:
    """The roll calls that a sentence means, all of one time, compared with it."""
    of_before = referred(reading, earlier)
    day = earlier.day if _THAT_DAY.search(reading.low) else None
    matter = about(reading, earlier)
    repeated = not of_before and _EVERY_VOTE.search(reading.low) is not None
    meant = [(c, 1.0, True) for c in of_before] or (
        calls.recurring(matter, reading) if repeated else calls.meant(matter, reading, day)
    )
    cast = calls.cast([c for c, *_ in meant])
    spoken = in_full(reading, earlier if of_before else VotesBefore())
    several = len(of_before) if len(of_before) > 1 else len(meant) if repeated else 0
    if several:  # "on each of the five", "to all three texts"
        numbers = tuple(q for q in spoken.numbers if q.value != several)
        spoken = replace(spoken, numbers=numbers)
    out = list[tuple[Match, bool]]()
    for c, cover, best in meant:
        if of_call := cast.get(c.row["roll_call_id"]):
            record, seats = _candidate(c, of_call, reading), calls.seated_in(c)
            m = _compared(spoken, record, of_call, cover, seats, referred=bool(of_before))
            out.append((replace(m, differences=(*m.differences, *_of_owner(reading, c))), best))
    if repeated or (EACH.search(reading.low) and len(of_before) > 1):
        return _of_each([m for m, _ in out])
    known = [m for m, best in out if best and (reading.symbols or m.parts["period"] or _only_date(m))]
    most = max((m.words for m, _ in out), default=0.0)
    if alone := _singled_out(reading, [m for m, _ in out if m.words >= most and m.parts["period"]]):
        return alone
    known = known if any(not m.opposed for m in known) else [*known, *(m for m, best in out if not best)]
    if any(m.opposed for m in known) and not all(m.opposed for m in known):
        doubt = Difference(ACT, "another vote on the same matter at that time went otherwise")
        known = [m if m.opposed else replace(m, differences=(*m.differences, doubt)) for m in known]
    agree = [m for m in known if not m.opposed]
    if agree or not known or reading.symbols or of_before:
        return agree or known
    rivals = calls.rivals(matter, reading)
    votes = calls.cast(rivals)
    of_rivals = ((c, votes[key]) for c in rivals if (key := c.row["roll_call_id"]) in votes)
    if all(
        _compared(spoken, _candidate(c, own, reading), own, 1.0, calls.seated_in(c), referred=False).opposed
        for c, own in of_rivals
    ):
        return known
    unsure = Difference(ACT, "another vote of that time on such a matter may be meant")
    return [replace(m, opposed="", differences=(*m.differences, unsure)) for m in known]


def _of_owner(reading: SentenceReading, call: RollCall) -> list[Difference]:
    """Whose text it was, where a sentence says so and no record of the vote does."""
    unknown = owners(reading.text) - owners(call.cited.summary) - call.states
    words = "the record does not say that it was a text of"
    return [Difference(PARTY, f"{words} {states.in_sentence(s)}") for s in sorted(unknown)]


def _singled_out(reading: SentenceReading, level: Sequence[Match]) -> list[Match]:
    """The one of several votes on a matter that went as is said and not as most go, if it is the Council's.

    That members voted for a text is so of most texts; that one abstained or voted no names the text.
    """
    own = [b for b in reading.ballots if b.agents]
    apart = any((b.choice in (ABSTAIN, NO)) != b.denied for b in own)
    fit = [m for m in level if not m.opposed and not m.differences]
    return fit if apart and len(fit) == 1 and COUNCIL in fit[0].candidate.states else []


_EVERY_VOTE = re.compile(
    r"\bwhenever\b|\ball (?:\d+|two|three|four|five|six|seven|eight) (?:\w+ ){0,2}"
    r"(?:texts|resolutions|roll calls)\b"
    r"|\b(?:each|every)(?: (?:single|one|recorded|roll-call|such|assembly|council|of the))*"
    r" (?:votes?|time|occasion|roll call|year|texts?|resolutions?|session|spring|summer|autumn|winter|january"
    r"|february|march|april|may|june|july|august|september|october|november|december)\b"
)
"""Of a matter that came to the vote again and again."""


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


def _of_each(compared: Sequence[Match]) -> list[Match]:
    """What holds of every one of several roll calls: the one that differs most speaks for all."""
    against = [m for m in compared if m.opposed] or [m for m in compared if m.differences]
    return against[:1] or list(compared)


def _only_date(m: Match) -> bool:
    """Whether a roll call differs from a claim in nothing but its date."""
    return not m.opposed and {d.part for d in m.differences} <= {DATE}


def _compared(
    claim: SentenceReading,
    c: CandidateRecord,
    cast: Cast,
    cover: float,
    seats: frozenset[str],
    *,
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
        elif ballot.choice in (ALIKE, APART):
            how, differ = _beside_one_another(ballot, cast)
        else:
            how, differ = _ballot(ballot, cast, seated(c), seats)
            number, more = _counted(ballot, cast, sure=cited)
            how, differ = how or number, [*differ, *([] if how else more)]
        opposed = opposed or how
        differences += differ
    matter = Topic.of(claim)
    missing = sorted(s for s in matter.states - c.states - frozenset(cast))
    of_subject = c.reading.states & frozenset(states.all_states())
    differences += [
        Difference(PLACE, f"{states.in_sentence(s)} is not in the record")
        for s in missing
        if not cited or of_subject
    ]
    differences += [
        Difference(PARTY, f"how {states.in_sentence(s)} voted is not clear from the sentence")
        for s in sorted((matter.states & frozenset(cast)) - c.states)
        if not re.search(r"\bon it\b|\bthen a member\b", claim.low)
    ]
    differences += other_dates(claim, c)
    differences += [d for d in strength(claim, c) if grammar()["rank_of_matter"].search(claim.main)]
    if claim.symbols and not cited:
        differences.append(Difference(NUMBER, f"the text is not {sorted(claim.symbols)[0]}"))
    counted = {b.number for b in claim.ballots} | {sum(ch == k for ch, _ in cast.values()) for k in CAST}
    counted |= {len(cast)} if len(cast) > _FEW else set()
    differences += [
        Difference(NUMBER, f"the number {q.value:,.12g} is not in the record")
        for q in claim.numbers
        if q.value not in counted
        and not runs_through(q, claim)
        and not any(agrees(q, r, weights().about) for r in c.reading.numbers)
    ]
    if any(not b.decidable for b in claim.ballots):
        differences.append(Difference(ACT, "who voted so is not clear from the sentence"))
    dated = any(d.part == DATE for d in differences)
    fine = any(p.relation == AT and p.precision in ("day", "month") for p in claim.periods)
    sure = cited and (cover >= _CITED or not matter.words or fine)
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
        how = f"{in_words(both)} {CAST[ballot.choice]}" if both else ""
        return how or (f"{len(nor_others)} more did not" if ballot.alone and nor_others else ""), []
    others = ballot.agents - did
    if otherwise := {s for s in others if s in cast}:
        if ballot.choice == VETO and all(
            cast[s][0] == NO for s in otherwise
        ):  # of another text there may be one
            return "", [Difference(ACT, f"{in_words(otherwise)} voted against it, which was no veto")]
        return f"{_how(otherwise, cast)}", []
    if ballot.choice == VETO and did and (silent := others & permanent):
        return f"{in_words(did)} did, {in_words(silent)} did not", []
    whole = len(cast) > _FEW  # else the record names only some of those who voted
    of_others = in_words(others)
    unnamed = f"{of_others} did not vote on it" if whole else f"no vote of {of_others} is in the record"
    differences = [Difference(PARTY, unnamed)] if others else []
    if ballot.alone and ballot.agents and (too := did - ballot.agents):
        return f"{_listed(too)} did, too", differences
    return "", differences


def _beside_one_another(ballot: ClaimedBallot, cast: Cast) -> tuple[str, list[Difference]]:
    """How a roll call opposes that some voted alike, or apart, or where it differs."""
    if silent := ballot.agents - set(cast):
        return "", [Difference(PARTY, f"{in_words(silent)} did not vote on it")]
    alike = len({cast[s][0] for s in ballot.agents}) == 1
    if alike == ((ballot.choice == ALIKE) != ballot.denied):
        return "", []
    return f"{in_words(ballot.agents)} voted {'alike' if alike else 'differently'}", []


def _counted(ballot: ClaimedBallot, cast: Cast, *, sure: bool) -> tuple[str, list[Difference]]:
    """How a roll call opposes the number of those who chose so; ``sure``: it is the one that is meant."""
    did, named = len(_did(ballot.choice, cast)), len(ballot.agents)
    if (
        ballot.number is None
        or ballot.denied
        or ballot.choice in (ALIKE, APART)
        or ballot.number in (did, named if named > 1 else did)
    ):
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
    reading = read_sentence(call.subject, DiscourseState(prose=True), on=r["date"], anchor=(r["date"],) * 2)
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
