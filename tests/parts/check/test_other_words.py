"""An act told in other words than the record's, on made-up records."""

from __future__ import annotations

import pytest

from comity.parts.check.candidates import Candidates
from comity.parts.check.claims import claims_of
from comity.parts.check.marks import SUPPORTED, UNSUPPORTED, mark
from tests.parts.check.made_records import made

RECORDS = [
    # month of 2031, summary, actors, forms, places
    (3, "Mali signed an agreement with Chad on a railway.", ["MLI", "TCD"], ["agreement"], []),
    (4, "Mali and Chad held a naval exercise off Oman.", ["MLI", "TCD"], ["joint-exercise"], []),
    (5, "Mali's funding of a school in Chad began.", ["MLI"], ["material-aid"], []),
    (6, "Mali boycotted a conference on Nepal.", ["MLI"], ["boycott"], []),
    (7, "Mali resisted sanctions on Chad over the coup.", ["MLI"], ["sanctions-relief"], []),
    (8, "Mali alone vetoed renewal of the inquiry in Chad.", ["MLI", "PER"], ["divergence"], []),
    (9, "Mali abstained on a draft on Chad.", ["MLI"], ["hedging"], []),
    (10, "Mali voted against a rapporteur on repression inside Chad.", ["MLI"], ["regime-backing"], []),
    (1, "Chad's president spoke to a summit in Mali by video.", ["TCD"], ["summit"], []),
    (11, "Mali paid for a police base in Tajikistan.", ["MLI"], ["material-aid"], ["central-asia"]),
    (12, "Mali voted for a draft on sanctions on Jamaica.", ["MLI"], ["joint-vote"], []),
]


@pytest.fixture(scope="module")
def records() -> Candidates:
    return made(RECORDS)


def marked(records: Candidates, sentence: str) -> str:
    (claim,) = claims_of(sentence, ("MLI", "TCD"), None)
    return mark(claim, records, "", []).mark


@pytest.mark.parametrize(
    ("true", "changed"),
    [
        (
            "Mali inked a railway deal with Chad in March 2031.",
            "Mali inked a railway deal with Peru in March 2031.",
        ),
        (
            "Mali clinched a railway pact with Chad in March 2031.",
            "Mali clinched a railway pact with Chad in May 2032.",
        ),
        (
            "Mali and Chad staged war games with warships off Oman in April 2031.",
            "Mali and Chad staged war games with warships off Chile in April 2031.",
        ),
        ("In May 2031 Mali bankrolled a school in Chad.", "In May 2031 Mali bankrolled a school in Nepal."),
        (
            "In June 2031 Mali shunned a conference on Nepal.",
            "In June 2031 Mali shunned a conference on Peru.",
        ),
        (
            "In July 2031 Mali fended off efforts to punish Chad over the coup.",
            "In July 2031 Mali backed efforts to punish Chad over the coup.",
        ),
        (
            "In August 2031 Mali on its own scuppered the renewal of the inquiry in Chad.",
            "In August 2031 Peru on its own scuppered the renewal of the inquiry in Chad.",
        ),
        (
            "In September 2031 Mali declined to vote on a draft on Chad.",
            "In September 2031 Mali backed a draft on Chad.",
        ),
        (
            "In October 2031 Mali opposed a rapporteur on repression in Chad.",
            "In October 2031 Mali supported a rapporteur on repression in Chad.",
        ),
        (
            "In November 2031 Mali bankrolled a police outpost in Tajikistan.",
            "In November 2031 Mali bankrolled a police outpost in Kyrgyzstan.",
        ),
    ],
)
def test_an_act_in_a_writers_words_is_held_and_a_changed_one_is_not(records, true, changed):
    assert marked(records, true) == SUPPORTED
    assert marked(records, changed) != SUPPORTED


def test_who_spoke_by_video_was_not_there(records):
    assert (
        marked(records, "In January 2031 Chad's president spoke to a summit in Mali by video.") == SUPPORTED
    )
    there = "In January 2031 Chad's president spoke in person to a summit in Mali."
    assert marked(records, there) != SUPPORTED


def test_one_vote_does_not_show_what_was_not_done_for_years(records):
    assert marked(records, "In December 2031 Mali did not veto a draft on sanctions on Jamaica.") == SUPPORTED
    several = "Between 2029 and 2034 Mali did not veto a draft on sanctions on Jamaica."
    assert marked(records, several) == UNSUPPORTED


@pytest.mark.parametrize(
    "undone",
    [
        "Mali scrapped a railway deal with Chad in March 2031.",
        "In April 2031 Mali and Chad called off a naval exercise off Oman.",
        "In May 2031 Mali withdrew its funding of a school in Chad.",
        "In May 2031 the funding of a school in Chad by Mali was given up.",
        "In March 2031 Mali took a railway agreement with Chad off the agenda.",
        # Verbs that stand in no list.
        "In March 2031 Mali binned a railway agreement with Chad.",
        "In March 2031 Mali disowned a railway agreement with Chad.",
        "In March 2031 Mali agreed to ignore a railway agreement with Chad.",
        "In March 2031 Mali signed no railway agreement with Chad.",
        "In April 2031 a naval exercise of Mali and Chad off Oman collapsed.",
        "In November 2031 Mali regretted a police base in Tajikistan.",
    ],
)
def test_an_act_that_is_said_to_be_undone_is_not_held_by_a_record_that_it_was_done(records, undone):
    assert marked(records, undone) != SUPPORTED


@pytest.mark.parametrize(
    "told",
    [
        "In March 2031 Mali came to an agreement with Chad on a railway.",
        "In April 2031 Mali and Chad mounted a naval exercise off Oman.",
        "In May 2031 Mali began to pay for a school in Chad.",
    ],
)
def test_a_verb_that_undoes_nothing_may_be_in_no_record(records, told):
    assert marked(records, told) == SUPPORTED


def test_an_undated_sentence_must_share_what_is_rare(records):
    assert marked(records, "Mali signed.") != SUPPORTED
