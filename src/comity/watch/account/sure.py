"""The section "How sure": one line each on the record, votes and news counts, and acts found by machine.

Acts that a machine read and nobody reviewed have lines of their own, dated and marked. No heading, phase,
count of deeds or share uses them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from comity.measures.record import coder_error
from comity.measures.verdict.verdict import DISAGREE, TimingWitness
from comity.records import details
from comity.records.details import CoActionDetail, PooledDetail
from comity.records.finding import Finding
from comity.records.kinds import Kind
from comity.vocabulary import hotspots
from comity.watch.account import phrases
from comity.watch.account.acts import ClassedAct, names_all
from comity.watch.account.statements import WORDS, Number, Statement
from comity.watch.account.wording import count, day, sentence
from comity.watch.answers import RECORD, TIMING, VOTES, Answers

#: A pair is unusual if at most this share of comparable pairs is at or above it.
EDGE = 0.05
NEWS = "found by machine"
#: Fewest acts for a line on the sources of a place; with fewer, the machine's findings are shown.
FEWEST = 3
#: Fewest machine-read acts for a line on the share that is right.
MANY = 5
#: Number of machine-read acts to show for a pair that nobody searched.
LEADS = 3
#: A machine-read act this many days or less from a reviewed act of all members is taken for a repetition.
REPEAT = 3
#: A sentence whose first words name no member has its subject in a sentence before, which is not shown.
OPENING = 10
#: Words for the result of a witness on a pair, compared with similar pairs.
CLOSER, FURTHER, AS_OTHERS, UNKNOWN, NOT_COVERED = "closer", "further", "as others", "unknown", "not covered"
TIMING_WORDS = {
    details.TOGETHER: ("timing_together", CLOSER),
    details.WITH_GROUP: ("timing_with_group", CLOSER),
    details.LITTLE_OR_NOTHING: ("timing_little", AS_OTHERS),
    details.NOT_SHOWN: ("timing_not_shown", UNKNOWN),
    DISAGREE: ("timing_disagree", UNKNOWN),
    details.NOT_COVERED: ("timing_none", NOT_COVERED),
}
_READ = "acts read from texts by rules that were sure enough, each with its sentence; nobody reviewed them"
_VOTES = "roll calls of the General Assembly in which both voted, beside pairs of similar records"
_DAYS = "days on which both act in daily news counts, against shifted days and other states"


def describe_place(answers: Answers, hotspot: str, acts: Sequence[ClassedAct]) -> list[Statement]:
    """Return the lines on how sure the evidence on a place is, only for kinds of evidence with data."""
    witnesses = [tell_votes(answers, hotspot), tell_timing(answers, hotspot)]
    lines = [s for s in witnesses if s.word != NOT_COVERED]
    if len(acts) < FEWEST:
        return [*lines, *tell_machine(answers, hotspot)]
    return [tell_record(acts), *lines]


def describe_pair(answers: Answers, acts: Sequence[ClassedAct]) -> list[Statement]:
    """Return the lines on how sure the evidence over all places is, without votes (section "unusual")."""
    timing = _tell_all_timing(answers)
    lines = [timing] if answers.covered or timing.word != NOT_COVERED else []
    return [tell_record(acts), *lines, *tell_machine(answers, None)]


def tell_record(acts: Sequence[ClassedAct]) -> Statement:
    """Say how many acts there are, over which years, and how many have good sources."""
    if not acts:
        return Statement(RECORD, sentence("record_nothing"), computation="search of the record of acts")
    good = sum(a.may_lead for a in acts)
    values = {"n": count(len(acts), "act"), "span": phrases.write_years(acts)}
    share = "all" if good == len(acts) else "some" if good else "none"
    others = _name_others([a.grade or "none" for a in acts if not a.may_lead])
    resting = sentence(f"record_{share}", good=good, others=others, **values)
    text = sentence("record_one" if len(acts) == 1 else "record", good=resting, **values)
    number = Number("good sources", good, len(acts))
    return Statement(RECORD, text, computation="every reviewed occurrence counted once", numbers=(number,))


def _name_others(grades: Sequence[str]) -> str:
    """Name the most common kind of source of the records that have no good source."""
    if not grades:
        return ""
    grade, n = Counter(grades).most_common(1)[0]
    key = "one" if len(grades) == 1 else "all" if n == len(grades) else "mostly"
    return sentence(f"others_{key}", grade=sentence(f"grade_{grade}"))


def agreement(answers: Answers, hotspot: str | None) -> Finding | None:
    """Return the finding on how alike a pair votes (kappa), with its rank among similar pairs."""
    return next(
        (f for f in answers.ask("votes.present_agreement", hotspot) if f.kind is Kind.AGREEMENT_KAPPA), None
    )


def alike(answers: Answers, hotspot: str | None) -> float:
    """Return the share of roll calls in which both states of the pair voted alike."""
    raw = next(f for f in answers.ask("votes.present_agreement", hotspot) if f.kind is Kind.AGREEMENT_RAW)
    return float(raw.value or 0)


def tell_votes(answers: Answers, hotspot: str | None) -> Statement:
    """Say whether a pair votes more alike than pairs with similar records, on a place or on all matters."""
    if VOTES not in answers.only:
        return Statement(VOTES, sentence("pending"), computation=_VOTES, word=UNKNOWN)
    of = agreement(answers, hotspot)
    if of is None or not of.n:
        return Statement(VOTES, sentence("votes_none"), computation=_VOTES, word=NOT_COVERED)
    on = f" {sentence('votes_on', place=hotspots.get(hotspot).in_sentence)}" if hotspot else ""
    if of.placebo is None:
        text = sentence("votes_few", n=count(of.n, "roll call"), on=on)
        numbers = (Number("roll calls", of.n, of.n),)
        return Statement(VOTES, text, computation=_VOTES, numbers=numbers, word=NOT_COVERED)
    below = of.placebo.of - of.placebo.rank
    same = alike(answers, hotspot)
    word = AS_OTHERS
    if of.placebo.share <= EDGE:
        word = CLOSER
    elif 1 - of.placebo.share <= EDGE and same < 1:  # a pair that always agrees cannot be further apart
        word = FURTHER
    span = f"{of.detail.first[:4]}–{of.detail.last[:4]}"
    if same == 1:
        text = sentence("votes_always", n=count(of.n, "roll call"), span=span, on=on)
    else:
        low = 2 * below < of.placebo.of
        values = {"n": of.placebo.rank - 1 if low else below, "of": of.placebo.of, "span": span, "on": on}
        text = sentence("votes_place_low" if low else "votes_place", alike=f"{same:.0%}", **values)
    number = Number("closer than", below, of.placebo.of, span=span)
    return Statement(VOTES, text, computation=_VOTES, numbers=(number,), word=word)


def find_timing(answers: Answers, hotspot: str) -> TimingWitness:
    """Return the findings of the event streams (news sources) on a hotspot, without votes and records."""
    return TimingWitness(tuple(answers.timing(hotspots.whole(hotspot))))


def tell_timing(answers: Answers, hotspot: str) -> Statement:
    """Say whether a pair acts on the same days more often than news and other states explain."""
    if TIMING not in answers.only:
        return Statement(TIMING, sentence("pending"), computation=_DAYS, word=UNKNOWN)
    if not answers.inquiry.has_streams:
        return Statement(TIMING, sentence("timing_none"), computation=_DAYS, word=NOT_COVERED)
    witness = find_timing(answers, hotspot)
    key, word = TIMING_WORDS.get(witness.statistics, ("timing_not_shown", UNKNOWN))
    return Statement(TIMING, sentence(key), computation=_DAYS, numbers=_timing_numbers(witness), word=word)


def _timing_numbers(witness: TimingWitness) -> tuple[Number, ...]:
    return tuple(
        Number("share of the less active one's days", d.tie, f.n, d.tie_low, d.tie_high)
        for f in witness.known_timing[:1]
        if isinstance(d := f.detail, CoActionDetail)
    )


def _tell_all_timing(answers: Answers) -> Statement:
    """Say whether timing shows coordination over all places together, then in how many single places."""
    if TIMING not in answers.only:
        return Statement(TIMING, sentence("pending"), computation=_DAYS, word=UNKNOWN)
    if not answers.inquiry.has_streams:
        return Statement(TIMING, sentence("timing_none"), computation=_DAYS, word=NOT_COVERED)
    by: dict[str, int] = {}
    for h in hotspots.watched():
        if not h.own:
            key, _ = TIMING_WORDS.get(find_timing(answers, h.id).statistics, ("timing_not_shown", UNKNOWN))
            by[key] = by.get(key, 0) + 1
    most_first = sorted(by.items(), key=lambda kn: -kn[1])
    parts = [sentence(f"{key}_in", n=count(n, "place")) for key, n in most_first]
    together, numbers = _tell_together(answers)
    text = " ".join([*together, sentence("timing_all", parts="; ".join(parts))])
    return Statement(TIMING, text, computation=_DAYS, numbers=numbers, word=UNKNOWN)


def _tell_together(answers: Answers) -> tuple[list[str], tuple[Number, ...]]:
    """Say whether a pair acts on the same days over all places together.

    The joint test comes first, because small effects in many places would be lost in separate tests (closed
    testing).
    """
    findings = answers.ask("timing.timing")[1]
    pooled = next((f for f in findings if f.known and f.kind is Kind.POOLED_WITH_GROUP), None)
    if pooled is None or pooled.placebo is None or not isinstance(d := pooled.detail, PooledDetail):
        return [], ()
    if d.withheld:
        return [], ()
    values = {"n": pooled.n, "rank": _ordinal(pooled.placebo.rank), "pairs": pooled.placebo.of}
    ends = {"best": _ordinal(d.rank_best), "worst": _ordinal(d.rank_worst)}
    text = sentence("timing_together_more" if d.p <= EDGE else "timing_together_none", **values, **ends)
    rank = float(pooled.placebo.rank)
    return [text], (Number("pairs of states", rank, pooled.placebo.of, d.rank_best, d.rank_worst),)


def _ordinal(n: int) -> str:
    tail = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{tail}"


def tell_machine(answers: Answers, hotspot: str | None) -> list[Statement]:
    """Say how many acts of all members a program found in texts, on a place or all, and the share right."""
    acts = find_leads(answers, hotspot)
    if not acts:
        return []
    precision = coder_error.right_leads(answers.inquiry.view.reviewed.tallies)
    low, high = precision.bounds()
    if len(acts) < MANY:
        did, on = acts[-1]["summary"].rstrip("."), day(acts[-1]["date_from"], acts[-1]["precision"])
        key = "machine_one" if 2 * len(did.split()) <= WORDS else "machine_few"
        text = sentence(key, n=count(len(acts), "more act"), did=did, date=on)
    else:
        text = sentence("machine", n=count(len(acts), "more act"), share=f"{precision.value:.0%}")
    numbers = (
        Number("acts", len(acts), len(acts)),
        Number("precision", precision.value, round(precision.of), low, high),
    )
    return [Statement(NEWS, text, tuple(a["record_id"] for a in acts), _READ, numbers=numbers)]


def find_leads(answers: Answers, hotspot: str | None = None) -> list[dict[str, Any]]:
    """Return machine-read acts between the members, one per occurrence, oldest first, on a place or on all.

    Acts of a third state toward all members are left out, and acts whose sentence does not name every member,
    or no member at its beginning. So are acts within :data:`REPEAT` days of a reviewed one, which they
    probably repeat.
    """
    group = set(answers.inquiry.group.codes)
    reviewed = [
        a["date_from"].toordinal()
        for a in answers.inquiry.acts.select(["date_from", "actors", "targets"]).to_pylist()
        if group <= {*a["actors"], *a["targets"]}
    ]
    near = {d + k for d in reviewed for k in range(-REPEAT, REPEAT + 1)}
    ordered = answers.inquiry.leads.sort_by([("date_from", "ascending"), ("record_id", "ascending")])
    out: dict[str, dict[str, Any]] = {}
    for a in ordered.to_pylist():
        there = hotspot is None or hotspot in {hotspots.whole(h) for h in a["hotspots"]}
        others = a["targets"] if a["polarity"] == "friction" else ()
        dyad = group <= {*a["actors"], *a["partners"], *others} and group & set(a["actors"])
        begins = " ".join(a["summary"].split()[:OPENING])
        if not (there and a["forms"] and dyad and names_all(a["summary"], group)):
            continue
        if any(names_all(begins, [c]) for c in group) and a["date_from"].toordinal() not in near:
            out.setdefault(a["occurrence"], a)
    return list(out.values())


def list_leads(answers: Answers) -> list[Statement]:
    """Return the newest machine-read acts as dated sentences, the newest first."""
    newest = sorted(find_leads(answers), key=lambda a: (a["date_from"], a["record_id"]), reverse=True)
    return [
        Statement(
            "lead against" if a["polarity"] == "friction" else "lead together",
            sentence("dated", date=day(a["date_from"], a["precision"]), did=a["summary"].rstrip(".")),
            (a["record_id"],),
            _READ,
        )
        for a in newest[:LEADS]
    ]
