"""Co-action over hotspots and over channels."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from coaction_tables import all_pairs, random_table
from scipy import stats

from comity.errors import QuestionError
from comity.measures.coaction.channels import channels
from comity.measures.coaction.pooling import pool


def test_pooling_by_hand() -> None:
    nan = np.nan
    z = [
        [1.0, 0.0, 2.0, nan],
        [1.0, 3.0, nan, nan],
        [1.0, nan, nan, nan],
        [1.0, 0.0, 2.0, nan],
        [nan, 1.0, 2.0, 5.0],
    ]
    got = pool(z)
    assert got.hotspots.tolist() == [4, 4, 3, 1]
    np.testing.assert_allclose(got.z, [2.0, 2.0, 6.0 / np.sqrt(3), nan])
    np.testing.assert_allclose(got.p[:3], stats.norm.sf([2.0, 2.0, 6.0 / np.sqrt(3)]))
    assert got.rank.tolist() == [3, 3, 1, 0]  # equals share the lower rank
    assert got.of == 3


def test_pooling_shows_a_mild_lean_that_no_hotspot_shows() -> None:
    z = np.random.default_rng(1).normal(size=(12, 100))
    z[:, 0] = 1.1
    got = pool(z)
    assert got.p[0] < 0.001
    assert got.rank[0] <= 2
    with pytest.raises(QuestionError, match="hotspots, pairs"):
        pool([1.0, 2.0])


def _two_channels(crossed: bool) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(6)
    counts = {name: rng.poisson(0.3, size=(12, 400)) for name in ("cooperation", "conflict")}
    occasions = rng.random(400) < 0.12
    for name, other in (("cooperation", "conflict"), ("conflict", "cooperation")):
        mine = occasions & (np.arange(400) % 2 == (name == "conflict"))
        counts[name][0, mine] = 1
        counts[other if crossed else name][1, mine] = 1
    return counts


@pytest.mark.parametrize(("crossed", "word"), [(False, "same channel"), (True, "crossed")])
def test_friction_is_told_from_coordination(crossed: bool, word: str) -> None:
    acting, chance = channels(_two_channels(crossed), [(0, 1), (2, 3)])
    assert acting.reading == word
    assert acting.contrast is not None
    assert (acting.contrast > 0) == (word == "same channel")
    assert chance.reading == "no difference"
    assert set(acting.z) == set(product(("cooperation", "conflict"), repeat=2))


def test_the_contrast_is_hardly_bolder_than_its_level() -> None:
    called = []
    for seed in range(16):
        counts = {str(k): random_table(10 * seed + k, 16, 200) for k in range(3)}
        told = [c.p for c in channels(counts, all_pairs(16)) if c.p is not None]
        called += [p <= 0.05 for p in told]
    assert len(called) > 500
    assert np.mean(called) <= 0.08


def test_channels_cannot_tell_without_acts_and_refuse_unlike_tables() -> None:
    counts = _two_channels(crossed=False)
    counts["conflict"][0] = 0
    one = channels(counts, [(0, 1)])[0]
    assert set(one.z) == {("cooperation", "cooperation"), ("cooperation", "conflict")}
    short = {name: c[:, :19] for name, c in counts.items()}
    assert channels(short, [(0, 1)])[0].reading == "cannot tell"
    with pytest.raises(QuestionError, match="same states and bins"):
        channels({"a": counts["conflict"], "b": counts["conflict"][:5]}, [(0, 1)])
    with pytest.raises(QuestionError, match="there must be one"):
        channels({}, [(0, 1)])
