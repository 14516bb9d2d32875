"""Finding of files at a path: folders in sorted order, and members of .gz, .zip, .tar.gz and .tar.xz files.

Nothing is unpacked to disk, and sizes are bounded. A document format that is a zip or gzip internally (xlsx,
docx, R data) is passed on packed.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import lzma
import os
import re
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from comity.errors import SourceError, UnsafeArchiveError
from comity.lake.storage.inflate import inflate_member
from comity.records.schemas import file_id
from comity.sources.base import SourceFile

#: The most unpacked bytes of one member, and of one archive in total.
MOST_BYTES = 4 << 30
#: The largest ratio of unpacked size to size on disk, beyond FREE_BYTES.
MOST_RATIO = 200
#: Up to this unpacked size any ratio is allowed, and a member stays in memory, unpacked once.
FREE_BYTES = 64 << 20
#: The most members that an archive may list.
MOST_MEMBERS = 100_000

_CHUNK = 1 << 20
_KNOWN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2)
#: Errors that the libraries raise on damaged archives (found by changing random bytes).
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    UnicodeDecodeError,
    NotImplementedError,
)

_TAR = re.compile(r"\.(tar\.(gz|xz)|tgz|txz)$", re.IGNORECASE)
_JUNK = re.compile(r"(^|/)(__MACOSX/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)")
_R_NAMES = (".rda", ".rds", ".rdata")
_R_HEADS = (b"RDX2\n", b"RDX3\n", b"RDA2\n", b"RDA3\n", b"X\n\x00\x00\x00", b"A\n2\n", b"A\n3\n")


@dataclass(frozen=True, slots=True)
class Gap:
    """Something found but not read, with the reason; ``status`` is ``junk``, ``skipped`` or ``damaged``."""

    place: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class OnDisk:
    """A regular file: its path, the path to show to people, and its size and modification time."""

    path: Path
    place: str
    stamp: tuple[int, int]

    def is_unchanged(self) -> bool:
        """Return whether size and modification time are the same as when the file was found."""
        return _stamp(self.path.stat()) == self.stamp


@dataclass(frozen=True, slots=True)
class Member:
    """One unpacked file: its digest (64 hex digits), its size in bytes, and the file to read."""

    sha256: str
    size: int
    file: SourceFile


def _stamp(info: os.stat_result) -> tuple[int, int]:
    return info.st_size, info.st_mtime_ns


def walk(paths: Iterable[Path], leave_out: Path | None = None) -> Iterator[OnDisk | Gap]:
    """Yield the files ``paths`` and every file in the folders among them, in sorted order, each once.

    ``leave_out`` is a folder to skip (the lake itself).

    Raises
    ------
    SourceError
        When one of ``paths`` does not exist.
    """
    entered: dict[tuple[int, int], str] = {}
    given = [Path(p) for p in paths]
    for path in given:
        if not os.path.lexists(path):
            raise SourceError(f"There is no file or folder {path}: check the path.")
    for path in given:
        name = path.name if path.name not in ("", "..") else path.resolve().name or str(path)
        yield from _walk(path, _readable(name), entered, leave_out)


def _walk(
    path: Path, place: str, entered: dict[tuple[int, int], str], leave_out: Path | None
) -> Iterator[OnDisk | Gap]:
    try:
        info = path.stat()
        below = sorted(p.name for p in path.iterdir()) if stat.S_ISDIR(info.st_mode) else None
    except OSError as e:
        yield Gap(place, "damaged", f"It cannot be opened: {e.strerror}.")
        return
    if below is None:
        if _JUNK.search(place):
            yield Gap(place, "junk", "It is a mark of the file system, not data.")
        elif stat.S_ISREG(info.st_mode):
            yield OnDisk(path, place, _stamp(info))
        else:
            yield Gap(place, "skipped", "It is not a regular file.")
        return
    if leave_out is not None and path.resolve() == leave_out.resolve():
        yield Gap(place, "skipped", "It is the lake itself.")
        return
    key = (info.st_dev, info.st_ino)
    if key in entered:
        yield Gap(place, "skipped", f"It is the same folder as {entered[key]}, which is read there.")
        return
    entered[key] = place
    for name in below:
        yield from _walk(path / name, f"{place}/{_readable(name)}", entered, leave_out)


def _readable(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "replace")


def members(source: OnDisk, sha256: str) -> Iterator[Member | Gap]:
    """Yield the unpacked files of one file on disk: the members of an archive, or else the file.

    Parameters
    ----------
    source : the file
    sha256 : digest of its bytes on disk

    Raises
    ------
    UnsafeArchiveError
        When the archive is damaged, too large, protected by a password, or has paths outside its folder.
    """
    name = _readable(source.path.name)
    with source.path.open("rb") as stream:
        head = stream.read(4)
    if not head:
        yield Gap(source.place, "damaged", "It is empty: download it again.")
    elif head[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        yield from _zip_members(source, sha256)
    elif _TAR.search(name) and head[:2] in (b"\x1f\x8b", b"\xfd7"):
        yield from _tar_members(source)
    elif head[:2] == b"\x1f\x8b" and not _is_r(source.path):
        inner = name[: -len(".gz")] if name.lower().endswith(".gz") else name
        budget = _Budget(source.place, source.path.stat().st_size)
        open_packed = cast(Callable[[], BinaryIO], partial(gzip.open, source.path, "rb"))
        yield _member(inner, source.place, open_packed, open_packed, budget, _make_opener(source))
    elif name.lower().endswith((".zip", ".gz")):
        kind = name.rsplit(".", 1)[1].lower()
        raise UnsafeArchiveError(f"{source.place} is named .{kind} but is not one inside: download it again.")
    else:
        yield _plain(source, sha256)


def _plain(source: OnDisk, sha256: str) -> Member:
    def open_file() -> BinaryIO:
        return source.path.open("rb")

    name = _readable(source.path.name)
    beside = _make_opener(source)
    file = SourceFile(name, source.place, file_id(sha256), open_file, beside)
    return Member(sha256, source.stamp[0], file)


def _make_opener(source: OnDisk) -> Callable[[str], BinaryIO | None]:
    """Return a function that opens another file of the folder, plain or gzipped, with the size limits."""

    def open_near(name: str) -> BinaryIO | None:
        for path in (source.path.with_name(name), source.path.with_name(f"{name}.gz")):
            if path.is_file():
                near = OnDisk(path, f"{source.place.rpartition('/')[0]}/{path.name}", _stamp(path.stat()))
                whole = next(members(near, ""))
                return whole.file.open() if isinstance(whole, Member) else None
        return None

    return open_near


def _is_r(path: Path) -> bool:
    if path.name.lower().endswith(_R_NAMES):
        return True
    try:
        with gzip.open(path, "rb") as stream:
            return stream.read(5).startswith(_R_HEADS)
    except _DAMAGE:
        return False


class _Budget:
    """The number of bytes to which the rest of an archive may unpack; all members share this budget."""

    def __init__(self, place: str, on_disk: int) -> None:
        self.place, self.spent = place, 0
        self.most = min(MOST_BYTES, max(FREE_BYTES, MOST_RATIO * on_disk))

    @property
    def overdrawn(self) -> bool:
        return self.spent > self.most

    def spend(self, amount: int) -> None:
        self.spent += amount
        if self.overdrawn:
            raise UnsafeArchiveError(
                f"{self.place} inflates to more than {self.most >> 20} MiB, far more than its size "
                "on disk warrants: if it is meant, unpack it by hand and add the folder."
            )


def _member(
    name: str,
    place: str,
    now: Callable[[], BinaryIO],
    later: Callable[[], BinaryIO],
    budget: _Budget,
    beside: Callable[[str], BinaryIO | None],
) -> Member:
    """Unpack a member once, within the budget, to check its bytes and compute its digest.

    ``now`` opens the member for this check. ``later`` opens it for a reader if it is too large for memory.
    """
    hasher, chunks, size = hashlib.sha256(), list[bytes](), 0
    try:
        with now() as stream:
            while chunk := stream.read(_CHUNK):
                budget.spend(len(chunk))
                hasher.update(chunk)
                size += len(chunk)
                if size <= FREE_BYTES:
                    chunks.append(chunk)
    except _DAMAGE as e:
        raise UnsafeArchiveError(f"{place} is damaged ({e}): download it again.") from None
    sha256 = hasher.hexdigest()
    small = chunks[0] if len(chunks) == 1 else b"".join(chunks)
    again = (lambda: io.BytesIO(small)) if size <= FREE_BYTES else later
    return Member(sha256, size, SourceFile(name, place, file_id(sha256), again, beside))


def _zip_members(source: OnDisk, sha256: str) -> Iterator[Member | Gap]:
    try:
        archive = zipfile.ZipFile(source.path)
    except _DAMAGE as e:
        raise UnsafeArchiveError(
            f"{source.place} is a cut or damaged zip ({str(e).rstrip('.')}): download it again."
        ) from None
    with archive:
        infos = archive.infolist()
        names = {i.filename for i in infos}
        if "[Content_Types].xml" in names or "mimetype" in names:
            yield _plain(source, sha256)
            return
        budget = _Budget(source.place, source.path.stat().st_size)
        _check_listing(source.place, infos, budget.most)
        if all(i.is_dir() for i in infos):
            yield Gap(source.place, "damaged", "It is a zip that holds no file: download it again.")
        for info in infos:
            if not info.is_dir():
                yield _zip_member(source, archive, info, budget)


def _tar_members(source: OnDisk) -> Iterator[Member | Gap]:
    budget, names = _Budget(source.place, source.path.stat().st_size), set[str]()
    before = dict[str, SourceFile]()
    try:
        with tarfile.open(source.path, "r:*") as archive:
            for info in archive:
                if info.isdir():
                    continue
                _check_tar_member(source.place, info, names)
                place = f"{source.place}!{info.name}"
                if _JUNK.search(info.name):
                    yield Gap(place, "junk", "It is a mark of the file system, not data.")
                else:
                    member = _tar_member(source, archive, info, budget, before)
                    before = (
                        {str(PurePosixPath(info.name)): member.file} if isinstance(member, Member) else {}
                    )
                    yield member
    except (tarfile.TarError, *_DAMAGE, lzma.LZMAError) as e:
        raise UnsafeArchiveError(
            f"{source.place} is a cut or damaged tar ({e}): download it again."
        ) from None
    if not names:
        yield Gap(source.place, "damaged", "It is a tar that holds no file: download it again.")


def _check_tar_member(place: str, info: tarfile.TarInfo, names: set[str]) -> None:
    """Raise an error if a member is no plain file, lies outside the folder, or repeats a name."""
    parts = info.name.replace("\\", "/").split("/")
    if not parts[0] or ".." in parts or not info.isreg():
        raise UnsafeArchiveError(
            f"{place} has a member that is no file in it ({info.name!r}): do not open it."
        )
    if info.name in names:
        raise UnsafeArchiveError(f"{place} holds two members of one name: unpack it by hand.")
    names.add(info.name)
    if len(names) > MOST_MEMBERS:
        raise UnsafeArchiveError(f"{place} has more than {MOST_MEMBERS} members: unpack it by hand.")


def _tar_member(
    source: OnDisk,
    archive: tarfile.TarFile,
    info: tarfile.TarInfo,
    budget: _Budget,
    before: dict[str, SourceFile],
) -> Member | Gap:
    """Return one member; a tar is read in order, so only the member just ``before`` can be opened with it."""

    def now() -> BinaryIO:
        return _unzip(cast(BinaryIO, archive.extractfile(info)), info.name)

    def later() -> BinaryIO:
        again = tarfile.open(source.path, "r:*")  # noqa: SIM115 - its member keeps it open
        return _unzip(cast(BinaryIO, again.extractfile(info.name)), info.name)

    def open_beside(near: str) -> BinaryIO | None:
        file = before.get(str(PurePosixPath(info.name).with_name(near)))
        return file.open() if file else None

    place, name = f"{source.place}!{info.name}", PurePosixPath(info.name).name
    member = _member(name, place, now, later, budget, open_beside)
    if _is_archive(member.file):
        return Gap(place, "skipped", "It is an archive inside an archive: unpack it by hand.")
    return member


def _unzip(stream: BinaryIO, name: str) -> BinaryIO:
    """Return a member, unpacked if it is a gzip without the suffix .gz, as crawlers store pages."""
    packed = stream.read(2) == b"\x1f\x8b"
    stream.seek(0)
    plain_name = "." not in PurePosixPath(name).name
    return cast(BinaryIO, gzip.GzipFile(fileobj=stream)) if packed and plain_name else stream


def _check_listing(place: str, infos: list[zipfile.ZipInfo], most: int) -> None:
    """Raise an error if the table of contents of a zip shows the archive to be unsafe, before unpacking."""
    if len(infos) > MOST_MEMBERS:
        raise UnsafeArchiveError(
            f"{place} lists {len(infos)} members, more than {MOST_MEMBERS}: unpack it by hand."
        )
    if len({i.filename for i in infos}) < len(infos):
        raise UnsafeArchiveError(f"{place} holds two members of one name: unpack it by hand.")
    for i in infos:
        parts = i.filename.replace("\\", "/").split("/")
        climbs = not parts[0] or ".." in parts or re.match(r"[A-Za-z]:", parts[0])
        if climbs or stat.S_ISLNK(i.external_attr >> 16):
            raise UnsafeArchiveError(
                f"{place} has a member that leaves its folder ({i.filename!r}): do not open it."
            )
        if i.flag_bits & 0x1:
            raise UnsafeArchiveError(f"{place} is locked with a password: unpack it by hand.")
        if i.compress_type not in _KNOWN and not i.is_dir():
            raise UnsafeArchiveError(f"{place} is packed in a way not read here: unpack it by hand.")
    if sum(i.file_size for i in infos) > most:
        raise UnsafeArchiveError(
            f"{place} says it inflates to more than {most >> 20} MiB, far more than its size on "
            "disk warrants: if it is meant, unpack it by hand and add the folder."
        )


def _zip_member(
    source: OnDisk, archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: _Budget
) -> Member | Gap:
    place, name = f"{source.place}!{info.filename}", Path(info.filename).name
    if _JUNK.search(info.filename):
        return Gap(place, "junk", "It is a mark of the file system, not data.")

    def now() -> BinaryIO:
        whole = inflate_member(archive, info, FREE_BYTES)
        return cast(BinaryIO, archive.open(info)) if whole is None else io.BytesIO(whole)

    def later() -> BinaryIO:
        with zipfile.ZipFile(source.path) as again:
            return cast(BinaryIO, again.open(info))  # the member keeps the archive's file open

    def open_beside(name: str) -> BinaryIO | None:
        inner = str(PurePosixPath(info.filename).with_name(name))
        try:
            with zipfile.ZipFile(source.path) as again:
                return io.BytesIO(again.read(inner)) if inner in again.namelist() else None
        except _DAMAGE as e:
            raise UnsafeArchiveError(f"{source.place}!{inner} is damaged ({e}): download it again.") from None

    try:
        member = _member(name, place, now, later, budget, open_beside)
    except UnsafeArchiveError as e:
        if budget.overdrawn:
            raise
        return Gap(place, "damaged", str(e))
    if _is_archive(member.file):
        return Gap(place, "skipped", "It is an archive inside an archive: unpack it by hand.")
    return member


def _is_archive(file: SourceFile) -> bool:
    with file.open() as stream:
        head = stream.read(4)
        if head[:2] == b"\x1f\x8b":
            return not file.name.lower().endswith(_R_NAMES)
        if head != b"PK\x03\x04":
            return False
        try:
            stream.seek(0)
            names = set(zipfile.ZipFile(stream).namelist())
        except _DAMAGE:
            return True
        return not names & {"[Content_Types].xml", "mimetype"}
