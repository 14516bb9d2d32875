"""Watched texts: stored beside the lake (folder of records) and checked again later for new marks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from comity.errors import SourceError
from comity.lake.storage.disk import replace_whole
from comity.parts.check.checked import CheckedText, check
from comity.records.coded_acts import Document
from comity.records.schemas import content_key
from comity.vocabulary.group import Group
from comity.watch.account.edition import NewsLine, NewsSection
from comity.watch.account.wording import title
from comity.watch.answers import Answers
from comity.watch.inquiry import Inquiry

#: Where watched texts lie, in the folder of the lake.
FOLDER = "checked"


@dataclass(frozen=True, slots=True)
class ChangedClaim:
    """A sentence of a watched text whose mark changed: the marks before and now, and the reason now.

    ``record_id`` is the first record shown now, or "".
    """

    title: str
    number: int
    sentence: str
    before: str
    now: str
    reason: str
    record_id: str


def store(document: Document, checked: CheckedText, root: Path) -> Path:
    """Store a text and its marks in the lake's folder; return the file. Storing it again replaces the marks.

    Raises
    ------
    SourceError
        When the folder cannot be written.
    """
    path = root / FOLDER / f"{content_key(document.text, '-'.join(checked.group))}.json"
    data = {
        "title": document.title or document.id,
        "group": "-".join(checked.group),
        "published": document.published.isoformat() if document.published else None,
        "text": document.text,
        "marks": [c.mark.mark for c in checked.claims],
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_whole(path, json.dumps(data, ensure_ascii=False, indent=1).encode())
    except OSError as e:
        raise SourceError(f"The text cannot be stored in {path.parent}: {e.strerror}.") from None
    return path


def changes(root: Path, inquiry: Inquiry, only: Group | None = None) -> list[ChangedClaim]:
    """Return every sentence of the watched texts whose mark changed since its text was stored.

    Parameters
    ----------
    root : folder of the lake
    inquiry : any inquiry of the lake; each text is checked for the states that it was stored with
    only : leave out texts about any other group of states

    Raises
    ------
    SourceError
        When a stored text is damaged.
    """
    out: list[ChangedClaim] = []
    for path in sorted((root / FOLDER).glob("*.json")):
        try:
            data = json.loads(path.read_text("utf-8"))
            published = date.fromisoformat(data["published"]) if data["published"] else None
            document = Document(path.stem, data["text"], published, data["title"], prose=True)
            group, before = Group.parse(data["group"]), list(data["marks"])
        except (ValueError, KeyError, TypeError, OSError) as e:
            raise SourceError(f"{path.name} in {path.parent} is damaged ({e}): delete it.") from None
        if only is not None and only.id != group.id:
            continue
        claims = check(document, inquiry.of_members(*group.codes)).claims
        for c, mark in zip(claims, before, strict=False):
            if c.mark.mark != mark:
                first = c.mark.records[0].record.record_id if c.mark.records else ""
                now = (mark, c.mark.mark, c.mark.reason, first)
                out.append(ChangedClaim(data["title"], c.claim.number, c.claim.sentence, *now))
    return out


def report_changed_marks(now: Answers, root: Path, since: date, to: date) -> NewsSection:
    """Return, as a section of a newsletter, the sentences of watched texts whose mark changed."""
    lines = (
        NewsLine(
            f"claim:{c.title}:{c.number}",
            title("claim", title=c.title, sentence=c.sentence, before=c.before, now=c.now),
            (c.record_id,) if c.record_id else (),
            c.reason,
        )
        for c in changes(root, now.inquiry, now.inquiry.group)
    )
    return NewsSection("claims", "", tuple(lines))
