"""The example of docs/add-a-source.md: built as a package outside the repository, installed and used."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "add-a-source.md"
FENCE = re.compile(r'^```\w+ title="([^"]+)"\n(.*?)^```$', re.M | re.S)
BUILD = "from flit_core.buildapi import build_wheel; print(build_wheel('.'))"
CHECK = """
from pathlib import Path
from state_visits import SOURCE
from comity.testing import check_source
check_source(SOURCE, [("visits.csv", Path("visits.csv").read_bytes())])
"""


def test_the_package_builds_and_its_source_is_read(tmp_path: Path) -> None:
    files = dict(FENCE.findall(PAGE.read_text("utf-8").partition("## A table of flows")[0]))
    assert set(files) == {
        "pyproject.toml",
        "visits.csv",
        "state_visits/card.yaml",
        "state_visits/__init__.py",
    }
    code = [line for line in files["state_visits/__init__.py"].splitlines() if line.strip()]
    assert len(code) <= 50
    for name, body in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(body, "utf-8")

    path = os.pathsep.join([str(tmp_path / "site"), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = {**os.environ, "PYTHONPATH": path, "COMITY_LAKE": str(tmp_path / "lake")}

    def run(*words: str, code: int = 0) -> str:
        command = [sys.executable, *words]
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stderr
        return done.stdout

    zipfile.ZipFile(tmp_path / run("-c", BUILD).strip()).extractall(tmp_path / "site")
    (tmp_path / "state_visits").rename(tmp_path / "not here")
    receipt = json.loads(run("-m", "comity", "add", "visits.csv", "--format", "json", code=3))
    assert [(f["source"], f["kept"]) for f in receipt["files"]] == [("state_visits", 2)]
    assert len(receipt["rows_not_taken"]) == 2
    why = run("-m", "comity", "why", "CHN-RUS", "bilateral", "2021-03", "--format", "json")
    assert "Russia visited China: a visit." in why
    assert "@misc{state_visits" in run("-m", "comity", "cite", "state_visits", "--format", "text")
    run("-c", CHECK)
