"""One feed asked once: what is new, late or corrected comes into the lake; what is wanting has a name.

Usually only the small list of newest files is asked.  The source's own lists are asked at first, once in
so many hours, after a failure, and when the newest file is not the next one: that is how days offline are
caught up with, and how a late file and a correction are met.  After a failure the next asking waits twice as
long as before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from comity.errors import LakeBusyError
from comity.lake.ingest.read_ahead import Recognise
from comity.lake.storage import chain
from comity.lake.storage.disk import report_reached
from comity.lake.storage.vintages import Vault
from comity.lake.store import Lake
from comity.parts.follow import publication_schedule
from comity.parts.follow.acquire import get as getting
from comity.parts.follow.acquire.addresses import Addresses
from comity.parts.follow.acquire.plan import Window
from comity.parts.follow.acquire.receipt import DownloadOutcome, DownloadReceipt
from comity.parts.follow.acquire.transport import Means
from comity.parts.follow.feeds import Feed
from comity.parts.follow.state import FeedState, moment, stamp
from comity.sources import registry

LONGEST = timedelta(hours=6)
"""The longest wait after failures."""
SLACK = timedelta(minutes=2)
"""How far a stamp may lie in the future: clocks are set right by so much."""
PASSING = ("unreachable", "busy", "cut", "too-slow", "disk", "not-asked", "not-it", "damaged")
"""Gaps that another asking may fill; so may that of a list that did not come, but not a line of one."""


@dataclass(frozen=True, slots=True)
class FeedOutcome:
    """What one asking brought: files new or corrected, rows kept of them, and files wanting."""

    source: str
    new: int
    corrected: int
    rows: int
    gaps: int
    busy: bool = False

    @property
    def anything(self) -> bool:
        """Whether the lake has changed."""
        return bool(self.new or self.corrected or self.rows)


def wait(feed: Feed, state: FeedState) -> timedelta:
    """How long a feed is left alone: twice as long after each failure in a row."""
    every = timedelta(minutes=feed.every)
    if not state.failed:
        return every
    doubled: timedelta = every * 2 ** min(state.failed - 1, 10)
    return min(doubled, max(LONGEST, every))


def due(feed: Feed, state: FeedState, now: datetime) -> bool:
    """Whether a feed is to be asked now; so it is where its stamp lies beyond any wait (:func:`misdated`)."""
    return now >= moment(state.next_at) or misdated(feed, state, now)


def misdated(feed: Feed, state: FeedState, now: datetime) -> bool:
    """Whether a stamp lies in a future that no wait explains: the clock was wrong when it was written."""
    stamps = (state.asked_at, state.whole_at, state.got_at)
    return moment(state.next_at) > now + wait(feed, state) + SLACK or any(
        moment(s) > now + SLACK for s in stamps
    )


class Round:
    """One asking of one feed.

    Parameters
    ----------
    lake : where what comes is kept
    feed : what is asked
    of : the source's own addresses
    state : what is remembered of it; brought up to date
    means : the seam of transport; its clock is the time
    first : from which day on files are wanted at the first asking (``None``: as many days as the feed says)
    """

    def __init__(
        self,
        lake: Lake,
        feed: Feed,
        of: Addresses,
        state: FeedState,
        means: Means,
        first: date | None = None,
        recognise: Recognise = registry.recognise,
    ) -> None:
        self.lake, self.feed, self.of, self.state = lake, feed, of, state
        self.means, self.first, self.recognise = means, first, recognise
        self.now = means.clock()

    def ask(self) -> FeedOutcome:
        """Ask it; a lake that another process writes to is asked again soon."""
        if misdated(self.feed, self.state, self.now):  # a stamp of a wrong clock says nothing
            for name in ("asked_at", "whole_at", "got_at"):
                if moment(getattr(self.state, name)) > self.now + SLACK:
                    setattr(self.state, name, "")
        try:
            receipts = self._ask()
        except LakeBusyError:
            self.state.next_at = stamp(self.now + timedelta(minutes=1))
            return FeedOutcome(self.feed.source, 0, 0, 0, 0, busy=True)
        return self._account(receipts)

    def _ask(self) -> list[DownloadReceipt]:
        if not self.feed.newest or self._whole_due():
            out = [self._get(self.of, self._window())]
            self.state.whole_at = stamp(self.now)
            return out
        out = [self._get(self.feed.short(self.of), Window())]
        if self._jumped():
            before = publication_schedule.slot(self.state.newest)
            assert before is not None, "a jump is from somewhere"
            out.append(self._get(self.of, Window(before.date())))
        return out

    def _whole_due(self) -> bool:
        age = self.now - moment(self.state.whole_at)
        stale = age >= timedelta(hours=self.feed.whole_hours) or age < -SLACK  # from a wrong clock
        return not self.state.whole_at or stale or self.state.failed > 0

    def _window(self) -> Window:
        """So many days back, and back to the last whole asking, however long ago."""
        if not self.feed.days:
            return Window()
        back = self.now.date() - timedelta(days=self.feed.days)
        if not self.state.whole_at:
            return Window(self.first or back)
        return Window(min(back, moment(self.state.whole_at).date()))

    def _get(self, of: Addresses, window: Window) -> DownloadReceipt:
        receipt = getting.get(self.lake, of, window, self.means, recognise=self.recognise)
        report_reached("polled")
        return receipt

    def _jumped(self) -> bool:
        """Whether the newest file is not the one after the newest before it."""
        if not self.feed.slot:
            return False
        newest = self._newest()
        before = publication_schedule.slot(self.state.newest)
        return bool(newest and before and newest - before > timedelta(minutes=self.feed.slot))

    def _newest(self) -> datetime | None:
        times = [
            s
            for v in Vault(self.lake.root, self.of.source).vintages()
            if (s := publication_schedule.slot(v.name))
        ]
        return max(times, default=None)

    def _account(self, receipts: list[DownloadReceipt]) -> FeedOutcome:
        """Bring what is remembered up to date."""
        state = self.state
        lines = [x for r in receipts for x in r.lines]
        rows = sum(x.accepted for r in receipts for x in r.added.of("added"))
        new, corrected = (sum(x.status == s for x in lines) for s in ("new", "corrected"))
        state.gaps = {a: g for a, g in state.gaps.items() if g[0] != "listing"}
        for x in lines:
            self._keep(x)
        state.asked_at = stamp(self.now)
        state.got_at = state.asked_at if new or corrected or rows else state.got_at
        state.files, state.corrected, state.rows = (
            state.files + new,
            state.corrected + corrected,
            state.rows + rows,
        )
        newest = self._newest() if self.feed.slot else None
        state.newest = newest.strftime("%Y%m%d%H%M%S") if newest else ""
        lists = {self.feed.newest, *(p.address for p in self.of.parts)}
        passing = any(x.status in PASSING or (x.status == "listing" and x.address in lists) for x in lines)
        state.failed = state.failed + 1 if passing else 0
        state.next_at = stamp(self.now + wait(self.feed, state))
        return FeedOutcome(self.feed.source, new, corrected, rows, len(state.gaps))

    def _keep(self, x: DownloadOutcome) -> None:
        if x.status in ("new", "corrected", "unchanged"):
            self.state.gaps.pop(x.address, None)
        elif x.status != "not-asked" or x.address not in self.state.gaps:
            since = self.state.gaps.get(x.address, ["", "", stamp(self.now)])[2]
            self.state.gaps[x.address] = [x.status, x.reason, since]


def settle(lake: Lake, feeds: Iterable[Feed], recognise: Recognise = registry.recognise) -> int:
    """Take in files that came and, because of a kill, were not added yet; how many there were.

    Raises
    ------
    LakeBusyError
        When another process writes to the lake.
    """
    current = chain.read(lake.root)
    known = current.whole_disk | {f.disk_sha256 for f in current.files.values()}
    vaults = [Vault(lake.root, f.source) for f in feeds]
    paths = [v.path(x) for v in vaults for x in v.newest().values() if x.sha256 not in known]
    there = [p for p in paths if p.is_file()]
    if there:
        lake.add(there, recognise)
    return len(there)


def gaps(lake: Lake, feed: Feed, state: FeedState) -> list[dict[str, str]]:
    """Every file wanted and not had: those asked for in vain, and times of a steady stream without a file."""
    out = [
        {"what": address, "status": status, "reason": reason, "since": since}
        for address, (status, reason, since) in sorted(state.gaps.items())
    ]
    named = {s for address in state.gaps if (s := publication_schedule.slot(address))}
    if feed.slot:
        names = [v.name for v in Vault(lake.root, feed.source).vintages()]
        out += [
            {
                "what": f"{at:%Y%m%d%H%M%S}",
                "status": "not-listed",
                "reason": publication_schedule.NOT_LISTED,
                "since": "",
            }
            for at in publication_schedule.wanting(names, feed.slot)
            if at not in named
        ]
    return out
