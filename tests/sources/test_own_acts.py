"""An analyst's own spreadsheet: headings and words in plain English, rows that name their own remedy."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from xlsxwrite import xlsx

from comity.errors import QuestionError, SourceError
from comity.faces.cli import cli
from comity.lake.store import Lake
from comity.sources.base import Sample, SourceFile, load_packaged
from comity.sources.curated import own_acts
from comity.sources.registry import recognise
from comity.testing import check_bytes, check_source
from comity.watch import Watch

HEADING = "Day,Actors,Together with,About,Type,Stance,Description,URL,Outlet"
SEVEN = (
    "2019-02-28,Russia,China,Venezuela,double veto,against,Both vetoed a draft.,https://docs.un.org/S/PV.8476,UN",
    "2021-10,CHN,RUS,,patrol,,Ships passed a strait.,,Asahi",
    "2020-05-01,France,Germany,,joint statement,none,A plan for the recovery.,https://example.org/x,Blog",
    "2020-07-01,FRA,DEU,Iran,talks,,They talk on Iran.,,Le Monde",
    "2020-08-01,FRA,DEU,Libya,,,They name an envoy.,,",
    "2020-09-01,FRA,DEU,,loan,,A loan.,,",
    "2020,Iran; Russia,,Syria,joint statement,with,Two states in one cell.,,my notes",
)
FAULTY = (
    "31/12/2020,France,Germany,,talks,,A bad date.,,",
    "2020-06-01,Fraance,Germany,,talks,,A bad state.,,",
    "2020-06-02,France,Germany,Iran,tea,,A bad form.,,",
)
SHEET = "\n".join((HEADING, *SEVEN, *FAULTY)).encode()


def read(data: bytes, name: str = "acts.csv"):
    reading = check_bytes(recognise(Sample(name, data[: 1 << 16])), name, data)
    assert reading is not None
    return reading


def test_it_keeps_the_promise_of_a_source() -> None:
    check_source(own_acts.SOURCES[0], [("acts.csv", SHEET)])


def test_seven_rows_are_in_and_three_named_with_row_column_value_and_remedy() -> None:
    reading = read(SHEET)
    assert reading.accepted == 7
    acts = {a["summary"]: a for a in reading.tables["acts"].to_pylist()}
    veto = acts["Both vetoed a draft."]
    assert (veto["actors"], veto["targets"], veto["hotspots"]) == (["RUS", "CHN"], ["VEN"], ["venezuela"])
    assert (veto["forms"], veto["toward_third"], veto["deed"]) == (["joint-veto"], "against", False)
    assert veto["citations"][0]["kind"] == "official-record"
    patrol = acts["Ships passed a strait."]
    assert (patrol["date_from"], patrol["date_to"], patrol["precision"]) == (
        date(2021, 10, 1),
        date(2021, 10, 31),
        "month",
    )
    assert patrol["hotspots"] == ["bilateral"]
    assert acts["A plan for the recovery."]["citations"][0]["kind"] is None, "an outlet nobody knows"
    assert acts["They name an envoy."]["forms"] == ["general"]
    assert acts["Two states in one cell."]["actors"] == ["IRN", "RUS"]
    assert [r.detail for r in reading.rejects] == [
        "row 9, column date, value '31/12/2020': write 2019, 2019-02 or 2019-02-28",
        "row 10, column who, value 'Fraance': is no state that comity knows: did you mean FRA (France)?",
        "row 11, column form, value 'tea': is not a word understood here: "
        "see own_acts_words.yaml, or leave it out",
    ]


def test_semicolons_tabs_and_workbooks_give_the_same_acts() -> None:
    rows = [line.split(",") for line in (HEADING, *SEVEN[:4])]
    wanted = read("\n".join(",".join(r) for r in rows).encode()).tables["acts"]["record_id"]
    for mark in (";", "\t"):
        assert read("\n".join(mark.join(r) for r in rows).encode()).tables["acts"]["record_id"] == wanted
    assert read(xlsx(rows), "acts.xlsx").tables["acts"]["record_id"] == wanted


def test_a_file_cut_within_a_cell_is_refused() -> None:
    with pytest.raises(SourceError, match="unexpected end of data"):
        list(
            own_acts.SOURCES[0].read(cut_file(b'date,who,what\n2020-01-01,France,x\n2020-01-02,France,"half'))
        )


def cut_file(data: bytes) -> SourceFile:
    return SourceFile("acts.csv", "acts.csv", "0" * 16, lambda: io.BytesIO(data))


def test_the_template_is_read_whole() -> None:
    with load_packaged(own_acts.TEMPLATE).open() as stream:
        reading = read(stream.read())
    assert (reading.accepted, reading.rejects) == (3, [])


@pytest.mark.parametrize(
    ("column", "bad"),
    [
        ("About", "2020-01-01,FRA,DEU,Narnia,talks,,x,,"),
        ("Stance", "2020-01-01,FRA,DEU,,talks,perhaps,x,,"),
        ("URL", "2020-01-01,FRA,DEU,,talks,,x,www.example.org,"),
        ("What", "2020-01-01,FRA,DEU,,talks,,,,"),
        ("Who", "2020-01-01,,,,talks,,x,,"),
    ],
)
def test_each_faulty_cell_is_named(column: str, bad: str) -> None:
    (reject,) = read("\n".join((HEADING, SEVEN[0], bad)).encode()).rejects
    assert reject.detail.startswith("row 3, column ")
    assert ": " in reject.detail


def add(lake: Path, path: Path) -> Result:
    return CliRunner().invoke(cli, ["add", str(path), "--lake", str(lake), "--format", "text"])


def test_add_tells_the_rows_to_mend_and_the_watch_shows_the_others(tmp_path: Path) -> None:
    path = tmp_path / "acts.csv"
    path.write_bytes(SHEET)
    told = add(tmp_path / "lake", path)
    assert told.exit_code == 3
    assert "7 kept" in told.output
    assert "acts.csv, row 10, column who, value 'Fraance'" in told.output
    watch = Watch("FRA", "DEU", lake=tmp_path / "lake", sources=[own_acts.ID])
    assert [line.what for line in watch.why("iran")] == ["They talk on Iran."]


def test_a_sheet_of_which_nothing_was_taken_exits_3_and_covers_nothing(tmp_path: Path) -> None:
    path = tmp_path / "acts.csv"
    path.write_text("\n".join((HEADING, *FAULTY)), "utf-8")
    told = add(tmp_path / "lake", path)
    assert told.exit_code == 3
    assert "row 2, column date" in told.output
    assert not [c for c in Lake.open(tmp_path / "lake").view().coverage() if c.source == own_acts.ID]


GERMAN = """Datum;Wer;Mit;Beschreibung;Quelle
28.02.2019;Russia;China;Ein Veto.;TASS
5.3.2019;Chnia;Russia;Reden;TASS
"""
LIKE_ACLED = "event_date,actor1,actor2,notes\n12 June 2020,China,Iran,A delegation arrived.\n"


@pytest.mark.parametrize(
    ("text", "columns", "first"),
    [
        (GERMAN, "date=Datum,who=Wer,with=Mit,what=Beschreibung,source=Quelle", date(2019, 2, 28)),
        (LIKE_ACLED, "date=event_date,who=actor1,about=actor2,what=notes", date(2020, 6, 12)),
    ],
)
def test_foreign_headers_are_named_and_read_when_they_are_mapped(
    tmp_path: Path, text: str, columns: str, first: date
) -> None:
    """In a script: what to type stands on standard error; with --map the rows are taken."""
    path, lake = tmp_path / "rows.csv", tmp_path / "lake"
    path.write_text(text, "utf-8")
    asked = CliRunner().invoke(cli, ["add", str(path), "--lake", str(lake), "--format", "json"])
    assert (asked.exit_code, json.loads(asked.stdout)["got"]) == (3, 0)
    assert f"--map '{columns}'" in asked.stderr
    words = ["add", str(path), "--lake", str(lake), "--map", columns, "--format", "json"]
    taken = CliRunner().invoke(cli, words)
    receipt = json.loads(taken.stdout)
    assert receipt["rows"]["kept"] == 1
    assert Lake.open(lake).view().table("acts")["date_from"].to_pylist() == [first]
    assert [r["reason"] for r in receipt["rows_not_taken"]] == [
        "row 3, column who, value 'Chnia': is no state that comity knows: did you mean CHN (China)?"
    ] * (text == GERMAN)


def test_rows_not_taken_stand_on_standard_error_in_a_pipe(tmp_path: Path) -> None:
    path = tmp_path / "acts.csv"
    path.write_bytes(SHEET)
    told = CliRunner().invoke(cli, ["add", str(path), "--lake", str(tmp_path / "lake"), "--format", "tsv"])
    assert told.exit_code == 3
    assert "row 10, column who, value 'Fraance'" in told.stderr
    assert "row 10" not in told.stdout


def test_a_map_of_no_such_column_is_one_sentence() -> None:
    with pytest.raises(QuestionError, match="There is no column day"):
        own_acts.map_columns({"day": "Datum"})
