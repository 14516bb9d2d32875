"""Parts plug in: ours by the static table, a package of somebody else by its entry points."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from comity import plugins

ENTRY_POINTS = """\
[comity.commands]
greet = toy_part:greet
[comity.sources]
toy_visits = toy_part:SOURCE
"""
MODULE = '''
import csv, io
from dataclasses import replace
import click
import pyarrow as pa
from comity.records.schemas import TABLES
from comity.sources import cards
from comity.sources.base import Batch

@click.command()
def greet():
    """Print a greeting."""
    click.echo("hello from outside")

class ToyVisits:
    """A file that begins with a heading of its own and tells nothing yet."""
    id = "toy_visits"
    card = replace(cards.card("chinavitae"), id="toy_visits", title="Toy visits")

    def recognises(self, sample):
        return sample.lines(1) == ["toy,visit"]

    def read(self, file):
        with file.open() as stream:
            rows = list(csv.reader(io.TextIOWrapper(stream, "utf-8")))
        yield Batch({}, row_count=len(rows), accepted=0, set_aside={"header": 1, "toy": len(rows) - 1})

SOURCE = ToyVisits()
'''


@pytest.mark.parametrize("hook", plugins.OWN)
def test_everything_in_the_static_table_is_there(hook: str) -> None:
    for name in plugins.OWN[hook]:
        assert plugins.load(hook, name) is not None


@pytest.fixture
def outside(tmp_path: Path) -> dict[str, str]:
    """Install a package of somebody else, and return the environment in which it is seen."""
    site = tmp_path / "site"
    about = site / "toy_part-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: toy-part\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(ENTRY_POINTS)
    (site / "toy_part.py").write_text(MODULE)
    path = os.pathsep.join([str(site), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**os.environ, "PYTHONPATH": path, "COMITY_LAKE": str(tmp_path / "lake")}


def run(environment: dict[str, str], *words: str) -> str:
    """Run comity as a user would, and return what it prints."""
    command = [sys.executable, "-m", "comity", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def test_a_package_outside_adds_a_command_and_a_source(outside: dict[str, str], tmp_path: Path) -> None:
    assert "hello from outside" in run(outside, "greet")
    assert "greet" not in run(outside, "--help"), "the first page is short"
    listed_there = run(outside, "help", "all").partition("From other packages:")[2]
    assert "greet" in listed_there
    listed = json.loads(run(outside, "sources", "--format", "json"))
    assert [s["title"] for s in listed if s["id"] == "toy_visits"] == ["Toy visits"]
    file = tmp_path / "visits.csv"
    file.write_text("toy,visit\nRUS,CHN\n")
    receipt = json.loads(run(outside, "add", str(file), "--format", "json"))
    assert [f["source"] for f in receipt["files"]] == ["toy_visits"]


def test_the_core_runs_without_any_part_but_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """What no part answers is left out: an edition without news, a status without health."""
    monkeypatch.setattr(plugins, "OWN", {hook: {} for hook in plugins.OWN})
    assert plugins.find_all("questions", "news-") == []
    assert plugins.find("questions", "health") is None
