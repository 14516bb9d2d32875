"""Writing of files that are complete or absent after a crash, by one writer at a time."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from comity.errors import LakeBusyError, LakeDamagedError, LakeError

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_CLOSED = (errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOTDIR, errno.EEXIST, errno.ENOENT)


def settle(folder: Path) -> None:
    """Flush the list of names in a folder to disk (fsync of the folder)."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path, root: Path) -> None:
    """Make ``folder`` below ``root`` and flush every new name to disk."""
    if folder.is_dir():
        return
    if folder != root:
        make_folder(folder.parent, root)
    folder.mkdir(parents=folder == root, exist_ok=True)
    settle(folder.parent)


def write_whole(path: Path, data: bytes) -> None:
    """Write bytes to ``path`` and flush them to disk; an existing file is overwritten."""
    with path.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())


def replace_whole(path: Path, data: bytes) -> None:
    """Write bytes to ``path`` so that a crash leaves the old content or the new one."""
    temporary = path.with_name(f"{path.name}.tmp")
    write_whole(temporary, data)
    temporary.replace(path)
    settle(path.parent)


def exchange(one: Path, other: Path) -> bool:
    """Swap the names of two folders in one step; return whether the system can do so."""
    libc, names = ctypes.CDLL(None), (os.fsencode(one), os.fsencode(other))
    if sys.platform == "darwin":
        return bool(libc.renamex_np(*names, 2) == 0)  # RENAME_SWAP
    call, folder = getattr(libc, "renameat2", None), -100  # AT_FDCWD
    return call is not None and call(folder, names[0], folder, names[1], 2) == 0  # RENAME_EXCHANGE


def restoring(root: Path) -> Path:
    """Return the path of the marker for a restore on systems that cannot swap two folders in one step."""
    return root.with_name(f"{root.name}.restoring")


def check_in_place(root: Path) -> None:
    """Check that no restore of the lake at ``root`` was interrupted.

    Raises
    ------
    LakeDamagedError
        When the lake is absent because a restore was interrupted.
    """
    if restoring(root).is_file() and not (root / "manifest").is_dir():
        raise LakeDamagedError(
            f"The lake {root} is being restored, or that was interrupted: ask again, or run `comity restore`."
        )


@contextmanager
def writing(root: Path, what: str = "lake") -> Iterator[None]:
    """Turn the system's errors about writing to the lake (or another ``what``) into one clear sentence.

    Raises
    ------
    LakeError
        For every :class:`OSError` inside the block.
    """
    try:
        yield
    except LakeError:
        raise
    except OSError as e:
        if e.errno in FULL:
            text = f"The disk that holds the {what} {root} is full; what was committed before is safe: "
            text += "free some space and try again."
        elif e.errno in _CLOSED:
            text = f"The {what} {root} cannot be written ({e.strerror}): choose another folder"
            text += " by COMITY_LAKE." if what == "lake" else "."
        else:
            text = f"Writing to the {what} {root} failed ({e.strerror or e}): check the disk."
        raise LakeError(text) from e


@contextmanager
def one_writer(root: Path) -> Iterator[None]:
    """Take the write lock of a lake (flock on ``.lock``), making its folder if necessary.

    The system releases the lock when the process ends, also after a crash.

    Raises
    ------
    LakeBusyError
        When another process has the lock; the message gives its process id.
    LakeError
        When the lake cannot be written.
    """
    with writing(root):
        make_folder(root, root)
        handle = os.open(root / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(handle, 32, 0).decode("ascii", "replace").strip() or "unknown"
            raise LakeBusyError(
                f"Another process (pid {holder}) is writing to the lake {root}: wait for it."
            ) from None
        with writing(root):
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)


def _ignore(point: str) -> None:
    """Do nothing: the default hook, used outside tests."""


_hook: Callable[[str], None] = _ignore


def install(hook: Callable[[str], None] = _ignore) -> None:
    """Call ``hook`` with the name of every point that :func:`report_reached` reports from now on."""
    global _hook  # noqa: PLW0603 - one hook a process is the purpose
    _hook = hook


def report_reached(point: str) -> None:
    """Report that a write has come to ``point``, for crash tests; by default this does nothing.

    The points of a commit, in order: ``swept`` (old leftovers are removed), ``staged`` (a Parquet file is in
    the staging folder), ``renamed`` (it has its final name, but no record lists it), ``written`` (the
    manifest record exists under its temporary name), ``committed`` (the record has its final name). ``comity
    follow`` has further points: ``polled`` (a feed was requested), ``counted`` (new daily counts are stored
    beside the old ones), ``told`` (an alert is stored), ``sent`` (the alert was sent, but this is not stored
    yet).
    """
    _hook(point)
