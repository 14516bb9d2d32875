"""The date of the data says so where what is followed is late, and only there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from starlette.testclient import TestClient

from comity.lake.store import Lake
from comity.parts.desk.app import create_app
from comity.parts.desk.desk_data import DeskData
from comity.parts.desk.settings import Settings
from comity.parts.follow import state as notes
from comity.parts.follow.service import health
from comity.parts.follow.state import FeedState, FollowState

NOW = datetime(2019, 2, 1, 12, tzinfo=UTC)


def _followed(root: Path, newest: str, *, next_at: datetime = NOW) -> None:
    told = FeedState(next_at=notes.stamp(next_at), newest=newest, files=7)
    notes.write(root, FollowState({"gdelt2": told}, started_at=notes.stamp(NOW), beat_at=notes.stamp(NOW)))


def test_nothing_is_late_where_nothing_is_followed(tmp_path: Path) -> None:
    assert health.late(Lake.open(tmp_path), NOW) == ""


def test_a_feed_is_late_after_four_of_its_files(tmp_path: Path) -> None:
    _followed(tmp_path, "20190201110000")
    assert health.late(Lake.open(tmp_path), NOW) == ""
    _followed(tmp_path, "20190201104500")
    assert health.late(Lake.open(tmp_path), NOW) == "Late with more: gdelt2."


def test_a_watch_that_no_longer_asks_has_stopped(tmp_path: Path) -> None:
    _followed(tmp_path, "20190201114500", next_at=NOW - timedelta(hours=1))
    assert health.late(Lake.open(tmp_path), NOW) == "Following has stopped: the last round was 2019-02-01."


def test_a_damaged_note_is_said_and_ends_no_page(tmp_path: Path) -> None:
    _followed(tmp_path, "20190201114500")
    notes.path(tmp_path).write_text("{")
    assert health.late(Lake.open(tmp_path), NOW).endswith("delete it; nothing that is held is lost.")


def test_the_page_shows_it_and_is_not_kept_beyond_it(empty_lake: Callable[[], Path]) -> None:
    root = empty_lake()
    desk_data = DeskData(Settings(root, "CHN-RUS"))
    before = desk_data.label()
    _followed(root, "20190201114500")
    desk_data.edition.refresh()
    assert desk_data.label() != before
    with TestClient(create_app(Settings(root, "CHN-RUS")), base_url="http://127.0.0.1:8470") as client:
        page = client.get("/evidence/CHN-RUS").text
    assert 'class="asof late">Data to' in page
    assert "Following has stopped: the last round was 2019-02-01." in page
