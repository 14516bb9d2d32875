"""What speaks against acting together, from tables worked out by hand."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from scipy.stats import beta

from comity.measures.verdict import counter_evidence
from comity.measures.votes import roll_call_agreement
from comity.measures.votes.ballots import ABSENT, ABSTAIN, NO, YES, BallotMatrix
from comity.measures.votes.roll_call_agreement import FEWEST_SHARED
from comity.records.details import CoActionDetail, ShareDetail
from comity.records.finding import Finding, Interval, PlaceboRank, cannot_tell
from comity.records.kinds import Kind, Subject

ABOUT = Subject(states=("FRA", "DEU"), stream="icews", place="syria")


def assembly(choices: dict[str, list[int]], per_day: int = 2) -> BallotMatrix:
    """Roll calls of one body, some on a day."""
    n = len(next(iter(choices.values())))
    days = np.array(["2015-01-01"], "datetime64[D]") + np.arange(n) // per_day
    calls, ids = tuple(f"r{k:03}" for k in range(n)), tuple(f"toy:{k}" for k in range(n))
    votes = np.array([choices[s] for s in sorted(choices)], np.int8)
    states = tuple(sorted(choices))
    return BallotMatrix(
        states, calls, ids, ("UNGA",) * n, days, np.ones(n, np.int32), (frozenset(),) * n, votes
    )


def test_yes_against_no_either_way_is_apart_and_nothing_else_is() -> None:
    a = [YES, NO, YES, ABSTAIN, NO, ABSENT, YES, ABSENT] * 5
    b = [NO, YES, ABSTAIN, NO, NO, YES, ABSENT, ABSENT] * 5
    f = counter_evidence.votes_apart(assembly({"AAA": a, "BBB": b}), "AAA", "BBB")
    assert f.n == 25, "both voted in five of eight"
    assert f.value == pytest.approx(2 / 5)
    assert f.detail.count == f.records_total == 10
    assert f.records[:2] == ("toy:33", "toy:32"), "the newest first"
    assert f.placebo is None, "nobody else votes"


def test_every_day_alike_leaves_nothing_to_chance() -> None:
    f = counter_evidence.votes_apart(assembly({"AAA": [YES] * 40, "BBB": [NO, YES] * 20}), "AAA", "BBB")
    assert (f.value, f.interval.low, f.interval.high) == (0.5, 0.5, 0.5)


@pytest.mark.parametrize(("other", "value"), [(YES, 0.0), (NO, 1.0)])
def test_always_and_never_have_jeffreys_interval_over_the_days(other: int, value: float) -> None:
    f = counter_evidence.votes_apart(assembly({"AAA": [YES] * 40, "BBB": [other] * 40}), "AAA", "BBB")
    apart = 20 * value
    ends = beta.ppf([0.05, 0.95], apart + 0.5, 20 - apart + 0.5)
    assert f.value == value
    assert f.interval.low == pytest.approx(min(ends[0], value))
    assert f.interval.high == pytest.approx(max(ends[1], value))


@pytest.mark.parametrize(("n", "known"), [(FEWEST_SHARED, True), (FEWEST_SHARED - 1, False)])
def test_too_few_shared_roll_calls_cannot_tell(n: int, known: bool) -> None:
    f = counter_evidence.votes_apart(assembly({"AAA": [YES] * n, "BBB": [NO] * n}), "AAA", "BBB")
    assert f.known is known
    assert f.n == n


def test_the_rank_is_among_pairs_of_like_habits() -> None:
    rng = np.random.default_rng(3)
    votes = {f"X{k:02}": rng.choice([NO, ABSTAIN, YES, ABSENT], 60).tolist() for k in range(12)}
    matrix = assembly(votes)
    f = counter_evidence.votes_apart(matrix, "X03", "X07")

    def share(a: str, b: str) -> float:
        both = [(x, y) for x, y in zip(votes[a], votes[b], strict=True) if ABSENT not in (x, y)]
        return sum({x, y} == {YES, NO} for x, y in both) / len(both)

    others = [share(a, b) for a, b in roll_call_agreement.like_pairs(matrix, "X03", "X07", 40)]
    assert len(others) == 40
    assert f.value == pytest.approx(share("X03", "X07"))
    for a, b in combinations(votes, 2):
        assert counter_evidence._find_opposed(matrix, a, b) == pytest.approx(share(a, b))
    assert f.placebo.of == 41
    assert f.placebo.rank == 1 + sum(x >= f.value for x in others)
    assert f.interval.low < f.value < f.interval.high


def timing(low: float, value: float, high: float) -> Finding:
    detail = CoActionDetail(
        acts=(9, 9),
        bins=100,
        observed=20,
        expected=15.0,
        excess_a_year=2.0,
        excess_low=1.0,
        excess_high=3.0,
        level=0.9,
        share_joint=0.5,
        joint_p=0.1,
        beyond_p=0.1,
        joint_z=1.0,
        beyond_z=1.0,
        joint_tie=0.1,
        beyond_tie=0.1,
        active=0.2,
        grouped=False,
        tie=value,
        tie_low=low,
        tie_high=high,
        ladder=(),
        group=(),
        weakest_share=None,
        follower=None,
        follow_p=None,
        follow_agreed=False,
    )
    rank = PlaceboRank(3, 40, "like activity")
    words = ("together", "", "chance", 100, "coaction/1", Interval(low, high))
    return Finding(Kind.CO_ACTION, ABOUT, *words, rank, ("r1",), 4, detail=detail)


@pytest.mark.parametrize(
    ("ends", "less", "none"),
    [
        ((1.0, 2.0, 3.0), False, False),
        ((0.0, 2.0, 3.0), False, True),
        ((-1.0, 2.0, 3.0), False, True),
        ((-3.0, -2.0, -1.0), True, True),
        ((-3.0, -2.0, 0.0), False, True),
        ((1.0, 0.5, 3.0), False, False),
        ((1.0, 3.5, 3.0), False, False),
    ],
)
def test_timing_speaks_against_where_nothing_beyond_everyones_news_is_shown(
    ends: tuple[float, float, float], less: bool, none: bool
) -> None:
    f = counter_evidence.timing_apart(timing(*ends))
    assert (f.value, f.interval.low, f.interval.high) == (ends[1], min(ends), max(ends))
    assert f.subject.stream == "icews"
    assert (f.detail.less, f.detail.none, f.detail.word) == (less, none, "together")
    assert (f.placebo.rank, f.records, f.records_total, f.n) == (3, ("r1",), 4, 100)
    assert counter_evidence.mark(f).detail.against is none


def test_timing_that_is_not_known_says_why() -> None:
    unknown = cannot_tell(Kind.CO_ACTION, ABOUT, "too few acts", method="coaction/1", n=7)
    f = counter_evidence.timing_apart(unknown)
    assert (f.known, f.why_not, f.n) == (False, "too few acts", 7)
    assert counter_evidence.mark(f).detail.against is None


def counted(count: int) -> Finding:
    detail = ShareDetail(count=count, expected=0.1)
    words = (count / 10, "share", "elsewhere", 10, "share/1", Interval(0, 1))
    return Finding(Kind.LONE, ABOUT, *words, records=("r1",), records_total=1, detail=detail)


@pytest.mark.parametrize(
    ("finding", "against"),
    [(counted(1), True), (counted(0), False)],
)
def test_what_each_kind_of_search_needs_to_speak_against(finding: Finding, against: bool) -> None:
    assert counter_evidence.mark(finding).detail.against is against
