"""The parts of a sentence: its verbs, the times it counts from another, and whom its speakers mean."""

from __future__ import annotations

from datetime import date

import pytest

from comity.language.discourse_state import DiscourseState
from comity.parts.check.periods import SINCE, periods
from comity.parts.check.quantities import AT_LEAST, AT_MOST, quantities
from comity.parts.check.reading import read_sentence


def reading(sentence: str):
    return read_sentence(sentence, DiscourseState(prose=True, title=("MLI", "TCD"), theme=("MLI", "TCD")))


@pytest.mark.parametrize(
    ("sentence", "verbs"),
    [
        ("Mali spurned the offer of Chad.", ("spurned",)),
        ("Mali agreed to ignore the offer of Chad.", ("agreed", "ignore")),
        ("Mali was reported to have accepted the offer of Chad.", ("reported", "accepted")),
        ("Mali's united army withdrew from Chad.", ("withdrew",)),
        ("Mali, which signed it, left.", ()),
    ],
)
def test_the_verb_by_which_something_was_done(sentence, verbs):
    assert reading(sentence).verbs == verbs


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("weeks later", date(2031, 3, 11), date(2031, 6, 2)),
        ("some weeks earlier", date(2030, 12, 4), date(2031, 2, 25)),
        ("a few days later", date(2031, 3, 5), date(2031, 3, 18)),
        ("two weeks later", date(2031, 3, 15), date(2031, 3, 21)),
        ("in the last days of 2031", date(2031, 12, 1), date(2031, 12, 31)),
        ("at the close of 2031", date(2031, 11, 1), date(2031, 12, 31)),
        ("fifteen days later", date(2031, 3, 19), date(2031, 3, 19)),
        ("the following February", date(2032, 2, 1), date(2032, 2, 29)),
        ("that April", date(2031, 4, 1), date(2031, 4, 30)),
        ("in the third week of April 2031", date(2031, 4, 13), date(2031, 4, 22)),
        ("in the last week of April", date(2031, 4, 23), date(2031, 4, 30)),
        ("in the second half of April 2031", date(2031, 4, 15), date(2031, 4, 30)),
        ("on the last day of February 2032", date(2032, 2, 29), date(2032, 2, 29)),
        ("on the first day of 2032", date(2032, 1, 1), date(2032, 1, 1)),
    ],
)
def test_a_time_told_from_another_or_roughly(words, first, last):
    (period,) = periods(f"Mali voted {words}.", (date(2031, 3, 4),) * 2)
    assert (period.first, period.last) == (first, last)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("fifteen days later", date(2031, 3, 16), date(2031, 4, 15)),
        ("the next day", date(2031, 3, 2), date(2031, 4, 1)),
        ("a month later", date(2031, 4, 1), date(2031, 4, 30)),
    ],
)
def test_a_time_told_from_a_whole_month_may_be_counted_from_any_of_its_days(words, first, last):
    (period,) = periods(f"Mali voted {words}.", (date(2031, 3, 1), date(2031, 3, 31)))
    assert (period.first, period.last) == (first, last)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("last year", date(2030, 1, 1), date(2030, 12, 31)),
        ("last April", date(2030, 4, 1), date(2030, 4, 30)),
        ("last February", date(2031, 2, 1), date(2031, 2, 28)),
        ("late last summer", date(2030, 6, 1), date(2030, 8, 31)),
        ("two months ago", date(2031, 1, 1), date(2031, 1, 31)),
    ],
)
def test_a_time_told_from_the_day_of_writing(words, first, last):
    anchor = (date(2029, 1, 1), date(2029, 1, 31))
    (period,) = periods(f"Mali voted {words}.", anchor, date(2031, 3, 4))
    assert (period.first, period.last) == (first, last)
    assert not periods(f"Mali voted {words}.", anchor)


def test_a_year_after_since_is_a_time_and_not_the_number_of_a_resolution():
    (period,) = periods("Mali opposed no adopted resolution since 2001.")
    assert (period.first.year, period.relation) == (2001, SINCE)
    assert not periods("Mali opposed resolution 2001.")


def test_a_year_of_long_ago_is_no_number_of_things():
    assert not quantities("Mali upheld the Geneva Protocol of 1925.", [])
    assert [q.value for q in quantities("Mali sent 1925 men.", [])] == [1925]


def test_no_more_than_is_at_most():
    bounds = [
        quantities(f"Mali voted {words} twenty times.", [])[0].bound
        for words in ("more than", "no more than", "no fewer than")
    ]
    assert bounds == [AT_LEAST, AT_MOST, AT_LEAST]


@pytest.mark.parametrize(
    ("sentence", "states"),
    [
        ("Both of us voted for resolution 9001.", {"MLI", "TCD"}),
        ("Both our delegations voted for resolution 9001.", {"MLI", "TCD"}),
        ("Resolution 9001 was supported by both.", {"MLI", "TCD"}),
        ("Mali voted with it on resolution 9001.", {"MLI", "TCD"}),
        ("We voted for resolution 9001.", set()),
    ],
)
def test_whom_speakers_and_pronouns_mean(sentence, states):
    assert {s for b in reading(sentence).ballots for s in b.agents} == states
