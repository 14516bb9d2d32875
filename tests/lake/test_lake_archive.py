"""Files and archives as people have them: opened within bounds, or named with the reason."""

from __future__ import annotations

import gzip
import io
import os
import random
import stat
import struct
import zipfile
import zlib
from pathlib import Path

import lake_toy as toy
import pytest

from comity.errors import UnsafeArchiveError
from comity.lake.ingest import read_ahead
from comity.lake.ingest.receipt import FileOutcome
from comity.lake.storage import archive, inflate
from comity.lake.storage.archive import Gap, Member, OnDisk
from comity.lake.store import Lake
from comity.records.schemas import digest, digest_file, file_id
from comity.sources.base import Sample


def opened(path: Path) -> list[Member | Gap]:
    (found,) = archive.walk([path])
    assert isinstance(found, OnDisk)
    return list(archive.members(found, digest_file(path)))


def content(member: Member | Gap) -> bytes:
    assert isinstance(member, Member)
    with member.file.open() as stream:
        return stream.read()


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in members.items():
            out.writestr(name, data)
    return path


def refused(path: Path) -> str:
    with pytest.raises(UnsafeArchiveError) as e:
        opened(path)
    text = str(e.value)
    assert path.name in text
    assert text.endswith(".")
    assert "\n" not in text
    return text


def test_the_same_bytes_plain_gzipped_and_zipped_are_one_file(tmp_path: Path) -> None:
    data = b"some,rows\n1,2\n"
    plain = tmp_path / "a.csv"
    plain.write_bytes(data)
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(data, mtime=0))
    paths = [plain, tmp_path / "a.csv.gz", zipped(tmp_path / "z.zip", {"in/a.csv": data})]
    found = [m for p in paths for m in opened(p)]
    assert [content(m) for m in found] == [data] * 3
    assert {m.file.file_id for m in found if isinstance(m, Member)} == {file_id(digest(io.BytesIO(data)))}
    assert [(m.file.name, m.file.place) for m in found if isinstance(m, Member)] == [
        ("a.csv", "a.csv"),
        ("a.csv", "a.csv.gz"),
        ("a.csv", "z.zip!in/a.csv"),
    ]


def test_a_member_too_large_for_memory_is_read_again_from_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "FREE_BYTES", 1000)
    data = os.urandom(5000)
    (tmp_path / "a.gz").write_bytes(gzip.compress(data))
    for path in (tmp_path / "a.gz", zipped(tmp_path / "z.zip", {"a": data})):
        (member,) = opened(path)
        assert content(member) == content(member) == data


@pytest.mark.parametrize("name", ["bomb.zip", "bomb.gz"])
def test_a_bomb_is_not_inflated(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    zeros = bytes(archive.FREE_BYTES + (8 << 20))  # some 70 KiB on disk: beyond 200 to 1
    path = tmp_path / name
    if name.endswith(".zip"):
        zipped(path, {"zeros": zeros})
    else:
        path.write_bytes(gzip.compress(zeros, 9))
    assert path.stat().st_size * archive.MOST_RATIO < len(zeros)
    assert "inflates to more than 64 MiB" in refused(path)
    monkeypatch.setattr(archive, "MOST_RATIO", 10_000)
    (member,) = opened(path)
    assert isinstance(member, Member)


def test_a_bomb_of_many_small_members_is_counted_as_a_whole(tmp_path: Path) -> None:
    some = bytes(8 << 20)
    assert "inflates to more than" in refused(zipped(tmp_path / "b.zip", {f"{n}": some for n in range(9)}))


def test_a_zip_that_lies_about_its_sizes_gives_no_more_than_it_says(tmp_path: Path) -> None:
    path = zipped(tmp_path / "liar.zip", {"a": bytes(100_000)})
    data = path.read_bytes()
    said, lie = struct.pack("<L", 100_000), struct.pack("<L", 10)
    assert data.count(said) == 2
    path.write_bytes(data.replace(said, lie))
    (gap,) = opened(path)
    assert isinstance(gap, Gap)
    assert gap.status == "damaged"


def _by_library(path: Path) -> dict[str, bytes | None]:
    """What ``zipfile`` alone gives of each member, ``None`` where it finds damage."""
    out: dict[str, bytes | None] = {}
    with zipfile.ZipFile(path) as whole:
        for info in whole.infolist():
            try:
                out[info.filename] = whole.read(info)
            except archive._DAMAGE:
                out[info.filename] = None
    return out


def _as_library(path: Path) -> list[bytes | None]:
    """What we give of each member; it must be the same."""
    found = [content(m) if isinstance(m, Member) else None for m in opened(path)]
    assert found == list(_by_library(path).values())
    return found


LISTED = {"crc": (16, "<L"), "packed": (20, "<L"), "size": (24, "<L"), "offset": (42, "<L")}
"""Where a field lies in an entry of the table of contents."""


@pytest.mark.parametrize("field", LISTED)
@pytest.mark.parametrize("by", [1, -1, 7, -40, 1 << 20])
def test_a_listing_that_lies_is_never_believed_without_the_bytes(tmp_path: Path, field: str, by: int) -> None:
    rows = [b"%d,some rows\n" % n for n in range(2000)]
    path = zipped(tmp_path / "liar.zip", {"a": b"".join(rows), "b": b"".join(rows[::-1])})
    data = bytearray(path.read_bytes())
    at, form = data.rindex(b"PK\x01\x02") + LISTED[field][0], LISTED[field][1]
    (said,) = struct.unpack_from(form, data, at)
    struct.pack_into(form, data, at, (said + by) % (1 << 32))
    path.write_bytes(data)
    first, second = _as_library(path)
    assert first in (None, b"".join(rows)), "Python 3.14 refuses both of two members that overlap"
    assert second in (None, b"".join(rows[::-1]))


@pytest.mark.parametrize("codec", ["the extra", "Python's own"])
def test_bytes_changed_at_random_are_read_as_the_library_reads_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, codec: str
) -> None:
    assert inflate.codec.__name__ != "zlib", "the extra is there when everything is tested"
    if codec != "the extra":
        monkeypatch.setattr(inflate, "codec", zlib)
    dice = random.Random(11)
    whole = zipped(tmp_path / "z.zip", {"a": b"rows " * 300, "b": dice.randbytes(200)}).read_bytes()
    damaged = 0
    for _ in range(600):
        data = bytearray(whole)
        data[dice.randrange(4, len(data))] = dice.randrange(256)
        (tmp_path / "z.zip").write_bytes(data)
        try:
            damaged += None in _as_library(tmp_path / "z.zip")
        except UnsafeArchiveError:
            damaged += 1
    assert damaged > 200


def test_every_way_to_write_a_member_is_read(tmp_path: Path) -> None:
    data = b"some,rows\n" * 5000

    class Pipe(io.BytesIO):
        """Cannot go back, so sizes follow the bytes (a data descriptor)."""

        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise OSError

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("a.csv", data)
    (tmp_path / "described.zip").write_bytes(pipe.getvalue())
    with (
        zipfile.ZipFile(tmp_path / "zip64.zip", "w", zipfile.ZIP_DEFLATED) as out,
        out.open("a.csv", "w", force_zip64=True) as member,
    ):
        member.write(data)
    for packed in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2):
        with zipfile.ZipFile(tmp_path / f"{packed}.zip", "w", packed) as out:
            out.writestr("a.csv", data)
    for path in sorted(tmp_path.glob("*.zip")):
        assert _as_library(path) == [data], path.name


@pytest.mark.parametrize(
    "name", ["../out.csv", "/etc/out.csv", "a/../../out.csv", "C:\\out.csv", "..\\out.csv", "c:out.csv"]
)
def test_a_member_that_climbs_out_is_refused(tmp_path: Path, name: str) -> None:
    path = zipped(tmp_path / "climb.zip", {"good.csv": b"x", name: b"y"})
    assert "leaves its folder" in refused(path)


def test_a_member_that_is_a_link_is_refused(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("link")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "link.zip", "w") as out:
        out.writestr(info, "/etc/passwd")
    assert "leaves its folder" in refused(tmp_path / "link.zip")


def test_a_locked_zip_is_told(tmp_path: Path) -> None:
    path = zipped(tmp_path / "locked.zip", {"a": b"x"})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x03\x04") + 6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert "password" in refused(path)


def test_half_an_archive_and_a_page_named_zip_are_told(tmp_path: Path) -> None:
    whole = zipped(tmp_path / "w.zip", {"a": os.urandom(3000)}).read_bytes()
    packed = gzip.compress(os.urandom(3000))
    cases = {
        "half.zip": whole[: len(whole) // 2],
        "half.gz": packed[: len(packed) // 2],
        "half.xlsx": whole[: len(whole) // 2],
        "page.zip": b"<html>Not found</html>",
        "page.csv.gz": b"<html>Not found</html>",
    }
    for name, data in cases.items():
        (tmp_path / name).write_bytes(data)
        assert "download it again" in refused(tmp_path / name)


def test_one_damaged_member_leaves_the_others(tmp_path: Path) -> None:
    noise = os.urandom(3000)
    path = zipped(tmp_path / "z.zip", {"a": b"first" * 9, "b": noise, "c": b"last" * 9})
    data = bytearray(path.read_bytes())
    data[data.index(noise[:50]) + 20] ^= 255
    path.write_bytes(data)
    first, gap, last = opened(path)
    assert (content(first), content(last)) == (b"first" * 9, b"last" * 9)
    assert isinstance(gap, Gap)
    assert (gap.place, gap.status) == ("z.zip!b", "damaged")


@pytest.mark.parametrize("packed", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, None])
def test_bytes_changed_at_random_are_told_never_a_traceback(tmp_path: Path, packed: int | None) -> None:
    dice = random.Random(7)
    whole = io.BytesIO()
    if packed is None:
        whole.write(gzip.compress(b"rows " * 200 + dice.randbytes(50)))
    else:
        with zipfile.ZipFile(whole, "w", packed) as out:
            out.writestr("é/a.csv", b"rows " * 200)
            out.writestr("b.csv", dice.randbytes(50))
    path = tmp_path / ("a.csv.gz" if packed is None else "a.zip")
    told = 0
    for _ in range(400):
        data = bytearray(whole.getvalue())
        data[dice.randrange(4, len(data))] = dice.randrange(256)
        path.write_bytes(data[: dice.randrange(1, len(data))] if dice.random() < 0.2 else data)
        try:
            told += any(isinstance(m, Gap) for m in opened(path))
        except UnsafeArchiveError:
            told += 1
    assert told > 200


def test_a_packing_that_is_not_read_is_told(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "z.zip", "w", zipfile.ZIP_LZMA) as out:
        out.writestr("a.csv", b"x")
    assert "unpack it by hand" in refused(tmp_path / "z.zip")


def test_a_name_that_is_no_text_is_taken_all_the_same(tmp_path: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/in/\xff.txt"))
    toy.write(tmp_path / "in" / "x", [toy.line(1)]).rename(odd)
    lake = Lake.open(tmp_path / "lake")
    (line,) = lake.add([tmp_path / "in"], toy.recognise).lines
    assert (line.status, line.place) == ("added", "in/\ufffd.txt")
    assert lake.status().files == 1


def test_a_file_that_changes_while_it_is_read_is_not_taken(tmp_path: Path) -> None:
    path = toy.write(tmp_path / "a.txt", [toy.line(1)])
    lake = Lake.open(tmp_path / "lake")

    def meanwhile(sample: Sample) -> toy.Toy:
        with path.open("a") as out:
            out.write(toy.line(2) + "\n")
        return toy.TOY

    (line,) = lake.add([path], meanwhile).lines
    assert line.status == "damaged"
    assert "changed while it was read" in line.reason
    assert lake.add([path], toy.recognise).got == 1
    assert toy.keys(lake.view()) == ["1", "2"]


def test_a_file_that_is_gone_when_its_turn_comes_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_ahead, "SMALL_BYTES", 0)  # none is read ahead of its turn
    toy.write(tmp_path / "in" / "a.txt", [toy.line(1)])
    gone = toy.write(tmp_path / "in" / "b.txt", [toy.line(2)])
    toy.write(tmp_path / "in" / "c.txt", [toy.line(3)])

    def meanwhile(met: int, place: str) -> None:
        if place.startswith("in/a.txt"):
            gone.unlink(missing_ok=True)

    receipt = Lake.open(tmp_path / "lake").add([tmp_path / "in"], toy.recognise, meanwhile)
    assert [(x.place, x.status) for x in receipt.lines] == [
        ("in/a.txt", "added"),
        ("in/b.txt", "damaged"),
        ("in/c.txt", "added"),
    ]
    assert receipt.gaps[0].reason == "It cannot be opened: No such file or directory."


def test_documents_that_are_archives_inside_are_given_as_they_lie(tmp_path: Path) -> None:
    book = zipped(tmp_path / "book.xlsx", {"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<y/>"})
    renamed = tmp_path / "book.zip"
    renamed.write_bytes(book.read_bytes())
    named, unnamed = tmp_path / "d.rda", tmp_path / "data"
    named.write_bytes(gzip.compress(b"whatever"))
    unnamed.write_bytes(gzip.compress(b"RDX3\nX\n rest"))
    for path in (book, renamed, named, unnamed):
        (member,) = opened(path)
        assert content(member) == path.read_bytes()
    (inside,) = opened(zipped(tmp_path / "z.zip", {"book.xlsx": book.read_bytes()}))
    assert content(inside) == book.read_bytes()


def test_an_archive_in_an_archive_and_marks_of_the_system_are_named(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "i.zip", {"a": b"x"}).read_bytes()
    path = zipped(
        tmp_path / "z.zip",
        {"i.zip": inner, "a.gz": gzip.compress(b"x"), "__MACOSX/._a": b"m", "d/.DS_Store": b"m", "a": b"x"},
    )
    found = {m.place if isinstance(m, Gap) else m.file.place: m for m in opened(path)}
    assert {p: m.status for p, m in found.items() if isinstance(m, Gap)} == {
        "z.zip!i.zip": "skipped",
        "z.zip!a.gz": "skipped",
        "z.zip!__MACOSX/._a": "junk",
        "z.zip!d/.DS_Store": "junk",
    }
    assert isinstance(found["z.zip!a"], Member)


def test_an_empty_file_and_a_zip_of_nothing_are_told(tmp_path: Path) -> None:
    (tmp_path / "e.csv").touch()
    for path in (tmp_path / "e.csv", zipped(tmp_path / "e.zip", {})):
        (gap,) = opened(path)
        assert isinstance(gap, Gap)
        assert gap.status == "damaged"
        assert "download it again" in gap.reason


def test_folders_are_walked_in_order_once_and_loops_are_named(tmp_path: Path) -> None:
    toy.write(tmp_path / "in" / "b" / "2.txt", [])
    toy.write(tmp_path / "in" / "a" / "1.txt", [])
    (tmp_path / "in" / "a" / "loop").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "c").symlink_to(tmp_path / "in" / "a")
    (tmp_path / "in" / "gone").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "in" / "pipe")
    found = list(archive.walk([tmp_path / "in"]))
    assert [f.place for f in found if isinstance(f, OnDisk)] == ["in/a/1.txt", "in/b/2.txt"]
    assert {g.place: g.reason for g in found if isinstance(g, Gap)} == {
        "in/a/loop": "It is the same folder as in, which is read there.",
        "in/c": "It is the same folder as in/a, which is read there.",
        "in/gone": "It cannot be opened: No such file or directory.",
        "in/pipe": "It is not a regular file.",
    }


def test_every_file_met_is_in_the_receipt_with_its_fate(tmp_path: Path) -> None:
    folder, lake = tmp_path / "in", Lake.open(tmp_path / "in" / "lake")
    lake.root.mkdir(parents=True)
    toy.write(folder / "a.txt", [toy.line(1), "", "x,no-day,,A,B,1,1,,"])
    toy.write(folder / "copy.txt", [toy.line(1), "", "x,no-day,,A,B,1,1,,"])
    toy.write(folder / "breaks.txt", [*(toy.line(k) for k in range(2, 14)), "fail"])
    for name, data in {"README.md": b"x", "odd.bin": b"zz", "empty.txt": b"", ".DS_Store": b"m"}.items():
        (folder / name).write_bytes(data)
    (folder / "half.zip").write_bytes(b"PK\x03\x04 and then nothing")
    for turn in ("added", "held"):
        receipt = lake.add([folder], toy.recognise)
        assert receipt.balances
        assert {x.place: x.status for x in receipt.lines} == {
            "in/.DS_Store": "junk",
            "in/README.md": "companion",
            "in/a.txt": turn,
            "in/breaks.txt": "damaged",
            "in/copy.txt": "held",
            "in/empty.txt": "damaged",
            "in/half.zip": "damaged",
            "in/lake": "skipped",
            "in/odd.bin": "unrecognised",
        }
        assert all(x.reason.endswith(".") for x in receipt.gaps)
    assert toy.keys(lake.view()) == ["1"]  # nothing of the file that breaks off
    assert lake.rejects()["raw"].to_pylist() == ["x,no-day,,A,B,1,1,,"]


def test_a_receipt_that_does_not_add_up_says_so() -> None:
    whole = FileOutcome("a", "added", row_count=3, accepted=1, set_aside={"blank": 1}, rejects={"date": 1})
    short = FileOutcome("a", "added", row_count=4, accepted=1, set_aside={"blank": 1}, rejects={"date": 1})
    assert whole.balances
    assert not short.balances
