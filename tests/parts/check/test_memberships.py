"""Who belongs to a body and since when, held against a made-up table of memberships."""

from __future__ import annotations

from datetime import date

import pytest

from comity.parts.check.claims import claims_of
from comity.parts.check.marks import PARTLY, SUPPORTED
from comity.parts.check.memberships import BodyBefore, Membership, Memberships, of_membership


def _row(
    body: str, state: str, first: date, precision: str = "day", last: date | None = None, label: str = ""
) -> Membership:
    return Membership(f"{body}:{state}", body, state, first, precision, last, first, "A charter", label)


TABLE = Memberships(
    [
        _row("SCO", "MLI", date(2031, 6, 15)),
        _row("SCO", "TCD", date(2031, 6, 15)),
        _row("SCO", "PER", date(2035, 7, 4)),
        _row("BRICS", "PER", date(2036, 1, 1)),
        _row("CSTO", "GHA", date(2032, 1, 1), "year", date(2034, 5, 6)),
        _row("zzsb", "PER", date(2033, 1, 1), "year", label="ZZSB"),  # no body of the vocabulary
    ]
)


def marks(text: str) -> list[str]:
    """The marks of a text's sentences by the table alone, "" where it does not tell."""
    out, before = [], BodyBefore()
    for claim in claims_of(text, ("MLI", "PER"), None):
        mark, before = of_membership(claim, TABLE, before)
        out.append(mark.mark if mark else "")
    return out


@pytest.mark.parametrize(
    ("sentence", "right"),
    [
        ("Peru joined the Shanghai Cooperation Organisation in July 2035.", SUPPORTED),
        ("Peru joined the Shanghai Cooperation Organisation in July 2034.", PARTLY),
        ("Peru acceded to the SCO in 2035 and to BRICS in January 2036.", SUPPORTED),
        ("Peru acceded to the SCO in 2035 and to BRICS in January 2037.", PARTLY),
        ("Mali has belonged to the SCO since June 2031.", SUPPORTED),
        ("Mali has belonged to the SCO since May 2031.", PARTLY),
        ("Mali and Chad are founding members of the SCO.", SUPPORTED),
        ("Mali and Peru are founding members of the SCO.", PARTLY),
        ("In 2036 Peru was a member of the SCO.", SUPPORTED),
        ("In 2034 Peru was a member of the SCO.", PARTLY),
        ("Ghana left the Collective Security Treaty Organization in 2034.", SUPPORTED),
        ("Ghana left the Collective Security Treaty Organization in 2033.", PARTLY),
        ("Ghana joined the CSTO in 2032.", SUPPORTED),
        ("Ghana joined the CSTO in March 2032.", PARTLY),
        ("Peru joined the ZZSB in 2033.", SUPPORTED),
        ("Peru joined the ZZSB in 2032.", PARTLY),
        # What the table does not tell: another state, another role, more than belonging.
        ("Norway joined the SCO in July 2035.", ""),
        ("Peru became an observer of the SCO in July 2035.", ""),
        ("Peru has never belonged to the SCO.", ""),
        ("Peru joined the SCO in July 2035 against the will of Mali's generals.", ""),
        ("Peru praised the SCO in July 2035.", ""),
    ],
)
def test_a_membership_is_held_by_its_date(sentence, right):
    assert marks(sentence) == [right]


def test_a_sentence_that_follows_means_the_body_before():
    first = "Mali joined the SCO in June 2031."
    assert marks(f"{first} Chad followed in June 2031.") == [SUPPORTED, SUPPORTED]
    assert marks(f"{first} Chad followed in August 2031.") == [SUPPORTED, PARTLY]
    assert marks(f"{first} Peru has belonged to the group since July 2035.") == [SUPPORTED, SUPPORTED]
    assert marks("Chad followed in June 2031.") == [""]
