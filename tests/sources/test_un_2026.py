"""Council votes by member, terms, ideal points of 2025, drafts with sponsors: traps, then the real files."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date

import pytest
from readers import read, reasons, records
from un_layouts import MEMBER_VOTES, TERMS, draft, drafts, member_votes, stata

from comity.sources import registry
from comity.sources.base import Sample
from comity.vocabulary import forms, topics

VOTES, TERM, POINTS, DRAFTS = (
    registry.get(i)
    for i in ("unsc_member_votes", "council_terms", "unga_ideal_points_stata", "undl_sponsors")
)


def test_every_member_has_a_choice():
    reading = read(VOTES, member_votes(*MEMBER_VOTES), "v.tsv")
    ballots = {(b["roll_call_id"], b["state"]): b["choice"] for b in records(reading, "ballots")}
    assert len(ballots) == 3 * 15, "nobody knows who abstained where the source's own summary differs"
    assert [ballots["UNSC:S/RES/727", s] for s in ("CHN", "ZWE", "IND", "RUS")] == [
        "abstain",
        "no",
        "absent",
        "yes",
    ]
    calls = {c["roll_call_id"]: c for c in records(reading, "roll_calls")}
    assert (
        calls["UNSC:S/RES/727"]["yes"],
        calls["UNSC:S/RES/727"]["no"],
        calls["UNSC:S/RES/734"]["yes"],
    ) == (12, 1, None)
    assert calls["UNSC:S/RES/726"]["issues"] == ["ANGOLA SITUATION", "UN"]


def test_a_list_of_vetoes_made_up_in_part_is_nobodys():
    """A public table of drafts by number has a veto of France and Russia in 2003 that never was."""
    row = {
        "id": 70,
        "date": "2003-03-10",
        "resolution": "Draft (vetoed)",
        "subject": "Iraq",
        "yes": 9,
        "no": 5,
        "abstain": 1,
        "result": "vetoed",
        "vetoed_by": ["France", "Russia"],
        "chapter_vii": False,
    }
    sample = Sample("sc_votes.json", json.dumps([row], indent=2).encode())
    assert not [i for i, s in registry.all_sources().items() if s.recognises(sample)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1992-01-06,726,14,0,0,,", "number"),
        ("1992-01-06,726,14,0,1,JPN:q,", "choice"),
        ("1992-01-06,726,14,0,1,DEU:a,", "choice"),
        ("1992-13-06,726,15,0,0,,", "date"),
        ("1991-12-20,726,15,0,0,,", "unknown-state"),
    ],
)
def test_a_row_that_contradicts_itself_is_rejected(row, reason):
    assert reasons(read(VOTES, member_votes(row), "v.tsv")) == [(2, reason)], (
        "Russia sits since 26 December 1991"
    )


def test_a_jump_in_the_numbers_is_a_gap_and_members_are_those_of_the_year():
    rows = ("1999-08-01,1262,15,0,0,,", "2000-05-01,1293,15,0,0,,", "2000-06-01,1299,15,0,0,,")
    reading = read(VOTES, member_votes(*rows), "v.tsv")
    calls = [(c.first, c.last) for c in reading.coverage if c.table == "roll_calls"]
    assert calls == [(date(1999, 8, 1),) * 2, (date(2000, 5, 1), date(2000, 6, 1))]
    seen = [c for c in reading.coverage if c.table == "ballots"]
    assert any(c.sees("CHN", date(2000, 5, 20)) for c in seen)
    assert not any(c.sees("DEU", date(2000, 5, 20)) for c in seen), "Germany was no member of these"
    assert not any(c.sees("CHN", date(1999, 12, 1)) for c in seen)


def test_terms_of_the_council():
    reading = read(TERM, f"{TERMS}\nAtlantis,1992,1993,elected,\n".encode(), "c.csv")
    assert reading.set_aside == {"header": 1, "comment": 1}
    assert reasons(reading) == [(7, "unknown-state")]
    terms = {
        t["members"][0]: (t["role"], t["date_from"].year, t["date_to"].year) for t in records(reading, "ties")
    }
    assert terms["CPV"] == ("elected", 1992, 1993)
    assert terms["RUS"] == ("permanent", 1992, 2023)


def test_ideal_points_of_the_release_of_2025():
    reading = read(POINTS, stata(), "points.dta")
    found = {(f["sender"], f["measure"]): f["value"] for f in records(reading)}
    assert found["SUN", "ideal-point"] == found["SUN", "ideal-point-all-votes"] == -0.5
    assert (found["TON", "ideal-point"], found["USA", "ideal-point-legacy"]) == (0.25, 1.25)
    assert {f["known_on"] for f in records(reading)} == {date(2025, 7, 28)}
    bad = read(POINTS, stata(year=[1900.0, 1946.0, 2001.0], ccode=[2, 365, 999]), "points.dta")
    assert reasons(bad) == [(1, "number"), (3, "unknown-state")]


def test_sponsors_are_a_list_in_prose():
    later = "Additional sponsors: Trinidad and Tobago, Mali and Peru (A/78/481/Add.2). - It was rejected."
    reading = read(
        DRAFTS,
        drafts(
            draft(
                1,
                "A/C.3/78/L.9",
                "Belarus, Cuba [on behalf of the Group of 77 and China], Ir eland and TÃ¼rkiye",
            ),
            draft(2, "A/C.3/78/L.9/Rev.1", "China and Bosnia and Herzegovina", later=later),
            draft(3, "A/C.3/78/L.2", "submitted by the Chair"),
            draft(4, "A/C.3/78/L.5", "Atlantis and China"),
            draft(
                5, "A/C.3/78/L.7", "Nauru", title="Situation of human rights in the Islamic Republic of Iran"
            ),
            draft(6, "A/C.3/78/L.8", "Nauru", day="soon"),
            draft(7, "A/C.3/78/L.10", "Nauru", what="amendment to draft resolution A/C.3/78/L.7 /"),
        ),
        "d.xml",
    )
    acts = {a["record_id"]: a for a in records(reading, "acts")}
    first, second = acts["undl_sponsors:A/C.3/78/L.9"], acts["undl_sponsors:A/C.3/78/L.9/Rev.1"]
    assert first["actors"] == ["BLR", "CUB", "IRL", "TUR"], "a group's name makes no member a sponsor"
    assert second["actors"] == ["CHN", "BIH", "TTO", "MLI", "PER"]
    assert first["occurrence"] == second["occurrence"]
    assert acts["undl_sponsors:A/C.3/78/L.7"]["hotspots"] == ["iran"]
    moved = acts["undl_sponsors:A/C.3/78/L.10"]["summary"]
    assert moved == "A/C.3/78/L.10: Amendment to the draft: Rights", "who moves it may oppose the draft"
    assert reading.set_aside == {"no state is the sponsor": 1}
    assert reasons(reading) == [(4, "unknown-state"), (6, "date")]
    assert all(a["forms"] == ["co-sponsorship"] for a in acts.values())
    assert forms.get("co-sponsorship").rung == "parallel"


def test_subjects_of_the_library_say_which_place_a_vote_is_about():
    assert topics.find_vote_hotspots(
        "Report of the Secretary-General", ("SYRIAN ARAB REPUBLIC--POLITICAL CONDITIONS",)
    ) == ("syria",)
    assert topics.find_vote_hotspots("Report of the Secretary-General", ("hr",)) == topics.find_vote_hotspots(
        "", ("hr",)
    )
    assert topics.find_vote_hotspots("", ("UKRAINE--POLITICAL CONDITIONS",)) == ("ukraine",)


@pytest.mark.real
def test_the_real_council_votes(shared_data):
    """How often neither China nor Russia voted yes, by period, as counted by hand from the table."""
    folder = shared_data.parent / "data_2026" / "votes"
    reading = read(VOTES, (folder / "unsc_votes_by_member_1992_2026.tsv").read_bytes(), "v.tsv")
    assert (reading.accepted, reading.rejects) == (2_009, [])
    choices: dict[str, dict[str, str]] = defaultdict(dict)
    days = {}
    for b in records(reading, "ballots"):
        choices[b["roll_call_id"]][b["state"]] = b["choice"]
        days[b["roll_call_id"]] = b["date"]
    neither = [days[k] for k, c in choices.items() if c["CHN"] != "yes" and c["RUS"] != "yes"]
    spans = [(1992, 1999), (2000, 2006), (2007, 2012), (2013, 2018), (2019, 2022), (2023, 2026)]
    assert [sum(a <= d.year <= b for d in neither) for a, b in spans] == [11, 6, 4, 12, 24, 26]
    assert {len(c) for c in choices.values()} == {15}
    assert choices["UNSC:S/RES/1022"]["RUS"] == "abstain", "a table of its meetings has it otherwise"
    (once,) = (c for c in records(reading, "roll_calls") if c["roll_call_id"] == "UNSC:S/RES/2402")
    assert once["yes"] == 15, "one row of two drafts in the table of its meetings"
    assert "UNSC:S/RES/2812" not in choices, "nobody knows who its two abstainers were"
    seen = [c for c in reading.coverage if c.table == "ballots"]
    assert not any(c.sees("CHN", date(1999, 12, 1)) for c in seen), "S/RES/1263 to 1292 are not in it"
    terms = records(read(TERM, (folder / "council_membership.csv").read_bytes(), "c.csv"), "ties")
    for y in range(1993, 2024):
        seated = {t["members"][0] for t in terms if t["date_from"].year <= y <= t["date_to"].year}
        assert seated == {s for k, c in choices.items() if days[k].year == y for s in c}, y


@pytest.mark.real
def test_the_real_ideal_points_and_drafts(shared_data):
    folder = shared_data.parent / "data_2026" / "votes"
    reading = read(POINTS, (folder / "IdealpointsJuly2025.dta").read_bytes(), "IdealpointsJuly2025.dta")
    assert (reading.accepted, reading.rejects) == (11_440, [])
    newest = [f for f in records(reading) if f["measure"] == "ideal-point" and f["date_from"].year == 2024]
    assert {"CHN", "RUS"} <= {f["sender"] for f in newest}
    data = (folder / "sponsors" / "session_78_committee_3_drafts.xml").read_bytes()
    reading = read(DRAFTS, data, "drafts.xml")
    assert (reading.row_count, reading.accepted, reading.rejects) == (94, 82, [])
    acts = [set(a["actors"]) for a in records(reading, "acts")]
    counts = [sum(s <= a for a in acts) for s in ({"CHN"}, {"RUS"}, {"CHN", "RUS"})]
    assert counts == [19, 19, 11], "27 and 13 where the Group of 77 and China is taken for China"


@pytest.mark.real
@pytest.mark.parametrize("name", ["2025_7_21_sc_voting_sample.csv", "2025_7_23_ga_voting_sample.csv"])
def test_samples_of_the_library(shared_data, name):
    source = registry.get("undl_sc" if "_sc_" in name else "undl_ga")
    data = (shared_data.parent / "data_2026" / "votes" / "undl_samples" / name).read_bytes()
    reading = read(source, data, name)
    assert (reading.row_count, reading.accepted, reading.rejects) == (101, 100, [])
