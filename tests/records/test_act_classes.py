"""Classes of acts, worked out by hand, and what is refused as fields of a fact."""

from __future__ import annotations

from typing import Any

import pytest

from comity.records.facts import (
    JOINT,
    OPPOSED,
    OWN_ALONE,
    SAME_ALONE,
    SAME_SIDE,
    STEPS_BACK,
    classify,
    classify_by_form,
    read_fields,
)

PAIR = ("CHN", "RUS")


def clause(who: str, side: str = "for", toward: str = "", *, joint: bool = False) -> dict[str, Any]:
    return {
        "who": who.split(),
        "verb": "act",
        "object": "",
        "toward": toward.split(),
        "side": side,
        "joint": joint,
    }


def fact(*did: dict[str, Any], line: str = "", roles: str = "") -> dict[str, Any]:
    """A value of the column ``fact``; China's part in it, where it has one."""
    of_china = [{"state": "CHN", "role": roles}] if roles else []
    return {"short": "a fact", "strength": 1, "line": line, "did": [*did], "roles": of_china, "numbers": []}


def line(*did: dict[str, Any]) -> dict[str, Any]:
    """The same as a line of a fact file."""
    return fact(*did) | {"roles": {"CHN": "proposer"}}


@pytest.mark.parametrize(
    ("act_class", "records"),
    [
        (JOINT, [fact(clause("CHN RUS", joint=True))]),
        (JOINT, [fact(clause("CHN RUS IRN", joint=True))]),
        (JOINT, [fact(clause("CHN", "withholds")), fact(clause("CHN RUS", joint=True))]),
        (SAME_SIDE, [fact(clause("CHN RUS"))]),
        (SAME_SIDE, [fact(clause("CHN")), fact(clause("RUS"))]),
        (SAME_SIDE, [fact(clause("CHN RUS", "withholds"), clause("USA", "for"))]),
        (STEPS_BACK, [fact(clause("RUS"), clause("CHN", "withholds"))]),
        (STEPS_BACK, [fact(clause("CHN", "withholds"))]),
        (OPPOSED, [fact(clause("RUS"), clause("CHN", "against"))]),
        (OPPOSED, [fact(clause("RUS", "against", "CHN"))]),
        (SAME_ALONE, [fact(clause("RUS"), line="shared")]),
        (SAME_ALONE, [fact(clause("RUS", "for", "CHN"), roles="backed")]),
        (OWN_ALONE, [fact(clause("RUS", "for", "CHN"), roles="target")]),
        (OWN_ALONE, [fact(clause("RUS"), line="own")]),
        (OWN_ALONE, [fact(clause("RUS", joint=True) | {"who": ["RUS", "IND"]}, line="own")]),
        ("", [fact(clause("IND"))]),
    ],
)
def test_class_follows_from_who_acts_in_which_direction(
    act_class: str, records: list[dict[str, Any]]
) -> None:
    assert classify(records, PAIR) == act_class
    assert classify(records, reversed(PAIR)) == act_class


def test_one_fact_answers_for_every_pair_in_it() -> None:
    drill = fact(clause("CHN RUS IRN", joint=True), clause("IND", "withholds"))
    assert classify([drill], ("IRN", "RUS")) == classify([drill], ("CHN", "IRN", "RUS")) == JOINT
    assert classify([drill], ("IND", "RUS")) == STEPS_BACK
    assert classify([drill], ("IND", "PAK")) == STEPS_BACK


@pytest.mark.parametrize(
    ("act_class", "of_act", "together", "friction", "against_third"),
    [
        (JOINT, ("joint-veto", "joint-vote"), True, False, True),
        (SAME_SIDE, ("joint-vote",), True, False, True),
        (STEPS_BACK, ("deference",), False, True, False),
        (OPPOSED, ("divergence",), False, True, False),
        (SAME_ALONE, ("regime-backing",), False, False, True),
        (OWN_ALONE, ("regime-backing",), False, False, False),
    ],
)
def test_class_from_forms_where_nobody_wrote_fields(
    act_class: str, of_act: tuple[str, ...], together: bool, friction: bool, against_third: bool
) -> None:
    found = classify_by_form(of_act, together=together, friction=friction, against_third=against_third)
    assert found == act_class


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"short": "x" * 61}, "at most 60"),
        ({"strength": 7}, "1 to 6"),
        ({"line": "theirs"}, "shared, own"),
        ({"did": []}, "one clause or more"),
        ({"did": [clause("CHN", joint=True)]}, "two where joint"),
        ({"did": [clause("CHN") | {"side": "maybe"}]}, "side"),
        ({"roles": {"CHN": "friend"}}, "roles"),
        ({"numbers": [{"n": "two", "unit": "ships", "of": ""}]}, "n in numbers"),
    ],
)
def test_wrong_fields_are_refused_with_what_is_wrong(change: dict[str, Any], says: str) -> None:
    assert read_fields(line(clause("CHN"))) is not None
    with pytest.raises(ValueError, match=says):
        read_fields(line(clause("CHN")) | change)


def test_fields_come_all_or_not_at_all() -> None:
    assert read_fields({"summary": "Both met."}) is None
    with pytest.raises(ValueError, match="must be given beside short"):
        read_fields({"short": "met"})
