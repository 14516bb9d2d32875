"""Whatever can be got is read: each source's shipped addresses, answered in the publisher's layout."""

from __future__ import annotations

import io
import json
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

import comtrade_layout
import lying_server as liar
import pytest
from all_layouts import FILES
from lying_server import Publisher

from comity.lake.store import Lake
from comity.parts.follow.acquire import addresses as shipped
from comity.parts.follow.acquire.addresses import AddressGroup
from comity.parts.follow.acquire.get import get
from comity.parts.follow.acquire.plan import Window

Files = list[tuple[str, bytes]]


@pytest.fixture
def server() -> Iterator[Publisher]:
    with liar.publisher() as p:
        yield p


def own(source: str, *which: int) -> Files:
    """Small files of a source, by their place in the list of its layouts."""
    return [FILES[source][i] for i in which or (0,)]


def packed(name: str, *parts: Files) -> Files:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        for member, data in (f for files in parts for f in files):
            z.writestr(f"folder/{member}", data)
    return [(name, out.getvalue())]


def base64_json(data: bytes) -> bytes:
    return json.dumps({"bytes": b64encode(data).decode()}).encode()


PUBLISHED: dict[str, list[Files]] = {
    "atop": [packed("atop.zip", own("atop_members", 0, 1))],
    "cow": [
        packed("COW_Trade_4.0.zip", own("trade_cow", 1, 2)),
        packed("version4.1_csv.zip", own("cow_alliances", 0, 1)),
        packed("state_year_formatv3.zip", own("igo_cow", 2)),
    ],
    "gdelt1": [packed("20150302.export.CSV.zip", own("gdelt1"))],
    "gdelt2": [packed("20150302081500.export.CSV.zip", own("gdelt2"))],
    "gsdb": [own("gsdb")],
    "icews": [
        [("events.2018.20200427084805.tab", b"".join(own("icews")[0][1].splitlines(keepends=True)[:2]))],
        packed("20190201-icews-events.zip", own("icews")),
    ],
    "polecat": [[("ngecEventsDV-2023-01.txt", own("polecat")[0][1])]],
    "comtrade": [
        [(f"{iso}-{y}.json", comtrade_layout.answer(iso, y)) for y in range(2015, 2026)]
        for iso in comtrade_layout.REPORTERS
    ],
    "sipri": [[("register.json", base64_json(own("sipri_transfers")[0][1]))]],
    "ucdp": [
        packed("ged261-csv.zip", own("ucdp_ged", 1)),
        packed("acd.zip", own("ucdp_conflicts", 1)),
        [("candidateged/GEDEvent_v26_0_8.csv", own("ucdp_ged", 1)[0][1].replace(b"244657", b"244658"))],
    ],
    "unga_unvotes": [[f] for f in own("unga_unvotes", 0, 1, 2)],
    "unga_voeten": [own("unga_voeten", 0, 1)],
    "unsc_vetoes_csv": [own("unsc_vetoes_csv")],
    "unsc_vetoes_dhl": [own("unsc_vetoes_dhl")],
}
"""What each publisher hands out, part by part of its addresses."""

READERS = {
    "atop": {"atop_members"},
    "comtrade": {"trade_comtrade"},
    "cow": {"trade_cow", "cow_alliances", "igo_cow"},
    "gsdb": {"gsdb"},
    "sipri": {"sipri_transfers"},
    "ucdp": {"ucdp_ged", "ucdp_conflicts"},
}
"""Which sources read it, where it is not the one of the same name."""


def publish(server: Publisher, part: AddressGroup, files: Files) -> None:
    """Answer a part of the addresses as its publisher would."""
    at = urlsplit(part.address)
    where = f"{at.path}?{at.query}" if at.query else at.path
    if part.how == "year":
        for year, (_, data) in zip(range(2015, 2026), files, strict=True):
            server.at(where.format(year=year), liar.honest(data))
        return
    if part.how == "file":
        ((_, data),) = files
        server.at(where, liar.honest(data))
        return
    if part.how == "dataverse":
        number = {name: 1000 + len(server.scripts) + i for i, (name, _) in enumerate(files)}
        listed = [
            {"label": n, "dataFile": {"id": number[n], "filesize": len(d), "md5": liar.md5(d)}}
            for n, d in files
        ]
        server.at(where, liar.plain(json.dumps({"data": listed}).encode()))
        for name, data in files:
            store = f"/10.7910/{number[name]}"
            server.at(
                f"/api/access/datafile/{number[name]}",
                liar.moved(f"https://dvn-cloud.s3.amazonaws.com{store}"),
            )
            server.at(store, liar.honest(data))
        return
    folder = at.path.rsplit("/", 1)[0]
    for name, data in files:
        server.at(f"{folder}/{name}", liar.honest(data))
    if part.how == "links":
        page = "".join(f'<a href="{folder}/{n}">{n}</a>' for n, _ in files)
        server.at(where, liar.plain(f"<html><a href='/help'>help</a>{page}</html>".encode()))
    else:
        lines = [f"{len(d)} {liar.md5(d)} http://{at.hostname}{folder}/{n}" for n, d in files]
        short = [f"{liar.md5(d)}  {n}" for n, d in files]
        server.at(where, liar.plain("\n".join(short if "md5sums" in at.path else lines).encode() + b"\n"))


def test_every_source_that_can_be_got_is_tried() -> None:
    assert set(PUBLISHED) == set(shipped.gettable()) - {"feeds", "wikipedia_events"}, (
        "which have tests of their own"
    )


@pytest.mark.parametrize("source", sorted(PUBLISHED))
def test_what_is_got_is_read_to_the_last_file(server: Publisher, tmp_path: Path, source: str) -> None:
    known = shipped.addresses(source)
    assert len(known.parts) == len(PUBLISHED[source])
    for part, files in zip(known.parts, PUBLISHED[source], strict=True):
        publish(server, part, files)
    means, wire, _ = liar.means(server.port)
    means = replace(means, clock=lambda: datetime(2026, 11, 1, tzinfo=UTC))
    window = Window(date(2015, 1, 1)) if known.window else Window()
    lake = Lake.open(tmp_path / "lake")
    receipt = get(lake, replace(known, pause=0.0), window, means)
    assert (receipt.balances, receipt.gaps) == (True, [])
    assert receipt.got == sum(len(files) for files in PUBLISHED[source])
    assert {host for _, host in wire.meant} <= set(known.hosts)
    assert receipt.added.gaps == [], "what is got and not read"
    assert {json.loads(b)["logic"] for b in server.posted} <= {"AND"}
    assert len(server.posted) == sum(bool(p.post) for p in known.parts), "asked by POST only where it is said"
    assert {x.source for x in receipt.added.lines} == READERS.get(source, {source})
    held = lake.status().records
    assert {s for of_table in held.values() for s in of_table} == READERS.get(source, {source})
