"""One number per fact, asked of every face and every command: vetoes on Syria, and joint acts everywhere."""

from __future__ import annotations

import csv
import io
import json
import re
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from comity import Watch
from comity.faces.cli import cli
from comity.parts.desk.app import create_app
from comity.parts.desk.settings import Settings
from comity.records.facts import CLASSES, JOINT, SAME_SIDE
from comity.vocabulary import hotspots
from comity.watch.account.acts import PARTING, count_classes

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
    assert f"China vetoed {BOTH} drafts, with Russia, " in page
    assert f"Russia vetoed {ALONE} drafts without China and {BOTH} with it, " in page
    told = Watch("CHN", "RUS", lake=lake, until=date.fromisoformat(TO)).account("syria")
    china, russia = told.states
    counts = [{n.name: n.value for n in s.vetoes[0].numbers} for s in (china, russia)]
    assert counts == [
        {"alone": 0, "without": 0, "together": BOTH},
        {"alone": ALONE, "without": ALONE, "together": BOTH},
    ]
    assert f"{ALONE} drafts without China and {BOTH} with it" in told._repr_mimebundle_()["text/plain"]


def test_the_json_of_the_terminal(lake: Path) -> None:
    document = json.loads(said(lake, "watch", "CHN-RUS", "syria", "--format", "json"))["account"]
    text = json.dumps(document)
    assert f"China vetoed {BOTH} drafts, with Russia" in text
    assert f"{ALONE} drafts without China and {BOTH} with it" in text


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
    since = f"{ALONE + 1} drafts without China and {BOTH} with it"  # another on 11 July 2023
    assert since in json.dumps(of_terminal)


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
        ("CHN-RUS", "iran", " same line, alone, "),
        ("CHN-USA", "syria", " in records about others,"),
        ("IRN-RUS", "iran", " leads"),
    ],
)
def test_why_counts_acts_as_the_account_does(lake: Path, pair: str, place: str, besides: str) -> None:
    printed = " ".join(said(lake, "why", pair, place, "--format", "text").split())
    watch = Watch(*pair.split("-"), lake=lake, until=date.fromisoformat(TO))
    by = count_classes(watch.account(place).acts)
    assert ", ".join(f"{by[c]} {c}" for c in (*PARTING[::-1], SAME_SIDE) if by[c]) in printed
    assert not by[JOINT] or f": {by[JOINT]} joint, " in printed
    assert besides in printed


@pytest.mark.parametrize("place", ["syria", "north-korea", "venezuela", "ukraine", "serbia-kosovo"])
def test_a_page_counts_at_least_what_why_prints(lake: Path, place: str) -> None:
    """For every form: as many acts in the account as occurrences that `why` prints with it."""
    watch = Watch("CHN", "RUS", lake=lake)
    told = watch.account(place)
    acts = {a.id for a in told.acts}
    printed = {x.occurrence for x in watch.why(place) if x.source == "chronicle" and x.occurrence in acts}
    assert len(told.acts) >= len(printed) > 0


#: The span of the counts of a row, so that the counts of all years have it too.
SINCE = "2020-01-01"
SPANNED = ("--since", SINCE)


@pytest.mark.parametrize("pair", ["CHN-RUS", "IRN-RUS"])
def test_joint_acts_have_one_number_on_every_face(lake: Path, pair: str) -> None:
    """The account, the tests, the table, evidence, why, JSON, the brief and the desk, place by place."""
    watch = Watch(*pair.split("-"), lake=lake, since=date.fromisoformat(SINCE)).only("record")
    account = watch.account()
    joint = {r.hotspot: r.joint for r in account.rows}
    assert sum(joint.values()) > 20
    assert account.present_from == date.fromisoformat(SINCE)
    assert {r.hotspot: sum(a.act_class == JOINT for a in r.acts) for r in account.rows} == joint
    of_place = {h: sum(a.act_class == JOINT for a in watch.account(h).acts) for h in joint}
    assert of_place == joint
    assert {v.hotspot: len(v.record.joint) for v in watch.verdicts} == joint
    assert {r["hotspot"]: r["joint"] or 0 for r in watch.table().to_pylist()} == joint
    drawn = {h: watch.series(h, "year") for h in joint}
    by_year = {
        h: sum(p.observed or 0 for s in of if s.what == JOINT for p in s.points) for h, of in drawn.items()
    }
    undated = {h: sum(a.first.year != a.last.year for a in watch.account(h).acts) for h in joint}
    assert all(joint[h] - undated[h] <= by_year[h] <= joint[h] for h in joint)


@pytest.mark.parametrize("pair", ["CHN-RUS", "IRN-RUS"])
def test_what_is_printed_has_the_joint_acts_of_the_account(lake: Path, pair: str) -> None:
    words = pair, "--lake", str(lake), *SPANNED
    run = lambda *more: CliRunner().invoke(cli, [*more], catch_exceptions=False).output  # noqa: E731
    document = json.loads(run("watch", *words, "--format", "json"))
    joint = {r["hotspot"]: r["joint"] for r in document["account"]["rows"]}
    assert {r["hotspot"]: r["joint"] or 0 for r in document["hotspots"]} == joint
    shorts = {hotspots.get(h).short: n for h, n in joint.items()}
    page, tests = (run("watch", *words, "--format", "text", *more) for more in ((), ("--tests",)))
    shown = dict(re.findall(r"^(\S.{14}) .{10} +(\d+|–) ", page, re.M))
    tested = dict(re.findall(r"^(\S.{14}).* (?:none|apart|parallel|joint|standing) +(\d+|–) ", tests, re.M))
    for table, least in ((shown, 7), (tested, 7)):
        counted = {name.strip(): int(n.replace("–", "0")) for name, n in table.items()}
        assert len(counted) >= least
        assert {n: shorts[n] for n in counted} == counted
    place = max(joint, key=lambda h: joint[h])
    printed = " ".join(run("why", pair, place, "--lake", str(lake), *SPANNED, "--format", "text").split())
    assert f": {joint[place]} joint, " in printed
    brief = Watch(*pair.split("-"), lake=lake, since=date.fromisoformat(SINCE)).account(place)
    assert sum(a.act_class == JOINT for a in brief.acts) == joint[place]


@pytest.mark.parametrize("pair", ["CHN-RUS", "IRN-RUS"])
def test_evidence_on_the_desk_counts_as_the_account_does(lake: Path, pair: str) -> None:
    account = Watch(*pair.split("-"), lake=lake).only("record").account()
    joint = sum(a.act_class == JOINT for a in account.acts)
    with TestClient(create_app(Settings(lake, "CHN-RUS")), base_url="http://127.0.0.1:8470") as desk:
        heading = desk.get(f"/evidence/{pair}.json").json()["heading"]
        assert f"({joint} joint, " in heading
        for row in account.rows:
            found = desk.get(f"/evidence/{pair}/{row.hotspot}.json?only=joint").json()["occurrences"]
            assert len(found) == sum(a.act_class == JOINT for a in row.acts), row.hotspot
            assert {o["kind"] for o in found} <= {JOINT}


PAIRS = (
    *("CHN-RUS", "IRN-RUS", "PRK-RUS", "IND-RUS", "CHN-PAK", "FRA-DEU"),
    *("GBR-USA", "JPN-USA", "TUR-RUS", "SAU-IRN", "IND-USA", "EGY-ETH"),
)
CELLS = ("joint", "same side", "steps back", "opposed")
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def desk(lake: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(lake, "CHN-RUS")), base_url="http://127.0.0.1:8470") as client:
        yield client


def list_facts(acts: Rows, since: str) -> dict[str, Any]:
    """Return ten facts of rows of acts; those by class since a day."""
    of_class = {c: [a for a in acts if a["class"] == c] for c in CLASSES}
    lately = {c: sum(a["last"] >= since for a in of_class[c]) for c in CLASSES}
    both = [*of_class[JOINT], *of_class[SAME_SIDE]]
    return {c: lately[c] for c in CELLS} | {
        "alone": lately["same line, alone"] + lately["own line, alone"],
        "against": sum(a["stance"] == "against" and a["last"] >= since for a in both),
        "acts": len(acts),
        "newest": max((a["first"] for a in acts), default=""),
        "places": len({a["place"] for a in of_class[JOINT] if a["last"] >= since}),
        "joint of all": len(of_class[JOINT]),
    }


def read_rows(account: dict[str, Any]) -> Rows:
    """Acts with their place of an account in JSON, which checks its own rows on the way."""
    for r in account["rows"]:
        own = list_facts(
            [{"place": "", "class": a["act_class"], **a} for a in r["acts"]], account["present_from"]
        )
        assert [r[k] for k in ("joint", "same_side", "steps_back", "opposed", "alone", "against")] == [
            own[k] for k in (*CELLS, "alone", "against")
        ], r["hotspot"]
    return [{"place": r["hotspot"], "class": a["act_class"], **a} for r in account["rows"] for a in r["acts"]]


@pytest.mark.parametrize("pair", PAIRS)
def test_ten_facts_have_one_value_on_every_face_and_in_every_format(
    lake: Path, desk: TestClient, pair: str
) -> None:
    run = lambda fmt: CliRunner().invoke(cli, ["watch", pair, "--lake", str(lake), "--format", fmt]).output  # noqa: E731
    account = json.loads(run("json"))["account"]
    since = account["present_from"]
    facts = list_facts(read_rows(account), since)
    for fmt, mark in (("csv", ","), ("tsv", "\t")):
        assert list_facts([*csv.DictReader(io.StringIO(run(fmt)), delimiter=mark)], since) == facts, fmt
    told = Watch(*pair.split("-"), lake=lake).account()
    assert sum(r.together + r.parting + r.alone for r in told.rows) == sum(
        facts[c] for c in (*CELLS, "alone")
    )
    page = run("text")
    shown = re.findall(r"^\S.{25}((?: +(?:\d+|–)){4})(?: |$)", page, re.M)
    cells = [[int(n.replace("–", "0")) for n in x.split()] for x in shown]
    assert [sum(x[k] for x in cells) for k in range(4)] == [facts[c] for c in CELLS], page
    end = time.monotonic() + PATIENCE
    while (of_desk := desk.get(f"/watch/{pair}.json")).status_code != 200:
        assert time.monotonic() < end
        time.sleep(0.5)
    assert list_facts(read_rows(of_desk.json()), since) == facts
    rows = [*csv.DictReader(io.StringIO(desk.get(f"/watch/{pair}.csv").text))]
    assert list_facts(rows, since) == facts
    html = desk.get(f"/watch/{pair}").text
    for name, c in (
        ("joint", JOINT),
        ("same", SAME_SIDE),
        ("back", "steps back"),
        ("opposed", "opposed"),
    ):
        found = re.findall(rf'<td class="n {name}(?: z)?"[^>]*>(\d+|–)</td>', html)
        assert sum(int(n.replace("–", "0")) for n in found) == facts[c], name
    heading = desk.get(f"/evidence/{pair}.json").json()["heading"]
    joint = sum(a.act_class == JOINT for a in told.acts)
    all_joint = f"{joint} occurrences of " in heading  # then the heading gives the number once
    assert f"({joint} joint, " in heading or all_joint or not joint
