"""States, bodies and the rest are told apart, also in lists."""

from __future__ import annotations

from datetime import date

import pytest

from comity.vocabulary import bodies
from comity.vocabulary.parties import party, split


@pytest.mark.parametrize(
    ("written", "system", "kind", "code"),
    [
        ("Korea, North", "any-name", "state", "PRK"),
        ("European Union", "any-name", "body", "EUU"),
        ("EU", "any-name", "body", "EUU"),
        ("EU", "fips", "territory", "FRA"),  # Europa Island
        ("Hong Kong", "any-name", "territory", "CHN"),
        ("HKG", "cameo", "territory", "CHN"),
        ("EUR", "cameo", "region", ""),
        ("Houthi rebels (Yemen)*", "any-name", "group", "YEM"),
        ("unknown supplier(s)", "any-name", "unknown", ""),
        ("Korea", "any-name", "unknown", ""),
        ("Paris Agreement Signatories", "any-name", "bundle", ""),
        ("Atlantis", "any-name", "", ""),
        ("NATO", "cameo", "", ""),
    ],
)
def test_a_party_is_told(written: str, system: str, kind: str, code: str) -> None:
    found = party(written, system)
    assert (found.kind, found.code) == (kind, code)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Estonia, Latvia, Lithuania", ["EST", "LVA", "LTU"]),
        ("Korea, North, Singapore, Taiwan", ["PRK", "SGP", "TWN"]),
        (
            "Congo, Democratic Republic of the, Eritrea, Ethiopia (excludes Eritrea), Kenya",
            ["COD", "ERI", "ETH", "KEN"],
        ),
        ("Gambia, The, Russia, Venezuela", ["GMB", "RUS", "VEN"]),
        ("Egypt, Arab Rep., Syria", ["EGY", "SYR"]),
        ("EU, Bosnia and Herzegovina,Iceland,  Norway", ["EUU", "BIH", "ISL", "NOR"]),
        ("", []),
    ],
)
def test_a_list_whose_names_hold_commas(text: str, codes: list[str]) -> None:
    assert [p.code for p in split(text)] == codes


def test_an_unknown_piece_stands_alone_and_is_named() -> None:
    assert [(p.written, p.kind) for p in split("Russia, Atlantis, EU")] == [
        ("Russia", "state"),
        ("Atlantis", ""),
        ("EU", "body"),
    ]


def test_a_list_is_read_on_its_day() -> None:
    assert [p.code for p in split("Russia, Serbia", date(1985, 1, 1))] == ["SUN", "YUG"]


def test_bodies_by_name() -> None:
    assert bodies.resolve("League of Arab States") == "LAS"
    assert bodies.resolve("brics") == "BRICS"
    assert bodies.resolve("Atlantis") is None
    assert bodies.resolve(None) is None
