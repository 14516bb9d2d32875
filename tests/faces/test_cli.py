"""The terminal face, run as a user runs it, on the chronicle that ships with the package."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from unittest import mock

import click
import pytest

from comity.faces.cli import cli, main
from comity.faces.cli._commands import COMMANDS, FORMER
from comity.faces.present.sanitize import cell, escaped_json

PAIR = "CHN-RUS"


@dataclass(frozen=True)
class Run:
    returncode: int
    stdout: str
    stderr: str


def comity(lake: Path, *words: str, columns: int = 106) -> Run:
    """The command in this process: the same code as from a shell, without a second of start-up each."""
    env = {"COMITY_LAKE": str(lake), "COLUMNS": str(columns), "NO_COLOR": "1"}
    out, err = io.StringIO(), io.StringIO()
    with mock.patch.dict(os.environ, env), mock.patch.object(sys, "argv", ["comity", *words]):
        streams = redirect_stdout(out), redirect_stderr(err)
        with streams[0], streams[1], pytest.raises(SystemExit) as ended:
            main()
    return Run(int(ended.value.code or 0), out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("none") / "lake"


@pytest.mark.parametrize("columns", [80, 106, 200])
def test_the_page_fits_its_terminal_and_shows_every_hotspot(lake: Path, columns: int) -> None:
    out = comity(lake, "watch", PAIR, "--tests", "--format", "text", columns=columns)
    assert out.returncode == 0, out.stderr
    lines = out.stdout.splitlines()
    assert lines[0].startswith("China and Russia: together on record in ")
    assert max(len(x) for x in lines) <= min(columns, 106)
    assert "…" not in out.stdout, "a line was cut"
    for name in ("Afghanistan", "Venezuela", "North Korea", "Ukraine", "Bilateral"):
        assert sum(x.startswith(name) for x in lines) in (1, 2), name  # on record, and in numbers
    assert sum(x.startswith("Next:") for x in lines) in (1, 3)
    assert "\x1b[" not in out.stdout, "NO_COLOR was asked for"


def test_the_page_can_be_read_without_colour(lake: Path) -> None:
    out = comity(lake, "watch", PAIR, "--tests", "--format", "text").stdout
    assert "not covered" in out
    assert all(mark in out for mark in "▁▄█▪▬·")


def test_with_an_empty_lake_votes_are_those_of_the_package_and_timing_is_not_covered(lake: Path) -> None:
    page = comity(lake, "watch", PAIR, "--tests", "--format", "text").stdout
    assert "unga_unvotes" in page
    assert "shipped reading" not in page.lower()
    rows = json.loads(comity(lake, "watch", PAIR, "--format", "json").stdout)["hotspots"]
    assert len(rows) == 16
    assert {r["statistics"] for r in rows} == {"not covered"}
    assert all(r["statistics_why_not"] for r in rows)
    assert sum(r["votes_n"] or 0 for r in rows) > 600


def test_a_narrowed_question_is_answered_from_the_records_of_its_window(lake: Path) -> None:
    since = json.loads(comity(lake, "watch", PAIR, "--since", "2015", "--format", "json").stdout)["hotspots"]
    whole = json.loads(comity(lake, "watch", PAIR, "--format", "json").stdout)["hotspots"]
    pairs = [(a["votes_n"], b["votes_n"]) for a, b in zip(since, whole, strict=True) if b["votes_n"]]
    assert pairs
    assert all((a or 0) < b for a, b in pairs)


def test_all_formats_tell_the_same(lake: Path) -> None:
    as_csv = list(csv.DictReader(io.StringIO(comity(lake, "watch", PAIR, "--format", "csv").stdout)))
    tsv = comity(lake, "watch", PAIR, "--format", "tsv").stdout
    as_tsv = list(csv.DictReader(io.StringIO(tsv), delimiter="\t"))
    as_json = json.loads(comity(lake, "watch", PAIR, "--format", "json").stdout)["account"]["rows"]
    assert as_csv == as_tsv
    assert Counter(r["place"] for r in as_csv) == {r["hotspot"]: len(r["acts"]) for r in as_json if r["acts"]}


def test_the_order_of_the_pair_is_free_to_the_byte(lake: Path) -> None:
    one = comity(lake, "watch", "CHN-RUS", "--format", "json").stdout
    assert comity(lake, "watch", "Russia,China", "--format", "json").stdout == one


def test_every_number_of_the_page_leads_to_that_many_occurrences(lake: Path) -> None:
    rows = json.loads(comity(lake, "watch", PAIR, "--format", "json").stdout)["hotspots"]
    for r in rows:
        said = next(f for f in r["findings"] if f["question"].startswith("How often did they act together"))
        why = json.loads(comity(lake, "why", PAIR, r["hotspot"], "--format", "json").stdout)
        behind = {x["occurrence"] for x in why if x["record_id"] in said["records"]}
        assert len(behind) == r["together"] == said["value"]


def test_a_pair_nobody_watched_is_unknown_and_not_zero(lake: Path) -> None:
    rows = json.loads(comity(lake, "watch", "CHL-FJI", "--format", "json").stdout)
    assert rows["heading"] == "Chile and Fiji: cannot tell, nothing held could have shown them"
    assert {r["record"] for r in rows["hotspots"]} == {"unknown"}
    assert {r["together"] for r in rows["hotspots"]} == {None}


def test_as_of_hides_what_was_not_yet_known(lake: Path) -> None:
    now = json.loads(comity(lake, "why", PAIR, "venezuela", "--format", "json").stdout)
    then = json.loads(
        comity(lake, "why", PAIR, "venezuela", "--as-of", "2018-12-31", "--format", "json").stdout
    )
    assert then
    assert {x["record_id"] for x in then} < {x["record_id"] for x in now}
    assert all(x["date"] <= "2018-12-31" for x in then)


def test_a_window_cuts_both_ends(lake: Path) -> None:
    out = comity(lake, "why", PAIR, "syria", "--since", "2012", "--until", "2014-06", "--format", "json")
    days = [x["date"] for x in json.loads(out.stdout)]
    assert days == sorted(days, reverse=True)
    assert days[-1] >= "2012"
    assert days[0] <= "2014-06-30"


def test_the_veto_of_february_2019_is_found_with_its_kind_of_source(lake: Path) -> None:
    out = comity(lake, "why", PAIR, "venezuela", "2019-02", "--format", "text").stdout
    assert "28 Feb 2019" in out
    assert "double veto" in out
    assert "official-record" in out


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("watch", "CHN-RUX"), 1, "There is no state called 'RUX'"),
        (("watch", "CHN"), 1, "at least two different states"),
        (("watch", "CHN-CHN"), 1, "at least two different states"),
        (("watch", "CHN-RUS", "--third", "CHN"), 1, "cannot be the third power"),
        (("watch", "CHN-RUS", "--source", "nope"), 1, "There is no source called 'nope'"),
        (("why", "CHN-RUS", "venezula"), 1, "did you mean venezuela?"),
        (("why", "CHN-RUS", "venezuela", "soon"), 1, "write 2019"),
        (("watch", "CHN-RUS", "--since", "2019", "--until", "2018"), 1, "before it begins"),
        (("watch", "CHN-RUS", "--since", "x"), 2, "write 2019"),
        (("add", "no-such-place"), 1, "no-such-place"),
    ],
)
def test_a_fault_is_one_sentence_and_an_exit_code(
    lake: Path, words: tuple[str, ...], code: int, says: str
) -> None:
    out = comity(lake, *words)
    assert out.returncode == code
    assert says in out.stderr
    assert "Traceback" not in out.stderr
    assert not out.stdout
    assert not lake.exists(), "asking must not write"


def test_it_runs_as_a_module(lake: Path) -> None:
    env = {**os.environ, "COMITY_LAKE": str(lake)}
    words = [sys.executable, "-m", "comity", "watch", PAIR]
    out = subprocess.run(words, capture_output=True, text=True, env=env, check=True)
    assert out.stdout == comity(lake, "watch", PAIR).stdout


def test_help_teaches_by_example() -> None:
    out = comity(Path("nowhere"), "--help").stdout
    for command in ("watch", "why", "votes", "compare", "check", "get", "add", "status", "brief", "serve"):
        assert command in out
    assert "comity why CHN-RUS venezuela 2019-02" in out


def test_all_commands_are_one_word_away() -> None:
    first = comity(Path("nowhere"), "--help").stdout
    assert "All commands: comity help all" in first
    assert "souring" not in first
    every = comity(Path("nowhere"), "help", "all").stdout
    assert all(f"  {name} " in every for name in COMMANDS)
    assert max(map(len, every.splitlines())) <= 80
    assert comity(Path("nowhere"), "help", "why").stdout == comity(Path("nowhere"), "why", "--help").stdout


@pytest.mark.parametrize("name", sorted(FORMER))
def test_a_command_that_has_gone_says_in_one_sentence_what_to_type(lake: Path, name: str) -> None:
    out = comity(lake, name, PAIR, "--format", "json")
    assert (out.returncode, out.stdout) == (2, "")
    assert out.stderr == f"comity: There is no `comity {name}` any more: type {FORMER[name]}.\n"
    words = FORMER[name].removeprefix("comity ").replace("PAIR", PAIR).replace("SOURCE", "icews").split()
    if FORMER[name].startswith("comity "):
        assert comity(lake, *words).returncode != 2, "it is understood"


def test_lists_show_the_vocabulary(lake: Path) -> None:
    spots = json.loads(comity(lake, "hotspots", "--format", "json").stdout)
    assert len([h for h in spots if not h["part_of"]]) == 19
    kinds = json.loads(comity(lake, "hotspots", "--forms", "--format", "json").stdout)
    assert {"joint-veto", "deference", "division-of-labour"} <= {f["id"] for f in kinds}
    told = json.loads(comity(lake, "sources", "--format", "json").stdout)
    wanted = ("shows", "span", "states", "licence", "size", "get", "biases", "checked")
    assert all(s[k] for s in told for k in wanted)
    assert not any(s["held"] for s in told)


def test_sources_say_how_many_records_are_held(tmp_path: Path) -> None:
    text = "France and Germany sign a treaty."
    (tmp_path / "news.jsonl").write_text(json.dumps({"id": "z", "date": "2021-01-01", "text": text}))
    comity(tmp_path / "lake", "add", str(tmp_path / "news.jsonl"))
    told = json.loads(comity(tmp_path / "lake", "sources", "--format", "json").stdout)
    held = {s["id"]: s["held"] for s in told if s["held"]}
    assert set(held) == {"text"}
    assert held["text"] >= 1


def test_cite_names_what_was_used(lake: Path) -> None:
    out = comity(lake, "cite").stdout
    assert "@software{comity," in out
    assert out.count("@") >= 2


def test_a_report_of_an_error_names_the_record_and_the_versions(lake: Path) -> None:
    said = comity(lake, "cite", "--error", "chronicle:sum-moscow-2019").stdout
    assert "Record: chronicle:sum-moscow-2019\nRead in: " in said
    assert re.search(r"Versions: comity \S+, data [0-9a-f]{16}, Python 3", said)
    unknown = comity(lake, "cite", "--error", "chronicle:no-such")
    assert unknown.returncode == 1
    assert "chronicle:no-such" in unknown.stderr


def test_completion_offers_states_and_hotspots(lake: Path) -> None:
    env = {"_COMITY_COMPLETE": "bash_complete", "COMP_WORDS": "comity why CHN-RU", "COMP_CWORD": "2"}
    code = "from comity.faces.cli import main; main()"
    out = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.argv=['comity']; {code}"],
        capture_output=True,
        text=True,
        env={**os.environ, **env},
        check=False,
    )
    assert "CHN-RUS" in out.stdout


def test_an_evil_cell_is_disarmed() -> None:
    for formula in ("=HYPERLINK(1)", "  =1", "\t+1", "\r-1", "＝1", "@x"):
        assert cell(formula).startswith("'"), formula
    assert cell(-1.5) == "-1.5"
    assert cell("a\x1b[31mb\u202ec\nd") == "a [31mb c d"
    assert cell([date(2020, 1, 2), "b"]) == "2020-01-02; b"


def test_json_keeps_every_character_and_shows_no_control() -> None:
    name = "x\x1b]0;own\x07\x9b31m\u202e\u2028é漢"
    text = escaped_json(json.dumps([name], ensure_ascii=False))
    assert json.loads(text) == [name]
    assert all(c.isprintable() for c in text)
    assert "é漢" in text


def test_read_gives_one_line_a_document_with_offsets_into_its_text(lake: Path, tmp_path: Path) -> None:
    texts = ["China and Russia hold a joint naval exercise in the Sea of Japan.", "It rains."]
    news = tmp_path / "news.jsonl"
    news.write_text(
        "".join(
            json.dumps({"id": str(i), "date": "2021-10-14", "text": t}) + "\n" for i, t in enumerate(texts)
        )
    )
    out = comity(lake, "read", str(news))
    told = [json.loads(x) for x in out.stdout.splitlines()]
    assert [t["id"] for t in told] == ["0", "1"]
    assert told[1]["claims"] == []
    (claim,) = told[0]["claims"]
    assert sorted(claim["actors"]) == ["CHN", "RUS"]
    assert claim["forms"] == ["joint-exercise"]
    assert "exercise" in texts[0][claim["start"] : claim["end"]]
    page = comity(lake, "read", str(news), "--format", "text").stdout
    assert "CHN+RUS · joint exercise" in page
    assert "1 acts, 1 sure: CHN–RUS together 1 (joint exercise 1)." in page.replace("\n  ", " ")
    rows = comity(lake, "read", str(news), "--format", "csv").stdout.splitlines()
    assert rows[0].startswith("id,date,precision,polarity,actors,partners,targets")


def test_add_prints_a_receipt_and_says_what_it_did_not_take(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "odd.bin").write_bytes(b"\x00\x01\x02")
    news = {"id": "1", "date": "2021-10-14", "text": "China and Russia hold a joint naval exercise."}
    (tmp_path / "in" / "news.jsonl").write_text(json.dumps(news) + "\n")
    lake = tmp_path / "lake"
    out = comity(lake, "add", str(tmp_path / "in"), "--format", "text")
    assert out.returncode == 3, "done in part"
    assert "2 files asked = 1 got + 1 named gaps" in out.stdout
    assert "odd.bin" in out.stdout
    again = json.loads(comity(lake, "add", str(tmp_path / "in" / "news.jsonl"), "--format", "json").stdout)
    assert again["rows"]["seen"] == 0
    assert again["balances"]
    status = json.loads(comity(lake, "status", "--format", "json").stdout)
    assert status["records"]["documents"] == {"text": 1}
    assert json.loads(comity(lake, "verify", "--format", "json").stdout)["files"] >= 1


def test_damage_shows_in_the_exit_code_until_it_is_repaired(tmp_path: Path) -> None:
    news = {"id": "1", "date": "2021-10-14", "text": "China and Russia hold a joint naval exercise."}
    (tmp_path / "news.jsonl").write_text(json.dumps(news) + "\n")
    lake, copy = tmp_path / "lake", tmp_path / "copy"
    assert comity(lake, "add", str(tmp_path / "news.jsonl")).returncode == 0
    assert comity(lake, "backup", str(copy)).returncode == 0
    (record,) = (lake / "manifest").glob("*.json")
    record.unlink()
    for command in (["status", "--format", "text"], ["verify", "--format", "text"]):
        out = comity(lake, *command)
        assert out.returncode == 3
        assert record.name in out.stdout.replace("\n", "")
        assert "gap" in out.stdout
    out = comity(lake, "watch", "CHN-RUS")
    assert out.returncode == 1
    assert "comity verify --repair" in out.stderr.replace("\n", " ")
    out = comity(lake, "verify", "--repair", "--format", "text")
    assert (out.returncode, record.exists()) == (0, True)
    path = next(lake.glob("documents/*/*.parquet"))
    path.write_bytes(path.read_bytes()[:-1] + b"X")
    out = comity(lake, "verify", "--repair", "--format", "text")
    assert out.returncode == 3
    assert "news.jsonl (text) is missing from every answer: add the file again" in out.stdout
    assert comity(lake, "restore", str(copy)).returncode == 0
    assert comity(lake, "verify").returncode == 0


def test_a_row_that_cannot_be_read_shows_in_the_exit_code(tmp_path: Path) -> None:
    """The good rows are read and printed; a script must still learn that one was not."""
    half = tmp_path / "half.jsonl"
    half.write_text(
        '{"id": "a", "text": "China and Russia vetoed a draft on Syria."}\n'
        '{"id": "c", "text": "中俄两国举行联合演习。"}\n{"id": "b", "te'
    )
    out = comity(tmp_path / "lake", "read", str(half))
    assert out.returncode == 3
    assert out.stdout.count("\n") == 1
    assert "c: the rules read English only" in out.stderr
    assert "half.jsonl, row 3" in out.stderr
    assert "Traceback" not in out.stderr


def test_no_help_shows_the_mark_of_its_own_lists() -> None:
    ctx = click.Context(cli)
    shown = {name: cli.get_command(ctx, name) for name in cli.list_commands(ctx)}
    assert all(shown.values())
    assert [name for name, c in shown.items() if c and "\\b" in (c.help or "")] == []
