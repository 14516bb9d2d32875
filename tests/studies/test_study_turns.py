"""Dated turns: the list as registered, the rule on made-up positions, and the score on the published ones."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest

from comity.sources.base import SourceFile
from comity.sources.registry import get
from comity.vocabulary import states
from studies import turns
from studies.turns import CLOSER, FURTHER, Turn


def test_the_list_has_its_pairs_years_directions_and_sources() -> None:
    listed = turns.listed()
    assert len(listed) == 52
    assert len({(t.pair, t.year) for t in listed}) == len(listed)
    for t in listed:
        assert t.pair == tuple(sorted(t.pair))
        assert set(t.pair) <= set(states.all_states())
        assert 1946 <= t.year <= 2025
        assert t.direction in (CLOSER, FURTHER)
        assert t.what
        assert t.source


def world(seed: int) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Forty states that stay where they are; the first comes near the second in 1990, and leaves in 2005."""
    rng = np.random.default_rng(seed)
    years = np.arange(1970, 2021)
    points = rng.normal(0, 1.5, (40, 1)) + rng.normal(0, 0.05, (40, len(years)))
    points[0] = 2 + rng.normal(0, 0.05, len(years))
    points[1] = -1 + rng.normal(0, 0.05, len(years))
    points[0, (years >= 1990) & (years < 2005)] -= 2.5
    return [f"S{k:02}" for k in range(40)], years, points


def test_turns_are_found_where_they_were_made_and_nowhere_else() -> None:
    made = [Turn(("S00", "S01"), 1990, CLOSER), Turn(("S00", "S01"), 2005, FURTHER)]
    wrong = [Turn(("S00", "S01"), 1998, CLOSER), Turn(("S00", "S01"), 1990, FURTHER)]
    outside = [Turn(("S00", "S01"), 1971, CLOSER), Turn(("S00", "XXX"), 1990, CLOSER)]
    score = turns.of_positions([*made, *wrong, *outside], *world(1))
    assert list(score.hits) == made
    assert list(score.missed) == wrong
    assert list(score.untold) == outside
    assert score.on_the_list >= 2
    assert score.by_chance < 0.35


def test_the_score_on_the_published_positions_is_the_one_told(shared_data: Path) -> None:
    """Found 13 of the 49 that can be told, where chance finds one in twenty: as docs/methods.md says."""
    path = shared_data.parent / "data_2026/votes/IdealpointsJuly2025.dta"
    file = SourceFile(path.name, path.name, "0" * 16, partial(path.open, "rb"))
    (batch,) = get("unga_ideal_points_stata").read(file)
    rows = [r for r in batch.tables["flows"].to_pylist() if r["measure"] == "ideal-point"]
    codes = sorted({r["sender"] for r in rows})
    years = np.arange(1946, max(r["date_from"].year for r in rows) + 1)
    points = np.full((len(codes), len(years)), np.nan)
    for r in rows:
        points[codes.index(r["sender"]), r["date_from"].year - 1946] = r["value"]
    score = turns.of_positions(turns.listed(), codes, years, points)
    assert (len(score.hits), len(score.missed), len(score.untold)) == (13, 36, 3)
    assert score.by_chance == pytest.approx(0.05, abs=0.01)
    assert (score.on_the_list, len(score.detected)) == (13, 152)
