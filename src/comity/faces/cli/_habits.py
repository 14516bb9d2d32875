"""Common behaviour of all commands: settings, quiet and verbose mode, a log file, progress, a pager."""

from __future__ import annotations

import logging
import os
import shlex
import shutil
import sys
import threading
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

import comity
from comity import folders
from comity.errors import QuestionError

LOG = logging.getLogger("comity")
LOG.propagate = False
LOG.addHandler(logging.NullHandler())
#: Options at the top of the settings, which apply to every command that has them.
EVERYWHERE = ("format", "lake", "third")
OF_COMITY = ("quiet", "verbose", "pager", "log-file")
#: Seconds until a silent command gives a first sign of life, and between later ones in a pipe.
FIRST, EVERY = 2.0, 10.0


def settings() -> dict[str, Any]:
    """Read the user's settings; return ``{}`` without a settings file.

    Raises
    ------
    QuestionError
        If the file is not TOML, or a name in it is neither a shared option nor a command.
    """
    path = folders.settings()
    if not path.is_file():
        return {}
    try:
        read = tomllib.loads(path.read_text("utf-8"))
    except ValueError as e:
        raise QuestionError(f"The settings in {path} are no TOML ({e}): correct them.") from None
    for name, value in read.items():
        if name not in (*EVERYWHERE, *OF_COMITY) and not isinstance(value, dict):
            known = ", ".join((*EVERYWHERE, *OF_COMITY))
            raise QuestionError(
                f"{path}: {name!r} is none of {known}: options of one command go below [COMMAND]."
            )
    return read


def defaults(command: click.Command, read: dict[str, Any]) -> dict[str, Any]:
    """Return the settings for a command's parameters; those for the command replace the shared ones."""
    options = {o.lstrip("-"): p for p in command.params if isinstance(p, click.Option) for o in p.opts}
    out = {}
    for name in EVERYWHERE:
        if name in read and name in options and _fits(options[name], read[name]):
            out[str(options[name].name)] = read[name]
    for name, value in read.get(str(command.name), {}).items():
        if name not in options:
            raise QuestionError(f"{folders.settings()}: [{command.name}] has no option --{name}.")
        out[str(options[name].name)] = value
    return out


def _fits(option: click.Parameter, value: object) -> bool:
    return not isinstance(option.type, click.Choice) or value in option.type.choices


@contextmanager
def around(*, quiet: bool, verbose: bool, log_file: Path | None) -> Iterator[None]:
    """Log, and show that the program is at work, while a command runs."""
    began = time.monotonic()
    levels = ([] if quiet else [logging.WARNING]) + ([logging.DEBUG] if verbose else [])
    _log_to(levels, log_file)
    if verbose or log_file:
        LOG.debug("comity %s: %s", comity.__version__, shlex.join(sys.argv[1:]))
    LOG.debug("settings %s", folders.settings())
    try:
        with _life(quiet=quiet):
            yield
    finally:  # an option may have named another lake meanwhile
        LOG.debug("lake %s; %.1f seconds", folders.lake(), time.monotonic() - began)


def _log_to(levels: list[int], log_file: Path | None) -> None:
    LOG.setLevel(logging.DEBUG)
    for earlier in LOG.handlers[1:]:
        LOG.removeHandler(earlier)
        earlier.close()
    terminal = logging.StreamHandler()
    terminal.addFilter(lambda record: record.levelno in levels)
    LOG.addHandler(terminal)
    if log_file:
        try:
            written = logging.FileHandler(log_file, encoding="utf-8")
        except OSError as e:
            raise QuestionError(
                f"The log {log_file} cannot be written ({e.strerror}): name another."
            ) from None
        written.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        LOG.addHandler(written)


class Life:
    """A thread that reports from time to time that a command is at work, until other output appears."""

    def __init__(self) -> None:
        self._end = threading.Event()
        self._thread: threading.Thread | None = None
        self._shown = False

    def begin(self) -> None:
        """Start the thread."""
        self._end.clear()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Stop the thread, and clear its line on a terminal."""
        if self._thread is None:
            return
        self._end.set()
        self._thread.join()
        self._thread = None
        if self._shown and sys.stderr.isatty():
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def _run(self) -> None:
        began, on_terminal, pause = time.monotonic(), sys.stderr.isatty(), FIRST
        while not self._end.wait(pause):
            text = f"comity: at work, {time.monotonic() - began:.0f} s"
            sys.stderr.write(f"\r{text}" if on_terminal else f"{text}\n")
            sys.stderr.flush()
            self._shown, pause = True, 1.0 if on_terminal else EVERY


LIFE = Life()


@contextmanager
def _life(*, quiet: bool) -> Iterator[None]:
    if quiet or sys.stderr is not sys.__stderr__:
        yield
        return
    LIFE.begin()
    try:
        yield
    finally:
        LIFE.end()


def find_pager() -> str:
    """Return the pager from ``COMITY_PAGER`` or ``PAGER``, else less; "" if it is cat or not installed."""
    wanted = next((os.environ[v] for v in ("COMITY_PAGER", "PAGER") if v in os.environ), "less")
    words = shlex.split(wanted)
    return wanted if words and words != ["cat"] and shutil.which(words[0]) else ""
