"""Counts over many votes of a made-up Council: of how many, each time, of these, who sat there when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from comity.parts.check.marks import CONTRADICTED, PARTLY, SUPPORTED
from comity.parts.check.roll_call import CitedText
from comity.parts.check.roll_calls import _best as best_of
from comity.parts.check.vote_cover import cover, joined
from tests.parts.check.made_calls import MadeUpCalls, marks

TEXTS = ("S/RES/9001", "S/RES/9002", "S/RES/9003", "S/RES/9004")
"""Mali abstains on the first and the last, Chad on the first, Peru votes against the third."""


@pytest.fixture(scope="module")
def calls() -> MadeUpCalls:
    return MadeUpCalls()


@pytest.mark.parametrize(
    ("sentence", "right"),
    [
        (
            "In 2031 and 2032 Mali and Peru voted on four resolutions and gave different answers on three.",
            SUPPORTED,
        ),
        (
            "In 2031 and 2032 Mali and Peru voted on four resolutions and gave different answers on two.",
            CONTRADICTED,
        ),
        (
            "In 2031 and 2032 Mali and Peru voted on three resolutions and gave different answers on three.",
            CONTRADICTED,
        ),
        ("On three of the four resolutions of 2031 and 2032 Mali and Peru differed.", SUPPORTED),
        ("Mali and Peru differed twice in 2031, and once in 2032.", SUPPORTED),
        ("Mali and Peru differed once in 2031, and twice in 2032.", CONTRADICTED),
        (
            "In 2031 and 2032 Mali and Ghana differed twice, and each time it was Mali that abstained.",
            SUPPORTED,
        ),
        (
            "In 2031 and 2032 Mali and Ghana differed twice, and each time it was Ghana that abstained.",
            CONTRADICTED,
        ),
        ("In 2031 and 2032 Ghana differed from Mali twice, always because the latter abstained.", SUPPORTED),
        (
            "In 2031 and 2032 Mali differed from Ghana twice, always because the latter abstained.",
            CONTRADICTED,
        ),
        ("In 2031 and 2032 Mali never voted no, and it abstained on two texts only.", SUPPORTED),
        ("In 2031 and 2032 Peru never voted no, and it abstained on no text.", CONTRADICTED),
        ("In 2031 and 2032 Mali never voted no, and it abstained on three texts only.", CONTRADICTED),
        ("Ghana and Norway each voted for every resolution of 2031 and 2032.", SUPPORTED),
        ("Ghana and Mali each voted for every resolution of 2031 and 2032.", CONTRADICTED),
        (
            "In 2031, the first year of Mali's latest term there, Mali and Chad abstained together once.",
            SUPPORTED,
        ),
        (
            "In 2031, the first year of Mali's latest term there, Mali and Chad abstained together twice.",
            CONTRADICTED,
        ),
        ("In 2031 and 2032 Mali abstained on two resolutions that Peru supported.", SUPPORTED),
        ("In 2031 and 2032 Chad abstained on two resolutions that Peru supported.", CONTRADICTED),
        ("In 2031 and 2032 Peru voted against only one resolution that Ghana supported.", SUPPORTED),
        ("From 2031 through 2032 Mali and Peru voted alike on all but three resolutions.", SUPPORTED),
        ("From 2031 through 2032 Mali and Peru voted alike on all but two resolutions.", CONTRADICTED),
        # Vetoes.
        ("In 2031 and 2032 Britain vetoed two drafts on Nepal; France joined it once.", SUPPORTED),
        ("In 2031 and 2032 Britain vetoed two drafts on Nepal; France joined it twice.", CONTRADICTED),
        ("In 2031 and 2032 France vetoed no draft on its own.", SUPPORTED),
        ("In 2031 and 2032 Britain vetoed no draft on its own.", CONTRADICTED),
        ("In 2031 and 2032 Britain vetoed two drafts on Nepal, and China none.", SUPPORTED),
        ("In 2031 and 2032 Britain vetoed two drafts on Nepal, and France none.", CONTRADICTED),
        (
            "Of the 2 drafts on Nepal that Britain vetoed in 2031 and 2032, France helped to veto one.",
            SUPPORTED,
        ),
        (
            "Of the 2 drafts on Nepal that Britain vetoed in 2031 and 2032, France helped to veto two.",
            CONTRADICTED,
        ),
        ("Between 2031 and 2032 neither China nor Russia vetoed a draft on Nepal.", SUPPORTED),
        ("Between 2031 and 2032 neither China nor France vetoed a draft on Nepal.", CONTRADICTED),
        # Who sat there.
        ("Mali and Peru sat on the Council in 2031 and 2032.", SUPPORTED),
        ("Mali and Egypt sat on the Council in 2031 and 2032.", CONTRADICTED),
        ("Since 2031 Mali and Peru have never sat on the Council in the same year.", CONTRADICTED),
        ("Since 2031 Mali and Egypt have never sat on the Council in the same year.", SUPPORTED),
        ("Mali and Egypt have never sat on the Council in the same year.", "open"),
        ("Since 2031 Mali and Peru have shared the Council once, in 2031 and 2032.", SUPPORTED),
        ("Since 2031 Mali and Peru have shared the Council twice, in 2031 and 2032.", CONTRADICTED),
        ("The only years since 2031 in which both sat on the Council were 2031 and 2032.", SUPPORTED),
        ("The only year since 2031 in which both sat on the Council was 2032.", CONTRADICTED),
    ],
)
def test_what_is_counted_of_how_many_and_whose_choice_it_was(calls, sentence, right):
    assert marks(calls, sentence) == [right]


@pytest.mark.parametrize(
    ("goes_on", "right"),
    [
        ("In one of the three it was Peru that voted against.", SUPPORTED),
        ("In two of the three it was Mali that abstained.", SUPPORTED),
        ("In one of the three it was Mali that abstained.", CONTRADICTED),
        ("Resolution 9003 was one of the three.", SUPPORTED),
        ("Resolution 9002 was one of the three.", CONTRADICTED),
        ("On the first Peru voted yes and Mali abstained.", SUPPORTED),
        ("On the first Mali voted yes and Peru abstained.", CONTRADICTED),
        ("On the second Peru voted against.", SUPPORTED),
        ("On the last Peru voted against.", CONTRADICTED),
        ("On each of the three Ghana voted in favour.", SUPPORTED),
        ("On each of the three Mali abstained.", CONTRADICTED),
        ("On another one they voted for it together.", "held or not held"),
    ],
)
def test_what_is_said_of_the_votes_just_counted(calls, goes_on, right):
    first = "In 2031 and 2032 Mali and Peru differed on three of the four adopted resolutions."
    got = marks(calls, f"{first} {goes_on}")
    assert got[0] == SUPPORTED
    assert got[1] in right if "or" in right else got[1] == right


def test_what_is_said_of_each_leaves_all_of_them_to_refer_to(calls):
    first = "In 2031 and 2032 Mali and Ghana differed on two of their resolutions."
    each = "In both cases the abstention was Mali's."
    assert marks(calls, f"{first} {each} On the first Chad abstained.") == [SUPPORTED] * 3
    assert marks(calls, f"{first} {each} On the last Chad abstained.") == [SUPPORTED] * 2 + [CONTRADICTED]
    assert marks(calls, f"{first} In both cases the abstention was Ghana's.") == [SUPPORTED, CONTRADICTED]


def test_who_voted_no_did_not_vote_so_never(calls):
    assert marks(calls, "By 2032 Peru had voted no as well.")[0] not in (SUPPORTED, CONTRADICTED)


def test_the_exceptions_are_what_a_count_leaves_over(calls):
    first = "In 2031 and 2032 Mali and Peru differed on three resolutions."
    then = "In two of the three it was Mali that abstained."
    for of, right in (("July 2031", SUPPORTED), ("May 2031", CONTRADICTED)):
        assert marks(calls, f"{first} {then} The exception was that of {of}.") == [SUPPORTED] * 2 + [right]


def test_a_count_is_held_where_nearly_all_of_the_time_is_on_record():
    span = [(date(2001, 1, 1), date(2010, 12, 31))]
    most = cover(
        span, [(date(2001, 1, 1), date(2007, 12, 31)), (date(2009, 1, 1), date(2012, 1, 1))], date.max
    )
    assert most.share == pytest.approx(0.9, abs=0.01)
    assert most.in_words == "; 1 January 2008 to 31 December 2008 is not on record"
    half = [(date(2001, 1, 1), date(2005, 12, 31))]
    assert cover(span, half, date(2010, 12, 31)).share == pytest.approx(0.5, abs=0.01)
    open_end = cover(
        [(date(2001, 1, 1), date(2100, 1, 1))], [(date(2001, 1, 1), date(2005, 12, 31))], date(2005, 12, 31)
    )
    assert (open_end.share, open_end.in_words) == (1.0, "")
    years = [(date(2001, 1, 1), date(2001, 12, 31)), (date(2002, 1, 1), date(2002, 12, 31))]
    assert joined(years) == [(date(2001, 1, 1), date(2002, 12, 31))]


def test_whoever_is_vetoed_does_not_veto(calls):
    day = "On 1 September 2031 a draft on Nepal"
    assert marks(calls, f"{day} was vetoed by Britain.") == [SUPPORTED]
    assert marks(calls, f"{day} was vetoed by France.") == [CONTRADICTED]
    alone = "In September 2031 Britain stood alone when it vetoed a draft on Nepal."
    assert marks(calls, f"Mali abstained on resolution 9001. {alone}") == [SUPPORTED] * 2
    turn = "On 1 September 2031 it was Nepal's turn to be vetoed, this time by Britain."
    assert marks(calls, turn) == [SUPPORTED]


@pytest.mark.parametrize(("who", "right"), [("Chad", SUPPORTED), ("Peru", CONTRADICTED)])
def test_the_only_two_to_abstain_are_no_count_of_votes(calls, who, right):
    only = f"In 2031 Mali and {who} were the only two to abstain on resolution 9001."
    assert marks(calls, only) == [right]


def test_a_text_counts_up_to_the_day_on_which_it_was_written(calls):
    count = "Since 2031 Mali has abstained once."
    assert marks(calls, count) == [CONTRADICTED]
    assert marks(calls.known_by(date(2031, 12, 1)), count) == [SUPPORTED]


@pytest.mark.parametrize(
    ("sentence", "right"),
    [
        ("On the Peruvian plan for Haiti in March 2031 Mali abstained.", SUPPORTED),
        ("On the Peruvian plan for Haiti in March 2031 Mali voted in favour.", CONTRADICTED),
        ("On the Chilean plan for Haiti in March 2031 Mali abstained.", PARTLY),
    ],
)
def test_what_a_text_is_about_and_whose_it_is_the_records_that_cite_it_say(sentence, right):
    cited = CitedText(frozenset({"HTI"}), "Mali abstained on the Peruvian plan for Haiti.")
    made = MadeUpCalls()
    made.calls = (replace(made.calls[0], cited=cited), *made.calls[1:])
    made._index()
    assert marks(made, sentence) == [right]


@pytest.mark.parametrize(
    ("sentence", "right"),
    [
        ("Mali, which had abstained a year before, voted yes in March 2032 on a text on Chile.", SUPPORTED),
        (
            "Mali, which had voted yes a year before, voted yes in March 2032 on a text on Chile.",
            CONTRADICTED,
        ),
        (
            "Mali, which had abstained a year before, abstained in March 2032 on a text on Chile.",
            CONTRADICTED,
        ),
    ],
)
def test_a_vote_and_the_one_a_year_before_it(sentence, right):
    made = MadeUpCalls()
    first, *others = made.calls
    late = replace(others[1], row={**others[1].row, "date": date(2032, 3, 9)}, subject="Chile")
    made.calls = (replace(first, subject="Chile"), others[0], late, *others[2:])
    made._index()
    assert marks(made, sentence) == [right]


def test_a_text_that_names_the_states_may_be_meant_with_fewer_of_the_words():
    first, second, *_ = MadeUpCalls().calls
    of_chile = [(0.9, 0.5, replace(first, subject="Chile")), (0.65, 0.5, replace(second, subject="Chile"))]
    chile = frozenset({"CHL"})
    assert [best for *_, best in best_of(of_chile, chile)] == [True, False]
    assert len(best_of([(c, own, replace(call, subject="Peru")) for c, own, call in of_chile], chile)) == 1
    assert len(best_of(of_chile, frozenset())) == 1
