"""Press items to judge: texts of files, a text pasted, and what a machine read in texts of the lake."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from comity.lake.query.view import View
from comity.measures.record import coder_error
from comity.records.coded_acts import Document
from comity.records.schemas import Reject, content_key
from comity.sources.texts.coding import read_path
from comity.vocabulary.group import Group

MOST = 200
"""Leads of one pair that are offered at a time."""


@dataclass(frozen=True, slots=True)
class Item:
    """A press item; ``key`` is the document of a text of the lake, else its address, else what it says."""

    key: str
    title: str
    text: str
    url: str
    outlet: str
    published: date | None

    @property
    def document(self) -> Document:
        """The same as a document to be read: its headline is not part of the text."""
        return Document(self.key, self.text, self.published, self.title, self.outlet, self.url)

    def as_json(self) -> dict[str, str]:
        """Return what is kept of it beside a decision: never its text."""
        day = self.published.isoformat() if self.published else ""
        return {
            "key": self.key,
            "title": self.title,
            "url": self.url,
            "outlet": self.outlet,
            "published": day,
        }


def make_item(d: Document, key: str = "") -> Item:
    """Make an item of a document; its first line is the title where it has none.

    ``key`` is the one that it came with: a text of the lake is known by its document.
    """
    text = d.text.strip()
    first = text.partition("\n")[0]
    return Item(key or d.url or content_key(text), d.title or first[:160], text, d.url, d.outlet, d.published)


def read_items(paths: Iterable[Path]) -> Iterator[Item | Reject]:
    """Read the items of files and folders, in any format that ``comity read`` takes, by name.

    Raises
    ------
    SourceError, MissingExtraError
        When a file as a whole cannot be read.
    """
    for path in paths:
        for file in sorted(p for p in path.iterdir() if p.is_file()) if path.is_dir() else [path]:
            for n, d in enumerate(read_path(file), 1):
                if isinstance(d, Reject):
                    yield d
                elif d.text.strip():
                    yield make_item(d)
                else:
                    yield Reject(n, "empty", f"{file.name} has no text")


def find_leads(view: View, group: Group) -> list[Item]:
    """Find the texts of a lake in which a machine read acts of a group, the newest first."""
    sql = f"""
        SELECT * FROM documents WHERE document_id IN (SELECT id FROM wanted)
        ORDER BY published DESC NULLS LAST, record_id LIMIT {MOST:d}
    """  # noqa: S608 - a number of our own
    rows = view.run(sql, {"wanted": pa.table({"id": read_in(view, group)})}).to_pylist()
    return [
        make_item(
            Document(
                id=r["document_id"],
                text=r["text"],
                published=r["published"],
                title=r["title"] or "",
                outlet=r["outlet"] or "",
                url=r["url"] or "",
            ),
            key=r["document_id"],
        )
        for r in rows
    ]


def read_in(view: View, group: Group) -> pa.Array:
    """Return the ids of the texts in which a machine read acts of a group that are leads, each once."""
    sql = """
        SELECT record_id, document_id, polarity, confidence FROM acts
        WHERE coder IS NOT NULL AND document_id IS NOT NULL
            AND list_has_all(list_concat(actors, partners), string_split($codes, ' '))
        ORDER BY record_id
    """
    acts = coder_error.sure_enough(view.run(sql, codes=" ".join(group.codes)))
    decided = pa.array([*view.reviewed.outcomes], pa.string())
    return pc.unique(acts.filter(pc.invert(pc.is_in(acts["record_id"], decided)))["document_id"])
