"""Dataclasses to JSON types and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import pytest

from comity.records.finding import from_plain, list_required, to_plain


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Inner:
    day: date
    names: frozenset[str] | None = None


@dataclass(frozen=True)
class Outer:
    inner: tuple[Inner, ...]
    by_year: Mapping[int, float | None]
    ends: tuple[str, int]
    colour: Colour = Colour.RED
    told: bool | None = None
    lines: list[int] = field(default_factory=list)


WHOLE = Outer(
    (Inner(date(2019, 2, 28), frozenset({"b", "a"})),), {2019: 1.5, 2020: None}, ("x", 3), told=False
)


def test_there_and_back() -> None:
    plain = to_plain(WHOLE)
    assert plain == {
        "inner": [{"day": "2019-02-28", "names": ["a", "b"]}],
        "by_year": {"2019": 1.5, "2020": None},
        "ends": ["x", 3],
        "told": False,
    }
    assert from_plain(Outer, plain) == WHOLE


def test_what_is_required_has_no_default() -> None:
    assert list_required(Outer) == {"inner", "by_year", "ends"}


@pytest.mark.parametrize(
    "change",
    [
        {"inner": None},
        {"inner": [{"day": "yesterday"}]},
        {"ends": ["x", 3, 4]},
        {"ends": ["x", "3"]},
        {"colour": "blue"},
        {"more": 1},
    ],
)
def test_what_does_not_fit_is_refused(change: dict[str, object]) -> None:
    with pytest.raises((TypeError, ValueError, KeyError)):
        from_plain(Outer, to_plain(WHOLE) | change)
