"""Grades: best first, press or better leads, a party's own word alone is marked."""

from __future__ import annotations

from comity.records.facts import INTERESTED, LEADING, grade, may_lead, only_interested
from comity.vocabulary.load import words


def test_the_grade_is_the_best_kind():
    assert grade(["re-publisher", "press", "state-media"]) == "press"
    assert grade([]) == grade(["gossip"]) == ""


def test_press_or_better_may_lead():
    assert may_lead(["re-publisher", "agency"])
    assert not may_lead(["analysis", "data-set", "encyclopedia", "party-statement"])


def test_interested_sources_alone_never_lead():
    assert only_interested(["state-media", "re-publisher"])
    assert not only_interested(["state-media", "analysis"])
    assert not only_interested([])
    assert not LEADING & INTERESTED


def test_every_grade_is_of_the_vocabulary():
    assert set(words("source_kinds")) >= LEADING | INTERESTED
    assert tuple(words("source_kinds"))[:2] == ("official-record", "document")
