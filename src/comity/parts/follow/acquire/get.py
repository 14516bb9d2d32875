"""Download of a source: list its files, fetch and store them, add them to the lake, write a receipt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from comity.errors import LakeError
from comity.lake.ingest.read_ahead import Recognise
from comity.lake.ingest.receipt import Receipt as Added
from comity.lake.storage import disk
from comity.lake.storage.vintages import Vault, Vintage
from comity.lake.store import Lake
from comity.parts.follow.acquire import plan as planning
from comity.parts.follow.acquire.addresses import Addresses, AddressGroup, day_words
from comity.parts.follow.acquire.download import Download
from comity.parts.follow.acquire.listings import Unread
from comity.parts.follow.acquire.plan import Plan, WantedFile, Window
from comity.parts.follow.acquire.receipt import DownloadOutcome, DownloadReceipt
from comity.parts.follow.acquire.transport import GapError, Means, Transport, online, refusal
from comity.sources import registry

#: Called during downloads with: files done, files wanted, name of the current file, its bytes so far. Then,
#: while the lake reads the files, with: files read, files downloaded, name of the current file, 0.
Progress = Callable[[int, int, str, int], None]

_LIST_NAMES = {"list": "list", "dataverse": "files.json", "links": "page.html"}
#: Status codes that show that a file exists; a server that accepts only POST answers HEAD with 405.
ANSWERING = (200, 206, 405)
_NO_ANSWER = ("unreachable", "busy", "too-slow")


def plan(lake: Lake, addresses: Addresses, window: Window, means: Means | None = None) -> Plan:
    """Return the files that would be downloaded; only lists are requested, and nothing is stored.

    Raises
    ------
    QuestionError
        When the first day is after the last, or the source requires a range of days.
    MissingExtraError
        When the extra for downloading is not installed.
    LakeBusyError
        When another process is downloading the same source.
    """
    planning.check(addresses, window)
    run = _Run(lake, addresses, means or Means(), None)
    try:
        online(addresses, means)
        with disk.one_writer(run.vault.folder):
            return run.plan(window)
    finally:
        run.transport.close()


def get(
    lake: Lake,
    addresses: Addresses,
    window: Window,
    means: Means | None = None,
    progress: Progress | None = None,
    recognise: Recognise = registry.recognise,
) -> DownloadReceipt:
    """Download the files of a source in a range of days, store them, and add them to the lake.

    A stopped run is continued. An unchanged file is not downloaded again; a changed file is stored beside the
    older version.

    Raises
    ------
    QuestionError, MissingExtraError, LakeBusyError
        As :func:`plan`; also when another process is writing to the lake.
    LakeDamagedError
        When the list of versions or the manifest is damaged.
    LakeError
        When the lake cannot be written.
    """
    planning.check(addresses, window)
    run = _Run(lake, addresses, means or Means(), progress)
    try:
        online(addresses, means)
        with disk.one_writer(run.vault.folder):
            lines = run.bring(run.plan(window))
    finally:
        run.transport.close()
    return DownloadReceipt(tuple(lines), addresses.source, run.add(recognise))


def heads(addresses: Addresses, means: Means | None = None) -> list[DownloadOutcome]:
    """Send a HEAD request to each address of a source; nothing is stored.

    Raises
    ------
    MissingExtraError
        When the extra for downloading is not installed.
    OfflineError
        When there is no network.
    """
    transport = Transport(addresses, means or Means())
    today, out = transport.means.clock().date(), list[DownloadOutcome]()
    try:
        online(addresses, means)
        for part in addresses.parts:
            address = part.address.format(**day_words(part.since or today)) if part.since else part.address
            line = DownloadOutcome(address, part.name or planning.name_of(part.address), "answers")
            try:
                with transport.ask(address, {}, head=True) as answer:
                    length = answer.headers.get("content-length", "")
                    if answer.status_code not in ANSWERING:
                        raise refusal(answer, transport.limits, transport.token_name)
                    size = int(length) if length.isdigit() else 0
                    line = replace(line, size=size, reason=answer.headers.get("last-modified", ""))
            except GapError as t:
                line = replace(line, status=t.status, reason=str(t))
            out.append(line)
    finally:
        transport.close()
    return out


class _Run:
    def __init__(self, lake: Lake, addresses: Addresses, means: Means, progress: Progress | None) -> None:
        self.lake, self.addresses, self.progress = lake, addresses, progress
        self.transport = Transport(addresses, means)
        self.vault = Vault(lake.root, addresses.source)
        self.most = addresses.most_mb << 20
        self.paths: list[Path] = []

    def plan(self, window: Window) -> Plan:
        out, today = Plan(), self.transport.means.clock().date()
        for part in self.addresses.parts:
            if part.how in ("day", "year"):
                planning.add_days(part, window, today, out)
            elif part.how == "file":
                planning.add_address(part, out)
            else:
                self._list(part, window, out)
        return out

    def _list(self, part: AddressGroup, window: Window, out: Plan) -> None:
        wanted = WantedFile(part.address, _LIST_NAMES[part.how])
        download = Download(self.transport, self.vault, wanted, self.most, self._reporter(0, 0, "list"))
        try:
            with download.opened() as text:
                planning.add_listing(part, text, window, out)
        except GapError as t:
            out.unread.append(Unread(part.address, f"The list did not come: {t}"))

    def bring(self, plan: Plan) -> list[DownloadOutcome]:
        lines = [DownloadOutcome(u.what, "", "listing", u.why) for u in plan.unread]
        newest = {t: v for t, v in self.vault.newest().items() if self.vault.path(v).is_file()}
        silent = 0
        for n, w in enumerate(plan.wanted):
            if silent >= self.transport.limits.giving_up:
                text = f"The {silent} files before it found no answer: get the source again later."
                lines.append(DownloadOutcome(w.address, w.name, "not-asked", text))
                continue
            line = self._one(w, newest.get(w.thing), self._reporter(n, len(plan.wanted), w.name))
            silent = silent + 1 if line.status in _NO_ANSWER else 0
            lines.append(line)
            if line.status == "disk":
                rest = "The disk could not be written before it came to this file."
                lines += [DownloadOutcome(r.address, r.name, "not-asked", rest) for r in plan.wanted[n + 1 :]]
                break
        return lines

    def _one(
        self, wanted: WantedFile, before: Vintage | None, progress: Callable[[int], None]
    ) -> DownloadOutcome:
        line = DownloadOutcome(wanted.address, wanted.name, "")
        try:
            new = Download(self.transport, self.vault, wanted, self.most, progress).bring(before)
        except GapError as t:
            return replace(line, status=t.status, reason=str(t))
        except LakeError as e:
            return replace(line, status="disk", reason=str(e))
        now = new or before
        assert now is not None, "nothing new means that something is held"
        self.paths.append(self.vault.path(now))
        status = "unchanged" if new is None else "new" if before is None else "corrected"
        return replace(line, status=status, size=now.size, sha256=now.sha256)

    def add(self, recognise: Recognise) -> Added:
        def report(met: int, place: str) -> None:
            if self.progress is not None:
                self.progress(min(met, len(self.paths) - 1), len(self.paths), Path(place).name, 0)

        return self.lake.add(self.paths, recognise, report) if self.paths else Added(())

    def _reporter(self, done: int, of: int, name: str) -> Callable[[int], None]:
        def report(size: int) -> None:
            if self.progress is not None:
                self.progress(done, of, name, size)

        return report
