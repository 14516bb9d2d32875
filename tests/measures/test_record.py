"""The record witness, on small records whose answer is plain to see."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.measures.record import record
from comity.records import bins
from comity.records.schemas import ACT
from comity.vocabulary.group import Group

PAIR = Group(("CHN", "RUS"))


def act(key: str, day: str = "2019-02-28", **more: Any) -> dict[str, Any]:
    when = date.fromisoformat(day)
    return {
        "record_id": f"t:{key}",
        "source": "t",
        "file_id": "0" * 16,
        "row_no": 1,
        "known_on": when,
        "date_from": when,
        "date_to": when,
        "precision": "day",
        "kind": "event",
        "occurrence": key,
        "actors": ["CHN", "RUS"],
        "partners": [],
        "targets": ["VEN"],
        "hotspots": ["venezuela"],
        "forms": ["joint-veto"],
        "domain": "diplomatic",
        "polarity": "cooperation",
        "deed": False,
        "toward_third": "against",
        "third": "USA",
        "modality": "asserted",
        "summary": f"Act {key}.",
        "citations": [{"title": key, "url": f"https://example.org/{key}", "kind": "press"}],
        "rules": [],
    } | more


def table(*acts: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(list(acts), schema=ACT)


def test_one_event_under_several_forms_and_reports_is_one_occurrence() -> None:
    r = record.read(
        table(
            act("a", occurrence="samarkand", forms=["summit"]),
            act("b", occurrence="samarkand", forms=["divergence"], polarity="friction"),
            act("c", occurrence="samarkand", forms=["deference"]),
        ),
        PAIR,
        "venezuela",
    )
    assert len(r.occurrences) == len(r.together) == len(r.joint) == 1
    assert not r.friction, "an act has one class, the first that fits"
    assert r.together[0].reports == 3
    assert r.together[0].records == ("t:a", "t:b", "t:c")
    assert r.by_form() == [("deference", 1), ("summit", 1)]


def test_the_rung_is_the_highest_on_record() -> None:
    lone = act("a", actors=["CHN"], forms=["regime-backing"])
    other = act("e", actors=["RUS"], forms=["regime-backing"])
    both = act("b")
    club = act("c", forms=["institution-building"])
    apart = act("d", forms=["divergence"], polarity="friction")
    assert record.read(table(), PAIR, "venezuela").rung == "none"
    assert record.read(table(apart), PAIR, "venezuela").rung == "apart"
    assert record.read(table(lone), PAIR, "venezuela").rung == "none", "one alone is not side by side"
    assert record.read(table(apart, lone, other), PAIR, "venezuela").rung == "parallel"
    assert record.read(table(apart, lone, both), PAIR, "venezuela").rung == "joint"
    assert record.read(table(apart, lone, both, club), PAIR, "venezuela").rung == "standing"


def test_acting_toward_each_other_is_together_but_two_guests_of_one_host_are_not() -> None:
    sale = act("a", actors=["RUS"], partners=["CHN"], forms=["arms-transfer"])
    host = act("b", actors=["IRN"], partners=["CHN", "RUS"], forms=["summit"])
    assert len(record.read(table(sale), PAIR, "venezuela").together) == 1
    assert len(record.read(table(host), PAIR, "venezuela").together) == 0


def test_a_group_of_three_is_together_only_when_every_pair_is_claimed() -> None:
    three = Group(("CHN", "IRN", "RUS"))
    drill = act("a", actors=["CHN", "IRN", "RUS"], forms=["joint-exercise"])
    two = act("b")
    r = record.read(table(drill, two), three, "venezuela")
    assert [o.id for o in r.together] == ["a"]
    assert len(r.occurrences) == 2


def test_conditions_and_totals_are_shown_but_not_counted() -> None:
    r = record.read(table(act("a"), act("b", kind="total"), act("c", kind="standing")), PAIR, "venezuela")
    assert len(r.occurrences) == 1
    assert r.conditions == ("t:b", "t:c")


def test_words_deeds_and_stance_are_counted_by_occurrence() -> None:
    r = record.read(
        table(
            act("a", deed=True, toward_third="with"),
            act("b", deed=None, toward_third="unknown"),
            act("c", third="GBR"),
        ),
        PAIR,
        "venezuela",
    )
    assert r.deeds() == (1, 1, 1)
    assert r.toward_third() == {"against": 0, "with": 1, "none": 0, "unknown": 2}


def test_a_part_counts_for_its_whole() -> None:
    r = record.read(table(act("a", hotspots=["sudan"])), PAIR, "africa")
    assert len(r.together) == 1


def test_an_act_read_from_text_between_others_is_another_relation() -> None:
    ban = act(
        "a", actors=["GBR"], partners=["RUS"], hotspots=["bilateral"], polarity="friction", coder="rules/1"
    )
    ours = act(
        "b", actors=["RUS"], partners=["CHN"], hotspots=["bilateral"], forms=["summit"], coder="rules/1"
    )
    fact = act("c", actors=["RUS"], hotspots=["bilateral"], forms=["regime-backing"])
    kept = record.select_involving(table(ban, ours, fact), PAIR)["record_id"].to_pylist()
    assert kept == ["t:b", "t:c"]


def test_an_act_chosen_for_others_is_told_only_where_it_concerns_the_whole_group() -> None:
    alone = act("a", actors=["RUS", "BLR"], targets=["UKR"], hotspots=["ukraine"], file_id="others")
    both = act("b", actors=["RUS", "CHN", "BLR"], targets=[], hotspots=["ukraine"], file_id="others")
    apart = act(
        "c", actors=["RUS"], targets=["CHN"], hotspots=["arctic"], polarity="friction", file_id="others"
    )
    ours = act("d", actors=["RUS", "BLR"], targets=["UKR"], hotspots=["ukraine"])
    quarrel = act("e", actors=["RUS"], targets=["TUR"], hotspots=["syria"], polarity="friction")
    answer = act("f", actors=["CHN"], targets=["USA"], hotspots=["arctic"], polarity="friction")
    told = table(alone, both, apart, ours, quarrel, answer)
    assert record.select_involving(told, PAIR, {"others"})["record_id"].to_pylist() == [
        "t:b",
        "t:c",
        "t:d",
        "t:f",
    ]
    assert record.select_involving(told, PAIR)["record_id"].to_pylist() == ["t:a", "t:b", "t:c", "t:d", "t:f"]


def test_a_year_is_not_put_into_a_quarter() -> None:
    vague = act("a", date_from=date(2019, 1, 1), date_to=date(2019, 12, 31), precision="year")
    r = record.read(table(vague, act("b")), PAIR, "venezuela")
    quarters = record.count_per_bin(r.together, bins.starts(date(2019, 1, 1), date(2019, 12, 31), "quarter"))
    years = record.count_per_bin(r.together, bins.starts(date(2019, 1, 1), date(2019, 12, 31), "year"))
    assert [len(b) for b in quarters] == [1, 0, 0, 0]
    assert [len(b) for b in years] == [2]


FORMS = ["joint-veto", "summit", "regime-backing", "divergence", "joint-exercise"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abcde"), st.sampled_from(FORMS), st.sampled_from(["CHN", "RUS", "CHN RUS"])
        ),
        max_size=12,
    ),
    st.randoms(use_true_random=False),
)
def test_neither_order_nor_doubled_rows_change_the_witness(
    told: list[tuple[str, str, str]], shuffle: random.Random
) -> None:
    acts = [
        act(
            f"{k}{n}",
            occurrence=k,
            forms=[f],
            actors=who.split(),
            polarity="friction" if f == "divergence" else "cooperation",
        )
        for n, (k, f, who) in enumerate(told)
    ]
    first = record.read(table(*acts), PAIR, "venezuela")
    shuffle.shuffle(acts)
    for a in acts:
        a["actors"] = a["actors"][::-1]
    assert record.read(table(*acts), PAIR, "venezuela") == first


def test_findings_carry_their_records() -> None:
    r = record.read(table(act("a"), act("b", forms=["divergence"], polarity="friction")), PAIR, "venezuela")
    for f in r.findings():
        assert f.known
        assert f.records_total == len(f.records)
    by = {f.question: f for f in r.findings()}
    assert by["How often jointly, by the forms of the acts?"].records == ("t:a",)


@pytest.mark.parametrize("codes", [("CHN", "RUS"), ("RUS", "CHN")])
def test_the_order_of_states_is_free(codes: tuple[str, str]) -> None:
    assert len(record.read(table(act("a")), Group.of(*codes), "venezuela").joint) == 1
