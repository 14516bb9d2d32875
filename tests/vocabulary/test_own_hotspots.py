"""A hotspot of one's own shows its records at once, and the installed package stays as it is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from comity.vocabulary import hotspots


def comity(lake: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "COMITY_LAKE": str(lake), "COLUMNS": "80"}
    return subprocess.run(
        [sys.executable, "-m", "comity", *words], env=env, capture_output=True, text=True, check=False
    )


def test_a_hotspot_of_ones_own_shows_its_records(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    made = comity(lake, "hotspots", "init", "taiwan", "Taiwan", "--core-interest-of", "CHN")
    assert made.returncode == 0, made.stderr
    (path,) = (lake / "vocabulary" / "hotspots").iterdir()
    assert str(path) in made.stdout
    shown = comity(lake, "why", "CHN-RUS", "taiwan", "--format", "csv").stdout
    assert "chronicle:deference-taiwan-shoigu-2026" in shown, "by its terms"
    assert "chronicle:airborne-kit-2024" in shown, "by what it was aimed at"
    account = comity(lake, "watch", "CHN-RUS", "taiwan", "--format", "text").stdout
    assert account.startswith("Taiwan ")
    assert " acts together, " in account
    again = comity(lake, "hotspots", "init", "taiwan", "TWN")
    assert (again.returncode, again.stderr) == (
        1,
        "comity: There is a hotspot taiwan already: choose another id.\n",
    )
    assert "taiwan" not in hotspots.all_hotspots(), "the package has none"


def test_what_is_wrong_is_said(tmp_path: Path) -> None:
    for words, part in (
        (("Taiwan!", "TWN"), "is no id"),
        (("narnia", "Narnia"), "Narnia"),
        (("iran", "IRN"), "There is a hotspot iran already"),
    ):
        out = comity(tmp_path, "hotspots", "init", *words)
        assert out.returncode
        assert part in out.stderr
    wrong = tmp_path / "vocabulary" / "hotspots" / "here.yaml"
    wrong.parent.mkdir(parents=True)
    wrong.write_text("name: Here\n", "utf-8")
    out = comity(tmp_path, "hotspots", "--format", "csv")
    assert out.returncode
    assert str(wrong) in out.stderr
