"""Running of parsers in separate processes with limits on memory and time.

A parser written in C or Rust may abort, and a malicious file may make any parser use all memory or run
forever. In a separate process this costs one file, not the run. A process is started on first use, one per
calling thread, and serves one call at a time. Within such a process, calls are ordinary function calls.
"""

from __future__ import annotations

import atexit
import os
import pickle
import select
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Any, BinaryIO, NamedTuple, TypeVar

from comity.errors import UnsafeArchiveError

#: Bytes of address space that a parser may use, if the system can limit it.
MEMORY = 4 << 30
#: Maximum duration of one call.
SECONDS = 180.0
_LENGTH = struct.Struct("<Q")
_SERVE = "from comity.sources.kit.contained import serve; serve()"

T = TypeVar("T")


class Bounds(NamedTuple):
    """Limits of a call: memory in bytes, time in seconds, and the process's niceness (low priority)."""

    memory: int
    seconds: float
    nice: int = 0


class _StoppedError(Exception):
    """The process died or was stopped; the message says how."""


class _Process:
    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self.child = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-c", _SERVE, str(bounds.memory), str(bounds.nice)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        )

    def call(self, request: tuple[str, str, tuple[Any, ...]]) -> tuple[bool, Any]:
        """Return whether the function succeeded, and its value or else its exception."""
        assert self.child.stdin is not None
        body = pickle.dumps(request)
        try:
            self.child.stdin.write(_LENGTH.pack(len(body)) + body)
            self.child.stdin.flush()
        except OSError:
            raise _StoppedError("its parser died") from None
        deadline = time.monotonic() + self.bounds.seconds
        (size,) = _LENGTH.unpack(self._read(_LENGTH.size, deadline))
        answer: tuple[bool, Any] = pickle.loads(self._read(size, deadline))  # noqa: S301 - from our own child
        return answer

    def _read(self, size: int, deadline: float) -> bytes:
        assert self.child.stdout is not None
        out, handle = bytearray(), self.child.stdout.fileno()
        while len(out) < size:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([handle], [], [], left)[0]:
                raise _StoppedError(f"its parser took more than {self.bounds.seconds:g} seconds")
            piece = os.read(handle, min(size - len(out), 1 << 20))
            if not piece:
                code = self.child.wait()
                how = signal.Signals(-code).name if code < 0 else f"code {code}"
                raise _StoppedError(f"its parser died ({how})")
            out += piece
        return bytes(out)

    def end(self) -> None:
        self.child.kill()
        self.child.wait()
        for pipe in (self.child.stdin, self.child.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


_idle: list[_Process] = []
#: Whether this process is a parser process.
_contained = False
_lock = threading.Lock()


def call(name: str, function: Callable[..., T], *args: Any, bounds: Bounds | None = None) -> T:
    """Call a function of a module in a separate process.

    Parameters
    ----------
    name : name of the file being parsed, for messages
    function : found by its module and name; arguments and value are pickled
    bounds : limits of the process (default: :data:`MEMORY` and :data:`SECONDS`)

    Raises
    ------
    UnsafeArchiveError
        When the process dies, takes too long or uses too much memory.
    Exception
        Any exception of the function.
    """
    if _contained:
        return function(*args)
    limits = bounds or Bounds(MEMORY, SECONDS)
    with _lock:
        process = next((p for p in _idle if p.bounds == limits), None)
        if process:
            _idle.remove(process)
    process = process or _Process(limits)
    try:
        returned, value = process.call((function.__module__, function.__qualname__, args))
    except _StoppedError as e:
        process.end()
        raise UnsafeArchiveError(f"{name} is damaged or made to do harm ({e}): leave it out.") from None
    except BaseException:
        process.end()  # interrupted while it answered
        raise
    if isinstance(value, MemoryError):
        process.end()
        raise UnsafeArchiveError(
            f"{name} is damaged or made to do harm (its parser needs more than {limits.memory >> 30} GiB of "
            "memory): leave it out."
        )
    with _lock:
        _idle.append(process)
    if not returned:
        raise value
    result: T = value
    return result


def _end_all() -> None:
    while _idle:
        _idle.pop().end()


atexit.register(_end_all)
os.register_at_fork(after_in_child=_idle.clear)


def serve() -> None:
    """Serve calls from standard input until it ends; the separate process runs this function."""
    global _contained  # noqa: PLW0603 - the process does nothing else
    _contained = True
    os.nice(int(sys.argv[2]))
    _bound(int(sys.argv[1]))
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # keeps prints of libraries out of the answers
    while head := requests.read(_LENGTH.size):
        module, qualname, args = pickle.loads(requests.read(*_LENGTH.unpack(head)))  # noqa: S301 - from the parent
        _answer(answers, _run(module, qualname, args))


def _bound(memory: int) -> None:
    try:
        import resource  # noqa: PLC0415 - Unix only

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        return  # this system cannot limit memory; the time limit still holds


def _run(module: str, qualname: str, args: tuple[Any, ...]) -> tuple[bool, Any]:
    try:
        function: Any = import_module(module)
        for part in qualname.split("."):
            function = getattr(function, part)
        return True, function(*args)
    except MemoryError:
        return False, MemoryError()
    except BaseException as e:  # noqa: BLE001 - a Rust panic is not an Exception; pass everything to the caller
        return False, e


def _answer(to: BinaryIO, answer: tuple[bool, Any]) -> None:
    try:
        body = pickle.dumps(answer)
        pickle.loads(body)  # noqa: S301 - some exceptions can be pickled but not unpickled
    except Exception as e:  # noqa: BLE001 - pickling may raise anything
        error = answer[1] if not answer[0] else e
        body = pickle.dumps((False, ValueError(f"{type(error).__name__}: {error}")))
    to.write(_LENGTH.pack(len(body)) + body)
    to.flush()
