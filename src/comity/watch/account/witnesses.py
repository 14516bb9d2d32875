"""How sure: one line a witness, its word first, with the span that it covers."""

from __future__ import annotations

from collections.abc import Sequence

from comity.measures.coaction import statistic
from comity.measures.verdict.verdict import TimingWitness
from comity.records.details import CoActionDetail, PooledDetail, SharedStoriesDetail
from comity.records.finding import Finding
from comity.records.kinds import Kind
from comity.vocabulary import states
from comity.watch.account import phrases
from comity.watch.account.acts import CLASSES, ClassedAct, of_kind
from comity.watch.account.statements import Number, Statement, of_acts
from comity.watch.account.wording import count, sentence
from comity.watch.answers import RECORD, TIMING, VOTES, Answers

EDGE = 0.05
"""Share of like pairs at or above the pair up to which it is unusual: closer than they are."""
CLOSER, NO_CLOSER, UNKNOWN, NOT_COVERED = "closer", "no closer", "cannot be told", "not covered"
"""What a witness says of a pair beside pairs like it, in a word."""
TIMING_MARKS = {
    statistic.TOGETHER: CLOSER,
    statistic.WITH_GROUP: CLOSER,
    statistic.LITTLE_OR_NOTHING: NO_CLOSER,
    statistic.NOT_COVERED: NOT_COVERED,
}
"""Words of timing as marks; a tie that is not shown is not therefore absent, so it is unknown."""
_LADDER = CLASSES[:3]


def of_place(answers: Answers, hotspot: str, acts: Sequence[ClassedAct]) -> list[tuple[str, Statement]]:
    """The record, the votes and the timing of a place, each with its word."""
    return [
        (RECORD, of_record(acts, covered=answers.covered)),
        (VOTES, of_votes(answers, hotspot)),
        (TIMING, of_timing(answers, hotspot)),
    ]


def of_record(acts: Sequence[ClassedAct], *, covered: bool) -> Statement:
    """The highest class on record: jointly, side by side, apart; then how many acts the lower ones have."""
    by = {word: own for word in _LADDER if (own := of_kind(acts, word))}
    if by:
        (word, own), *lower = by.items()
        others = [sentence("record_other", n=len(some), word=kind) for kind, some in lower]
        text = sentence(
            "record",
            word=word,
            span=phrases.span(own),
            n=len(own),
            others=sentence("record_others", others=", ".join(others)) if others else "",
        )
        return of_acts(RECORD, text, own, Number(word, len(own), len(acts)))
    key = "record_nothing" if covered else "unsearched"
    text = sentence(key, records=count(len(acts), "occurrence"))
    return Statement(RECORD, text, computation="search of the record of acts")


def agreement(answers: Answers, hotspot: str | None) -> Finding | None:
    """The one measure of how alike they vote (kappa), with their place among like pairs."""
    return next((f for f in answers.present_agreement(hotspot) if f.kind is Kind.AGREEMENT_KAPPA), None)


def alike(answers: Answers, hotspot: str | None) -> float:
    """The share of roll calls in which they voted alike: the number beside that measure."""
    raw = next(f for f in answers.present_agreement(hotspot) if f.kind is Kind.AGREEMENT_RAW)
    return float(raw.value or 0)


def of_votes(answers: Answers, hotspot: str | None) -> Statement:
    """Whether they vote closer to each other than like pairs, on a place or on all matters."""
    how = "roll calls of the General Assembly in which both voted; placebo pairs of like habits"
    if VOTES not in answers.only:
        return Statement(VOTES, sentence("pending"), computation=how, word=UNKNOWN)
    of = agreement(answers, hotspot)
    if of is None or (of.placebo is None and not of.n):
        return Statement(VOTES, sentence("votes_none"), computation=how, word=NOT_COVERED)
    if of.placebo is None:
        number = Number("roll calls", of.n, of.n)
        return Statement(
            VOTES,
            sentence("votes_few", n=count(of.n, "roll call")),
            computation=how,
            numbers=(number,),
            word=NOT_COVERED,
        )
    further = of.placebo.of - of.placebo.rank
    low = 1 - of.placebo.share
    same = alike(answers, hotspot)  # who never differs is never further apart, whoever else never does
    if of.placebo.share <= EDGE:
        key = "votes_closer"
    elif low <= EDGE:
        key = "votes_further" if same < 1 else "votes_same"
    else:
        key = "votes_like"
    span = f"{of.detail.first[:4]} to {of.detail.last[:4]}"
    text = sentence(key, n=further, of=of.placebo.of, span=span, alike=f"{same:.0%}")
    number = Number("closer than", further, of.placebo.of, span=span)
    word = CLOSER if key == "votes_closer" else NO_CLOSER
    return Statement(VOTES, text, computation=how, numbers=(number,), word=word)


def of_timing(answers: Answers, hotspot: str) -> Statement:
    """Whether they act on the same days beyond news and group."""
    how = "days on which both act in the event streams, against shifted days and other states"
    if TIMING not in answers.only:
        return Statement(TIMING, sentence("pending"), computation=how, word=UNKNOWN)
    if not answers.inquiry.streams.names():
        return Statement(TIMING, sentence("timing_none"), computation=how, word=NOT_COVERED)
    witness = answers.timing_witness(hotspot)
    known = witness.known_timing[:1]
    span = _span(known)
    values = {"word": _said(witness), "span": span and f", {span}"}
    in_stories = next((f.detail for f in answers.stories(hotspot) if _shown(f)), None)
    if not isinstance(in_stories, SharedStoriesDetail):
        text = sentence("timing", **values)
    else:
        of_like = in_stories.expected * in_stories.median
        usual = f"{of_like:.0f}" if of_like >= 1 else sentence("few_stories")
        text = sentence("timing_stories", **values, observed=in_stories.observed, usual=usual)
    numbers = tuple(
        Number("share of the less active one's days", d.tie, f.n, d.tie_low, d.tie_high, span)
        for f in known
        if isinstance(d := f.detail, CoActionDetail)
    )
    word = TIMING_MARKS.get(witness.statistics, UNKNOWN)
    return Statement(TIMING, text, computation=how, numbers=numbers, word=word)


def tell_pooled(answers: Answers) -> tuple[str, tuple[Number, ...]]:
    """Return whether they act on the same days over all places taken together, which is asked first.

    What many places show a little is lost where each is asked by itself (closed testing).
    """
    pooled = next((f for f in answers.pooled() if f.known and f.kind is Kind.POOLED_WITH_GROUP), None)
    if pooled is None or pooled.placebo is None or not isinstance(d := pooled.detail, PooledDetail):
        return sentence("pair_timing_few"), ()
    values = {"n": pooled.n, "rank": ordinal(pooled.placebo.rank), "pairs": pooled.placebo.of}
    ends = {"best": ordinal(d.rank_best), "worst": ordinal(d.rank_worst)}
    text = sentence("pair_timing_more" if d.p <= EDGE else "pair_timing_none", **values, **ends)
    rank = float(pooled.placebo.rank)
    return text, (Number("pairs of states", rank, pooled.placebo.of, d.rank_best, d.rank_worst),)


def ordinal(n: int) -> str:
    """Return ``1st``, ``2nd``, ``11th``."""
    tail = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{tail}"


def _said(witness: TimingWitness) -> str:
    """The word of timing as a clause: with whom else, or that only shared stories show it."""
    detail = witness.known_timing[0].detail if witness.known_timing else None
    if not isinstance(detail, CoActionDetail):
        return witness.timing_said
    if detail.without_stories not in ("", statistic.TOGETHER):
        return sentence("timing_by_stories")
    if witness.statistics == statistic.WITH_GROUP and detail.group:
        return sentence("timing_with", others=phrases.listed([states.in_sentence(s) for s in detail.group]))
    return witness.timing_said


def _shown(stories: Finding) -> bool:
    return isinstance(stories.detail, SharedStoriesDetail) and stories.detail.shown


def _span(findings: Sequence[Finding]) -> str:
    days = [d for f in findings for d in (f.detail.first, f.detail.last) if d]
    return f"{min(days)[:4]} to {max(days)[:4]}" if days else ""
