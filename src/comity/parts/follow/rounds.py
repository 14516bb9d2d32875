"""One request for new files of a feed: new, late and corrected files enter the lake; gaps are listed.

Usually only the short list of newest files is requested. The full lists are requested the first time, every
``whole_hours``, after a failure, and if the newest file is not the next one expected. This fills gaps after
days offline and finds late and corrected files. The wait doubles after each failure in a row.
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

#: Longest wait after failures.
LONGEST = timedelta(hours=6)
#: How far a time stamp may lie in the future, since clocks get adjusted a little.
SLACK = timedelta(minutes=2)
#: Gaps that a later poll may fill. So may a list that did not arrive, but not a bad line in a list.
PASSING = ("unreachable", "busy", "cut", "too-slow", "disk", "not-asked", "not-it", "damaged")


@dataclass(frozen=True, slots=True)
class FeedOutcome:
    """Result of asking a source for new files: new and corrected ones, rows accepted, and missing files."""

    source: str
    new: int
    corrected: int
    rows: int
    gaps: int
    busy: bool = False

    @property
    def anything(self) -> bool:
        """Whether the request brought something new into the lake (folder of records)."""
        return bool(self.new or self.corrected or self.rows)


def wait(feed: Feed, state: FeedState) -> timedelta:
    """Return the time until the next request to a source, which doubles after each failure in a row."""
    every = timedelta(minutes=feed.every)
    if not state.failed:
        return every
    doubled: timedelta = every * 2 ** min(state.failed - 1, 10)
    return min(doubled, max(LONGEST, every))


def due(feed: Feed, state: FeedState, now: datetime) -> bool:
    """Return whether a source should be asked for new files now; always true if the saved time is wrong."""
    return now >= moment(state.next_at) or is_misdated(feed, state, now)


def is_misdated(feed: Feed, state: FeedState, now: datetime) -> bool:
    """Return whether a saved time is so far in the future that the clock must have been wrong."""
    stamps = (state.asked_at, state.whole_at, state.got_at)
    return moment(state.next_at) > now + wait(feed, state) + SLACK or any(
        moment(s) > now + SLACK for s in stamps
    )


class Round:
    """One request to a source for new files, as its feed says.

    Parameters
    ----------
    lake : stores the files
    feed : the feed to ask
    of : the source's own addresses
    state : state of the feed, which is updated
    means : how requests are sent; its clock gives the time
    first : first day wanted if the feed is new (``None``: as many days back as the feed says)
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
        """Ask the source for new files; if another process is writing to the lake, try again in a minute."""
        if is_misdated(self.feed, self.state, self.now):  # the time stamp came from a wrong clock
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
        stale = age >= timedelta(hours=self.feed.whole_hours) or age < -SLACK  # below -SLACK: wrong clock
        return not self.state.whole_at or stale or self.state.failed > 0

    def _window(self) -> Window:
        """Return the days to ask for: the last ``days``, and all since the full lists were last read."""
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
        """Return whether files are missing between the newest file last time and the newest now."""
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
    """Add files that an earlier, killed run downloaded but did not add; return their number.

    Raises
    ------
    LakeBusyError
        When another process is writing to the lake.
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
    """Return all files of a source that are missing: failed downloads, and times without a file."""
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
            for at in publication_schedule.list_missing(names, feed.slot)
            if at not in named
        ]
    return out
