"""The text to check: one document out of a file in any format that is read, or out of a stream."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from comity.errors import SourceError
from comity.records.coded_acts import Document
from comity.records.schemas import Reject
from comity.sources.kit import contained
from comity.sources.texts.coding import read_stream

UPLOADED = contained.Bounds(memory=2 << 30, seconds=15.0, nice=10)
"""Bounds on reading what a stranger sent."""


def read(stream: BinaryIO, name: str) -> Document:
    """Return the one text of a file, to be read as prose; ``name`` is ``-`` for standard input.

    Raises
    ------
    SourceError
        When it cannot be read, holds no text, or more than one.
    MissingExtraError
        When its format needs a part that is not installed.
    """
    texts = list[Document]()
    for row in islice(read_stream(stream, name), 2):
        if isinstance(row, Reject):
            raise SourceError(f"{name} cannot be read: {row.detail}.")
        texts.append(row)
    if len(texts) > 1:
        raise SourceError(f"{name} holds more than one text: give one at a time.")
    if not texts or not texts[0].text.strip():
        raise SourceError(f"{name} holds no text.")
    return replace(texts[0], prose=True)


def read_apart(data: bytes, name: str) -> Document:
    """Return the one text of a file that a stranger sent, read in a process of its own; see :func:`read`.

    Raises
    ------
    UnsafeArchiveError
        When reading takes too long or too much memory.
    """
    return contained.call(name, read, io.BytesIO(data), name, bounds=UPLOADED)


def read_path(path: Path) -> Document:
    """Read the one text of a file; see :func:`read`.

    Raises
    ------
    SourceError
        When the file cannot be opened.
    """
    try:
        with path.open("rb") as stream:
            return read(stream, path.name)
    except OSError as e:
        raise SourceError(f"{path.name} cannot be read: {e.strerror}.") from None
