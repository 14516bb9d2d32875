"""One number per fact: the vetoes on Syria to July 2022, asked of every face and every command."""

from __future__ import annotations

import json
import re
import time
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from comity import Watch
from comity.faces.cli import cli
from comity.parts.desk.app import create_app
from comity.parts.desk.settings import Settings

BOTH, ALONE = 10, 7
TO = "2022-07-31"
PATIENCE = 120.0
"""Seconds in which the desk must have the page."""


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("none") / "lake"


def said(lake: Path, *words: str) -> str:
    out = CliRunner().invoke(cli, [*words, "--until", TO, "--lake", str(lake)])
    assert out.exit_code == 0, out.output
    return out.output


def test_the_terminal_the_account_and_the_notebook(lake: Path) -> None:
    page = re.sub(r"\s+", " ", said(lake, "watch", "CHN-RUS", "syria", "--format", "text"))
    assert f"none alone, {BOTH} " in page
    assert f"{ALONE} alone, {BOTH} " in page
    told = Watch("CHN", "RUS", lake=lake, until=date.fromisoformat(TO)).account("syria")
    china, russia = told.states
    counts = [{n.name: n.value for n in s.vetoes[0].numbers} for s in (china, russia)]
    assert counts == [
        {"alone": 0, "without": 0, "together": BOTH},
        {"alone": ALONE, "without": ALONE, "together": BOTH},
    ]
    assert f"{ALONE} alone, {BOTH} with China" in told._repr_mimebundle_()["text/plain"]


def test_the_json_of_the_terminal(lake: Path) -> None:
    document = json.loads(said(lake, "watch", "CHN-RUS", "syria", "--format", "json"))["account"]
    text = json.dumps(document)
    assert f"none alone, {BOTH} with Russia" in text
    assert f"{ALONE} alone, {BOTH} with China" in text


def test_the_desk_hands_out_the_account_of_the_terminal(lake: Path) -> None:
    """To date, since the desk has no last day: every key and number of one document."""
    out = CliRunner().invoke(cli, ["watch", "CHN-RUS", "syria", "--format", "json", "--lake", str(lake)])
    of_terminal = json.loads(out.output)["account"]
    with TestClient(create_app(Settings(lake, "CHN-RUS")), base_url="http://127.0.0.1:8470") as desk:
        end = time.monotonic() + PATIENCE
        while (page := desk.get("/places/CHN-RUS/syria.json")).status_code != 200:
            assert time.monotonic() < end, page.text
            time.sleep(0.5)
    assert page.json() == of_terminal
    assert f"{ALONE + 1} alone, {BOTH} with China" in json.dumps(of_terminal)  # since then 11 July 2023


def test_votes_why_and_whatif(lake: Path) -> None:
    watch = Watch("CHN", "RUS", lake=lake, until=date.fromisoformat(TO))
    of_votes = [f.value for f in watch.votes.vetoes("syria") if f.unit][:3]
    assert of_votes == [BOTH, 0, ALONE]
    lines = [x for x in watch.why("syria") if "joint-veto" in x.forms and x.kind != "lead"]
    assert len({x.occurrence for x in lines}) == BOTH
    assert len(watch.outlook.whatif("syria").recounts) == BOTH + ALONE
    assert dict(watch.verdict("syria").record.by_form())["joint-veto"] == BOTH


@pytest.mark.parametrize(
    ("pair", "place", "besides"),
    [
        ("CHN-RUS", "syria", ", 1 denied,"),
        ("CHN-RUS", "iran", " of one alone, "),
        ("CHN-USA", "syria", ", 8 acts in records about others,"),
        ("IRN-RUS", "iran", " in records about others,"),
    ],
)
def test_why_counts_acts_as_the_account_does(lake: Path, pair: str, place: str, besides: str) -> None:
    printed = " ".join(said(lake, "why", pair, place, "--format", "text").split())
    watch = Watch(*pair.split("-"), lake=lake, until=date.fromisoformat(TO))
    first = watch.account(place).standfirst[0].text.partition(",")[0]
    assert f": {first.removesuffix(' together')} together, " in printed
    assert besides in printed


@pytest.mark.parametrize("place", ["syria", "north-korea", "venezuela", "ukraine", "serbia-kosovo"])
def test_a_page_counts_at_least_what_why_prints(lake: Path, place: str) -> None:
    """For every form: as many acts in the account as occurrences that `why` prints with it."""
    watch = Watch("CHN", "RUS", lake=lake)
    told = watch.account(place)
    acts = {a.id for a in told.acts}
    printed = {x.occurrence for x in watch.why(place) if x.source == "chronicle" and x.occurrence in acts}
    assert len(told.acts) >= len(printed) > 0
    assert told.standfirst[0].numbers[0].value == sum(a.kind == "jointly" for a in told.acts)
