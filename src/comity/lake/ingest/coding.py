"""Documents become acts when they are added, by the default coder, with the sentence as evidence.

Every act stays a record of its own here.  Which of them tell one event is asked when they are read
(:mod:`comity.lake.query.occurrences`), so that the answer does not hang on how the documents were cut into
files.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pyarrow as pa

from comity import plugins
from comity.records.coded_acts import Coder, Document
from comity.records.schemas import ACT
from comity.vocabulary import hotspots


@cache
def default_coder() -> Coder:
    """Return the coder that needs no model, loaded only when there is something to read."""
    coder: Coder = plugins.load("coders", "rules")()
    return coder


def acts(documents: pa.Table) -> pa.Table:
    """Acts (schema ``ACT``) that documents (schema ``DOCUMENT``) claim, each pointing to its sentence."""
    from comity.lake.ingest.documents import act_rows  # noqa: PLC0415

    coder, out = default_coder(), list[dict[str, Any]]()
    for row in documents.to_pylist():
        read = _document(row)
        rows = act_rows(read, coder.code(read), row["row_no"], row["source"], row["file_id"])
        out += [_placed(a, row) for a in rows]
    return pa.Table.from_pylist(out, schema=ACT)


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


def _placed(act: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """The act with the day its document became known; a matter outside every hotspot belongs to none."""
    spots = [h for h in act["hotspots"] if h in hotspots.all_hotspots()]
    return act | {"hotspots": spots, "known_on": document["known_on"]}
