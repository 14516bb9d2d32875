"""Some twenty seconds of ``make fuzz``, and what it found before."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent / "parts" / "reader"))
import fuzz
from comity.parts.reader.coders.rule_coder import RuleCoder


def test_damaged_files_and_mangled_texts_end_as_rows_rejects_or_a_sentence():
    tally = fuzz.run(seed=20261128, seconds=20, rounds=3)
    assert not tally.failures, "\n\n".join(tally.failures)
    assert {"read with rejects", "refused"} <= set(tally.outcomes)


@pytest.mark.parametrize(
    ("number", "source"),
    [(4, "unga_ideal_points_stata"), (24, "unga_ideal_points_stata"), (33, "wikipedia_events")],
)
def test_what_it_found_stays_mended(number, source):
    tally = fuzz.Tally()
    for name, trial in fuzz.trials(2, number, RuleCoder()):
        if name.endswith(source):
            tally.put(name, trial)
    assert sum(tally.outcomes.values()) == 1
    assert not tally.failures, tally.failures[0]


def test_a_broken_promise_is_found():
    def unbalanced() -> str:
        raise AssertionError("3 rows, 2 accounted for")

    tally = fuzz.Tally()
    tally.put("seed 1, round 2, a source", unbalanced)
    assert "3 rows, 2 accounted for" in tally.failures[0]
    assert tally.failures[0].startswith("seed 1, round 2, a source")
