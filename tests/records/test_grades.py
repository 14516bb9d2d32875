"""Grades: best first, press or better leads, a party's own word alone is marked."""

from __future__ import annotations

from comity.records import grades
from comity.vocabulary.load import words


def test_the_grade_is_the_best_kind():
    assert grades.grade(["re-publisher", "press", "state-media"]) == "press"
    assert grades.grade([]) == grades.grade(["gossip"]) == ""


def test_press_or_better_may_lead():
    assert grades.may_lead(["re-publisher", "agency"])
    assert not grades.may_lead(["analysis", "data-set", "encyclopedia", "party-statement"])


def test_interested_sources_alone_never_lead():
    assert grades.only_interested(["state-media", "re-publisher"])
    assert not grades.only_interested(["state-media", "analysis"])
    assert not grades.only_interested([])
    assert not grades.LEADING & grades.INTERESTED


def test_every_grade_is_of_the_vocabulary():
    assert set(words("source_kinds")) >= grades.LEADING | grades.INTERESTED
    assert tuple(words("source_kinds"))[:2] == ("official-record", "document")
