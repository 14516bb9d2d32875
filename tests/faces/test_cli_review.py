"""``comity review``: a sheet goes out, comes back row by row, and its status tells what it says."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from comity.faces.cli import cli
from comity.faces.cli._output import PARTLY
from comity.lake.store import Lake

NEWS = [
    ("a", "2019-02-28", "Russia and China veto a U.S. draft on Venezuela at the Security Council."),
    ("c", "2019-06-05", "Chinese President Xi Jinping meets Russian President Vladimir Putin in Moscow."),
    ("e", "2020-09-10", "China and Russia hold a joint military exercise in the Caucasus."),
]


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    path = tmp_path / "news.jsonl"
    path.write_text("".join(json.dumps({"id": i, "date": d, "text": t}) + "\n" for i, d, t in NEWS), "utf-8")
    assert Lake.open(tmp_path / "lake").add([path]).balances
    return tmp_path / "lake"


def ask(lake: Path, *args: str, code: int = 0) -> Result:
    found = CliRunner().invoke(cli, [*args, "--lake", str(lake)])
    assert found.exit_code == code, found.output
    return found


def back(lake: Path, sheet: Path, fmt: str, code: int = 0) -> str:
    args = ("--in", str(sheet), "--reviewer", "Ada", "--format", fmt)
    return ask(lake, "review", *args, code=code).output


def rows(sheet: Path) -> list[dict[str, str]]:
    with sheet.open(encoding="utf-8-sig", newline="") as f:
        return list(csv.DictReader(f))


def fill(sheet: Path, decide: dict[str, str]) -> None:
    told = rows(sheet)
    for r in told:
        r["decision"] = decide.get(r["document_id"], "")
    with sheet.open("w", encoding="utf-8-sig", newline="") as f:
        out = csv.DictWriter(f, list(told[0]))
        out.writeheader()
        out.writerows(told)


def test_a_sheet_goes_out_and_comes_back(lake: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    said = ask(lake, "review", "--out", str(sheet)).output
    assert said.startswith(f"{len(rows(sheet))} acts to review")
    assert any("«" in r["evidence"] for r in rows(sheet))
    fill(sheet, {"a": "accept", "e": "reject"})
    first = json.loads(
        ask(lake, "review", "--in", str(sheet), "--reviewer", "Ada", "--format", "json").output
    )
    assert (first["taken"], first["new"], first["choices"]) == (2, 2, {"accept": 1, "reject": 1})
    again = json.loads(
        ask(lake, "review", "--in", str(sheet), "--reviewer", "Ada", "--format", "json").output
    )
    assert (again["taken"], again["new"]) == (2, 0), "nothing is taken twice"
    told = json.loads(ask(lake, "review", "--status", "--format", "json").output)
    assert told["acts"] == {"accepted": 1, "corrected": 0, "rejected": 1, "disputed": 0}
    assert {f["name"]: f["value"] for f in told["forms"]} == {"joint-veto": 1.0, "joint-exercise": 0.0}
    words = {f["form"]: f for f in told["coder"]}
    assert words["joint-exercise"]["reviewed"] == 1
    assert {f["word"] for f in told["coder"]} == {"bad", "fine", "too few"}


def test_status_in_words_says_at_what_forms_the_coder_is_bad(lake: Path) -> None:
    told = ask(lake, "review", "--status", "--format", "text").output
    assert "Draw a sheet" in told
    assert "The coder is bad at" in told
    assert "Too few are labelled to tell" in told
    assert all(len(line) <= 80 for line in told.splitlines())


def test_rows_that_do_not_fit_are_named_and_the_others_taken(lake: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    ask(lake, "review", "--out", str(sheet))
    fill(sheet, {"a": "accept", "c": "perhaps"})
    told = ask(
        lake, "review", "--in", str(sheet), "--reviewer", "Ada", "--format", "text", code=PARTLY
    ).output
    assert "1 rows taken" in told
    assert "not taken" in told
    assert "line " in told


def test_a_command_that_asks_for_two_things_or_another_kind_of_sheet_says_so(lake: Path) -> None:
    assert "one thing" in ask(lake, "review", "--out", "x.csv", "--status", code=2).output
    assert "named .csv" in ask(lake, "review", "--out", "x.docx", code=2).output
