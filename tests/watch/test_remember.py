"""What is kept beside the lake: the same bytes with and without it, never of other data, code or method."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from comity import Watch
from comity.faces.cli.watch import as_json
from comity.lake.storage import derived
from comity.lake.store import Lake
from comity.measures.coaction import statistic
from comity.records.finding import Finding, Interval, PlaceboRank
from comity.watch import answer_cache
from comity.watch.answer_cache import Memory, made, plain


def never() -> Any:
    raise AssertionError("computed anew")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "lake").mkdir()
    return tmp_path / "lake"


FOUND = Finding(
    "How many?",
    0.1 + 0.2,
    "acts",
    "none: a count",
    3,
    "toy/1",
    Interval(0.0, 1.0),
    PlaceboRank(1, 20, "x"),
    ("a:1", "b:2"),
    2,
    detail={"p": 1e-300, "by": {1: date(2020, 1, 2)}, "pair": ("A", "B"), "z": [1.5, None]},
)


def test_an_answer_comes_back_as_it_was() -> None:
    told = {"x": [FOUND, replace(FOUND, value="word")], "y": (None, True, -0.0)}
    back = made(json.loads(json.dumps(plain(told))))
    assert back == told
    assert isinstance(back["y"], tuple)
    assert type(back["x"][0].detail["by"][1]) is date
    assert plain(np.float64(0.25)) == 0.25


def test_the_second_time_nothing_is_computed(root: Path) -> None:
    assert Memory(root, "q").once("part", lambda: [FOUND]) == [FOUND]
    assert Memory(root, "q").once("part", never) == [FOUND]
    with pytest.raises(AssertionError):
        Memory(root, "q").once("other part", never)
    with pytest.raises(AssertionError):
        Memory(root, "other q").once("part", never)


def test_a_damaged_file_is_ignored_and_written_anew(root: Path) -> None:
    Memory(root, "q").once("part", lambda: [FOUND])
    (path,) = (root / derived.FOLDER).glob("*.json")
    whole = path.read_bytes()
    for bad in (b"", b"{}", whole[:-7], whole.replace(b"toy/1", b"toy/2"), os.urandom(50)):
        path.write_bytes(bad)
        assert Memory(root, "q").once("part", lambda: [FOUND]) == [FOUND]
        assert path.read_bytes() == whole
    forged = b'{"is":"Path","with":{}}'
    path.write_bytes(derived.sealed(forged))
    assert Memory(root, "q").once("part", lambda: [FOUND]) == [FOUND]


def test_another_version_of_a_method_misses(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Memory(root, "q").once("part", lambda: 1)
    monkeypatch.setattr(statistic, "METHOD", "coaction/next")
    assert Memory(root, "q").once("part", lambda: 2) == 2


def test_other_code_misses(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Memory(root, "q").once("part", lambda: 1)
    monkeypatch.setattr(answer_cache, "code", lambda: "changed")
    assert Memory(root, "q").once("part", lambda: 2) == 2


def test_what_cannot_be_written_is_answered_all_the_same(tmp_path: Path) -> None:
    gone = tmp_path / "nowhere"
    assert Memory(gone, "q").once("part", lambda: 1) == 1
    assert not gone.exists(), "asking makes no lake"
    closed = tmp_path / "closed"
    closed.mkdir()
    (closed / derived.FOLDER).write_text("a file where the folder would be")
    assert Memory(closed, "q").once("part", lambda: 1) == 1


def test_the_oldest_go_when_there_are_too_many(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(derived, "MOST", 3)
    for k in range(6):
        Memory(root, "q").once(f"part {k}", lambda k=k: k)
        for age, path in enumerate(sorted((root / derived.FOLDER).iterdir(), key=os.path.getmtime)):
            os.utime(path, ns=(age, age))
    assert len(list((root / derived.FOLDER).iterdir())) == 3
    assert Memory(root, "q").once("part 5", never) == 5


def test_a_watch_says_the_same_bytes_with_and_without_it(root: Path) -> None:
    def said() -> str:
        watch = Watch("CHN", "RUS", lake=root)
        pictures = [plain(watch.picture(h)) for h in ("venezuela", "ukraine")]
        series = [plain(watch.series("syria", b)) for b in ("year", "month")]
        return json.dumps([as_json(watch), pictures, series], default=str)

    first = said()
    assert list((root / derived.FOLDER).glob("*.json"))
    assert said() == first
    day = date(2019, 3, 1)
    then = Watch("CHN", "RUS", lake=root, as_of=day)
    assert then.data_to <= day
    assert all(o.first <= day for o in then.records["venezuela"].occurrences)


def test_what_is_added_to_the_lake_is_seen_at_once(root: Path, tmp_path: Path) -> None:
    before = Watch("CHN", "RUS", lake=root)
    assert len(before.records["arctic"].together) > 0
    news = {
        "id": "1",
        "date": "2026-05-10",
        "text": "China and Russia hold a joint naval exercise in the Arctic.",
    }
    (tmp_path / "news.jsonl").write_text(json.dumps(news) + "\n")
    Lake.open(root).add(tmp_path / "news.jsonl")
    after = Watch("CHN", "RUS", lake=root)
    assert after.view.fingerprint() != before.view.fingerprint()
    assert len(after.acts) > len(before.acts)
    assert len(after.records["arctic"].occurrences) >= len(before.records["arctic"].occurrences)
    assert Lake.open(root).verify() > 0
