"""What was had when: versions kept by content, a run gone on with, as-of through corrections, diff."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import lying_server as liar
import pytest
from gdelt_rows import day_file
from lying_server import Publisher

from comity.errors import LakeBusyError, LakeDamagedError, QuestionError
from comity.lake.storage import disk, vintages
from comity.lake.storage.vintages import Vault
from comity.lake.store import Lake
from comity.parts.follow.acquire.addresses import Addresses, AddressGroup
from comity.parts.follow.acquire.changes import changes
from comity.parts.follow.acquire.get import get
from comity.parts.follow.acquire.plan import Window
from comity.parts.follow.acquire.receipt import DownloadReceipt

HOST = "data.example.org"
NAME = "20150302.export.CSV"
FILE = AddressGroup("file", f"http://{HOST}/{NAME}")
OTHER = AddressGroup("file", f"http://{HOST}/20150303.export.CSV")
CHILD = Path(__file__).with_name("get_in_child.py")


@pytest.fixture
def server() -> Iterator[Publisher]:
    with liar.publisher() as p:
        yield p


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake.open(tmp_path / "lake")


def source(*parts: AddressGroup) -> Addresses:
    return Addresses("toy", "Toy", (HOST,), 0.0, 8, parts, "no")


def run(server: Publisher, lake: Lake, *parts: AddressGroup, on: str = "2026-01-01") -> DownloadReceipt:
    means, _, _ = liar.means(server.port)
    moment = datetime.fromisoformat(on).replace(tzinfo=UTC)
    receipt = get(lake, source(*(parts or (FILE,))), Window(), replace(means, clock=lambda: moment))
    assert receipt.balances
    return receipt


def fates(receipt: DownloadReceipt) -> list[str]:
    return [x.status for x in receipt.lines]


def ids(lake: Lake, as_of: date | None = None) -> set[int]:
    """Numbers of the events seen."""
    events = lake.view(as_of).table("events", ["record_id"])["record_id"].to_pylist()
    return {int(i.rpartition(":")[2]) - 410_000_000 for i in events}


def test_what_did_not_change_is_not_sent_again(server: Publisher, lake: Lake) -> None:
    data = day_file(range(20))
    server.at(f"/{NAME}", liar.honest(data))
    assert fates(run(server, lake)) == ["new"]
    again = run(server, lake)
    assert fates(again) == ["unchanged"]
    assert server.headers(f"/{NAME}")[1]["if-none-match"] == liar.tag(data)
    assert again.added.of("held")
    server.at(f"/{NAME}", liar.plain(data))
    assert fates(run(server, lake)) == ["unchanged"], "the same bytes sent anew are no new vintage"
    assert len(Vault(lake.root, "toy").vintages()) == 1


def test_a_checksum_in_the_list_spares_the_request(server: Publisher, lake: Lake) -> None:
    old, new = day_file(range(20)), day_file(range(21))
    part = AddressGroup("list", f"http://{HOST}/list", take="export")
    server.at("/list", *(liar.plain(f"{liar.md5(d)}  {NAME}\n".encode()) for d in (old, old, new)))
    server.at(f"/{NAME}", liar.honest(old), liar.honest(new))
    got = [fates(run(server, lake, part)) for _ in range(3)]
    assert got == [["new"], ["unchanged"], ["corrected"]]
    assert server.count[f"/{NAME}"] == 2


def test_a_vintage_deleted_by_hand_is_got_again(server: Publisher, lake: Lake) -> None:
    server.at(f"/{NAME}", liar.honest(day_file(range(20))))
    run(server, lake)
    vault = Vault(lake.root, "toy")
    vault.path(vault.vintages()[0]).unlink()
    assert fates(run(server, lake)) == ["new"]


def test_a_killed_run_goes_on_where_it_was(server: Publisher, lake: Lake) -> None:
    data = day_file(range(2000))
    server.at(f"/{NAME}", liar.stall(data, 100_000), liar.honest(data))
    words = [sys.executable, "-B", str(CHILD), str(lake.root), str(server.port), FILE.address]
    child = subprocess.Popen(words)
    part = Vault(lake.root, "toy").partial(FILE.address).with_suffix(".part")
    until = time.monotonic() + 20
    while not (part.is_file() and part.stat().st_size) and time.monotonic() < until:
        time.sleep(0.01)
    child.send_signal(signal.SIGKILL)
    child.wait(20)
    held = part.stat().st_size
    assert 0 < held <= 100_000
    assert not Vault(lake.root, "toy").vintages()
    assert fates(run(server, lake)) == ["new"]
    assert server.headers(f"/{NAME}")[-1]["range"] == f"bytes={held}-"
    vault = Vault(lake.root, "toy")
    assert vault.path(vault.vintages()[0]).read_bytes() == data
    assert ids(lake) == set(range(2000))


def test_a_line_cut_by_a_kill_is_no_line_and_a_damaged_one_is_told(server: Publisher, lake: Lake) -> None:
    server.at(f"/{NAME}", liar.honest(day_file(range(20))))
    server.at("/20150303.export.CSV", liar.honest(day_file(range(50, 60))))
    run(server, lake)
    ledger = lake.root / "vintages" / "toy" / "ledger.jsonl"
    whole = ledger.read_bytes()
    ledger.write_bytes(whole + whole[: len(whole) // 2])
    assert len(Vault(lake.root, "toy").vintages()) == 1
    assert fates(run(server, lake, FILE, OTHER)) == ["unchanged", "new"]
    assert [v.name for v in Vault(lake.root, "toy").vintages()] == [NAME, "20150303.export.CSV"]
    ledger.write_bytes(b"{}\n" + whole)
    with pytest.raises(LakeDamagedError, match="Line 1 of"):
        Vault(lake.root, "toy").vintages()


def test_one_run_at_a_time(server: Publisher, lake: Lake) -> None:
    with disk.one_writer(Vault(lake.root, "toy").folder), pytest.raises(LakeBusyError):
        run(server, lake)


@pytest.fixture
def corrected(server: Publisher, lake: Lake) -> Lake:
    """Got on 1 January 2026; corrected by 3 March: 0 and 1 removed, 20 added, 5 and 6 recoded."""
    server.at(f"/{NAME}", liar.honest(day_file(range(20))))
    server.at("/20150303.export.CSV", liar.honest(day_file(range(50, 60))))
    assert fates(run(server, lake, FILE, OTHER)) == ["new", "new"]
    server.at(f"/{NAME}", liar.honest(day_file(range(2, 21), changed=(5, 6))))
    receipt = run(server, lake, FILE, OTHER, on="2026-03-03")
    assert fates(receipt) == ["corrected", "unchanged"]
    assert receipt.added.lines[0].replaces
    return lake


def test_as_of_reads_through_the_vintage(corrected: Lake) -> None:
    rest = set(range(50, 60))
    assert ids(corrected) == set(range(2, 21)) | rest
    assert ids(corrected, date(2026, 3, 3)) == set(range(2, 21)) | rest
    assert ids(corrected, date(2026, 3, 2)) == set(range(20)) | rest, "the correction was not out yet"
    assert ids(corrected, date(2015, 3, 2)) == set(range(20)) | rest
    assert ids(corrected, date(2015, 3, 1)) == set(), "nothing was known before it was published"


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ("Sat, 14 Feb 2026 10:00:00 GMT", date(2026, 2, 14)),
        ("Fri, 14 Feb 2020 10:00:00 GMT", date(2026, 1, 1)),  # the older one was handed out after that
        ("Sat, 14 Feb 2099 10:00:00 GMT", date(2026, 3, 3)),
        ("yesterday", date(2026, 3, 3)),
    ],
)
def test_a_correction_is_known_from_when_it_can_have_been_had(
    server: Publisher, lake: Lake, told: str, day: date
) -> None:
    server.at(f"/{NAME}", liar.honest(day_file(range(20))))
    run(server, lake, on="2026-01-01")
    server.at(f"/{NAME}", liar.honest(day_file(range(21)), Last_Modified=told))
    run(server, lake, on="2026-03-03")
    told = vintages.version_intervals(lake.root)
    assert {t[-1][0] for t in told.values()} == {day}
    assert {t[0][0] for t in told.values()} == {date.min}


def test_three_versions_are_seen_one_after_the_other(server: Publisher, lake: Lake) -> None:
    for month, most in enumerate((20, 21, 22), start=1):
        server.at(f"/{NAME}", liar.honest(day_file(range(most))))
        run(server, lake, on=f"2026-0{month}-01")
    days = [date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 28), date(2026, 3, 1)]
    assert [len(ids(lake, d)) for d in days] == [20, 21, 21, 22]


@pytest.fixture
def taken_back(server: Publisher, lake: Lake) -> Lake:
    """Got in January, corrected in March, and in May the publisher went back to what January had."""
    first, second = day_file(range(20)), day_file(range(2, 21), changed=(5, 6))
    old = {"Last_Modified": "Wed, 04 Mar 2015 10:00:00 GMT"}
    for data, day, told in ((first, "01-01", old), (second, "03-03", {}), (first, "05-05", old)):
        server.at(f"/{NAME}", liar.honest(data, **told))
        run(server, lake, on=f"2026-{day}")
    return lake


def test_a_version_that_comes_back_is_seen_again_and_the_one_between_only_then(taken_back: Lake) -> None:
    assert [v.got_at[5:7] for v in Vault(taken_back.root, "toy").vintages()] == ["01", "03", "05"]
    old, new = set(range(20)), set(range(2, 21))
    assert ids(taken_back) == old
    assert ids(taken_back, date(2026, 5, 5)) == old
    assert ids(taken_back, date(2026, 5, 4)) == new
    assert ids(taken_back, date(2025, 12, 31)) == old, "what was first there counts from its records' days"
    assert taken_back.status().records["events"] == {"gdelt1": 20}


def test_diff_tells_a_change_back(taken_back: Lake) -> None:
    (file,) = changes(taken_back, "toy").files
    assert (file.fate, file.note) == ("back", "The publisher went back to the version got on 2026-01-01.")
    (events,) = changes(taken_back, "toy").tables
    assert (events.added, events.removed, events.changed, events.same) == (2, 1, 2, 16)
    (file,) = changes(taken_back, "toy", date(2026, 1, 1)).files
    assert file.fate == "same"
    (file,) = changes(taken_back, "toy", date(2026, 1, 1), date(2026, 3, 3)).files
    assert file.fate == "changed"


def test_another_version_after_one_that_came_back(server: Publisher, taken_back: Lake) -> None:
    server.at(f"/{NAME}", liar.honest(day_file(range(22))))
    run(server, taken_back, on="2026-07-07")
    seen = [len(ids(taken_back, date(2026, m, 28))) for m in (2, 3, 6, 7)]
    assert seen == [20, 19, 20, 22]


def test_diff_says_what_was_changed_by_record(corrected: Lake) -> None:
    found = changes(corrected, "toy")
    (file,) = found.files
    assert (file.name, file.fate, file.got_before[:10], file.got_after[:10]) == (
        NAME,
        "changed",
        "2026-01-01",
        "2026-03-03",
    )
    (events,) = found.tables
    assert (events.added, events.removed, events.changed, events.same) == (1, 2, 2, 16)
    assert events.columns == {"code": 2}
    assert {k: [int(i[-2:]) for i in v] for k, v in events.examples.items()} == {
        "added": [20],
        "removed": [0, 1],
        "changed": [5, 6],
    }


def test_diff_between_days(corrected: Lake) -> None:
    both = changes(corrected, "toy", date(2026, 1, 1), date(2026, 3, 3))
    assert [f.fate for f in both.files] == ["changed", "same"]
    assert both.tables[0].added == 1
    same = changes(corrected, "toy", date(2026, 1, 1), date(2026, 3, 2))
    assert [f.fate for f in same.files] == ["same", "same"]
    assert same.tables == ()
    assert changes(corrected, "toy", last=date(2026, 2, 1)).files == (), "by then there was one version"
    with pytest.raises(QuestionError, match="by 2025-12-31"):
        changes(corrected, "toy", date(2025, 12, 31))


def test_diff_of_what_no_source_reads_compares_bytes(server: Publisher, lake: Lake) -> None:
    part = AddressGroup("file", f"http://{HOST}/figures.csv")
    for text in (b"a,b\n1,2\n", b"a,b\n1,3\n"):
        server.at("/figures.csv", liar.plain(text))
        receipt = run(server, lake, part)
        assert receipt.added.of("unrecognised")
    found = changes(lake, "toy")
    assert "only its bytes are compared" in found.files[0].note
    assert found.tables == ()


def test_diff_of_nothing_says_what_to_do(lake: Lake) -> None:
    with pytest.raises(QuestionError, match="run `comity get toy`"):
        changes(lake, "toy")
