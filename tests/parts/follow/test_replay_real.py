"""What the record of early 2019 would have told: the surge, the veto, and false alarms within the budget."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from comity.lake.store import Lake
from comity.parts.follow.alerts.replay import Replay, replay
from comity.parts.follow.alerts.wanted import Wanted

FIRST, LAST = date(2019, 1, 1), date(2019, 3, 25)


@pytest.fixture(scope="module")
def lake(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    out = Lake.open(tmp_path_factory.mktemp("lake"))
    vetoes = shared_data / "votes" / "unsc_vetoes_yordan_1946_2022.csv"
    assert out.add([shared_data / "events" / "icews_weekly", vetoes]).got > 160
    return out


@pytest.fixture(scope="module")
def told(lake: Lake) -> Replay:
    return replay(lake, Wanted("real", "CHN-RUS", 1.0), "icews", FIRST, LAST, 6)


@pytest.mark.slow
@pytest.mark.real
def test_the_january_surge_and_the_february_veto_are_told(told: Replay) -> None:
    by_kind = {(a.kind, a.hotspot): a for a in told.alerts}
    surge = by_kind["stepping-up", "venezuela"]
    assert date(2019, 1, 23) <= surge.day <= date(2019, 1, 28)
    assert (surge.told_on - surge.day).days <= 6, "as soon as it was asked"
    assert surge.why.detail.score >= surge.why.detail.threshold
    assert 1 <= surge.why.detail.likes_over_threshold < surge.why.detail.likes / 2
    assert surge.records
    assert all(r.startswith("icews:") for r in surge.records)
    veto = by_kind["first", "venezuela"]
    assert (veto.day, veto.form) == (date(2019, 2, 28), "joint-veto")
    assert len(veto.records) >= 2, "the chronicle's record and the list of vetoes"
    assert veto.why.interval is not None
    assert veto.why.value < veto.why.detail.own_a_month, "other pairs hardly ever do"
    assert len(told.alerts) <= 6


@pytest.mark.slow
@pytest.mark.real
def test_placebo_pairs_are_told_of_no_more_often_than_the_budget_says(told: Replay) -> None:
    assert sorted(told.promises) == ["2019-01", "2019-02", "2019-03"]
    assert all(p.possible for p in told.promises.values())
    met = told.rate()
    assert min(len(p) for p in told.pairs.values()) >= 40
    assert met.bound <= 1.0, "of the whole budget, with 95%"
    assert met.value <= 0.5, "and of the streams' half"
    assert met.alarms > 0


@pytest.mark.slow
@pytest.mark.real
def test_the_past_does_not_know_the_future(lake: Lake, shared_data: Path, tmp_path: Path) -> None:
    """January tells the same whether or not the lake holds what came after it."""
    files = sorted((shared_data / "events" / "icews_weekly").iterdir())
    short = Lake.open(tmp_path)
    short.add([f for f in files if f.name[:8] <= "20190131"])
    watch = Wanted("real", "CHN-RUS", 1.0, hotspots=("venezuela", "syria"), kinds=("stepping-up",))
    then, now = (replay(x, watch, "icews", FIRST, date(2019, 1, 31), 10) for x in (short, lake))
    assert then.promises == now.promises
    assert then.false == now.false
    assert then.alerts == now.alerts
    assert then.alerts
