"""The bars of co-action and timing, in made-up worlds."""

from __future__ import annotations

import numpy as np
import pytest

from comity.measures.coaction import power
from comity.measures.coaction.pairwise import pair_table
from studies import coaction as vc
from studies.worlds import plant


@pytest.mark.slow
def test_the_short_form_holds_its_bars() -> None:
    rows = vc.quick()
    assert {r.measure for r in rows} == {"joint", "beyond_group", "apart", "lead_z", "event_synchronisation"}
    assert [r for r in rows if not r.holds] == []


def test_the_weakest_share_is_about_as_weak_as_worlds_say() -> None:
    """Planted at the share said to be seen 80% of the time, joint sees it 50 to 95% of the time."""
    seen = []
    for seed in range(6):
        counts, pairs = next(vc._planted("uneven", 1, seed, 0.0))
        rng = np.random.default_rng(seed)
        active = (counts[pairs] > 0).sum(axis=2)
        shares = power.weakest_share(active, counts.shape[1])
        for (i, j), share in zip(pairs.tolist(), shares, strict=True):
            if not np.isnan(share):
                counts = plant(counts, (i, j), float(share), rng)
        seen += list(pair_table(counts).calibrated(pairs[~np.isnan(shares)], group=False) > 1.645)
    assert 0.5 <= np.mean(seen) <= 0.95
