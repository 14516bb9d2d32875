"""A fortnight in a minute: three publishers that misbehave, thirty kills, and an account that comes out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path
from xml.etree import ElementTree

import lying_server as liar
import pytest
import world

from comity.lake.store import Lake
from comity.parts.follow import rounds
from comity.parts.follow import state as notes
from comity.parts.follow.alerts.book import Book
from comity.parts.follow.service import health

CHILD = Path(__file__).with_name("soak_child.py")
CYCLE = ("polled:3", "written:3", "renamed:3", "counted:1", "committed:3", "staged:3")
KILLS = ["swept:1", "staged:2", "renamed:1", "written:1", "committed:1"]
KILLS += [CYCLE[n % len(CYCLE)] for n in range(22)]
KILLS += ["told:1", "sent:1", "sent:1"]
EXPECTED = {("stepping-up", "venezuela"), ("first", "venezuela"), ("divergence", "venezuela")}


@contextmanager
def served(clock: Path) -> Iterator[world.Server]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), liar.Call)
    server.daemon_threads = True
    publisher = world.Server(server.server_address[1])
    publisher.world, publisher.clock = world.build(), clock
    server.publisher = publisher  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield publisher
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def lives(folder: Path, port: int, end: float) -> list[int]:
    """How each life ended: a kill each, then one to the end."""
    command = [sys.executable, str(CHILD), str(folder / "lake"), str(port), str(folder / "clock"), str(end)]
    path = os.pathsep.join([str(CHILD.parent), *(p for p in sys.path if p)])
    with subprocess.Popen(
        command,
        env={**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1"},
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as nursery:
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        assert nursery.stdout.readline().strip() == "ready"
        out = []
        for fault in [*KILLS, "-"]:
            nursery.stdin.write(f"{fault}\n")
            nursery.stdin.flush()
            out.append(int(nursery.stdout.readline().split()[0]))
        nursery.stdin.close()
    return out


@pytest.mark.slow
def test_a_fortnight_of_faults_and_kills_leaves_every_row_once_every_gap_named_and_every_alert_told(
    tmp_path: Path,
) -> None:
    (tmp_path / "clock").write_text(str(world.BEGIN.timestamp()))
    (tmp_path / "watches.yaml").write_text(world.WATCHES)
    end = world.END.timestamp() + 6 * 3600
    with served(tmp_path / "clock") as server:
        ended = lives(tmp_path, server.port, end)
        now = server.now()
    assert ended == [-9] * 30 + [0], "every fault was met, and the last life came to the end"

    lake = Lake.open(tmp_path / "lake")
    view = lake.view()
    events = view.table("events", ["record_id", "code"], source="gdelt2").to_pylist()
    assert len(events) == len(server.world.keys)
    assert {r["record_id"] for r in events} == server.world.keys, "every row once, corrected ones anew"
    days = view.table("events", ["record_id"], source="icews")["record_id"].to_pylist()
    assert len(days) == len(set(days)) == (world.BEFORE + world.DAYS - 1) * world.A_DAY
    assert lake.check(deep=True).damage == ()

    told = notes.read(lake.root)
    wanting = rounds.gaps(lake, world.FEEDS[0], told.of("gdelt2"))
    assert {g["what"] for g in wanting if g["status"] == "not-listed"} == server.world.never
    missing = {g["what"].rsplit("/", 1)[-1][:14] for g in wanting if g["status"] == "missing"}
    assert missing == server.world.absent
    assert len(wanting) == 20
    assert all(g["reason"] for g in wanting)
    assert lake.status().replaced >= 4, "corrections of files that had come before"
    assert health.report(lake, now, world.FEEDS)["state"] in ("ok", "behind")

    alerts(tmp_path, Book(lake.root))
    memory(tmp_path / "memory.jsonl")


def alerts(folder: Path, book: Book) -> None:
    """Those expected, each in the book once; what a kill cut off is told again under one id."""
    found = {(e.alert.kind, e.alert.hotspot): e for e in book.entries.values()}
    by_form = {(e.alert.by, e.alert.form) for e in book.entries.values()}
    assert set(found) == EXPECTED
    record = (
        "hedging",
        "joint-initiative",
        "joint-veto",
        "regime-backing",
    )  # of the chronicle, in those days
    assert by_form == {("icews", ""), *(("record", form) for form in record)}
    assert all(set(e.sent) == {"terminal", "news"} for e in book.entries.values())
    said = (folder / "told.txt").read_text().split()
    assert set(said) == set(book.entries)
    assert len(said) <= len(book.entries) + KILLS.count("sent:1")
    feed = ElementTree.parse(folder / "alerts.xml").getroot()
    ids = [e.text for e in feed.iter("{http://www.w3.org/2005/Atom}id")][1:]
    assert sorted(ids) == sorted(f"urn:comity:alert:{i}" for i in book.entries)
    step = next(e.alert for e in book.entries.values() if e.alert.kind == "stepping-up")
    assert (step.day - world.BEGIN.date()).days in world.PLANTED
    assert step.why.detail.false_a_month_at_most <= step.why.detail.budget


def memory(path: Path) -> None:
    """The last life's resident memory: no more at its end than after its first rounds, or nearly."""
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    last = [size for pid, _, size in rows if pid == rows[-1][0]][2:]
    assert len(last) >= 8
    half = len(last) // 2
    assert max(last[half:]) - max(last[:half]) < 40 << 20
