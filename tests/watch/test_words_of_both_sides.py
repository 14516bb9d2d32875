"""What both sides say, on the real statements: quotes stand in their source, readings by hand agree."""

from __future__ import annotations

import csv
import json
import random
import re
import tarfile
from html import unescape
from pathlib import Path

import pytest

from comity.lake.store import Lake
from comity.measures.words import silence
from comity.measures.words.silence import Habits
from comity.watch import Watch
from comity.watch.questions import words

LABELS = Path(__file__).parents[2] / "labels" / "place_periods.csv"
pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def folder(shared_data):
    return shared_data.parent / "data_2026"


@pytest.fixture(scope="module")
def watch(folder, tmp_path_factory):
    lake = Lake.open(tmp_path_factory.mktemp("words") / "lake")
    lake.add([folder / "statements_cn", folder / "statements_ru"])
    return Watch("CHN", "RUS", lake=lake)


def published(folder: Path, place: str, row_no: int) -> str:
    """What stands at a place of the published files, as plain text."""
    path, _, member = place.partition("!")
    with tarfile.open(folder / path) as archive:
        body = archive.extractfile(member).read().decode()
    if member.endswith(".json"):
        item = json.loads(body)[row_no - 1]
        return f"{item['t']} {item.get('s', '')}"
    return unescape(re.sub(r"<[^>]+>", "", body))


def flat(text: str) -> str:
    return "".join(text.split())


def test_thirty_quotes_drawn_at_random_stand_in_their_source_at_the_cited_place(watch, folder):
    spoken = words.all_spoken(watch.inquiry)
    every = [(c, m) for c in spoken.mentions for ms in spoken.mentions[c].values() for m in ms]
    drawn = random.Random(20261128).sample([x for x in every if x[0].outlet != "President of Russia"], 30)
    where = {e.record_id: e for e in watch.view.where(m.record for _, m in drawn)}
    texts = {
        r["record_id"]: r["text"] for r in watch.view.table("documents", ["record_id", "text"]).to_pylist()
    }
    for channel, mention in drawn:
        s = random.Random(mention.record).choice(mention.sentences)
        assert texts[mention.record][s.first : s.last] == s.text
        e = where[mention.record]
        assert flat(s.text) in flat(published(folder, e.place, e.row_no)), (channel.name, e.place)


def test_readings_by_hand_agree_with_what_is_called_silence(watch):
    spoken = words.all_spoken(watch.inquiry)
    habits = {
        (c.outlet, c.language, yearly): Habits(spoken, c, words.topics(), yearly=yearly)
        for c in spoken.volume
        for yearly in (False, True)
    }
    rows = list(csv.DictReader(LABELS.read_text("utf-8").splitlines()))
    agree = 0
    for r in rows:
        told = habits[r["outlet"], r["language"], len(r["period"]) == 4].of(r["place"], r["period"])
        agree += (told.answer == silence.SILENT) == (r["reading"] == "silent")
    assert len(rows) == 40
    assert agree >= 36


def test_gaps_and_samples_of_the_real_statements_are_not_covered(watch):
    spoken = words.all_spoken(watch.inquiry)
    by_name = {(c.outlet, c.language): c for c in spoken.volume}
    briefings = by_name["Ministry of Foreign Affairs of China", "zh"]
    for month in ("2020-07", "2020-08", "2024-04"):
        assert silence.explain_gap(spoken, briefings, month).startswith("not covered"), month
    assert silence.explain_gap(spoken, briefings, "2022-03") == ""
    assert "a part of what it says" in silence.explain_gap(spoken, by_name["RT", "en"], "2018-05")


@pytest.mark.parametrize("place", ["ukraine", "south-china-sea", "central-asia"])
def test_both_columns_have_quotes_and_silence_its_expectation(watch, place):
    told = watch.words.at(place)
    assert told.beside
    for one, other in told.beside:
        assert (one.state, other.state) == ("CHN", "RUS")
        assert abs(one.day - other.day) <= words.NEAR
    for f in told.findings:
        assert f.known or f.why_not
    for p in told.periods:
        if p.answer == silence.SILENT:
            assert p.said == 0 < p.low <= p.expected <= p.high or p.low == 0


def test_the_foreign_ministry_of_one_is_silent_on_the_sea_of_the_other(watch):
    silent = {
        (p.channel.outlet, p.period)
        for p in watch.words.at("south-china-sea").periods
        if p.answer == silence.SILENT
    }
    assert ("Ministry of Foreign Affairs of Russia", "2024") in silent
