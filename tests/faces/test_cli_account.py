"""The account on the terminal: in its room, whole, and the same as the account itself."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from test_cli import comity

from comity.vocabulary import hotspots
from comity.watch import Watch
from comity.watch.account import account, witnesses
from comity.watch.account.council import of_council

PAIRS = ("CHN-RUS", "IRN-RUS", "CHN-IRN-RUS", "CHL-FJI", "CHN-USA")
PLACES = [h.id for h in hotspots.watched()]


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("none") / "lake"


def lines(lake: Path, *words: str) -> list[str]:
    out = comity(lake, "watch", *words, "--format", "text", columns=80)
    assert out.returncode == 0, out.stderr
    return out.stdout.splitlines()


def one_line(page: list[str]) -> str:
    return re.sub(r"\s+", " ", " ".join(page))


@pytest.mark.parametrize("pair", PAIRS)
def test_a_pair_has_thirty_lines_of_eighty_columns(lake: Path, pair: str) -> None:
    page = lines(lake, pair)
    assert len(page) <= 30
    assert max(map(len, page)) <= 80
    assert "…" not in one_line(page), "a line was cut"
    told = account.of_pair(Watch(*pair.split("-"), lake=lake).answers)
    for s in (*told.heading, *told.stepping_up.short, told.unusual, *told.witnesses[1:], *told.new[:1]):
        assert s.text in one_line(page)
    assert page[1].startswith(f"Stepping up? {told.stepping_up.answer[0].text[:20]}"), "what is asked first"


@pytest.mark.parametrize("place", PLACES)
def test_a_place_has_forty_five_lines_and_whole_sentences(lake: Path, place: str) -> None:
    page = lines(lake, "CHN-RUS", place)
    assert len(page) <= 45
    assert max(map(len, page)) <= 80
    assert "…" not in one_line(page)
    told = account.of_place(Watch("CHN", "RUS", lake=lake).answers, place)
    shown = one_line(page)
    always = [
        *told.heading[:2],
        *told.standfirst[:1],
        *told.apart[:1],
        *told.stepping_up.answer[:1],
    ]
    for s in (
        *always,
        *(p.dated[0] for p in told.phases),
        *told.witnesses,
        told.not_on_record,
    ):
        assert s.text in shown, s.text
    assert all(f"{p.title} {p.name}." in shown for p in told.phases)


def test_every_measure_stands_behind_a_flag(lake: Path) -> None:
    for words in (("CHN-RUS",), ("CHN-RUS", "iran")):
        told, tests, full = (lines(lake, *words, *flag) for flag in ((), ("--tests",), ("--full",)))
        assert full == [*told, "", *tests]
        assert not re.search(r"90% \d", one_line(told)), "no interval stands there"


def test_the_json_has_the_account_beside_what_it_had(lake: Path) -> None:
    pair = json.loads(comity(lake, "watch", "CHN-RUS", "--format", "json").stdout)
    place = json.loads(comity(lake, "watch", "CHN-RUS", "iran", "--format", "json").stdout)
    assert {"group", "heading", "hotspots", "pooled"} <= set(pair)
    assert {"group", "hotspot", "parts", "by_year"} <= set(place)
    for told in (pair["account"], place["account"]):
        assert (told["schema"], told["version"]) == ("comity-account", 1)
    iran = next(r for r in pair["account"]["rows"] if r["hotspot"] == "iran")
    assert iran["acts"] == place["account"]["acts"], "one fact has one value"


def test_votes_are_told_in_words_before_the_measures(lake: Path) -> None:
    """The sentences of the account, then every question; a group of three has measures alone."""
    page = comity(lake, "votes", "CHN-RUS", "--format", "text", columns=80).stdout.splitlines()
    words = one_line(page[: page.index("")])
    answers = Watch("CHN", "RUS", lake=lake).answers
    council = of_council(answers)
    assert council is not None
    for s in (witnesses.of_votes(answers, None), *council.heading):
        assert s.text in words
    assert "kappa" not in words
    three = comity(lake, "votes", "BRA-CHN-RUS", "--format", "text", columns=80).stdout
    assert not three.startswith("General Assembly")
