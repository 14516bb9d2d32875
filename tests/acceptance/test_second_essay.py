"""Fifteen claims about a pair that comity was not built for, on an empty lake: answered or searched."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from comity.lake.query.evidence import EvidenceLine
from comity.watch import Watch

CLAIMS: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("second_essay.yaml").read_text(encoding="utf-8")
)
PLACES = ("iran", "syria", "ukraine", "bilateral")


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[EvidenceLine]]:
    """What ``comity why IRN-RUS`` prints for each place, as known two weeks after the piece."""
    lake = tmp_path_factory.mktemp("second") / "lake"
    watch = Watch("IRN", "RUS", lake=lake, as_of=date(2025, 1, 31))
    return {place: watch.why(place) for place in PLACES}


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda c: str(c["number"]))
def test_a_claim_is_answered_or_searched(claim: dict[str, Any], lines: dict[str, list[EvidenceLine]]) -> None:
    assert claim.get("records") or claim.get("news") or claim.get("searched")
    for place, record, day in claim.get("records", ()):
        (line,) = [x for x in lines[place] if x.record_id == f"chronicle:{record}"]
        assert line.date.isoformat().startswith(day)
        assert line.where, "a claim is answered by a record with a source"
    for place, day, words in claim.get("news", ()):
        leads = [
            x for x in lines[place] if x.kind == "lead" and x.date.isoformat() == day and words in x.what
        ]
        assert leads, (place, day)
    if "searched" in claim:
        assert "not found in" in claim["searched"]
        assert not [x.what for every in lines.values() for x in every if re.search(claim["words"], x.what)]


def test_most_claims_have_a_record() -> None:
    assert [c["number"] for c in CLAIMS] == list(range(1, 16))
    assert sum(bool(c.get("records") or c.get("news")) for c in CLAIMS) == 11
