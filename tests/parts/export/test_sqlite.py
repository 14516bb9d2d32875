"""The lake as SQLite: every record once and typed, keys that hold, what could not be read beside it."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from comity import Watch
from comity.errors import ExportError
from comity.lake.store import Lake
from comity.parts.export import datasette
from comity.parts.export.findings import findings
from comity.parts.export.group_rows import GroupRows
from comity.parts.export.sqlite import INSTEAD, sqlite
from comity.records.schemas import TABLES, Reject, to_table


@pytest.fixture(scope="module")
def path(hostile: Watch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("db") / "lake.db"
    sqlite(GroupRows(hostile.view), hostile.lake.rejects(), findings(hostile, "iran"), out)
    return out


@pytest.fixture
def con(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path)


def test_every_record_is_there_once_and_every_key_holds(con: sqlite3.Connection, hostile: Watch) -> None:
    for name in TABLES:
        held = hostile.view.table(name, ["record_id"])["record_id"].to_pylist()
        told = [i for (i,) in con.execute(f"SELECT record_id FROM {name} ORDER BY record_id")]
        assert told == sorted(held), name
    assert con.execute("PRAGMA foreign_key_check").fetchall() == []
    assert con.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_values_are_those_of_the_lake(con: sqlite3.Connection, hostile: Watch) -> None:
    act = hostile.view.table("acts").to_pylist()[0]
    con.row_factory = sqlite3.Row
    told = con.execute("SELECT * FROM acts WHERE record_id = ?", (act["record_id"],)).fetchone()
    assert told["date_from"] == act["date_from"].isoformat()
    assert json.loads(told["actors"]) == act["actors"]
    assert told["deed"] == (None if act["deed"] is None else int(act["deed"]))
    rows = con.execute(
        "SELECT role, state FROM act_states WHERE record_id = ? ORDER BY role, place", (act["record_id"],)
    )
    told_states = [tuple(r) for r in rows]
    assert told_states == [
        *(("actor", s) for s in act["actors"]),
        *(("partner", s) for s in act["partners"]),
        *(("target", s) for s in act["targets"]),
    ]


def test_text_is_kept_whole_but_for_nul(con: sqlite3.Connection, hostile: Watch) -> None:
    held = dict(
        zip(
            *(hostile.view.table("documents")[c].to_pylist() for c in ("record_id", "title")),
            strict=True,
        )
    )
    told = dict(con.execute("SELECT record_id, title FROM documents"))
    assert told == {i: t and t.replace("\x00", INSTEAD) for i, t in held.items()}
    assert any("<script>" in (t or "") for t in told.values())  # a cell is data: nothing is cut or changed
    columns = [
        (t, c)
        for (t,) in con.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for _, c, kind, *_ in con.execute(f"PRAGMA table_info('{t}')").fetchall()
        if kind == "TEXT"
    ]
    for t, c in columns:
        stops = con.execute(f'SELECT count(*) FROM "{t}" WHERE instr("{c}", char(0))').fetchone()
        assert stops == (0,), (t, c)


def test_ten_million_signs_and_a_formula_go_through(plain: Watch, tmp_path: Path) -> None:
    harm = ["x" * 10_000_000, "=HYPERLINK(1)", "'); DROP TABLE acts; --", "a\x00b", "\u202egnp.exe"]
    rejects = to_table("chronicle", "f" * 16, [Reject(i, "width", raw) for i, raw in enumerate(harm)])
    sqlite(GroupRows(plain.view), rejects, iter(()), tmp_path / "x.db")
    con = sqlite3.connect(tmp_path / "x.db")
    told = [d for (d,) in con.execute("SELECT detail FROM rejects ORDER BY id")]
    assert told == [h.replace("\x00", INSTEAD) for h in harm]
    assert con.execute("SELECT count(*) FROM acts").fetchone()[0] > 700


def test_rejects_coverage_sources_and_files_are_there(con: sqlite3.Connection, hostile: Watch) -> None:
    rejects = hostile.lake.rejects()
    assert rejects.num_rows > 0
    assert con.execute("SELECT count(*) FROM rejects").fetchone() == (rejects.num_rows,)
    told = con.execute('SELECT source, "table", first, last, states FROM coverage ORDER BY id').fetchall()
    held = [
        (
            c.source,
            c.table,
            c.first.isoformat(),
            c.last.isoformat(),
            None if c.states is None else json.dumps(sorted(c.states)),
        )
        for c in hostile.view.coverage()
    ]
    assert told == held
    for _, licence, citation, bibtex in con.execute("SELECT id, licence, citation, bibtex FROM sources"):
        assert licence
        assert citation
        assert bibtex.startswith("@")
    rows = con.execute("SELECT seen, kept, set_aside, rejected FROM files WHERE source = 'text'").fetchall()
    for seen, kept, aside, rejected in rows:
        assert seen == kept + sum(json.loads(aside).values()) + sum(json.loads(rejected).values())


def test_findings_have_their_doubt_and_records(con: sqlite3.Connection, hostile: Watch) -> None:
    held = list(findings(hostile, "iran"))
    told = con.execute("SELECT * FROM findings_told ORDER BY id").fetchall()
    assert len(told) == len(held)
    for row, t in zip(told, held, strict=True):
        assert row[4] == t.finding.question
        if not t.finding.known:
            assert row[5].startswith("cannot tell: ")
        elif not isinstance(t.finding.value, str):
            assert float(row[5]) == pytest.approx(float(t.finding.value or 0))
        if t.finding.interval is not None:
            assert row[7:10] == (t.finding.interval.low, t.finding.interval.high, t.finding.interval.level)
    n = sum(len(t.finding.records) for t in held)
    assert con.execute("SELECT count(*) FROM finding_records").fetchone() == (n,)


def test_the_views_answer(con: sqlite3.Connection, hostile: Watch) -> None:
    told = con.execute(
        "SELECT count(DISTINCT occurrence) FROM acts_by_pair WHERE state_a = 'CHN' AND state_b = 'RUS' "
        "AND source = 'chronicle' AND hotspot = 'iran' AND polarity = 'cooperation'"
    ).fetchone()[0]
    chronicle_alone = Watch("CHN", "RUS", lake=hostile.lake, sources=["chronicle"])
    held = {o.id for o in chronicle_alone.record.by_hotspot["iran"].together}
    assert told == len(held)
    summary, actors, forms = con.execute(
        "SELECT summary, actors, forms FROM act_list WHERE record_id = ?",
        (chronicle_alone.record.by_hotspot["iran"].joint[-1].records[0],),
    ).fetchone()
    assert summary
    assert "China" in actors
    assert forms
    for (name,) in con.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall():
        of_pair = name in ("votes_by_pair", "agreement_by_year")  # of all pairs they take minutes
        where = "WHERE state_a = 'CHN' AND state_b = 'RUS'" if of_pair else ""
        con.execute(f"SELECT * FROM {name} {where} LIMIT 3").fetchall()


def test_agreement_by_year_counts_by_hand(tmp_path: Path, plain: Watch) -> None:
    out = tmp_path / "votes.db"
    sqlite(
        GroupRows(plain.lake.view()), plain.lake.rejects(), iter(()), out
    )  # without the votes of the package
    con = sqlite3.connect(out)
    con.execute("PRAGMA foreign_keys = OFF")
    cast = [("r1", "yes", "yes"), ("r2", "yes", "no"), ("r3", "abstain", "abstain"), ("r4", "absent", "yes")]
    for call, a, b in cast:
        for state, choice in (("CHN", a), ("RUS", b)):
            con.execute(
                "INSERT INTO ballots VALUES "
                "(?, 's', 'f', 1, '2020-01-01', ?, 'UNGA', '2019-05-05', ?, NULL, ?, 0)",
                (f"{call}{state}", call, state, choice),
            )
    told = con.execute("SELECT state_a, state_b, year, n, share_alike FROM agreement_by_year").fetchall()
    assert told == [("CHN", "RUS", "2019", 3, pytest.approx(2 / 3))]


def test_the_same_lake_gives_the_same_bytes(hostile: Watch, path: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.db"
    held = Lake.open(hostile.lake.root)
    told = Watch("CHN", "RUS", lake=held)
    sqlite(GroupRows(held.view(packaged=True)), held.rejects(), findings(told, "iran"), again)
    same = again.read_bytes() == path.read_bytes()  # a difference of megabytes takes hours to print
    assert same


def test_every_table_is_described_for_datasette(con: sqlite3.Connection, hostile: Watch) -> None:
    names = {
        n
        for (n,) in con.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
        if not n.startswith("sqlite_")
    }
    assert set(datasette.describe_tables()) == names | {"panel"}  # the panel is a file of its own
    told = json.loads(datasette.metadata(hostile.view, "lake"))
    tables = told["databases"]["lake"]["tables"]
    for name, columns in ((t, tables[t]) for t in tables):
        known = {c for _, c, *_ in con.execute(f"PRAGMA table_info('{name}')")}
        assert {columns.get("sort_desc"), columns.get("label_column")} - {None} <= known, name
    assert "chronicle: " in told["license"]


def test_a_fault_leaves_nothing_behind(hostile: Watch, tmp_path: Path) -> None:
    class Stop(Exception):  # noqa: N818
        pass

    def stop(table: str, _: int) -> None:
        if table == "documents":
            raise Stop

    with pytest.raises(Stop):
        sqlite(GroupRows(hostile.view), hostile.lake.rejects(), iter(()), tmp_path / "x.db", stop)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "closed").mkdir(mode=0o500)
    with pytest.raises(ExportError, match="cannot be written"):
        sqlite(GroupRows(hostile.view), hostile.lake.rejects(), iter(()), tmp_path / "none" / "x.db")
