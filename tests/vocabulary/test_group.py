"""Pairs and groups are read in any order and any common notation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.errors import QuestionError, UnknownNameError
from comity.vocabulary import states
from comity.vocabulary.group import Group

codes = st.lists(st.sampled_from(sorted(states.all_states())), min_size=2, max_size=5, unique=True)


@given(codes, st.randoms(use_true_random=False))
def test_order_is_free(members: list[str], shuffle) -> None:  # type: ignore[no-untyped-def]
    other = list(members)
    shuffle.shuffle(other)
    assert Group.of(*members) == Group.of(*other)
    assert Group.of(*members).codes == tuple(sorted(members))


@given(codes, st.sampled_from(["-", ",", ", ", "–", "+", "/"]))
def test_codes_are_read_with_any_mark(members: list[str], mark: str) -> None:
    assert Group.parse(mark.join(members)) == Group.of(*members)
    assert Group.parse(mark.join(m.lower() for m in members)) == Group.of(*members)


@given(codes)
def test_names_are_read_back(members: list[str]) -> None:
    group = Group.of(*members)
    assert Group.of(*(states.display(c) for c in group.codes)) == group
    assert Group.parse(group.id) == group
    assert Group.parse(group.short) == group


@given(codes)
def test_pairs_are_all_pairs_once(members: list[str]) -> None:
    pairs = Group.of(*members).pairs
    assert len(pairs) == len(set(pairs)) == len(members) * (len(members) - 1) // 2
    assert all(a < b for a, b in pairs)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("rus-chn", "China and Russia"),
        ("China–Russia", "China and Russia"),
        ("Guinea-Bissau, Timor-Leste", "Guinea-Bissau and Timor-Leste"),
        ("CHN,RUS,IRN", "China, Iran and Russia"),
        ("DPRK, Viet Nam", "North Korea and Vietnam"),
    ],
)
def test_a_group_names_itself(text: str, name: str) -> None:
    assert Group.parse(text).name == name


@pytest.mark.parametrize("text", ["CHN", "CHN-CHN", "China, PRC", ""])
def test_a_pair_needs_two(text: str) -> None:
    with pytest.raises(QuestionError, match="two different states"):
        Group.parse(text)


def test_an_unknown_member_is_told() -> None:
    with pytest.raises(UnknownNameError, match=r"'CHM'.*did you mean"):
        Group.parse("CHM-RUS")


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("China and Russia", "CHN-RUS"),
        ("china russia", "CHN-RUS"),
        ("Beijing, Moscow", "CHN-RUS"),
        ("China / Russia", "CHN-RUS"),
        ("North Korea and Russia", "PRK-RUS"),
        ("the US and Britain", "GBR-USA"),
        ("Saudi Arabia Iran", "IRN-SAU"),
        ("Trinidad and Tobago and Iran", "IRN-TTO"),
        ("Bosnia and Herzegovina, Serbia", "BIH-SRB"),
        ("china vs the united states", "CHN-USA"),
        ("Guinea-Bissau, Timor-Leste", "GNB-TLS"),
        ("AND, CHN", "AND-CHN"),
    ],
)
def test_pairs_are_read_as_people_write_them(text: str, group: str) -> None:
    assert Group.parse(text).id == group


def test_a_body_is_named_as_no_state() -> None:
    with pytest.raises(QuestionError, match="European Union is no state"):
        Group.parse("EU, Russia")
    with pytest.raises(UnknownNameError, match="Atlantis"):
        Group.parse("China and Atlantis")
