"""Shipped readings: current, marked, refused when their method moves on, and true to the records."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from comity.lake.store import Lake
from comity.measures.votes import excess
from comity.records.finding import Finding
from comity.vocabulary.group import Group
from comity.watch import Watch
from comity.watch.questions import shipped as readings

ROOT = Path(__file__).resolve().parents[2]
PAIR = "CHN-RUS"


def every(reading: readings.ShippedReading) -> list[Finding]:
    spots = [f for told in reading.by_hotspot.values() for found in told.values() for f in found]
    return [*reading.votes, *reading.vetoes, *reading.pooled, *reading.excess, *spots]


def test_every_shipped_finding_is_of_a_current_method_and_marked() -> None:
    reading = readings.shipped()[PAIR]
    assert reading.refused == 0, "a method moved on: run tools/readings.py"
    found = every(reading)
    assert len(found) > 100
    assert all(f.shipped == reading.made for f in found)
    assert all(len(f.records) <= readings.SAMPLE for f in found)


def test_a_reading_of_another_method_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / "src" / "comity" / readings.FILE).read_text("utf-8")
    monkeypatch.setattr(readings, "METHODS", readings.METHODS - {"coaction/1"})
    reading = readings.parse(PAIR, json.loads(text)[PAIR])
    assert reading.refused > 0
    assert not reading.pooled
    assert not any(told["timing"] for told in reading.by_hotspot.values())
    assert reading.votes


def test_the_plain_words_are_those_of_the_study() -> None:
    """Stepped up after 2014, carried by nuclear weapons, not by the Middle East; 14 joint vetoes."""
    reading = readings.shipped()[PAIR]
    words = {f.question: f.value for f in reading.excess if isinstance(f.value, str)}
    whole = "Did China and Russia vote alike more than their positions say"
    assert words[f"{whole}, 2014 to 2020?"] == excess.BEYOND
    assert words[f"{whole} on nuclear weapons, 2014 to 2020?"] == excess.BEYOND
    assert excess.BEYOND not in [v for q, v in words.items() if "Middle East" in q]
    assert excess.BEYOND not in [v for q, v in words.items() if "2000 to 2006" in q]
    assert reading.vetoes[0].value == 14
    timing = {str(f.value) for told in reading.by_hotspot.values() for f in told["timing"] if f.known}
    assert timing == {"no more than shared circumstance"}


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("readings_tool", ROOT / "tools" / "readings.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    return tool


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, dict):
        return isinstance(b, dict) and a.keys() == b.keys() and all(_same(a[k], b[k]) for k in a)
    if isinstance(a, list):
        return isinstance(b, list) and len(a) == len(b) and all(map(_same, a, b))
    if isinstance(a, float) or isinstance(b, float):
        return bool(a == pytest.approx(b, rel=1e-6, abs=1e-9))
    return bool(a == b)


@pytest.mark.real
@pytest.mark.slow
def test_the_figures_are_those_of_the_records(shared_data: Path, tmp_path: Path) -> None:
    tool = _tool()
    lake = Lake.open(tmp_path / "lake")
    lake.add([shared_data / name for name in tool.READ])
    shipped = json.loads((ROOT / "src" / "comity" / readings.FILE).read_text("utf-8"))[PAIR]
    fresh = readings.plain(tool.take(lake, Group.parse(PAIR), models=False))
    fresh = json.loads(json.dumps(fresh))
    assert fresh["files"] == shipped["files"]
    for part in ("votes", "vetoes", "pooled", "by_hotspot"):
        assert _same(fresh[part], shipped[part]), part
    own = Watch("CHN", "RUS", lake=lake)
    assert not any(f.shipped for v in own.verdicts for f in (*v.votes, *v.timing, *v.vetoes))
