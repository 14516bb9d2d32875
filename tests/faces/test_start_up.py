"""The command line starts quickly, and its help can be read on a terminal of 80 columns."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from comity.faces.cli import cli
from comity.faces.cli._commands import COMMANDS, GROUPS

HEAVY = {
    "altair",
    "comity.lake",
    "comity.measures",
    "comity.text",
    "comity.watch",
    "duckdb",
    "fastapi",
}
HEAVY |= {"jinja2", "numpy", "pandas", "pyarrow", "scipy", "sqlalchemy", "statsmodels", "typst", "vl_convert"}
"""What none of the quick commands may load."""

BARS = {("watch", "CHN-RUS"): 120, ("watch", "CHN-RUS", "iran"): 150}
"""Most modules of comity that a command may load on the records that come with it, nothing kept."""

NOT_FOR_WATCH = {
    "altair",
    "comity.faces.brief",
    "comity.faces.notebook",
    "comity.faces.tidy",
    "comity.lake.backup",
    "comity.lake.checkup",
    "comity.lake.ingest",
    "comity.measures.coaction",
    "comity.parts",
    "comity.watch.event_streams",
    "duckdb",
    "fastapi",
    "ibis",
    "jinja2",
    "matplotlib",
    "multiprocessing",
    "pandas",
    "pyreadstat",
    "pyarrow.parquet",
    "python_calamine",
    "scipy.optimize",
    "scipy.spatial",
    "scipy.stats",
    "sqlalchemy",
    "sqlglot",
    "statsmodels",
    "typst",
    "vl_convert",
    "zlib_ng",
}
"""What an account needs of no pair whose records are those that come with comity."""

RUN = """
import resource, sys
from comity.faces.cli import main
try:
    main()
except SystemExit:
    pass
used = resource.getrusage(resource.RUSAGE_SELF)
print(used.ru_utime + used.ru_stime, *sys.modules, sep="\\n", file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        (["--version"], 0.3),
        (["--help"], 0.3),
        (["hotspots"], 0.5),
        (["hotspots", "--forms", "--format", "text"], 0.5),
    ],
    ids=["version", "help", "hotspots", "forms"],
)
def test_it_starts_without_the_heavy_libraries(words: list[str], seconds: float) -> None:
    out = subprocess.run([sys.executable, "-c", RUN, *words], capture_output=True, text=True, check=True)
    assert out.stdout
    spent, *modules = out.stderr.split()
    assert set(modules) & HEAVY == set()
    assert float(spent) < seconds


def test_completing_a_command_loads_none_of_them() -> None:
    script = (
        "import sys; from comity.faces.cli import cli; import click;"
        "print([c.value for c in cli.shell_complete(click.Context(cli), 'wha')], 'duckdb' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert out.stdout == "['whatif'] False\n"


def test_every_command_is_in_one_group_and_there() -> None:
    assert list(GROUPS) == ["Look", "Bring", "Question", "Hand on", "Tend"]
    assert sum(map(len, GROUPS.values())) == len(COMMANDS)
    context = click.Context(cli)
    assert [n for n in cli.list_commands(context) if cli.get_command(context, n) is None] == []


def lists_of_commands() -> list[list[str]]:
    """Words of each group of commands, the root first."""
    context = click.Context(cli)
    groups = [n for n in COMMANDS if isinstance(cli.get_command(context, n), click.Group)]
    return [[], *([n] for n in groups)]


@pytest.mark.parametrize("words", lists_of_commands(), ids=lambda w: " ".join(w) or "comity")
def test_no_line_of_help_is_cut_or_wrapped(words: list[str]) -> None:
    help_ = CliRunner().invoke(cli, [*words, "--help"], prog_name="comity", terminal_width=80).stdout
    listed = re.split(r"^(?:Look|Commands):$", help_, flags=re.MULTILINE)[1]
    rows = [line for line in listed.splitlines() if line.startswith("  ")]
    assert rows
    for row in rows:
        assert re.match(r"  [a-z]+ +\S", row), f"{row!r} is wrapped"
        assert "..." not in row
        assert len(row) <= 80


def test_the_commands_of_a_watch_are_loaded_without_what_stored_answers_do_not_need() -> None:
    script = "import sys; import comity.faces.cli.watch, comity.faces.cli.lake; print(*sys.modules)"
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert {"comity.watch", "comity.lake.store"} <= set(out.stdout.split())
    assert set(out.stdout.split()) & {"pandas", "pyspark"} == set()


@pytest.mark.parametrize("words", BARS, ids=" ".join)
def test_an_account_loads_what_it_needs(words: tuple[str, ...], tmp_path: Path) -> None:
    folders = {f"XDG_{k}_HOME": str(tmp_path / k) for k in ("CACHE", "CONFIG", "DATA")}
    env = os.environ | folders | {"COMITY_LAKE": str(tmp_path / "lake")}
    script = [sys.executable, "-c", RUN, *words]
    out = subprocess.run(script, capture_output=True, text=True, check=True, env=env)
    assert "China" in out.stdout
    modules = set(out.stderr.split())
    assert modules & NOT_FOR_WATCH == set()
    own = sorted(m for m in modules if m.split(".")[0] == "comity")
    assert len(own) <= BARS[words], "fold a module into its only user, or load it by name: " + " ".join(own)
