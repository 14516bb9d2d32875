"""What a sentence says of a whole vote, of the vote told of before, and of many votes, on made-up records."""

from __future__ import annotations

from dataclasses import replace

import pytest

from comity.parts.check.claims import TextClaim, claims_of
from comity.parts.check.marks import CONTRADICTED, PARTLY, SUPPORTED, UNSUPPORTED
from comity.parts.check.tallies import tally
from comity.parts.check.votes_before import VotesBefore
from tests.parts.check.made_calls import MadeUpCalls, marks


@pytest.fixture(scope="module")
def calls() -> MadeUpCalls:
    return MadeUpCalls()


@pytest.mark.parametrize(
    ("sentence", "right"),
    [
        ("Resolution 9001 was adopted with thirteen votes.", SUPPORTED),
        ("Resolution 9001 was adopted with twelve votes.", CONTRADICTED),
        ("Resolution 9001 passed 13-0 with two abstentions.", SUPPORTED),
        ("Resolution 9001 passed 13-0 with three abstentions.", CONTRADICTED),
        ("Resolution 9003 passed by fourteen votes to one.", SUPPORTED),
        ("Resolution 9003 passed by thirteen votes to one.", CONTRADICTED),
        ("Resolution 9002 was adopted unanimously.", SUPPORTED),
        ("Resolution 9001 was adopted unanimously.", CONTRADICTED),
        ("All fifteen members voted for resolution 9002.", SUPPORTED),
        ("All fifteen members voted for resolution 9003.", CONTRADICTED),
        ("None of the permanent members abstained on resolution 9001.", SUPPORTED),
        ("None of the permanent members voted for resolution 9001.", CONTRADICTED),
        ("Mali and Chad abstained on resolution 9001 while all the others voted for it.", SUPPORTED),
        ("Mali abstained on resolution 9001 while all the others voted for it.", CONTRADICTED),
        ("Oman took no part in the vote on resolution 9004.", SUPPORTED),
        ("Ghana took no part in the vote on resolution 9004.", CONTRADICTED),
        ("Mali was the only member to abstain on resolution 9004.", SUPPORTED),
        ("Mali was the only member to abstain on resolution 9001.", CONTRADICTED),
        ("Thirteen members supported resolution 9001.", SUPPORTED),
        ("Fourteen members supported resolution 9001.", CONTRADICTED),
        ("The thirteen other members adopted resolution 9001, while Mali and Chad abstained.", SUPPORTED),
        ("The twelve other members adopted resolution 9001, while Mali and Chad abstained.", CONTRADICTED),
    ],
)
def test_the_result_of_a_vote_as_a_whole(calls, sentence, right):
    assert marks(calls, sentence) == [right]


@pytest.mark.parametrize(
    ("goes_on", "right"),
    [
        ("Peru voted for it.", SUPPORTED),
        ("Peru voted against it.", CONTRADICTED),
        ("No other member abstained.", SUPPORTED),
        ("All the other thirteen members backed it.", SUPPORTED),
        ("All the other twelve members backed it.", CONTRADICTED),
        ("Thirteen members supported it.", SUPPORTED),
        ("Twelve members supported it.", CONTRADICTED),
        ("The thirteen other members adopted it.", SUPPORTED),
        ("The fourteen other members adopted it.", CONTRADICTED),
        ("It got thirteen votes.", SUPPORTED),
        ("It got eleven votes.", CONTRADICTED),
        ("Finland also abstained on that text.", CONTRADICTED),
        ("That month the Council met in Lima.", UNSUPPORTED),
    ],
)
def test_a_sentence_that_names_no_text_means_the_one_before(calls, goes_on, right):
    first = "In March 2031 Mali and Chad abstained on resolution 9001."
    assert marks(calls, f"{first} {goes_on}") == [SUPPORTED, right]


@pytest.mark.parametrize(
    ("sentence", "right"),
    [
        ("In 2031 Mali and Peru voted differently on two adopted resolutions.", SUPPORTED),
        ("In 2031 Mali and Peru voted differently on three adopted resolutions.", CONTRADICTED),
        ("In 2032 Mali and Peru voted differently only once.", SUPPORTED),
        ("From 2031 to 2032 Ghana and Norway never voted differently in the Council.", SUPPORTED),
        ("From 2031 to 2032 Ghana and Mali always voted alike in the Council.", CONTRADICTED),
        ("Ghana and Norway have never voted differently in the Council.", "open"),
        ("Ghana and Mali have never voted differently in the Council.", CONTRADICTED),
        ("Resolution 9003 was the only one on which Peru and Ghana voted differently in 2031.", SUPPORTED),
        ("Resolution 9001 was the only one on which Peru and Ghana voted differently in 2031.", CONTRADICTED),
        ("In 2031 and 2032 Mali abstained twice.", SUPPORTED),
        ("In 2031 and 2032 Mali abstained four times.", CONTRADICTED),
        ("In 2031 Peru and Ghana parted only once, on resolution 9003.", SUPPORTED),
        ("In 2031 Peru and Ghana parted only once, on resolution 9001.", CONTRADICTED),
        ("In 2031 and 2032 Mali abstained on two.", SUPPORTED),
        ("In 2031 and 2032 Mali abstained on three of them.", CONTRADICTED),
        ("Since 2031 Mali has abstained more often than Peru.", SUPPORTED),
        ("Since 2031 Mali has abstained less often than Peru.", CONTRADICTED),
        ("In 2031 the Council adopted three resolutions.", SUPPORTED),
        ("In 2031 the Council adopted one resolution unanimously.", UNSUPPORTED),
        ("Britain vetoed two drafts on Nepal in 2031 and 2032.", SUPPORTED),
        ("France and Britain together vetoed two drafts on Nepal in 2031 and 2032.", CONTRADICTED),
        ("Between 2031 and 2032 France has never vetoed a draft on Peru.", SUPPORTED),
        ("Between 2031 and 2032 France has never used its veto alone.", SUPPORTED),
        ("Between 2031 and 2032 Britain has never used its veto alone.", CONTRADICTED),
    ],
)
def test_votes_are_counted_again_by_roll_call(calls, sentence, right):
    assert marks(calls, sentence) == [right]


def test_each_time_is_tried_on_every_vote_that_was_counted(calls):
    counted = "In 2031 and 2032 Mali and Peru voted differently on three adopted resolutions."
    assert marks(calls, f"{counted} Each time Ghana voted in favour.") == [SUPPORTED, SUPPORTED]
    assert marks(calls, f"{counted} Each time Mali abstained.") == [SUPPORTED, CONTRADICTED]


def test_a_matter_that_no_roll_call_names_is_not_counted(calls):
    (claim,) = claims_of(
        "In 2031 Mali and Peru voted differently on two texts on fishing.", ("MLI", "PER"), None
    )
    assert isinstance(claim, TextClaim)
    assert tally(claim, calls, VotesBefore()) is None


@pytest.mark.parametrize(
    ("sentence", "right"),
    [
        # Words for a choice, each with a twin that must not be held.
        ("In March 2031 Mali stood aside on resolution 9001.", SUPPORTED),
        ("In March 2031 Peru stood aside on resolution 9001.", CONTRADICTED),
        ("In March 2031 Mali let resolution 9001 pass with an abstention.", SUPPORTED),
        ("In March 2031 Ghana let resolution 9001 pass with an abstention.", CONTRADICTED),
        ("In July 2031 Peru dissented on resolution 9003.", SUPPORTED),
        ("In July 2031 Chile dissented on resolution 9003.", CONTRADICTED),
        ("In July 2031 resolution 9003 won Ghana's support.", SUPPORTED),
        ("In July 2031 resolution 9003 won Peru's support.", CONTRADICTED),
        ("On resolution 9003 Ghana said yes and Peru no.", SUPPORTED),
        ("On resolution 9003 Peru said yes and Ghana no.", CONTRADICTED),
        ("In March 2031 Mali abstained on resolution 9001, along with Chad.", SUPPORTED),
        ("In March 2031 Mali abstained on resolution 9001, along with Peru.", CONTRADICTED),
        ("In July 2031 Peru and Mali voted differently on resolution 9003.", SUPPORTED),
        ("In July 2031 Chile and Mali voted differently on resolution 9003.", CONTRADICTED),
        ("In March 2031 Mali and Chad voted alike on resolution 9001.", SUPPORTED),
        ("In March 2031 Mali and Peru voted alike on resolution 9001.", CONTRADICTED),
        ("Both of us voted for resolution 9002 in May 2031.", SUPPORTED),
        ("Both of us voted against resolution 9002 in May 2031.", CONTRADICTED),
    ],
)
def test_the_words_by_which_a_choice_is_told(calls, sentence, right):
    assert marks(calls, sentence) == [right]


@pytest.mark.parametrize(
    ("goes_on", "right"),
    [
        ("Chad did the same.", SUPPORTED),
        ("Peru did the same.", CONTRADICTED),
        ("Chad joined it.", SUPPORTED),
        ("Norway joined it.", CONTRADICTED),
        ("Chad followed suit.", SUPPORTED),
        ("Oman followed suit.", CONTRADICTED),
        ("It stood alone.", CONTRADICTED),
    ],
)
def test_what_is_done_likewise_is_what_was_done_before(calls, goes_on, right):
    first = "In March 2031 Mali abstained on resolution 9001."
    assert marks(calls, f"{first} {goes_on}") == [SUPPORTED, right]


def test_what_is_done_likewise_says_nothing_where_nothing_was_told_before(calls):
    assert marks(calls, "In March 2031 Mali did the same.") == [UNSUPPORTED]


@pytest.mark.parametrize(
    ("sentence", "right"),
    [
        ("In 2031 and 2032 Peru voted against one adopted resolution only, that of July 2031.", SUPPORTED),
        ("In 2031 and 2032 Peru voted against one adopted resolution only, that of May 2031.", "open"),
        ("In 2031 and 2032 Peru voted against only one adopted resolution, number 9003.", SUPPORTED),
        ("In 2031 and 2032 Peru voted against only one adopted resolution, number 9002.", CONTRADICTED),
        ("From 2031 to 2032 Ghana voted for every adopted resolution.", SUPPORTED),
        ("From 2031 to 2032 Mali voted for every adopted resolution.", CONTRADICTED),
        ("In 2031 and 2032 Ghana did not abstain on a single adopted resolution.", SUPPORTED),
        ("In 2031 and 2032 Mali did not abstain on a single adopted resolution.", CONTRADICTED),
        ("Neither Ghana nor Norway voted against an adopted resolution in 2031.", SUPPORTED),
        ("Neither Ghana nor Peru voted against an adopted resolution in 2031.", CONTRADICTED),
        (
            "In 2031 Mali and Peru cast different votes on no more than a dozen adopted resolutions.",
            SUPPORTED,
        ),
        ("In 2031 Mali and Peru cast different votes on no more than one adopted resolution.", CONTRADICTED),
        (
            "Resolution 9003 was the only adopted text that Peru opposed in 2031; Ghana voted for it.",
            SUPPORTED,
        ),
        (
            "Resolution 9003 was the only adopted text that Peru opposed in 2031; Ghana was against it.",
            CONTRADICTED,
        ),
    ],
)
def test_a_count_with_the_one_vote_that_is_named(calls, sentence, right):
    assert marks(calls, sentence) == [right]


def test_these_are_the_votes_that_were_counted(calls):
    counted = "From 2031 to 2032 Ghana voted for every adopted resolution."
    assert marks(calls, f"{counted} On two of these Mali abstained.") == [SUPPORTED, SUPPORTED]
    assert marks(calls, f"{counted} On three of these Mali abstained.") == [SUPPORTED, CONTRADICTED]
    vetoes = "Britain vetoed two drafts on Nepal in 2031 and 2032."
    assert marks(calls, f"{vetoes} The last of these vetoes was cast in February 2032.") == [SUPPORTED] * 2
    late = f"{vetoes} The last of these vetoes was cast in March 2032."
    assert marks(calls, late) == [SUPPORTED, CONTRADICTED]


def test_a_matter_of_a_short_time_is_of_one_vote_and_no_count(calls):
    (claim,) = claims_of(
        "In March 2031 Mali and Chad were two that abstained on resolution 9001.", ("MLI", "TCD"), None
    )
    assert tally(claim, calls, VotesBefore()) is None


@pytest.mark.parametrize(
    ("sentence", "right"),
    [
        ("Ghana voted for drafts on Peru in March 2031 and on Chile in May 2031.", SUPPORTED),
        ("Mali voted for drafts on Peru in March 2031 and on Chile in May 2031.", CONTRADICTED),
        ("Ghana voted for drafts on Peru in March 2031 and on Chile in July 2031.", PARTLY),
    ],
)
def test_several_matters_in_one_sentence_are_each_tried(sentence, right):
    titled = MadeUpCalls()
    subjects = {"S/RES/9001": "Peru", "S/RES/9002": "Chile", "S/RES/9003": "Oman"}
    titled.calls = tuple(
        replace(c, subject=subjects.get(c.symbol, c.subject), row={**c.row, "kind": "draft"})
        for c in titled.calls
    )
    titled._index()
    assert marks(titled, sentence, ("MLI", "GHA")) == [right]
