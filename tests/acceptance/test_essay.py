"""The founding essay, verbatim, as of its day: read where it lies, skipped where it is absent.

The essay is in view of whoever works on the check, so this shows that it works and measures nothing.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from comity.parts.check.checked import CheckedText, check
from comity.parts.check.marking import DIFFERS, IN_GENERAL, NO_CLAIM, NOT_FOUND, ON_RECORD
from comity.records.coded_acts import Document
from comity.watch.inquiry import Inquiry

DAY = date(2019, 6, 5)
SHARED = Path(__file__).resolve().parents[3] / "shared" / "acceptance"
pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="the essay is not here")


@pytest.fixture(scope="module")
def essay(tmp_path_factory: pytest.TempPathFactory) -> CheckedText:
    inquiry = Inquiry.of("CHN", "RUS", lake=tmp_path_factory.mktemp("empty") / "lake", as_of=DAY)
    text = (SHARED / "essay.txt").read_text("utf-8")
    return check(Document("essay", text, published=DAY, prose=True), inquiry)


def test_its_headings_stand_apart_and_give_their_places(essay):
    assert [c.mark.mark for c in essay.claims[:1]] == [NO_CLAIM]
    assert {"venezuela", "arctic", "africa"} <= {p for c in essay.claims for p in c.claim.section}


def test_what_an_analyst_finds_on_record_has_records(essay):
    with (SHARED / "essay_sentences.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    on_record = [" ".join(r["sentence"].split()) for r in rows if r["on_record"] in ("yes", "in part")]
    claims = [c for c in essay.claims if len(c.claim.text) > 40]
    bare = [
        s
        for s in on_record
        if not any(c.mark.records for c in claims if c.claim.sentence in s or s in c.claim.sentence)
    ]
    assert len(on_record) == 38
    assert not bare
    marks = [
        c.mark.mark for c in claims if any(c.claim.sentence in s or s in c.claim.sentence for s in on_record)
    ]
    assert NOT_FOUND not in marks
    assert sum(m in (ON_RECORD, IN_GENERAL, DIFFERS) for m in marks) >= 26


def test_nothing_known_later_is_shown(essay):
    assert all(r.record.known_on <= DAY for c in essay.claims for r in c.mark.records)
