"""Documents become acts when they are added, by the default coder, with the sentence as evidence.

Every act stays a record of its own here.  Which of them tell one event is asked when they are read
(:mod:`comity.text.occurrences`), so that the answer does not hang on how the documents were cut into files.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pyarrow as pa

from comity.records.schemas import ACT
from comity.text.acts import Coder, Document
from comity.vocabulary import hotspots


@cache
def default_coder() -> Coder:
    """The coder that needs no model.  Loaded only when there is something to read."""
    from comity.text.rules import RuleCoder  # noqa: PLC0415 - the gazetteer takes a moment to build

    return RuleCoder()


def acts(documents: pa.Table) -> pa.Table:
    """Acts (schema ``ACT``) that documents (schema ``DOCUMENT``) claim, each pointing to its sentence."""
    from comity.text.documents import to_acts_table  # noqa: PLC0415

    coder, out = default_coder(), [ACT.empty_table()]
    for row in documents.to_pylist():
        read = _document(row)
        told = to_acts_table([read], [coder.code(read)], source=row["source"], file_id=row["file_id"])
        if told.num_rows:
            out.append(_placed(told, row))
    return pa.concat_tables(out)


def _document(row: dict[str, Any]) -> Document:
    return Document(
        id=row["document_id"],
        text=row["text"],
        published=row["published"],
        title=row["title"] or "",
        outlet=row["outlet"] or "",
        url=row["url"] or "",
        language=row["language"] or "en",
        headings=tuple(row["headings"]),
    )


def _placed(told: pa.Table, document: dict[str, Any]) -> pa.Table:
    """Acts with the row of their document and the day it became known."""
    rows = []
    for a in told.to_pylist():
        # A matter outside every hotspot ("other") belongs to none of them.
        a["hotspots"] = [h for h in a["hotspots"] if h in hotspots.all_hotspots()]
        rows.append(a | {"row_no": document["row_no"], "known_on": document["known_on"]})
    return pa.Table.from_pylist(rows, schema=ACT)
