"""The claims of an essay of June 2019, asked of comity on an empty lake: each is answered and sourced."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from comity.lake.query.evidence import EvidenceLine
from comity.records.facts import may_lead
from comity.vocabulary import hotspots
from comity.watch import Watch

CLAIMS: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("claims.yaml").read_text(encoding="utf-8")
)
NUMBERS = [c["number"] for c in CLAIMS]
PRECISION = {4: "year", 7: "month", 10: "day"}


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory):
    """Watch of China and Russia on an empty lake as known on a day, the same one each time."""
    lake = tmp_path_factory.mktemp("empty") / "lake"
    return cache(lambda as_of: Watch("CHN", "RUS", lake=lake, as_of=as_of))


@pytest.fixture(scope="module")
def why(ask):
    """Lines of a place as known on a day, by record id."""
    return cache(lambda as_of, place: {x.record_id: x for x in ask(as_of).why(place)})


def test_all_sixty_six_claims_are_there():
    assert list(range(1, 67)) == NUMBERS
    assert all(c.get("records") or c.get("computed") for c in CLAIMS)
    assert all("not found in" in c["searched"] for c in CLAIMS if c["number"] in (23, 41, 44))
    assert sum(c["as_of"] > date(2019, 6, 5) for c in CLAIMS) == 8


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda c: str(c["number"]))
def test_a_claim_is_answered(claim, why):
    assert claim["ask"]
    for record in claim.get("records", ()):
        line: EvidenceLine = why(claim["as_of"], record["place"])[f"chronicle:{record['id']}"]
        assert line.date.isoformat().startswith(record["date"])
        assert line.precision == PRECISION[len(record["date"])]
        assert line.where, "a claim is answered by a record with a source"
        if record["form"] == "view":
            assert line.kind == "view"
            assert line.said_by
        else:
            assert record["form"] in line.forms


def test_nothing_later_is_known_on_the_day_of_the_essay(why):
    known = why(date(2019, 6, 5), "bilateral")
    assert "chronicle:sum-moscow-2019" in known  # the first day of the visit
    assert "chronicle:sum-osaka-2019" not in known


def test_words_are_weighed_against_deeds(ask):
    records = ask(date(2019, 6, 5)).answers.records
    deeds, words = (sum(r.deeds()[k] for r in records.values()) for k in (0, 1))
    assert words > deeds > 50


def test_stances_are_counted_place_by_place(ask):
    records = ask(date(2019, 6, 5)).answers.records
    stance = {h: r.toward_third() for h, r in records.items()}
    assert stance["afghanistan"]["with"] > stance["afghanistan"]["against"]
    assert stance["venezuela"]["with"] == 0 < stance["venezuela"]["against"]


def test_every_place_has_records(ask):
    records = ask(date(2019, 6, 5)).answers.records
    assert [h.id for h in hotspots.watched() if not records[h.id].occurrences] == []


def test_each_place_has_a_record_that_may_lead(why):
    """A heading never rests on a party's word: every place has something on press or better."""
    for h in hotspots.watched():
        lines = why(date(2019, 6, 5), h.id).values()
        assert any(may_lead(x.source_kinds) for x in lines), h.id
