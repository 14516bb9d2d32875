"""Parts of a verdict: shares of the record, evidence against, what could be seen, what would change it."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from scipy import stats

from comity.measures.coaction import joint_bins, power, statistic
from comity.measures.record import shares
from comity.measures.record.occurrence import Occurrence
from comity.measures.record.record import Record
from comity.measures.verdict import counter_evidence
from comity.measures.votes.ballots import ABSTAIN, NO, YES, BallotMatrix
from comity.records.finding import Finding, Interval
from comity.records.kinds import Kind, Subject
from comity.vocabulary.group import Group
from studies.worlds import world
from toy_findings import co_action

PAIR = Group(("AAA", "BBB"))


def act(
    k: int, *forms: str, deed: bool | None = False, third: str = "none", kind: str = "together"
) -> Occurrence:
    """One occurrence; ``kind`` is together, apart, or the code of who acted alone."""
    day = date(2015, 1, 1) + timedelta(days=7 * k)
    members = PAIR.codes if kind in ("together", "apart") else (kind,)
    return Occurrence(
        f"o{k}",
        members,
        day,
        day,
        "day",
        kind == "together",
        kind == "apart",
        "joint",
        forms,
        deed,
        third,
        ("x",),
        (f"toy:{k}",),
        1,
        (),
        "",
        False,
    )


def records(**acts: list[Occurrence]) -> dict[str, Record]:
    return {h: Record(PAIR, h, tuple(told)) for h, told in acts.items()}


def test_deeds_are_held_against_the_other_places() -> None:
    told = records(
        here=[act(k, deed=k < 3) for k in range(10)],
        there=[act(k, deed=k < 1) for k in range(20)],
        yonder=[act(k, deed=None) for k in range(20)],
    )
    f = shares.deeds("here", told)
    assert f.value == pytest.approx(0.3)
    assert f.detail.expected == pytest.approx(1 / 20)
    assert f.placebo is not None
    assert (f.placebo.rank, f.placebo.of) == (1, 2), "a place of which nothing is known is no placebo"
    assert f.interval is not None
    assert f.interval.low == pytest.approx(stats.beta.ppf(0.05, 3.5, 7.5))
    assert f.records_total == 3
    assert shares.deeds("yonder", told).why_not == "0 on record, fewer than 5"


def test_what_one_did_alone_and_what_set_them_apart() -> None:
    told = records(
        here=[act(k, kind="AAA") for k in range(3)] + [act(k) for k in range(3, 6)] + [act(9, kind="apart")],
        there=[act(k) for k in range(10)],
    )
    lone = shares.lone("here", told)
    assert lone.value == pytest.approx(0.5)
    assert lone.detail.by == {"AAA": 3, "BBB": 0}
    apart = shares.apart("here", {**told, "here": Record(PAIR, "here", (*told["here"].occurrences, act(20)))})
    assert apart.value == pytest.approx(1 / 5)
    assert apart.records == ("toy:9",)


def assembly(choices: dict[str, list[int]]) -> BallotMatrix:
    n = len(next(iter(choices.values())))
    days = np.array(["2015-01-01"], "datetime64[D]") + np.arange(n) // 2
    return BallotMatrix(
        tuple(sorted(choices)),
        tuple(f"r{k:03}" for k in range(n)),
        tuple(f"toy:{k}" for k in range(n)),
        ("UNGA",) * n,
        days,
        np.ones(n, np.int32),
        (frozenset(),) * n,
        np.array([choices[s] for s in sorted(choices)], np.int8),
    )


def test_votes_on_opposite_sides_are_counted_and_abstentions_are_not() -> None:
    rng = np.random.default_rng(3)
    others = {f"X{k:02}": rng.choice([NO, ABSTAIN, YES], 40).tolist() for k in range(20)}
    a = [YES] * 40
    b = [NO] * 4 + [ABSTAIN] * 10 + [YES] * 26
    f = counter_evidence.votes_apart(assembly({"AAA": a, "BBB": b, **others}), "AAA", "BBB")
    assert f.value == pytest.approx(0.1)
    assert f.records_total == 4
    assert set(f.records) == {"toy:0", "toy:1", "toy:2", "toy:3"}
    assert f.interval is not None
    assert f.interval.low < 0.1 < f.interval.high
    none = counter_evidence.votes_apart(assembly({"AAA": a, "BBB": a, **others}), "AAA", "BBB")
    assert none.value == 0.0
    assert none.interval is not None
    assert none.interval.high > 0.02, "never seen is not never"


def test_the_power_line_says_what_the_test_could_have_seen() -> None:
    told = Finding(
        Kind.CO_ACTION,
        Subject(states=("AAA", "BBB"), place="syria", stream="toy"),
        "not shown",
        "",
        "null",
        520,
        statistic.METHOD,
        records=("e:1",),
        records_total=9,
        detail=co_action(acts=(1200, 80), weakest_share=0.25),
    )
    f = power.compute_timing_power(told)
    assert "25%" in str(f.value)
    kappa = Finding(
        Kind.AGREEMENT_KAPPA,
        Subject(states=("AAA", "BBB")),
        0.4,
        "k",
        "null",
        100,
        "a/1",
        Interval(0.3, 0.5),
    )
    assert power.compute_vote_power(kappa).detail.distance == pytest.approx(2.4865 * 0.1 / 1.645, rel=1e-3)


def test_expected_joint_bins_are_those_of_the_test() -> None:
    counts = world("shock", np.random.default_rng(4), states=30, bins=400).counts
    busy = np.argsort(-counts.sum(axis=1))[:12]
    for i, j in zip(busy[::2], busy[1::2], strict=True):
        told = statistic.assess(counts, [[i, j]])[0]
        seen = joint_bins.joint_bins(counts, (int(i), int(j)))
        assert seen is not None
        assert told.observed == int(seen.observed.sum())
        assert told.expected is not None
        assert seen.news.sum() == pytest.approx(told.expected, abs=max(2.0, 0.06 * told.expected))
        n, expected, low, high = seen.band(np.ones(counts.shape[1], bool))
        assert low <= expected <= high
        assert n == told.observed


def step(rng: np.random.Generator, at: int, n: int, before: float, after: float) -> list[bool]:
    rate = np.where(np.arange(n) < at, before, after)
    return (rng.random(n) < rate).tolist()
