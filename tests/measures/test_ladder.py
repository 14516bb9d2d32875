"""Korolev's ladder: rules, dates, stages that need all below, and whether it is a scale."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.errors import VocabularyError
from comity.measures.record import military_alignment as lad
from comity.records.schemas import ACT, TIE
from comity.sources.curated import chronicle
from comity.vocabulary.group import Group

PAIR = Group(("FRA", "GBR"))


def _act(day: date, form: str, domain: str = "military", **over: Any) -> dict[str, Any]:
    base = {
        "source": "test",
        "file_id": "0",
        "row_no": 1,
        "known_on": day,
        "date_from": day,
        "date_to": day,
        "precision": "day",
        "kind": "event",
        "actors": ["FRA", "GBR"],
        "partners": [],
        "targets": [],
        "hotspots": [],
        "forms": [form],
        "domain": domain,
        "polarity": "cooperation",
        "deed": True,
        "toward_third": "none",
        "third": "USA",
        "modality": "asserted",
        "summary": form,
        "citations": [],
        "rules": [],
    }
    row = base | over
    key = f"{day}{row['forms']}{row['summary']}"
    return {"record_id": f"t:{key}", "occurrence": key} | row


def _tie(day: date, clauses: list[str], members: tuple[str, ...] = ("FRA", "GBR")) -> dict[str, Any]:
    return {
        "record_id": f"t:{day}{clauses}",
        "source": "test",
        "file_id": "0",
        "row_no": 1,
        "known_on": day,
        "kind": "alliance",
        "members": list(members),
        "date_from": day,
        "precision": "day",
        "clauses": clauses,
    }


def _ladder(acts: list[dict[str, Any]], ties: list[dict[str, Any]] | None = None) -> lad.Ladder:
    return lad.ladder(pa.Table.from_pylist(acts, ACT), pa.Table.from_pylist(ties or [], TIE), PAIR)


def _since(found: lad.Ladder) -> dict[str, date | None]:
    return {r.criterion.id: r.since for r in found.rungs}


EARLY = [
    _act(date(2000, 3, 1), "friction-avoidance"),
    *(_act(date(y, 5, 5), "consultation", "diplomatic") for y in (2000, 2001, 2002)),
]
MODERATE = [
    *(_act(date(y, 6, 1), "arms-transfer") for y in (2003, 2004, 2006)),
    *(_act(date(y, 8, 1), "joint-exercise") for y in (2005, 2007, 2009)),
]


def test_each_criterion_gets_the_day_its_rule_was_fulfilled() -> None:
    found = _ladder(EARLY + MODERATE)
    assert _since(found) == {
        "confidence-building": date(2000, 3, 1),
        "regular-consultations": date(2002, 5, 5),
        "technical-cooperation": date(2006, 6, 1),
        "regular-exercises": date(2009, 8, 1),
        "integrated-command": None,
        "troops-or-bases": None,
        "common-defence-policy": None,
    }
    assert (found.stage, found.since) == ("moderate", date(2009, 8, 1))


def test_a_stage_needs_all_below() -> None:
    found = _ladder(MODERATE)
    assert found.stage == lad.NONE
    assert found.since is None
    assert found.finding().value == lad.NONE
    assert "unknown, not unmet" in found.finding().detail.note


def test_regular_is_three_years_within_five() -> None:
    spread = [_act(date(y, 8, 1), "joint-exercise") for y in (2000, 2003, 2006, 2009)]
    assert _since(_ladder(spread))["regular-exercises"] is None
    crowded = [_act(date(2005, m, 1), "joint-exercise") for m in range(1, 9)]
    assert _since(_ladder(crowded))["regular-exercises"] is None


def test_reports_of_one_event_are_one_occurrence() -> None:
    one = _act(date(2000, 12, 31), "joint-exercise", occurrence="x")
    acts = [one, one | {"record_id": "t:again"}, one | {"record_id": "t:later", "date_to": date(2001, 1, 2)}]
    acts.append(_act(date(2002, 1, 1), "joint-exercise", occurrence="y"))
    assert _since(_ladder(acts))["regular-exercises"] is None


@pytest.mark.parametrize(
    "over",
    [
        {"modality": "planned"},
        {"polarity": "friction"},
        {"kind": "total"},
        {"actors": ["FRA"]},
        {"actors": ["DEU"], "partners": ["FRA", "GBR"]},
    ],
)
def test_what_does_not_count(over: dict[str, Any]) -> None:
    assert _since(_ladder([_act(date(2000, 3, 1), "friction-avoidance", **over)])) == dict.fromkeys(
        c.id for c in lad.criteria()
    )


def test_one_toward_the_other_counts() -> None:
    acts = [_act(date(2000, 3, 1), "friction-avoidance", actors=["FRA"], partners=["GBR"])]
    assert _since(_ladder(acts))["confidence-building"] == date(2000, 3, 1)


def test_ties_fulfil_at_once_and_the_earlier_wins() -> None:
    tie = _tie(date(1999, 1, 1), ["consul", "intcom"], ("DEU", "FRA", "GBR"))
    found = _ladder(EARLY + MODERATE, [tie, _tie(date(1990, 1, 1), ["consul"], ("DEU", "FRA"))])
    since = _since(found)
    assert since["regular-consultations"] == date(1999, 1, 1)
    assert since["integrated-command"] == date(1999, 1, 1)
    assert found.stage == "moderate"


def test_joint_command_of_an_exercise_is_no_integrated_command() -> None:
    drill = _act(date(2000, 1, 1), "joint-exercise", summary="A drill under a joint command")
    pact = _act(date(2001, 1, 1), "agreement", summary="A treaty founding a joint command of both navies")
    assert _since(_ladder([drill]))["integrated-command"] is None
    assert _since(_ladder([drill, pact]))["integrated-command"] == date(2001, 1, 1)


@given(st.randoms())
def test_order_of_records_changes_nothing(random: Any) -> None:
    acts = EARLY + MODERATE
    mixed = acts.copy()
    random.shuffle(mixed)
    assert _ladder(mixed) == _ladder(acts)


def test_finding_names_the_records() -> None:
    f = _ladder(EARLY + MODERATE).finding()
    assert f.value == "moderate"
    assert f.n == len(f.records) == 10
    assert f.detail.criteria["regular-exercises"] == "2009-08-01"


def test_the_shipped_chronicle_reaches_the_moderate_stage() -> None:
    file, source = chronicle.load_embedded()
    acts = pa.concat_tables([b.tables["acts"] for b in source.read(file)])
    found = lad.ladder(acts, TIE.empty_table(), Group.of("CHN", "RUS"))
    assert found.stage == "moderate"
    assert _since(found)["regular-exercises"] == date(2007, 8, 9)


def test_criteria_are_in_the_order_of_their_stages() -> None:
    stages = [lad.STAGES.index(c.stage) for c in lad.criteria()]
    assert stages == sorted(stages)
    assert len(stages) == 7


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"stage": "late"}, "stage"),
        ({"acts": [{"forms": ["joint-dance"], "domains": [], "words": ""}]}, "forms"),
        ({"acts": [{"forms": [], "domains": ["sea"], "words": ""}]}, "domains"),
        ({"acts": [{"forms": [], "domains": [], "words": "("}]}, "words"),
        ({"times": 1}, "times"),
    ],
)
def test_a_wrong_file_is_refused_by_key(change: dict[str, Any], key: str) -> None:
    entry = {
        "id": "x",
        "name": "X",
        "stage": "early",
        "definition": "d",
        "times": 3,
        "years": 3,
        "within": 5,
        "acts": [],
        "ties": [],
    }
    with pytest.raises(VocabularyError) as e:
        lad._criterion(entry | change, "korolev.yaml")
    assert e.value.key == key
