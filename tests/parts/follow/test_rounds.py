"""Feeds asked again and again: small list or whole, jumps, back-off, gaps by name; days counted anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import lake_toy as toy
import lying_server as liar
import pytest
from event_files import gdelt_file, gdelt_line
from lying_server import Publisher
from world import zipped

from comity.errors import LakeDamagedError, UnknownNameError, VocabularyError
from comity.lake.query.event_counts import cells
from comity.lake.storage import disk
from comity.lake.store import Lake
from comity.parts.follow import daily_counts, feeds, publication_schedule, rounds
from comity.parts.follow import state as notes
from comity.parts.follow.acquire.addresses import Addresses, AddressGroup
from comity.parts.follow.acquire.transport import Means
from comity.parts.follow.feeds import Feed, all_feeds
from comity.parts.follow.rounds import FeedOutcome, Round, gaps, settle
from comity.parts.follow.service import health
from comity.parts.follow.service.loop import FollowSetup, Loop
from comity.parts.follow.state import FeedState, FollowState, moment
from comity.vocabulary import hotspots

HOST = "data.example.org"
START = datetime(2019, 2, 1, 12, tzinfo=UTC)
OF = Addresses(
    "gdelt2",
    "GDELT",
    (HOST,),
    0.0,
    8,
    (AddressGroup("list", f"http://{HOST}/all.txt", r"/(?P<when>\d{8})\d{6}\.export\.CSV\.zip$"),),
    "no",
    window=True,
)
FEED = Feed("gdelt2", 15, f"http://{HOST}/new.txt", whole_hours=24, days=3, slot=15)


def name(n: int) -> str:
    return f"{START + n * timedelta(minutes=15):%Y%m%d%H%M%S}.export.CSV"


class Here:
    """A publisher of slots, a lake, and a clock that is set."""

    def __init__(self, server: Publisher, root: Path) -> None:
        self.server, self.lake, self.state, self.now = server, Lake.open(root), FeedState(), START
        self.data: dict[int, bytes] = {}

    def publish(self, *numbers: int, code: str = "042", listed: bool = True) -> None:
        for n in numbers:
            row = gdelt_line(GLOBALEVENTID=str(500_000_000 + n), EventCode=code, SQLDATE="20190201")
            self.data[n] = zipped(name(n), gdelt_file(row))
            self.server.at(f"/{name(n)}.zip", liar.plain(self.data[n]))
        if listed:
            lines = [
                f"{len(d)} {liar.md5(d)} http://{HOST}/{name(n)}.zip\n" for n, d in sorted(self.data.items())
            ]
            self.server.at("/all.txt", liar.plain("".join(lines).encode()))
            self.server.at("/new.txt", liar.plain(lines[-1].encode()))

    def ask(self, minutes: int = 15) -> FeedOutcome:
        self.now += timedelta(minutes=minutes)
        means, _, _ = liar.means(self.server.port)
        means = Means(means.limits, means.wire, means.sleep, lambda: self.now)
        return Round(self.lake, FEED, OF, self.state, means).ask()

    def asked(self, path: str) -> int:
        return len(self.server.headers(path))


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Here]:
    with liar.publisher() as server:
        yield Here(server, tmp_path / "lake")


def test_the_small_list_is_asked_and_the_whole_one_only_where_files_were_missed(here: Here) -> None:
    here.publish(0)
    assert here.ask().new == 1
    assert (here.asked("/all.txt"), here.asked("/new.txt")) == (1, 0)
    for n in (1, 2):
        here.publish(n)
        assert here.ask() == FeedOutcome("gdelt2", 1, 0, 1, 0)
    assert (here.asked("/all.txt"), here.asked("/new.txt")) == (1, 2)
    here.publish(3, 4, 5, 6)
    assert here.ask(60).new == 4, "an hour offline is caught up with"
    assert here.asked("/all.txt") == 2
    assert not gaps(here.lake, FEED, here.state)


def test_a_late_and_a_corrected_file_are_met_by_the_daily_asking(here: Here) -> None:
    here.publish(0, 1, 3, 4)
    here.ask()
    assert [g["what"] for g in gaps(here.lake, FEED, here.state)] == [name(2)[:14]]
    here.publish(2)
    here.publish(3, code="043")
    here.publish(5)
    assert here.ask(25 * 60) == FeedOutcome("gdelt2", 2, 1, 3, 0)
    codes = here.lake.view().table("events", ["record_id", "code"]).to_pylist()
    assert len(codes) == 6
    assert {r["code"] for r in codes if r["record_id"].endswith("3")} == {"043"}


def test_a_slot_that_is_listed_and_not_there_is_named_until_it_comes(here: Here) -> None:
    here.publish(0, 1, 2)
    here.server.at(f"/{name(1)}.zip", liar.status(404))
    assert here.ask().gaps == 1
    (gap,) = gaps(here.lake, FEED, here.state)
    assert (gap["status"], gap["what"].rsplit("/", 1)[-1]) == ("missing", f"{name(1)}.zip")
    assert here.state.failed == 0, "what the publisher does not have is no reason to ask it sooner"
    here.publish(1)
    here.ask(25 * 60)
    assert not gaps(here.lake, FEED, here.state)


def test_a_publisher_that_fails_is_asked_less_and_less_and_then_caught_up_with(here: Here) -> None:
    here.publish(0)
    here.ask()
    for path in ("/all.txt", "/new.txt"):
        here.server.at(path, liar.status(503))
    waits = []
    for _ in range(7):
        here.ask()
        waits.append((moment(here.state.next_at) - here.now) / timedelta(minutes=1))
    assert waits == [15, 30, 60, 120, 240, 360, 360]
    here.publish(*range(1, 40))
    assert here.ask(600).new == 39
    assert here.state.failed == 0
    assert moment(here.state.next_at) - here.now == timedelta(minutes=15)


def test_a_lake_that_somebody_writes_to_is_asked_again_in_a_minute(here: Here) -> None:
    here.publish(0)
    with disk.one_writer(here.lake.root / "vintages" / "gdelt2"):
        assert here.ask().busy
    assert moment(here.state.next_at) - here.now == timedelta(minutes=1)
    assert here.ask().new == 1


def test_a_file_that_came_before_a_kill_is_taken_in_at_the_next_start(here: Here) -> None:
    here.publish(0, 1)

    def killed(sample: object) -> None:
        raise KeyboardInterrupt

    means, _, _ = liar.means(here.server.port)
    means = Means(means.limits, means.wire, means.sleep, lambda: here.now)
    with pytest.raises(KeyboardInterrupt):
        Round(here.lake, FEED, OF, here.state, means, START.date(), killed).ask()
    assert here.lake.view().table("events").num_rows == 0
    assert settle(here.lake, [FEED]) == 2
    assert here.lake.view().table("events").num_rows == 2
    assert settle(here.lake, [FEED]) == 0


def test_lines_of_a_list_that_nobody_understands_are_named_and_no_reason_to_ask_again(here: Here) -> None:
    here.publish(0)
    good = f"{len(here.data[0])} {liar.md5(here.data[0])} http://{HOST}/{name(0)}.zip\n"
    here.server.at("/all.txt", liar.plain(f"{good}what is this\n".encode()))
    here.ask()
    assert [g["status"] for g in gaps(here.lake, FEED, here.state)] == ["listing"]
    assert here.state.failed == 0


def test_slots_between_the_first_and_the_newest_are_wanted() -> None:
    names = [f"{name(n)}.zip" for n in (0, 1, 4)]
    assert publication_schedule.list_missing(names, 15) == [START + n * timedelta(minutes=15) for n in (2, 3)]
    assert publication_schedule.list_missing(["readme.txt"], 15) == []
    assert publication_schedule.slot("20190230000000.export.CSV") is None


def test_the_note_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    assert notes.read(tmp_path) == FollowState()
    note = FollowState(
        {"gdelt2": FeedState(asked_at="2019-02-01T12:00:00Z", gaps={"a": ["missing", "no", "then"]})}
    )
    notes.write(tmp_path, note)
    assert notes.read(tmp_path) == note
    notes.path(tmp_path).write_text("{")
    with pytest.raises(LakeDamagedError, match="delete it"):
        notes.read(tmp_path)


def test_days_counted_anew_where_files_touched_them_are_as_if_all_were(tmp_path: Path) -> None:
    spots = [replace(hotspots.get("venezuela"), states=("TTT",), geo=())]
    lake, table = Lake.open(tmp_path / "lake"), []
    for n, rows in enumerate([["2019-02-11", "2019-02-12"], ["2019-02-12", "2019-02-13"], ["2019-02-09"]]):
        lines = [toy.line(f"{n}-{k}", day=d, code=f"01{n}") for k, d in enumerate(rows)]
        lake.add([toy.write(tmp_path / f"{n}.txt", lines)], toy.recognise)
        found = daily_counts.count_daily(lake.view(), "toy", spots)
        assert found.touched == (None if not n else {date.fromisoformat(d) for d in rows})
        assert found.cells.equals(cells(lake.view(), spots, "day", source="toy"))
        table.append(found.cells)
    assert daily_counts.count_daily(lake.view(), "toy", spots).touched == frozenset(), (
        "nothing new, nothing counted"
    )
    corrected = [toy.line("1-0", day="2019-02-12", code="030"), toy.line("1-1", day="2019-02-20", code="011")]
    lake.add([toy.write(tmp_path / "again" / "1.txt", corrected)], toy.recognise)
    found = daily_counts.count_daily(lake.view(), "toy", spots)
    assert found.touched is None, "a correction counts all anew"
    assert found.cells.equals(cells(lake.view(), spots, "day", source="toy"))
    other = [replace(spots[0], states=("AAA", "TTT"))]
    assert daily_counts.count_daily(lake.view(), "toy", other).touched is None, "another vocabulary, too"


def test_feeds_are_data_and_a_wrong_one_is_named() -> None:
    assert {"gdelt2", "feeds"} <= set(feeds.all_feeds())
    assert feeds.chosen(("gdelt2",))[0].every == 15
    with pytest.raises(UnknownNameError):
        feeds.chosen(("gdelt9",))
    for row, key in (
        ("{source: gdelt2, every: 0, days: 1}", "every"),
        ("{source: gdelt2, every: 15}", "days"),
        ("{source: gdelt2, every: 15, days: 1, newest: 'http://other.example/x'}", "newest"),
    ):
        with pytest.raises(VocabularyError, match=key):
            feeds.parse(f"feeds: [{row}]", "feeds.yaml")
    short = feeds.all_feeds()["gdelt2"].short(OF)
    assert [p.address for p in short.parts] == ["http://data.gdeltproject.org/gdeltv2/lastupdate.txt"]


def test_a_day_is_covered_once_enough_of_its_files_are_there() -> None:
    names = [f"20180101{h:02}{m:02}00.export.CSV.zip" for h in range(24) for m in (0, 15, 30, 45)]
    (day,) = publication_schedule.full_days("gdelt2", [*names, "20180102000000.export.CSV.zip", "x.csv"], 96)
    assert (day.first, day.last, day.selective) == (date(2018, 1, 1), date(2018, 1, 1), False)
    assert publication_schedule.full_days("gdelt2", names[:-1] + names[:1], 96) == []
    assert len(publication_schedule.full_days("gdelt2", names[:90], 90)) == 1
    assert publication_schedule.full_days("gdelt2", names[:89], 90) == []
    assert all_feeds()["gdelt2"].full_day == 90


def test_after_a_wrong_clock_a_feed_is_asked_at_once_and_health_says_so(here: Here) -> None:
    here.publish(1)
    assert here.ask().new == 1
    right, here.now = here.now, datetime(2036, 1, 1, tzinfo=UTC)
    here.ask()
    here.now = right
    assert rounds.is_misdated(FEED, here.state, here.now)
    assert rounds.due(FEED, here.state, here.now)
    note = FollowState(
        {"gdelt2": here.state}, started_at="2019-01-01T00:00:00Z", beat_at="2036-01-01T00:00:00Z"
    )
    notes.write(here.lake.root, note)
    assert health.report(here.lake, here.now)["state"] == "clock"
    assert "clock" in health.late(here.lake, here.now)
    here.publish(2)
    assert here.ask().new == 1
    assert not rounds.is_misdated(FEED, here.state, here.now)
    assert moment(here.state.next_at) - here.now == timedelta(minutes=15)
    note.beat_at = notes.stamp(here.now)
    notes.write(here.lake.root, note)
    assert health.report(here.lake, here.now)["state"] != "clock"


@pytest.mark.parametrize("failed", [0, 3, 9])
def test_a_long_wait_after_failures_is_no_wrong_clock(failed: int) -> None:
    state = FeedState(failed=failed)
    wait = rounds.wait(FEED, state)
    state.next_at = notes.stamp(START + wait)
    assert not rounds.is_misdated(FEED, state, START)
    assert not rounds.due(FEED, state, START)
    assert rounds.is_misdated(FEED, state, START - timedelta(minutes=10))


def test_a_nap_ends_though_the_clock_is_set_back_while_it_lasts(tmp_path: Path) -> None:
    """What was slept is counted: nine years of the clock are not waited for."""
    now, slept = [START], list[float]()

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] = START - timedelta(days=3000)

    means = Means(sleep=sleep, clock=lambda: now[0])
    loop = Loop(FollowSetup(Lake.open(tmp_path), [FEED], means=means), lambda _: None)
    notes.write(
        tmp_path, FollowState({FEED.source: FeedState(next_at=notes.stamp(START + timedelta(minutes=15)))})
    )
    loop._nap()
    assert sum(slept) == 15 * 60
