"""Shared files of pages and pictures, and writing of files as a whole or not at all."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path

from comity.errors import ExportError
from comity.lake.storage.disk import FULL, settle, write_whole


def check_writable(paths: Iterable[Path], *, force: bool) -> None:
    """Check before a long computation that some files may be written.

    Raises
    ------
    ExportError
        If a file exists and ``force`` is not set, or its folder does not exist.
    """
    for path in paths:
        if path.exists() and not force:
            raise ExportError(f"{path} is there already: choose another name, or add --force.")
        if not path.parent.is_dir():
            raise ExportError(f"There is no folder {path.parent}: make it first.")


@contextmanager
def aside(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside ``path``; on success rename it to ``path``, else delete it.

    Raises
    ------
    ExportError
        If the system raises an :class:`OSError` inside the block.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        yield part
        part.replace(path)
        settle(path.parent)
    except ExportError:
        raise
    except OSError as e:
        full = "the disk is full" if e.errno in FULL else e.strerror or str(e)
        raise ExportError(f"{path} cannot be written ({full}): choose another place.") from None
    finally:
        for left in (part, part.with_name(f"{part.name}-journal")):
            left.unlink(missing_ok=True)


def write(path: Path, data: bytes) -> None:
    """Write a file as a whole or not at all.

    Raises
    ------
    ExportError
        If the file cannot be written.
    """
    with aside(path) as part:
        write_whole(part, data)


#: Date of all members of a zip: the earliest that a zip can hold.
NEVER = (1980, 1, 1, 0, 0, 0)


def drop_dates(body: bytes) -> bytes:
    """Return a zip of an Office file without dates, so that equal content gives equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda x: (x != "[Content_Types].xml", x)):
            new.writestr(zipfile.ZipInfo(name, NEVER), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


FOLDER = files("comity.faces.present") / "static"
FONTS = FOLDER / "fonts"


@cache
def text(name: str) -> str:
    """Return the text of a shared file, such as ``charts.css``."""
    return (FOLDER / name).read_text("utf-8")
