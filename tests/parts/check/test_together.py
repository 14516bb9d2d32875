"""Sentences that two records bear out together, and what yields to much that is rare; on made-up records."""

from __future__ import annotations

import pytest

from comity.parts.check.candidates import Candidates
from comity.parts.check.claims import claims_of
from comity.parts.check.comparison.differences import ACT, DATE, PARTY, PLACE, Difference
from comity.parts.check.halves import halves
from comity.parts.check.marks import SUPPORTED, mark
from comity.parts.check.periods import periods
from comity.parts.check.together import of_two_records
from tests.parts.check.made_records import made

RECORDS = [
    (1, "Mali and Chad signed a contract on copper smelting in Segou.", ["MLI", "TCD"], ["agreement"], []),
    (2, "Peru recognised the rebel council of Nepal's northern valleys.", ["PER"], ["recognition"], []),
    (3, "Mali opened a ferry terminal with Chad for barges and pilgrims.", ["MLI", "TCD"], [], []),
    (4, "Mali said that Chad had broken their accord on migrating herds.", ["MLI"], ["divergence"], []),
    (5, "The observatory of Mali and Chad photographed a comet over Timbuktu.", ["MLI", "TCD"], [], []),
    *(
        (month, "Benin and Togo shipped yams.", ["BEN", "TGO"], [], [])
        for month in range(6, 13)
        for _ in range(20)
    ),
]


@pytest.fixture(scope="module")
def records() -> Candidates:
    return made(RECORDS)


def claim(sentence: str):
    return claims_of(sentence, ("MLI", "TCD"), None)[-1]


TWO_ACTS = (
    "In January 2031 Mali and Chad signed for copper smelting in Segou, and in {month} 2031 {who} recognised"
    " the rebel council of Nepal."
)


def test_what_one_record_lacks_the_other_makes_good(records):
    both = of_two_records(claim(TWO_ACTS.format(month="February", who="Peru")), records)
    assert both is not None
    assert both.mark == SUPPORTED
    assert [r.record_id for r in both.records_for] == ["made:1", "made:2"]
    assert both.together == len(both.records_for)
    assert both.reason == "Two records together bear it out, of 4 January 2031 and 4 February 2031."


@pytest.mark.parametrize(
    ("month", "who"), [("March", "Peru"), ("February", "Ghana"), ("February", "Peru and Ghana")]
)
def test_what_neither_has_leaves_it_open(records, month, who):
    assert of_two_records(claim(TWO_ACTS.format(month=month, who=who)), records) is None


def test_one_act_is_not_pieced_together(records):
    of_one = "In the first half of 2031 Mali and Chad signed a contract on the ferry terminal in Segou."
    assert of_two_records(claim(of_one), records) is None


def test_two_differences_of_one_part_may_be_the_same_unless_both_say_what_is_lacking():
    segou, mopti = (Difference(PLACE, name, lacks=(name,)) for name in ("segou", "mopti"))
    unsaid = Difference(PLACE, "the vote was cast elsewhere")
    assert segou.shared_with(segou)
    assert not segou.shared_with(mopti)
    assert segou.shared_with(unsaid)
    assert not segou.shared_with(Difference(DATE, "the date was 2031"))


def test_a_verb_in_other_words_yields_and_one_that_decides_does_not(records):
    took = "On 4 May 2031 the observatory of Mali and Chad pictographed a comet over Timbuktu."
    missed = "On 4 May 2031 the observatory of Mali and Chad missed a comet over Timbuktu."
    assert mark(claim(took), records, "").mark == SUPPORTED
    assert mark(claim(missed), records, "").mark != SUPPORTED


def test_who_says_something_is_no_matter_of_grammar(records):
    said = "On 4 April 2031 {} complained that {} had broken their accord on migrating herds."
    assert mark(claim(said.format("Mali", "Chad")), records, "").mark == SUPPORTED
    turned = mark(claim(said.format("Chad", "Mali")), records, "")
    assert turned.mark != SUPPORTED


def test_a_place_that_differs_never_yields(records):
    elsewhere = "In May 2031 the observatory of Mali and Chad photographed a comet over Mopti."
    assert mark(claim(elsewhere), records, "").mark != SUPPORTED


@pytest.mark.parametrize(
    ("sentence", "first", "second"),
    [
        (
            "In May 2031 the ministers met, and a ferry was opened.",
            "In May 2031 the ministers met.",
            "In May 2031 a ferry was opened.",
        ),
        (
            "Mali and Chad signed in May 2031 and opened a ferry.",
            "Mali and Chad signed in May 2031.",
            "In May 2031 Mali and Chad opened a ferry.",
        ),
        (
            "Mali and Chad met, but Peru signed in May 2031.",
            "Mali and Chad met.",
            "Peru signed in May 2031.",
        ),
    ],
)
def test_two_clauses_of_one_time_each_have_it(sentence, first, second):
    assert halves(sentence, periods(sentence)) == (first, second)


@pytest.mark.parametrize("sentence", ["In May 2031 Mali and Chad met.", "Mali met Chad, and Peru signed."])
def test_one_act_or_no_time_is_not_cut(sentence):
    assert halves(sentence, periods(sentence)) is None


def test_it_may_mean_either_of_the_pair_and_is_never_all_of_it():
    one = claims_of("Ghana met Peru. In May 2031 it left.", ("MLI", "TCD"), None)[-1]
    assert not any(other.of_all(("MLI", "TCD")) for other in one.others)
    assert claim("Mali and Chad met in May 2031.").of_all(("MLI", "TCD"))
    assert {s for other in one.others for s in other.reading.states} == {"MLI", "TCD"}


def test_a_difference_says_what_the_record_has_not(records):
    missing = mark(claim("In January 2031 Mali and Ghana signed a contract on copper smelting."), records, "")
    assert PARTY in missing.differs
    assert ACT not in missing.differs
