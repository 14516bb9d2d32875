"""The account on the terminal: in its room, in its order, and the same as the account itself."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from test_cli import comity

from comity.faces.cli._account_page import LINES, WIDTH, list_shown
from comity.vocabulary import hotspots
from comity.watch import Watch
from comity.watch.account import sure
from comity.watch.account.council import write_council
from comity.watch.account.pair import VERSION, describe_pair
from comity.watch.account.place import describe_place

PAIRS = ("CHN-RUS", "IRN-RUS", "CHN-IRN-RUS", "CHL-FJI", "CHN-USA")
PLACES = [h.id for h in hotspots.watched()]


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("none") / "lake"


def lines(lake: Path, *words: str) -> list[str]:
    out = comity(lake, "watch", *words, "--format", "text", columns=WIDTH)
    assert out.returncode == 0, out.stderr
    return out.stdout.splitlines()


def one_line(page: list[str]) -> str:
    return re.sub(r"\s+", " ", " ".join(page))


@pytest.mark.parametrize("pair", PAIRS)
def test_a_pair_has_forty_four_lines_with_every_place_on_one(lake: Path, pair: str) -> None:
    page = lines(lake, pair)
    assert len(page) <= LINES
    assert max(map(len, page)) <= WIDTH
    told = describe_pair(Watch(*pair.split("-"), lake=lake).answers)
    shown = one_line(page)
    growing, unusual = told.growing.short[:2], told.unusual[:3]
    for s in (*told.heading, *growing, *unusual, *told.alone, *told.notes, told.sure[0]):
        assert s.text in shown, s.text
    first = [
        next((k for k, x in enumerate(page) if x.startswith(head)), 0) for head in ("Growing?", "Unusual?")
    ]
    assert 0 < first[0] < first[1]
    # The rows of the page, in its order.
    names = [hotspots.get(r.hotspot).short[:15] for r in list_shown(told)]
    rows = [x for x in page if any(x.startswith(f"{n:<15} ") for n in names) and x[26:].strip()]
    assert [n for x in rows for n in names if x.startswith(f"{n:<15} ")] == names
    for line, row in zip(rows, list_shown(told), strict=True):
        counts = [row.joint, row.same_side, row.steps_back, row.opposed]
        said = [int(n) for n in line[26:].replace("–", "0").split()[:4]]
        assert said == counts, line
    assert bool(told.leads) == any(x.startswith("Found by machine") for x in page)


def test_a_number_nobody_searched_for_is_a_dash_and_not_0(lake: Path) -> None:
    searched, not_searched = ([x for x in lines(lake, p) if x.startswith("Africa")] for p in PAIRS[:2])
    assert searched
    assert "–" not in searched[0][26:50]
    assert "–" in not_searched[0][26:50]


def test_a_pipe_has_the_text_of_the_terminal(lake: Path) -> None:
    piped = comity(lake, "watch", "CHN-RUS", columns=WIDTH)
    assert piped.returncode == 0
    assert piped.stdout.splitlines() == lines(lake, "CHN-RUS")


@pytest.mark.parametrize("place", PLACES)
def test_a_place_has_whole_sentences_in_the_order_of_the_page(lake: Path, place: str) -> None:
    page = lines(lake, "CHN-RUS", place)
    assert max(map(len, page)) <= WIDTH
    assert "…" not in one_line(page)
    told = describe_place(Watch("CHN", "RUS", lake=lake).answers, place)
    shown = one_line(page)
    for s in (
        *told.heading,
        *(p.sentence for p in told.phases),
        *told.third_power,
        *told.sure,
        *told.not_found,
    ):
        assert s.text in shown, s.text
    for lane, classes in (("joint", ("joint",)), ("steps back", ("steps back",))):
        rows = [x for x in page if x.startswith(f"{lane:<12}")]
        drawn = sum(int(n) for x in rows for n in x[12:].split() if n.isdigit())
        assert drawn <= sum(a.act_class in classes for a in told.acts)
        assert bool(rows) <= bool(drawn)


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
        assert (told["schema"], told["version"]) == ("comity-account", VERSION)
    iran = next(r for r in pair["account"]["rows"] if r["hotspot"] == "iran")
    assert iran["acts"] == place["account"]["acts"], "one fact has one value"


def test_votes_are_told_in_words_before_the_measures(lake: Path) -> None:
    """The sentences of the account, then every question; a group of three has measures alone."""
    page = comity(lake, "votes", "CHN-RUS", "--format", "text", columns=80).stdout.splitlines()
    words = one_line(page[: page.index("")])
    answers = Watch("CHN", "RUS", lake=lake).answers
    council = write_council(answers)
    assert council is not None
    for s in (sure.tell_votes(answers, None), *council.heading):
        assert s.text in words
    assert "kappa" not in words
    three = comity(lake, "votes", "BRA-CHN-RUS", "--format", "text", columns=80).stdout
    assert not three.startswith("General Assembly")
