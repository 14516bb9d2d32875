"""What `get` brings from feeds and from the Current events portal, `add` reads; by the shipped addresses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

import lying_server as liar
import pytest
from lying_server import Publisher

from comity.lake.store import Lake
from comity.parts.follow.acquire import addresses as shipped
from comity.parts.follow.acquire.get import get
from comity.parts.follow.acquire.plan import Window
from comity.parts.follow.acquire.receipt import DownloadReceipt

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>News</title>
<item><title>France and Germany sign a treaty</title><link>https://{host}/1</link><guid>{host}-1</guid>
<description>&lt;p&gt;The two signed it in Aachen.&lt;/p&gt;</description>
<pubDate>Tue, 22 Jan 2019 10:00:00 GMT</pubDate></item></channel></rss>
"""
ROLLING = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>News</title>{items}</channel></rss>
"""
ITEM = """<item><title>France and Germany hold talks number {n}</title><link>https://press.un.org/item{n}</link>
<guid>item-{n}</guid><description>They met again.</description>
<pubDate>{day} Jan 2019 10:00:00 GMT</pubDate></item>
"""
ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Events</title>
<entry><title>Talks with the President of France</title><id>tag:{host},2019:1</id>
<link href="https://{host}/1"/><published>2019-01-23T12:00:00Z</published>
<content type="html">&lt;p&gt;The two presidents held talks.&lt;/p&gt;</content></entry></feed>
"""
PAGE = """{{{{Current events|year=2019|month=01|day={day}|content=
<!-- All news items below this line -->
'''International relations'''
*[[France]] and [[Germany]] sign a treaty on day {day}. [https://www.reuters.com/{day} (Reuters)]
<!-- All news items above this line -->|}}}}
"""


@pytest.fixture
def server() -> Iterator[Publisher]:
    with liar.publisher() as p:
        yield p


def run(server: Publisher, lake: Lake, source: str, window: Window) -> DownloadReceipt:
    means, wire, _ = liar.means(server.port)
    means = replace(means, clock=lambda: datetime(2019, 2, 1, tzinfo=UTC))
    known = shipped.addresses(source)
    receipt = get(lake, replace(known, pause=0.0), window, means)
    assert receipt.balances
    assert {host for _, host in wire.meant} <= set(known.hosts)
    return receipt


def documents(lake: Lake, source: str, as_of: date | None = None) -> list[dict]:
    return lake.view(as_of).table("documents", source=source).to_pylist()


def serve_feeds(server: Publisher) -> list[str]:
    """Every feed that the package names, each answered in its own layout; their hosts."""
    hosts = []
    for part in shipped.addresses("feeds").parts:
        parts = urlsplit(part.address)
        layout = ATOM if part.holds == "<entry" else RSS
        server.at(parts.path, liar.honest(layout.format(host=parts.hostname).encode()))
        hosts.append(str(parts.hostname))
    return hosts


def test_every_feed_that_is_got_is_read(server: Publisher, tmp_path: Path) -> None:
    hosts, lake = serve_feeds(server), Lake.open(tmp_path)
    receipt = run(server, lake, "feeds", Window())
    assert (receipt.got, receipt.gaps, receipt.added.gaps) == (len(hosts), [], [])
    read = documents(lake, "feeds")
    assert len(read) == len(hosts)
    assert {urlsplit(d["url"]).hostname for d in read} == set(hosts)
    assert {d["published"] for d in read} == {date(2019, 1, 22), date(2019, 1, 23)}


def test_a_feed_that_went_on_keeps_what_it_had_shown(server: Publisher, tmp_path: Path) -> None:
    """Two of three items are the same in both: in another source the later file would replace the earlier."""
    serve_feeds(server)
    lake, part = Lake.open(tmp_path), shipped.addresses("feeds").parts[0]
    for numbers in ((1, 2, 3), (2, 3, 4)):
        feed = ROLLING.format(items="".join(ITEM.format(n=n, day=20 + n) for n in numbers))
        server.at(urlsplit(part.address).path, liar.honest(feed.encode()))
        receipt = run(server, lake, "feeds", Window())
        assert not receipt.gaps
    days = sorted(d["published"].day for d in documents(lake, "feeds") if "/item" in d["url"])
    assert days == [21, 22, 23, 24], "items that left the feed are not lost, and none stands twice"


def test_an_error_page_in_place_of_a_feed_is_a_named_gap(server: Publisher, tmp_path: Path) -> None:
    serve_feeds(server)
    first = shipped.addresses("feeds").parts[0]
    server.at(urlsplit(first.address).path, liar.plain(b"<!DOCTYPE html><html>Just a moment</html>"))
    receipt = run(server, Lake.open(tmp_path), "feeds", Window())
    assert [(x.address, x.status) for x in receipt.gaps] == [(first.address, "not-it")]


def test_each_day_of_the_portal_is_got_and_read(server: Publisher, tmp_path: Path) -> None:
    lake, (part,) = Lake.open(tmp_path), shipped.addresses("wikipedia_events").parts
    for day in (22, 23):
        address = part.address.format(**shipped.day_words(date(2019, 1, day)))
        where = urlsplit(address)
        server.at(f"{where.path}?{where.query}", liar.honest(PAGE.format(day=day).encode()))
    receipt = run(server, lake, "wikipedia_events", Window(date(2019, 1, 22), date(2019, 1, 24)))
    assert [x.status for x in receipt.lines] == ["new", "new", "missing"]
    assert receipt.added.gaps == []
    read = documents(lake, "wikipedia_events")
    assert [(d["published"], f"day {d['published'].day}" in d["text"]) for d in read] == [
        (date(2019, 1, 22), True),
        (date(2019, 1, 23), True),
    ]
    assert documents(lake, "wikipedia_events", date(2019, 1, 22)) == read[:1]
