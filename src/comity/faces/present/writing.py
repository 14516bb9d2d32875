"""A file that is there whole or not at all, and never over another one unasked."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from comity.errors import ExportError
from comity.lake.storage.disk import settle, write_whole

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


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
    """A name beside ``path`` to write to; renamed to it where the block ends well, else taken away.

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
        full = "the disk is full" if e.errno in _FULL else e.strerror or str(e)
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
