"""The weights by which prose is read: log-odds by hand, and a data file that is held to its form."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.errors import VocabularyError
from comity.parts.reader.classifier import weights
from comity.parts.reader.classifier.confidence import TrustEvidence, confidence
from comity.parts.reader.classifier.weights import NEEDED, Weights, chance, load_prose_weights, odds_of
from training.weigh import main

TOY = Weights(
    {
        "tells": {"intercept": -1.0, "w met": 2.0},
        "summit": {"intercept": -2.0, "w met": 1.5, "own summit": 3.0},
        "boycott": {"intercept": -3.0},
        "at iran": {"intercept": -1.0, "w met": 0.25},
        "again tells": {"intercept": 0.5, "alone": 0.9},
    }
)


def test_log_odds_are_the_intercept_and_the_weights_of_what_is_there() -> None:
    assert TOY.odds("tells", {"w met", "w unknown"}) == pytest.approx(1.0)
    assert TOY.forms({"w met", "own summit"}) == {"summit": pytest.approx(2.5), "boycott": -3.0}
    assert TOY.hotspots({"w met"}) == {"iran": pytest.approx(-0.75)}
    assert TOY.measured("again tells", {"alone": 2.0, "unknown": 9.0}) == pytest.approx(2.3)


@given(st.floats(-700, 700))
def test_chances_and_log_odds_are_each_others_inverse(odds: float) -> None:
    assert 0.0 <= chance(odds) <= 1.0
    if abs(odds) < 20:
        assert odds_of(chance(odds)) == pytest.approx(odds, abs=1e-6)
    assert chance(odds) + chance(-odds) == pytest.approx(1.0)
    assert chance(odds) > 0.0, "what is merely unlikely has yet log-odds"


def test_the_shipped_weights_hold_every_head_and_small_sense() -> None:
    told = load_prose_weights().heads
    assert set(NEEDED) <= set(told)
    assert all(math.isfinite(w) for head in told.values() for w in head.values())
    assert told["again tells"]["alone"] > 0
    assert told["again friction"]["leaning elsewhere"] > 0


@pytest.fixture
def file(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    lines = ["# drawn up", "head,feature,weight", *(f"{h},intercept,0" for h in NEEDED)]
    monkeypatch.setattr(weights, "package_text", lambda name: "\n".join(lines))
    load_prose_weights.cache_clear()
    yield lines
    load_prose_weights.cache_clear()


def test_a_sound_file_is_taken(file: list[str]) -> None:
    assert set(load_prose_weights().heads) == set(NEEDED)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("tells,w met,much", "must be a head, a feature and a weight"),
        ("tells", "must be a head, a feature and a weight"),
        ("summit,w met,1", "summit: has no intercept"),
    ],
)
def test_a_faulty_line_is_named(file: list[str], line: str, told: str) -> None:
    file.append(line)
    with pytest.raises(VocabularyError, match=told):
        load_prose_weights()


def test_a_missing_head_is_named(file: list[str]) -> None:
    file.remove("again form,intercept,0")
    with pytest.raises(VocabularyError, match="again form: has no weights"):
        load_prose_weights()


@pytest.mark.parametrize("extreme", [0.0, 1.0])
def test_a_chance_that_rounds_to_nothing_or_to_certainty_has_yet_a_confidence(extreme: float) -> None:
    told = TrustEvidence(
        frozenset({"CUB", "PER"}), (), ("prose.senses",), "asserted", frozenset(), True, extreme
    )
    assert 0.0 <= confidence(told) <= 1.0


def test_a_broken_or_missing_labelled_file_ends_weighing_in_one_sentence(tmp_path: Path) -> None:
    half = tmp_path / "half.jsonl"
    half.write_text('{"id": "a", "te', "utf-8")
    with pytest.raises(SystemExit, match=r"Line 1 of half\.jsonl is no JSON record"):
        main([str(half)])
    with pytest.raises(SystemExit, match=r"none\.jsonl"):
        main([str(tmp_path / "none.jsonl")])
    (tmp_path / "empty.jsonl").touch()
    with pytest.raises(SystemExit, match="sentences that claim nothing"):
        main([str(tmp_path / "empty.jsonl")])
