"""A full disk, a closed folder, two writers, a damaged lake: one clear sentence, and nothing lost."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import lake_toy as toy
import pytest

from comity.errors import LakeBusyError, LakeDamagedError, LakeError, SourceError
from comity.lake.ingest import ingest, read_ahead
from comity.lake.storage import chain, disk
from comity.lake.store import Lake
from comity.sources.base import Batch, Sample, Source, SourceFile
from comity.sources.kit import delimited

CHILD = Path(__file__).with_name("add_in_child.py")


def one_sentence(error: BaseException) -> str:
    text = str(error)
    assert text.endswith(".")
    assert "\n" not in text
    return text


def many_rows(name: str, n: int = 2000) -> list[str]:
    """Rows that do not compress."""
    return [toy.line(sha256(f"{name} {k}".encode()).hexdigest()) for k in range(n)]


def mounted(folder: Path, options: str) -> bool:
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 256 KiB."""
    folder = tmp_path / "disk"
    if not mounted(folder, "size=256k"):
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def closed_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "closed"
    if not mounted(folder, "ro"):
        pytest.skip("only root may mount a read-only disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_told_and_the_lake_stays_as_it_was(small_disk: Path, tmp_path: Path) -> None:
    lake = Lake.open(small_disk / "lake")
    lake.add([toy.write(tmp_path / "small.txt", [toy.line(1)])], toy.recognise)
    before = lake.view().fingerprint()
    big = [toy.write(tmp_path / "in" / f"{n}.txt", many_rows(str(n))) for n in range(6)]
    with pytest.raises(LakeError, match="is full; what was committed before is safe") as e:
        lake.add(big, toy.recognise)
    one_sentence(e.value)
    assert lake.view().fingerprint() == before
    assert toy.keys(lake.view()) == ["1"]
    assert not list((small_disk / "lake" / "staging").iterdir())
    assert lake.add([toy.write(tmp_path / "b.txt", [toy.line(2)])], toy.recognise).got == 1
    larger = Lake.open(tmp_path / "larger")
    larger.add(big, toy.recognise)
    with pytest.raises(LakeError, match=f"holds the backup {small_disk}/copy is full; what .* try again"):
        larger.backup(small_disk / "copy")
    assert [p.name for p in small_disk.iterdir()] == ["lake"]
    with pytest.raises(LakeError, match=f"holds the lake {small_disk}/lake is full"):
        lake.restore(larger.root)
    assert toy.keys(lake.view()) == ["1", "2"]


def test_a_file_limit_is_told_like_a_full_disk(tmp_path: Path) -> None:
    toy.write(tmp_path / "in" / "big.txt", many_rows("x"))
    limited = (
        "import resource, runpy, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000)); sys.argv = sys.argv[1:]; "
        "sys.path.insert(0, sys.argv[0].rpartition('/')[0]); "
        "runpy.run_path(sys.argv[0], run_name='__main__')"
    )
    command = [sys.executable, "-B", "-c", limited, str(CHILD), str(tmp_path / "lake"), str(tmp_path / "in")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("LakeError The disk that holds the lake")
    assert not done.stderr
    assert Lake.open(tmp_path / "lake").view().table("events").num_rows == 0


def test_a_closed_disk_is_told(closed_disk: Path, tmp_path: Path) -> None:
    path = toy.write(tmp_path / "a.txt", [toy.line(1)])
    with pytest.raises(LakeError, match=r"cannot be written \(Read-only file system\)") as e:
        Lake.open(closed_disk / "lake").add([path], toy.recognise)
    one_sentence(e.value)


def test_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    path = toy.write(tmp_path / "a.txt", [toy.line(1)])
    for root in (path / "lake", Path("/proc/lake")):
        with pytest.raises(LakeError, match="cannot be written") as e:
            Lake.open(root).add([path], toy.recognise)
        one_sentence(e.value)


def test_a_second_writer_is_told_who_writes(tmp_path: Path) -> None:
    path = toy.write(tmp_path / "a.txt", [toy.line(1)])
    lake = Lake.open(tmp_path / "lake")
    lake.add([path], toy.recognise)
    more = toy.write(tmp_path / "b.txt", [toy.line(2)])
    with disk.one_writer(lake.root):
        with pytest.raises(LakeBusyError, match=rf"\(pid {os.getpid()}\) is writing") as e:
            lake.add([more], toy.recognise)
        done = subprocess.run(
            [sys.executable, str(CHILD), str(lake.root), str(more)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout.startswith(f"LakeBusyError Another process (pid {os.getpid()})")
        assert toy.keys(lake.view()) == ["1"]  # readers need no lock
    one_sentence(e.value)
    assert lake.add([more], toy.recognise).got == 1


def test_a_wrong_path_is_told_before_a_lake_is_made(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="There is no file or folder") as e:
        Lake.open(tmp_path / "lake").add([tmp_path / "nowhere"], toy.recognise)
    one_sentence(e.value)
    assert not (tmp_path / "lake").exists()


def test_signs_in_the_name_of_the_lake_mean_themselves(tmp_path: Path) -> None:
    """To the engine ``[1]``, ``*`` and ``?`` are patterns: the lake next door must not be read."""
    path = toy.write(tmp_path / "a.txt", [toy.line(1), toy.line(2)])
    for name in ("br1", "br[1]", "qax", "q?x", "sabr", "s*r", "it's"):
        lake = Lake.open(tmp_path / name / "lake")
        lake.add([path], toy.recognise)
        assert toy.keys(lake.view()) == ["1", "2"]


def test_a_writer_sweeps_nothing_that_bears_no_mark_of_staging(tmp_path: Path) -> None:
    strangers = [tmp_path / "lake" / "events" / "mine.parquet", tmp_path / "lake" / "notes.tmp"]
    stray = tmp_path / "lake" / "events" / "source=toy" / "0123456789abcdef-00000.parquet"
    Lake.open(tmp_path / "lake").add([toy.write(tmp_path / "b.txt", [toy.line(2)])], toy.recognise)
    for path in (*strangers, stray):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    Lake.open(tmp_path / "lake").add([toy.write(tmp_path / "a.txt", [toy.line(1)])], toy.recognise)
    assert all(p.exists() for p in (*strangers, stray))
    (orphan,) = Lake.open(tmp_path / "lake").status().damage
    assert stray.name in orphan


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    out = Lake.open(tmp_path / "lake")
    out.add([toy.write(tmp_path / "a.txt", [toy.line(1), toy.line(2)])], toy.recognise)
    return out


def record(lake: Lake) -> Path:
    (path,) = (lake.root / "manifest").glob("*.json")
    return path


def change(data: bytes) -> bytes:
    found = json.loads(data)
    found["files"][0]["kept"] += 1
    return json.dumps(found).encode()


@pytest.mark.parametrize(
    "damage",
    [
        lambda b: b[: len(b) // 2],
        lambda b: b"",
        lambda b: b"[]",
        lambda b: b"{}",
        lambda b: b"\xff\xfe",
        change,
    ],
    ids=["cut", "empty", "list", "blank", "bytes", "changed"],
)
def test_a_damaged_manifest_is_named(lake: Lake, damage: object, tmp_path: Path) -> None:
    path = record(lake)
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    assert path.name in lake.status().damage[0]
    for ask in (lake.view, lake.rejects, lambda: lake.add([tmp_path / "a.txt"], toy.recognise)):
        with pytest.raises(LakeDamagedError, match=path.name) as e:
            ask()
        one_sentence(e.value)
    assert len(list(lake.root.rglob("*.parquet"))) == 1  # a writer must not sweep what it cannot judge


def test_a_missing_or_cut_parquet_file_is_named(lake: Lake) -> None:
    (path,) = lake.root.rglob("*.parquet")
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    with pytest.raises(LakeDamagedError, match=path.name) as cut:
        lake.view()
    path.unlink()
    with pytest.raises(LakeDamagedError, match=f"{path.name} is missing") as missing:
        lake.view()
    one_sentence(cut.value)
    one_sentence(missing.value)


def test_the_way_out_that_the_message_names_works(lake: Lake, tmp_path: Path) -> None:
    path = record(lake)
    path.write_bytes(change(path.read_bytes()))
    assert lake.repair(toy.recognise).after.damage == ()
    assert toy.keys(lake.view()) == ["1", "2"]


def test_a_record_says_the_same_whenever_written(tmp_path: Path) -> None:
    toy.write(tmp_path / "a.txt", [toy.line(k) for k in range(9)])
    said = []
    for name in ("one", "two"):
        lake = Lake.open(tmp_path / name)
        lake.add([tmp_path / "a.txt"], toy.recognise)
        data = json.loads(record(lake).read_bytes())
        assert data.pop("added_at")
        assert data.pop("check")
        said.append((record(lake).name, data))
    assert said[0] == said[1]
    assert chain.read(lake.root).commits[0].files[0].row_count == 9


@pytest.mark.parametrize(("shared", "corrects"), [(2, True), (1, False)])
def test_a_file_that_has_exactly_half_of_the_records_of_another_is_its_correction(
    tmp_path: Path, shared: int, corrects: bool
) -> None:
    lake = Lake.open(tmp_path / "lake")
    for folder, keys in (("old", ["1", "2", "3", "4"]), ("new", [*"1234"[:shared], "8", "9"])):
        path = toy.write(tmp_path / folder / "a.txt", [toy.line(k) for k in keys])
        (line,) = lake.add([path], toy.recognise).of("added")
    assert bool(line.replaces) is corrects
    assert sorted(toy.keys(lake.view())) == (
        ["1", "2", "8", "9"] if corrects else ["1", "2", "3", "4", "8", "9"]
    )


class Faulty(toy.Toy):
    """A source whose reader fails on a line that says how."""

    def read(self, file: SourceFile) -> Iterator[Batch]:
        with file.open() as stream:
            last = stream.read().decode().splitlines()[-1]
        if last.startswith("raise "):
            raise {"IndexError": IndexError, "MemoryError": MemoryError}[last.split()[1]]("no such row")
        yield from super().read(file)


@pytest.mark.parametrize("error", ["IndexError", "MemoryError"])
@pytest.mark.parametrize("small", [True, False])
def test_a_reader_that_fails_costs_its_file_alone(
    tmp_path: Path, error: str, small: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not small:
        monkeypatch.setattr(read_ahead, "SMALL_BYTES", 0)
    source, folder = Faulty(), tmp_path / "in"
    toy.write(folder / "a.txt", [toy.line("a")])
    toy.write(folder / "b.txt", [toy.line("b"), f"raise {error}"])
    toy.write(folder / "c.txt", [toy.line("c")])
    lake = Lake.open(tmp_path / "lake")
    receipt = lake.add([folder], lambda s: source if source.recognises(s) else None)
    assert [x.status for x in receipt.lines] == ["added", "damaged", "added"]
    assert error in receipt.lines[1].reason or "memory" in receipt.lines[1].reason
    assert "report it" in receipt.lines[1].reason
    assert toy.keys(lake.view()) == ["a", "c"]
    assert receipt.balances


def test_a_recogniser_that_fails_costs_its_file_alone(tmp_path: Path) -> None:
    def recognise(sample: Sample) -> Source | None:
        if sample.name == "b.txt":
            raise KeyError("column")
        return toy.recognise(sample)

    for name in "abc":
        toy.write(tmp_path / "in" / f"{name}.txt", [toy.line(name)])
    receipt = Lake.open(tmp_path / "lake").add([tmp_path / "in"], recognise)
    assert [x.status for x in receipt.lines] == ["added", "damaged", "added"]
    assert "KeyError" in receipt.lines[1].reason


class Endless(io.RawIOBase):
    """A file of a gigabyte in one line; counts the bytes read."""

    given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        into[:] = b"a" * len(into)
        self.given += len(into)
        return len(into) if self.given < 1 << 30 else 0


@pytest.mark.parametrize("reader", [delimited.lines, delimited.split_quoted])
def test_a_line_without_end_is_not_read_to_its_end(reader: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "BLOCK", 1 << 20)
    monkeypatch.setattr(delimited, "LONGEST", 1 << 20)
    stream = Endless()
    file = SourceFile("a.csv", "in/a.csv", "1", lambda: io.BufferedReader(stream))
    with pytest.raises(SourceError, match=r"in/a\.csv has a line of more than 1 MB") as e:
        list(reader(file, ("one", "two")))
    one_sentence(e.value)
    assert stream.given < 8 << 20


def test_a_file_nested_too_deep_is_said_to_be(tmp_path: Path) -> None:
    deep = "[" * 100_000 + "]" * 100_000
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "list.json").write_text(deep)
    (tmp_path / "in" / "text.jsonl").write_text(f'{{"date": "2021-10-14", "text": "China.", "a": {deep}}}')
    receipt = Lake.open(tmp_path / "lake").add([tmp_path / "in"])
    reasons = [x.reason for x in receipt.lines] + Lake.open(tmp_path / "lake").rejects()["detail"].to_pylist()
    assert all("report it" not in r for r in reasons)
    assert sum("nested deeper than any" in r for r in reasons) == 2


def test_a_commit_is_made_by_time_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between files, and between the members of an archive that is read member by member."""
    monkeypatch.setattr(ingest, "COMMIT_SECONDS", 0.0)
    monkeypatch.setattr(read_ahead, "RUN_FILES", 1)
    for name in "abc":
        toy.write(tmp_path / "in" / f"{name}.txt", [toy.line(name)])
    lake = Lake.open(tmp_path / "lake")
    assert lake.add([tmp_path / "in"], toy.recognise).balances
    assert len(chain.read(lake.root).commits) == 3
    monkeypatch.setattr(read_ahead, "SMALL_BYTES", 0)
    with zipfile.ZipFile(tmp_path / "d.zip", "w") as archive:
        for name in "defg":
            archive.writestr(f"{name}.txt", "\n".join([toy.HEAD, toy.line(name), "bad,no-day,,A,B,1,1,,"]))
    assert lake.add([tmp_path / "d.zip"], toy.recognise).balances
    assert len(chain.read(lake.root).commits) >= 3 + 4
    assert toy.keys(lake.view()) == list("abcdefg")
    assert lake.rejects().num_rows == 4
    assert lake.check(deep=True).damage == ()
    assert [x.status for x in lake.add([tmp_path / "d.zip"], toy.recognise).lines] == ["held"]
