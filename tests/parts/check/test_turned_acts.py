"""An act turned round, an act with another told beside it, and the names a record has otherwise."""

from __future__ import annotations

import pytest

from comity.parts.check.candidates import Candidates
from comity.parts.check.claims import claims_of
from comity.parts.check.context_marks import of_halves
from comity.parts.check.halves import halves
from comity.parts.check.marks import CONTRADICTED, PARTLY, SUPPORTED, UNSUPPORTED, ClaimMark, mark
from comity.parts.check.periods import periods
from tests.parts.check.made_records import made

RECORDS = [
    (
        1,
        "Mali hosted the exercise Long Night at Sikasso, which Chad and Peru joined.",
        ["MLI", "TCD", "PER"],
        ["joint-exercise"],
        [],
    ),
    (2, "Mali sent doctors to the lake at Chad's request.", ["MLI"], ["material-aid"], []),
    (
        3,
        "The neighbours of Chad and Mali met in Lima on trade in salt.",
        ["MLI", "TCD"],
        ["consultation"],
        [],
    ),
    (4, "Guaido said that Mali and Chad were in touch with all sides.", ["MLI", "TCD"], ["hedging"], []),
    (
        5,
        "Mali's envoy told the Security Council that a blockade of Chad was unlawful.",
        ["MLI"],
        ["regime-backing"],
        [],
    ),
    (
        6,
        "Mali and Chad jointly criticised the price of cotton at the IMF.",
        ["MLI", "TCD"],
        ["joint-initiative"],
        [],
    ),
    (7, "Three banks of Mali suspended payments from Chad over a debt.", ["MLI"], ["hedging"], []),
    (8, "Mali condemned the raids on Chad and asked for talks.", ["MLI"], ["regime-backing"], []),
    (9, "Mali listed over 400 firms of Peru for breaches of an embargo.", ["MLI"], ["divergence"], []),
    (10, "The ministers of Mali and Chad met in Bamako on locusts.", ["MLI", "TCD"], ["consultation"], []),
    (11, "The ministers of Mali and Chad met in Moundou on locusts.", ["MLI", "TCD"], ["consultation"], []),
    (
        12,
        "Mali voted for a draft on fish while abstaining on the one that Peru opposed.",
        ["MLI", "PER"],
        ["joint-vote"],
        [],
    ),
]


@pytest.fixture(scope="module")
def records() -> Candidates:
    return made(RECORDS)


def marked(records: Candidates, sentence: str) -> str:
    claim = claims_of(sentence, ("MLI", "TCD"), None)[-1]
    alone = mark(claim, records, "")
    each = [mark(half, records, "") for half in claim.halves]
    return (of_halves(each, alone) if each and alone.mark in (PARTLY, UNSUPPORTED) else alone).mark


@pytest.mark.parametrize(
    ("true", "turned"),
    [
        (
            "Chad and Peru took part in Long Night at Sikasso in January 2031, with Mali as the host.",
            "Chad and Mali took part in Long Night at Sikasso in January 2031, with Peru as the host.",
        ),
        (
            "In February 2031 Mali sent doctors to the lake at the request of Chad.",
            "In February 2031 Mali sent doctors to the lake at the request of Peru.",
        ),
        (
            "In March 2031 the neighbours of Chad and Mali met in Lima on trade in salt.",
            "In March 2031 the neighbours of Chad met in Lima on trade in salt without Mali.",
        ),
        (
            "In June 2031 Mali and Chad together criticised the price of cotton at the IMF.",
            "In June 2031 Mali and Chad separately criticised the price of cotton at the IMF.",
        ),
        (
            "In July 2031 three banks of Mali halted payments from Chad over a debt.",
            "In July 2031 three banks of Mali continued payments from Chad over a debt.",
        ),
        (
            "In August 2031 Mali condemned the raids on Chad and asked for talks.",
            "In August 2031 Mali declined to condemn the raids on Chad and asked for talks.",
        ),
        (
            "In August 2031 Mali condemned the raids on Chad.",
            "In August 2031 Mali condemned the raids on Chad and banished an envoy.",
        ),
        (
            "In September 2031 Mali listed more than 400 firms of Peru for breaches of an embargo.",
            "In September 2031 Mali listed more than a thousand firms of Peru for breaches of an embargo.",
        ),
        (
            "In December 2031 Mali backed a draft on fish, and abstained on the one that Peru opposed.",
            "In December 2031 Mali opposed a draft on fish, and Peru abstained.",
        ),
    ],
)
def test_an_act_is_held_and_the_same_act_turned_round_is_not(records, true, turned):
    assert marked(records, true) == SUPPORTED
    assert marked(records, turned) != SUPPORTED


@pytest.mark.parametrize(
    ("same", "other"),
    [
        (
            "In April 2031 Juan Guaido said that Mali and Chad were in touch with all sides.",
            "In April 2031 Juan Perez said that Mali and Chad were in touch with all sides.",
        ),
        (
            "Guaido said in April 2031 that Mali and Chad were in touch with all sides.",
            "In April 2031 in Ayacucho Guaido said that Mali and Chad were in touch with all sides.",
        ),
        (
            "In May 2031 Mali's envoy in New York said that a blockade of Chad was unlawful.",
            "In May 2031 Mali's envoy in Timbuktu said that a blockade of Chad was unlawful.",
        ),
        (
            "In June 2031 Mali and Chad criticised the price of cotton at the Monetary Fund.",
            "In June 2031 Mali and Chad criticised the price of cotton at the Pension Fund.",
        ),
    ],
)
def test_a_name_may_be_longer_than_the_records_but_no_other_name(records, same, other):
    assert marked(records, same) == SUPPORTED
    assert marked(records, other) != SUPPORTED


def test_two_acts_of_two_times_are_each_held_against_the_record(records):
    both = "The ministers of Mali and Chad met in Bamako in October 2031 and in Moundou in November 2031."
    one = both.replace("November", "December")
    assert marked(records, both) == SUPPORTED
    assert marked(records, one) == PARTLY
    (claim,) = claims_of(both, ("MLI", "TCD"), None)
    neither = [ClaimMark(UNSUPPORTED, "")] * 2
    assert of_halves(neither, ClaimMark(PARTLY, "as before")).reason == "as before"
    assert [h.reading.text for h in claim.halves][1].startswith("The ministers of Mali and Chad met")


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("Mali signed in May 2031 and Chad left in June 2032.", "Chad left in June 2032."),
        ("Mali signed in May 2031 and left again in June 2032.", "Mali left again in June 2032."),
        (
            "Mali sat with Chad in Lima in May 2031, and again in Quito in June 2032.",
            "Mali sat with Chad in Quito in June 2032.",
        ),
        ("Mali and Chad met between May 2031 and June 2032.", None),
        ("Mali and Chad met in May 2031.", None),
    ],
)
def test_a_sentence_is_cut_where_it_tells_the_second_act(text, second):
    cut = halves(text, periods(text))
    assert (cut[1] if cut else None) == second


def test_between_two_months_is_one_time():
    (one,) = periods("between May 2031 and June 2032")
    assert (one.first.month, one.last.year, one.relation) == (5, 2032, "at")
    assert [p.first.year for p in periods("In May 2031 and June 2032")] == [2031, 2032]


@pytest.mark.parametrize(("before", "right"), [("Li Qiang", SUPPORTED), ("Xi Jinping", UNSUPPORTED)])
def test_he_is_who_was_named_before(before, right):
    summary = "China's premier Li Qiang came to Pyongyang for an anniversary."
    told = made([(1, summary, ["CHN", "PRK"], ["summit"], [])])
    text = f"{before} met Putin in May 2030. In January 2031 he came to Pyongyang for an anniversary."
    claim = claims_of(text, ("CHN", "PRK"), None)[1]
    assert claim.reading.leaders == {before.lower()}
    assert mark(claim, told, "").mark == right


def test_two_votes_of_one_state_do_not_speak_against_each_other(records):
    both = "In December 2031 Mali voted for a draft on fish and abstained on another."
    assert marked(records, both) != CONTRADICTED
    assert marked(records, "In December 2031 Mali voted against a draft on fish.") == CONTRADICTED
