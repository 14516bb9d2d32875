"""Facts entered by users: a file of changes in the lake's folder, one line of JSON per change.

A line has an author, a time and a change, one of :data:`KINDS`. A change adds a fact, rejects a press item
with a reason, or recognises a press item as a report of a known fact. It may also note a search or undo
another change. A fact has the fields of the chronicle and passes its checks. Each line carries its digest and
never changes. The current facts are the facts neither undone nor replaced by a later one. If two people added
one fact in different words, the earlier version counts, and :attr:`FactLog.conflicts` lists both.

Every write replaces the whole file at once, so a crash leaves the old file or the new one. The file has a
separate lock, so a process that writes to the lake for an hour does not block it.
"""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from comity.errors import LakeBusyError, LakeDamagedError, QuestionError
from comity.lake.storage import disk, proof
from comity.lazy import lazy
from comity.records.schemas import content_key, file_id
from comity.sources.base import SourceFile
from comity.sources.curated import chronicle
from comity.sources.kit.rows import stretch

PLACE = "facts/facts.jsonl"
VERSION = 1
KEEP, REJECT, SAME, SEARCHED, UNDO = KINDS = ("keep", "reject", "same", "searched", "undo")
_NEEDS = {
    KEEP: ("fact",),
    REJECT: ("item", "why"),
    SAME: ("item", "record"),
    SEARCHED: ("pair", "place"),
    UNDO: ("of",),
}
#: How often, and at intervals of how many seconds, to ask again for a lock that another process has.
_TRIES, _PAUSE = 50, 0.1


@dataclass(frozen=True, slots=True)
class FactChange:
    """One change to the users' own facts: its author, its time (UTC, ISO 8601), and further fields."""

    id: str
    kind: str
    by: str
    at: str
    body: Mapping[str, Any]

    @property
    def item(self) -> str:
        """Key of the press item that this change concerns, or ""."""
        return str(self.body.get("item", {}).get("key", ""))

    @property
    def fact(self) -> dict[str, Any]:
        """The fact that was added."""
        return dict(self.body["fact"])

    @property
    def day(self) -> date:
        """Day of the change."""
        return date.fromisoformat(self.at[:10])


@dataclass(frozen=True)
class FactLog:
    """All changes that users made to their own facts, oldest first."""

    changes: tuple[FactChange, ...] = ()

    @lazy
    def in_force(self) -> tuple[FactChange, ...]:
        """Return the changes that are not undone, including those that undo another change.

        A change that undoes another has no effect once it is itself undone.
        """
        undone, out = set[str](), list[FactChange]()
        for c in reversed(self.changes):
            if c.id not in undone:
                out.append(c)
                if c.kind == UNDO:
                    undone.add(str(c.body["of"]))
        return tuple(reversed(out))

    @lazy
    def made(self) -> tuple[FactChange, ...]:
        """Return the changes that are not undone, except those that undo another change."""
        return tuple(c for c in self.in_force if c.kind != UNDO)

    @lazy
    def _unreplaced(self) -> dict[str, list[FactChange]]:
        keeps = [c for c in self.made if c.kind == KEEP]
        replaced = {i for c in keeps for i in c.body.get("replaces", ())}
        out: dict[str, list[FactChange]] = {}
        for c in keeps:
            if c.id not in replaced:
                out.setdefault(str(c.fact["id"]), []).append(c)
        return out

    @property
    def standing(self) -> tuple[FactChange, ...]:
        """The current facts, each as the change that added it."""
        return tuple(of[0] for of in self._unreplaced.values())

    @property
    def conflicts(self) -> tuple[tuple[FactChange, ...], ...]:
        """Groups of changes in conflict: one fact in different words, or an item accepted and rejected."""
        out = [tuple(of) for of in self._unreplaced.values() if len({_canonical(c.fact) for c in of}) > 1]
        dealt: dict[str, list[FactChange]] = {}
        for c in self.made:
            if c.item and c.kind in (KEEP, REJECT, SAME):
                dealt.setdefault(c.item, []).append(c)
        out += [tuple(of) for of in dealt.values() if len({c.kind == KEEP for c in of}) > 1]
        return tuple(out)

    @property
    def handled(self) -> dict[str, FactChange]:
        """The last change about each press item, by the item's key."""
        return {c.item: c for c in self.made if c.item}

    def last_undoable(self, by: str) -> FactChange | None:
        """Return the newest change by this person that can be undone; ``None`` if there is none."""
        return next((c for c in reversed(self.made) if c.by == by), None)


def _canonical(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


def path_of(root: Path) -> Path:
    """Return the path of the file of changes to users' own facts, which need not exist."""
    return root / PLACE


def read(root: Path) -> FactLog:
    """Read all changes to users' own facts from a lake's folder; without a file the log is empty.

    Raises
    ------
    LakeDamagedError
        When a line is damaged or was written by a newer version; the message names the line.
    """
    path = path_of(root)
    return parse(path.read_bytes(), str(path)) if path.is_file() else FactLog()


def parse(data: bytes, place: str) -> FactLog:
    """Parse the bytes of a file of changes to facts; ``place`` names the file in errors."""
    lines = data.splitlines()
    return FactLog(
        tuple(_change(line, f"Line {n} of {place}") for n, line in enumerate(lines, 1) if line.strip())
    )


def _change(line: bytes, place: str) -> FactChange:
    try:
        data = proof.load_sealed(line)
        newer = data["version"] > VERSION
        whole = newer or (data["kind"] in KINDS and all(data[k] for k in ("by", "at", *_NEEDS[data["kind"]])))
        if whole and not newer:
            date.fromisoformat(data["at"][:10])
            head = {k: str(data[k]) for k in ("kind", "by", "at")}
            return FactChange(content_key(_canonical(data)), **head, body=data)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        newer = False
    if newer:
        raise LakeDamagedError(f"{place} was written by a newer comity: install it; nothing was changed.")
    raise LakeDamagedError(f"{place} is not what was written: delete that line; the others are untouched.")


def source_file(root: Path) -> SourceFile | None:
    """Return the current facts as a file in the chronicle's layout, each with the day it was added.

    Returns ``None`` if there are no facts, so that undoing the last fact restores all earlier answers.
    """
    standing = read(root).standing
    if not standing:
        return None
    known = [
        c.fact | {"public_since": max(c.fact.get("public_since", ""), c.day.isoformat())} for c in standing
    ]
    data = export(known, "Facts of one's own", max(c.day for c in standing))
    key = file_id(sha256(data).hexdigest())
    place = f"{path_of(root)}, the facts that stand"
    return SourceFile("facts.jsonl", place, key, lambda: io.BytesIO(data))


def export(facts: Sequence[Mapping[str, Any]], title: str, until: date) -> bytes:
    """Return facts in the chronicle's layout, for a contribution: a header, then one line per fact, by day.

    ``until`` is the latest day that the header may name, in case a fact is dated to a year not yet over.
    """
    spans = [stretch(str(f["date"])) for f in facts]
    first, last = min(s[0] for s in spans), min(until, max(s[1] for s in spans))
    head = {"chronicle": title, "states": [], "first": str(first), "last": str(last), "third": "USA"}
    ordered = sorted(facts, key=lambda f: (str(f["date"]), str(f["id"])))
    return "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in (head, *ordered)).encode()


def write(root: Path, by: str, kind: str, now: datetime | None = None, **body: Any) -> FactChange:
    """Append one change to the file of users' own facts.

    Parameters
    ----------
    by : who makes the change
    kind : one of :data:`KINDS`
    now : the time (default: the clock)
    body : the fields of this kind of change: ``fact`` (and ``replaces``, ids of changes), ``item`` and
        ``why``, ``item`` and ``record``, ``pair``, or ``of``

    Raises
    ------
    QuestionError
        When ``by`` is empty, a fact fails its checks, somebody handled the item meanwhile, or the change to
        undo does not exist.
    LakeBusyError, LakeDamagedError, LakeError
        When the file cannot be read or written.
    """
    at = (now or datetime.now(UTC)).replace(microsecond=0)
    if not by.strip():
        raise QuestionError("A change needs a name: say who makes it with --by.")
    if kind == KEEP and (why := chronicle.examine(body["fact"], at.date())):
        raise QuestionError(f"This fact cannot be kept: {why}.")
    stamp = at.isoformat().replace("+00:00", "Z")
    line = {"version": VERSION, "at": stamp, "by": by.strip(), "kind": kind, **body}
    made: list[FactChange] = []

    def add(log: FactLog, data: bytes) -> bytes:
        _check_fits(log, kind, body)
        taken = {c.id for c in log.changes}
        while (change := _change(proof.dump_sealed(line), "")).id in taken:  # same change, same second
            line["again"] = line.get("again", 0) + 1
        made.append(change)
        return data + _lines([change])

    _rewrite(root, add)
    return made[0]


def _check_fits(log: FactLog, kind: str, body: Mapping[str, Any]) -> None:
    if kind == UNDO and body["of"] not in {c.id for c in log.in_force}:
        raise QuestionError(f"There is no change {body['of']} that could be undone.")
    done = log.handled.get(str(body.get("item", {}).get("key", "")))
    if done is not None and done.id not in body.get("replaces", ()):
        raise QuestionError(f"{done.by} dealt with this item on {done.day} ({done.kind}): undo that first.")


def merge(root: Path, other: bytes, place: str) -> int:
    """Add the changes of another file of facts, by time and without repeats; return how many were new.

    Raises
    ------
    LakeBusyError, LakeDamagedError, LakeError
        When one of the files cannot be read or written.
    """
    theirs, new = parse(other, place), list[FactChange]()

    def add(log: FactLog, _: bytes) -> bytes:
        have = {c.id for c in log.changes}
        new.extend(c for c in theirs.changes if c.id not in have)
        return _lines(sorted((*log.changes, *new), key=lambda c: c.at))

    _rewrite(root, add)
    return len(new)


def _lines(changes: Iterable[FactChange]) -> bytes:
    return b"".join(proof.dump_sealed(dict(c.body)) + b"\n" for c in changes)


def _rewrite(root: Path, change: Callable[[FactLog, bytes], bytes]) -> None:
    """Replace the content of the file by the result of ``change``, while holding the file's lock."""
    path = path_of(root)
    with _lock(path.parent), disk.writing(root):
        disk.make_folder(path.parent, path.parent)
        data = path.read_bytes() if path.is_file() else b""
        if data and not data.endswith(b"\n"):
            data += b"\n"
        body = change(parse(data, str(path)), data)
        disk.report_reached("fact to write")
        disk.replace_whole(path, body)
        disk.report_reached("fact written")


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """Take the lock of a folder; wait while another process has it."""
    with ExitStack() as stack:
        for left in reversed(range(_TRIES)):
            try:
                stack.enter_context(disk.one_writer(folder))
                break
            except LakeBusyError:
                if not left:
                    raise
                time.sleep(_PAUSE)
        yield
