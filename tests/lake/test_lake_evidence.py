"""Evidence as lines: what sets a pair apart is friction within it, not with somebody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from comity.lake.query.evidence import EvidenceLine

PAIR = ("CHN", "RUS")
LINE = EvidenceLine(
    date(2020, 1, 1),
    "day",
    "something",
    ("RUS",),
    (),
    "word",
    "friction",
    "unknown",
    "chronicle",
    (),
    (),
    "o",
    "chronicle:o",
    "",
)


def test_friction_of_one_with_somebody_else_sets_nobody_apart() -> None:
    assert not LINE.sets_apart(PAIR)
    assert not replace(LINE, named=("IRN",)).sets_apart(PAIR)
    assert not replace(LINE, who=("RUS", "IRN")).sets_apart(PAIR)


def test_friction_within_the_pair_sets_it_apart() -> None:
    assert replace(LINE, named=("CHN",)).sets_apart(PAIR)
    assert replace(LINE, who=("CHN", "RUS")).sets_apart(PAIR)
    assert not replace(LINE, who=("CHN", "RUS"), polarity="cooperation").sets_apart(PAIR)
