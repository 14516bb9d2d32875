"""The claims of the essay as plain sentences, checked as known on its day on an empty lake."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from comity.parts.check.checked import CheckedClaim, check
from comity.parts.check.marks import PARTLY, SUPPORTED
from comity.records.coded_acts import Document
from comity.watch.inquiry import Inquiry

DAY = date(2019, 6, 5)
SENTENCES: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("essay_sentences.yaml").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> dict[int, CheckedClaim]:
    """Each sentence checked by itself, by its number."""
    inquiry = Inquiry.of("CHN", "RUS", lake=tmp_path_factory.mktemp("empty") / "lake", as_of=DAY)
    out = {}
    for s in SENTENCES:
        text = check(Document("essay", s["sentence"], published=DAY, prose=True), inquiry)
        (out[s["number"]],) = text.claims
    return out


def test_every_claim_of_the_essay_has_its_sentence():
    assert [s["number"] for s in SENTENCES] == list(range(1, 67))
    assert all(("records" in s) != ("open" in s) for s in SENTENCES)


def test_at_least_fifty_are_borne_out_by_the_right_record(checked):
    right = [s["number"] for s in SENTENCES if _right(s, checked[s["number"]])]
    assert len(right) >= 50, sorted(set(checked) - set(right))


def _right(sentence: dict[str, Any], claim: CheckedClaim) -> bool:
    first = [r.record_id.removeprefix("chronicle:") for r in claim.mark.records_for[:1]]
    return claim.mark.mark in (SUPPORTED, PARTLY) and first != [] and first[0] in sentence.get("records", ())


def test_none_of_the_rest_is_called_held(checked):
    wrong = [
        s["number"]
        for s in SENTENCES
        if checked[s["number"]].mark.mark == SUPPORTED and not _right(s, checked[s["number"]])
    ]
    assert wrong == []


def test_nothing_known_later_is_shown(checked):
    for c in checked.values():
        assert all(r.known_on <= DAY for r in (*c.mark.records_for, *c.mark.records_against))
