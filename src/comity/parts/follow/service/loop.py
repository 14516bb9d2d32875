"""The round of ``comity follow``: ask what is due, ask the watches about what changed, tell, write down.

What changed is what the note does not yet know of the lake, not what this process did: a kill anywhere leaves
at most work to be done again, and an alert found again is the one it was.
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

LONGEST_NAP = 60.0
"""Seconds slept at a time, so that a machine that was asleep is met soon after it wakes."""
_TABLES = {"streams": ("events",), "record": ("acts", "roll_calls", "ballots", "documents")}


@dataclass(frozen=True, slots=True)
class FollowSetup:
    """All that a run of ``follow`` is given.

    ``folder`` is what names of files in channels are relative to; ``first`` the day from which on files are
    wanted at the first asking; ``of`` and ``recognise`` are seams for tests.
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
    """What a round did: outcomes of feeds, new alerts, alerts held back, channels that failed.

    ``misdated`` are sources whose stamps lay in the future, so that they were asked at once.
    """

    feeds: tuple[FeedOutcome, ...]
    new: tuple[Alert, ...]
    held_back: tuple[Alert, ...]
    failed: Mapping[str, str]
    misdated: tuple[str, ...] = ()


class Loop:
    """Rounds over one lake.

    Parameters
    ----------
    following : what is followed, and where alerts go
    say : tells an alert on the terminal
    """

    def __init__(self, following: FollowSetup, say: Callable[[Alert], None]) -> None:
        self.at, self.say = following, say
        self.root = following.lake.root
        self._settled = False

    def now(self) -> datetime:
        """Return the moment."""
        return self.at.means.clock()

    def once(self) -> RoundOutcome:
        """One round: whatever is due.

        Raises
        ------
        LakeError
            When the lake or the note cannot be written or is damaged.
        """
        note = notes.read(self.root)
        if not note.started_at:
            note.started_at = notes.stamp(self.now())
            notes.write(self.root, note)
        self._settle()
        turns, misdated = [], list[str]()
        for feed in self.at.feeds:
            state = note.of(feed.source)
            if rounds.misdated(feed, state, self.now()):
                misdated.append(feed.source)
            if rounds.due(feed, state, self.now()):
                turns.append(self._turn(feed, note))
        new, held_back = self._measure(note)
        failed = self._tell()
        note.failed, note.beat_at = dict(failed), notes.stamp(self.now())
        notes.write(self.root, note)
        return RoundOutcome(tuple(turns), tuple(new), tuple(held_back), failed, tuple(misdated))

    def run(self, report: Callable[[RoundOutcome], None]) -> None:
        """Round after round, until interrupted."""
        while True:
            report(self.once())
            self._nap()

    def _nap(self) -> None:
        """Sleep until the next feed is due.

        What was slept is counted, which a clock that is set back does not change; the clock is looked at,
        too, for a machine that was itself asleep.
        """
        note = notes.read(self.root)
        left = min((self._next(note) - self.now()).total_seconds(), self._longest(note).total_seconds())
        while left > 0 and self._next(note) > self.now():
            nap = min(left, LONGEST_NAP)
            self.at.means.sleep(nap)
            left -= nap

    def _longest(self, note: notes.FollowState) -> timedelta:
        """No feed waits longer, whatever its stamp says."""
        return min(rounds.wait(f, note.of(f.source)) for f in self.at.feeds)

    def _settle(self) -> None:
        """Once: take in what a run before this one had brought and was killed before adding."""
        if not self._settled:
            with suppress(LakeBusyError):  # whoever writes now; asked again in the next round
                rounds.settle(self.at.lake, self.at.feeds, self.at.recognise)
                self._settled = True

    def _next(self, note: notes.FollowState) -> datetime:
        """When the next feed is due; a channel that failed is tried again within a minute."""
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
        """Ask every watch about the parts of the lake that changed since they were last asked."""
        if not self.at.wanted:
            return [], []
        view = self.at.lake.view()
        today = self.now().date()
        marks = {p: _mark(view, p, self.at.wanted) for p in PARTS}
        marks["record"] += f"-{len(own_facts.read(self.root).changes)}"  # facts of one's own are no files
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
    """Sixteen digits that change with the files of a part, with what people decided, and with the watches."""
    tables = set(_TABLES[part])
    files = [f.file_id for f in view.files.values() if tables & set(f.records)]
    decided = view.reviewed.tallies if part == "record" else ()
    text = json.dumps([VERSION, sorted(files), [repr(w) for w in wanted], [list(d) for d in decided]])
    return hashlib.sha256(text.encode()).hexdigest()[:16]
