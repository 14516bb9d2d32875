"""Whom role nouns, pronouns, epithets and headings stand for, and which place a sentence is about."""

from __future__ import annotations

from datetime import date

import pytest

from comity.parts.reader.coders.rule_coder import RuleCoder
from comity.records.coded_acts import CodedAct, Document

DAY = date(2024, 5, 1)


def read(text: str, title: str = "") -> list[CodedAct]:
    document = Document("t", text, DAY, title=title, prose=True)
    return [a for a in RuleCoder().code(document) if a.counts]


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("Erdogan and his counterpart in the Kremlin met on Friday.", ("RUS", "TUR")),
        ("Putin flew to Pyongyang. He and his host signed a defence pact with North Korea.", ("PRK", "RUS")),
        (
            "Turkey relies on Russia. Ankara sells spare parts to its northern neighbour.",
            ("RUS", "TUR"),
        ),
        (
            "Saudi Arabia wants friends. For the kingdom, Iran is a rival, yet the kingdom lends to Iran.",
            ("IRN", "SAU"),
        ),
        (
            "South Korea protests. North Korea leans on Russia. The North has shipped shells to Russia.",
            ("PRK", "RUS"),
        ),
        ("Germany talks. India goes on: its navy drilled with the Russian fleet.", ("IND", "RUS")),
        ("China and Vietnam trade. India fell silent. The two signed a pact on fishing.", ("CHN", "VNM")),
    ],
)
def test_a_role_stands_for_the_state_in_view(text: str, pair: tuple[str, str]) -> None:
    assert pair in {p for a in read(text) for p in a.pairs}


def test_an_epithet_counts_only_where_its_state_is_named() -> None:
    assert read("The North has shipped shells to Russia.") == []
    assert read("The South China Sea is calm and Russia lends money to South Korea.") != []


def test_the_others_of_a_club_are_without_the_one_set_apart() -> None:
    acts = read("Beyond China, trade has grown among the other CRINK members.")
    assert acts
    assert all("CHN" not in a.parties for a in acts)


def test_they_are_the_people_of_the_sentence_before_and_no_state() -> None:
    text = "China and Russia signed a pact. The pragmatists see decline. They cooperate with banks."
    assert [a.parties for a in read(text)] == [("CHN", "RUS")]


def test_what_frames_an_act_is_not_its_place() -> None:
    acts = read("Sweden and Finland have held a joint naval exercise since the start of the war in Ukraine.")
    assert [a.hotspots for a in acts] == [("bilateral",)]


def test_a_heading_gives_its_place_to_the_section() -> None:
    text = "China and Russia met.\n\nThe Arctic\n\nThey hold joint naval exercises every summer.\n"
    assert [a.hotspots for a in read(text)][-1] == ("arctic",)
    assert [a.hotspots for a in read(text.replace("The Arctic", "The fleets"))][-1] == ("bilateral",)


def test_a_text_that_speaks_of_itself_carries_no_pair() -> None:
    text = "China and Russia signed a pact. The talks informed the findings of this report."
    assert len(read(text)) == 1


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("The leaders of China and Japan meet for the first time since 1949.", DAY),
        ("China and Japan hold talks on the 1978 treaty.", DAY),
        ("Since 2014 China and Japan have held talks.", date(2014, 1, 1)),
        ("Relations were cut since 1956 and China protested to Japan on April 3.", date(2024, 4, 3)),
    ],
)
def test_a_year_named_in_passing_dates_no_act(text: str, first: date) -> None:
    (act, *_) = read(text)
    assert act.when is not None
    assert act.when.first == first


@pytest.mark.parametrize(
    ("text", "first"),
    [
        # a year of background: the bullet tells of its day
        ("China's president meets Japan's prime minister, his first visit since taking power in 2011.", DAY),
        ("Pelosi is the most senior U.S. official to visit Taiwan since Newt Gingrich in 1997.", DAY),
        ("Iraq demands reparations from Israel for an attack on a reactor in 1981.", DAY),
        ("India and China agree to resume direct flights suspended since 2020.", DAY),
        ("Algeria withdraws its ambassador from France over a plan that Morocco proposed in 2007.", DAY),
        ("Serbia's president apologises to Croatia on a visit to Zagreb for the massacre in 1991.", DAY),
        # the act itself is of that year
        ("Chad severed ties with Israel in 1972.", date(1972, 1, 1)),
        ("The United States previously imposed tariffs on Canada in 2018.", date(2018, 1, 1)),
        # a date of these weeks is one of the act in any tense
        ("China's president meets Japan's prime minister in Beijing on April 3.", date(2024, 4, 3)),
    ],
)
def test_a_short_item_tells_of_its_day_unless_its_verb_is_bound_to_another(text: str, first: date) -> None:
    acts = RuleCoder().code(Document("t", text, DAY))
    assert acts
    assert {a.when.first for a in acts if a.when is not None} == {first}


def test_friction_over_joining_the_camp_is_friction_with_it() -> None:
    acts = read("Russia warned Finland that it would respond if Finland were to join NATO.")
    assert {a.toward_third for a in acts if a.polarity == "friction"} == {"against"}


def test_a_verb_that_no_list_holds_can_be_a_claim_in_prose_and_is_none_in_news() -> None:
    text = "Cuba and Vietnam are old friends. Havana has schooled Hanoi in surgery for years."
    schooled = [a for a in read(text) if a.start >= text.index("Havana")]
    assert [(a.parties, a.polarity) for a in schooled] == [(("CUB", "VNM"), "cooperation")]
    assert RuleCoder().code(Document("n", text.split(". ")[1], DAY)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Cuba is warmer than Vietnam.",
        "Cuba sang songs, and Vietnam danced.",
        "If Cuba ferried choirs to Vietnam, crowds would cheer.",
    ],
)
def test_what_stands_beside_is_no_claim(text: str) -> None:
    assert read(text) == []
