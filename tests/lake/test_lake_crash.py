"""Killed at any point of a commit: nothing half, nothing twice, and adding again finishes the work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import lake_toy as toy
import pytest

import killed_at
from comity.lake.ingest import ingest, read_ahead
from comity.lake.storage import chain
from comity.lake.store import Lake

FILES, ROWS, COMMIT = 10, 7, 2
POINTS = ("staged", "renamed", "written", "committed")
CHILD = Path(__file__).with_name("add_in_child.py")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for n in range(FILES):
        rows = [toy.line(f"{n:02d}-{k}", day=f"2019-0{1 + k % 2}-11") for k in range(ROWS)]
        toy.write(tmp_path / "in" / f"{n:02d}.txt", [*rows, "bad,no-day,,A,B,1,1,,"])
    return tmp_path / "in"


def add(lake: Path, folder: Path, fault: str = "") -> subprocess.CompletedProcess[str]:
    command = killed_at.command(fault, str(CHILD), str(lake), str(folder), str(COMMIT))
    return subprocess.run(command, capture_output=True, text=True, check=False)


def consistent(lake: Path) -> int:
    """A reader's snapshot holds exactly the rows of the files it names; how many files those are."""
    view = Lake.open(lake).view()
    keys = toy.keys(view)
    assert len(set(keys)) == len(keys)
    assert Counter(k.split("-")[0] for k in keys) == {f.name[:2]: ROWS for f in view.files.values()}
    return len(view.files)


# A commit of 2 files makes 3 Parquet files here: events of two months, and rejects.
KILLS = [("swept", 1)] + [(p, n) for p in ("staged", "renamed") for n in (1, 2, 3, 4, 6, 9, 15)]
KILLS += [(p, n) for p in ("written", "committed") for n in (1, 2, 3, 4, 5)]


@pytest.mark.slow
@pytest.mark.parametrize(("point", "nth"), KILLS)
def test_a_kill_leaves_whole_commits_and_adding_again_finishes(
    tmp_path: Path, folder: Path, point: str, nth: int
) -> None:
    lake = tmp_path / "lake"
    killed = add(lake, folder, f"{point}:{nth}")
    assert killed.returncode == -signal.SIGKILL, killed.stderr

    per_commit = 1 if point in ("written", "committed") else 3
    commits = 0 if point == "swept" else (nth - 1) // per_commit + (point == "committed")
    assert consistent(lake) == commits * COMMIT
    assert Lake.open(lake).rejects().num_rows == commits * COMMIT

    receipt = Lake.open(lake).add([folder], toy.recognise)
    assert receipt.balances
    assert len(receipt.of("held")) == commits * COMMIT
    assert consistent(lake) == Lake.open(lake).rejects().num_rows == FILES
    assert toy.parquet(lake) == {p.path for p in chain.read(lake).parts}  # strays are swept
    assert not list((lake / "manifest").glob("*.tmp"))


def test_kill_after_kill_gives_what_one_quiet_run_gives(tmp_path: Path, folder: Path) -> None:
    quiet = Lake.open(tmp_path / "quiet")
    quiet.add([folder], toy.recognise)
    lake = tmp_path / "lake"
    for fault in ("staged:4", "renamed:2", "written:1", "committed:2", "renamed:1"):
        assert add(lake, folder, fault).returncode == -signal.SIGKILL
        consistent(lake)
    assert add(lake, folder).returncode == 0
    once, twice = quiet.view(), Lake.open(lake).view()
    assert twice.table("events").equals(once.table("events"))
    assert twice.fingerprint() == once.fingerprint()


def test_the_same_files_give_the_same_bytes_whatever_the_hash_seed(tmp_path: Path, folder: Path) -> None:
    written = []
    for seed in ("1", "2"):
        lake = tmp_path / seed
        command = [sys.executable, str(CHILD), str(lake), str(folder), str(COMMIT)]
        subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True)
        written.append({p.relative_to(lake): p.read_bytes() for p in lake.rglob("*.parquet")})
    assert written[0] == written[1]
    assert len(written[0]) == FILES // COMMIT * 3


def test_ctrl_c_keeps_what_was_committed_and_leaves_nothing_else(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest, "COMMIT_FILES", COMMIT)
    monkeypatch.setattr(read_ahead, "RUN_FILES", COMMIT)
    lake = tmp_path / "lake"

    def stop(met: int, place: str) -> None:
        if met == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Lake.open(lake).add([folder], toy.recognise, stop)
    assert consistent(lake) == 4
    assert toy.parquet(lake) == {p.path for p in chain.read(lake).parts}
    assert Lake.open(lake).add([folder], toy.recognise).balances
    assert consistent(lake) == FILES


def test_a_reader_beside_the_writer_sees_whole_commits_only(tmp_path: Path, folder: Path) -> None:
    lake = tmp_path / "lake"
    command = [sys.executable, str(CHILD), str(lake), str(folder), "1"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as writer:
        seen = []
        while writer.poll() is None:
            seen.append(consistent(lake))
            assert Lake.open(lake).check().damage == ()
            time.sleep(0.005)
    assert seen == sorted(seen)
    assert consistent(lake) == FILES
