"""Reading one file through its source, and checking that the source keeps its contract.

The ingest uses this, and so does a view of files without a lake.  If a source's card names acts, its
documents are coded here, so that documents and acts arrive together or not at all.  Statements and speeches,
in which most sentences report no act, are stored as documents only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from comity.errors import SourceError
from comity.lake.storage.manifest import FileEntry
from comity.records.coverage import Coverage, merge
from comity.records.schemas import TABLES, fits, spans, to_table
from comity.sources.base import Batch, Portion, ReadsMany, Source, SourceFile


@dataclass(slots=True)
class Account:
    """What was read from a file: rows by outcome, records by table, days when they became known, coverage."""

    row_count: int = 0
    accepted: int = 0
    set_aside: Counter[str] = field(default_factory=Counter)
    rejects: Counter[str] = field(default_factory=Counter)
    records: Counter[str] = field(default_factory=Counter)
    known_first: date | None = None
    known_last: date | None = None
    coverage: list[Coverage] = field(default_factory=list)

    def note(self, batch: Batch) -> None:
        """Add one batch."""
        self.row_count += batch.row_count
        self.accepted += batch.accepted
        self.set_aside.update({rule: n for rule, n in batch.set_aside.items() if n})
        self.rejects.update(r.reason for r in batch.rejects)
        self.coverage = merge([*self.coverage, *batch.coverage])
        for name, table in batch.tables.items():
            if table.num_rows:
                self.records[name] += table.num_rows
                days = pc.min_max(table["known_on"]).as_py()
                self.known_first = min(self.known_first or days["min"], days["min"])
                self.known_last = max(self.known_last or days["max"], days["max"])

    @classmethod
    def of(cls, portion: Portion, known: tuple[date, date] | None) -> Account:
        """Make the account of a file read with others, whose records became known between these days."""
        return cls(
            row_count=portion.row_count,
            accepted=portion.accepted,
            set_aside=Counter(portion.set_aside),
            records=Counter({"events": portion.records} if portion.records else {}),
            known_first=known and known[0],
            known_last=known and known[1],
            coverage=merge(portion.coverage),
        )

    def entry(self, file: SourceFile, source: str, sha256: str, disk_sha256: str) -> FileEntry:
        """Return the account as a manifest entry."""
        return FileEntry(
            file_id=file.file_id,
            sha256=sha256,
            disk_sha256=disk_sha256,
            name=file.name,
            place=file.place,
            source=source,
            row_count=self.row_count,
            accepted=self.accepted,
            set_aside=dict(sorted(self.set_aside.items())),
            rejects=dict(sorted(self.rejects.items())),
            records=dict(sorted(self.records.items())),
            known_first=self.known_first,
            known_last=self.known_last,
            coverage=tuple(self.coverage),
        )


def read(file: SourceFile, source: Source, account: Account) -> Iterator[tuple[str, pa.Table]]:
    """Yield the checked tables of a file, piece by piece, including ``rejects``, and update ``account``.

    Raises
    ------
    SourceError
        When the source cannot read the file or breaks its contract: a table with another schema, a row
        that is not accounted for, or records with the id of another file or source.
    """
    name, edition = source.card.id, source.card.edition
    for batch in source.read(file):
        if not batch.balances:
            raise SourceError(
                f"{file.place}: the source {name} saw {batch.row_count} rows and accounts for "
                f"{batch.accepted + sum(batch.set_aside.values()) + len(batch.rejects)}: report it."
            )
        if "documents" in batch.tables and "acts" in source.card.tables:
            from comity.sources.texts.coding import code  # noqa: PLC0415 - few sources publish texts

            batch.tables["acts"] = code(batch.tables["documents"])
        for table, records_read in batch.tables.items():
            _check(table, records_read, file.place, name)
            if any(v != file.file_id for v in pc.unique(records_read["file_id"]).to_pylist()):
                raise _broken(file.place, name, f"{table} with another file_id than {file.file_id}")
            records = batch.tables[table] = _not_before(records_read, edition)
            if records.num_rows:
                yield table, records
        account.note(batch)
        if batch.rejects:
            yield "rejects", to_table(name, file.file_id, batch.rejects)


def together(files: Sequence[SourceFile], source: ReadsMany) -> tuple[pa.Table, list[Account | None]]:
    """Return the checked events of several files read together, and the account of each file.

    The account is ``None`` for a file that must be read alone.

    Raises
    ------
    SourceError
        When the source breaks its contract, for whichever file.
    """
    name, batch = source.card.id, source.read_many(files)
    place = f"one of {len(files)} files from {files[0].place} on"
    _check("events", batch.events, place, name)
    read = [(f, p) for f, p in zip(files, batch.portions, strict=True) if p is not None]
    if not all(p.balances for _, p in read):
        raise _broken(place, name, "an account that does not add up")
    rows = [p.records for _, p in read]
    whose = pa.array([f.file_id for f, _ in read], pa.string()).take(np.repeat(np.arange(len(rows)), rows))
    if not batch.events["file_id"].cast(pa.string()).combine_chunks().equals(whose):
        raise _broken(place, name, "events with the file_id of another file")
    events = _not_before(batch.events, source.card.edition)
    known = iter(spans(events["known_on"], rows))
    return events, [None if p is None else Account.of(p, next(known)) for p in batch.portions]


def _broken(place: str, source: str, what: str) -> SourceError:
    return SourceError(f"{place}: the source {source} gave {what}: report it.")


def _not_before(records: pa.Table, edition: date | None) -> pa.Table:
    """Set ``known_on`` of each record to the edition's day at the earliest."""
    if edition is None:
        return records
    at = records.schema.get_field_index("known_on")
    days = pc.max_element_wise(records["known_on"], pa.scalar(edition, pa.date32()))
    return records.set_column(at, records.schema.field(at), days)


def _check(table: str, records: pa.Table, place: str, source: str) -> None:
    """Raise an error if the records have another schema or source."""
    if table not in TABLES:
        raise _broken(place, source, f"a table {table!r} that nobody knows")
    if not fits(records, TABLES[table]):
        raise _broken(place, source, f"{table} of another shape than comity.records.schemas says")
    for column in TABLES[table]:
        if not column.nullable and records[column.name].null_count:
            raise _broken(place, source, f"{table} with a blank {column.name}")
    if any(v != source for v in pc.unique(records["source"]).to_pylist()):
        raise _broken(place, source, f"{table} with another source than {source}")
