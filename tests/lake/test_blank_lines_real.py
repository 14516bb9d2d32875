"""A blank line within any line-based real file takes nothing with it but, at most, that file."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

from comity.lake.ingest.receipt import GOT
from comity.lake.store import Lake
from comity.sources.base import Sample
from comity.sources.registry import recognise

LINE_BASED = {".csv", ".tsv", ".tab", ".txt", ".dat", ".jsonl", ".json", ""}
SMALL = 400_000
"""Bytes on disk: of each source the smallest file is taken, where one is small enough."""


def lines_of(path: Path) -> tuple[str, bytes] | None:
    """Name and bytes of what one file holds; ``None`` where that is not lines of text."""
    data, name = path.read_bytes(), path.name
    if path.suffix == ".gz":
        data, name = gzip.decompress(data), path.stem
    elif path.suffix == ".zip":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if len(archive.namelist()) != 1:
                return None
            (name,) = archive.namelist()
            data = archive.read(name)
    return (name, data) if Path(name).suffix.lower() in LINE_BASED and data.count(b"\n") > 3 else None


def of_every_source(shared: Path) -> dict[str, tuple[str, bytes]]:
    """Source -> name and bytes of its smallest line-based file."""
    every = dict[str, tuple[str, bytes]]()
    paths = [p for p in shared.glob("data*/**/*") if p.is_file() and 0 < p.stat().st_size < SMALL]
    for path in sorted(paths, key=lambda p: (p.stat().st_size, p)):
        if content := lines_of(path):
            source = recognise(Sample(content[0], content[1][: 1 << 16]))
            if source is not None:
                every.setdefault(source.card.id, content)
    return every


def test_a_blank_line_takes_nothing_with_it_but_at_most_its_file(shared_data: Path, tmp_path: Path) -> None:
    every = of_every_source(shared_data.parent)
    assert len(every) > 17
    for source, (name, data) in every.items():
        middle = data.index(b"\n", len(data) // 2) + 1
        for folder, content in (("sound", data), ("blank", data[:middle] + b"\n" + data[middle:])):
            path = tmp_path / folder / source / name
            path.parent.mkdir(parents=True)
            path.write_bytes(content)
    sound, blank = (Lake.open(tmp_path / f"{x} lake").add([tmp_path / x]) for x in ("sound", "blank"))
    assert sound.balances
    assert blank.balances
    assert len(blank.lines) == len(every)
    for before, after in zip(sound.lines, blank.lines, strict=True):
        if after.status in GOT:
            assert after.accepted >= before.accepted - 1, (before, after)
            assert sum(after.rejects.values()) <= sum(before.rejects.values()) + 1, (before, after)
        else:
            assert after.reason, after
            assert "\n" not in after.reason, after
    refused = [x.source for x in blank.lines if x.status not in GOT]
    assert len(refused) < len(every) / 4, refused
