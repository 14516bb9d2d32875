"""No question of ours ends in a fault, whatever place, pair, lake, window or format it names."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

import pytest

import sweep

RUNS = 60


def test_the_plan_lets_every_two_values_meet_in_few_runs() -> None:
    runs = sweep.plan(["a", "b", "c"])
    assert len(runs) <= sweep.MOST_RUNS
    assert len(sweep.commands()) >= 10
    columns = list(zip(*((r.command, r.place, r.pair, r.lake, r.window, r.fmt) for r in runs), strict=True))
    for one, other in combinations(columns, 2):
        assert len(set(zip(one, other, strict=True))) == len(set(one)) * len(set(other))


@pytest.mark.slow
def test_runs_drawn_by_the_day_end_well(tmp_path: Path) -> None:
    seed = datetime.now(UTC).date().toordinal()
    print(f"the runs are drawn with the seed {seed}")
    runs = random.Random(seed).sample(sweep.plan(sweep.lakes_in(tmp_path)), RUNS)
    faults = [(r, o.fault) for r in runs if (o := sweep.attempt(r, tmp_path)).fault]
    assert not faults, f"seed {seed}"
