"""Roles and relation as the watch asks them: on the shipped chronicle, and on half a year of real events."""

from __future__ import annotations

import csv
import io
import json
import math
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from comity import Finding, Watch
from comity.faces.cli import cli
from comity.lake.store import Lake
from comity.measures.stats import matching
from comity.records.finding import to_plain
from comity.vocabulary import hotspots
from comity.watch.questions import roles


@pytest.fixture(scope="module")
def watch(tmp_path_factory: pytest.TempPathFactory) -> Watch:
    return Watch("CHN", "RUS", lake=tmp_path_factory.mktemp("none") / "lake")


def doubted(f: Finding) -> None:
    """A finding without interval, null, sample size, method or records does not pass."""
    assert f.question.endswith("?"), f.question
    assert f.null, f.question
    assert "/" in f.method, f.question
    assert f.known or f.why_not, f.question
    assert f.records_total >= len(f.records), f.question
    numbers = [v for v in to_plain(f.detail).values() if isinstance(v, float)]
    assert not any(math.isnan(v) for v in numbers), f.question
    if f.known:
        assert f.n > 0, f.question
        assert f.records, f.question
    if isinstance(f.value, (int, float)):
        assert f.interval is not None, f.question
        assert f.interval.low <= f.value <= f.interval.high, f.question


def test_without_a_stream_every_question_says_why_it_cannot_be_told(watch: Watch) -> None:
    for h in hotspots.watched():
        found = watch.roles.at(h.id)
        for f in found:
            doubted(f)
            assert f.value is None
        if h.states:
            assert {f.why_not for f in found} == {roles.UNSEEN}
    assert watch.record.alignment().value == "moderate"


def test_a_member_that_is_the_hotspot_has_no_role_there(tmp_path: Path) -> None:
    found = Watch("RUS", "SYR", lake=tmp_path / "lake").roles.at("syria")
    assert {f.why_not for f in found} == {"Syria is the hotspot itself"}


def test_more_than_two_are_told_to_ask_in_pairs(tmp_path: Path) -> None:
    three = Watch("CHN", "IRN", "RUS", lake=tmp_path / "lake")
    found = three.roles.at("syria")
    assert [f.value for f in found] == [None]
    assert "pairs" in found[0].why_not


def test_the_ladder_dates_each_rung_and_knows_nothing_later(watch: Watch, tmp_path: Path) -> None:
    now = {r.criterion.id: r.since for r in watch.record.ladder().rungs}
    then = Watch("CHN", "RUS", lake=tmp_path / "lake", until=date(2006, 12, 31)).record.ladder()
    before = {r.criterion.id: r.since for r in then.rungs}
    assert now["regular-exercises"] is not None
    assert now["regular-exercises"] > date(2006, 12, 31)
    assert before["regular-exercises"] is None
    assert then.stage == "early"
    assert {k: d for k, d in now.items() if d and d.year <= 2006} == {k: d for k, d in before.items() if d}


def test_a_pair_that_no_record_covers_has_no_ladder(tmp_path: Path) -> None:
    found = Watch("FRA", "DEU", lake=tmp_path / "lake").record.alignment()
    assert found.value is None
    assert "covers" in found.why_not


def test_placebo_pairs_are_like_the_pair_and_share_no_state_with_it() -> None:
    acts = {"AAA": 100, "BBB": 50, **{f"X{k:02}": n for k, n in enumerate(range(10, 130))}}
    likes = matching.like_pairs(acts, ("AAA", "BBB"), 30)
    assert len(likes) >= matching.PLACEBOS
    for a, b in likes:
        assert not {a, b} & {"AAA", "BBB"}
        small, large = sorted((acts[a], acts[b]))
        assert 40 < small < 65
        assert 80 < large < 125


def run(lake: Path, *words: str) -> str:
    told = CliRunner(env={"COLUMNS": "100"}).invoke(cli, [*words, "--lake", str(lake)])
    assert told.exit_code == 0, told.output
    return told.stdout


def test_the_commands_write_text_json_and_rows(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    page = run(lake, "roles", "CHN-RUS", "venezuela", "--format", "text")
    assert "cannot tell: no event stream held covers the window" in page
    told: list[dict[str, Any]] = json.loads(run(lake, "roles", "RUS-CHN", "VEN", "--format", "json"))
    rows = list(csv.DictReader(io.StringIO(run(lake, "roles", "CHN-RUS", "venezuela", "--format", "csv"))))
    assert [t["question"] for t in told] == [r["question"] for r in rows]
    climbed = run(lake, "roles", "CHN-RUS", "--ladder", "--format", "text")
    assert "description, not a test" in climbed
    assert "at least moderate" in climbed
    assert "2007-08-09" in climbed
    rungs = json.loads(run(lake, "roles", "CHN-RUS", "--ladder", "--format", "json"))["rungs"]
    assert all(r["records"] for r in rungs if r["since"])
    assert any(r["since"] is None for r in rungs)
    assert "cannot tell" in run(lake, "roles", "FRA-DEU", "--ladder", "--format", "text")


real = [pytest.mark.real, pytest.mark.slow]


@pytest.fixture(scope="module")
def lake(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    lake = Lake.open(tmp_path_factory.mktemp("real") / "lake")
    assert lake.add([shared_data / "events" / "icews_weekly"]).balances
    return lake


@pytest.fixture(scope="module")
def seen(lake: Lake) -> Watch:
    return Watch("CHN", "RUS", lake=lake)


@pytest.fixture(scope="module")
def told(seen: Watch) -> dict[str, list[Finding]]:
    spots = ("venezuela", "syria", "ukraine", "iran")
    return {h: seen.roles.at(h) for h in spots}


class TestOnRealEvents:
    pytestmark = real

    def test_every_finding_carries_its_doubt(self, told: dict[str, list[Finding]]) -> None:
        for f in (f for found in told.values() for f in found):
            doubted(f)
            if (
                f.known
                and f.method != "korolev-ladder/1"
                and f.unit != "log-odds of conflict over cooperation"
            ):
                assert f.placebo is not None, f.question
                assert f.placebo.of > 5, f.question

    def test_roles_rest_on_records_of_the_pair(self, seen: Watch, told: dict[str, list[Finding]]) -> None:
        ids = {r for f in told["venezuela"] for r in f.records}
        assert {e.record_id for e in seen.view.where(ids)} == ids

    def test_the_order_of_the_pair_is_free(self, lake: Lake, told: dict[str, list[Finding]]) -> None:
        turned = Watch("Russia", "China", lake=lake)
        assert turned.roles.at("venezuela") == told["venezuela"]

    def test_nothing_after_the_day_asked_is_seen(self, lake: Lake) -> None:
        day = date(2018, 12, 31)
        then = Watch("CHN", "RUS", lake=lake, as_of=day).roles.at("venezuela")
        assert {f.detail.last <= day.isoformat() for f in then if f.detail.last} == {True}
        until = Watch("CHN", "RUS", lake=lake, until=day).roles.at("venezuela")
        assert {f.detail.last <= day.isoformat() for f in until} == {True}
        early = Watch("CHN", "RUS", lake=lake, as_of=date(2018, 1, 1)).roles.at("venezuela")
        assert {f.why_not for f in early} == {roles.UNSEEN}

    def test_any_pair_can_be_asked(self, lake: Lake) -> None:
        asked = Watch("FRA", "DEU", lake=lake)
        for f in asked.roles.at("syria"):
            doubted(f)
        assert any(f.known for f in asked.roles.at("syria"))
