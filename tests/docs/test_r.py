"""The queries of the page on R run, on the files that its command writes.  R itself only hands them on."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from click.testing import CliRunner

import comity
from comity.faces.cli import cli

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "r.md").read_text("utf-8")
QUERIES = re.findall(r'dbGetQuery\(con, "((?:[^"\\]|\\.)*)"', PAGE)


def test_every_query_of_the_page_has_an_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty_lake: Callable[[], Path]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COMITY_LAKE", str(empty_lake()))
    (command,) = re.findall(r"^\$ comity (.*)$", PAGE, re.MULTILINE)
    assert CliRunner().invoke(cli, shlex.split(command)).exit_code == 0
    assert PAGE.count("dbGetQuery(") == len(QUERIES) == 7
    answers = []
    with duckdb.connect("pair.duckdb", read_only=True) as con:
        for query in QUERIES:
            answers.append(con.execute(query.replace('\\"', '"')).fetchall())
            assert answers[-1], query
    columns, _, acts, votes, *_ = answers
    assert all(says for *_, says in columns)
    assert "venezuela" in {place for _, place, _ in acts}
    cast = comity.votes("CHN", "RUS").to_pandas()
    choices = cast[cast["choice"] != "absent"].pivot(index="roll_call_id", columns="state", values="choice")
    years = pd.to_datetime(cast.drop_duplicates("roll_call_id").set_index("roll_call_id")["date"]).dt.year
    both = choices.dropna()
    alike = (both["CHN"] == both["RUS"]).groupby(years).agg(["size", "mean"])
    assert [(y, n, pytest.approx(share)) for y, n, share in alike.itertuples()] == votes
