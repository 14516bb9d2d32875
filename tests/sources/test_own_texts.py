"""Publishers' own texts, which `comity get` brings: the same records as the copies held, and their traps."""

from __future__ import annotations

from datetime import date

import pytest
from ged_layout import frame
from own_text_layouts import CONFLICTS, FILES, GED, IGO, MEMBERS, TRADE, VOETEN
from readers import read, reasons, records
from undl_layout import GA, call, cast, table

from comity.lake.store import Lake
from comity.sources import registry
from comity.testing import Reading
from comity.watch.assembly import Assembly


def of(source: str, data: bytes | None = None, nth: int = 0) -> Reading:
    name, whole = FILES[source][nth]
    return read(registry.get(source), whole if data is None else data, name)


def test_a_pair_s_year_of_trade_gives_both_flows_under_the_ids_of_the_directed_file():
    found = of("trade_cow")
    flows = {r["record_id"]: r for r in records(found)}
    assert {k: (r["sender"], r["receiver"], r["value"]) for k, r in flows.items()} == {
        "trade_cow:365:710:2013": ("CHN", "RUS", 53000.5),  # flow1: what the first imports from the second
        "trade_cow:710:365:2013": ("RUS", "CHN", 39600.0),
        "trade_cow:365:710:2014": ("CHN", "RUS", 51135.0),
        "trade_cow:710:365:2014": ("RUS", "CHN", 42807.0),
        "trade_cow:2:365:1930": ("SUN", "USA", None),  # -9 is missing, not a value
        "trade_cow:365:2:1930": ("USA", "SUN", 0.0),  # a published nought stays one
    }
    assert (found.row_count, found.accepted, found.set_aside) == (4, 3, {"header": 1})
    assert {r["known_on"] for r in flows.values()} == {date(2014, 12, 31)}
    assert flows["trade_cow:710:365:2014"]["row_no"] == 3


def test_a_pair_told_twice_counts_once_and_told_differently_not_at_all():
    turned = b"710,365,2014,China,Russia,42807,51135" + b",0" * 16 + b"\n"
    assert of("trade_cow", TRADE + turned).set_aside == {"header": 1, "repeat": 1}
    other = turned.replace(b"42807", b"42808")
    assert reasons(of("trade_cow", TRADE + other)) == [(3, "twice"), (5, "twice")]
    assert reasons(of("trade_cow", TRADE.replace(b"51135,42807", b"x,-5", 1))) == [(3, "number")]
    assert reasons(of("trade_cow", TRADE.replace(b"53000.5,39600", b"-1,39600", 1))) == [(2, "row")]


def test_spells_of_membership_come_out_of_the_text_as_out_of_the_frame():
    found = of("igo_cow")
    spells = {
        r["record_id"]: (r["members"], r["role"], r["date_from"].year, r["date_to"])
        for r in records(found, "ties")
    }
    assert spells == {
        "igo_cow:sco:365:2013": (["RUS"], "full", 2013, None),
        "igo_cow:un:365:2013": (["RUS"], "full", 2013, None),
        "igo_cow:wto:365:2013": (["RUS"], "full", 2013, None),
        "igo_cow:aaaid:710:2014": (["CHN"], "associate", 2014, None),
        "igo_cow:sco:710:2014": (["CHN"], "full", 2014, None),
        "igo_cow:un:710:2014": (["CHN"], "full", 2014, None),
        "igo_cow:wto:710:2014": (["CHN"], "full", 2014, None),
        "igo_cow:zzz:710:2014": (["CHN"], "observer", 2014, None),
    }
    assert found.set_aside == {"header": 1, "no membership": 1}
    other = IGO + b"710,2014,china,0,0,-1,0,0,0,0,0\n"
    assert reasons(of("igo_cow", other)) == [(4, "twice"), (6, "twice")]
    assert of("igo_cow", IGO + IGO.split(b"\n", 1)[1]).set_aside["repeat"] == 4
    assert reasons(of("igo_cow", IGO.replace(b"365,2014", b"9999,2014"))) == [(3, "unknown-state")]


def test_a_member_s_time_in_an_alliance_with_what_is_unknown_of_it():
    ties = {r["record_id"].removeprefix("cow_alliances:"): r for r in records(of("cow_alliances"), "ties")}
    old, pact, rus, chn = ties.values()
    assert (old["date_from"], old["precision"], old["date_to"]) == (
        date(1879, 6, 1),
        "month",
        date(1918, 11, 3),
    )
    assert (pact["members"], pact["clauses"], pact["date_to"]) == (["SUN"], ["defence"], date(1979, 4, 11))
    assert (rus["members"], chn["members"], chn["date_to"]) == (["RUS"], ["CHN"], None)
    assert chn["clauses"] == ["non-aggression", "entente"]
    assert list(ties)[-1] == "400:710:2001-07-16:open"
    assert reasons(of("cow_alliances", MEMBERS.replace(b"11,4,1979", b"31,2,1979"))) == [(3, "date")]


@pytest.mark.parametrize("source", ["cow_alliances", "trade_cow"])
def test_the_other_tables_of_an_archive_are_counted_and_set_aside(source):
    found = of(source, nth=1)
    assert (found.row_count, found.accepted) == (2, 0)
    assert any(rule.startswith("reference") for rule in found.set_aside)


def test_conflicts_with_several_states_on_a_side():
    syria, ukraine = records(of("ucdp_conflicts"), "ties")
    assert syria["members"] == ["SYR", "IRN", "RUS"]
    assert (syria["role"], syria["name"]) == ("II", "conflict over government")
    assert (ukraine["members"], ukraine["role"]) == (["RUS", "UKR"], "interstate")
    assert ukraine["date_from"] == date(2022, 2, 24)
    assert ukraine["known_on"] == date(2026, 6, 30), "version 26.1 came out in June 2026"
    unversioned = records(of("ucdp_conflicts", CONFLICTS.replace(b",26.1", b",")), "ties")
    assert {r["known_on"] for r in unversioned} == {date(2016, 12, 31), date(2022, 12, 31)}
    assert ukraine["record_id"] == "ucdp_conflicts:13721:2022:365-0-369-0"
    assert reasons(of("ucdp_conflicts", CONFLICTS.replace(b'"630, 365"', b'"630, x"'))) == [(2, "number")]


def test_events_of_the_text_are_those_of_the_frame():
    flows = records(of("ucdp_ged"))
    assert {(r["record_id"], r["value"]) for r in flows[:3]} == {
        ("ucdp_ged:244657:low", 4.0),
        ("ucdp_ged:244657:best", 6.0),
        ("ucdp_ged:244657:high", 8.0),
    }
    assert (flows[0]["date_from"], flows[0]["date_to"]) == (date(2017, 7, 31), date(2017, 8, 2))
    assert flows[0]["known_on"] == date(2018, 7, 1)
    assert flows[3]["receiver"] == "RUS", "UCDP writes Russia (Soviet Union)"
    in_frame = records(read(registry.get("ucdp_ged"), frame(), "ucdp_ged.rda"))
    assert set(in_frame[0]) == set(flows[0])
    assert reasons(of("ucdp_ged", GED.replace(b"2022-07-01,", b"2022-7,", 1))) == [(3, "date")]


def test_voeten_s_text_tells_new_votes_by_their_symbols():
    found = of("unga_voeten")
    votes = {(b["record_id"], b["roll_call_id"]): b["choice"] for b in records(found, "ballots")}
    assert votes == {
        ("unga_voeten:3:USA", "UNGA:3"): "yes",
        ("unga_voeten:3:SUN", "UNGA:3"): "no",
        ("unga_voeten:9500:CHN", "UNGA:A/RES/ES-11/4"): "no",
        ("unga_voeten:9500:RUS", "UNGA:A/RES/ES-11/4"): "no",
        ("unga_voeten:9501:CHN", "UNGA:9501"): "absent",  # a paragraph is a vote of its own
    }
    assert found.set_aside == {"header": 1, "not a member": 1}
    old, new, part = records(found, "roll_calls")
    assert (old["known_on"], old["precision"], old["kind"]) == (date(1946, 1, 31), "month", "amendment")
    assert (new["date"], new["yes"], new["kind"]) == (date(2022, 10, 12), 143, "resolution")
    assert new["title"] == "Territorial integrity of Ukraine"
    assert (part["kind"], part["issues"], part["roll_call_id"]) == ("paragraph", ["hr", "me"], "UNGA:9501")
    other = VOETEN.replace(b'2022-10-12,"A/RES/ES-11/4",0,1', b'2022-10-32,"",0,1')
    assert reasons(of("unga_voeten", other)) == [(7, "date")]
    assert reasons(of("unga_voeten", VOETEN.replace(b"9500,365,1,3", b"9500,999,1,7"))) == [
        (5, "unknown-state")
    ]


def test_a_vote_that_voeten_and_the_library_tell_is_one(tmp_path):
    (tmp_path / "UNVotes-1.csv").write_bytes(VOETEN)
    of_2022 = call("4000000", "2022-10-12", "A/RES/ES-11/4", "143-5-35", session="ES-11")
    (tmp_path / "ga_voting.csv").write_bytes(table(GA, *cast(of_2022, CHN="CHINA N", IND="INDIA A")))
    lake = Lake.open(tmp_path / "lake")
    assert lake.add(tmp_path).balances
    matrix = Assembly.read(lake.view(), date(1946, 1, 1), date(2026, 1, 1)).matrix
    assert sorted(matrix.roll_calls) == ["UNGA:3", "UNGA:9501", "UNGA:A/RES/ES-11/4"]
    assert matrix.disputed == 0


@pytest.mark.parametrize(
    "source", ["unga_voeten", "trade_cow", "igo_cow", "ucdp_conflicts", "ucdp_ged", "cow_alliances"]
)
def test_cards_say_that_the_publisher_s_own_text_was_not_tried(source):
    assert "not yet tried" in registry.get(source).card.tried_on
