"""The rounds of ``comity follow``: ask feeds for new files, look for alerts, send them, save the state.

Changes are found by comparing the lake with the saved state. So if the process is killed, some work is
repeated, and an alert that is found again has the same id.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from comity.errors import LakeBusyError
from comity.lake import own_facts
from comity.lake.ingest.read_ahead import Recognise
from comity.lake.query.view import View
from comity.lake.storage.manifest import VERSION
from comity.lake.store import Lake
from comity.parts.follow import rounds
from comity.parts.follow import state as notes
from comity.parts.follow.acquire.addresses import Addresses, addresses
from comity.parts.follow.acquire.transport import Means
from comity.parts.follow.alerts.alert import Alert
from comity.parts.follow.alerts.asking import PARTS, ask
from comity.parts.follow.alerts.book import Book
from comity.parts.follow.alerts.wanted import Wanted
from comity.parts.follow.feeds import Feed
from comity.parts.follow.rounds import FeedOutcome, Round
from comity.parts.follow.service.send.channels import Channel
from comity.parts.follow.service.send.deliver import deliver
from comity.parts.follow.state import moment
from comity.sources import registry

#: Most seconds slept at a time, so that the loop soon notices if the machine itself was asleep.
LONGEST_NAP = 60.0
_TABLES = {"streams": ("events",), "record": ("acts", "roll_calls", "ballots", "documents")}


@dataclass(frozen=True, slots=True)
class FollowSetup:
    """All settings of a run of ``comity follow``.

    ``folder`` is the base of relative file names in channels. ``first`` is the first day wanted if a feed is
    new. Tests replace ``of`` and ``recognise``.
    """

    lake: Lake
    feeds: Sequence[Feed]
    wanted: Sequence[Wanted] = ()
    channels: Mapping[str, Channel] = field(default_factory=dict)
    folder: Path = Path()
    means: Means = field(default_factory=Means)
    first: date | None = None
    of: Callable[[str], Addresses] = addresses
    recognise: Recognise = registry.recognise


@dataclass(frozen=True, slots=True)
class RoundOutcome:
    """Result of a round: outcomes of each source, new alerts, alerts held back, and failed channels.

    ``misdated`` lists sources that were asked at once because their saved times lay in the future.
    """

    feeds: tuple[FeedOutcome, ...]
    new: tuple[Alert, ...]
    held_back: tuple[Alert, ...]
    failed: Mapping[str, str]
    misdated: tuple[str, ...] = ()


class Loop:
    """Rounds of requests for new files and of alerts, on one lake (folder of records).

    Parameters
    ----------
    following : what is followed, and where alerts go
    say : prints an alert on the terminal
    """

    def __init__(self, following: FollowSetup, say: Callable[[Alert], None]) -> None:
        self.at, self.say = following, say
        self.root = following.lake.root
        self._settled = False

    def now(self) -> datetime:
        """Return the current time."""
        return self.at.means.clock()

    def once(self) -> RoundOutcome:
        """Run one round: ask each source that is due for new files, and send alerts.

        Raises
        ------
        LakeError
            When the lake or the state file cannot be written, or is damaged.
        """
        note = notes.read(self.root)
        if not note.started_at:
            note.started_at = notes.stamp(self.now())
            notes.write(self.root, note)
        self._settle()
        turns, misdated = [], list[str]()
        for feed in self.at.feeds:
            state = note.of(feed.source)
            if rounds.is_misdated(feed, state, self.now()):
                misdated.append(feed.source)
            if rounds.due(feed, state, self.now()):
                turns.append(self._turn(feed, note))
        new, held_back = self._measure(note)
        failed = self._tell()
        note.failed, note.beat_at = dict(failed), notes.stamp(self.now())
        notes.write(self.root, note)
        return RoundOutcome(tuple(turns), tuple(new), tuple(held_back), failed, tuple(misdated))

    def run(self, report: Callable[[RoundOutcome], None]) -> None:
        """Run rounds until interrupted."""
        while True:
            report(self.once())
            self._nap()

    def _nap(self) -> None:
        """Sleep until the next source should be asked for new files.

        The time slept is counted, in case the clock is set back. The clock is checked too, in case the
        machine was asleep.
        """
        note = notes.read(self.root)
        left = min((self._next(note) - self.now()).total_seconds(), self._longest(note).total_seconds())
        while left > 0 and self._next(note) > self.now():
            nap = min(left, LONGEST_NAP)
            self.at.means.sleep(nap)
            left -= nap

    def _longest(self, note: notes.FollowState) -> timedelta:
        """Return the longest time to sleep, whatever times are saved for the sources."""
        return min(rounds.wait(f, note.of(f.source)) for f in self.at.feeds)

    def _settle(self) -> None:
        """Add files that an earlier, killed run downloaded but did not add; done once per run."""
        if not self._settled:
            with suppress(LakeBusyError):  # another process is writing; try again next round
                rounds.settle(self.at.lake, self.at.feeds, self.at.recognise)
                self._settled = True

    def _next(self, note: notes.FollowState) -> datetime:
        """Return when the next source should be asked, or within a minute if a channel for alerts failed."""
        times = [moment(note.of(f.source).next_at) for f in self.at.feeds]
        soon = [self.now() + timedelta(seconds=LONGEST_NAP)] if note.failed else []
        return min([*times, *soon])

    def _turn(self, feed: Feed, note: notes.FollowState) -> FeedOutcome:
        at = self.at
        state = note.of(feed.source)
        turn = Round(at.lake, feed, at.of(feed.source), state, at.means, at.first, at.recognise).ask()
        notes.write(self.root, note)
        return turn

    def _measure(self, note: notes.FollowState) -> tuple[list[Alert], list[Alert]]:
        """Look for alerts where the data changed; return those to send and those to hold back."""
        if not self.at.wanted:
            return [], []
        view = self.at.lake.view()
        today = self.now().date()
        marks = {p: _mark(view, p, self.at.wanted) for p in PARTS}
        marks["record"] += f"-{len(own_facts.read(self.root).changes)}"  # own facts are no lake files
        parts = [p for p in PARTS if note.measured.get(p) != marks[p]]
        new, held_back = list[Alert](), list[Alert]()
        if "record" in parts:
            view = self.at.lake.view(packaged=True)
        if parts:
            book = Book(self.root)
            for w in self.at.wanted:
                answer = ask(view, w, book, today, parts)
                new += book.tell(answer.alerts, self.now())
                held_back += answer.held_back
                note.why_not[w.name] = {s: p.why_not for s, p in answer.promises.items() if not p.possible}
            note.measured = marks
        return new, held_back

    def _tell(self) -> dict[str, str]:
        at = self.at
        if not at.wanted:
            return {}
        book = Book(self.root)
        return deliver(book, at.wanted, at.channels, at.folder, self.now(), self.say, at.means.wire)


def _mark(view: View, part: str, wanted: Sequence[Wanted]) -> str:
    """Return a hash that changes with the files in a part of the lake, with reviews or with the watches."""
    tables = set(_TABLES[part])
    files = [f.file_id for f in view.files.values() if tables & set(f.records)]
    decided = view.reviewed.tallies if part == "record" else ()
    text = json.dumps([VERSION, sorted(files), [repr(w) for w in wanted], [list(d) for d in decided]])
    return hashlib.sha256(text.encode()).hexdigest()[:16]
