"""A lake that lost something never looks like a healthy one, and a repair puts back or names every row."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import lake_toy as toy
import pytest

from comity.errors import LakeDamagedError, LakeError
from comity.lake.ingest import ingest, read_ahead
from comity.lake.storage import proof
from comity.lake.store import Lake

FILES = 5


@pytest.fixture
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lake:
    """A lake of a commit a file; beside it, a copy of its manifest after each commit."""
    monkeypatch.setattr(ingest, "COMMIT_FILES", 1)
    monkeypatch.setattr(read_ahead, "RUN_FILES", 1)
    lake = Lake.open(tmp_path / "lake")
    for n in range(FILES):
        rows = [toy.line(f"{n}-{k}", day=f"2019-0{1 + k % 2}-11") for k in range(6)]
        lake.add([toy.write(tmp_path / "in" / f"{n}.txt", rows)], toy.recognise)
        shutil.copytree(lake.root / "manifest", tmp_path / "older" / str(n) / "manifest")
        shutil.copy(lake.root / "proof.json", tmp_path / "older" / str(n))
    return lake


def put_back(lake: Lake, name: str, n: int) -> None:
    """Put an older copy of a file or folder in the place of the newest."""
    path, older = lake.root / name, lake.root.parent / "older" / str(n) / name
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(older, path) if older.is_dir() else shutil.copy(older, path)


def remove(*names: str) -> Callable[[Lake], None]:
    def removed(lake: Lake) -> None:
        for name in names:
            path = lake.root / name
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    return removed


def empty_manifest(lake: Lake) -> None:
    remove("manifest")(lake)
    (lake.root / "manifest").mkdir()


LOSSES: dict[str, Callable[[Lake], None]] = {
    "no manifest": remove("manifest"),
    "an empty manifest": empty_manifest,
    "no proof": remove("proof.json"),
    "no manifest and no proof": remove("manifest", "proof.json"),
    "no proof and an older manifest": lambda lake: (
        remove("proof.json")(lake) or put_back(lake, "manifest", 2)
    ),
    **{f"manifest {n}": lambda lake, n=n: put_back(lake, "manifest", n) for n in range(FILES - 1)},
    **{f"proof {n}": lambda lake, n=n: put_back(lake, "proof.json", n) for n in range(FILES - 2)},
}


@pytest.mark.parametrize("loss", LOSSES)
def test_a_lake_that_lost_records_says_so_everywhere_and_repair_brings_all_back(
    lake: Lake, tmp_path: Path, loss: str
) -> None:
    before, files = lake.view().table("events"), toy.parquet(lake.root)
    LOSSES[loss](lake)
    more = toy.write(tmp_path / "more.txt", [toy.line("more")])
    asks = (lake.view, lake.rejects, lambda: lake.add([more], toy.recognise))
    for ask in (*asks, lambda: lake.backup(tmp_path / "copy"), lake.compact):
        with pytest.raises(LakeDamagedError, match="verify --repair"):
            ask()
    assert lake.status().damage
    assert lake.repair(toy.recognise).after.damage == ()
    assert toy.parquet(lake.root) == files
    assert lake.view().table("events").equals(before)
    assert lake.add([tmp_path / "in"], toy.recognise).of("added") == []
    assert lake.add([more], toy.recognise).got == 1


def test_a_lake_whose_records_are_lost_for_good_names_every_row(lake: Lake, tmp_path: Path) -> None:
    before = lake.view().table("events")
    remove("manifest", "proof.json", "mirror")(lake)
    with pytest.raises(LakeDamagedError, match=r"proof\.json"):
        lake.view()
    damage = lake.repair(toy.recognise).after.damage
    assert [d.text[:6] for d in damage] == ["6 rows"] * FILES
    with pytest.raises(LakeDamagedError, match=f"lacks {6 * FILES} rows"):
        lake.view()
    assert lake.add([tmp_path / "in"], toy.recognise).got == FILES
    assert lake.view().table("events").equals(before)
    assert lake.status().damage == ()


def test_what_is_missing_is_missing_until_it_is_back_or_dismissed_by_name(lake: Lake, tmp_path: Path) -> None:
    for path in sorted(lake.root.glob("events/*/*/*.parquet"))[:4:2]:
        toy.flip(path, 300)
    first, second = (d.path for d in lake.repair(toy.recognise).after.damage)
    lake.backup(tmp_path / "copy")
    for held in (lake, Lake.open(tmp_path / "copy")):
        with pytest.raises(LakeDamagedError, match=f"lacks 12 rows that it held, of {first}, {second}: add"):
            held.view()
    with pytest.raises(LakeError, match="is not missing"):
        lake.dismiss("in/nothing.txt")
    lake.dismiss(first)
    lake.add([tmp_path / "in" / second], toy.recognise)
    assert len(lake.view().files) == FILES - 1
    assert lake.status().damage == ()
    (lake.root / proof.LEDGER).unlink()
    with pytest.raises(LakeDamagedError, match="list of what is missing"):
        lake.view()
    (gone,) = lake.repair(toy.recognise).after.damage
    assert gone.path == proof.LEDGER
    lake.dismiss(proof.LEDGER)
    assert len(lake.view().files) == FILES - 1


@pytest.mark.parametrize("bits", [1, 5, 40, 301])
def test_a_flipped_bit_in_the_ledger_is_no_way_to_forget(lake: Lake, bits: int) -> None:
    toy.flip(next(lake.root.glob("events/*/*/*.parquet")), 300)
    assert lake.repair(toy.recognise).after.damage
    path = lake.root / proof.LEDGER
    toy.flip(path, bits % (path.stat().st_size * 8))
    with pytest.raises(LakeDamagedError):
        lake.view()
    assert proof.LEDGER in {d.path for d in lake.repair(toy.recognise).after.damage}
    with pytest.raises(LakeDamagedError):
        lake.view()


def test_every_command_refuses_a_lake_that_was_rolled_back(lake: Lake) -> None:
    put_back(lake, "manifest", 2)
    for words in ("watch CHN-RUS", "status", "verify", "votes CHN-RUS", "review"):
        command = [sys.executable, "-m", "comity", *words.split(), "--lake", str(lake.root)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode in (1, 3), (words, done.stdout)
        assert "verify --repair" in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
    command = [sys.executable, "-m", "comity", "verify", "--repair", "--lake", str(lake.root)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "restored from its mirror" in done.stdout, "also in a pipe"
