"""Whole readings by hand: roles, modality, hotspots, stance, and the pair carried through prose."""

from __future__ import annotations

from datetime import date

import pytest

from comity.parts.reader.coders.rule_coder import RuleCoder
from comity.records.coded_acts import CodedAct, Document

CODER = RuleCoder()


def read(text: str, published: date = date(2023, 6, 1), title: str = "") -> list[CodedAct]:
    return [a for a in CODER.code(Document("d", text, published, title=title)) if a.counts]


def one(text: str, **more: str) -> CodedAct:
    acts = read(text, **more)  # type: ignore[arg-type]
    assert len(acts) == 1, acts
    return acts[0]


def test_a_joint_veto_is_cooperation_whatever_the_verb() -> None:
    act = one("Russia and China veto a draft resolution on Syria sponsored by the United States.")
    assert act.actors == ("CHN", "RUS")
    assert (act.polarity, act.forms[0], act.toward_third) == ("cooperation", "joint-veto", "against")
    assert act.hotspots == ("syria",)
    assert act.pairs == {("CHN", "RUS")}


def test_a_lone_veto_is_no_act_of_a_pair() -> None:
    assert read("Russia vetoes a draft resolution on Syria.") == []


def test_two_states_in_one_sentence_are_no_claim() -> None:
    assert read("China and Russia are among sixty countries at the fair.") == []
    assert read("Gymnasts from Russia beat China in the final.") == []


def test_joint_against_a_third_is_one_cooperation() -> None:
    act = one("Japan and Australia condemn North Korea over a missile launch.")
    assert (act.polarity, act.targets, act.forms) == ("cooperation", ("PRK",), ("joint-initiative",))
    assert act.pairs == {("AUS", "JPN")}


def test_a_hub_does_not_join_those_it_visits() -> None:
    act = one("The German chancellor visits Russia, China and Kazakhstan.")
    assert act.pairs == {("DEU", "RUS"), ("CHN", "DEU"), ("DEU", "KAZ")}


def test_a_host_of_a_drill_joins_its_guests() -> None:
    act = one("South Africa hosts a joint naval exercise with Russia and China.")
    assert act.pairs == {("CHN", "RUS"), ("CHN", "ZAF"), ("RUS", "ZAF")}


def test_who_stands_after_by_acts() -> None:
    act = one("Iran is accused by Israel of smuggling weapons.")
    assert (act.actors, act.partners, act.polarity) == (("ISR",), ("IRN",), "friction")


def test_the_proposal_of_others_is_not_the_blockers_own() -> None:
    act = one("Egypt and Jordan blocked a motion by Canada and Norway to sanction a shipping firm.")
    assert act.actors == ("EGY", "JOR")
    assert "joint-vote" in act.forms


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("Japan and India will hold joint naval drills.", "planned"),
        ("Officials say Japan and India signed a trade agreement.", "reported"),
        ("Japan and India may hold joint naval drills.", "hypothetical"),
        ("Japan and India should hold joint naval drills.", "called-for"),
        ("Japan and India did not hold joint naval drills.", "denied"),
        ("Japan and India hold joint naval drills.", "asserted"),
    ],
)
def test_modality(text: str, modality: str) -> None:
    acts = CODER.code(Document("d", text))
    assert {a.modality for a in acts} == {modality}
    assert all(a.counts == (modality in ("asserted", "reported", "planned")) for a in acts)


def test_fighting_is_out_of_scope() -> None:
    assert read("A Russian missile strike hits a ship carrying a shipment of grain to Algeria.") == []


def test_what_people_think_is_no_friction_of_states() -> None:
    assert read("Half of respondents in Japan said that China threatened Japan.") == []


@pytest.mark.parametrize(
    ("text", "hotspots"),
    [
        ("Japan and India sign a trade agreement.", ("bilateral",)),
        ("Russia and Turkey hold talks on Syria.", ("syria",)),
        ("Japan condemns North Korea.", ("north-korea",)),
        ("China and Iran hold talks.", ("iran",)),
        ("Sweden joins talks with Norway on the Arctic.", ("arctic",)),
        ("Japan and Australia condemn Fiji.", ("other",)),
    ],
)
def test_hotspots(text: str, hotspots: tuple[str, ...]) -> None:
    assert {a.hotspots for a in read(text)} == {hotspots}


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("The United States and Japan hold joint drills.", "with"),
        ("Russia and Iran sign a deal to bypass Western sanctions.", "against"),
        ("Iran condemns the United States.", "against"),
        ("Japan and India hold joint drills.", "none"),
    ],
)
def test_stance_toward_the_third_power(text: str, stance: str) -> None:
    assert {a.toward_third for a in read(text)} == {stance}


def test_another_third_power_can_be_asked_for() -> None:
    acts = RuleCoder(third="CHN", camp=frozenset()).code(Document("d", "Japan and India condemn China."))
    assert [(a.third, a.toward_third) for a in acts] == [("CHN", "against")]


PROSE = (
    "China and Russia have drawn closer since 2014. "
    "They hold joint naval exercises every year. "
    "The two powers oppose sanctions on Iran. "
    "The partnership has deepened further. "
    "Their trade has doubled in a decade. "
    "Rain is expected in the north."
)


def test_the_pair_is_carried_through_prose() -> None:
    acts = read(PROSE, title="A study")
    by_sentence = {PROSE[: a.start].count(". "): a for a in acts}
    assert set(by_sentence) == {0, 1, 2, 3, 4}
    assert all(a.pairs == {("CHN", "RUS")} for a in acts)
    assert "joint-exercise" in by_sentence[1].forms
    assert by_sentence[2].targets == ("IRN",)


def test_news_items_are_not_filled_from_each_other() -> None:
    assert read("China and Russia meet. Trade has doubled in a decade.")[-1].end <= 23


def test_a_heading_is_no_sentence() -> None:
    text = PROSE + "\nTrade Agreements\nThe end is near."
    assert all("Agreements" not in text[a.start : a.end] for a in read(text))


def test_the_date_is_the_text_s_own() -> None:
    act = one("In June 2021, Russia and North Korea signed a mutual defence treaty.")
    assert act.when is not None
    assert (act.when.first, act.when.precision) == (date(2021, 6, 1), "month")


def test_evidence_is_the_sentence_or_the_clause_where_it_says_two_things() -> None:
    text = "Rain falls. Japan and India hold joint drills. It snows."
    act = one(text)
    assert text[act.start : act.end] == "Japan and India hold joint drills."
    two = read("Poland expels a Russian diplomat, while Norway and Sweden sign a trade agreement.")
    assert len(two) == 2
    assert two[0].end <= two[1].start + 1


def test_confidence_falls_where_less_is_said() -> None:
    plain = one("Russia and China veto a draft resolution on Syria.").confidence
    said = one("Officials say Russia and China vetoed a draft resolution on Syria.").confidence
    wide = one("China lends Pakistan two billion dollars.").confidence
    carried = next(
        a for a in read(PROSE, title="A study") if PROSE[a.start :].startswith("The partnership")
    ).confidence
    assert 0.2 < carried < wide < 1
    assert max(wide, plain) < 1
    assert said < plain


def test_signs_that_the_coder_uses_itself_name_no_state_in_a_text() -> None:
    assert read("Write to user@example with sanctions on @here and ties between #this and #that.") == []


def test_the_country_is_the_one_that_a_long_text_is_about() -> None:
    text = (
        "Rain is rare in the south. China overtook Russia as the country's main trading partner. "
        "The harvest was good. Prices fell. Elections come next year."
    )
    acts = read(text, title="What Uzbekistan wants")
    assert ("CHN", "UZB") in {p for a in acts for p in a.pairs}
    assert read(text) == [] or all("UZB" not in a.parties for a in read(text))


@pytest.mark.parametrize(
    "text",
    [
        "Ukrainian drones strike an oil terminal in the Russian port city of Novorossiysk.",
        "The Russian Defense Ministry says that it has destroyed 281 Ukrainian drones.",
        "The Ukrainian military targets a refinery in Russia with drones and causes a fire.",
        "Russian forces shell a Ukrainian thermal power station with Iranian-made drones.",
    ],
)
def test_what_is_hit_in_fighting_is_no_dealing(text: str) -> None:
    assert not {"energy-tie", "defence-tie"} & {f for a in read(text) for f in a.forms}


def test_what_one_state_has_with_nato_lies_between_the_two() -> None:
    assert one("Russia condemns NATO over the expulsion of its envoys.").hotspots == ("bilateral",)
    assert one("Russia condemns NATO and Poland over the expulsion of its envoys.").hotspots == ("other",)
