"""The cache: the same bytes with and without it, never of other data, code or libraries, bounded in bytes."""

from __future__ import annotations

import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from comity import Watch
from comity.errors import QuestionError
from comity.faces.cli.watch import make_json
from comity.lake.query import review_queue
from comity.lake.storage import derived
from comity.lake.store import Lake
from comity.records.details import SessionAgreementDetail
from comity.records.finding import Finding, Interval, PlaceboRank
from comity.records.kinds import Kind, Subject
from comity.watch import answer_cache
from comity.watch.answer_cache import AnswerCache, decode, encode, size_of


def never() -> Any:
    raise AssertionError("computed anew")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "lake").mkdir()
    return tmp_path / "lake"


FOUND = Finding(
    Kind.FORECAST_COUNT,
    Subject(states=("A", "B"), topic="acts", span="May"),
    0.1 + 0.2,
    "acts",
    "none: a count",
    3,
    "toy/1",
    Interval(0.0, 1.0),
    PlaceboRank(1, 20, "x"),
    ("a:1", "b:2"),
    2,
    detail=SessionAgreementDetail(
        index="kappa", session=1, year=2020, band=(1e-300, 0.5, 1.0), band_anew=(), rank_anew=1, of_anew=2
    ),
)


KEY = ("data", "question")


def test_an_answer_comes_back_as_it_was() -> None:
    answer = {"x": [FOUND, replace(FOUND, value="word")], "y": (None, True, -0.0), "z": {1: date(2020, 1, 2)}}
    back = decode(json.loads(json.dumps(encode(answer))))
    assert back == answer
    assert isinstance(back["y"], tuple)
    assert back["x"][0].kind is Kind.FORECAST_COUNT
    assert type(back["x"][0].detail) is SessionAgreementDetail
    assert type(back["z"][1]) is date
    assert encode(np.float64(0.25)) == 0.25


def test_the_second_time_nothing_is_computed(root: Path) -> None:
    assert AnswerCache(root).answer(KEY, lambda: [FOUND]) == [FOUND]
    assert AnswerCache(root).ready(KEY)
    assert AnswerCache(root).answer(KEY, never) == [FOUND]
    for other in (("data", "other question"), ("other data", "question")):
        assert not AnswerCache(root).ready(other)
        with pytest.raises(AssertionError):
            AnswerCache(root).answer(other, never)


def test_a_table_stays_in_memory(root: Path) -> None:
    cache = AnswerCache(root)
    table = pa.table({"x": [1]})
    assert cache.table(KEY, lambda: table) is cache.table(KEY, never) is table
    assert not (root / derived.FOLDER).exists()
    assert AnswerCache().answer(KEY, lambda: 1) == 1, "without a lake nothing is kept on disk"


def test_none_is_an_answer_too(root: Path) -> None:
    assert AnswerCache(root).answer(KEY, lambda: None) is None
    assert AnswerCache(root).answer(KEY, never) is None


def test_a_damaged_file_is_ignored_and_written_anew(root: Path) -> None:
    AnswerCache(root).answer(KEY, lambda: [FOUND])
    (path,) = (root / derived.FOLDER).glob("*.json")
    whole = path.read_bytes()
    for bad in (b"", b"{}", whole[:-7], whole.replace(b"toy/1", b"toy/2"), os.urandom(50)):
        path.write_bytes(bad)
        assert AnswerCache(root).answer(KEY, lambda: [FOUND]) == [FOUND]
        assert path.read_bytes() == whole


@pytest.mark.parametrize(
    "class_",
    ["pathlib:Path", "comity.lake.store:Lake.open", "comity.nowhere:X", "comity.errors:QuestionError", "os"],
)
def test_only_dataclasses_and_enums_of_the_package_are_made(root: Path, class_: str) -> None:
    AnswerCache(root).answer(KEY, lambda: [FOUND])
    (path,) = (root / derived.FOLDER).glob("*.json")
    path.write_bytes(derived.seal(json.dumps({"is": class_, "with": {}}).encode()))
    assert AnswerCache(root).answer(KEY, lambda: [FOUND]) == [FOUND]


def test_other_code_misses(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    AnswerCache(root).answer(KEY, lambda: 1)
    monkeypatch.setattr(answer_cache, "code", lambda: "changed")
    assert AnswerCache(root).answer(KEY, lambda: 2) == 2


@pytest.mark.parametrize("library", ["numpy", "scipy"])
def test_another_version_of_a_library_misses(
    root: Path, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    AnswerCache(root).answer(KEY, lambda: 1)
    version = metadata.version

    def upgraded(name: str) -> str:
        return "999.0" if name == library else version(name)

    answer_cache.libraries.cache_clear()
    monkeypatch.setattr(metadata, "version", upgraded)
    try:
        assert AnswerCache(root).answer(KEY, lambda: 2) == 2
    finally:
        answer_cache.libraries.cache_clear()


def test_where_there_is_no_lake_answers_are_kept_in_the_users_cache_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    gone = tmp_path / "nowhere"
    assert AnswerCache(gone).answer(KEY, lambda: 1) == 1
    assert AnswerCache(gone).ready(KEY)
    assert AnswerCache(gone).answer(KEY, never) == 1
    assert len(list((tmp_path / "cache" / "comity" / derived.FOLDER).iterdir())) == 1
    assert not gone.exists(), "asking makes no lake"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache" / "comity" / derived.FOLDER / "a file"))
    (tmp_path / "cache" / "comity" / derived.FOLDER / "a file").touch()
    assert AnswerCache(gone).answer(KEY, lambda: 2) == 2


def test_what_cannot_be_written_is_answered_all_the_same(tmp_path: Path) -> None:
    gone = tmp_path / "nowhere"
    assert AnswerCache(gone).answer(KEY, lambda: 1) == 1
    assert not gone.exists(), "asking makes no lake"
    closed = tmp_path / "closed"
    closed.mkdir()
    (closed / derived.FOLDER).write_text("a file where the folder would be")
    assert AnswerCache(closed).answer(KEY, lambda: 1) == 1


def test_the_oldest_files_go_when_there_are_too_many(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(derived, "MOST", 3)
    for k in range(6):
        AnswerCache(root).answer(("data", f"question {k}"), lambda k=k: k)
        for age, path in enumerate(sorted((root / derived.FOLDER).iterdir(), key=os.path.getmtime)):
            os.utime(path, ns=(age, age))
    assert len(list((root / derived.FOLDER).iterdir())) == 3
    assert AnswerCache(root).answer(("data", "question 5"), never) == 5


def test_memory_is_bounded_in_bytes_and_what_was_used_last_stays() -> None:
    array = np.zeros(1000, dtype=np.int64)
    cache = AnswerCache(most=3 * array.nbytes)
    for k in range(3):
        cache.table(("data", str(k)), array.copy)
    cache.table(("data", "0"), never)
    cache.table(("data", "3"), array.copy)
    assert cache.bytes == 3 * array.nbytes
    assert [cache.ready(("data", str(k))) for k in range(4)] == [True, False, True, True]
    cache.table(("data", "huge"), lambda: np.zeros(10_000))
    assert [cache.ready(("data", str(k))) for k in range(4)] == [False] * 4
    cache.table(("data", "huge"), never), "the newest stays, however large"


def test_the_size_of_a_value_grows_with_what_it_holds() -> None:
    one = size_of([FOUND])
    assert one > 500
    assert size_of([FOUND] * 1000) == pytest.approx(1000 * one, rel=0.1)
    assert size_of({"a": FOUND}) > size_of({})
    assert size_of(pa.table({"x": list(range(1000))})) == 8000


def test_a_value_is_computed_once_whoever_asks_and_a_failure_is_not_kept() -> None:
    cache, computed = AnswerCache(), list[int]()

    def compute() -> int:
        computed.append(1)
        time.sleep(0.05)
        if len(computed) == 1:
            raise QuestionError("not yet")
        return 7

    with pytest.raises(QuestionError):
        cache.table(KEY, compute)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda _: cache.table(KEY, compute), range(8))) == [7] * 8
    assert len(computed) == 2


def test_a_watch_says_the_same_bytes_with_and_without_it(root: Path) -> None:
    def said() -> str:
        watch = Watch("CHN", "RUS", lake=root)
        pictures = [encode(watch.picture(h)) for h in ("venezuela", "ukraine")]
        series = [encode(watch.series("syria", b)) for b in ("year", "month")]
        return json.dumps([make_json(watch), pictures, series], default=str)

    first = said()
    assert list((root / derived.FOLDER).glob("*.json"))
    assert said() == first
    day = date(2019, 3, 1)
    then = Watch("CHN", "RUS", lake=root, as_of=day)
    assert then.data_to <= day
    assert all(o.first <= day for o in then.record.by_hotspot["venezuela"].occurrences)


def test_what_is_added_to_the_lake_is_seen_at_once(root: Path, tmp_path: Path) -> None:
    before = Watch("CHN", "RUS", lake=root)
    assert len(before.record.by_hotspot["arctic"].together) > 0
    news = {
        "id": "1",
        "date": "2026-05-10",
        "text": "China and Russia hold a joint naval exercise in the Arctic.",
    }
    (tmp_path / "news.jsonl").write_text(json.dumps(news) + "\n")
    Lake.open(root).add(tmp_path / "news.jsonl")
    after = Watch("CHN", "RUS", lake=root)
    assert after.view.fingerprint() != before.view.fingerprint()
    assert len(after.view.unreviewed_acts()) > len(before.view.unreviewed_acts())
    (read,) = [a["record_id"] for a in Lake.open(root).view().coded_acts()]
    assert read in {x.record_id for x in after.why("arctic")} - {x.record_id for x in before.why("arctic")}
    assert len(after.record.acts) == len(before.record.acts), "nobody reviewed it"
    review_queue.decide(Lake.open(root).view(), read, "Ada", "accept")
    after = Watch("CHN", "RUS", lake=root)
    assert len(after.record.acts) > len(before.record.acts)
    assert len(after.record.by_hotspot["arctic"].occurrences) >= len(
        before.record.by_hotspot["arctic"].occurrences
    )
    assert Lake.open(root).check(deep=True).damage == ()
