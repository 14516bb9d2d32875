"""Clauses that only set the scene, plain verbs, and who does or undergoes what, on made-up records."""

from __future__ import annotations

import pytest

from comity.language.discourse_state import DiscourseState
from comity.parts.check.candidates import Candidates
from comity.parts.check.claims import claims_of
from comity.parts.check.marks import SUPPORTED, mark
from comity.parts.check.reading import read_sentence
from tests.parts.check.made_records import made

RECORDS = [
    (1, "Mali and Chad signed a contract on copper in Segou.", ["MLI", "TCD"], ["agreement"], []),
    (2, "Mali and Chad held up a Council statement on Nepal's coup.", ["MLI", "TCD"], ["regime-backing"], []),
    (3, "Miners of Chad were hurt and rebels blamed the Kato firm of Mali.", ["MLI", "TCD"], [], []),
    (
        4,
        "Mali and Chad met at the gathering that took in Peru as an observer.",
        ["MLI", "TCD"],
        ["summit"],
        [],
    ),
    (5, "Mali charged the painter Adama Keita with spying for Chad.", ["MLI", "TCD"], ["divergence"], []),
    (6, "Mali and Chad suspended their tariffs on cattle for 90 days.", ["MLI", "TCD"], ["agreement"], []),
    (7, "Mali and Chad exchanged ratifications of their pact on rivers.", ["MLI", "TCD"], ["agreement"], []),
    (8, "Mali and Chad issued a communique on locusts.", ["MLI", "TCD"], ["consultation"], []),
    (9, "Mali and Chad froze the treaty of 2019 on salt.", ["MLI", "TCD"], ["divergence"], []),
    (10, "Mali summoned Chad's ambassador over an interview on cotton.", ["MLI"], ["divergence"], []),
    (
        11,
        "Kazakhstan, Kyrgyzstan, Tajikistan and a fourth Central Asian state founded a fund for glaciers.",
        ["KAZ", "KGZ", "TJK", "UZB"],
        ["institution-building"],
        ["central-asia"],
    ),
    (12, "Mali's ministry voiced worry over floods in Chad.", ["MLI"], ["divergence"], []),
]


@pytest.fixture(scope="module")
def records() -> Candidates:
    return made(RECORDS)


def marked(records: Candidates, sentence: str) -> str:
    return mark(claims_of(sentence, ("MLI", "TCD"), None)[-1], records, "").mark


@pytest.mark.parametrize(
    ("sentence", "main"),
    [
        ("When the rains had come, Mali left.", "S left"),
        ("Mali left, whatever Peru said.", "S left"),
        ("In May 2031, with generals back in power in Peru, Mali left.", "S left"),
        ("Their first talks after the invasion of Peru were in Segou.", "their first talks were in segou"),
        # Not a scene: who takes part, a place, a clause with a date of its own, all that is told.
        ("With Peru, Mali left.", "with S, S left"),
        ("Mali spoke before the court in Segou.", "S spoke before the court in segou"),
        ("After Peru paid in May 2030, Mali left in June 2031.", "after S paid , S left"),
        ("When Mali left.", "when S left"),
    ],
)
def test_what_only_sets_the_scene_is_left_out(sentence, main):
    words = read_sentence(sentence, DiscourseState(prose=True)).main.strip(". ")
    assert " ".join(words.replace("@" * 4, "S").split()).strip(" ,;") == main


@pytest.mark.parametrize(
    ("true", "changed"),
    [
        (
            "In January 2031, whatever Peru threatened, Mali signed a contract on copper with Chad.",
            "In January 2031, whatever Peru threatened, Mali signed a contract on copper with Nepal.",
        ),
        (
            "In February 2031, with generals in power in Nepal, Mali and Chad delayed a Council statement.",
            "In February 2031, with generals in power in Peru, Mali and Chad delayed a Council statement.",
        ),
        (
            "In March 2031 the rebels blamed Kato for the hurt of Chadian miners.",
            "In June 2031 the rebels blamed Kato for the hurt of Chadian miners.",
        ),
        (
            "In April 2031 Peru was taken in as an observer.",
            "In April 2031 Nepal was taken in as an observer.",
        ),
        (
            "Mali accused a painter, Adama Keita, of spying for Chad in May 2031.",
            "Mali accused a painter, Adama Keita, of spying for Peru in May 2031.",
        ),
        (
            "In June 2031 Mali and Chad suspended tariffs on cattle for three months.",
            "In June 2031 Mali and Chad suspended tariffs on cattle for two months.",
        ),
        (
            "In July 2031 Mali and Chad swapped ratifications of the river pact of May 2030.",
            "In May 2031 Mali and Chad swapped ratifications of the river pact of May 2030.",
        ),
        (
            "Talks of Mali and Chad in August 2031 ended in a communique on locusts.",
            "In August 2031 Mali and Chad ended a communique on locusts.",
        ),
        (
            "The ambassador of Chad was called in by Mali over an interview on cotton in October 2031.",
            "The ambassador of Chad was called in by Peru over an interview on cotton in October 2031.",
        ),
        (
            "In November 2031 Kazakhstan, Kyrgyzstan, Tajikistan and Uzbekistan founded a fund for glaciers.",
            "In November 2031 Kazakhstan, Kyrgyzstan, Tajikistan and Turkmenistan founded a glacier fund.",
        ),
        (
            "Mali's spokesman Abdoulaye Diop voiced worry over floods in Chad in December 2031.",
            "Mali's spokesman Abdoulaye Diop voiced worry over floods in Peru in December 2031.",
        ),
        (
            "Two months into the drought, Mali and Chad issued a communique on locusts in August 2031.",
            "Two months into the drought, Mali and Chad issued a communique on cattle in May 2031.",
        ),
        (
            "In September 2031 Mali and Chad froze the salt treaty of 2019.",
            "In September 2031 Mali and Chad froze the salt treaty of 2017.",
        ),
    ],
)
def test_a_freer_sentence_is_held_and_a_changed_one_is_not(records, true, changed):
    assert marked(records, true) == SUPPORTED
    assert marked(records, changed) != SUPPORTED


def test_who_did_something_else_undid_nothing(records):
    assert marked(records, "In March 2031 Mali and Chad blamed the rebels of Kato.") != SUPPORTED


def test_a_list_in_front_is_no_scene():
    reading = claims_of("When the heads of Mali, Chad and Peru met, Nepal left.", ("MLI", "TCD"), None)[
        0
    ].reading
    assert not reading.scene.states


def test_not_to_keep_somebody_from_an_act_denies_nothing(records):
    sentence = "It did not keep Mali and Chad from signing a contract on copper in January 2031."
    assert marked(records, sentence) == SUPPORTED
    assert marked(records, "Mali and Chad did not sign a contract on copper in January 2031.") != SUPPORTED


def test_what_would_end_is_not_what_was_signed(records):
    assert (
        marked(records, "In January 2031 Mali and Chad agreed that the copper contract would stop.")
        != SUPPORTED
    )
