"""Co-action on the real daily ICEWS files: twelve targets, daily bins."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from coaction_tables import all_pairs
from scipy import stats

from comity.measures.coaction import statistic
from comity.measures.coaction.pairwise import pair_table
from comity.measures.coaction.pooling import pool
from comity.records import details

pytestmark = [pytest.mark.real, pytest.mark.slow]

TARGETS = (
    "Syria",
    "Iran",
    "Venezuela",
    "North Korea",
    "Afghanistan",
    "Ukraine",
    "Israel",
    "Iraq",
    "Yemen",
    "Occupied Palestinian Territory",
    "Turkey",
    "Pakistan",
)
FIRST, DAYS = pd.Timestamp("2018-10-04"), 172
COLUMNS = ["Event Date", "Source Country", "Target Country", "CAMEO Code"]
Table = tuple[list[str], np.ndarray]


@pytest.fixture(scope="module")
def tables(shared_data: Path) -> dict[str, Table]:
    """Target -> (names, counts (states, days)); an act is one (source, target, code, day)."""
    parts = []
    for path in sorted((shared_data / "events" / "icews_weekly").glob("*.zip")):
        with zipfile.ZipFile(path) as archive, archive.open(archive.namelist()[0]) as file:
            parts.append(pd.read_csv(file, sep="\t", dtype=str, usecols=COLUMNS, quoting=3))
    acts = pd.concat(parts).dropna().drop_duplicates()
    acts = acts[acts["Source Country"] != acts["Target Country"]]
    day = (pd.to_datetime(acts["Event Date"]) - FIRST).dt.days
    acts = acts.assign(day=day)[(day >= 0) & (day < DAYS)]
    out = {}
    for target in TARGETS:
        toward = acts[acts["Target Country"] == target]
        counts = pd.crosstab(toward["Source Country"], toward["day"])
        counts = counts.reindex(columns=range(DAYS), fill_value=0)
        out[target] = (list(counts.index), counts.to_numpy())
    return out


def _p_values(tables: Iterator[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    joint, beyond = [], []
    for counts in tables:
        table = pair_table(counts)
        pairs = all_pairs(len(counts))
        pairs = pairs[table.usable(pairs)]
        if len(pairs):
            joint.append(stats.norm.sf(table.calibrated(pairs, group=False)))
            beyond.append(stats.norm.sf(table.calibrated(pairs, group=True)))
    return np.concatenate(joint), np.concatenate(beyond)


def test_about_one_in_twenty_pairs_is_called_at_five_percent(tables: dict[str, Table]) -> None:
    for p in _p_values(counts for _, counts in tables.values()):
        assert len(p) > 500
        assert 0.03 <= (p <= 0.05).mean() <= 0.08


def test_shuffled_days_call_no_more_than_they_should(tables: dict[str, Table]) -> None:
    rng = np.random.default_rng(1)
    rates, survived = [], 0
    for _ in range(22):
        shuffled = (np.stack([rng.permutation(row) for row in c]) for _, c in tables.values())
        both = _p_values(shuffled)
        rates.append([[(p <= level).mean() for level in (0.05, 0.01)] for p in both])
        survived += stats.false_discovery_control(both[1]).min() <= 0.1
    for at_five, at_one in np.mean(rates, axis=0):
        assert at_five <= 0.06
        assert at_one <= 0.015
    assert survived <= 3


def test_well_known_partners_survive_everything_looked_at(tables: dict[str, Table]) -> None:
    """Russia and Turkey toward Iran: the Astana format met in these months."""
    family, where = [], {}
    for target, (names, counts) in tables.items():
        pairs = all_pairs(len(names))
        for answer in statistic.assess(counts, pairs, bins_a_year=365.25):
            if answer.joint is not None:
                where[target, names[answer.pair[0]], names[answer.pair[1]]] = len(family)
                family.append(answer.joint.p)
    q = stats.false_discovery_control(family)
    assert q[where["Iran", "Russian Federation", "Turkey"]] <= 0.05


def test_china_and_russia_lean_together_nowhere_provably(tables: dict[str, Table]) -> None:
    pair = ("China", "Russian Federation")
    hotspots: dict[tuple[str, str], dict[str, float]] = {}
    for target, (names, counts) in tables.items():
        for answer in statistic.assess(counts, all_pairs(len(names)), bins_a_year=365.25):
            if answer.joint is not None:
                named = (names[answer.pair[0]], names[answer.pair[1]])
                hotspots.setdefault(named, {})[target] = answer.joint.z
                if named == pair:
                    assert answer.verdict in (details.NOT_SHOWN, details.LITTLE_OR_NOTHING)
                    assert answer.beyond is not None
                    assert answer.joint.q > 0.05
                    assert answer.beyond.q > 0.05
    assert "Venezuela" in hotspots[pair]
    keys = list(hotspots)
    pooled = pool([[hotspots[k].get(t, np.nan) for k in keys] for t in TARGETS])
    at = keys.index(pair)
    assert 0.5 < pooled.z[at] < 3.0
    assert pooled.rank[at] <= 0.2 * pooled.of
