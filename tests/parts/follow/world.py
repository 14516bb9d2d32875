"""A synthetic fortnight of three publishers, and a server that hands it out as the clock says.

GDELT 2.0 every fifteen minutes, ICEWS once a day (its 80 days before make the habit), a feed of news.  Some
slots are never listed, some are listed and not there, some come late, are damaged at first or are corrected;
some requests meet a busy server, and for two days the server says nothing at all.
"""

from __future__ import annotations

import hashlib
import io
import random
import zipfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import lying_server as liar
from event_files import gdelt_file, gdelt_line, icews_file, icews_line

from comity.parts.follow.acquire.addresses import Addresses, AddressGroup
from comity.parts.follow.feeds import Feed

HOST = "data.example.org"
BEGIN = datetime(2019, 2, 15, tzinfo=UTC)
DAYS, BEFORE = 14, 80
END = BEGIN + timedelta(days=DAYS)
SLOT = timedelta(minutes=15)
OFFLINE = (BEGIN + timedelta(days=5), BEGIN + timedelta(days=7))
PLANTED = range(8, 12)
"""Days of the fortnight on which China and Russia both act toward Venezuela, as they hardly ever did."""
STATEMENT = 10
"""Day on which the news tell of a joint statement."""
STATES = (
    "France",
    "Germany",
    "Japan",
    "India",
    "Brazil",
    "Canada",
    "Turkey",
    "Egypt",
    "Mexico",
    "Norway",
    "Cuba",
    "Spain",
)
A_DAY = 505
"""Rows of ICEWS a day: with fewer than 500 a day is not in sight."""

ADDRESSES = {
    "gdelt2": Addresses(
        "gdelt2",
        "GDELT",
        (HOST,),
        0.0,
        8,
        (
            AddressGroup(
                "list", f"http://{HOST}/masterfilelist.txt", r"/(?P<when>\d{8})\d{6}\.export\.CSV\.zip$"
            ),
        ),
        "no",
        window=True,
    ),
    "icews": Addresses(
        "icews",
        "ICEWS",
        (HOST,),
        0.0,
        8,
        (AddressGroup("list", f"http://{HOST}/icews.txt", r"/(?P<when>\d{8})-icews-events\.zip$"),),
        "no",
        window=True,
    ),
    "feeds": Addresses(
        "feeds",
        "News",
        (HOST,),
        0.0,
        8,
        (AddressGroup("file", f"http://{HOST}/news.xml", name="news.xml"),),
        "no",
    ),
}
FEEDS = [
    Feed("gdelt2", 480, f"http://{HOST}/lastupdate.txt", whole_hours=24, days=14, slot=15),
    Feed("icews", 720, days=BEFORE + DAYS),
    Feed("feeds", 720),
]
WATCHES = """
watches:
  - {name: soak, pair: CHN-RUS, budget: 1, hotspots: [venezuela], tell: [terminal, news]}
channels:
  - {name: news, kind: atom, file: alerts.xml}
"""


@dataclass
class File:
    """One file: from when it is listed, its versions with the time each begins, and whether it is there."""

    name: str
    listed: datetime
    versions: list[tuple[datetime, bytes]]
    there: bool = True

    def at(self, now: datetime) -> bytes:
        return next(data for since, data in reversed(self.versions) if since <= now)


@dataclass
class World:
    """All files, the truth about them, and how the server behaves."""

    files: dict[str, File] = field(default_factory=dict)
    never: set[str] = field(default_factory=set)
    """Slots that no list ever names."""
    absent: set[str] = field(default_factory=set)
    """Slots that are listed and not there."""
    keys: set[str] = field(default_factory=set)
    """Record ids of GDELT that must stand in the lake at the end."""
    busy: set[str] = field(default_factory=set)
    """Names that meet a busy server the first time."""
    damaged: set[str] = field(default_factory=set)
    """Names whose first bytes are damaged."""
    asked: dict[str, int] = field(default_factory=dict)

    def names(self, source: str, now: datetime) -> list[File]:
        ending = {"gdelt2": ".export.CSV.zip", "icews": "-icews-events.zip"}[source]
        return [f for n, f in sorted(self.files.items()) if n.endswith(ending) and f.listed <= now]


def zipped(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


def build(seed: int = 1) -> World:
    world, rng = World(), random.Random(seed)
    _gdelt(world, rng)
    _icews(world, rng)
    return world


def _gdelt(world: World, rng: random.Random) -> None:
    slots = [BEGIN + n * SLOT for n in range(DAYS * 96)]
    odd = rng.sample(slots[8:-8], 40)
    never, absent, late, corrected = (set(odd[k * 10 : k * 10 + 10]) for k in range(4))
    for n, slot in enumerate(slots):
        stamp = f"{slot:%Y%m%d%H%M%S}"
        name = f"{stamp}.export.CSV"
        if slot in never:
            world.never.add(stamp)
            continue
        rows = [_line(n, k, slot) for k in range(3)]
        versions = [(BEGIN, zipped(name, gdelt_file(*rows)))]
        ids = {f"gdelt2:{_number(n, k)}" for k in range(3)}
        if slot in corrected:
            better = [_line(n, 0, slot), _line(n, 1, slot, EventCode="043"), _line(n, 3, slot)]
            versions.append((slot + timedelta(hours=9), zipped(name, gdelt_file(*better))))
            ids = {f"gdelt2:{_number(n, k)}" for k in (0, 1, 3)}
        listed = slot + (timedelta(hours=30) if slot in late else SLOT)
        if listed >= END - timedelta(days=1) or (slot in corrected and slot > END - timedelta(days=2)):
            listed, versions = slot + SLOT, versions[:1]
            ids = {f"gdelt2:{_number(n, k)}" for k in range(3)}
        world.files[f"{name}.zip"] = File(f"{name}.zip", listed, versions, slot not in absent)
        if slot in absent:
            world.absent.add(stamp)
        elif listed <= END:
            world.keys |= ids
    names = [n for n, f in sorted(world.files.items()) if f.there]
    world.busy = set(rng.sample(names, 60)) | {"lastupdate.txt", "masterfilelist.txt", "news.xml"}
    world.damaged = set(rng.sample(names, 12))


def _number(n: int, k: int) -> int:
    return 500_000_000 + 10 * n + k


def _line(n: int, k: int, slot: datetime, **more: str) -> str:
    at = {"SQLDATE": f"{slot:%Y%m%d}", "DATEADDED": f"{slot:%Y%m%d%H%M%S}"}
    return gdelt_line(GLOBALEVENTID=str(_number(n, k)), NumMentions=str(k + 1), **at, **more)


def _icews(world: World, rng: random.Random) -> None:
    number = 0
    for n in range(-BEFORE, DAYS):
        day = BEGIN + timedelta(days=n)
        rows = []
        for state in (*STATES, "China", "Russian Federation"):
            planted = state not in STATES and n in PLANTED
            usual = 0.3 if state in STATES else 0.2
            if planted or (rng.random() < usual and not (state == "China" and n >= 0)):
                rows.append((state, "Venezuela"))
        rows += [("Citizen (India)", "Citizen (India)")] * (A_DAY - len(rows))
        lines = []
        for source, target in rows:
            number += 1
            lines.append(
                icews_line(**_sides(source, target), Event_ID=str(number), Event_Date=f"{day:%Y-%m-%d}")
            )
        name = f"{day:%Y%m%d}-icews-events.tab"
        data = zipped(name, icews_file(*lines))
        there = name.replace(".tab", ".zip")
        world.files[there] = File(there, day + timedelta(days=1, hours=2), [(BEGIN, data)])


def _sides(source: str, target: str) -> dict[str, str]:
    """Columns of who acts toward whom; a citizen is no organ of the state."""
    of = {n: "India" if n.startswith("Citizen") else n for n in (source, target)}
    return {
        "Source_Name": source,
        "Source_Country": of[source],
        "Target_Name": target,
        "Target_Sectors": "",
        "Target_Country": of[target],
        "Country": of[target],
        "Story_ID": "",
    }


def news(now: datetime) -> bytes:
    """The feed of news: the newest six items, one a day."""
    items = []
    for n in range(max(0, (now - BEGIN).days - 5), (now - BEGIN).days + 1):
        day = BEGIN + timedelta(days=n)
        title = "France and Germany hold talks on trade"
        if n == STATEMENT:
            title = "China and Russia issue a joint statement on Venezuela, condemning foreign interference"
        items.append(
            f"<item><title>{title}</title><link>https://{HOST}/{n}</link><guid>{n}</guid>"
            f"<description>{title}.</description><pubDate>{day:%a, %d %b %Y} 08:00:00 GMT</pubDate></item>"
        )
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{"".join(items)}</channel></rss>'.encode()


class Server(liar.Publisher):
    """Hands the world out as it is at the moment that the clock tells."""

    world: World
    clock: Path

    def now(self) -> datetime:
        return datetime.fromtimestamp(float(self.clock.read_text()), UTC)

    def answer(self, call: liar.Call) -> None:
        name, now = call.path.rsplit("/", 1)[-1], self.now()
        times = self.world.asked[name] = self.world.asked.get(name, 0) + 1
        try:
            if OFFLINE[0] <= now < OFFLINE[1]:
                liar.hang_up(call)
            elif name in self.world.busy and times == 1:
                liar.status(503)(call)
            elif name == "news.xml":
                liar.plain(news(now))(call)
            elif name.endswith(".txt"):
                liar.plain(self._list(name, now))(call)
            else:
                self._file(call, name, now, times)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the asker was killed

    def _file(self, call: liar.Call, name: str, now: datetime, times: int) -> None:
        file = self.world.files.get(name)
        if file is None or not file.there:
            liar.status(404)(call)
        elif name in self.world.damaged and times <= 2:
            liar.plain(b"PK\x03\x04 not the rest")(call)
        else:
            liar.plain(file.at(now))(call)

    def _list(self, name: str, now: datetime) -> bytes:
        files = self.world.names("icews" if name == "icews.txt" else "gdelt2", now)
        lines = []
        for f in files[-1:] if name == "lastupdate.txt" else files:
            data = f.at(now)
            md5 = hashlib.md5(data, usedforsecurity=False).hexdigest()
            lines.append(f"{len(data)} {md5} http://{HOST}/{f.name}\n")
        return "".join(lines).encode()
