"""Every command that the documentation shows runs, in the order shown, on a fresh machine's lake."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from comity.faces.cli import cli

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("docs/**/*.md"), ROOT / "README.md"])


def commands(page: Path) -> list[str]:
    blocks = re.findall(r"^```console\n(.*?)^```", page.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    return [x[2:] for b in blocks for x in b.splitlines() if x.startswith("$ comity ")]


@pytest.mark.parametrize("page", [p for p in PAGES if commands(p)], ids=lambda p: p.name)
def test_the_commands_of_a_page_run(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty_lake: Callable[[], Path]
) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COMITY_LAKE", str(empty_lake()))
    for line in commands(page):
        done = CliRunner().invoke(cli, shlex.split(line)[1:], prog_name="comity")
        assert done.exit_code == 0, f"{line}\n{done.stderr}"
        assert done.stdout.strip(), f"{line} printed nothing"


def test_python_shown_in_the_readme_runs(tmp_path: Path) -> None:
    shown = re.findall(
        r"^```python\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    assert shown
    env = {**os.environ, "COMITY_LAKE": str(tmp_path / "lake")}
    out = subprocess.run(
        [sys.executable, "-c", "\n".join(shown)], capture_output=True, text=True, env=env, check=False
    )
    assert out.returncode == 0, out.stderr
