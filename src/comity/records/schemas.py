"""The schemas of all records, as Arrow schemas.

All tables begin with the same provenance columns, so that any number can be traced to its source:

``record_id``  stable id, ``<source>:<publisher's own key>``; the same thing read twice, from a split file or
               in another order, has the same id
``source``     id of the source card
``file_id``    first 16 hex digits of the SHA-256 of the bytes it was read from
``row_no``     1-based row (line, JSON object, table row) within that file
``known_on``   the day on which the record became public (published, or added by the publisher); a view as of
               an earlier day does not show it

Types are signed and the same on every engine (no unsigned, no NaN: a blank is null).  Tone and Goldstein
scores are scaled integers, so sums do not depend on engine or order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa

PROVENANCE: tuple[pa.Field, ...] = (
    pa.field("record_id", pa.string(), nullable=False),
    pa.field("source", pa.string(), nullable=False),
    pa.field("file_id", pa.string(), nullable=False),
    pa.field("row_no", pa.int64(), nullable=False),
    pa.field("known_on", pa.date32(), nullable=False),
)

_CODES = pa.list_(pa.string())

CITATION = pa.struct(
    [
        pa.field("title", pa.string()),
        pa.field("url", pa.string()),
        pa.field("place", pa.string()),  # repository and path, archive, page: where it was read
        pa.field("published", pa.string()),  # as precise as known: 2019, 2019-02, 2019-02-28
        pa.field("kind", pa.string()),  # a word of source_kinds; records/facts.py ranks them
    ]
)

#: The fields of a fact: see ``comity.records.facts``.
FACT = pa.struct(
    [
        pa.field("short", pa.string()),  # at most 60 characters
        pa.field("label", pa.string()),  # at most 24, for a row of a table; may be empty
        pa.field("strength", pa.int8()),  # 1 (a meeting, the same vote) to 6 (a veto, use of force)
        pa.field("line", pa.string()),  # of a state alone: shared | own
        pa.field(
            "did",
            pa.list_(
                pa.struct(
                    [
                        pa.field("who", _CODES),
                        pa.field("verb", pa.string()),  # base form
                        pa.field("object", pa.string()),
                        pa.field("toward", _CODES),
                        pa.field("side", pa.string()),  # for | against | withholds | none
                        pa.field("joint", pa.bool_()),  # one act of all of them
                    ]
                )
            ),
        ),
        pa.field(
            "roles", pa.list_(pa.struct([pa.field("state", pa.string()), pa.field("role", pa.string())]))
        ),
        pa.field(
            "numbers",
            pa.list_(
                pa.struct(
                    [
                        pa.field("n", pa.float64()),
                        pa.field("to", pa.float64()),  # end of a range, else null
                        pa.field("unit", pa.string()),
                        pa.field("of", pa.string()),
                        pa.field("about", pa.bool_()),
                    ]
                )
            ),
        ),
    ]
)

ACT = pa.schema(
    [
        *PROVENANCE,
        pa.field("date_from", pa.date32(), nullable=False),
        pa.field("date_to", pa.date32(), nullable=False),  # inclusive; = date_from for a day
        pa.field("precision", pa.string(), nullable=False),  # day | month | year | span
        pa.field("kind", pa.string(), nullable=False),  # event | standing | total
        pa.field("occurrence", pa.string(), nullable=False),  # the same for acts that report one event
        pa.field("actors", _CODES, nullable=False),  # who acted together (or alone)
        pa.field("partners", _CODES, nullable=False),  # toward whom, as counterparty
        pa.field("targets", _CODES, nullable=False),  # about or against whom
        pa.field("hotspots", _CODES, nullable=False),
        pa.field("forms", _CODES, nullable=False),  # main form first
        pa.field("domain", pa.string()),
        pa.field("polarity", pa.string(), nullable=False),  # cooperation | friction
        pa.field("deed", pa.bool_()),  # true deed, false word, null unknown
        pa.field("toward_third", pa.string(), nullable=False),  # with | against | none | unknown
        pa.field("third", pa.string(), nullable=False),  # the third power meant, USA as a rule
        pa.field("modality", pa.string(), nullable=False),  # asserted | reported | planned | ...
        pa.field("summary", pa.string(), nullable=False),
        pa.field("citations", pa.list_(CITATION), nullable=False),
        pa.field("document_id", pa.string()),  # the document of the evidence, if coded
        pa.field("span_start", pa.int32()),  # offsets in the document's text
        pa.field("span_end", pa.int32()),
        pa.field("coder", pa.string()),  # who coded it and in which version
        pa.field("rules", _CODES, nullable=False),
        pa.field("confidence", pa.float32()),
        pa.field("fact", FACT),  # null if nobody entered the fields
    ]
)

#: What somebody says about a state's motive or stake; never an act and never counted as one.
ATTRIBUTION = pa.schema(
    [
        *PROVENANCE,
        pa.field("date_from", pa.date32(), nullable=False),
        pa.field("date_to", pa.date32(), nullable=False),
        pa.field("precision", pa.string(), nullable=False),
        pa.field("speaker", pa.string(), nullable=False),  # a person, an office or an outlet
        pa.field("affiliation", pa.string(), nullable=False),
        pa.field("speaks_for", _CODES, nullable=False),  # states, empty for a scholar or a paper
        pa.field("about", _CODES, nullable=False),  # whose motive or stake it is about
        pa.field("hotspots", _CODES, nullable=False),
        pa.field("summary", pa.string(), nullable=False),
        pa.field("citations", pa.list_(CITATION), nullable=False),
    ]
)

EVENT = pa.schema(
    [
        *PROVENANCE,
        pa.field("event_date", pa.date32(), nullable=False),
        pa.field("precision", pa.string(), nullable=False),
        pa.field("actor", pa.string()),  # ISO 3166-1 alpha-3 (+ XKX, PSE, TWN) or null
        pa.field("target", pa.string()),
        pa.field("actor_raw", pa.string()),  # as published
        pa.field("target_raw", pa.string()),
        pa.field("actor_role", pa.string()),  # GOV MIL LEG ... ; null: the state itself
        pa.field("target_role", pa.string()),
        pa.field("actor_is_state", pa.bool_()),  # government, military, head of state, legislature
        pa.field("target_is_state", pa.bool_()),
        pa.field("code_system", pa.string(), nullable=False),  # cameo | plover | ...
        pa.field("code", pa.string(), nullable=False),
        pa.field(
            "quad", pa.int8(), nullable=False
        ),  # 1 verbal co-op 2 material co-op 3 verbal conflict 4 material conflict
        pa.field("goldstein_x10", pa.int32()),
        pa.field("tone_x1000", pa.int32()),
        pa.field("mentions", pa.int32()),
        pa.field("articles", pa.int32()),
        pa.field("story", pa.string()),  # publisher's story id, for folding
        pa.field("sentence", pa.int32()),
        pa.field("mirror_of", pa.string()),  # record_id of the row this one mirrors, if any
        pa.field("geo_state", pa.string()),
        pa.field("geo_precision", pa.int8()),  # 0 none 1 country 2 first level 3 city
        pa.field("lat_x10000", pa.int32()),
        pa.field("lon_x10000", pa.int32()),
        pa.field("publisher", pa.string()),
        pa.field("url", pa.string()),
        pa.field("amended", pa.string()),  # id of the override that changed an actor, if any
    ]
)

ROLL_CALL = pa.schema(
    [
        *PROVENANCE,
        pa.field("roll_call_id", pa.string(), nullable=False),  # <body>:<key>, shared with BALLOT
        pa.field("body", pa.string(), nullable=False),  # vocabulary.bodies id
        pa.field("date", pa.date32(), nullable=False),
        pa.field("precision", pa.string(), nullable=False),
        pa.field("session", pa.int32()),
        pa.field("symbol", pa.string()),  # document or draft symbol, as published
        pa.field("title", pa.string()),
        pa.field("kind", pa.string()),  # resolution | draft | amendment | paragraph | decision
        pa.field("issues", _CODES, nullable=False),
        pa.field("important", pa.bool_()),
        pa.field("adopted", pa.bool_()),
        pa.field("vetoed", pa.bool_()),
        pa.field("yes", pa.int32()),  # totals as published, null where not given
        pa.field("no", pa.int32()),
        pa.field("abstain", pa.int32()),
        pa.field("url", pa.string()),
    ]
)

BALLOT = pa.schema(
    [
        *PROVENANCE,
        pa.field("roll_call_id", pa.string(), nullable=False),
        pa.field("body", pa.string(), nullable=False),
        pa.field("date", pa.date32(), nullable=False),
        pa.field("state", pa.string(), nullable=False),
        pa.field("state_raw", pa.string()),
        pa.field("choice", pa.string(), nullable=False),  # yes | no | abstain | absent
        pa.field("veto", pa.bool_(), nullable=False),
    ]
)

#: Modalities under which a passage claims an act.
COUNTED = frozenset({"asserted", "reported", "planned"})

#: The measure of flows for which shares of a state's total are reported.
TRADE = "imports"

FLOW = pa.schema(
    [
        *PROVENANCE,
        pa.field("date_from", pa.date32(), nullable=False),
        pa.field("date_to", pa.date32(), nullable=False),
        pa.field("sender", pa.string()),
        pa.field("receiver", pa.string()),
        pa.field("sender_raw", pa.string()),
        pa.field("receiver_raw", pa.string()),
        pa.field("measure", pa.string(), nullable=False),  # arms-tiv | imports | loans | investment ...
        pa.field("value", pa.float64()),  # null: published as missing
        pa.field("unit", pa.string(), nullable=False),
        pa.field("deal", pa.string()),  # publisher's deal or project id
        pa.field("what", pa.string()),
        pa.field("status", pa.string()),
    ]
)

TIE = pa.schema(
    [
        *PROVENANCE,
        pa.field("kind", pa.string(), nullable=False),  # membership | alliance | agreement | sanction ...
        pa.field("members", _CODES, nullable=False),  # the states bound (or the sender first)
        pa.field("body", pa.string()),  # for memberships
        pa.field("role", pa.string()),  # full | associate | observer | sender | target
        pa.field("date_from", pa.date32(), nullable=False),
        pa.field("date_to", pa.date32()),  # null: open at the end of the coverage
        pa.field("precision", pa.string(), nullable=False),
        pa.field("name", pa.string()),
        pa.field("clauses", _CODES, nullable=False),
        pa.field("symbol", pa.string()),
    ]
)

DOCUMENT = pa.schema(
    [
        *PROVENANCE,
        pa.field("document_id", pa.string(), nullable=False),
        pa.field("published", pa.date32()),
        pa.field("title", pa.string()),
        pa.field("text", pa.string(), nullable=False),
        pa.field("language", pa.string()),
        pa.field("outlet", pa.string()),
        pa.field("url", pa.string()),
        pa.field("headings", _CODES, nullable=False),
    ]
)

MENTION = pa.schema(
    [
        *PROVENANCE,
        pa.field("event_id", pa.string(), nullable=False),  # record_id of the EVENT that is mentioned
        pa.field("date", pa.date32(), nullable=False),  # day of the report, not of the event
        pa.field("outlet", pa.string()),  # as published, a host as a rule
        pa.field("url", pa.string()),
        pa.field("sentence", pa.int32()),
        pa.field("confidence", pa.int32()),  # per cent, the publisher's own
        pa.field("tone_x1000", pa.int32()),  # of the whole report
        pa.field("language", pa.string()),  # ISO 639-3 of a translated report, null: not translated
    ]
)

THEME = pa.schema(
    [
        *PROVENANCE,
        pa.field("document_id", pa.string(), nullable=False),
        pa.field("date", pa.date32(), nullable=False),
        pa.field("outlet", pa.string()),
        pa.field("url", pa.string()),
        pa.field("documents", pa.int32()),  # how many reports the row stands for
        pa.field("themes", _CODES, nullable=False),  # the publisher's own words
        pa.field("states", _CODES, nullable=False),  # whose places are named
        pa.field("tone_x1000", pa.int32()),
    ]
)

#: Participants of an event with several actors or recipients; all actors of one event acted together.
PARTICIPANT = pa.schema(
    [
        *PROVENANCE,
        pa.field("event_id", pa.string(), nullable=False),  # record_id of the EVENT, the first of its rows
        pa.field("date", pa.date32(), nullable=False),
        pa.field("side", pa.string(), nullable=False),  # actor | recipient; one state may be both
        pa.field("state", pa.string()),
        pa.field("state_raw", pa.string()),
        pa.field("name", pa.string()),  # the person or body named, as published
        pa.field("role", pa.string()),
    ]
)

#: Table name -> schema: the only tables that a source may yield and a lake may store.
TABLES: dict[str, pa.Schema] = {
    "acts": ACT,
    "attributions": ATTRIBUTION,
    "events": EVENT,
    "roll_calls": ROLL_CALL,
    "ballots": BALLOT,
    "flows": FLOW,
    "ties": TIE,
    "documents": DOCUMENT,
    "mentions": MENTION,
    "themes": THEME,
    "participants": PARTICIPANT,
}

#: Type in which a text column with few distinct values may be passed along; it is stored as text.
WORDS = pa.dictionary(pa.int32(), pa.string())


#: Columns added after lakes were written; null in a file that lacks them.
LATER = {"acts": ("fact",)}


def fits(records: pa.Table, schema: pa.Schema) -> bool:
    """Return whether a table has this schema, with text columns plain or as :data:`WORDS`."""
    pairs = zip(records.schema, schema, strict=False)
    return len(records.schema) == len(schema) and all(
        f.equals(wanted) or (f.equals(wanted.with_type(WORDS)) and pa.types.is_string(wanted.type))
        for f, wanted in pairs
    )


def plain(records: pa.Table) -> pa.Table:
    """Return the table with every text column as plain text."""
    kinds = [f.with_type(pa.string()) if f.type.equals(WORDS) else f for f in records.schema]
    return records.cast(pa.schema(kinds))


def spans(days: pa.ChunkedArray, rows: Sequence[int]) -> list[tuple[date, date] | None]:
    """Return the first and last day of each of many consecutive stretches of one column, in one pass.

    Parameters
    ----------
    days : days (date32) without nulls, stretch after stretch
    rows : number of rows of each stretch; a stretch without rows has no days (``None``)
    """
    filled = np.flatnonzero(rows)
    starts = np.cumsum([0, *rows])[filled]
    values = days.cast(pa.int32()).to_numpy()
    ends = [pa.array(of.reduceat(values, starts)).cast(pa.date32()) for of in (np.minimum, np.maximum)]
    out: list[tuple[date, date] | None] = [None] * len(rows)
    for n, first, last in zip(filled.tolist(), *(e.to_pylist() for e in ends), strict=True):
        out[n] = first, last
    return out


#: Address of the United Nations' documents, before the symbol.
DOCUMENTS = "https://docs.un.org/"
#: Title of a citation of such a document, before the symbol.
DOCUMENT_TITLE = "UN document "


def cite_document(symbol: str, published: str) -> dict[str, str | None]:
    """Return the citation of a United Nations document, whose address follows from its symbol.

    Parameters
    ----------
    symbol : such as ``S/2019/186``
    published : its day, as precise as known: ``2019``, ``2019-02``, ``2019-02-28``
    """
    return {
        "title": f"{DOCUMENT_TITLE}{symbol}",
        "url": f"{DOCUMENTS}{symbol}",
        "place": None,
        "published": published,
        "kind": "official-record",
    }


#: How many characters of a rejected row are stored.
RAW_LIMIT = 500

#: Name of the table of rows that could not be read.
REJECTS = "rejects"

REJECT = pa.schema(
    [
        pa.field("source", pa.string(), nullable=False),
        pa.field("file_id", pa.string(), nullable=False),
        pa.field("row_no", pa.int64(), nullable=False),
        pa.field("reason", pa.string(), nullable=False),
        pa.field("detail", pa.string(), nullable=False),
        pa.field("raw", pa.string(), nullable=False),
    ]
)


@dataclass(frozen=True, slots=True)
class Reject:
    """One row that could not be read.

    ``reason`` is a short stable word (``width``, ``date``, ``number``, ``unknown-state``, ``encoding`` ...),
    ``detail`` a sentence for a reader, ``raw`` the row itself, cut at :data:`RAW_LIMIT`.
    """

    row_no: int
    reason: str
    detail: str
    raw: str = ""


def to_table(source: str, file_id: str, rejects: list[Reject]) -> pa.Table:
    """Return the rejects of one file as an Arrow table of schema :data:`REJECT`."""
    return pa.table(
        {
            "source": [source] * len(rejects),
            "file_id": [file_id] * len(rejects),
            "row_no": [r.row_no for r in rejects],
            "reason": [r.reason for r in rejects],
            "detail": [r.detail for r in rejects],
            "raw": [r.raw[:RAW_LIMIT] for r in rejects],
        },
        schema=REJECT,
    )


FILE_ID_DIGITS = 16
_CHUNK = 1 << 20


def digest(stream: BinaryIO) -> str:
    """Return the SHA-256 of the rest of ``stream``, as 64 hex digits."""
    h = hashlib.sha256()
    while chunk := stream.read(_CHUNK):
        h.update(chunk)
    return h.hexdigest()


def digest_file(path: Path) -> str:
    """Return the SHA-256 of a file on disk, as 64 hex digits."""
    with path.open("rb") as stream:
        return digest(stream)


def file_id(sha256: str) -> str:
    """Return the short form of a file's SHA-256 for records (16 hex digits)."""
    return sha256[:FILE_ID_DIGITS]


def record_id(source: str, key: str) -> str:
    """Return the id of a record: the source's id and the publisher's own key."""
    return f"{source}:{key}"


def content_key(*parts: object) -> str:
    """Return a key for a thing that its publisher does not number: 16 hex digits over its content."""
    text = "\x1f".join("" if p is None else str(p) for p in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:FILE_ID_DIGITS]
