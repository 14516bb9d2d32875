"""Press items to review: files, pasted text, and texts of the lake in which the program found acts."""

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

#: Most texts offered for one pair at a time.
MOST = 200


@dataclass(frozen=True, slots=True)
class Item:
    """A press item; ``key`` is its id in the lake (folder of records), else its URL, else a text hash."""

    key: str
    title: str
    text: str
    url: str
    outlet: str
    published: date | None

    @property
    def document(self) -> Document:
        """The press item as a document for the coder (reader of texts); the headline is kept apart."""
        return Document(self.key, self.text, self.published, self.title, self.outlet, self.url)

    def as_json(self) -> dict[str, str]:
        """Return the fields of a press item stored with a decision about it; the text is never stored."""
        day = self.published.isoformat() if self.published else ""
        return {
            "key": self.key,
            "title": self.title,
            "url": self.url,
            "outlet": self.outlet,
            "published": day,
        }


def make_item(d: Document, key: str = "") -> Item:
    """Make a press item from a document; without a title, the first line is the title.

    Pass the document id as ``key`` for a text of the lake (folder of records).
    """
    text = d.text.strip()
    first = text.partition("\n")[0]
    return Item(key or d.url or content_key(text), d.title or first[:160], text, d.url, d.outlet, d.published)


def read_items(paths: Iterable[Path]) -> Iterator[Item | Reject]:
    """Read press items from files and folders, in any format that ``comity read`` accepts, sorted by name.

    Raises
    ------
    SourceError, MissingExtraError
        When a file cannot be read at all.
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
    """Return the lake's texts in which the program found acts of a group of states, newest first."""
    sql = f"""
        SELECT * FROM documents WHERE document_id IN (SELECT id FROM wanted)
        ORDER BY published DESC NULLS LAST, record_id LIMIT {MOST:d}
    """  # noqa: S608 - MOST is an integer
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
    """Return the ids of texts with acts of a group of states that the program found and nobody reviewed."""
    sql = """
        SELECT record_id, document_id, polarity, confidence FROM acts
        WHERE coder IS NOT NULL AND document_id IS NOT NULL
            AND list_has_all(list_concat(actors, partners), string_split($codes, ' '))
        ORDER BY record_id
    """
    acts = coder_error.sure_enough(view.run(sql, codes=" ".join(group.codes)))
    decided = pa.array([*view.reviewed.outcomes], pa.string())
    return pc.unique(acts.filter(pc.invert(pc.is_in(acts["record_id"], decided)))["document_id"])
