"""Reading of one file through its source, with checks of what the source returns.

Adding a file to the lake uses this module, and so does reading a file without a lake. If a source's card
lists acts, acts are read from its documents here, so that documents and acts are stored together or not at
all. Statements and speeches are stored as documents only, because most of their sentences report no act.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from comity.errors import SourceError
from comity.lake.storage.manifest import FileEntry
from comity.records.coverage import Coverage, merge
from comity.records.schemas import TABLES, Reject, fits, spans, to_table
from comity.sources.base import Batch, Portion, ReadsMany, Source, SourceFile
from comity.vocabulary import forms, hotspots


@dataclass(slots=True)
class Account:
    """Counts for one file: rows by outcome, records by table, days, coverage, first reasons for rejects."""

    row_count: int = 0
    accepted: int = 0
    set_aside: Counter[str] = field(default_factory=Counter)
    rejects: Counter[str] = field(default_factory=Counter)
    records: Counter[str] = field(default_factory=Counter)
    known_first: date | None = None
    known_last: date | None = None
    coverage: list[Coverage] = field(default_factory=list)
    details: list[str] = field(default_factory=list)

    def note(self, batch: Batch) -> None:
        """Add the counts of one batch."""
        self.row_count += batch.row_count
        self.accepted += batch.accepted
        self.set_aside.update({rule: n for rule, n in batch.set_aside.items() if n})
        self.rejects.update(r.reason for r in batch.rejects)
        self.details = [*self.details, *(r.detail for r in batch.rejects)][:3]
        self.coverage = merge([*self.coverage, *batch.coverage])
        for name, table in batch.tables.items():
            if table.num_rows:
                self.records[name] += table.num_rows
                days = pc.min_max(table["known_on"]).as_py()
                self.known_first = min(self.known_first or days["min"], days["min"])
                self.known_last = max(self.known_last or days["max"], days["max"])

    @property
    def fault(self) -> str:
        """Why no row of the file was taken, so that the file is not stored; "" if any was."""
        if self.accepted or not self.rejects or self.set_aside.keys() - {"header"}:
            return ""
        return f"None of its rows could be taken: {'; '.join(self.details)}."

    @classmethod
    def of(cls, portion: Portion, known: tuple[date, date] | None) -> Account:
        """Make the account of a file read with others; ``known`` is the first and last day of its records."""
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
    """Yield (table name, records) for a file, piece by piece, after checks; update ``account``.

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
            if table == "acts" and "documents" not in batch.tables:
                records = batch.tables[table] = _reject_faulty(batch, records)
            if records.num_rows:
                yield table, records
        account.note(batch)
        if batch.rejects:
            yield "rejects", to_table(name, file.file_id, batch.rejects)


def find_faults(acts: pa.Table) -> dict[int, str]:
    """Return why rows of acts are invalid, by row index: an unknown form or hotspot, or a future day."""
    vocabulary = {"form": list(forms.all_forms()), "hotspot": list(hotspots.all_hotspots())}
    out: dict[int, str] = {}
    columns = ["row_no", "kind", "forms", "hotspots", "date_from", "date_to", "precision"]
    for r in acts.select(columns).to_pylist():
        for kind, known in vocabulary.items():
            if wrong := [i for i in r[f"{kind}s"] if i not in known]:
                out[r["row_no"]] = f"{wrong[0]!r} is no {kind} of the vocabulary: use {', '.join(known)}"
        last = r["date_to"] if (r["kind"], r["precision"]) == ("event", "span") else r["date_from"]
        if last > date.today():
            out[r["row_no"]] = f"{last} lies after today"
    return {n: f"row {n} of {acts['source'][0]}: {why}" for n, why in out.items()}


def _reject_faulty(batch: Batch, acts: pa.Table) -> pa.Table:
    """Return the acts without invalid rows, and add these rows to the rejects of the batch."""
    faults = find_faults(acts)
    for row_no, why in faults.items():
        batch.accepted -= 1
        batch.rejects.append(Reject(row_no, "act", why))
    today = date.today()
    sight = (c for c in batch.coverage if c.first <= today)
    batch.coverage = [replace(c, last=min(c.last, today)) for c in sight]
    return acts.filter(pc.invert(pc.is_in(acts["row_no"], pa.array(faults, pa.int64()))))


def read_together(files: Sequence[SourceFile], source: ReadsMany) -> tuple[pa.Table, list[Account | None]]:
    """Read several files together; return their checked events and the account of each file.

    The account is ``None`` for a file that must be read alone.

    Raises
    ------
    SourceError
        When the source returns invalid records for any of the files.
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
    """Set each ``known_on`` before the day ``edition`` to that day, when the records were published."""
    if edition is None:
        return records
    at = records.schema.get_field_index("known_on")
    days = pc.max_element_wise(records["known_on"], pa.scalar(edition, pa.date32()))
    return records.set_column(at, records.schema.field(at), days)


def _check(table: str, records: pa.Table, place: str, source: str) -> None:
    """Raise an error if the records have a wrong schema or source."""
    if table not in TABLES:
        raise _broken(place, source, f"a table {table!r} that nobody knows")
    if not fits(records, TABLES[table]):
        raise _broken(place, source, f"{table} of another shape than comity.records.schemas says")
    for column in TABLES[table]:
        if not column.nullable and records[column.name].null_count:
            raise _broken(place, source, f"{table} with a blank {column.name}")
    if any(v != source for v in pc.unique(records["source"]).to_pylist()):
        raise _broken(place, source, f"{table} with another source than {source}")
