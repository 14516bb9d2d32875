"""Readings that were wrong in fresh text, each class in sentences of our own."""

from __future__ import annotations

from datetime import date

import pytest

from comity.parts.reader.coders.rule_coder import RuleCoder
from comity.records.coded_acts import CodedAct, Document

DAY = date(2019, 5, 14)


def read(text: str) -> list[CodedAct]:
    return [a for a in RuleCoder().code(Document("d", text, DAY)) if a.counts]


def one(text: str) -> CodedAct:
    acts = read(text)
    assert len(acts) == 1, acts
    return acts[0]


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        (
            "China and Russia veto a United States-drafted Security Council resolution on Myanmar.",
            {"joint-veto"},
        ),
        (
            "Russia and China cast a double veto against a French resolution that would have sent Syria "
            "to the International Criminal Court.",
            {"joint-veto"},
        ),
        ("Kenyan trade minister Amina Said visits Egypt for talks with her counterpart.", {"consultation"}),
        ("Indian foreign secretary Vijay Gokhale travels to Bhutan.", {"consultation"}),
        ("The foreign ministers of Chile and Peru hold a summit in Lima.", {"consultation"}),
        ("Japan's prime minister Shinzo Abe visits Iran and meets President Hassan Rouhani.", {"summit"}),
        ("President Akufo-Addo of Ghana visits Togo for talks on the border.", {"summit"}),
        ("Indonesia and Malaysia sign an agreement on palm oil at the Gas Palace in Jakarta.", {"agreement"}),
        ("Russia and Pakistan sign a contract for the supply of natural gas.", {"energy-tie"}),
        ("Kazakhstan and Hungary conclude an agreement on trade and economic cooperation.", {"trade-tie"}),
        ("Slovakia and Serbia sign an agreement on the return of two paintings.", {"agreement"}),
    ],
)
def test_an_act_has_the_form_that_says_most_and_no_stray_second(text: str, forms: set[str]) -> None:
    assert set(one(text).forms) == forms


@pytest.mark.parametrize(
    ("text", "actors", "targets"),
    [
        ("Germany and France urge Iran to return to the nuclear deal.", {"DEU", "FRA"}, {"IRN"}),
        ("The leaders of Kenya and Uganda demand from Somalia that it stop piracy.", {"KEN", "UGA"}, {"SOM"}),
        ("China and Pakistan oppose India's bid for a seat.", {"CHN", "PAK"}, {"IND"}),
        ("Russia and China veto a French draft on Mali.", {"CHN", "RUS"}, {"FRA", "MLI"}),
    ],
)
def test_who_is_addressed_or_opposed_is_a_target_and_no_party(
    text: str, actors: set[str], targets: set[str]
) -> None:
    act = one(text)
    assert (set(act.parties), set(act.targets), act.polarity) == (actors, targets, "cooperation")


def test_what_one_has_with_each_of_several_is_nothing_between_these() -> None:
    act = one("The European Union opens accession talks with Moldova and Ukraine.")
    assert act.pairs == {("EUU", "MDA"), ("EUU", "UKR")}
    drill = one("Russia holds a drill with China and Mongolia.")
    assert len(drill.pairs) == 3, "a drill is held by all"


@pytest.mark.parametrize(
    "text",
    [
        "Former US president Jimmy Carter visits North Korea.",
        "Ex-president of Brazil Lula da Silva meets Cuban leader Raul Castro in Havana.",
        "Belarusian opposition leader Sviatlana Tsikhanouskaya meets chancellor Angela Merkel in Berlin.",
        "British company BP signs an agreement with Oman on gas.",
    ],
)
def test_former_leaders_the_opposition_and_firms_are_no_states(text: str) -> None:
    assert read(text) == []


def test_a_host_city_is_no_party() -> None:
    act = one("Envoys of Armenia and Azerbaijan meet in Geneva, Switzerland.")
    assert set(act.parties) == {"ARM", "AZE"}


@pytest.mark.parametrize(
    "text",
    [
        "The 2019 Tokyo Conference on African development ends; Japan and Kenya sign a railway contract.",
        "Norway signed the 2015 Paris Agreement and met Chile on fisheries.",
        "Germany met Ghana, which had opened an embassy in Berlin last month, to discuss cocoa.",
    ],
)
def test_a_year_in_a_name_and_a_month_in_a_clause_about_a_party_date_no_act(text: str) -> None:
    for act in read(text):
        assert act.when is not None
        assert (act.when.first, act.when.precision) == (DAY, "day")
