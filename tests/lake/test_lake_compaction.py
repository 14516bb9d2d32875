"""Small files become large ones: no record changes, killed anywhere nothing is half, and it is done once."""

from __future__ import annotations

import signal
import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import lake_toy as toy
import pytest

import killed_at
from comity.errors import LakeChangedError
from comity.faces.pages import Question
from comity.lake.ingest import compaction, ingest
from comity.lake.storage import chain, sweep
from comity.lake.store import Lake
from comity.parts.desk.desk_data import DeskData
from comity.parts.desk.settings import Settings
from comity.vocabulary.group import Group

TODAY = date(2019, 2, 20)
CHILD = "import sys; from datetime import date; from comity.lake.store import Lake; "
CHILD += "Lake.open(sys.argv[1]).compact(date(2019, 2, 20))"


def add(lake: Lake, folder: Path, name: str, rows: list[str]) -> None:
    path = toy.write(folder / name, rows)
    assert lake.add([path], toy.recognise).of("added")


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """Twelve commits of January and February, an id told twice, a correction, a row that cannot be read."""
    lake = Lake.open(tmp_path / "lake")
    for n in range(6):
        rows = [toy.line(f"{n}-{k}", day=f"2019-0{1 + k % 2}-{10 + n}") for k in range(6)]
        add(lake, tmp_path / "in", f"{n}.txt", [*rows, "bad,no-day,,A,B,1,1,,"])
    again = [toy.line("2-0", day="2019-01-12", known="2019-01-25"), toy.line("x", day="2019-01-25")]
    add(lake, tmp_path / "in", "again.txt", again)
    corrected = [toy.line(f"3-{k}", day=f"2019-0{1 + k % 2}-14") for k in range(6)]
    add(lake, tmp_path / "corrected", "3.txt", corrected)
    return lake


def seen(lake: Lake) -> list[object]:
    days = (None, date(2019, 1, 20), date(2019, 1, 31))
    views = [lake.view(d) for d in days]
    return [
        *(v.table("events").to_pylist() for v in views),
        [v.fingerprint() for v in views],
        lake.rejects().to_pylist(),
        lake.status().records,
    ]


def test_no_record_changes_and_only_months_that_are_over_are_written_again(lake: Lake) -> None:
    before, parts = seen(lake), chain.read(lake.root).parts
    done = lake.compact(TODAY)
    now = chain.read(lake.root).parts
    january = [p for p in now if "201901" in p.path]
    assert done.folders == 1
    assert done.before == sum("201901" in p.path for p in parts) == 8
    assert len(january) == done.after == 2  # ids that were met twice stay apart
    assert [p for p in now if "201901" not in p.path] == [p for p in parts if "201901" not in p.path]
    assert sum(p.rows for p in now) == sum(p.rows for p in parts)
    assert seen(lake) == before
    assert lake.check(deep=True).damage == ()
    assert lake.compact(TODAY) == compaction.Compacted()
    assert lake.compact(date(2019, 3, 1)).folders == 1
    assert seen(lake) == before


def test_a_full_folder_is_written_again_although_its_month_runs(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = seen(lake)
    monkeypatch.setattr(compaction, "MANY", 4)
    assert lake.compact(date(2019, 1, 30)).folders == 3  # two months and the rejects
    assert seen(lake) == before


def test_what_comes_after_still_finds_repeats_and_corrections(lake: Lake, tmp_path: Path) -> None:
    lake.compact(TODAY)
    rows = len(lake.view().table("events"))
    add(lake, tmp_path / "later", "late.txt", [toy.line("1-0", day="2019-01-11", known="2019-02-01")])
    assert len(lake.view().table("events")) == rows
    corrected = [toy.line(f"4-{k}", day=f"2019-0{1 + k % 2}-16") for k in range(6)]
    add(lake, tmp_path / "later", "4.txt", corrected)
    days = {r["record_id"]: r["event_date"].day for r in lake.view().table("events").to_pylist()}
    assert {days[f"toy:4-{k}"] for k in range(6)} == {16}
    assert len(days) == rows
    before = seen(lake)
    lake.compact(date(2019, 3, 1))
    assert seen(lake) == before


def test_a_reader_keeps_what_it_opened_until_the_grace_is_over(
    lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, before = lake.view(), lake.view().table("events")
    lake.compact(TODAY)
    add(lake, tmp_path / "later", "new.txt", [toy.line("new", day="2019-02-19")])
    assert reader.table("events").equals(before)
    monkeypatch.setattr(sweep, "GRACE_HOURS", -1)
    lake.add([tmp_path / "later"], toy.recognise)
    assert toy.parquet(lake.root) == {p.path for p in chain.read(lake.root).parts}


KILLS = [
    ("swept", 1),
    *((p, n) for p in ("staged", "renamed") for n in (1, 2)),
    ("written", 1),
    ("committed", 1),
]


@pytest.mark.parametrize(("point", "nth"), KILLS)
def test_killed_anywhere_nothing_is_lost_or_twice(
    lake: Lake, point: str, nth: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = seen(lake)
    told = subprocess.run(killed_at.command(f"{point}:{nth}", "-c", CHILD, str(lake.root)), check=False)
    assert told.returncode == -signal.SIGKILL
    assert seen(lake) == before
    assert lake.compact(TODAY).folders == 1  # a commit for those that share ids, one for the others
    assert lake.compact(TODAY) == compaction.Compacted()
    assert seen(lake) == before
    monkeypatch.setattr(sweep, "GRACE_HOURS", -1)
    ingest.add(lake.root, [], toy.recognise)
    assert toy.parquet(lake.root) == {p.path for p in chain.read(lake.root).parts}


def test_a_desk_that_idled_over_a_compaction_does_not_ask_files_that_are_swept_since(lake: Lake) -> None:
    desk_data = DeskData(Settings(lake.root, "CHN-RUS"))
    asked = Question(Group.parse("CHN-RUS"))
    before, version = desk_data.watch(asked).view, desk_data.edition.version()
    lake.compact(TODAY)
    held = chain.read(lake.root)
    sweep.sweep(held, datetime.now(UTC) + timedelta(days=2))
    desk_data.edition.refresh()
    after = desk_data.watch(asked)
    assert desk_data.edition.version() == version  # the data are the same: no page is told to load again
    with pytest.raises(LakeChangedError, match="ask again"):
        before.table("events")
    assert after.view.table("events").num_rows
    assert desk_data.watch(asked) is after
