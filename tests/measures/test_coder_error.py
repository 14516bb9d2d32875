"""Counts with the coder's error recover what was there; what is known of the coder is what was labelled."""

from __future__ import annotations

import math
import runpy
from datetime import date
from pathlib import Path

import pytest

from comity.errors import QuestionError
from comity.measures.record import coder_error
from comity.measures.record.coder_error import Known, Share, corrected, shrunk, strength, widened
from comity.measures.record.occurrence import Occurrence
from comity.text.coders.rule_coder import RuleCoder
from comity.vocabulary import forms
from studies import coder_error as coder_error_study


def known(right: float, said: float, labelled: float) -> Known:
    return Known(Share(right, said), Share(right, labelled))


def test_the_interval_covers_the_truth_nine_times_in_ten_in_every_world() -> None:
    rows = coder_error_study.counts(200)
    assert [r for r in rows if (r.value or 0) < 0.9 - 2 * math.sqrt(0.09 / r.n)] == []
    assert any(r.value < 0.97 for r in rows if r.value), "wide enough to say nothing"


def test_figures_of_parts_borrowed_from_all_cover_too() -> None:
    """Sixteen forms whose precision and recall differ, few of each labelled: coverage over the forms."""
    (row,) = coder_error_study.by_form(20)
    assert row.value is not None
    assert row.value >= 0.9 - 2 * math.sqrt(0.09 / row.n), row


def test_a_coder_known_well_gives_the_textbook_number() -> None:
    told = corrected(9000, known(80_000, 100_000, 160_000))
    assert told.value == pytest.approx(9000 * 0.8 / 0.5, rel=0.001)
    assert told.low < told.value < told.high
    assert corrected(0, known(80, 100, 100), exact=7).low == 7
    with pytest.raises(QuestionError):
        corrected(5, known(0, 3, 9))
    with pytest.raises(QuestionError):
        Share(5, 4)


def test_bounds_are_those_of_clopper_and_pearson() -> None:
    """Nine of ten right: the 90% interval of textbooks; at the ends one side is closed."""
    assert Share(9, 10).bounds() == pytest.approx((0.6058, 0.9949), abs=1e-4)
    assert Share(0, 10).bounds() == pytest.approx((0, 1 - 0.05**0.1))
    assert Share(10, 10).bounds() == pytest.approx((0.05**0.1, 1))


def test_parts_that_differ_borrow_little_and_alike_ones_much() -> None:
    alike = [Share(16, 20)] * 12
    apart = [Share(20, 20), Share(4, 20)] * 6
    assert strength(apart) <= 4
    assert strength(alike) >= 64
    told = shrunk(known(1, 2, 4), known(80, 100, 160), (10, 10))
    assert (told.precision.right, told.precision.of) == pytest.approx((9, 12))
    assert (told.recall.right, told.recall.of) == pytest.approx((6, 14))
    assert shrunk(None, known(80, 100, 160), (10, 10)).precision.value == pytest.approx(0.8)


def test_what_people_decided_joins_the_precision() -> None:
    bare = coder_error.known("summit")
    told = coder_error.known("summit", [("summit", 2, 40)])
    assert told.precision.right == pytest.approx(bare.precision.right + 2)
    assert told.precision.of == bare.precision.of + 40
    assert told.recall == bare.recall
    assert "summit" not in coder_error.weak_forms()
    assert "summit" in coder_error.weak_forms([("summit", 2, 40)])


def occurrence(k: int, form: str, *, coded: bool) -> Occurrence:
    day = date(2020, 1, 1)
    return Occurrence(
        str(k),
        ("A", "B"),
        day,
        day,
        "day",
        True,
        False,
        "joint",
        (form,),
        True,
        "none",
        (),
        (str(k),),
        1,
        (),
        "",
        coded=coded,
    )


def test_facts_stay_exact_and_only_forms_known_to_be_weak_are_left_out() -> None:
    quality = coder_error.quality()
    weak = next(f for f, (word, _) in quality.items() if word == "bad")
    untold = next(f for f, (word, _) in quality.items() if word == "too few")
    facts = [occurrence(k, "summit", coded=False) for k in range(5)]
    assert coder_error.carried(facts, "A-B") is None
    told = [
        *facts,
        *(occurrence(k, weak, coded=True) for k in range(5, 9)),
        occurrence(9, untold, coded=True),
    ]
    found = coder_error.carried(told, "A-B")
    assert (found.coded, found.without_weak_forms) == (5, 6)
    middle, low, high, _ = found.with_coder_error
    assert 5 <= low <= middle <= high


def test_an_odds_ratio_is_widened_by_what_is_not_known() -> None:
    """Where all was read, a variance of .04 widens a half-width of 1 to sqrt(1 + (1.645 * .2)^2)."""
    of = Known(Share(49.5, 99), Share(1e9, 1e9))  # log variance 1/100 of the precision, none of the recall
    low, high = widened(math.exp(-1), 1.0, math.exp(1), 1.0, of)
    assert math.log(high) == pytest.approx(math.hypot(1, 1.6449 * 0.2), abs=1e-3)
    assert math.log(low) == pytest.approx(-math.log(high))
    assert widened(0.5, 1.0, 2.0, 0.0, of) == pytest.approx((0.5, 2.0))
    assert widened(0.0, 0.0, 2.0, 1.0, of)[0] == 0
    assert widened(2.0, math.inf, math.inf, 1.0, of)[0] < 2


TOOL = Path(__file__).parents[2] / "tools/coder_error.py"
NEAR = 0.03
"""How far precision and recall may move before the shipped figures are too old."""


def drifted(which: str, gold: str, *args: Path) -> dict[str, tuple[Known, Known]]:
    """Figures over all that moved on, shipped and now; empty where the file still holds."""
    tool = runpy.run_path(str(TOOL))
    out = {}
    for line in tool["rows"](which, tool[gold](*args)):
        coder, _, name, *counts = line.strip().split(",")
        assert coder == RuleCoder().name
        then, now = coder_error.shipped(which).get(name), known(*map(int, counts))
        if name in ("pair", "form"):
            assert then is not None
            moves = then.precision.value - now.precision.value, then.recall.value - now.recall.value
            if max(map(abs, moves)) > NEAR:
                out[name] = then, now
    return out


def test_the_shipped_figures_are_those_of_the_rules_as_they_are() -> None:
    lines = coder_error.data_text("coder_error.csv").splitlines()
    told = [r for r in lines if not r.startswith(("#", "coder,"))]
    assert {r.split(",")[0] for r in told} == {RuleCoder().name}, "run tools/coder_error.py"
    assert drifted(coder_error.HELD_OUT, "held_out") == {}, "run tools/coder_error.py"
    named = {m for m in coder_error.shipped() if m == m.lower()} - {"pair", "form"}
    assert named <= set(forms.all_forms())


def test_the_shipped_dev_figures_are_those_of_the_real_labelled_sets(shared_data: Path) -> None:
    assert drifted(coder_error.DEV, "dev", shared_data) == {}, "run tools/coder_error.py"
