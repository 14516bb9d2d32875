"""``comity forecast`` and its ledger as a user meets them, on what the package ships."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from click.testing import CliRunner

from comity.errors import LakeDamagedError, QuestionError
from comity.faces.cli import cli


def run(tmp_path, *args, width=79):
    lake = ["--lake", str(tmp_path / "lake")]
    return CliRunner().invoke(cli, [*args, *lake], env={"COLUMNS": str(width)}, catch_exceptions=False)


@pytest.mark.parametrize("width", [79, 106])
def test_the_page_fits_and_never_shows_a_forecast_without_its_record(tmp_path, width):
    out = run(tmp_path, "forecast", "CHN-RUS", "iran", "--format", "text", width=width).output
    assert all(len(line) <= width for line in out.splitlines())
    for part in (
        "Joint acts of China–Russia",
        "inside",
        "Open questions",
        "asked before",
        "Track record",
    ):
        assert part in out
    assert not (tmp_path / "lake").exists(), "asking writes nothing"


def test_a_pair_of_which_nothing_is_held_is_told_so(tmp_path):
    out = run(tmp_path, "forecast", "USA-GBR", "--format", "text")
    assert out.exit_code == 0
    assert "cannot tell" in out.output
    assert "No question is open" in out.output


def test_as_of_asks_from_the_next_day_and_knows_nothing_later(tmp_path):
    said = run(tmp_path, "forecast", "CHN-RUS", "iran", "--as-of", "2021-12-31", "--format", "json").output
    told = json.loads(said)
    assert {q["first"] for q in told["questions"]} == {"2022-01-01"}
    assert all(f["detail"]["first"] == "2022-01-01" for f in told["counts"])
    assert all(p[0] < "2022" for f in told["counts"] for p in f["detail"]["track"]["past"])
    assert [f["question"] for f in told["track"]][:1] == [
        "How many of the questions that came due were void?"
    ]


def test_issue_freezes_once_and_the_ledger_shows_it(tmp_path):
    first = run(tmp_path, "forecast", "CHN-RUS", "iran", "--issue", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(first.stdout)))
    assert rows
    assert f"{len(rows)} of {len(rows)} forecasts frozen" in first.stderr
    again = run(tmp_path, "forecast", "CHN-RUS", "iran", "--issue", "--format", "csv")
    assert f"0 of {len(rows)} forecasts frozen" in again.stderr
    frozen = list(
        csv.DictReader(
            io.StringIO(run(tmp_path, "forecast", "CHN-RUS", "--ledger", "--format", "csv").stdout)
        )
    )
    assert {r["question"] for r in frozen} == {r["question"] for r in rows}
    assert {r["issued"] for r in frozen} == {date.today().isoformat()}
    assert f"{len(rows)} lines hold" in run(tmp_path, "forecast", "--ledger", "--check").output
    text = run(tmp_path, "forecast", "--ledger", "--format", "text").output
    assert "Open:" in text
    assert all(len(line) <= 79 for line in text.splitlines())


def test_a_changed_ledger_is_found(tmp_path):
    run(tmp_path, "forecast", "CHN-RUS", "iran", "--issue", "--format", "csv")
    book = tmp_path / "lake" / "ledger.jsonl"
    book.write_text(book.read_text("utf-8").replace('"probability": 0.', '"probability": 0.9', 1), "utf-8")
    with pytest.raises(LakeDamagedError, match="Line 1 of the ledger"):
        run(tmp_path, "forecast", "--ledger", "--check")


def test_a_replay_prints_voids_skill_and_slope_with_their_doubt(tmp_path):
    out = run(tmp_path, "forecast", "CHN-RUS", "--ledger", "--replay", "2018:2019", "--format", "json").output
    void, score, skill, slope = json.loads(out)["standing"]
    assert void["value"] <= 0.1
    assert 0 < score["value"] < 0.25
    assert skill["interval"][0] <= skill["value"] <= skill["interval"][1]
    assert slope["interval"][0] < 1.5
    assert all(len(es) <= 5 for es in json.loads(out)["worst"].values())
    text = run(
        tmp_path, "forecast", "CHN-RUS", "--ledger", "--replay", "2019:2019", "--format", "text"
    ).output
    assert "Worst misses of windows that closed in 2019-12" in text
    assert all(len(line) <= 79 for line in text.splitlines())


@pytest.mark.parametrize(
    "words",
    [
        ("forecast", "--ledger", "--replay", "2010:2012"),
        ("forecast", "CHN-RUS", "--ledger", "--replay", "2012"),
        ("forecast", "CHN-RUS", "--ledger", "--replay", "2012:2010"),
        ("forecast", "CHN-RUS", "--issue", "--as-of", "2015"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(tmp_path, words):
    with pytest.raises(QuestionError, match=r"\.$"):
        run(tmp_path, *words)


def test_an_empty_ledger_says_how_to_begin(tmp_path):
    assert "comity forecast PAIR --issue" in run(tmp_path, "forecast", "--ledger", "--format", "text").output
    assert run(tmp_path, "forecast", "--ledger", "--format", "csv").output.strip()
