"""What leads a page of the chronicle's own pair rests on two outlets or on an official record."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from comity.sources.curated import chronicle
from comity.vocabulary import hotspots
from comity.watch.account import pair, place
from comity.watch.answers import Answers
from comity.watch.inquiry import Inquiry

OFFICIAL = "official-record"


@pytest.fixture(scope="module")
def answers() -> Answers:
    return Answers(Inquiry.of(*chronicle.list_states(), lake=Path("nowhere")), only=("record",))


def leading(answers: Answers) -> set[str]:
    """Ids of the records behind every heading and behind the newest joint act of each place."""
    account = pair.describe_pair(answers)
    places = (place.describe_place(answers, h.id) for h in hotspots.watched())
    headings = [*account.heading, *(s for p in places for s in p.heading)]
    newest = (row.newest.records for row in account.rows if row.newest)
    return {i for some in (*(s.records for s in headings), *newest) for i in some}


def test_every_fact_that_leads_rests_on_two_outlets_or_an_official_record(answers):
    weak = []
    for act in answers.inquiry.acts.to_pylist():
        cited = act["citations"]
        outlets = {urlsplit(c["url"]).netloc or c["place"] for c in cited}
        if len(outlets) < 2 and OFFICIAL not in {c["kind"] for c in cited}:
            weak.append(act["record_id"])
    leads = leading(answers)
    assert len(leads) > 50
    assert leads.isdisjoint(weak), leads.intersection(weak)
