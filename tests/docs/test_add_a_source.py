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
OLD = """
from comity.lake import reading
from comity.lake.store import Lake
reading.find_faults = lambda acts: {}
assert Lake.open().add("old.csv").rows["kept"] == 2
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
    environment["PYTHONDONTWRITEBYTECODE"] = "1"  # its code is changed below

    def run(*words: str, code: int = 0, errors: bool = False) -> str:
        command = [sys.executable, *words]
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stderr
        return done.stderr if errors else done.stdout

    zipfile.ZipFile(tmp_path / run("-c", BUILD).strip()).extractall(tmp_path / "site")
    (tmp_path / "state_visits").rename(tmp_path / "not here")
    receipt = json.loads(run("-m", "comity", "add", "visits.csv", "--format", "json", code=3))
    assert [(f["source"], f["kept"]) for f in receipt["files"]] == [("state_visits", 2)]
    assert len(receipt["rows_not_taken"]) == 2
    why = run("-m", "comity", "why", "CHN-RUS", "bilateral", "2021-03", "--format", "json")
    assert "Russia visited China: a visit." in why
    assert "@misc{state_visits" in run("-m", "comity", "cite", "state_visits", "--format", "text")
    run("-c", CHECK)

    code_file = tmp_path / "site" / "state_visits" / "__init__.py"
    sound = code_file.read_text("utf-8")
    late = tmp_path / "late.csv"
    late.write_text(
        "visit_date,host,guest,purpose\n2020-01-02,China,Russia,\n2999-01-01,China,Russia,\n", "utf-8"
    )
    for faulty, word in (('["summit"]', "form"), ('["bilateral"]', "hotspot")):
        code_file.write_text(sound.replace(faulty, '["port-call"]'), "utf-8")
        receipt = json.loads(run("-m", "comity", "add", "late.csv", "--format", "json", code=3))
        assert [f["status"] for f in receipt["files"]] == ["damaged"], "nothing of it is held"
        assert (
            f"row 2 of state_visits: 'port-call' is no {word} of the vocabulary: use "
            in receipt["files"][0]["reason"]
        )
        assert "row 3 of state_visits: 2999-01-01 lies after today" in receipt["files"][0]["reason"]
        run("-c", CHECK, code=1)
    code_file.write_text(sound, "utf-8")
    receipt = json.loads(run("-m", "comity", "add", "late.csv", "--format", "json", code=3))
    assert [(f["status"], f["kept"], sum(f["rejects"].values())) for f in receipt["files"]] == [
        ("added", 1, 1)
    ]
    assert json.loads(run("-m", "comity", "status", "--format", "json"))["coverage"][0]["last"] < "2999"

    # A lake to which such a row came before it was refused, or whose own form was taken away since.
    code_file.write_text(
        sound.replace('["summit"]', '["port-call"]').replace('["bilateral"]', '["atlantis"]')
    )
    (tmp_path / "old.csv").write_text(late.read_text("utf-8").replace("2999-01-01", "2020-01-03"), "utf-8")
    run("-c", OLD)
    code_file.write_text(sound, "utf-8")
    told = run("-m", "comity", "watch", "CHN-RUS", "--format", "json", errors=True)
    assert told.count("left out: port-call (state_visits)") == 1
    assert "Russia visited China" in run("-m", "comity", "why", "CHN-RUS", "bilateral", "--format", "json")
    run("-m", "comity", "brief", "CHN-RUS", "venezuela", "--out", "brief.md")
    run("-m", "comity", "export", "CHN-RUS", "--panel", "panel.csv")
