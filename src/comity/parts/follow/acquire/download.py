"""Download of one file: complete, or with a reason why not; partial data are kept and continued later.

Resuming follows RFC 9110, sections 13.1.5 (If-Range), 14.2 (Range) and 15.3.7 (206). Parts are joined only if
they belong to the same version of the file. If the server does not identify versions, joining needs a
checksum.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from comity.lake.storage import disk
from comity.lake.storage.vintages import Vault, Vintage
from comity.parts.follow.acquire import checks
from comity.parts.follow.acquire.plan import WantedFile
from comity.parts.follow.acquire.transport import GapError, Transport, refusal
from comity.records.schemas import digest_file

if TYPE_CHECKING:
    import httpx

#: An attempt that receives this many new bytes resets the count of failures.
PROGRESS = 1 << 20
_SLACK = 1 << 20
_PART = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")

#: Called with the number of bytes received so far.
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class VersionMark:
    """What a server says about the version of a file that it sends; ``total`` is the length in bytes."""

    address: str
    etag: str
    modified: str
    encoding: str
    total: int | None

    @property
    def validator(self) -> str:
        """Value for If-Range that identifies the version: a strong ETag, or else Last-Modified."""
        return self.modified if self.etag.startswith("W/") or not self.etag else self.etag


class Partial:
    """The bytes of a file received so far from an address, with the mark of their version."""

    def __init__(self, path: Path, root: Path) -> None:
        self.bytes, self.note, self.root = path.with_suffix(".part"), path.with_suffix(".json"), root
        self.mark: VersionMark | None = None
        if self.note.is_file():
            try:
                self.mark = VersionMark(**json.loads(self.note.read_bytes()))
            except (ValueError, TypeError):
                self.discard()

    @property
    def size(self) -> int:
        """Number of bytes received."""
        return self.bytes.stat().st_size if self.bytes.is_file() else 0

    def begin(self, mark: VersionMark) -> None:
        """Start again with a new version of the file, and save its mark before the first byte."""
        self.discard()
        with disk.writing(self.root):
            disk.make_folder(self.note.parent, self.root)
            disk.write_whole(self.note, json.dumps(asdict(mark), sort_keys=True).encode())
        self.mark = mark

    def close(self) -> None:
        """Delete the mark of the version, so that no later bytes can be joined."""
        self.note.unlink(missing_ok=True)

    def discard(self) -> None:
        """Delete the bytes received and the mark of their version."""
        for path in (self.bytes, self.note):
            path.unlink(missing_ok=True)
        self.mark = None


class Download:
    """Downloads one file.

    Parameters
    ----------
    transport : sends the requests
    vault : stores the versions
    wanted : the file
    most : most bytes the file may have
    progress : called as bytes arrive
    """

    def __init__(
        self,
        transport: Transport,
        vault: Vault,
        wanted: WantedFile,
        most: int,
        progress: Progress | None = None,
    ) -> None:
        self.transport, self.vault, self.wanted, self.progress = transport, vault, wanted, progress
        self.partial = Partial(vault.partial(wanted.address), vault.root)
        bound = most if wanted.size is None else wanted.size + _SLACK
        self.most = min(most, bound)

    def bring(self, before: Vintage | None) -> Vintage | None:
        """Download and store a file's new version; return ``None`` if the publisher's version is stored.

        Raises
        ------
        GapError
            When the file cannot be downloaded; usable bytes are kept for the next attempt.
        LakeError
            When the disk cannot be written.
        """
        if before is not None and self.wanted.checksum and before.checksum == self.wanted.checksum:
            return None
        if not self._come(before):
            return None
        mark = self.partial.mark
        sha256 = digest_file(self.partial.bytes)
        if before is not None and before.sha256 == sha256:
            self.partial.discard()
            return None
        new = Vintage(
            address=self.wanted.address,
            name=self.wanted.name,
            sha256=sha256,
            size=self.partial.size,
            checksum=self.wanted.checksum,
            etag=mark.etag if mark else "",
            modified=mark.modified if mark else "",
            got_at=self.transport.means.clock().strftime("%Y-%m-%dT%H:%M:%SZ"),
            thing=self.wanted.thing,
        )
        self.vault.keep(self.partial.bytes, new)
        self.partial.discard()
        return new

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """Download a file and open it without storing it, for lists of files that are too large for memory.

        Raises
        ------
        GapError
            When the file cannot be downloaded.
        """
        self._come(None)
        try:
            with self.partial.bytes.open("rb") as stream:
                yield stream
        finally:
            self.partial.discard()

    def _come(self, before: Vintage | None) -> bool:
        """Download the file, with several attempts; return ``False`` if it has not changed."""
        limits, failed, wrong, best = self.transport.limits, 0, 0, self.partial.size
        while True:
            try:
                if not self._attempt(before):
                    return False
                encoding = self.partial.mark.encoding if self.partial.mark else ""
                with disk.writing(self.vault.root):
                    self.partial.close()
                    checks.check_file(self.partial.bytes, self.wanted, encoding, self.most)
            except GapError as t:
                grown = self.partial.size >= best + PROGRESS
                best = max(best, self.partial.size)
                failed = 0 if grown else failed + 1
                wrong += t.status in ("not-it", "damaged")
                if t.spoilt:
                    self.partial.discard()
                if not t.again or failed >= limits.tries or wrong >= limits.wrong:
                    raise
                self.transport.means.sleep(max(t.wait, limits.backoff * 2 ** max(0, failed - 1)))
            else:
                return True

    def _attempt(self, before: Vintage | None) -> bool:
        """Send one request for the file; return ``False`` if the server says that it has not changed."""
        start = self.partial.size if self._joins() else 0
        conditions = self._conditions(start, before)
        with self.transport.ask(self.wanted.address, conditions, post=self.wanted.post) as answer:
            code = answer.status_code
            if code == 304 and not conditions.keys().isdisjoint(("If-None-Match", "If-Modified-Since")):
                return False
            if code == 206 and start:
                self._continues(answer, start)
            elif code == 200:
                self.partial.begin(_mark(self.wanted.address, answer))
            else:
                raise refusal(answer, self.transport.limits, self.transport.token_name)
            self._pour(answer)
        mark = self.partial.mark
        if mark is not None and mark.total is not None and self.partial.size != mark.total:
            over = self.partial.size > mark.total
            raise GapError("cut", "It came with another length than announced.", again=True, spoilt=over)
        return True

    def _joins(self) -> bool:
        """Return whether the bytes received so far can be continued by a new request."""
        mark = self.partial.mark
        return mark is not None and self.partial.size > 0 and bool(mark.validator or self.wanted.checksum)

    def _conditions(self, start: int, before: Vintage | None) -> dict[str, str]:
        out: dict[str, str] = {}
        if start and self.partial.mark is not None:
            out["Range"] = f"bytes={start}-"
            if self.partial.mark.validator:
                out["If-Range"] = self.partial.mark.validator
        elif before is not None and before.address == self.wanted.address and not self.wanted.checksum:
            if before.etag:
                out["If-None-Match"] = before.etag
            if before.modified:
                out["If-Modified-Since"] = before.modified
        return out

    def _continues(self, answer: httpx.Response, start: int) -> None:
        """Raise ``GapError`` if a partial answer is of another file version or starts at the wrong byte."""
        old, new = self.partial.mark, _mark(self.wanted.address, answer)
        place = _PART.fullmatch(answer.headers.get("content-range", ""))
        total = None if place is None or place[3] == "*" else int(place[3])
        same = (
            old is not None
            and place is not None
            and int(place[1]) == start
            and new.etag in ("", old.etag)
            and new.modified in ("", old.modified)
            and (total is None or old.total in (None, total))
        )
        if not same:
            raise GapError("cut", "The rest that came is of another version.", again=True, spoilt=True)

    def _pour(self, answer: httpx.Response) -> None:
        """Write the body of an answer to the disk as it arrives, within the limits of size and speed."""
        limits, began, got = self.transport.limits, time.monotonic(), 0
        size = self.partial.size
        with disk.writing(self.vault.root), self.partial.bytes.open("ab") as out:
            for chunk in answer.iter_raw():
                got += len(chunk)
                if size + got > self.most:
                    raise GapError("too-large", f"It has more than {self.most:,} bytes.", spoilt=True)
                out.write(chunk)
                if self.progress is not None:
                    self.progress(size + got)
                if time.monotonic() - began > limits.patience + got / limits.slowest:
                    out.flush()
                    raise GapError(
                        "too-slow", f"It comes slower than {limits.slowest:,} bytes a second.", again=True
                    )


def _mark(address: str, answer: httpx.Response) -> VersionMark:
    headers = answer.headers
    length = headers.get("content-length", "")
    return VersionMark(
        address=address,
        etag=headers.get("etag", ""),
        modified=headers.get("last-modified", ""),
        encoding=headers.get("content-encoding", "").lower(),
        total=int(length) if length.isdigit() and answer.status_code == 200 else None,
    )
