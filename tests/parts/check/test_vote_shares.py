"""How often two states voted alike, counted again on a made-up Assembly of two decades."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import product

import pytest

from comity.parts.check.marks import CONTRADICTED, SUPPORTED
from comity.parts.check.periods import Days
from comity.parts.check.roll_call import RollCall
from comity.parts.check.roll_calls import RollCalls
from comity.parts.check.share_words import claimed_shares
from comity.parts.check.vote_cover import Cover, cover
from tests.parts.check.made_calls import marks

NONE = "not counted"
ALIKE = {("MLI", "PER"): (16, 10), ("MLI", "TCD"): (19, 17), ("PER", "TCD"): (15, 9)}
"""In how many of the twenty roll calls of 2010 to 2019 and of 2020 to 2029 two states voted alike."""


class MadeUpAssembly(RollCalls):
    """Two roll calls a year from 2010 to 2029, in which Mali always votes yes."""

    def __init__(self) -> None:
        self.calls = tuple(_call(date(y, 12, d)) for y, d in product(range(2010, 2030), (1, 2)))
        self.council, self.by_number, self.by_day = {}, {}, {}
        self._index()
        keys = [c.row["roll_call_id"] for c in self.calls]
        of = {"MLI": [0, 0], "PER": [4, 10], "TCD": [1, 3]}
        for state, noes in of.items():
            no = {*keys[: noes[0]], *keys[20 : 20 + noes[1]]}
            self._choices["UNGA", state] = {k: "no" if k in no else "yes" for k in keys}

    def cover_of_assembly(self, spans: Sequence[Days]) -> Cover:
        return cover(spans, [(date(2010, 1, 1), date(2029, 12, 31))], date(2032, 12, 31))


def _call(day: date) -> RollCall:
    key = f"UNGA:{day}"
    row = {"record_id": key, "roll_call_id": key, "body": "UNGA", "date": day, "precision": "day"}
    return RollCall({**row, "kind": None, "known_on": day, "url": "", "title": ""}, key, "")


@pytest.fixture(scope="module")
def calls() -> MadeUpAssembly:
    made = MadeUpAssembly()
    made.cast = lambda calls: {}  # type: ignore[method-assign]
    return made


@pytest.mark.parametrize(
    ("sentence", "right"),
    [
        ("Mali and Peru cast the same vote in eight Assembly votes in ten in the 2010s.", SUPPORTED),
        ("Mali and Peru cast the same vote in nine Assembly votes in ten in the 2010s.", CONTRADICTED),
        ("In the Assembly Mali and Peru agreed on 80 per cent of votes from 2010 to 2019.", SUPPORTED),
        ("In the Assembly Mali and Peru agreed on 76 per cent of votes from 2010 to 2019.", CONTRADICTED),
        ("In the Assembly Mali and Peru agreed on about 77 per cent of votes from 2010 to 2019.", SUPPORTED),
        ("Mali and Peru did not agree in even nine Assembly votes in ten in the 2010s.", SUPPORTED),
        ("Mali and Peru did not agree in even seven Assembly votes in ten in the 2010s.", CONTRADICTED),
        ("In the Assembly Mali and Peru disagreed on a fifth of the votes of the 2010s.", SUPPORTED),
        ("In the Assembly Mali and Peru disagreed on a third of the votes of the 2010s.", CONTRADICTED),
        ("Mali and Peru voted alike in 16 of the 20 roll calls of the Assembly in the 2010s.", SUPPORTED),
        ("Mali and Peru voted alike in 13 of the 20 roll calls of the Assembly in the 2010s.", CONTRADICTED),
        (
            "In the Assembly Mali and Peru agreed in four fifths of votes in the 2010s, and in half in the"
            " decade after.",
            SUPPORTED,
        ),
        (
            "In the Assembly Mali and Peru agreed in half of votes in the 2010s, and in four fifths in the"
            " decade after.",
            CONTRADICTED,
        ),
        ("Mali and Peru agreed less often in the Assembly in the 2020s than in the 2010s.", SUPPORTED),
        ("Mali and Peru agreed more often in the Assembly in the 2020s than in the 2010s.", CONTRADICTED),
        ("In the 2010s Mali voted with Chad in the Assembly more often than with Peru.", SUPPORTED),
        ("In the 2010s Mali voted with Peru in the Assembly more often than with Chad.", CONTRADICTED),
        ("In the 2010s Chad was nearer to Mali in the Assembly than Peru was.", SUPPORTED),
        (
            "In each decade since 2010 Peru was nearer to Mali in the Assembly than Chad was.",
            CONTRADICTED,
        ),
        # Not all of the time claimed is on record.
        ("In the Assembly Mali and Peru agreed on two thirds of votes since 2010.", SUPPORTED),
        ("In the Assembly Mali and Peru agreed on half of the votes since 2022.", "open"),
        ("In the Assembly Mali and Peru agreed on half of the votes of the 2030s.", NONE),
        # What is counted is not all votes.
        ("In the Assembly Mali and Peru agreed on eight votes on fishing in ten in the 2010s.", NONE),
    ],
)
def test_a_share_of_all_votes_is_counted_again(calls, sentence, right):
    got = marks(calls, sentence)
    assert got == [right] if right != NONE else got[0] not in (SUPPORTED, CONTRADICTED)


def test_the_share_goes_on_with_the_pair_and_the_body_of_the_sentence_before(calls):
    first = "In the Assembly Mali and Peru agreed on 80 per cent of votes from 2010 to 2019."
    assert marks(calls, f"{first} In the 2020s they agreed on half of them.", ()) == [SUPPORTED, SUPPORTED]
    less = "The 2020s were worse, with agreement in {} of them."
    assert marks(calls, f"{first} {less.format('half')}", ()) == [SUPPORTED, "open"]
    assert marks(calls, f"{first} {less.format('a third')}", ()) == [SUPPORTED, CONTRADICTED]


@pytest.mark.parametrize(
    ("words", "least", "most"),
    [
        ("nine votes in ten", 0.85, 0.95),
        ("three quarters", 0.715, 0.785),
        ("74 per cent", 0.729, 0.751),
        ("more than half", 0.5, 1.5),
        ("a little over six out of ten", 0.595, 0.67),
        ("almost two thirds", 0.597, 0.682),
        ("about one case in nine", 0.066, 0.156),
    ],
)
def test_what_the_words_of_a_share_allow(words, least, most):
    (share,) = claimed_shares(f"they agreed in {words} then")
    assert (share.least, share.most) == pytest.approx((least, most), abs=0.001)
