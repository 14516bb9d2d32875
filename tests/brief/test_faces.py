"""The brief at the command line and on the desk, and fifty footnotes drawn at random."""

from __future__ import annotations

import importlib.util
import random
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from comity import Watch
from comity.errors import ComityError
from comity.faces import brief
from comity.faces.cli import cli
from comity.lake.store import Lake
from comity.parts.desk.app import create_app
from comity.parts.desk.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
WEEK = "events/icews_weekly"


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("footnotes", ROOT / "tools" / "footnotes.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["footnotes"] = made
    spec.loader.exec_module(made)
    return made


def hold(tool: ModuleType, watches: list[Watch], spots: list[str], n: int) -> None:
    """Draw ``n`` footnotes of these briefs; each must hold against its record read anew."""
    told = [(w, f) for w in watches for s in spots for f in tool.footnotes(w.group.id, brief.build(w, s))]
    assert len(told) >= n
    for w, f in random.Random(7).sample(told, n):
        assert not tool.fails(w.view, f, w.group.codes), f


def test_fifty_footnotes_of_the_chronicle_hold(tool: ModuleType, watch: Watch) -> None:
    watches = [watch, watch.of_members("IND", "PAK"), watch.of_members("CHN", "IRN", "RUS")]
    hold(tool, watches, ["", "iran", "syria", "north-korea", "venezuela", "ukraine", "arctic"], 50)


def test_a_wrong_footnote_is_found(tool: ModuleType, watch: Watch) -> None:
    """The check must be able to fail: a note on the wrong record, place or day."""
    from dataclasses import replace

    told = tool.footnotes("CHN-RUS", brief.build(watch, "venezuela"))
    good = next(f for f in told if f.claim.way == "together")
    assert not tool.fails(watch.view, good, watch.group.codes)
    for bad in (
        replace(good, claim=replace(good.claim, hotspot="syria")),
        replace(good, claim=replace(good.claim, who=("CHN", "IND"))),
        replace(good, claim=replace(good.claim, record="chronicle:none")),
        replace(good, note=replace(good.note, date="1 January 1999")),
        replace(good, note=replace(good.note, source="Somebody else")),
    ):
        assert tool.fails(watch.view, bad, watch.group.codes)


@pytest.mark.real
@pytest.mark.slow
def test_fifty_footnotes_on_real_votes_and_events_hold(
    tool: ModuleType, shared_data: Path, tmp_path: Path
) -> None:
    lake = Lake.open(tmp_path / "lake")
    wanted = [shared_data / WEEK, *sorted((shared_data / "votes").glob("unga_unvotes_*.rda"))]
    lake.add([w for w in wanted if w.exists()])
    hold(
        tool,
        [Watch("CHN", "RUS", lake=lake)],
        ["iran", "syria", "north-korea", "ukraine", "venezuela", "afghanistan", ""],
        35,
    )


@pytest.mark.parametrize("kind", brief.KINDS)
def test_the_command_writes_each_kind(tmp_path: Path, kind: str) -> None:
    out = tmp_path / f"b.{kind}"
    told = ["--lake", str(tmp_path / "lake")]
    done = CliRunner().invoke(cli, ["brief", "CHN-RUS", "venezuela", "--out", str(out), *told])
    assert done.exit_code == 0, done.output
    assert out.stat().st_size > 1000
    assert not list(tmp_path.glob(".*.part"))
    assert "Venezuela" in done.output


def test_the_command_ends_in_a_sentence(tmp_path: Path) -> None:
    asked = ["brief", "CHN-RUS", "venezuela", "--lake", str(tmp_path / "lake"), "--out"]
    for name, words in {"b.rtf": "end the name", "none/b.md": "cannot be written"}.items():
        done = CliRunner().invoke(cli, [*asked, str(tmp_path / name)])
        assert isinstance(done.exception, ComityError)
        assert words in str(done.exception)


@pytest.fixture(scope="module")
def desk(empty_lake: Callable[[], Path]) -> TestClient:
    return TestClient(create_app(Settings(empty_lake(), "CHN-RUS")), base_url="http://127.0.0.1:8470")


@pytest.mark.parametrize("path", ["/brief/CHN-RUS", "/brief/CHN-RUS/venezuela"])
def test_the_desk_shows_it_and_gives_every_file(desk: TestClient, path: str) -> None:
    page = desk.get(path)
    assert page.status_code == 200
    assert "What they did" in page.text
    for part in (" style=", "<style", "<script>"):
        assert part not in page.text
    for kind in brief.KINDS:
        assert f"{path}.{kind}" in page.text
        got = desk.get(f"{path}.{kind}")
        assert got.status_code == 200
        assert got.headers["content-type"] == brief.KINDS[kind]
        assert "attachment" in got.headers["content-disposition"]
    assert desk.get(path + ".json").json()["title"]
    assert desk.get(f"{path}/chart/timeline.svg").status_code == 200
