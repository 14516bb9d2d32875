"""Files: those shared by pages and pictures, and new ones that are there whole or not at all."""

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


def free(paths: Iterable[Path], *, force: bool) -> None:
    """Make sure that these files may be written, before anything long begins.

    Raises
    ------
    ExportError
        When one is there already and ``force`` is not set, or its folder is not there.
    """
    for path in paths:
        if path.exists() and not force:
            raise ExportError(f"{path} is there already: choose another name, or add --force.")
        if not path.parent.is_dir():
            raise ExportError(f"There is no folder {path.parent}: make it first.")


@contextmanager
def aside(path: Path) -> Iterator[Path]:
    """Give a name beside ``path`` to write to; rename it where the block ends well, else remove it.

    Raises
    ------
    ExportError
        For every :class:`OSError` of the system inside the block.
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
    """Write a whole file.

    Raises
    ------
    ExportError
        When it cannot be written.
    """
    with aside(path) as part:
        write_whole(part, data)


NEVER = (1980, 1, 1, 0, 0, 0)
"""The date inside: the earliest that a zip can hold."""


def drop_dates(body: bytes) -> bytes:
    """Return the same parts, by name, the list of their types first as the format wants it."""
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
