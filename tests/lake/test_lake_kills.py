"""Every writer killed at a moment drawn by the day, most often at a call of the system; a reader beside.

``python tests/lake/test_lake_kills.py N [SEED]`` runs N kills and prints what each met.
"""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path

import lake_toy as toy
import pytest

import killed_at
from comity.errors import LakeChangedError, LakeDamagedError
from comity.lake.ingest import compaction, ingest, read_ahead
from comity.lake.storage import chain
from comity.lake.store import Lake

FILES, ROWS, KILLS = 5, 6, 14
HERE = str(Path(__file__).parent)
SETUP = (
    f"import datetime, sys; sys.path.insert(0, {HERE!r}); import lake_toy as toy; "
    "from comity.lake.ingest import ingest, read_ahead; from comity.lake.storage import disk; "
    "from comity.lake.store import Lake; ingest.COMMIT_FILES = read_ahead.RUN_FILES = 1; "
    "lake, other = Lake.open(sys.argv[1]), sys.argv[2]; "
)
RUNS = {
    "add": "lake.add([other], toy.recognise)",
    "compact": "lake.compact(datetime.date(2020, 1, 1))",
    "backup": "lake.backup(other)",
    "restore": "lake.restore(other)",
    "restore without exchange": "disk.exchange = lambda *_: False; lake.restore(other)",
    "repair": "lake.repair(toy.recognise)",
}
TODAY = datetime(2020, 1, 1, tzinfo=UTC).date()


def small() -> None:
    """Let a commit be one file."""
    ingest.COMMIT_FILES = read_ahead.RUN_FILES = 1


def keys(lake: Lake) -> tuple[str, ...]:
    return tuple(sorted(toy.keys(lake.view())))


def make(folder: Path) -> Lake:
    """A lake of five commits, with three files to add beside it."""
    small()
    for n in range(FILES + 3):
        rows = [toy.line(f"{n}-{k}", day=f"2019-0{1 + k % 2}-11") for k in range(ROWS)]
        toy.write(folder / ("in" if n < FILES else "more") / f"{n}.txt", rows)
    lake = Lake.open(folder / "lake")
    lake.add([folder / "in"], toy.recognise)
    return lake


def run(what: str, nth: int, lake: Lake, other: Path, seen: Callable[[], None]) -> bool:
    """Whether the writer was killed at its n-th call of the system, or after -n reads of ``seen``."""
    words = killed_at.command(f"system:{nth}", "-c", SETUP + RUNS[what], str(lake.root), str(other))
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as writer:
        for read in count(1):
            if writer.poll() is not None:
                break
            seen()
            if read == -nth:
                writer.kill()
        assert writer.stderr
        errors = writer.stderr.read()
    assert writer.returncode in (0, -signal.SIGKILL), errors
    return writer.returncode != 0


def one_of(states: set[tuple[str, ...]], lake: Lake, *, damage: str = "") -> bool:
    """A reader sees one of these states, or a damage that its sentence names; whether it saw a state.

    Once it may meet the change itself, which asks it to ask again.
    """
    try:
        try:
            seen = keys(lake)
        except LakeChangedError:
            seen = keys(lake)
        assert seen in states
        assert damage or lake.check().damage == ()
    except LakeDamagedError as e:
        if not damage or damage not in str(e):
            raise
        return False
    return True


def damaged(lake: Lake, dice: random.Random) -> None:
    """Hurt a lake in one to three ways."""
    changed, gone = dice.sample(sorted(lake.root.glob("events/*/*/*.parquet")), 2)
    records = sorted((lake.root / "manifest").glob("*.json"))
    lost = dice.choice(records)
    ways: list[Callable[[], object]] = [
        lambda: toy.flip(changed, dice.randrange(2000)),
        gone.unlink,
        partial(lost.unlink, missing_ok=True),
        lambda: [(lake.root / f / lost.name).unlink(missing_ok=True) for f in ("manifest", "mirror")],
        (lake.root / "proof.json").unlink,
        lambda: shutil.rmtree(lake.root / "manifest"),
    ]
    for way in dice.sample(ways, dice.randint(1, 3)):
        way()


def kill_add(lake: Lake, folder: Path, nth: int, dice: random.Random) -> bool:
    whole = [tuple(f"{n}-{k}" for k in range(ROWS)) for n in range(FILES + 3)]
    states = {tuple(sorted(sum(whole[:n], ()))) for n in range(FILES, FILES + 4)}
    dead = run("add", nth, lake, folder / "more", lambda: one_of(states, lake))
    one_of(states, lake)
    assert lake.add([folder / "more"], toy.recognise).balances
    assert len(keys(lake)) == (FILES + 3) * ROWS
    assert lake.check(deep=True).damage == ()
    return dead


def kill_compact(lake: Lake, folder: Path, nth: int, dice: random.Random) -> bool:
    states = {keys(lake)}
    dead = run("compact", nth, lake, folder, lambda: one_of(states, lake))
    one_of(states, lake)
    lake.compact(TODAY)
    one_of(states, lake)
    assert lake.check(deep=True).damage == ()
    return dead


def kill_backup(lake: Lake, folder: Path, nth: int, dice: random.Random) -> bool:
    states, copy = {keys(lake)}, folder / "copy"
    dead = run("backup", nth, lake, copy, lambda: one_of(states, lake))
    if not copy.exists():
        lake.backup(copy)
    one_of(states, Lake.open(copy))
    assert Lake.open(copy).check(deep=True).damage == ()
    return dead


def kill_restore(lake: Lake, folder: Path, nth: int, dice: random.Random) -> bool:
    lake.backup(folder / "copy")
    then = keys(lake)
    lake.add([folder / "more"], toy.recognise)
    states = {then, keys(lake)}
    what = dice.choice(["restore", "restore without exchange"])
    damage = "comity restore`" if what != "restore" else ""
    dead = run(what, nth, lake, folder / "copy", lambda: one_of(states, lake, damage=damage))
    one_of(states, lake, damage=damage)
    lake.restore(folder / "copy")
    assert keys(lake) == then
    assert lake.check(deep=True).damage == ()
    return dead


def kill_repair(lake: Lake, folder: Path, nth: int, dice: random.Random) -> bool:
    """After a second repair what is missing is what is gone; adding the files again brings all back."""
    before, every = keys(lake), set(chain.read(lake.root).files)
    damaged(lake, dice)
    dead = run("repair", nth, lake, folder, lambda: one_of({before}, lake, damage="comity"))
    one_of({before}, lake, damage="comity")
    lake.repair(toy.recognise)
    manifest, faults = chain.examine(lake.root)
    assert not faults
    assert {m.file_id for m in manifest.missing} - {""} == every - set(manifest.files)
    one_of({before}, lake, damage="that it held")
    lake.add([folder / "in"], toy.recognise)
    for m in chain.read(lake.root).missing:
        assert not m.file_id
        lake.dismiss(m.place)
    assert keys(lake) == before
    assert lake.check(deep=True).damage == ()
    return dead


MOST = {"add": 60, "compact": 24, "backup": 64, "restore": 70, "repair": 50}
"""Calls of the system about which each makes."""
READS = 20
"""Reads beside a writer after which it may be killed, too."""


def kill(what: str, seed: int, folder: Path) -> bool:
    """Kill one writer at a drawn moment, and check all that is promised; whether it was killed in time."""
    dice = random.Random(f"{what} {seed}")
    lake = make(folder)
    nth = dice.choice([*range(1, MOST[what] + 1), *range(-READS, 0)])
    return bool(globals()[f"kill_{what}"](lake, folder, nth, dice))


@pytest.mark.slow
@pytest.mark.parametrize("n", range(KILLS))
def test_a_writer_killed_anywhere_leaves_one_state_or_the_other(
    tmp_path: Path, n: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, name in ((ingest, "COMMIT_FILES"), (read_ahead, "RUN_FILES"), (compaction, "MANY")):
        monkeypatch.setattr(module, name, getattr(module, name))  # put back after
    seed = datetime.now(UTC).date().toordinal() * KILLS + n
    print("seed", seed)
    kill(sorted(MOST)[n % len(MOST)], seed, tmp_path)


if __name__ == "__main__":
    met = Counter[str]()
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    for n in range(int(sys.argv[1])):
        what = sorted(MOST)[n % len(MOST)]
        with tempfile.TemporaryDirectory() as name:
            try:
                end = "killed" if kill(what, first + n, Path(name)) else "ended before"
            except Exception as e:  # noqa: BLE001 - a campaign counts them
                end = "FAILED"
                print(what, first + n, repr(e))
        met[f"{what}: {end}"] += 1
        print(n + 1, dict(sorted(met.items())), flush=True)
