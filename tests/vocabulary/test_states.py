"""States and their names: the traps that the published files hold."""

from __future__ import annotations

from datetime import date

import pytest

from comity.errors import UnknownNameError
from comity.vocabulary import states

COLD_WAR, NOW = date(1985, 6, 1), date(2020, 6, 1)


@pytest.mark.parametrize(
    ("value", "system", "on", "code"),
    [
        # one code, two systems
        ("RS", "fips", None, "RUS"),
        ("RS", "iso2", None, "SRB"),
        ("CH", "fips", None, "CHN"),
        ("CH", "iso2", None, "CHE"),
        ("SU", "fips", None, "SDN"),
        ("SU", "iso2", None, "SUN"),
        ("UP", "fips", None, "UKR"),
        ("KN", "fips", None, "PRK"),
        ("KN", "iso2", None, "KNA"),
        ("KS", "fips", None, "KOR"),
        ("SZ", "fips", None, "CHE"),
        ("SZ", "iso2", None, "SWZ"),
        ("GM", "fips", None, "DEU"),
        ("GM", "iso2", None, "GMB"),
        ("UK", "fips", None, "GBR"),
        ("RB", "fips", None, "SRB"),
        ("RI", "fips", None, "SRB"),
        ("NA", "iso2", None, "NAM"),
        ("AUS", "cowabb", None, "AUT"),
        ("AUS", "cameo", None, "AUS"),
        ("SWZ", "cowabb", None, "CHE"),
        # one code, two dates
        ("365", "cow", date(1991, 12, 25), "SUN"),
        ("365", "cow", date(1991, 12, 26), "RUS"),
        ("365", "cow", date(1900, 1, 1), "RUS"),
        (365, "cow", None, "RUS"),
        ("345", "cow", COLD_WAR, "YUG"),
        ("345", "cow", date(1999, 3, 24), "SCG"),
        ("345", "cow", NOW, "SRB"),
        ("255", "cow", NOW, "DEU"),
        ("260", "cow", COLD_WAR, "DEU"),
        ("265", "cow", COLD_WAR, "DDR"),
        ("678", "cow", COLD_WAR, "YAR"),
        ("679", "cow", NOW, "YEM"),
        ("680", "cow", COLD_WAR, "YMD"),
        ("816", "cow", date(1970, 1, 1), "VNM"),
        ("817", "cow", date(1970, 1, 1), "RVN"),
        ("710", "cow", date(1960, 1, 1), "CHN"),
        ("713", "cow", date(1960, 1, 1), "TWN"),
        ("CS", "iso2", COLD_WAR, "CSK"),
        ("CS", "iso2", date(2004, 1, 1), "SCG"),
        ("SCG", "cameo", date(2000, 1, 1), "SCG"),
        ("SCG", "cameo", NOW, "SRB"),
        ("ROM", "cameo", None, "ROU"),
        ("TMP", "cameo", None, "TLS"),
        ("GZS", "cameo", None, "PSE"),
        ("WSB", "cameo", None, "PSE"),
        # the General Assembly: Russia before 1992, the seat of China, Yugoslavia after 1992
        ("Russia", "un", COLD_WAR, "SUN"),
        ("Russia", "un", NOW, "RUS"),
        ("China", "un", date(1971, 10, 24), "TWN"),
        ("China", "un", date(1971, 10, 25), "CHN"),
        ("Taiwan", "un", date(1960, 1, 1), "TWN"),
        ("China", "any-name", date(1960, 1, 1), "CHN"),
        ("Yugoslavia", "un", COLD_WAR, "YUG"),
        ("Yugoslavia", "un", date(1999, 6, 1), "SCG"),
        ("Yugoslavia", "un", date(2012, 6, 1), "SRB"),
        ("Yugoslavia", "any-name", None, "YUG"),
        ("Federal Republic of Germany", "un", COLD_WAR, "DEU"),
        ("Yemen Arab Republic", "un", COLD_WAR, "YAR"),
        ("Zanzibar", "un", date(1964, 1, 1), "ZAN"),
        ("Namibia", "un", NOW, "NAM"),
        # spellings
        ("Russia", "any-name", COLD_WAR, "SUN"),
        ("USSR", "any-name", COLD_WAR, "SUN"),
        ("Soviet Union", "any-name", None, "SUN"),
        ("Serbia", "any-name", date(1999, 6, 1), "SCG"),
        ("Ukraine", "any-name", date(1960, 1, 1), "UKR"),
        ("Korea, North", "any-name", None, "PRK"),
        ("Korea, South", "any-name", None, "KOR"),
        ("Korea, Dem. Rep.", "any-name", None, "PRK"),
        ("Democratic People’s\nRepublic of Korea", "any-name", None, "PRK"),
        ("Republic of Korea", "any-name", None, "KOR"),
        ("Türkiye", "any-name", None, "TUR"),
        ("Turkiye", "any-name", None, "TUR"),
        ("TURKEY", "any-name", None, "TUR"),
        ("Viet Nam", "any-name", None, "VNM"),
        ("Congo", "any-name", None, "COG"),
        ("Congo - Kinshasa", "any-name", None, "COD"),
        ("Cote D’Ivoire", "any-name", None, "CIV"),
        ("Niger", "any-name", None, "NER"),
        ("Guinea", "any-name", None, "GIN"),
        ("Dominica", "any-name", None, "DMA"),
        ("俄罗斯", "name", NOW, "RUS"),
        ("КНР", "name", NOW, "CHN"),
        # people in office
        ("Vladimir Putin", "leader", date(2010, 1, 1), "RUS"),
        ("Dmitry Medvedev", "leader", date(2010, 1, 1), "RUS"),
        ("Hu Jintao", "leader", date(2010, 1, 1), "CHN"),
        ("Slobodan Milošević", "leader", date(1999, 4, 1), "SCG"),
        ("Delcy Rodríguez", "leader", date(2026, 2, 1), "VEN"),
        ("Wang Yi", "foreign-minister", date(2019, 1, 1), "CHN"),
        ("the Kremlin", "ministry", COLD_WAR, "SUN"),
        ("the Kremlin", "ministry", NOW, "RUS"),
    ],
)
def test_a_value_means_this_state(value: str | int, system: str, on: date | None, code: str) -> None:
    assert states.resolve(value, system, on) == code


@pytest.mark.parametrize(
    ("value", "system", "on"),
    [
        ("", "any-name", None),
        (None, "any-name", None),
        ("Atlantis", "any-name", None),
        ("NA", "cameo", None),
        ("NA", "icews", None),
        ("AFR", "cameo", None),
        ("Hong Kong", "icews", None),
        ("Soviet Union", "any-name", NOW),
        ("Hu Jintao", "leader", NOW),
        ("Wang Yi", "foreign-minister", date(2023, 3, 1)),
        ("QQQ", "iso3", None),
        ("rus", "iso3", None),
    ],
)
def test_a_value_means_no_state(value: str | None, system: str, on: date | None) -> None:
    assert states.resolve(value, system, on) is None


@pytest.mark.parametrize(
    ("code", "on", "bearer"),
    [
        ("RUS", COLD_WAR, "SUN"),
        ("SUN", NOW, "RUS"),
        ("SRB", date(1985, 1, 1), "YUG"),
        ("SRB", date(1999, 1, 1), "SCG"),
        ("YUG", date(1999, 1, 1), "SCG"),
        ("YUG", NOW, "SRB"),
        ("DDR", NOW, "DEU"),
        ("DEU", COLD_WAR, "DEU"),
        ("YMD", NOW, "YEM"),
        ("YEM", COLD_WAR, "YEM"),  # two forerunners: cannot tell
        ("YEM", date(1950, 1, 1), "YAR"),  # only one of them was there
        ("CSK", NOW, "CSK"),  # no heir
        ("CZE", COLD_WAR, "CZE"),
        ("RUS", None, "RUS"),
    ],
)
def test_a_seat_is_borne_by_the_state_of_the_day(code: str, on: date | None, bearer: str) -> None:
    assert states.bearer(code, on) == bearer
    assert states.resolve(code, "iso3", on) == bearer


def test_withdrawn_codes_still_resolve() -> None:
    assert [states.resolve(c, "iso3") for c in ("ROM", "ZAR", "TMP", "GER")] == [
        "ROU",
        "COD",
        "TLS",
        "DEU",
    ]


def test_the_last_day_of_one_state_is_the_eve_of_its_heir() -> None:
    """No day without a bearer of the seat, none with two."""
    for s in states.all_states().values():
        heir = states.all_states().get(s.heir)
        if heir and heir.first > s.first:
            assert (heir.first - s.last).days == 1, s.code


def test_every_member_of_the_united_nations_is_there() -> None:
    alive = [s for s in states.all_states().values() if s.last == states.OPEN]
    not_members = {"TWN", "XKX", "PSE", "VAT", "ESH", "COK", "NIU"}
    assert len(alive) == 193 + len(not_members)
    assert not_members <= {s.code for s in alive}


def test_every_living_state_has_its_codes() -> None:
    for system, without in {
        "iso2": set(),
        "fips": set(),
        "cameo": set(),
        "demonym": {"COG", "DMA", "KIR", "KNA", "LIE"},  # the first two share theirs with a neighbour
        "cow": {"PSE", "ESH", "COK", "NIU", "VAT"},
    }.items():
        have = {n.state for n in states.all_names() if n.system == system}
        alive = {s.code for s in states.all_states().values() if s.last == states.OPEN}
        assert alive - have == without, system


def test_common_names_are_different_and_found() -> None:
    for s in states.all_states().values():
        assert states.resolve(s.name, "any-name") == s.code


def test_an_unknown_code_is_told_with_near_ones() -> None:
    with pytest.raises(UnknownNameError, match=r"did you mean .*RUS"):
        states.get("RUZ")


def test_display_leaves_bodies_alone() -> None:
    assert [states.display(c) for c in ("TUR", "PRK", "EUU")] == ["Turkey", "North Korea", "EUU"]
