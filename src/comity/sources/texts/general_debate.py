"""Speeches of the UN General Debate: one plain text per state and session, ``CHN_79_2024.txt`` (UNGDC).

A file is set aside if the share of letters among its visible characters is below :data:`LETTERS`: such files
hold the glyph codes of a PDF (``/0/1 /2/3 /i255``). A file shorter than :data:`SHORTEST` is set aside too. A
speech is dated only to the debate, which opens in the third week of September and ends within three weeks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from comity.errors import SourceError
from comity.records.schemas import Reject
from comity.sources.base import Batch, Register, Sample, SourceFile
from comity.sources.kit.rows import Aside
from comity.sources.texts.documents import DocumentRows
from comity.sources.texts.formats.decode import decode_text, read_whole
from comity.sources.texts.formats.document import PublishedText
from comity.sources.texts.formats.plain import unwrap
from comity.vocabulary import bodies, states

ID = "ungdc"
#: Minimum share of letters among non-blank characters; speeches have .92 and more, glyph codes .09.
LETTERS = 0.6

#: Minimum number of characters; the shortest speech of ten years has 2,981.
SHORTEST = 1_000

#: Last session in the corpus, whose texts are in English; later texts may be in another language.
CORPUS_ENDS = 79

_NAME = re.compile(r"([A-Z]{2,3})_(\d{2})_(\d{4})\.txt")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")


def _recognise(sample: Sample) -> bool:
    """Return whether the file's name has a session and its year, and the content has no null bytes."""
    match = _NAME.fullmatch(sample.name)
    return match is not None and int(match[3]) - int(match[2]) == 1945 and b"\0" not in sample.head


def _read(file: SourceFile) -> Iterator[Batch]:
    rows = DocumentRows(ID, file, ("documents",))
    with file.open() as stream:
        text = decode_text(read_whole(stream, file.name), file.name)
    if not text.strip():
        raise SourceError(f"{file.place} is empty: nothing to read.")
    rows.take(_speech(file.name, text))
    yield rows.batch()


def _speech(name: str, text: str) -> PublishedText | Reject | Aside:
    match = _NAME.fullmatch(name)
    code, session, year = match.groups() if match else ("", "0", "0")
    day = date(int(year) or 1, 9, 15)
    speaker = states.display(code) if code in states.all_states() else bodies.resolve(code)
    if speaker is None:
        return Reject(1, "unknown-state", f"{code or name!r} is no state or body of the vocabulary", name)
    visible = "".join(text.split())
    if sum(c.isalpha() for c in visible) < LETTERS * len(visible):
        return Aside("garbled: too few letters")
    if len(text) < SHORTEST:
        return Aside("fragment")
    cyrillic = len(_CYRILLIC.findall(visible)) > len(visible) / 2
    language = "ru" if cyrillic else "en" if int(session) <= CORPUS_ENDS else ""
    return PublishedText(
        1,
        unwrap(text),
        day,
        date(day.year, 10, 5),
        id=f"UNGDC:{code}:{session}",
        title=f"General Debate of session {session}: {speaker}",
        outlet="General Debate",
        language=language,
    ).clean()


SOURCES = (Register(ID, _recognise, _read),)
