"""Reading small files by a source, held to its account."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from comity.records.coverage import Coverage
from comity.records.schemas import digest, file_id
from comity.sources.base import Sample, Source, SourceFile
from comity.testing import Reading, check_bytes


def read(source: Source, data: bytes, name: str) -> Reading:
    """All that a source makes of a file that it recognises."""
    assert source.recognises(Sample(name, data[: 1 << 16])), f"{name} is not recognised"
    found = check_bytes(source, name, data)
    assert found is not None
    return found


def records(reading: Reading, table: str = "flows") -> list[dict[str, Any]]:
    return reading.tables[table].to_pylist()


def reasons(reading: Reading) -> list[tuple[int, str]]:
    return sorted((r.row_no, r.reason) for r in reading.rejects)


def sees(coverage: list[Coverage], state: str, day: Any) -> bool:
    return any(c.sees(state, day) for c in coverage)


def as_file(data: bytes, name: str) -> SourceFile:
    return SourceFile(name, f"here/{name}", file_id(digest(io.BytesIO(data))), lambda: io.BytesIO(data))


def events(shared: Path) -> Path:
    return shared / "events"
