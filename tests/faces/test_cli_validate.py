"""``comity validate`` and ``comity method`` from the terminal, on an empty lake."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from test_cli import comity

from comity import measures
from comity.faces.cli._output import PARTLY
from comity.measures import validity
from comity.measures.validity import list_measures
from comity.parts.outlook.ledger import base_rates


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("none") / "lake"


@pytest.mark.slow
def test_an_empty_lake_cannot_tell_and_that_is_no_failure(lake: Path) -> None:
    out = comity(lake, "validate", "--quick", "--part", "data", "--format", "json")
    rows = json.loads(out.stdout)
    short = {r["measure"] for r in rows if r["holds"] is False}
    assert out.returncode == (PARTLY if short else 0)
    assert short <= {base_rates.METHOD}, "the ledger alone can be replayed, on the shipped chronicle"
    assert {r["holds"] for r in rows if r["measure"] in ("joint", "beyond_group")} == {None}
    assert any(r["why_not"].startswith("no event stream held") for r in rows)
    shown = comity(lake, "validate", "--part", "published", "--format", "text", columns=80).stdout
    assert max(map(len, shown.splitlines())) <= 80
    assert "cannot tell" in shown


def test_published_values_that_need_no_lake_come_out(lake: Path) -> None:
    out = comity(lake, "validate", "--part", "published", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out.stdout)))
    told = [r for r in rows if r["value"]]
    assert out.returncode == 0, out.stdout
    assert {r["measure"] for r in told} == {"korolev-ladder/1", "vetoes/1"}
    assert all(r["world"] for r in rows), "every row names its source"
    assert all(abs(float(r["difference"].lstrip("'"))) < 0.001 for r in told)


def test_every_measure_is_listed_with_its_version(lake: Path) -> None:
    out = comity(lake, "method", "--format", "json")
    told = {m["method"]: m for m in json.loads(out.stdout)}
    assert {m.method for m in list_measures()} == set(told)
    assert all("/" in m for m in told)
    study = [r for r in validity.last_study() if r.measure in ("joint", "beyond_group")]
    alarms = [r.value for r in study if r.statistic == "false alarms at 5%"]
    assert told["coaction/4"]["false_alarms"] == pytest.approx([min(alarms), max(alarms)], abs=1e-4), (
        "the bad worlds are not left out"
    )
    assert told["timing/2"]["power"][0] >= 0.35
    page = comity(lake, "method", "--format", "text", columns=80).stdout
    assert max(map(len, page.splitlines())) <= 80
    one = comity(lake, "method", "timing", "--format", "csv").stdout
    assert {r["measure"] for r in csv.DictReader(io.StringIO(one))} == {"lead_z", "event_synchronisation"}


def test_an_unknown_name_is_one_sentence(lake: Path) -> None:
    for words in (("method", "coactoin"), ("validate", "--only", "nonesuch")):
        out = comity(lake, *words)
        assert out.returncode == 1
        assert "Traceback" not in out.stderr


def test_the_installed_package_alone_says_where_the_studies_are(tmp_path: Path) -> None:
    package = Path(measures.__file__).parents[1]
    shutil.copytree(package, tmp_path / "comity", ignore=shutil.ignore_patterns("__pycache__"))
    words = [sys.executable, "-m", "comity", "validate"]
    env = os.environ | {"PYTHONPATH": str(tmp_path)}
    out = subprocess.run(words, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert out.returncode == 1
    assert "in a clone" in out.stderr
    assert "Traceback" not in out.stderr
