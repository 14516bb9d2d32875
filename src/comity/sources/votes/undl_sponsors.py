"""Draft resolutions of a General Assembly committee with their sponsors, from MARC records in XML.

A MARC record describes one document. Its sponsors are a list in prose in the statement of responsibility
(field 245 $c); later sponsors are in a note (515 $a, ``Additional sponsors: ...``). "Cuba [on behalf of the
Group of 77 and China]" is a draft of Cuba only: a group's name makes no member a sponsor. Revisions of one
draft are one occurrence. Text that was encoded twice (``TÃ¼rkiye``) is repaired.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from xml.etree import ElementTree

from comity.errors import SourceError
from comity.records.coverage import Coverage
from comity.sources.base import Batch, Register, Sample, SourceFile
from comity.sources.kit.parties import resolve_name, state_or_none
from comity.sources.kit.rows import Aside, Row, RowError, Rows, attach_coverage, gather
from comity.vocabulary import topics
from comity.vocabulary.parties import party

ID = "undl_sponsors"
FORM = "co-sponsorship"
THIRD = "USA"

_SPACE = "{http://www.loc.gov/MARC21/slim}"
_LINK = "https://digitallibrary.un.org/record/"
_LATER = re.compile(r"Additional sponsors?:\s*(.*?)(?:\.\s+-\s.*)?\Z", re.DOTALL)
_ASIDES = re.compile(r"\[[^\]]*\]|\(A/[^)]*\)")
_NO_STATE = re.compile(r"(submitted )?by the (Chair|Secretar)", re.IGNORECASE)
_REVISION = re.compile(r"/(Rev|Add|Corr)\.\d+")
_NOTE = "drafts of some committees and sessions; a state that is no sponsor may agree all the same"


def _recognise(sample: Sample) -> bool:
    head = sample.head[: 1 << 16]
    return b"<collection" in head and b"MARC21/slim" in head and b"draft resolution" in head


def _read(file: SourceFile) -> Iterator[Batch]:
    with file.open() as stream:
        try:
            root = ElementTree.parse(stream).getroot()  # noqa: S314 - no entities are resolved by expat
        except ElementTree.ParseError as e:
            raise SourceError(f"{file.place} is damaged ({e}): get it again.") from None
    records = [_fields(r) for r in root.iter(f"{_SPACE}record")]
    batch = gather("acts", ID, file, Rows(list(enumerate(records, start=1)), len(records)), _draft)
    days = batch.tables["acts"]["date_from"].to_pylist()
    sight = [Coverage(ID, "acts", min(days), max(days), selective=True, note=_NOTE)] if days else []
    yield from attach_coverage(batch, sight)


def _fields(record: ElementTree.Element) -> Row:
    """Return the text of the needed fields by tag and subfield, with line breaks between repeated fields."""
    out = {
        "001": "".join(e.text or "" for e in record.iter(f"{_SPACE}controlfield") if e.get("tag") == "001")
    }
    wanted = ("191a", "245a", "245b", "245c", "269a", "515a", "650a", "991d")
    for field in record.iter(f"{_SPACE}datafield"):
        for part in field:
            key = f"{field.get('tag')}{part.get('code')}"
            if key in wanted and part.text:
                out[key] = f"{out[key]}\n{part.text}" if key in out else part.text
    return {k: _once_encoded(v) for k, v in out.items()}


def _once_encoded(text: str) -> str:
    """Repair text that was encoded as UTF-8, read as Latin-1 and encoded again."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _draft(r: Row) -> list[Row] | Aside:
    symbol = r.get("191a", "").split("\n")[0].strip()
    if not symbol or not r["001"].strip():
        raise RowError("symbol", "the record has no symbol or no number")
    try:
        day = date.fromisoformat(r.get("269a", "").strip())
    except ValueError:
        raise RowError("date", f"{r.get('269a')!r} is no day like 2023-11-08") from None
    prose = r.get("245c", "").strip()
    if not prose or _NO_STATE.match(prose):
        return Aside("no state is the sponsor")
    later = _LATER.match(r.get("515a", "").strip())
    sponsors = _states(prose, day) + (_states(later[1], day) if later else [])
    title = " ".join(r.get("245a", "").rstrip(" :/").split())
    if r.get("245b", "").startswith("amendment"):  # an amendment has the title of its draft
        title = f"Amendment to the draft: {title}"
    subjects = tuple(s for s in r.get("650a", "").split("\n") if s)
    return [
        {
            "record_id": symbol,
            "known_on": day,
            "date_from": day,
            "date_to": day,
            "precision": "day",
            "kind": "event",
            "occurrence": f"{ID}:{_REVISION.sub('', symbol)}",
            "actors": list(dict.fromkeys(sponsors)),
            "partners": [],
            "targets": [],
            "hotspots": list(topics.find_vote_hotspots(title, subjects, symbol)),
            "forms": [FORM],
            "domain": "diplomatic",
            "polarity": "cooperation",
            "deed": False,
            "toward_third": "unknown",
            "third": THIRD,
            "modality": "asserted",
            "summary": f"{symbol}: {title}",
            "citations": [_citation(r["001"].strip(), symbol, title, day)],
            "rules": [],
        }
    ]


def _states(prose: str, day: date) -> list[str]:
    """Return the states in a list such as ``Belarus, Cuba [on behalf of ...] and Türkiye``."""
    plain = " ".join(_ASIDES.sub(" ", prose).split()).strip(" .").replace(" ,", ",")
    *listed, last = plain.split(", ")
    names = [*listed, *_last_two(last, day)]
    return [code for n in names if (code := state_or_none(resolve_name(_mend_name(n, day), day)))]


def _mend_name(name: str, day: date) -> str:
    """Remove the blanks that a line break left inside a name (``Ir eland``)."""
    closed = name.replace(" ", "")
    return closed if not party(name, on=day).kind and party(closed, on=day).kind else name


def _last_two(text: str, day: date) -> list[str]:
    """Split the last entry of a list at an ``and`` with a known name on either side."""
    words = text.split(" and ")
    for i in range(1, len(words)):
        one, two = " and ".join(words[:i]), " and ".join(words[i:])
        if not party(text, on=day).kind and all(party(_mend_name(n, day), on=day).kind for n in (one, two)):
            return [one, two]
    return [text]


def _citation(number: str, symbol: str, title: str, day: date) -> dict[str, Any]:
    return {
        "title": f"{symbol}: {title}",
        "url": f"{_LINK}{number}" if number.isdigit() else None,
        "place": symbol,
        "published": day.isoformat(),
        "kind": "official-record",
    }


SOURCES = (Register(ID, _recognise, _read),)
