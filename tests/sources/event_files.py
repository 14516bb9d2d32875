"""Small event files by hand, in the publishers' layouts, and a reader that holds the account."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa

from comity.records.schemas import EVENT, Reject, digest, file_id, plain
from comity.sources.base import Sample, Source, SourceFile
from comity.sources.events import icews
from comity.sources.events.icews import COLUMNS as ICEWS
from comity.sources.gdelt import gdelt1, gdelt2
from comity.sources.gdelt.event_layout import COLUMNS as GDELT

MET = {
    "Event ID": "1",
    "Event Date": "2019-02-01",
    "Source Name": "China",
    "Source Country": "China",
    "Event Text": "Consult",
    "CAMEO Code": "040",
    "Intensity": "1",
    "Target Name": "Vladimir Putin",
    "Target Sectors": "Executive,Government",
    "Target Country": "Russian Federation",
    "Story ID": "9",
    "Sentence Number": "2",
    "Publisher": "Reuters News",
    "City": "Moscow",
    "Country": "Russian Federation",
    "Latitude": "55.7522",
    "Longitude": "37.6156",
}
"""An ICEWS row: China consults the Russian head of state."""

VISIT = {
    "GLOBALEVENTID": "410000001",
    "SQLDATE": "20150302",
    "Actor1Code": "CHNGOV",
    "Actor1CountryCode": "CHN",
    "Actor1Type1Code": "GOV",
    "Actor2Code": "RUS",
    "Actor2CountryCode": "RUS",
    "EventCode": "042",
    "EventRootCode": "04",
    "QuadClass": "1",
    "GoldsteinScale": "1.9",
    "NumMentions": "10",
    "NumSources": "2",
    "NumArticles": "10",
    "AvgTone": "-2.34567",
    "ActionGeo_Type": "4",
    "ActionGeo_CountryCode": "RS",
    "ActionGeo_Lat": "55.75",
    "ActionGeo_Long": "37.615",
    "SOURCEURL": "https://www.example.org:8080/a?b=c",
}
"""A GDELT row: the Chinese government visits Russia."""


def icews_line(**changes: str) -> str:
    row = MET | {k.replace("_", " "): v for k, v in changes.items()}
    return "\t".join(row.get(c, "") for c in ICEWS)


def icews_file(*lines: str) -> bytes:
    return ("\n".join(["\t".join(ICEWS), *lines]) + "\n").encode()


def gdelt_line(stream: str = "gdelt2", **changes: str) -> str:
    added = {"DATEADDED": "20150302081500" if stream == "gdelt2" else "20150302"}
    row = VISIT | added | changes
    return "\t".join(row.get(c, "") for c in GDELT[stream])


def gdelt_file(*lines: str) -> bytes:
    return "".join(line + "\n" for line in lines).encode()


def as_file(data: bytes, name: str) -> SourceFile:
    return SourceFile(name, f"here/{name}", file_id(digest(io.BytesIO(data))), lambda: io.BytesIO(data))


class Result:
    """All batches of a file as one, each of them balanced."""

    def __init__(self, source: Source, file: SourceFile) -> None:
        self.row_count = self.accepted = 0
        self.set_aside: dict[str, int] = {}
        self.rejects: list[Reject] = []
        self.coverage = []
        tables = [EVENT.empty_table()]
        for batch in source.read(file):
            assert batch.balances
            assert batch.accepted == batch.tables["events"].num_rows
            self.row_count += batch.row_count
            self.accepted += batch.accepted
            for rule, n in batch.set_aside.items():
                self.set_aside[rule] = self.set_aside.get(rule, 0) + n
            self.rejects += batch.rejects
            self.coverage += batch.coverage
            tables.append(plain(batch.tables["events"]))
        self.events = pa.concat_tables(tables)
        self.events.validate(full=True)

    @property
    def rows(self) -> list[dict[str, Any]]:
        return self.events.to_pylist()

    @property
    def reasons(self) -> list[tuple[int, str]]:
        return sorted((r.row_no, r.reason) for r in self.rejects)

    def by_id(self) -> dict[str, dict[str, Any]]:
        """Records without what tells where in which file they stood."""
        return {
            r["record_id"]: {k: v for k, v in r.items() if k not in ("row_no", "file_id")} for r in self.rows
        }


SOURCES = (*icews.SOURCES, *gdelt1.SOURCES, *gdelt2.SOURCES)


def claimed(name: str, data: bytes) -> list[Source]:
    """The event sources that claim a file."""
    return [s for s in SOURCES if s.recognises(Sample(name, data[: 1 << 16]))]


def read(data: bytes, name: str, expect: str) -> Result:
    """Read bytes by the one event source that recognises them."""
    (source,) = claimed(name, data)
    assert source.card.id == expect
    return Result(source, as_file(data, name))


def unpacked(path: Path) -> tuple[str, bytes]:
    """Name and bytes of the one file within a path of the shared records."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as z:
            (name,) = z.namelist()
            return name, z.read(name)
    data = path.read_bytes()
    return (path.stem, gzip.decompress(data)) if path.suffix == ".gz" else (path.name, data)
