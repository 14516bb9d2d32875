"""Co-action over hotspots and over channels."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from comity.errors import QuestionError
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
