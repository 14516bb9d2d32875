"""Backup and restore touch no folder of others, follow no link, and leave no moment without a lake."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import lake_toy as toy
import pytest

import killed_at
from comity.errors import LakeChangedError, LakeDamagedError, LakeError
from comity.lake import backup, store
from comity.lake.ingest import ingest, read_ahead
from comity.lake.storage import chain, disk, verified
from comity.lake.store import Lake

CODE = "import sys; from comity.lake.store import Lake; from comity.lake.storage import disk; "
RESTORE = f"{CODE}Lake.open(sys.argv[1]).restore(sys.argv[2])"
NO_EXCHANGE = f"{CODE}disk.exchange = lambda *_: False; Lake.open(sys.argv[1]).restore(sys.argv[2])"


@pytest.fixture
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lake:
    monkeypatch.setattr(ingest, "COMMIT_FILES", 1)
    monkeypatch.setattr(read_ahead, "RUN_FILES", 1)
    lake = Lake.open(tmp_path / "lake")
    for n in range(2):
        toy.write(tmp_path / "in" / f"{n}.txt", [toy.line(f"{n}-{k}") for k in range(3)])
    lake.add([tmp_path / "in"], toy.recognise)
    return lake


def killed(code: str, nth: int, lake: Path, other: Path) -> bool:
    """Whether the run was killed at its n-th call of the system."""
    words = killed_at.command(f"system:{nth}", "-c", code, str(lake), str(other))
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode != 0


def test_folders_of_others_stay_and_links_are_not_followed(lake: Lake, tmp_path: Path) -> None:
    others = [tmp_path / name for name in ("copy.partial", "lake.restoring", "lake.partial")]
    for folder in others:
        toy.write(folder / "thesis.txt", ["mine"])
    (lake.root / "reviews").mkdir()
    (lake.root / "reviews" / "round").symlink_to(lake.root)
    (lake.root / "mine").symlink_to("/etc/passwd")
    os.mkfifo(lake.root / "pipe")
    copied = lake.backup(tmp_path / "copy")
    assert set(copied.left_out) == {"mine", "pipe", "reviews/round"}
    assert copied.files < 20
    assert not any(p.is_symlink() for p in (tmp_path / "copy").rglob("*"))
    lake.restore(tmp_path / "copy")
    assert all((f / "thesis.txt").is_file() for f in others)


def test_a_target_in_the_lake_is_refused_and_a_linked_lake_stays_where_it_is(
    lake: Lake, tmp_path: Path
) -> None:
    link = tmp_path / "link"
    link.symlink_to(lake.root)
    for target in (lake.root / "copy", lake.root, link / "copy"):
        with pytest.raises(LakeError, match=r"outside the lake|not an empty folder"):
            lake.backup(target)
    lake.backup(tmp_path / "copy")
    assert Lake.open(link).restore(tmp_path / "copy") is not None
    assert link.is_symlink()
    assert toy.keys(lake.view()) == toy.keys(Lake.open(link).view())


def test_a_backup_that_fails_leaves_nothing(lake: Lake, tmp_path: Path) -> None:
    toy.flip(next(lake.root.glob("events/*/*/*.parquet")), 100)
    with pytest.raises(LakeDamagedError, match="verify --repair"):
        lake.backup(tmp_path / "copy")
    assert {p.name for p in tmp_path.iterdir()} == {"in", "lake"}


@pytest.mark.parametrize(
    ("ask", "module", "step", "once"),
    [
        (lambda lake: toy.keys(lake.view()), verified, "check_present", True),
        (lambda lake: lake.check(deep=True).damage, chain, "list_stale_mirrors", True),
        (lambda lake: lake.rejects().num_rows, store, "verify", False),
        (lambda lake: lake.backup(lake.root.with_name("again")).left_out, backup, "_list_other_files", False),
    ],
)
def test_a_restore_between_two_steps_of_a_reader_is_no_damage(
    lake: Lake,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    ask: Callable[[Lake], object],
    module: ModuleType,
    step: str,
    once: bool,
) -> None:
    """Where nothing was answered yet the lake is opened anew; else a second ask is answered."""
    then, taken = ask(lake), getattr(module, step)
    shutil.rmtree(tmp_path / "again", ignore_errors=True)
    lake.backup(tmp_path / "copy")
    more = toy.write(tmp_path / "more.txt", [toy.line("more"), "bad,no-day,,A,B,1,1,,"])
    lake.add([more], toy.recognise)

    def after_a_restore(*given: object, **named: object) -> object:
        monkeypatch.setattr(module, step, taken)
        lake.restore(tmp_path / "copy")
        return taken(*given, **named)

    monkeypatch.setattr(module, step, after_a_restore)
    if not once:
        with pytest.raises(
            LakeChangedError, match=r"was restored or compacted while it was read: ask again\.$"
        ):
            ask(lake)
    assert ask(lake) == then


def check_killed_restore(lake: Lake, tmp_path: Path, nth: int, code: str) -> bool:
    """Kill a restore; the lake is as before or as the backup, or says that it is neither."""
    copy = tmp_path / "copy"
    if not copy.exists():
        lake.backup(copy)
    more = toy.write(tmp_path / "more" / f"{nth}.txt", [toy.line(f"more {nth}")])
    lake.add([more], toy.recognise)
    states = [toy.keys(lake.view()), toy.keys(Lake.open(copy).view())]
    dead = killed(code, nth, lake.root, copy)
    try:
        assert toy.keys(lake.view()) in states
        assert lake.check(deep=True).damage == ()
    except LakeDamagedError:
        for ask in (
            lake.rejects,
            lambda: lake.add([more], toy.recognise),
            lambda: lake.repair(toy.recognise),
        ):
            with pytest.raises(LakeDamagedError, match="comity restore"):
                ask()
        assert code == NO_EXCHANGE
        assert not chain.read(next(tmp_path.glob("lake.before-*"))).missing
    lake.restore(copy)
    assert toy.keys(lake.view()) == states[1]
    return dead


@pytest.mark.parametrize("code", [RESTORE, NO_EXCHANGE])
def test_a_killed_restore_leaves_no_moment_without_a_lake(lake: Lake, tmp_path: Path, code: str) -> None:
    lake.backup(tmp_path / "first")
    words = killed_at.command("none:1", "-c", COUNTED + code, str(lake.root), str(tmp_path / "first"))
    calls = int(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
    for nth in range(calls - 7, calls + 1):
        assert check_killed_restore(lake, tmp_path, nth, code)


COUNTED = """
import atexit, killed_at, os
from collections import Counter
calls = Counter()
for name in killed_at.CALLS:
    setattr(os, name, killed_at._before(getattr(os, name), lambda _: calls.update(n=1)))
atexit.register(lambda: print(calls["n"]))
"""


def test_the_system_exchanges_two_folders(tmp_path: Path) -> None:
    for name in "ab":
        toy.write(tmp_path / name / "x.txt", [name])
    if not disk.exchange(tmp_path / "a", tmp_path / "b"):
        pytest.skip("this file system cannot")
    assert "b" in (tmp_path / "a" / "x.txt").read_text()
    assert "a" in (tmp_path / "b" / "x.txt").read_text()
    assert not disk.exchange(tmp_path / "a", tmp_path / "none")
