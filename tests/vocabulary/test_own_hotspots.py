"""A hotspot of one's own shows its records at once, and the installed package stays as it is."""

from __future__ import annotations

import os
import re
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
    assert "This place exists as taiwan-strait" in made.stderr
    assert not re.search(r"[&*]id", path.read_text("utf-8")), "no anchors"
    shown = comity(lake, "why", "CHN-RUS", "taiwan", "--format", "csv").stdout
    assert "chronicle:deference-taiwan-shoigu-2026" in shown, "by its terms"
    assert "chronicle:airborne-kit-2024" in shown, "by what it was aimed at"
    account = comity(lake, "watch", "CHN-RUS", "taiwan", "--format", "text").stdout
    assert account.startswith("China and Russia: Taiwan ")
    assert re.search(r"^How sure  .*\d+ acts ", account, re.MULTILINE)
    again = comity(lake, "hotspots", "init", "taiwan", "TWN")
    assert (again.returncode, again.stderr) == (
        1,
        "comity: There is a hotspot taiwan already: choose another id.\n",
    )
    assert "taiwan" not in hotspots.all_hotspots(), "the package has none"


def test_acts_of_a_hotspot_that_was_taken_away_belong_to_the_relation(tmp_path: Path) -> None:
    lake, sheet = tmp_path / "lake", tmp_path / "acts.csv"
    assert comity(lake, "hotspots", "init", "cuba", "CUB").returncode == 0
    row = "2021-03-09,China,Russia,cuba,summit,They met in Havana."
    sheet.write_text(f"date,who,with,place,form,what\n{row}\n", "utf-8")
    assert comity(lake, "add", str(sheet)).returncode == 0
    (lake / "vocabulary" / "hotspots" / "cuba.yaml").unlink()
    shown = comity(lake, "why", "CHN-RUS", "bilateral", "2021-03", "--format", "csv")
    assert "They met in Havana." in shown.stdout, shown.stderr


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


FORM = """space-tie:
  name: Space tie
  short: space
  part_of: ""
  rung: joint
  deed: true
  polarity: cooperation
  roles: symmetric
  definition: An agreement or dealing between the states in space.
  example: One state launches the other's satellite.
"""


def test_forms_outlets_and_feeds_of_ones_own(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    own = {
        "forms": FORM,
        "outlets": 'hosts:\n  ourpaper.example: {kind: press, owner: Our Paper, country: ""}\n',
        "feeds": "feeds:\n  - {source: feeds, every: 5, whole_hours: 0, days: 0}\n",
    }
    for folder, text in own.items():
        path = lake / "vocabulary" / folder / "mine.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(text, "utf-8")
    sheet = tmp_path / "acts.csv"
    row = "2021-03-09,China,Russia,arctic,space tie,They signed on a station.,https://www.ourpaper.example/1"
    sheet.write_text(f"date,who,with,place,form,what,link\n{row}\n", "utf-8")
    assert comity(lake, "add", str(sheet)).returncode == 0
    shown = comity(lake, "why", "CHN-RUS", "arctic", "2021-03", "--format", "text").stdout
    assert "deed · space tie" in shown
    assert "own_acts (press)" in shown
    ask = "from comity.parts.follow.feeds import all_feeds; print(all_feeds()['feeds'].every)"
    env = {**os.environ, "COMITY_LAKE": str(lake)}
    said = subprocess.run([sys.executable, "-c", ask], env=env, capture_output=True, text=True, check=False)
    assert said.stdout == "5\n"
    (lake / "vocabulary" / "forms" / "mine.yaml").write_text(FORM.replace("space-tie", "summit"), "utf-8")
    assert "summit" in comity(lake, "hotspots", "--forms").stderr
