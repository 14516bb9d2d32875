"""The figures of the page are what the code says, and a named pair can be asked through the watch."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from comity import Watch
from comity.parts.outlook.forecast import fans
from comity.vocabulary.group import Group

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.slow
def test_the_replayed_figures_are_written_from_the_code():
    words = [sys.executable, "-m", "studies.outlook_page", "--check"]
    out = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert out.returncode == 0, out.stderr


def test_the_watch_tells_what_next_with_its_track(tmp_path):
    told = Watch("CHN", "RUS", lake=tmp_path).outlook.forecast("iran")
    assert [f.detail.months for f in told] == [1, 3, 6]
    assert all(f.interval.level == 0.8 and f.detail.track.n > 100 for f in told)
    assert all(f.records_total == len(f.records) > 0 for f in told)


def test_a_fan_widens_and_carries_past_forecasts_beside_what_came(tmp_path):
    watch = Watch("CHN", "RUS", lake=tmp_path)
    (fan,) = fans.fans(watch.view, Group.parse("CHN-RUS"), "iran")
    assert len(fan.months) == len(fan.quantiles) == 6
    assert all(list(q) == sorted(q) for q in fan.quantiles)
    assert len(fan.past) == fans.SHOWN
    assert all(p.low <= p.middle <= p.high and p.came >= 0 for p in fan.past)
    assert fan.past[-1].month < fan.months[0]


def test_a_fan_of_a_day_is_the_fan_of_that_day(tmp_path):
    early = Watch("CHN", "RUS", lake=tmp_path, as_of=date(2015, 6, 30))
    (fan,) = fans.fans(early.view, Group.parse("CHN-RUS"), "iran")
    assert fan.months[0] == date(2015, 7, 1)


def test_the_record_read_by_itself_is_that_of_the_verdicts(tmp_path):
    one, other = (Watch("CHN", "RUS", lake=tmp_path / "none") for _ in range(2))
    read = one.record.by_hotspot
    assert "verdicts" not in vars(one)  # no verdict was made for it
    assert read == {v.hotspot: v.record for v in other.verdicts}
