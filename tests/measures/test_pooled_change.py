"""The one answer over all series: worlds by hand, then properties; coverage and power are in the study."""

from __future__ import annotations

import math

import numpy as np
import pytest

from comity.measures.change.pooled_change import CountedSeries, PooledModel
from studies import pooled

YEARS = np.arange(2008, 2021)
WINDOWS = 2008, 2014, 2020
ONE = np.ones(len(YEARS))
LATE = YEARS >= 2014


def series(form: str, before: float, after: float, toward: int = 1) -> CountedSeries:
    return CountedSeries(form, "", toward, YEARS, np.where(LATE, after, before), ONE)


def ratio(own: list[CountedSeries], placebos: list[list[CountedSeries]]) -> float:
    change = PooledModel(own, placebos, WINDOWS).change()
    assert change is not None
    return change.ratio


def test_what_doubles_in_every_form_has_doubled_whatever_its_volume() -> None:
    assert ratio([series("a", 20, 40), series("b", 200, 400)], []) == pytest.approx(2, rel=0.05)


def test_of_two_forms_the_busier_one_does_not_outvote_the_other() -> None:
    assert ratio([series("a", 400, 800), series("b", 40, 40)], []) == pytest.approx(math.sqrt(2), rel=0.08)


def test_less_distance_is_more() -> None:
    assert ratio([series("a", 40, 20, toward=-1), series("b", 20, 40)], []) == pytest.approx(2, rel=0.05)


def test_what_like_pairs_do_too_is_taken_out() -> None:
    own = [series("a", 40, 80), series("b", 40, 80)]
    same = [[series("a", 40, 80), series("b", 40, 80)] for _ in range(6)]
    still = [[series("a", 40, 40), series("b", 40, 40)] for _ in range(6)]
    assert ratio(own, same) == pytest.approx(1, rel=0.05)
    assert ratio(own, still) == pytest.approx(2, rel=0.06)
    assert ratio(own, same[:4]) == pytest.approx(2, rel=0.06), "four like pairs make no year effect"


def test_the_word_the_year_and_the_range() -> None:
    change = PooledModel([series("a", 10, 40), series("b", 10, 30)], [], WINDOWS).change()
    assert change is not None
    assert (change.word, change.forms) == ("up", ("a", "b"))
    assert change.probability > 0.99
    assert change.since is not None
    assert change.since.year == 2014
    assert 2013 <= change.since.earliest <= 2014 <= change.since.latest <= 2015
    level = PooledModel([series("a", 40, 40), series("b", 40, 42)], [], WINDOWS).change()
    assert level is not None
    assert (level.word, level.since) == ("about level", None)
    few = PooledModel([series("a", 0.4, 0.6), series("b", 0.4, 0.4)], [], WINDOWS).change()
    assert few is not None
    assert few.word == "cannot be told"


def test_a_place_is_drawn_to_the_pair_and_keeps_what_is_its_own() -> None:
    def at(place: str, before: float, after: float) -> CountedSeries:
        return CountedSeries("a", place, 1, YEARS, np.where(LATE, after, before), ONE)

    own = [at("elsewhere", 40, 80), at("there", 1, 1), series("b", 40, 80)]
    whole = PooledModel([series("a", 41, 81), series("b", 40, 80)], [], WINDOWS)
    there = whole.with_series(own).change(("a",), "there")
    alone = PooledModel([at("there", 1, 1)], [], WINDOWS).change(("a",))
    assert there is not None
    assert alone is not None
    assert alone.ratio < there.ratio < 2
    assert there.high / there.low < alone.high / alone.low
    assert whole.change(("a",), "nowhere") is None


def test_nothing_counted_or_one_window_alone_gives_no_answer() -> None:
    nothing = series("a", 0, 0)
    assert PooledModel([nothing], [], WINDOWS).change() is None
    early = CountedSeries("a", "", 1, YEARS, 5 * ONE, (YEARS < 2014).astype(float))
    assert PooledModel([early], [], WINDOWS).change() is None


def test_order_and_repetition_change_nothing() -> None:
    own, others, _ = pooled.made(pooled.WORLDS[3], np.random.default_rng(3))
    one = PooledModel(own, others, pooled.WINDOWS).change()
    assert one == PooledModel(own, others, pooled.WINDOWS).change()
    other = PooledModel(own, others[::-1], pooled.WINDOWS).change()
    assert one is not None
    assert other is not None
    assert other.ratio == pytest.approx(one.ratio, rel=1e-6)


def test_a_few_worlds_of_the_study() -> None:
    flat, doubled = pooled.WORLDS[0], pooled.WORLDS[4]
    for k in range(2):
        change, truth = pooled.answer(flat, np.array([7, k]))
        assert change.word not in ("up", "down")
        assert math.log(change.low) < truth < math.log(change.high)
        assert pooled.answer(doubled, np.array([7, k]))[0].word == "up"
