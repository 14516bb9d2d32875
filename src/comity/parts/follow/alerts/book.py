"""The book of alerts: a file with one line for everything that happens to an alert.

The file is ``following/alerts.jsonl`` in the lake. Lines have five kinds: ``alert`` (first report), ``fold``
(a repeat with further records), ``sent`` (delivered over a channel), ``seen`` (acknowledged) and ``promise``
(the threshold of a month). Lines are only added. If a killed process left half a line, it is ignored and its
action is repeated. So an alert may be sent twice over a channel, with the same id.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from comity.errors import LakeDamagedError, QuestionError, UnknownNameError
from comity.lake.storage import disk
from comity.lake.storage.disk import report_reached
from comity.measures.change.alarms import QUIET, Promise, Rate
from comity.parts.follow.alerts import alert as alerts
from comity.parts.follow.alerts.alert import NEAR, RECORDS_SHOWN, Alert
from comity.parts.follow.state import FOLDER, stamp

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "alerts.jsonl"


@dataclass(slots=True)
class AlertEntry:
    """An alert with when and how it was sent (UTC), who acknowledged it and when, and its repeats."""

    alert: Alert
    told_at: str
    sent: dict[str, str] = field(default_factory=dict)
    seen_by: str = ""
    seen_at: str = ""
    folded: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the alert with its deliveries and repeats as plain values."""
        return {
            **self.alert.to_json(),
            "told_at": self.told_at,
            "sent": self.sent,
            "seen_by": self.seen_by,
            "seen_at": self.seen_at,
            "folded": self.folded,
        }


class Book:
    """The book of all alerts of a lake (folder of records), in the order of their first report."""

    def __init__(self, root: Path) -> None:
        self.root, self.path = root, root / FOLDER / NAME
        self.entries: dict[str, AlertEntry] = {}
        self.promises: dict[str, Promise] = {}
        self._read = 0
        self.refresh()

    def refresh(self) -> None:
        """Read the lines of the book that this or another process has appended."""
        if not self.path.is_file():
            return
        with self.path.open("rb") as stream:
            stream.seek(self._read)
            text = stream.read()
        whole = text[: text.rfind(b"\n") + 1]
        for line in whole.splitlines():
            try:
                self._take(json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError):
                raise LakeDamagedError(
                    f"A line of {self.path} is damaged: delete it: {line[:60]!r}"
                ) from None
        self._read += len(whole)

    def _take(self, line: dict[str, Any]) -> None:
        kind = line["line"]
        if kind == "alert":
            entry = AlertEntry(alerts.from_json(line["alert"]), line["at"])
            self.entries.setdefault(entry.alert.id, entry)
        elif kind == "fold":
            entry = self.entries[line["id"]]
            ids = tuple(dict.fromkeys([*entry.alert.records, *line["records"]]))
            total = max(entry.alert.records_total, line["total"], len(ids))
            entry.alert = replace(entry.alert, records=ids[:RECORDS_SHOWN], records_total=total)
            entry.folded += 1
        elif kind == "sent":
            self.entries[line["id"]].sent[line["channel"]] = line["at"]
        elif kind == "seen":
            entry = self.entries[line["id"]]
            if not entry.seen_at:
                entry.seen_by, entry.seen_at = line["by"], line["at"]
        else:
            self.promises[line["of"]] = _promise(line["promise"])

    def tell(self, candidates: Iterable[Alert], now: datetime) -> list[Alert]:
        """Add alerts to the book; return the new ones, in order; a repeat is merged into the earlier one."""
        new = []
        with self._writing():
            for a in candidates:
                twin = self._twin(a)
                if twin is None:
                    self._append({"line": "alert", "at": stamp(now), "alert": a.to_json()})
                    new.append(a)
                    report_reached("told")
                elif set(a.records) - set(twin.alert.records) and len(twin.alert.records) < RECORDS_SHOWN:
                    fold = {"records": list(a.records), "total": a.records_total, "at": stamp(now)}
                    self._append({"line": "fold", "id": twin.alert.id, **fold})
        return new

    def _twin(self, a: Alert) -> AlertEntry | None:
        if a.id in self.entries:
            return self.entries[a.id]
        days = NEAR if a.by == "record" else QUIET
        near = [e for e in self.entries.values() if e.alert.same(a, days)]
        return min(near, key=lambda e: (e.alert.apart(a), e.alert.id), default=None)

    def waiting(self, channel: str, watches: Iterable[str]) -> list[Alert]:
        """Return the alerts of these watches that were not yet sent over a channel, oldest first."""
        of = set(watches)
        return [e.alert for e in self.entries.values() if e.alert.watch in of and channel not in e.sent]

    def sent(self, ids: Iterable[str], channel: str, now: datetime) -> None:
        """Record that alerts were sent over a channel, such as e-mail."""
        report_reached("sent")
        with self._writing():
            for i in ids:
                self._append({"line": "sent", "id": i, "channel": channel, "at": stamp(now)})

    def acknowledge(self, ids: Iterable[str], by: str, now: datetime) -> int:
        """Record that somebody has seen alerts, named by id or its start; return how many were new.

        Raises
        ------
        UnknownNameError
            When there is no such alert.
        QuestionError
            When several alerts have an id that starts so.
        """
        with self._writing():
            full = [self._full(i) for i in ids]
            fresh = [i for i in dict.fromkeys(full) if not self.entries[i].seen_at]
            for i in fresh:
                self._append({"line": "seen", "id": i, "by": by, "at": stamp(now)})
        return len(fresh)

    def _full(self, text: str) -> str:
        matches = [i for i in self.entries if i.startswith(text)] if text else []
        if not matches:
            raise UnknownNameError("alert", text, self.entries)
        if len(matches) > 1:
            raise QuestionError(f"{len(matches)} alerts begin with {text!r}: write more of it.")
        return matches[0]

    def promise(self, of: str, made: Promise) -> None:
        """Save a month's threshold for alerts and its false alarm rate, so that they do not change later."""
        with self._writing():
            if of not in self.promises:
                self._append({"line": "promise", "of": of, "promise": asdict(made)})

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Lock the book of alerts, read what others added, and remove an incomplete last line."""
        with disk.writing(self.root):
            disk.make_folder(self.path.parent, self.root)
        with disk.one_writer(self.path.parent):
            self.refresh()
            if self.path.is_file() and self.path.stat().st_size > self._read:
                os.truncate(self.path, self._read)
            yield

    def _append(self, content: dict[str, Any]) -> None:
        line = json.dumps(content, sort_keys=True, ensure_ascii=False).encode() + b"\n"
        with disk.writing(self.root), self.path.open("ab") as out:
            out.write(line)
            out.flush()
            os.fsync(out.fileno())
        self._read += len(line)
        self._take(json.loads(line))


def _promise(data: dict[str, Any]) -> Promise:
    rate = data["rate"]
    return Promise(data["budget"], data["threshold"], Rate(**rate) if rate else None, data["why_not"])
