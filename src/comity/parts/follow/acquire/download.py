"""One file: brought whole, or a named gap; what did come is kept to go on from, also after a kill.

Resuming follows RFC 9110, sections 13.1.5 (If-Range), 14.2 (Range) and 15.3.7 (206): a part is
joined only to a part of the same version.  Where a server gives no mark of the version, joining needs a
checksum of the whole.
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

PROGRESS = 1 << 20
"""An attempt that brings this many new bytes counts as none failed."""
_SLACK = 1 << 20
_PART = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")

Progress = Callable[[int], None]
"""Called with the number of bytes received so far."""


@dataclass(frozen=True, slots=True)
class VersionMark:
    """What a server said of the version it began to send; ``total`` is its length in bytes."""

    address: str
    etag: str
    modified: str
    encoding: str
    total: int | None

    @property
    def validator(self) -> str:
        """What tells this version from another, for If-Range: a strong ETag, or the day of change."""
        return self.modified if self.etag.startswith("W/") or not self.etag else self.etag


class Partial:
    """The bytes of an address that are not whole yet, and the mark of their version."""

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
        """Bytes received."""
        return self.bytes.stat().st_size if self.bytes.is_file() else 0

    def begin(self, mark: VersionMark) -> None:
        """Start from nothing with this version; the mark is there before the first byte."""
        self.discard()
        with disk.writing(self.root):
            disk.make_folder(self.note.parent, self.root)
            disk.write_whole(self.note, json.dumps(asdict(mark), sort_keys=True).encode())
        self.mark = mark

    def close(self) -> None:
        """No further part is joined from now on, whatever happens to the bytes."""
        self.note.unlink(missing_ok=True)

    def discard(self) -> None:
        """Forget all of it."""
        for path in (self.bytes, self.note):
            path.unlink(missing_ok=True)
        self.mark = None


class Download:
    """Brings one file.

    Parameters
    ----------
    transport : the way out
    vault : where vintages are kept
    wanted : the file
    most : how many bytes it may have
    progress : called as bytes come
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
        """Return a new vintage, kept; ``None`` when the publisher still has the version held.

        Raises
        ------
        GapError
            When it cannot be had; what came is kept to go on from, unless it is of no use.
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
        """Open the file itself, kept nowhere: for lists, some of which are larger than memory should hold.

        Raises
        ------
        GapError
            When it cannot be had.
        """
        self._come(None)
        try:
            with self.partial.bytes.open("rb") as stream:
                yield stream
        finally:
            self.partial.discard()

    def _come(self, before: Vintage | None) -> bool:
        """Whether a whole file lies in the partial; ``False`` when the version held still stands."""
        limits, failed, wrong, best = self.transport.limits, 0, 0, self.partial.size
        while True:
            try:
                if not self._attempt(before):
                    return False
                encoding = self.partial.mark.encoding if self.partial.mark else ""
                with disk.writing(self.vault.root):
                    self.partial.close()
                    checks.whole(self.partial.bytes, self.wanted, encoding, self.most)
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
        """One request; ``False`` when the answer is that nothing changed."""
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
        """Whether another part may be joined to what is held."""
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
        """Hold a partial answer to the version and the place it was asked for."""
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
        """Append the body as it comes, within the bounds of size and time."""
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
