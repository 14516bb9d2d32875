"""Fifteen claims each about pairs that comity was not built for, on an empty lake: answered or searched."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from comity.lake.query.evidence import EvidenceLine
from comity.watch import Watch


class Essay(NamedTuple):
    """Its claims, the pair, the day two weeks after it, the places asked, how many claims have a record."""

    claims: list[dict[str, Any]]
    pair: tuple[str, str]
    as_of: date
    places: tuple[str, ...]
    answered: int


def _claims(name: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name(name).read_text(encoding="utf-8"))
    return listed


ESSAYS = {
    "second": Essay(
        _claims("second_essay.yaml"),
        ("IRN", "RUS"),
        date(2025, 1, 31),
        ("iran", "syria", "ukraine", "bilateral"),
        11,
    ),
    "third": Essay(
        _claims("third_essay.yaml"),
        ("IND", "RUS"),
        date(2025, 8, 4),
        ("bilateral", "ukraine", "regional-orgs", "afghanistan"),
        7,
    ),
}
CLAIMS = [(name, claim) for name, essay in ESSAYS.items() for claim in essay.claims]


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, list[EvidenceLine]]]:
    """What ``comity why`` prints of each essay's pair for each place."""
    lake = tmp_path_factory.mktemp("essays") / "lake"
    watches = {name: Watch(*e.pair, lake=lake, as_of=e.as_of) for name, e in ESSAYS.items()}
    return {name: {place: w.why(place) for place in ESSAYS[name].places} for name, w in watches.items()}


@pytest.mark.parametrize(("essay", "claim"), CLAIMS, ids=[f"{e} {c['number']}" for e, c in CLAIMS])
def test_a_claim_is_answered_or_searched(
    essay: str, claim: dict[str, Any], lines: dict[str, dict[str, list[EvidenceLine]]]
) -> None:
    said = lines[essay]
    assert claim.keys() & {"records", "news", "votes", "searched"}
    for place, record, day in claim.get("records", ()):
        (line,) = [x for x in said[place] if x.record_id == f"chronicle:{record}"]
        assert line.date.isoformat().startswith(day)
        assert line.where, "a claim is answered by a record with a source"
    for kind, key in (("lead", "news"), ("ballot", "votes")):
        for place, day, words in claim.get(key, ()):
            found = [
                x for x in said[place] if (x.kind, x.date.isoformat()) == (kind, day) and words in x.what
            ]
            assert found, (place, day)
    if "searched" in claim:
        assert "not found in" in claim["searched"]
        assert not [x.what for every in said.values() for x in every if re.search(claim["words"], x.what)]


@pytest.mark.parametrize("essay", ESSAYS)
def test_the_claims_are_numbered_and_those_with_a_record_are_counted(essay: str) -> None:
    claims = ESSAYS[essay].claims
    assert [c["number"] for c in claims] == list(range(1, 16))
    assert sum(bool(c.keys() & {"records", "news", "votes"}) for c in claims) == ESSAYS[essay].answered
