"""GDELT 2.0 mentions: which report mentions which event (16 columns, raw or as CSV with a header).

A mention refers to its event by number; the file of the event may be years older. A mention counts as known
on the day of the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.errors import SourceError
from comity.records.schemas import content_key, record_id
from comity.sources.base import Batch, Register, Sample, Source, SourceFile
from comity.sources.kit import bounded_pieces, delimited
from comity.sources.kit.bounded_pieces import Record, parse_whole, scale_number
from comity.sources.kit.events import compact_day
from comity.sources.kit.rows import RowError

ID = "gdelt_mentions"

COLUMNS = (
    "GLOBALEVENTID",
    "EventTimeDate",
    "MentionTimeDate",
    "MentionType",
    "MentionSourceName",
    "MentionIdentifier",
    "SentenceID",
    "Actor1CharOffset",
    "Actor2CharOffset",
    "ActionCharOffset",
    "InRawText",
    "Confidence",
    "MentionDocLen",
    "MentionDocTone",
    "MentionDocTranslationInfo",
    "Extras",
)
_HEADER = ",".join(COLUMNS).lower()
_ROW = re.compile(r"\d{1,18}\t\d{14}\t\d{14}\t\d\t", re.ASCII)
_LANGUAGE = re.compile(r"srclc:([a-z]{3})")
_NOTE = "part of the stream: what it lacks may stand in other files of the same days"


def _recognise(sample: Sample) -> bool:
    """Return whether the file has 16 columns that begin with a number and two times, or the header."""
    lines = sample.lines()
    if lines and lines[0].lower() == _HEADER:
        return True
    return any(_ROW.match(x) and x.count("\t") == len(COLUMNS) - 1 for x in lines)


def _read(file: SourceFile) -> Iterator[Batch]:
    with file.open() as stream:
        sample = Sample(file.name, stream.read(1 << 16))
    if not _recognise(sample):
        raise SourceError(f"{file.place} has not the layout of GDELT mentions.")
    named = sample.lines(1)[0].lower() == _HEADER
    pieces = delimited.split_quoted(file, COLUMNS) if named else delimited.lines(file, COLUMNS)
    for batch in bounded_pieces.read_pieces(ID, "mentions", file, pieces, _mention):
        yield bounded_pieces.add_sample_coverage(batch, ID, "date", _NOTE)


def _mention(row: dict[str, str]) -> Record:
    event, time = row["GLOBALEVENTID"], row["MentionTimeDate"]
    if not re.fullmatch(r"\d{1,18}", event, re.ASCII):
        raise RowError("id", f"{event!r} in GLOBALEVENTID is not a number")
    day = compact_day(time[:8]) if re.fullmatch(r"\d{14}", time, re.ASCII) else None
    if day is None:
        raise RowError("date", f"{time!r} in MentionTimeDate is not a time")
    confidence = parse_whole(row["Confidence"], "confidence")
    if confidence is not None and not 0 <= confidence <= 100:
        raise RowError("number", f"{confidence} is no confidence from 0 to 100")
    url = row["MentionIdentifier"].strip()
    language = _LANGUAGE.search(row["MentionDocTranslationInfo"])
    return {
        "record_id": content_key(*row.values()),
        "known_on": day,
        "event_id": record_id("gdelt2", event),
        "date": day,
        "outlet": row["MentionSourceName"].strip().lower() or None,
        "url": url if "://" in url else None,
        "sentence": parse_whole(row["SentenceID"], "number of a sentence"),
        "confidence": confidence,
        "tone_x1000": scale_number(row["MentionDocTone"], 1000, "tone"),
        "language": language.group(1) if language else None,
    }


SOURCES: tuple[Source, ...] = (Register(ID, _recognise, _read),)
