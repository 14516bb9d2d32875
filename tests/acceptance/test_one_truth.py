"""One fact, one value: the 17 drafts on Syria vetoed to July 2022, asked of every command."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from comity.faces.cli import cli
from comity.lake.store import Lake
from comity.sources.curated import chronicle
from comity.vocabulary import topics
from comity.vocabulary.load import package_text
from comity.watch import Watch

TO = date(2022, 7, 31)
BOTH, ALONE = 10, 7


def facts() -> list[dict]:
    with chronicle.load_embedded()[0].open() as stream:
        lines = [json.loads(x) for x in stream.read().splitlines()[1:]]
    return [f for f in lines if f["kind"] != "view"]


def of_the_chronicle(watch: Watch) -> tuple[int, int]:
    """Double vetoes and lone vetoes of Russia on Syria as `why` prints them."""
    lines = [x for x in watch.why("syria", None, TO) if x.source == "chronicle"]
    both = {x.occurrence for x in lines if "joint-veto" in x.forms}
    alone = {x.occurrence for x in lines if x.record_id in LONE}
    return len(both), len(alone)


LONE = {
    f"chronicle:{i}"
    for i in (
        "div-veto-2016-oct-syria",
        "div-veto-2017-apr-syria",
        "div-veto-2017-oct-jim",
        "div-veto-2017-nov16-jim",
        "div-veto-2017-nov17-jim",
        "div-veto-2018-apr-syria",
        "syr-aid-veto-2022",
    )
}


def test_the_embedded_records_say_ten_and_seven(tmp_path: Path):
    watch = Watch("CHN", "RUS", lake=tmp_path / "lake")
    assert of_the_chronicle(watch) == (BOTH, ALONE)
    witness = watch.verdict("syria").record
    assert dict(witness.by_form())["joint-veto"] == BOTH  # none on Syria since
    until = Watch("CHN", "RUS", lake=tmp_path / "lake", until=TO)
    for asked, alone in ((until, ALONE), (watch, ALONE + 1)):  # since then Russia's alone of 11 July 2023
        found = [f for f in asked.votes.vetoes("syria") if f.unit]
        assert [f.value for f in found][:3] == [BOTH, 0, alone]
    assert len(until.outlook.whatif("syria").recounts) == BOTH + ALONE


def test_a_brief_says_ten(tmp_path: Path):
    out = tmp_path / "syria.md"
    asked = ["brief", "CHN-RUS", "syria", "--until", f"{TO}", "--out", str(out)]
    asked += ["--lake", str(tmp_path / "lake")]
    told = CliRunner().invoke(cli, asked)
    assert told.exit_code == 0, told.output
    text = out.read_text("utf-8")
    assert f"China vetoed {BOTH} drafts, with Russia" in text
    assert f"Russia vetoed {ALONE} drafts without China and {BOTH} with it" in text


@pytest.mark.real
def test_the_real_records_say_ten_and_seven(shared_data: Path, tmp_path: Path):
    lake = Lake.open(tmp_path / "lake")
    lake.add([shared_data / "votes" / n for n in ("unsc_vetoes_yordan_1946_2022.csv", "unsc_scact_html")])
    watch = Watch("CHN", "RUS", lake=lake, until=TO)
    found = [f for f in watch.votes.vetoes("syria") if f.unit]
    assert [f.value for f in found][:3] == [BOTH, 0, ALONE]
    assert of_the_chronicle(watch) == (BOTH, ALONE)
    on_record = [x for x in watch.why("syria") if x.kind != "lead"]
    assert len({x.occurrence for x in on_record if "joint-veto" in x.forms}) == BOTH
    assert dict(watch.verdict("syria").record.by_form())["joint-veto"] == BOTH
    drafts = watch.outlook.whatif("syria").recounts
    assert len(drafts) == BOTH + ALONE
    assert sum(r.both_vetoed for r in drafts) == BOTH
    assert sum(r.draft.vetoes == {"RUS"} for r in drafts) == ALONE


def test_the_chronicle_and_the_table_of_places_agree():
    for fact in facts():
        for symbol in (s for s in fact.get("symbols", ()) if "/PV." not in s and fact["form"] != "agreement"):
            if symbol == "S/2017/613":  # a letter, never put to the vote
                continue
            place = set(topics.find_vote_hotspots("", (), symbol))
            assert place == ({fact["hotspot"]} - {"bilateral"}), (fact["id"], symbol)


def test_what_a_person_decided_stands_above_the_title():
    assert topics.find_vote_hotspots("The situation in the Middle East", (), "S/2016/1026") == ("syria",)
    assert topics.find_vote_hotspots("Syrian Arab Republic", (), "S/2018/156") == ("iran",)
    assert topics.find_vote_hotspots("The situation in Ukraine", (), "S/2014/189") == ("ukraine",)
    assert topics.find_vote_hotspots("Syrian Arab Republic", (), "no such symbol") == ("syria",)
    part = topics.find_vote_hotspots("The situation in the Central African Republic", (), "S/RES/2448")
    assert part == ("africa", "central-african-republic")


def test_the_place_of_a_roll_call_is_that_of_any_source_that_gives_it():
    calls = [
        {"roll_call_id": "UNSC:x", "symbol": "x", "title": "The situation in the Middle East", "issues": []},
        {"roll_call_id": "UNSC:x", "symbol": "x", "title": None, "issues": ["Middle East", "Syria"]},
    ]
    assert topics.find_roll_call_hotspots(calls) == {"UNSC:x": {"syria"}}


def test_every_place_of_the_table_is_one():
    rows = list(csv.DictReader(package_text("vocabulary/data/vote_places.csv").splitlines()))
    assert len(rows) == len({r["symbol"] for r in rows}) > 250
