"""Nothing damaged is read as true: flipped bits, lost records, orphans, repairs, backups."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import lake_toy as toy
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import killed_at
from comity.errors import LakeDamagedError, LakeError
from comity.lake.ingest import ingest, read_ahead
from comity.lake.storage import chain, proof, sweep, verified
from comity.lake.storage.vintages import Vault, Vintage
from comity.lake.store import Lake

CHILD = Path(__file__).with_name("add_in_child.py")
FILES = 4


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for n in range(FILES):
        rows = [toy.line(f"{n}-{k}", day=f"2019-0{1 + k % 2}-11") for k in range(6)]
        toy.write(tmp_path / "in" / f"{n}.txt", [*rows, "bad,no-day,,A,B,1,1,,"])
    return tmp_path / "in"


@pytest.fixture
def lake(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Lake:
    """A lake of a commit a file."""
    monkeypatch.setattr(ingest, "COMMIT_FILES", 1)
    monkeypatch.setattr(read_ahead, "RUN_FILES", 1)
    lake = Lake.open(tmp_path / "lake")
    assert len(lake.add([folder], toy.recognise).of("added")) == FILES
    assert len(chain.read(lake.root).commits) == FILES
    return lake


def records(lake: Lake) -> list[Path]:
    return sorted((lake.root / "manifest").glob("*.json"))


def answer(lake: Lake) -> tuple[pa.Table, pa.Table]:
    """All that a reader of the lake is told."""
    return lake.view().table("events"), lake.rejects()


@pytest.mark.parametrize(("flips", "fresh"), [(20, True), (20, False)])
def test_a_flipped_bit_is_never_read_as_true(lake: Lake, flips: int, fresh: bool) -> None:
    """Also after a first use that found the file whole, by this process and by the register it left."""
    before, dice = answer(lake), random.Random(7)
    if not fresh:  # files old enough for their stamps to be trusted
        time.sleep(verified.COARSE + 0.1)
        assert all(a.equals(b) for a, b in zip(answer(lake), before, strict=True))
    paths = [
        lake.root / "proof.json",
        *lake.root.glob("manifest/*"),
        *lake.root.glob("events/*/*/*"),
        *lake.root.glob("rejects/*"),
    ]
    for _ in range(flips):
        path = dice.choice(paths)
        bit = dice.randrange(path.stat().st_size * 8)
        view = lake.view()
        toy.flip(path, bit)
        if path.suffix == ".parquet":
            with pytest.raises(LakeDamagedError, match=rf"{path.name} is not .*verify --repair"):
                _ = view.table("events"), lake.rejects()
        else:
            with pytest.raises(LakeDamagedError, match=path.name):
                lake.view()
        toy.flip(path, bit)
    assert lake.check(deep=True).damage == ()


def test_pages_bear_checksums(lake: Lake) -> None:
    path = max(lake.root.glob("events/*/*/*.parquet"), key=lambda p: p.stat().st_size)
    column = pq.ParquetFile(path).metadata.row_group(0).column(0)
    toy.flip(path, 8 * (column.data_page_offset + column.total_compressed_size - 2))
    with pytest.raises((OSError, pa.ArrowException), match=r"crc|CRC"):
        pq.read_table(path, page_checksum_verification=True, partitioning=None)


def test_a_file_is_hashed_again_after_a_day_and_when_it_changed(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed = list[Path]()
    digest = verified.digest_file
    monkeypatch.setattr(verified, "digest_file", lambda p: hashed.append(p) or digest(p))
    time.sleep(verified.COARSE + 0.1)
    parts, manifest = chain.read(lake.root).parts, chain.read(lake.root)

    def number() -> int:
        hashed.clear()
        verified.verify(manifest, parts)
        return len(hashed)

    number()
    assert number() == 0
    os.utime(lake.root / parts[0].path)
    assert number() == 1
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + verified.DAY + 5)
    assert number() == len(parts)
    monkeypatch.setattr(time, "time", lambda: now - 3600)  # a stamp in the future is not trusted
    assert number() == len(parts)


def test_no_process_trusts_what_another_verified(lake: Lake) -> None:
    """What rots leaves inode, size and times as they are: here the lake is what another process sees."""
    answer(lake)
    time.sleep(verified.COARSE + 0.1)
    answer(lake)
    code = (
        "import sys; from comity.lake.storage import verified; from comity.lake.store import Lake; "
        "v = Lake.open(sys.argv[1]).view(); v.table('events'); print(len(verified._verified))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(lake.root)], capture_output=True, check=True)
    assert int(done.stdout) == sum(p.table == "events" for p in chain.read(lake.root).parts)
    assert not (lake.root / "derived" / "verified.json").exists()


def test_an_error_of_the_engine_is_one_sentence(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is damaged between the check and the reading."""
    path = next(lake.root.glob("events/*/*/*.parquet"))
    view = lake.view()
    monkeypatch.setattr(
        view._snapshot, "verify", lambda names, *, trust=True: trust or verify(names, trust=False)
    )
    verify = type(view._snapshot).verify.__get__(view._snapshot)
    size = path.stat().st_size
    path.write_bytes(b"PAR1" + bytes(size - 8) + b"PAR1")
    with pytest.raises(LakeDamagedError, match=path.name):
        view.table("events")


def test_every_record_that_is_taken_away_is_missed_and_comes_back(
    lake: Lake, folder: Path, tmp_path: Path
) -> None:
    before, files = answer(lake), toy.parquet(lake.root)
    toy.write(tmp_path / "more" / "m.txt", [toy.line("more")])
    for record in records(lake):
        away = tmp_path / record.name
        record.rename(away)
        (gap, *others) = lake.status().damage
        assert record.name in gap
        assert "missing" in gap
        assert "gap" in gap
        assert others, "its Parquet files are named by nothing"
        with pytest.raises(LakeDamagedError, match=record.name):
            lake.view()
        with pytest.raises(LakeDamagedError, match=record.name):
            lake.add([tmp_path / "more"], toy.recognise)
        assert toy.parquet(lake.root) == files
        repair = lake.repair(toy.recognise)
        assert repair.after.damage == ()
        assert record.read_bytes() == away.read_bytes()
        record.unlink()
        away.rename(record)
        assert lake.check(deep=True).damage == ()
        assert all(a.equals(b) for a, b in zip(answer(lake), before, strict=True))


def test_a_damaged_second_copy_is_found_and_written_again(lake: Lake) -> None:
    one, other, *_ = sorted((lake.root / "mirror").iterdir())
    toy.flip(one, 99)
    other.unlink()
    assert {d.path for d in lake.check(deep=True).damage} == {f"mirror/{p.name}" for p in (one, other)}
    assert lake.repair(toy.recognise).after.damage == ()
    shutil.rmtree(lake.root / "manifest")
    assert lake.repair(toy.recognise).after.damage == ()


def test_several_lost_records_come_back_too_and_the_head(lake: Lake) -> None:
    before = answer(lake)
    for record in records(lake)[1:]:
        record.unlink()
    (lake.root / "proof.json").unlink()
    assert lake.status().damage
    assert lake.repair(toy.recognise).after.damage == ()
    assert all(a.equals(b) for a, b in zip(answer(lake), before, strict=True))


def test_a_record_that_is_lost_for_good_leaves_its_files_in_quarantine(lake: Lake, folder: Path) -> None:
    lost = records(lake)[1]
    n = json.loads(lost.read_bytes())["files"][0]["name"][0]
    lost.unlink()
    shutil.rmtree(lake.root / "mirror")
    repair = lake.repair(toy.recognise)
    (record, file) = repair.after.damage
    assert record.path == f"manifest/{lost.name}"
    assert file.text.startswith("6 rows of the file with the id")
    assert list((lake.root / "quarantine").rglob("*.parquet"))
    assert [x.place for x in lake.add([folder], toy.recognise).of("added")] == [f"in/{n}.txt"]
    with pytest.raises(LakeDamagedError, match=lost.name):  # whether it held more, nothing tells
        lake.view()
    lake.dismiss(record.path)
    assert lake.check(deep=True).damage == ()
    assert {k.split("-")[0] for k in toy.keys(lake.view())} == set("0123")


def test_a_damaged_file_that_nothing_names_is_not_believed_about_its_sources(lake: Lake) -> None:
    path = min(lake.root.glob("events/*/*/*.parquet"))
    for folder in ("manifest", "mirror"):
        (lake.root / folder / f"{path.name[:16]}.json").unlink()
    group = pq.ParquetFile(path).metadata.row_group(0)
    (column,) = (c for n in range(group.num_columns) if (c := group.column(n)).path_in_schema == "file_id")
    toy.flip(path, 8 * (column.dictionary_page_offset + column.total_compressed_size - 2))
    named = {d.path for d in lake.repair(toy.recognise).after.damage}
    assert path.relative_to(lake.root).as_posix() in named
    ids = {n.rpartition(" ")[2] for n in named if n.startswith("the file with the id")}
    assert len(ids) == 1, "the file of the other month tells it"


def test_a_damaged_file_is_taken_out_and_its_sources_are_named(lake: Lake, folder: Path) -> None:
    before = answer(lake)
    path = sorted(lake.root.glob("events/*/*/*.parquet"))[0]
    toy.flip(path, 300)
    (damage,) = lake.check(deep=True).damage
    assert path.name in damage.text
    assert "in/" in damage.text
    repair = lake.repair(toy.recognise)
    (missing,) = repair.after.damage
    place = missing.path
    assert place in damage.text
    for ask in (lake.view, lake.rejects):
        with pytest.raises(LakeDamagedError, match=rf"lacks 6 rows that it held, of {place}: add"):
            ask()
    assert lake.add([folder], toy.recognise).of("added")[0].place == place
    assert all(a.equals(b) for a, b in zip(answer(lake), before, strict=True))


def test_a_damaged_file_that_was_compacted_takes_all_its_sources_out(lake: Lake, folder: Path) -> None:
    before = answer(lake)
    assert lake.compact(datetime(2020, 1, 1, tzinfo=UTC).date()).folders
    path = max(chain.read(lake.root).parts, key=lambda p: p.rows).path
    toy.flip(lake.root / path, 300)
    old = [p for c in chain.read(lake.root).commits for p in c.retired]
    for gone in old:  # as after the grace
        (lake.root / gone).unlink()
    repair = lake.repair(toy.recognise)
    assert {d.path for d in repair.after.damage} == {f"in/{n}.txt" for n in range(FILES)}
    assert len(lake.add([folder], toy.recognise).of("added")) == FILES
    assert all(a.equals(b) for a, b in zip(answer(lake), before, strict=True))


def test_downloaded_originals_are_added_again(tmp_path: Path, folder: Path) -> None:
    lake, vault = Lake.open(tmp_path / "lake"), Vault(tmp_path / "lake", "toy")
    lake.root.mkdir()
    for path in sorted(folder.iterdir()):
        copy = shutil.copy(path, tmp_path / path.name)
        sha256 = verified.digest_file(Path(copy))
        vintage = Vintage(path.name, path.name, sha256, 1, "", "", "", "2019-03-01T00:00:00Z", path.name)
        vault.keep(Path(copy), vintage)
    lake.add([vault.path(v) for v in vault.vintages()], toy.recognise)
    before = answer(lake)
    toy.flip(next(lake.root.glob("events/*/*/*.parquet")), 300)
    repair = lake.repair(toy.recognise)
    assert repair.after.damage == ()
    assert all(a.equals(b) for a, b in zip(answer(lake), before, strict=True))
    original = vault.path(vault.vintages()[0])
    toy.flip(original, 3)
    (damage,) = lake.check(deep=True).damage
    assert str(original) in damage.text


def test_an_orphan_is_reported_and_never_swept(lake: Lake, tmp_path: Path) -> None:
    path = next(lake.root.glob("events/*/*/*.parquet"))
    orphan = path.with_name("0123456789abcdef-00000.parquet")
    shutil.copy(path, orphan)
    (damage,) = lake.status().damage
    assert orphan.name in damage
    lake.add([toy.write(tmp_path / "more" / "m.txt", [toy.line("more")])], toy.recognise)
    assert orphan.exists()
    assert lake.repair(toy.recognise).after.damage == ()
    assert not orphan.exists()
    assert list((lake.root / "quarantine").rglob(orphan.name))


def test_what_a_killed_writer_left_goes_to_the_trash_for_a_week(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = Lake.open(tmp_path / "lake")
    subprocess.run(killed_at.command("renamed:2", str(CHILD), str(lake.root), str(folder)), check=False)
    left = toy.parquet(lake.root)
    assert any(p.startswith("events/") for p in left)
    assert lake.status().damage == ()
    lake.add([folder], toy.recognise)
    assert toy.parquet(lake.root) == {p.path for p in chain.read(lake.root).parts}
    (stamp,) = (lake.root / "trash").iterdir()
    assert list(stamp.rglob("*.parquet"))
    sweep.sweep(chain.read(lake.root), datetime.now(UTC) + timedelta(days=6))
    assert stamp.exists()
    sweep.sweep(chain.read(lake.root), datetime.now(UTC) + timedelta(days=8))
    assert not stamp.exists()
    assert lake.check(deep=True).damage == ()


def unchained(lake: Lake) -> None:
    """Write the records as the layout before the chain had them."""
    shutil.rmtree(lake.root / "mirror")
    (lake.root / "proof.json").unlink()
    for path in records(lake):
        data = json.loads(path.read_bytes())
        for key in ("check", "number", "previous"):
            del data[key]
        data |= {"format": 1, "tangled": data.pop("overlapping")}
        path.write_text(json.dumps({**data, "check": proof.seal(data)}))


def test_a_lake_of_the_layout_before_is_read_as_it_is_and_chained_by_the_next_writer(
    lake: Lake, tmp_path: Path
) -> None:
    before = answer(lake)
    unchained(lake)
    old = {p.name: p.read_bytes() for p in records(lake)}
    assert all(a.equals(b) for a, b in zip(answer(lake), before, strict=True))
    assert {p.name: p.read_bytes() for p in records(lake)} == old, "reading writes nothing"
    assert lake.status().damage == ()
    lake.add([toy.write(tmp_path / "more" / "m.txt", [toy.line("more")])], toy.recognise)
    assert chain.read(lake.root).head.number == FILES + 1
    (copy,) = (lake.root / "backup").iterdir()
    assert {p.name: p.read_bytes() for p in copy.glob("*.json")} == old
    records(lake)[0].unlink()
    assert lake.status().damage
    assert lake.repair(toy.recognise).after.damage == ()


@pytest.mark.parametrize("nth", [1, 2, FILES])
def test_killed_while_chaining_it_goes_on(lake: Lake, tmp_path: Path, nth: int) -> None:
    before = answer(lake)
    unchained(lake)
    (tmp_path / "none").mkdir()
    words = killed_at.command(f"committed:{nth}", str(CHILD), str(lake.root), str(tmp_path / "none"))
    assert subprocess.run(words, check=False).returncode < 0
    assert lake.status().damage == ()
    assert all(a.equals(b) for a, b in zip(answer(lake), before, strict=True))
    lake.add([tmp_path / "none"], toy.recognise)
    assert chain.read(lake.root).head.number == FILES
    assert len(list((lake.root / "backup").iterdir())) == 1
    assert lake.check(deep=True).damage == ()


def test_a_backup_made_while_somebody_writes_is_whole(tmp_path: Path, folder: Path) -> None:
    lake = tmp_path / "lake"
    words = [sys.executable, str(CHILD), str(lake), str(folder), "1"]
    made = []
    with subprocess.Popen(words, stdout=subprocess.DEVNULL) as writer:
        while writer.poll() is None:
            if lake.is_dir():
                made.append(tmp_path / f"backup-{len(made)}")
                Lake.open(lake).backup(made[-1])
    Lake.open(lake).backup(tmp_path / "last")
    for copy in [*made, tmp_path / "last"]:
        assert Lake.open(copy).check(deep=True).damage == ()
        assert all(k.split("-")[0] in "0123" for k in toy.keys(Lake.open(copy).view()))
    assert Lake.open(tmp_path / "last").view().table("events").equals(Lake.open(lake).view().table("events"))


def test_a_backup_is_restored_and_the_lake_before_is_moved_aside(lake: Lake, tmp_path: Path) -> None:
    before = answer(lake)
    copied = lake.backup(tmp_path / "copy")
    assert copied.files >= FILES
    with pytest.raises(LakeError, match="not an empty folder"):
        lake.backup(tmp_path / "copy")
    lake.add([toy.write(tmp_path / "more" / "m.txt", [toy.line("more")])], toy.recognise)
    aside = lake.restore(tmp_path / "copy")
    assert aside is not None
    assert "more" in toy.keys(Lake.open(aside).view())
    assert all(a.equals(b) for a, b in zip(answer(lake), before, strict=True))
    new = Lake.open(tmp_path / "elsewhere")
    assert new.restore(tmp_path / "copy") is None
    assert all(a.equals(b) for a, b in zip(answer(new), before, strict=True))
    toy.flip(next((tmp_path / "copy").glob("events/*/*/*.parquet")), 100)
    with pytest.raises(LakeDamagedError):
        lake.restore(tmp_path / "copy")
    with pytest.raises(LakeError, match="no backup"):
        lake.restore(tmp_path / "more")
    assert all(a.equals(b) for a, b in zip(answer(lake), before, strict=True))
