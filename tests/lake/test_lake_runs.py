"""Files read ahead in runs give what the same files give one by one, whatever is met twice or goes wrong."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

import pyarrow as pa
import pytest

from comity.lake.ingest import read_ahead, stage
from comity.lake.ingest.receipt import Receipt
from comity.lake.store import Lake
from comity.records.schemas import EVENT
from comity.sources import registry
from comity.sources.base import Sample, SourceFile, Together


@pytest.fixture
def folder(tmp_path: Path, synthetic: ModuleType) -> Path:
    """Files some of which are met twice: beside each other, far apart, within one zip, and in doubt."""
    where = tmp_path / "in"
    where.mkdir()
    sound = [synthetic.content(n, seed=5, rows=60) for n in range(4)]
    dirty = synthetic.content(4, seed=5, rows=60, dirt=synthetic.Dirt(dirty=0.1))
    twice = sound[2] + sound[2].split(b"\n")[7] + b"\n"
    files = {
        "a.csv": sound[0],
        "b.csv": dirty,
        "c.csv": sound[1],
        "d.csv": twice,
        "e.csv": sound[1],
        "f.csv": b"",
        "h.csv": sound[0],
        "i.csv": dirty,
        "j.csv": sound[3],
    }
    for name, data in files.items():
        (where / name).write_bytes(data)
    for name, inside in {"g.zip": sound[2:] + sound[2:], "k.zip": sound[:1]}.items():
        with zipfile.ZipFile(where / name, "w", zipfile.ZIP_DEFLATED) as out:
            for n, data in enumerate(inside):
                out.writestr(f"{n}.csv", data)
    return where


def added(root: Path, folder: Path, **settings: int) -> tuple[Receipt, pa.Table, Lake]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings.items():
            patch.setattr(stage if name == "GATHER_BYTES" else read_ahead, name, value)
        lake = Lake.open(root)
        receipt = lake.add([folder])
    assert not list((root / "staging").iterdir())
    return receipt, lake.view().table("events"), lake


@pytest.mark.parametrize(
    "settings",
    [
        {"RUN_FILES": 1},
        {"RUN_FILES": 2},
        {"RUN_FILES": 3},
        {"RUN_FILES": 32},
        {"TOGETHER_BYTES": 50_000},
        {"RUN_FILES": 4, "GATHER_BYTES": 0},
    ],
)
def test_runs_give_what_one_by_one_gives(tmp_path: Path, folder: Path, settings: dict[str, int]) -> None:
    alone, rows, _ = added(tmp_path / "alone", folder, SMALL_BYTES=-1)
    fates = {x.place: x.status for x in alone.lines}
    assert [fates[f"in/g.zip!{n}.csv"] for n in range(4)] == ["added", "added", "held", "held"]
    assert fates["in/e.csv"] == fates["in/k.zip!0.csv"] == "held"
    receipt, same, lake = added(tmp_path / "runs", folder, **settings)
    assert receipt == alone
    assert same.equals(rows)
    again = lake.add([folder])
    assert again.rows["seen"] == 0
    assert {x.status for x in again.lines} == {"held", "damaged"}


def test_accounts_are_those_of_files_read_alone(tmp_path: Path, folder: Path) -> None:
    _, _, one = added(tmp_path / "alone", folder, SMALL_BYTES=-1)
    _, _, two = added(tmp_path / "runs", folder)
    assert list(one.view().files.values()) == list(two.view().files.values())
    assert any(f.set_aside == {"repeat": 1} for f in two.view().files.values())


def test_two_folders_of_one_name_do_not_write_over_each_other(
    tmp_path: Path, synthetic: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(2):
        (tmp_path / str(n) / "in").mkdir(parents=True)
        (tmp_path / str(n) / "in" / "a.csv").write_bytes(synthetic.content(n, rows=30))
    monkeypatch.setattr(stage, "GATHER_BYTES", 0)  # all is written as soon as it is read
    monkeypatch.setattr(read_ahead, "RUN_FILES", 1)
    lake = Lake.open(tmp_path / "lake")
    lake.add([tmp_path / "0" / "in", tmp_path / "1" / "in"])
    assert lake.view().table("events").num_rows == 60


def swap(told: Together) -> None:
    ids = told.events["file_id"].to_pylist()
    at = told.events.schema.get_field_index("file_id")
    told.events = told.events.set_column(at, EVENT.field("file_id"), pa.array(ids[::-1]))


def lose(told: Together) -> None:
    told.portions[0].row_count += 1


def blank(told: Together) -> None:
    at = told.events.schema.get_field_index("code")
    told.events = told.events.set_column(at, EVENT.field("code"), pa.nulls(told.events.num_rows, pa.string()))


def misname(told: Together) -> None:
    at = told.events.schema.get_field_index("source")
    told.events = told.events.set_column(
        at, EVENT.field("source"), pa.array(["gdelt1"] * told.events.num_rows)
    )


class Broken:
    """GDELT's reader, its reading of many files spoilt."""

    def __init__(self, spoil: Callable[[Together], None]) -> None:
        self.source, self.spoil, self.card = registry.get("gdelt2"), spoil, registry.get("gdelt2").card
        self.read, self.asked = self.source.read, 0

    def recognises(self, sample: Sample) -> bool:
        return self.source.recognises(sample)

    def read_many(self, files: Sequence[SourceFile]) -> Together:
        self.asked += 1
        told = self.source.read_many(files)
        self.spoil(told)
        return told


@pytest.mark.parametrize("spoil", [swap, lose, blank, misname])
def test_a_promise_broken_of_many_is_kept_of_each_alone(
    tmp_path: Path, folder: Path, spoil: Callable[[Together], None]
) -> None:
    _, rows, _ = added(tmp_path / "alone", folder, SMALL_BYTES=-1)
    broken, lake = Broken(spoil), Lake.open(tmp_path / "broken")
    receipt = lake.add([folder], lambda _: broken)
    assert broken.asked
    assert receipt.balances
    assert lake.view().table("events").equals(rows)


def test_a_file_that_changes_while_a_run_is_read_is_not_taken(tmp_path: Path, synthetic: ModuleType) -> None:
    (tmp_path / "in").mkdir()
    for n in range(3):
        (tmp_path / "in" / f"{n}.csv").write_bytes(synthetic.content(n, rows=20))

    def meanwhile(told: Together) -> None:
        with (tmp_path / "in" / "1.csv").open("ab") as out:
            out.write(b"more\n")

    broken = Broken(meanwhile)
    receipt = Lake.open(tmp_path / "lake").add([tmp_path / "in"], lambda _: broken)
    assert [x.status for x in receipt.lines] == ["added", "damaged", "added"]
    assert "changed while it was read" in receipt.lines[1].reason
    assert Lake.open(tmp_path / "lake").view().table("events").num_rows == 40


@pytest.mark.parametrize(
    ("ids", "once"),
    [
        (["abc", "def"], True),  # two files in order
        (["def", "abc"], True),  # and in the other
        (["cdab"], True),
        (["abx", "efg"], False),  # one lies within another: not told
        (["abc", "cde"], False),
        (["aab"], False),
        (["bab"], False),
        ([""], True),
    ],
)
def test_ids_are_known_to_stand_once_by_where_they_rise(tmp_path: Path, ids: list[str], once: bool) -> None:
    gathered = stage.Stage(tmp_path, "commit")
    for some in ids:
        table = pa.table({"record_id": pa.chunked_array([list(some)], pa.string())})
        gathered.add("ties", "toy", table)
    expected = {("ties", "toy")} if once and any(ids) else set()
    assert gathered.once() == expected
