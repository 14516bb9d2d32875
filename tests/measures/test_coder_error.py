"""Counts with the coder's error recover what was there; a corpus that grows is no stepping up."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from comity.errors import QuestionError
from comity.measures import coder_error
from comity.measures.coder_error import Known, corrected
from comity.measures.occurrence import Occurrence
from comity.measures.share_of_record import MORE, share_of_record
from comity.vocabulary import forms


@pytest.mark.parametrize(("precision", "recall", "there"), [(0.9, 0.7, 200), (0.6, 0.5, 80), (0.8, 0.9, 15)])
def test_the_interval_covers_the_truth_nine_times_in_ten(precision: float, recall: float, there: int) -> None:
    """Worlds whose truth is known: labelled sets and corpora drawn with one precision and recall."""
    rng, worlds, inside = np.random.default_rng(7), 400, 0
    for _ in range(worlds):
        labelled = 120
        right = int(rng.binomial(labelled, recall))
        said = right + int(rng.negative_binomial(right, precision))
        hits = int(rng.binomial(there, recall))
        found = hits + int(rng.negative_binomial(max(hits, 1), precision))
        told = corrected(found, Known(right, said, labelled))
        inside += told.low <= there <= told.high
    assert inside / worlds >= 0.9 - 0.03, "two standard errors of 400 worlds"
    assert inside / worlds < 1.0, "an interval that always covers says nothing"


def test_a_coder_known_well_gives_the_textbook_number() -> None:
    told = corrected(9000, Known(80_000, 100_000, 160_000))
    assert told.value == pytest.approx(9000 * 0.8 / 0.5, rel=0.02)
    assert corrected(0, Known(80, 100, 100), exact=7).low == 7
    with pytest.raises(QuestionError):
        corrected(5, Known(0, 0, 0))
    with pytest.raises(QuestionError):
        Known(5, 4, 9)


def occurrence(k: int, form: str, *, coded: bool) -> Occurrence:
    day = date(2020, 1, 1)
    return Occurrence(
        str(k), ("A", "B"), day, day, "day", True, False, "joint", (form,), True, "none", (), (str(k),), 1,
        (), "", coded=coded,
    )  # fmt: skip


def test_facts_stay_exact_and_weak_forms_can_be_left_out() -> None:
    weak = sorted(coder_error.weak_forms())[0]
    facts = [occurrence(k, "summit", coded=False) for k in range(5)]
    assert coder_error.carried(facts, "A-B") == {}
    told = [
        *facts,
        *(occurrence(k, weak, coded=True) for k in range(5, 9)),
        occurrence(9, "summit", coded=True),
    ]
    found = coder_error.carried(told, "A-B")
    assert (found["coded"], found["without_weak_forms"]) == (5, 6)
    middle, low, high, _ = found["with_coder_error"]
    assert 5 <= low <= middle <= high


def test_the_shipped_file_names_forms_that_exist() -> None:
    known = coder_error.shipped()
    assert known["pair"].labelled > 100
    assert all(m in forms.all_forms() for m in known if m != "pair" and m == m.lower())


@pytest.mark.parametrize("growth", [1, 2, 5])
def test_a_corpus_that_grows_with_a_constant_share_is_no_stepping_up(growth: int) -> None:
    rng, alarms, worlds = np.random.default_rng(3), 0, 200
    for _ in range(worlds):
        here = int(rng.poisson(12)), int(rng.poisson(12 * growth))
        elsewhere = int(rng.poisson(60)), int(rng.poisson(60 * growth))
        alarms += share_of_record(here, elsewhere).value == MORE
    assert alarms / worlds <= 0.08, "the exact 90% interval errs upward one time in twenty at most"
