"""The mark of a claim: what the records say of it, with the reason in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from comity.parts.check import claims
from comity.parts.check.candidates import CandidateRecord, Candidates
from comity.parts.check.claims import ABSENCE, COMPARISON, NONE, TREND, TextClaim
from comity.parts.check.comparison.acts import refused
from comity.parts.check.comparison.differences import ACT, PARTY, PLACE, day_in_words
from comity.parts.check.comparison.words import shares_words
from comity.parts.check.counts import ActCount, count, counts_acts, earlier_veto, yearly
from comity.parts.check.match import Match, at_its_time, evidence, matches
from comity.parts.check.periods import AT
from comity.parts.check.rules import act_kinds, grammar, weights
from comity.vocabulary import bodies
from comity.watch.account.growing import SeriesAccount

SUPPORTED, PARTLY, CONTRADICTED, UNSUPPORTED, NO_CLAIM = (
    "held",
    "partly",
    "contradicted",
    "not held",
    "no claim",
)
MARKS = (SUPPORTED, PARTLY, CONTRADICTED, UNSUPPORTED, NO_CLAIM)


@dataclass(frozen=True, slots=True)
class ClaimMark:
    """A mark with its reason, the records for and against the claim, best first, and which parts differ.

    ``together`` is how many of the records for it, from the first on, bear the claim out only together.
    """

    mark: str
    reason: str
    records_for: tuple[CandidateRecord, ...] = ()
    records_against: tuple[CandidateRecord, ...] = ()
    differs: tuple[str, ...] = ()
    together: int = 1


def mark(
    claim: TextClaim,
    candidates: Candidates,
    searched: str,
    more: Sequence[Match] = (),
    trend: tuple[str, Sequence[SeriesAccount]] = ("", ()),
    on: date | None = None,
) -> ClaimMark:
    """The mark of a claim by the records.

    Parameters
    ----------
    searched : what was searched and what it covers, for the reason where nothing is found
    more : records of this claim alone, already compared: the roll calls that it may mean
    trend : what complete series say of a trend (:func:`comity.parts.check.trends.decided`)
    on : the day of the vote of the sentences before that the claim refers to
    """
    compared = matches(claim.reading, candidates, more, on)
    if claim.kind == NONE:
        return _nearly_word_for_word(claim, compared, candidates) or _no_claim(claim, compared)
    if claim.kind in (TREND, COMPARISON):
        return _trend(compared, searched, trend) if trend[0] else _recorded_trend(claim, compared, searched)
    if earlier := earlier_veto(claim, candidates):
        reason = f"It was not the first: the record has one of {day_in_words(earlier)}."
        return ClaimMark(CONTRADICTED, reason, (), (earlier,), ("strength",))
    counted = count(claim, candidates)
    by_record = _act(claim, compared, candidates, searched)
    if counted is None or (counted.claimed is not None and _says_how_often(by_record)):
        return by_record
    return _count(counted, by_record)


def of_every_year(claim: TextClaim, candidates: Candidates, until: date) -> ClaimMark | None:
    """The mark of "every year since", by the years that have a case on record; ``None`` for other claims."""
    years = yearly(claim, candidates, until)
    if years is None or not years.cases:
        return None
    newest = years.cases[::-1][: weights().shown]
    if years.missing:
        reason = f"No case of {years.missing[0]} is on record; {len(years.cases)} other years have one."
        return ClaimMark(PARTLY, reason, newest, (), ("number",))
    first, last = years.cases[0].first.year, years.cases[-1].first.year
    return ClaimMark(SUPPORTED, f"Each year from {first} to {last} has a case on record.", newest)


_OF_TREND = {"agrees": SUPPORTED, "mixed": PARTLY, "opposed": CONTRADICTED, "level": UNSUPPORTED}


def _trend(compared: Sequence[Match], searched: str, trend: tuple[str, Sequence[SeriesAccount]]) -> ClaimMark:
    """A trend or superlative: complete series decide it; a view only shows who says so."""
    views = [m for m in compared if m.candidate.kind == "view" and not m.opposed and not m.differences]
    said_so = [m for m in views if m.own_words >= weights().words_undated]
    word, series = trend
    if word:
        differs = ("strength",) if word == "mixed" else ()
        return ClaimMark(_OF_TREND[word], series[0].statement.text, (), (), differs)
    if said_so:
        reason = f"It is said so on {_day(said_so[0])}; no single act decides a trend or superlative."
        return ClaimMark(PARTLY, reason, shown(said_so), (), ("strength",))
    reason = f"No complete series decides this trend or superlative; searched: {searched}."
    return ClaimMark(UNSUPPORTED, reason, shown(views))


def _recorded_trend(claim: TextClaim, compared: Sequence[Match], searched: str) -> ClaimMark:
    """A trend or superlative that no series decides, but that a record of its time tells in such words."""
    own = [
        m
        for m in compared
        if m.candidate.kind != "view"
        and not m.candidate.roll_call
        and _may_agree(claim, m)
        and m.parts["period"] == 1
        and m.own_words >= weights().words_no_act
    ]
    if own:
        return ClaimMark(SUPPORTED, borne_out(own[0]), shown(own))
    return _trend(compared, searched, ("", ()))


def _says_how_often(by_record: ClaimMark) -> bool:
    """Whether the record that bears a number out counts acts itself, and not ships or states."""
    return by_record.mark == SUPPORTED and counts_acts(by_record.records_for[0].reading)


def _count(counted: ActCount, by_record: ClaimMark) -> ClaimMark:
    """The mark of a number of times or of "every", by the cases on record."""
    n = len(counted.cases)
    newest = tuple(sorted(counted.cases, key=lambda c: (-c.first.toordinal(), c.record_id)))[
        : weights().shown
    ]
    if counted.missing:
        of_all = n + len(counted.missing)
        reason = f"The record has {of_all} such cases, and only {n} of them bear{'s' * (n == 1)} it out."
        return ClaimMark(CONTRADICTED, reason, newest, counted.missing[: weights().shown], ("number",))
    if counted.reached:
        return ClaimMark(SUPPORTED, f"Counted again: {n} {counted.what} on record.", newest)
    if counted.exceeded:
        return ClaimMark(
            CONTRADICTED, f"Counted again: {n} {counted.what} on record.", (), newest, ("number",)
        )
    if n:
        return ClaimMark(
            PARTLY,
            f"Counted again: {n} {counted.what} on record, which need not be all.",
            newest,
            (),
            ("number",),
        )
    return by_record


def _act(claim: TextClaim, compared: Sequence[Match], candidates: Candidates, searched: str) -> ClaimMark:
    agree = [m for m in compared if _agrees(claim, m) and _enough(claim, m, candidates)] or _surely(
        claim, compared, candidates
    )
    opposed = [m for m in compared if _contradicts(claim, m) and _of_its_event(claim, m, candidates)]
    on_record = {
        m.candidate.first for m in agree if not m.candidate.roll_call and m.candidate.precision == "day"
    }
    if on_record and not claim.reading.symbols:  # a record of that day tells of the text that is meant
        opposed = [m for m in opposed if not (m.candidate.roll_call and m.candidate.first in on_record)]
    if claim.standing:
        opposed = _still(opposed, agree)
    if opposed and (not agree or claim.never or opposed[0].score > agree[0].score):
        m = opposed[0]
        return ClaimMark(
            CONTRADICTED,
            f"The record of {_day(m)} says otherwise: {m.opposed}.",
            shown(agree),
            shown(opposed),
            ("form",),
        )
    acts = [m for m in agree if m.candidate.kind != "view"] or agree
    if acts and (claim.never or claim.standing) and not _lasting(acts[0].candidate):
        what = "that it was never so" if claim.never else "a state of things"
        reason = f"The record of {_day(acts[0])} is of one time; it does not show {what}."
        return ClaimMark(PARTLY, reason, shown(acts), shown(opposed), ("strength",))
    if acts:
        return ClaimMark(SUPPORTED, borne_out(acts[0]), shown(acts), shown(opposed))
    near = [
        m
        for m in compared
        if 0 < len(m.differences) <= weights().differ_partly
        and not m.opposed
        and m.words >= weights().words_partly
        and (m.parts["period"] == 1 or m.own_words >= weights().words_undated)
        and not (claim.standing and any(d.part == ACT for d in m.differences))
        and (claim.kind != ABSENCE or (_silent(m) and not _elsewhere(m)))
    ]
    if near:
        near.sort(key=lambda m: weights().per_difference * len(m.differences) - m.score)
        best = near[0]
        differ = "; ".join(d.words for d in best.differences)
        parts = tuple(dict.fromkeys(d.part for d in best.differences))
        return ClaimMark(
            PARTLY,
            f"{differ[0].upper()}{differ[1:]}.",
            shown([best, *[m for m in near if m is not best]]),
            (),
            parts,
        )
    if of_act := [m for m in compared if _tells_of_its_act(claim, m, candidates)]:
        lacking = "; ".join(d.words for d in of_act[0].differences[: weights().differ_partly])
        parts = tuple(dict.fromkeys(d.part for d in of_act[0].differences)) or ("strength",)
        more = lacking or "the rest of the sentence is not in it"
        reason = f"A record of {_day(of_act[0])} has the parties, the time and the kind of act; {more}."
        return ClaimMark(PARTLY, reason, shown(of_act), (), parts)
    return ClaimMark(
        UNSUPPORTED, f"Nothing found that bears it out; searched: {searched}.", (), shown(opposed)
    )


def _tells_of_its_act(claim: TextClaim, m: Match, candidates: Candidates) -> bool:
    """Whether a record is of the act, the parties and the time of a claim, but has few of its words."""
    return (
        claim.kind in (claims.ACT, claims.COUNT)
        and at_its_time(claim.reading, m.candidate)
        and m.candidate.kind != "view"
        and not m.opposed
        and m.parts["act"] >= weights().act
        and m.parts["agents"] >= weights().act
        and m.parts["period"] == 1
        and not any(d.part in (PARTY, PLACE, ACT) for d in m.differences[1:])
        and evidence(claim.reading, m, candidates)
        >= (weights().evidence if _elsewhere(m) else weights().evidence_told)
    )


_VOTED = frozenset({"veto", "abstain", "vote-for", "vote-against"})


def _still(opposed: Sequence[Match], agree: Sequence[Match]) -> list[Match]:
    """What speaks against a state of things: no vote of one day, nothing older than what is for it."""
    newest = max((m.candidate.last for m in agree), default=date.min)
    return [
        m
        for m in opposed
        if m.candidate.last > newest and (_lasting(m.candidate) or not m.candidate.reading.kinds & _VOTED)
    ]


def _lasting(c: CandidateRecord) -> bool:
    """Whether a record tells of a state of things: by its kind, or in its own words in the present tense."""
    return c.kind == "standing" or grammar()["standing"].search(c.reading.low) is not None


def _agrees(claim: TextClaim, m: Match) -> bool:
    if not _may_agree(claim, m):
        return False
    if m.parts["act"] < weights().act:
        return m.own_words >= weights().words_no_act
    if m.candidate.roll_call:
        return m.own_words >= weights().words_roll_call
    least = _least_words(claim)
    return (m.words if least == weights().words_dated else m.own_words) >= least


def _enough(claim: TextClaim, m: Match, candidates: Candidates) -> bool:
    """Whether a claim without a date, number or text of its own shares what few records would share."""
    reading = claim.reading
    if reading.periods or reading.numbers or reading.symbols or m.candidate.roll_call:
        return True
    return evidence(reading, m, candidates) >= weights().evidence_bare


def _of_its_event(claim: TextClaim, m: Match, candidates: Candidates) -> bool:
    """Whether a record that says otherwise is of the event that a claim means, and not of another like it."""
    reading = claim.reading
    if reading.periods or reading.symbols or m.candidate.roll_call:
        return True
    everyone = reading.named <= m.candidate.states | frozenset(bodies.all_bodies())
    always = claim.never or claim.standing
    return everyone and (always or evidence(reading, m, candidates) >= weights().evidence_bare)


_YEAR = 366
"""How many days a record of one day may stand for where something was not done."""


def _may_agree(claim: TextClaim, m: Match) -> bool:
    """Whether nothing differs, and an absence is told of as one."""
    acts = claim.reading.propositions
    did = any(refused(p, m.candidate) or (p.kind in _VOTED and not p.negated) for p in acts)
    of_result = m.candidate.roll_call and any(b.whose or b.number == 0 for b in claim.reading.ballots)
    long = any((p.last - p.first).days > _YEAR for p in claim.reading.periods if p.relation == AT)
    denies = not acts or any(p.negated for p in acts) or m.own_words < weights().words_no_act
    absent = claim.kind == ABSENCE and (claim.never or long or not did) and denies and not of_result
    nothing_shared = not acts and not m.candidate.roll_call and not shares_words(claim.reading, m.candidate)
    return not m.differences and not m.opposed and not nothing_shared and (not absent or _silent(m))


def _surely(claim: TextClaim, compared: Sequence[Match], candidates: Candidates) -> list[Match]:
    """Records that share so much that is rare with a claim that fewer of its words will do.

    None where a record that differs in one part shares many more of its words.
    """
    if claim.standing or claim.never:
        return []
    if not claim.reading.periods:
        return [m for m in compared if _surely_undated(claim, m, candidates)]
    if claim.kind != claims.ACT and not any(p.relation == AT for p in claim.reading.periods):
        return []
    rival = max((m.own_words for m in compared if len(m.differences) == 1), default=0.0) - weights().rival
    yielding = [replace(m, differences=()) if all(d.yields for d in m.differences) else m for m in compared]
    return [
        m
        for m, given in zip(yielding, compared, strict=True)
        if _may_agree(claim, m)
        and m.candidate.kind != "view"
        and m.own_words >= max(rival, _least_sure(claim, given)[0])
        and evidence(claim.reading, m, candidates) >= _least_sure(claim, given)[1]
    ]


def _surely_undated(claim: TextClaim, m: Match, candidates: Candidates) -> bool:
    """Whether a claim without a date tells an act that hardly another record could be of."""
    same = m.parts["act"] == 1 and m.parts["agents"] == 1 and m.candidate.kind != "view"
    enough = same and _may_agree(claim, m) and m.own_words >= weights().words_undated
    return enough and evidence(claim.reading, m, candidates) >= weights().evidence_undated


def _least_sure(claim: TextClaim, m: Match) -> tuple[float, float]:
    """The least share of words and the least evidence where a record shares much that is rare."""
    w = weights()
    if m.differences:
        sides = {"roles", "side"} & {d.yields for d in m.differences}
        stance = sides and any(act_kinds()[k].stance for k in claim.reading.kinds)
        verbal = all(d.yields in ("verb", "pronoun") for d in m.differences)
        least = w.words_no_act if stance else w.words_dated if verbal else w.words_undated
        return least, max(w.yields[d.yields] for d in m.differences)
    if not any(p.relation == AT for p in claim.reading.periods):
        return w.words_undated, w.evidence
    voted = not claim.reading.kinds.isdisjoint(_VOTED)
    same = m.parts["act"] > w.act
    if same and m.parts["agents"] == 1 and not voted:
        return w.words_same_act, w.evidence_same_act
    return (w.words_same_act, w.evidence_told) if same else (w.words_sure, w.evidence)


def _elsewhere(m: Match) -> bool:
    """Whether a record is about another place, of other parties or of another act."""
    return any(d.part in (PLACE, PARTY, ACT) for d in m.differences)


_STAYED_OUT = frozenset({"silence", "boycott"})


def _silent(m: Match) -> bool:
    """Whether a record itself tells of something that was not done or said."""
    reading = m.candidate.reading
    denies = grammar()["absence"].search(reading.low) is not None
    return denies or not _STAYED_OUT.isdisjoint(reading.kinds) or any(p.negated for p in reading.propositions)


def _contradicts(claim: TextClaim, m: Match) -> bool:
    w = weights()
    least = w.words_undated if m.candidate.roll_call else w.words_contradicted
    if claim.never:
        least = w.words_no_act
    return bool(m.opposed) and not m.differences and m.words >= least


def _nearly_word_for_word(
    claim: TextClaim, compared: Sequence[Match], candidates: Candidates
) -> ClaimMark | None:
    """The mark of a sentence of no known kind of act that a record tells nearly word for word."""
    if claim.why_none != claims.REPORTS_NONE:
        return None
    w = weights()
    own = [
        m
        for m in compared
        if not m.differences
        and not m.opposed
        and m.candidate.kind != "view"
        and m.own_words >= w.words_undated
    ]
    sure = [m for m in own if evidence(claim.reading, m, candidates) >= w.evidence_undated]
    return ClaimMark(SUPPORTED, borne_out(sure[0]), shown(sure)) if sure else None


def _no_claim(claim: TextClaim, compared: Sequence[Match]) -> ClaimMark:
    views = [m for m in compared if m.candidate.kind == "view" and m.words >= weights().words_partly]
    more = " Who says the like is shown." if views else ""
    return ClaimMark(NO_CLAIM, claim.why_none + more, shown(views))


def _least_words(claim: TextClaim) -> float:
    """The least share of words for "held"."""
    w = weights()
    bare = not claim.reading.periods and not claim.reading.numbers
    fine = any(p.precision in ("day", "month") and p.relation == "at" for p in claim.reading.periods)
    if bare or not claim.reading.propositions or not (claim.reading.states or fine):
        return w.words_no_act
    return w.words_dated if fine and claim.reading.states else w.words_undated


def borne_out(m: Match) -> str:
    """Why a claim is held, in one sentence."""
    if m.candidate.kind == "view":
        return f"It is said so on {_day(m)}; whether it is so no record decides."
    return f"The record of {_day(m)} bears it out."


def _day(m: Match) -> str:
    return day_in_words(m.candidate)


def shown(compared: Sequence[Match]) -> tuple[CandidateRecord, ...]:
    """The records to show, in their order."""
    return tuple(m.candidate for m in compared[: weights().shown])
