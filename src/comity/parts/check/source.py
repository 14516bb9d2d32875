"""Reading of the text to check, from a file in any supported format or from a stream."""

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
    """Return the only text of a file as a document; ``name`` is ``-`` for standard input.

    Raises
    ------
    SourceError
        When the file cannot be read, or has no text or several.
    MissingExtraError
        When its format needs an optional package that is not installed.
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
    """Return the only text of an untrusted file, read in a separate process; see :func:`read`.

    Raises
    ------
    UnsafeArchiveError
        When reading takes too long or too much memory.
    """
    return contained.call(name, read, io.BytesIO(data), name, bounds=UPLOADED)


def read_path(path: Path) -> Document:
    """Return the only text of the file at a path; see :func:`read`.

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
