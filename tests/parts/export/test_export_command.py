"""The command: what it refuses, what it leaves on disk, and its exit codes."""

from __future__ import annotations

import json
import resource
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from comity.errors import ComityError
from comity.faces.cli import cli
from comity.faces.present import writing


def run(folder: Path, *words: str) -> tuple[int, str, BaseException | None]:
    out = CliRunner().invoke(cli, ["export", *words, "--lake", str(folder / "lake")])
    return out.exit_code, out.output, out.exception


def test_it_writes_whole_files_and_never_over_another(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    code, said, _ = run(tmp_path, "CHN-RUS", "iran", "--table", str(table))
    assert code == 0
    assert "findings" in said
    assert sorted(p.name for p in tmp_path.iterdir()) == ["t.csv", "t.csv.bib"]
    assert "@software{comity" in (tmp_path / "t.csv.bib").read_text()
    before = table.read_bytes()
    table.write_text("mine")
    code, _, error = run(tmp_path, "CHN-RUS", "iran", "--table", str(table))
    assert code == 1
    assert isinstance(error, ComityError)
    assert "--force" in str(error)
    assert table.read_text() == "mine"
    assert run(tmp_path, "CHN-RUS", "iran", "--table", str(table), "--force")[0] == 0
    assert table.read_bytes() == before


def test_the_sqlite_file_comes_with_its_metadata(tmp_path: Path) -> None:
    code, said, _ = run(tmp_path, "--sqlite", str(tmp_path / "x.db"))
    assert code == 0
    assert "acts" in said
    assert "name a PAIR" in said
    assert sqlite3.connect(tmp_path / "x.db").execute("SELECT count(*) FROM acts").fetchone()[0] > 700
    assert "x" in json.loads((tmp_path / "x.db.metadata.json").read_text())["databases"]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        ((), 2, "Say what to write"),
        (("--table", "x.csv"), 1, "Name the states"),
        (("CHN-RUS", "--table", "x.xls"), 1, "x.xls does not"),
        (("CHN-RUS", "--timeline", "x.gexf"), 1, ".ics"),
        (("CHN-RUS", "--table", "none/x.csv"), 1, "There is no folder"),
        (("--sqlite", "x.db", "--since", "2014"), 1, "leave out --since"),
    ],
)
def test_it_says_in_a_sentence_what_is_wrong(tmp_path: Path, words, code, says, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)
    got, said, error = run(tmp_path, *words)
    assert got == code
    assert says in said + str(error)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_nothing_and_is_one_sentence(tmp_path: Path) -> None:
    """The file size is limited, so that the system refuses a write in the middle (EFBIG)."""
    words = [sys.executable, "-m", "comity", "export", "--sqlite", str(tmp_path / "x.db")]

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))

    out = subprocess.run(
        [*words, "--lake", str(tmp_path / "lake")],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limit,
    )
    assert out.returncode == 1, out.stderr
    *under_way, last = out.stderr.splitlines()
    assert "cannot be written" in last
    assert all("at work" in line for line in under_way)
    assert list(tmp_path.iterdir()) == []


def test_a_stop_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    def stopped() -> None:
        with writing.aside(tmp_path / "x") as part:
            part.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert list(tmp_path.iterdir()) == []
