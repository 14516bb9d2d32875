"""Daily counts of event streams: brought or at hand, counted, written as one file a stream.

The events pass through a lake of their own and are gone afterwards; what stays is how many acts of each class
organs of one state did toward another on a day (:mod:`comity.sources.events.daily_counts`).
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from comity.errors import QuestionError
from comity.lake.ingest.receipt import Receipt
from comity.lake.query.daily_counts import count_stream
from comity.lake.storage import disk
from comity.lake.store import Lake
from comity.parts.follow.acquire import get as getting
from comity.parts.follow.acquire.addresses import Addresses
from comity.parts.follow.acquire.plan import Window
from comity.parts.follow.acquire.receipt import DownloadReceipt
from comity.sources.cards import COUNTED

MOST_REASONS = 3
"""Files whose reason is said where nothing can be counted."""

PASSING = "counting"
"""Folder of the lake in which a stream is brought; it goes when every file was got."""


@dataclass(frozen=True, slots=True)
class CountsFile:
    """One file of counts: of which source, where it lies, how large it is in bytes, and its digest."""

    source: str
    path: str
    size: int
    sha256: str


def of_lake(lake: Lake, into: Path) -> list[CountsFile]:
    """Return counts of every stream that a lake holds, one file each.

    Parameters
    ----------
    lake : holds the events
    into : folder of the files; made where it is not there

    Raises
    ------
    QuestionError
        When the lake holds none of the streams that can be counted.
    LakeError
        When a file cannot be written.
    """
    view = lake.view()
    made = {source: data for source in COUNTED if (data := count_stream(view, source)) is not None}
    if not made:
        streams = ", ".join(sorted(s for members in COUNTED.values() for s in members))
        raise QuestionError(f"There are no events to count: counts are made of {streams}.")
    out = []
    with disk.writing(into):
        into.mkdir(parents=True, exist_ok=True)
        for source, data in made.items():
            path = into / f"{source}.parquet"
            disk.write_whole(path, data)
            out.append(CountsFile(source, str(path), len(data), hashlib.sha256(data).hexdigest()))
    return out


def of_files(files: Path, into: Path) -> tuple[list[CountsFile], Receipt]:
    """Return counts of the streams in files at hand, and what became of each file; see :func:`of_lake`.

    Raises
    ------
    QuestionError
        When no file holds events that can be counted; why each was passed over is said.
    """
    with tempfile.TemporaryDirectory() as folder:
        passing = Lake.open(folder)
        receipt = passing.add(files)
        try:
            return of_lake(passing, into), receipt
        except QuestionError as e:
            reasons = [f"{gap.place}: {gap.reason}" for gap in receipt.gaps if gap.reason]
            raise QuestionError(" ".join([str(e), *reasons[:MOST_REASONS]])) from None


def brought(
    lake: Lake,
    known: Addresses,
    window: Window,
    into: Path,
    progress: getting.Progress | None = None,
) -> tuple[list[CountsFile], DownloadReceipt]:
    """Bring a stream from its publisher, count it, and keep the counts alone; see :func:`of_lake`.

    A run that was stopped, or that had gaps, goes on where it was.
    """
    folder = lake.root / PASSING / known.source
    passing = Lake.open(folder)
    receipt = getting.get(passing, known, window, progress=progress)
    made = of_lake(passing, into)
    if not receipt.gaps:
        shutil.rmtree(folder)
    return made, receipt
