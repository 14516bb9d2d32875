"""Who stands where about the words of an act, on sentences laid out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from comity.errors import VocabularyError
from comity.parts.reader.classifier import event_frames
from comity.parts.reader.classifier.event_frames import frames_of, kinds_of, list_frame_features
from comity.parts.reader.classifier.news_gate import weighed_frames
from comity.records.coded_acts import Document
from training.news import NewsLayoutCoder


def features(text: str, *pair: str) -> set[str]:
    coder = NewsLayoutCoder()
    coder.code(Document("t", text, date(2020, 2, 2)))
    view = coder.read[0].view
    return list_frame_features(frames_of(view, coder.read[0].hits), (pair[0], pair[1]))


def test_a_word_is_of_the_kind_of_its_longest_beginning_and_whole_words_go_first() -> None:
    assert kinds_of("condemned") == ("condemn",)
    assert kinds_of("calls") == ("call",)
    assert "recall" in kinds_of("recalls")
    assert kinds_of("table") == ()


def test_subject_and_object_are_told_from_two_that_act_together() -> None:
    apart = features("Peru condemns Kenya.", "KEN", "PER")
    assert {"e condemn subject-object", "e condemn subject-object none"} <= apart
    together = features("Peru and Kenya condemn Japan.", "KEN", "PER")
    assert "e condemn both subjects" in together
    assert "e condemn subject-object" in features("Peru and Kenya condemn Japan.", "JPN", "PER")


def test_the_preposition_and_a_word_of_negation_are_told() -> None:
    assert "e ban subject-object with" in features("Peru suspends all links with Kenya.", "KEN", "PER")
    assert "e recognise not subject-object" in features("Peru does not recognise Kenya.", "KEN", "PER")


def test_a_rule_wording_is_a_frame_too_and_who_has_no_part_stands_elsewhere() -> None:
    told = features("Peru visits Kenya.", "KEN", "PER")
    assert "h meet.visit subject-object" in told
    assert "e meet elsewhere" in features("Peru visits Kenya.", "FRA", "JPN")


def test_frames_without_a_weight_change_no_score() -> None:
    assert weighed_frames()
    assert all(name.startswith(("e ", "h ")) for name in weighed_frames())


def test_a_file_that_maps_no_words_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_frames, "package_yaml", lambda _: {"meet": [1, 2]})
    event_frames._kinds.cache_clear()
    with pytest.raises(VocabularyError, match="must map each kind of event"):
        event_frames._kinds()
    monkeypatch.undo()
    event_frames._kinds.cache_clear()
