"""Daily counts of event streams, one file per stream, from downloaded or local events.

The events are read into a temporary lake and then deleted. What remains is the number of acts per day and
class, by government bodies of one state toward another (:mod:`comity.sources.events.daily_counts`).
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

#: Most files whose reason is given if nothing can be counted.
MOST_REASONS = 3

#: Folder in the lake for downloaded events; deleted after all files were downloaded.
PASSING = "counting"


@dataclass(frozen=True, slots=True)
class CountsFile:
    """One file of daily counts of acts: source, path, size in bytes and hash."""

    source: str
    path: str
    size: int
    sha256: str


def count_lake(lake: Lake, into: Path) -> list[CountsFile]:
    """Write the daily counts of acts of every event stream in a lake, one file per stream.

    Parameters
    ----------
    lake : folder of records, which holds the events
    into : folder for the files; created if needed

    Raises
    ------
    QuestionError
        When the lake has no stream that can be counted.
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


def count_files(files: Path, into: Path) -> tuple[list[CountsFile], Receipt]:
    """Count the acts in local files as :func:`count_lake` does; return the files of counts and a receipt.

    Raises
    ------
    QuestionError
        When no file has events that can be counted; the message gives reasons.
    """
    with tempfile.TemporaryDirectory() as folder:
        passing = Lake.open(folder)
        receipt = passing.add(files)
        try:
            return count_lake(passing, into), receipt
        except QuestionError as e:
            reasons = [f"{gap.place}: {gap.reason}" for gap in receipt.gaps if gap.reason]
            raise QuestionError(" ".join([str(e), *reasons[:MOST_REASONS]])) from None


def download_counts(
    lake: Lake,
    known: Addresses,
    window: Window,
    into: Path,
    progress: getting.Progress | None = None,
) -> tuple[list[CountsFile], DownloadReceipt]:
    """Download an event stream, count its acts by day, and keep only the counts.

    A run that was stopped, or lacked files, is continued.
    """
    folder = lake.root / PASSING / known.source
    passing = Lake.open(folder)
    receipt = getting.get(passing, known, window, progress=progress)
    made = count_lake(passing, into)
    if not receipt.gaps:
        shutil.rmtree(folder)
    return made, receipt
