"""The words of a verdict, from tables worked out by hand: corrected for every place, streams that differ."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

import numpy as np
import pytest
from coaction_tables import arithmetic_table
from scipy.stats import norm

from comity.errors import UnknownNameError
from comity.measures.coaction import power, statistic
from comity.measures.coaction.pairwise import TEST_ACTS
from comity.measures.coaction.statistic import Score
from comity.measures.record.occurrence import Occurrence
from comity.measures.record.record import Record
from comity.measures.verdict import coaction_findings as coaction
from comity.measures.verdict.verdict import DISAGREE, PARTS, UNKNOWN, Picture, Verdict, heading
from comity.records.details import LITTLE_OR_NOTHING, NOT_COVERED, NOT_SHOWN, TOGETHER, WITH_GROUP
from comity.records.finding import Finding, cannot_tell
from comity.records.kinds import Kind, Subject
from comity.vocabulary.group import Group
from toy_findings import co_action

PAIR = Group.of("FRA", "DEU")


def score(joint: float, beyond: float, *, tie: float = 0.1, grouped: bool = False) -> Score:
    """What a word is made of, from one-sided p values."""
    return Score(float(norm.isf(joint)), float(norm.isf(beyond)), tie, tie, 0.2, grouped)


@pytest.mark.parametrize(
    ("p_values", "expected"),
    [
        # One place alone is its own family: q = p.
        ([(0.04, 0.04)], [TOGETHER]),
        ([(0.06, 0.06)], [NOT_SHOWN]),
        # Three places: the smallest p is multiplied by 3, so .04 becomes .12.
        ([(0.04, 0.04), (0.5, 0.5), (0.6, 0.6)], [NOT_SHOWN, LITTLE_OR_NOTHING, LITTLE_OR_NOTHING]),
        # .02 and .03 of three: q = min(.02 x 3 / 1, .03 x 3 / 2) = .045 for both.
        ([(0.02, 0.02), (0.03, 0.03), (0.6, 0.6)], [TOGETHER, TOGETHER, LITTLE_OR_NOTHING]),
        # Joint q = .003; the second question is put here alone, so its .03 is not multiplied.
        ([(0.001, 0.03), (0.5, 0.5), (0.6, 0.6)], [TOGETHER, LITTLE_OR_NOTHING, LITTLE_OR_NOTHING]),
        # Put twice: .06 fails, .02 x 2 = .04 holds.
        ([(0.001, 0.02), (0.002, 0.06), (0.6, 0.6)], [TOGETHER, NOT_SHOWN, LITTLE_OR_NOTHING]),
        # .03 alone would do; put twice it is .06.
        ([(0.001, 0.03), (0.002, 0.5), (0.6, 0.6)], [NOT_SHOWN, NOT_SHOWN, LITTLE_OR_NOTHING]),
        # Beyond the group alone says nothing.
        ([(0.1, 0.001)], [NOT_SHOWN]),
    ],
)
def test_a_word_is_corrected_for_every_place(
    p_values: list[tuple[float, float]], expected: list[str]
) -> None:
    assert statistic.words([score(joint, beyond) for joint, beyond in p_values]) == expected


def test_little_or_nothing_needs_the_whole_interval_below_a_fifth() -> None:
    # z = 0: the interval ends at 1.645 ties, .1645 or .247 of the days (.235 if active in a fifth).
    assert statistic.words([score(0.5, 0.5, tie=0.1)]) == [LITTLE_OR_NOTHING]
    assert statistic.words([score(0.5, 0.5, tie=0.15)]) == [NOT_SHOWN]
    low, high = (score(0.5, 0.5, tie=0.15).tie[k] for k in (1, 2))
    assert (low, high) == pytest.approx((-0.2467, 0.2351), abs=1e-3)


def test_a_group_is_said_only_where_it_is_shown() -> None:
    assert statistic.words([score(0.001, 0.4, grouped=True)]) == [WITH_GROUP]
    assert statistic.words([score(0.001, 0.4)]) == [NOT_SHOWN]
    assert statistic.words([score(0.4, 0.4, grouped=True)]) != [WITH_GROUP]


def test_a_place_that_cannot_be_tested_is_not_counted_among_the_places() -> None:
    answer = score(0.04, 0.04)
    assert statistic.words([None, answer, None]) == [NOT_COVERED, TOGETHER, NOT_COVERED]
    assert statistic.words([None, None]) == [NOT_COVERED, NOT_COVERED]
    assert statistic.words([]) == []


ABOUT = Subject(states=("CHN", "RUS"), place="syria", stream="icews")


def timing(word: str | None, acts: tuple[int, int] = (9, 9), z: float = 2.0, tie: float = 0.1) -> Finding:
    """A finding of one event stream."""
    if word is None:
        return cannot_tell(Kind.CO_ACTION, ABOUT, "too few acts", method=statistic.METHOD)
    value = Score(z, z, tie, tie, 0.2, False).tie
    detail = co_action(
        acts=acts, joint_z=z, joint_tie=tie, tie=value[0], tie_low=value[1], tie_high=value[2], group=("IRN",)
    )
    return Finding(Kind.CO_ACTION, ABOUT, word, "", "chance", 100, statistic.METHOD, detail=detail)


def act(rung: str, *members: str, friction: bool = False) -> Occurrence:
    day = date(2020, 1, 1)
    together = not friction and len(members) > 1
    return Occurrence(
        f"o-{rung}-{members}",
        members,
        day,
        day,
        "day",
        together,
        friction,
        rung,
        (),
        None,
        "none",
        ("x",),
        ("r",),
        1,
        (),
        "",
        False,
    )


def verdict(*streams: Finding, acts: tuple[Occurrence, ...] = (), seen: bool = True) -> Verdict:
    record = Record(PAIR, "x", acts)
    return Verdict(PAIR, "x", "X", record, seen, streams, (), ())


@pytest.mark.parametrize(
    ("streams", "word"),
    [
        ((), NOT_COVERED),
        ((None,), NOT_COVERED),
        (((TOGETHER, 3.0, 0.1),), TOGETHER),
        # The narrower interval speaks, whichever comes first.
        (((TOGETHER, 3.0, 0.1), (NOT_SHOWN, 1.0, 0.2)), TOGETHER),
        (((NOT_SHOWN, 1.0, 0.2), (TOGETHER, 3.0, 0.1)), TOGETHER),
        # One test passes and the other fails, .3 and .1 of the days, error .1 each: no difference (1.4 sd).
        (((TOGETHER, 3.0, 0.1), (LITTLE_OR_NOTHING, 1.0, 0.1), None), TOGETHER),
        # .4 and .0: 2.8 sd.
        (((TOGETHER, 4.0, 0.1), (LITTLE_OR_NOTHING, 0.0, 0.1)), DISAGREE),
    ],
)
def test_streams_differ_only_where_the_difference_is_tested(
    streams: tuple[tuple[str, float, float] | None, ...], word: str
) -> None:
    findings = (timing(None) if s is None else timing(s[0], z=s[1], tie=s[2]) for s in streams)
    assert verdict(*findings).statistics == word


def test_a_word_is_said_with_its_bound_or_its_group() -> None:
    assert (
        verdict(timing(TOGETHER)).timing_said == "together, or both with a third that these data do not name"
    )
    said = verdict(timing(NOT_SHOWN, z=1.0, tie=0.12)).timing_said
    assert said == "not shown: could be up to 30% of the days of the state that acts less"
    assert (
        verdict(timing(LITTLE_OR_NOTHING, z=0.0)).timing_said
        == "at most 20% of the days of the state that acts less"
    )
    assert verdict(timing(WITH_GROUP)).timing_said == "with its group (Iran)"
    assert verdict().timing_said == "not covered"


BOTH = ("FRA", "DEU")


@pytest.mark.parametrize(
    ("acts", "streams", "seen", "rung"),
    [
        ((), (), True, "none"),
        ((), (), False, UNKNOWN),
        ((), ((1, 1),), False, "parallel"),
        ((), ((1, 0),), False, UNKNOWN),
        ((), ((5, 0), (2, 1)), True, "parallel"),
        ((act("parallel", "FRA"),), (), True, "none"),
        ((act("parallel", "FRA"), act("parallel", "DEU")), (), True, "parallel"),
        ((act("joint", *BOTH), act("parallel", *BOTH)), (), True, "joint"),
        ((act("joint", *BOTH), act("standing", *BOTH)), ((1, 1),), True, "standing"),
        ((act("joint", *BOTH, friction=True),), (), True, "apart"),
        ((act("joint", *BOTH, friction=True),), ((1, 1),), True, "apart"),
    ],
)
def test_the_rung_is_the_highest_on_record_or_what_a_stream_shows(
    acts: tuple[Occurrence, ...], streams: tuple[tuple[int, int], ...], seen: bool, rung: str
) -> None:
    assert verdict(*(timing(TOGETHER, s) for s in streams), acts=acts, seen=seen).rung == rung


def test_the_heading_counts_each_witness_apart() -> None:
    places = [
        verdict(timing(TOGETHER), acts=(act("joint", *BOTH),)),
        verdict(timing(NOT_SHOWN), acts=(act("standing", *BOTH),)),
        verdict(timing(TOGETHER), acts=(act("parallel", *BOTH),)),
        verdict(timing(WITH_GROUP)),
        verdict(timing(None), acts=(act("joint", *BOTH),)),
        verdict(timing(WITH_GROUP)),
        verdict(seen=False),
    ]
    expected = "together on record in 3 of 7 hotspots; timing not covered"
    assert heading(PAIR, places, "timing not covered") == f"{PAIR.name}: {expected}"


def test_a_heading_cannot_tell_only_where_neither_witness_can() -> None:
    nothing = f"{PAIR.name}: cannot tell, nothing held could have shown them"
    assert heading(PAIR, [verdict(seen=False), verdict(timing(None, (0, 0)), seen=False)], "") == nothing
    assert heading(PAIR, [verdict(seen=False), verdict(seen=True)], "") != nothing
    assert heading(PAIR, [verdict(seen=False), verdict(timing(NOT_SHOWN, (0, 0)), seen=False)], "") != nothing


def test_the_parts_of_a_picture_keep_their_order_and_their_names() -> None:
    kind = Kind.LEDGER_QUESTION
    asked = {name: Subject(words=f"{name}?") for name in PARTS}
    parts = {name: (cannot_tell(kind, about, "no records", method="m/1"),) for name, about in asked.items()}
    timed = timing(TOGETHER)
    picture = Picture(verdict(timed), **parts)
    assert [name for name, _, _ in picture.parts()] == list(PARTS)
    assert list(picture.part("power")) == list(parts["power"])
    everything = picture.findings()
    assert everything[-len(PARTS) :] == [f for (f,) in parts.values()]
    assert timed in everything[: -len(PARTS)]
    with pytest.raises(UnknownNameError, match="powe"):
        picture.part("powe")


STATES = tuple(f"S{k:02}" for k in range(14))
WEEKS = tuple(date(2020, 1, 6) + timedelta(weeks=k) for k in range(150))


def table(hotspot: str, order: list[int] | None = None) -> coaction.Counted:
    """The arithmetic table as a stream gives it, its states in any order."""
    rows = list(range(14)) if order is None else order
    states = tuple(STATES[k] for k in rows)
    counts = arithmetic_table()[rows]
    return coaction.Counted("icews", hotspot, states, "week", WEEKS, counts, (f"{hotspot}:1",), 7)


def test_a_finding_of_timing_has_the_numbers_of_its_table() -> None:
    pair = (STATES[5], STATES[9])
    tables = {"a": table("A"), "b": table("B", list(range(13, -1, -1)))}
    findings = coaction.together(tables, pair, coaction.fit_tables(tables))
    counts = arithmetic_table()
    both = (counts[5] > 0) & (counts[9] > 0)
    answer = statistic.assess(counts, [(5, 9)])[0]
    for name, f in findings.items():
        d = f.detail
        assert f.value == answer.verdict, "two places alike: q = p for both"
        assert f.n == d.bins == 150
        assert (d.first, d.last) == ("2020-01-06", WEEKS[-1].isoformat())
        assert d.acts == (counts[5].sum(), counts[9].sum())
        assert d.observed == both.sum()
        assert d.joint_z == pytest.approx(answer.joint.z)
        assert d.beyond_z == pytest.approx(answer.beyond.z)
        assert d.excess_a_year == pytest.approx((both.sum() - d.expected) / 150 * 365.25 / 7)
        assert d.excess_low <= d.excess_a_year <= d.excess_high
        assert (f.interval.low, f.interval.high) == (d.tie_low, d.tie_high)
        assert f.records == (f"{name.upper()}:1",)
        assert f.records_total == 7
        again = coaction.score(tables[name], pair)
        assert again == coaction.read_score(f)
        assert d.weakest_share == power.weakest_share(again, 2)
        assert d.tie_low <= d.tie <= d.tie_high
    assert "toward A more" in findings["a"].question


def test_a_pair_with_too_few_acts_says_why() -> None:
    counts = arithmetic_table()
    counts[5] = 0
    few = coaction.Counted("icews", "A", STATES, "week", WEEKS, counts, ("A:1",), 7)
    (f,) = coaction.together({"a": few}, (STATES[5], STATES[9]), coaction.fit_tables({"a": few})).values()
    assert f.value is None
    assert f.why_not
    assert f.detail.acts == (0, counts[9].sum())
    assert coaction.score(few, (STATES[5], STATES[9])) is None
    assert coaction.read_score(f) is None


def test_pooling_adds_up_z_over_the_places_where_the_pair_can_be_tested() -> None:
    pair = (STATES[9], STATES[5])
    without = [k for k in range(14) if k != 5]
    tables = {"a": table("A"), "b": table("B"), "c": table("C"), "d": table("D", without)}
    joint, beyond = coaction.pooled(tables, pair, coaction.fit_tables(tables))
    answer = statistic.assess(arithmetic_table(), [(5, 9)])[0]
    # State 5 is not in the fourth table: three z alike make z x 3 / sqrt 3.
    for f, z_of_one in ((joint, answer.joint.z), (beyond, answer.beyond.z)):
        assert f.n == 3
        assert f.value == pytest.approx(z_of_one * np.sqrt(3), rel=1e-6)
        assert f.interval.low == pytest.approx(f.value - 1.645, abs=0.001)
        assert f.interval.high == pytest.approx(f.value + 1.645, abs=0.001)
        assert f.detail.p == pytest.approx(norm.sf(f.value))
        assert f.records_total == 4 * 7
        assert f.records == ("A:1", "B:1", "C:1", "D:1")
        assert f.detail.bins == 150
        assert f.detail.rank_best <= f.placebo.rank <= f.detail.rank_worst
    assert joint.question.endswith("as a pair or in a group?")
    assert beyond.question.endswith("as a pair?")
    assert (beyond.placebo.rank, beyond.placebo.of) == _rank(tables, beyond.value, group=True)
    assert (joint.placebo.rank, joint.placebo.of) == _rank(tables, joint.value, group=False)


def _rank(tables: dict[str, coaction.Counted], own: float, *, group: bool) -> tuple[int, int]:
    """The rank among all pairs, one pair after the other."""
    fits, pooled = coaction.fit_tables(tables), []
    for a, b in combinations(STATES, 2):
        z_of_pair = []
        for name, c in tables.items():
            if {a, b} <= set(c.states):
                rows = np.array([[c.states.index(a), c.states.index(b)]])
                if fits[name].usable(rows)[0]:
                    z_of_pair.append(float(fits[name].calibrated(rows, group=group)[0]))
        if len(z_of_pair) >= 3:
            pooled.append(sum(z_of_pair) / len(z_of_pair) ** 0.5)
    return sum(p >= own - 1e-9 for p in pooled), len(pooled)


def test_a_year_of_days_has_365_bins_and_a_quarter() -> None:
    pair = (STATES[5], STATES[9])
    weekly = table("A")
    days = tuple(date(2020, 1, 1) + timedelta(days=k) for k in range(150))
    daily = coaction.Counted("icews", "A", STATES, "day", days, weekly.counts)
    findings = [
        coaction.together({"a": c}, pair, coaction.fit_tables({"a": c}))["a"] for c in (weekly, daily)
    ]
    assert [f.records_total for f in findings] == [7, 0]
    by_week, by_day = (f.detail for f in findings)
    assert by_day.excess_a_year == pytest.approx((by_day.observed - by_day.expected) / 150 * 365.25)
    assert by_day.excess_a_year == pytest.approx(7 * by_week.excess_a_year)


def test_a_pair_is_pooled_over_the_places_where_both_act_enough() -> None:
    counts = arithmetic_table()
    counts[5] = 0
    counts[5, :TEST_ACTS] = 1
    enough = coaction.Counted("icews", "A", STATES, "week", WEEKS, counts)
    short = coaction.Counted("icews", "B", STATES, "week", WEEKS, np.where(counts == counts[5], 0, counts))
    pair, tables = (STATES[5], STATES[9]), {"a": table("A"), "b": table("B"), "c": enough, "d": short}
    joint, beyond = coaction.pooled(tables, pair, coaction.fit_tables(tables))
    assert joint.n == beyond.n == 3


def test_pooling_cannot_tell_of_two_places() -> None:
    tables = {"a": table("A"), "b": table("B")}
    joint, beyond = coaction.pooled(tables, (STATES[5], STATES[9]), coaction.fit_tables(tables))
    assert {joint.why_not, beyond.why_not} == {"only 2 hotspots could be tested"}
    assert joint.n == 2


def test_a_stream_without_stories_must_show_more_than_acts_booked_twice() -> None:
    score = Score(2.5, 2.5, 0.1, 0.1, 0.2, False, doubled=0.1)
    assert statistic.words([score]) == [TOGETHER]
    assert statistic.words([score], stories=False) == [NOT_SHOWN]
    assert score.less_doubled == pytest.approx((2.5 - 0.1 / 0.98 / 0.1,) * 2), "z of a share of .1"
    least = [power.weakest_share(score, 3, stories=s) for s in (True, False)]
    assert least[1] == pytest.approx(score.share(score.small(least[0]) + score.small(0.1)))
