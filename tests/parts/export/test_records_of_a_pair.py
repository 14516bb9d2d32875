"""A file of one pair: what goes in and what does not, the same in each format, every column in words."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from comity import Watch
from comity.errors import VocabularyError
from comity.faces.cli import cli
from comity.parts.export.dictionary import ExportTable, export_tables
from comity.parts.export.duckdb_file import duckdb_file
from comity.parts.export.findings import findings
from comity.parts.export.group_rows import GroupRows
from comity.parts.export.parquet_bundle import parquet_bundle
from comity.parts.export.sqlite import sqlite
from comity.records.schemas import REJECT, TABLES
from comity.vocabulary.group import Group
from watch import toy

PAIR = Group.of("CHN", "RUS")
DAY = date(2015, 1, 5)


def ids(rows: GroupRows, name: str) -> list[str]:
    return [i for batch in rows.batches(name) for i in batch.column("record_id").to_pylist()]


def test_events_are_between_the_two_or_toward_a_place_by_their_governments() -> None:
    inside = [
        toy.event(DAY, "CHN", "RUS"),
        toy.event(DAY, "RUS", "CHN", code="043"),
        toy.event(DAY, "CHN", "SYR"),
        toy.event(DAY, "RUS", "TUR", code="044", geo_state="SYR"),
    ]
    outside = [
        toy.event(DAY, "CHN", "CHN"),
        toy.event(DAY, "USA", "SYR"),
        toy.event(DAY, "CHN", "RUS", code="045", target_is_state=False),
        toy.event(DAY, "CHN", "SYR", code="046", actor_is_state=False),
        toy.event(DAY, "CHN", "BRA"),
    ]
    rows = GroupRows(toy.view({"events": [*inside, *outside]}), PAIR)
    assert sorted(ids(rows, "events")) == sorted(e["record_id"] for e in inside)
    assert len(ids(GroupRows(rows.view), "events")) == len(inside) + len(outside)


def call(key: str, record: str, title: str | None) -> dict[str, Any]:
    named = {"roll_call_id": f"UNGA:{key}", "body": "UNGA", "date": DAY, "precision": "day", "issues": []}
    return {**named, "record_id": record, "title": title}


def ballot(key: str, state: str) -> dict[str, Any]:
    named = {"roll_call_id": f"UNGA:{key}", "body": "UNGA", "date": DAY, "choice": "yes", "veto": False}
    return {**named, "record_id": f"toy:{key}-{state}", "state": state}


def test_each_roll_call_of_a_member_is_there_once_with_its_title() -> None:
    calls = [call("1", "toy:1a", None), call("1", "toy:1b", "On peace"), call("2", "toy:2", "On fish")]
    ballots = [ballot("1", "RUS"), ballot("1", "USA"), ballot("2", "USA")]
    rows = GroupRows(toy.view({"roll_calls": calls, "ballots": ballots}), PAIR)
    assert ids(rows, "ballots") == ["toy:1-RUS"]
    assert ids(rows, "roll_calls") == ["toy:1b"]


def test_ties_and_flows_are_between_members() -> None:
    tie = {"kind": "alliance", "date_from": DAY, "precision": "day", "clauses": []}
    flow = {"date_from": DAY, "date_to": DAY, "measure": "imports", "unit": "USD"}
    tables = {
        "ties": [
            {**tie, "record_id": "toy:a", "members": ["CHN", "PRK", "RUS"]},
            {**tie, "record_id": "toy:b", "members": ["CHN", "PRK"]},
        ],
        "flows": [
            {**flow, "record_id": "toy:c", "sender": "RUS", "receiver": "CHN"},
            {**flow, "record_id": "toy:d", "sender": "RUS", "receiver": "USA"},
        ],
    }
    rows = GroupRows(toy.view(tables), PAIR)
    assert ids(rows, "ties") == ["toy:a"]
    assert ids(rows, "flows") == ["toy:c"]


@pytest.fixture(scope="module")
def files(hostile: Watch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The three files of a pair in one folder."""
    folder = tmp_path_factory.mktemp("pair")
    rows, answers = GroupRows(hostile.view, hostile.group), list(findings(hostile, "iran"))
    sqlite(rows, REJECT.empty_table(), answers, folder / "pair.db")
    duckdb_file(export_tables(rows, answers), folder / "pair.duckdb")
    parquet_bundle(hostile.view, export_tables(rows, answers), folder / "pair", "China and Russia")
    return folder


def test_all_three_hold_the_same_rows(files: Path, hostile: Watch) -> None:
    one, two = sqlite3.connect(files / "pair.db"), duckdb.connect(str(files / "pair.duckdb"), read_only=True)
    beside = ("sources", "states", "hotspots", "forms", "files", "coverage", "findings", "finding_records")
    for name in (*TABLES, *beside):
        ((n,),) = one.execute(f"SELECT count(*) FROM {name}").fetchall()
        assert two.execute(f"SELECT count(*) FROM {name}").fetchall() == [(n,)], name
        assert pq.read_metadata(files / "pair" / f"{name}.parquet").num_rows == n, name
    acts = pq.read_table(files / "pair" / "acts.parquet")
    assert acts.schema.equals(TABLES["acts"])
    assert acts.num_rows > 700
    together = {i for o in hostile.record.by_hotspot["iran"].together for i in o.records}
    told = {i for i in together if i.startswith("chronicle:")}
    assert len(told) > 10
    assert told <= set(acts["record_id"].to_pylist())
    cast = Counter(pq.read_table(files / "pair" / "ballots.parquet")["state"].to_pylist())
    assert set(cast) == {"CHN", "RUS"}
    assert one.execute("PRAGMA foreign_key_check").fetchall() == []
    for (view,) in one.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall():
        assert one.execute(f"SELECT count(*) FROM {view}").fetchone()[0] > 0 or view == "events_by_month"
    assert (files / "pair.db").stat().st_size < 12_000_000


def test_lists_and_days_keep_their_types_in_duckdb(files: Path) -> None:
    con = duckdb.connect(str(files / "pair.duckdb"), read_only=True)
    ((day, actors),) = con.execute(
        "SELECT date_from, actors FROM acts WHERE list_contains(hotspots, 'iran') ORDER BY date_from LIMIT 1"
    ).fetchall()
    assert isinstance(day, date)
    assert {"CHN", "RUS"} & set(actors)


def test_the_data_package_says_what_every_column_is_and_its_files_are_those(files: Path) -> None:
    package = json.loads((files / "pair" / "datapackage.json").read_text("utf-8"))
    assert {p.name for p in (files / "pair").iterdir()} == {
        "datapackage.json",
        *(r["path"] for r in package["resources"]),
    }
    for r in package["resources"]:
        data = (files / "pair" / r["path"]).read_bytes()
        assert r["bytes"] == len(data)
        assert r["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        table = pq.read_table(files / "pair" / r["path"])
        assert [f["name"] for f in r["schema"]["fields"]] == table.schema.names
        assert all(f["description"] for f in r["schema"]["fields"])
        assert r["description"]
        for key in r["schema"].get("primaryKey", []):
            assert len(set(table[key].to_pylist())) == table.num_rows
    for x in package["licenses"]:
        assert x["title"].removeprefix(f"{x['name']}: ")
        assert x.get("path", "http").startswith("http")
    assert len(package["licenses"]) == len(package["sources"]) > 3


def test_every_table_and_column_has_its_comment_in_duckdb(files: Path) -> None:
    con = duckdb.connect(str(files / "pair.duckdb"), read_only=True)
    assert con.execute(
        "SELECT count(*) FROM duckdb_columns() WHERE comment IS NULL AND NOT internal"
    ).fetchall() == [(0,)]
    ((says,),) = con.execute("SELECT comment FROM duckdb_tables() WHERE table_name = 'coverage'").fetchall()
    assert "never 0" in says


def test_a_column_that_the_dictionary_lacks_is_an_error() -> None:
    table = ExportTable("acts", pa.schema([("height", pa.int32())]), iter(()))
    with pytest.raises(VocabularyError, match="height: the column of acts is not described"):
        table.column("height")


def test_the_same_pair_gives_the_same_parquet(hostile: Watch, files: Path, tmp_path: Path) -> None:
    rows = GroupRows(hostile.view, hostile.group)
    tables = export_tables(rows, list(findings(hostile, "iran")))
    parquet_bundle(hostile.view, tables, tmp_path / "again", "China and Russia")
    for path in (files / "pair").iterdir():
        same = (tmp_path / "again" / path.name).read_bytes() == path.read_bytes()
        assert same, path.name


def test_the_command_writes_them_and_leaves_what_is_there(tmp_path: Path) -> None:
    words = ["export", "CHN-RUS", "venezuela", "--lake", str(tmp_path / "lake")]
    files = ["--duckdb", str(tmp_path / "p.duckdb"), "--parquet", str(tmp_path / "p")]
    out = CliRunner().invoke(cli, [*words, *files])
    assert out.exit_code == 0, out.output
    assert out.stdout.count(" ballots") == 2
    again = CliRunner().invoke(cli, [*words, *files])
    assert "is there already" in str(again.exception)
    for wrong, says in (
        (["--duckdb", str(tmp_path / "p.db")], "--duckdb writes files that end in .duckdb"),
        (
            ["--parquet", str(tmp_path / "q"), "--since", "2014"],
            "--parquet takes all days and sources: leave out --since",
        ),
    ):
        assert says in str(CliRunner().invoke(cli, [*words, *wrong]).exception)
    assert not (tmp_path / "q").exists()
