"""ICEWS: mirrors, repeats, mended actors, damaged files, and the real daily files."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest
from event_files import icews_file, icews_line, read, unpacked
from event_layouts import BACK, quoted
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.errors import SourceError, VocabularyError
from comity.records.coverage import merge
from comity.sources.base import Sample
from comity.sources.events import icews, icews_actors
from comity.sources.events.folding import fold_counts, one_sided, state_actors_only
from comity.sources.kit import cameo, delimited
from comity.vocabulary import states
from comity.vocabulary.load import read_yaml


def daily(*lines: str, name: str = "20190201-icews-events.tab"):
    return read(icews_file(*lines), name, "icews")


def test_a_row_becomes_a_record():
    (row,) = daily(icews_line()).rows
    assert row.pop("file_id")
    assert row == {
        "record_id": "icews:1",
        "source": "icews",
        "row_no": 2,
        "known_on": date(2019, 2, 1),
        "event_date": date(2019, 2, 1),
        "precision": "day",
        "actor": "CHN",
        "target": "RUS",
        "actor_raw": "China",
        "target_raw": "Vladimir Putin",
        "actor_role": None,
        "target_role": "GOV",
        "actor_is_state": True,
        "target_is_state": True,
        "code_system": "cameo",
        "code": "040",
        "quad": 1,
        "goldstein_x10": 10,
        "tone_x1000": None,
        "mentions": None,
        "articles": None,
        "story": "9",
        "sentence": 2,
        "mirror_of": None,
        "geo_state": "RUS",
        "geo_precision": 3,
        "lat_x10000": 557522,
        "lon_x10000": 376156,
        "publisher": "Reuters News",
        "url": None,
        "amended": None,
    }


def test_known_on_is_the_files_date_but_never_before_the_event():
    late, same, early = (icews_line(Event_ID=str(i), Event_Date=f"2019-02-0{i}") for i in (1, 2, 3))
    days = [r["known_on"] for r in daily(late, same, early, name="20190202-icews-events.tab").rows]
    assert days == [date(2019, 2, 2), date(2019, 2, 2), date(2019, 2, 3)]
    assert daily(late, name="mine.tab").rows[0]["known_on"] == date(2019, 2, 1)
    assert icews.name_date("events.1995.20150313082510.tab") == date(2015, 3, 13)
    assert icews.name_date("events.2018.sample.tab") is None


def test_the_later_row_of_a_two_sided_act_mirrors_the_earlier_one():
    visit = icews_line(Event_ID="12", CAMEO_Code="042")
    host = icews_line(Event_ID="11", CAMEO_Code="043", **BACK)
    talk, back = icews_line(Event_ID="21"), icews_line(Event_ID="20", **BACK)
    found = {r["record_id"]: r["mirror_of"] for r in daily(visit, host, talk, back).rows}
    assert found == {"icews:12": "icews:11", "icews:11": None, "icews:21": "icews:20", "icews:20": None}


@pytest.mark.parametrize(
    "change",
    [
        {"Sentence_Number": "3"},
        {"Story_ID": "8"},
        {"Event_Date": "2019-02-02"},
        {"CAMEO_Code": "041"},
        {"Target_Name": "Japan", "Target_Country": "Japan"},
        {"Story_ID": ""},
    ],
)
def test_rows_that_differ_in_more_than_direction_are_no_mirrors(change):
    rows = daily(icews_line(), icews_line(Event_ID="2", **BACK | change)).rows
    assert [r["mirror_of"] for r in rows] == [None, None]


def test_acts_that_each_side_does_for_itself_are_no_mirrors():
    for code in ("010", "112", "190", "193"):
        rows = daily(icews_line(CAMEO_Code=code), icews_line(Event_ID="2", CAMEO_Code=code, **BACK)).rows
        assert [r["mirror_of"] for r in rows] == [None, None], code


def test_of_three_rows_in_one_sentence_only_one_is_folded():
    rows = daily(icews_line(), icews_line(Event_ID="2", **BACK), icews_line(Event_ID="3")).rows
    assert [r["mirror_of"] for r in rows] == [None, "icews:1", None]


def test_a_mirror_never_points_to_a_row_that_was_refused():
    rows = daily(icews_line(Latitude="north"), icews_line(Event_ID="2", **BACK))
    assert rows.reasons == [(2, "number")]
    assert [r["mirror_of"] for r in rows.rows] == [None]


def test_repeats_stay_rows_and_the_fold_is_shown():
    told_twice = icews_line(Event_ID="2", Story_ID="10")
    fold = fold_counts(daily(icews_line(), told_twice, icews_line(Event_ID="3", **BACK)).events)
    assert (fold.rows, fold.mirrors, fold.distinct, fold.most, fold.folded) == (3, 1, 2, 2, 1)


def test_the_same_event_id_twice_in_a_file_is_one_record():
    both = daily(icews_line(), icews_line())
    assert (both.row_count, both.accepted, both.set_aside) == (3, 1, {"header": 1, "repeat": 1})


@pytest.mark.parametrize(
    ("name", "coded", "sectors", "day", "becomes"),
    [
        (
            "Emmanuel Macron",
            "Andorra",
            "Executive Office",
            "2019-02-01",
            ("FRA", "GOV", True, "emmanuel-macron"),
        ),
        ("Emmanuel Macron", "Andorra", "Executive Office", "2017-05-13", ("AND", "GOV", True, None)),
        (
            "António Manuel de Oliveira Guterres",
            "Portugal",
            "Executive",
            "2019-02-01",
            (None, "IGO", False, "antonio-manuel-de-oliveira-guterres"),
        ),
        (
            "António Manuel de Oliveira Guterres",
            "Portugal",
            "Executive",
            "2001-02-01",
            ("PRT", "GOV", True, None),
        ),
        ("Taliban", "Afghanistan", "Insurgents", "2019-02-01", (None, "REB", False, "taliban")),
        ("Taliban", "Afghanistan", "Insurgents", "2021-08-15", ("AFG", "REB", False, None)),
        ("Adil Abdul-Mahdi", "", "Shia", "2018-10-25", ("IRQ", "GOV", True, "adil-abdul-mahdi")),
        ("Adil Abdul-Mahdi", "", "Shia", "2018-10-24", (None, None, None, None)),
        (
            "Bahujan Samaj Party",
            "Nepal",
            "Parties",
            "2019-02-01",
            ("IND", "PTY", False, "bahujan-samaj-party"),
        ),
    ],
)
def test_actors_are_mended_on_their_dates_and_the_row_says_so(name, coded, sectors, day, becomes):
    line = icews_line(Event_Date=day, Target_Name=name, Target_Country=coded, Target_Sectors=sectors)
    (row,) = daily(line).rows
    assert (row["target"], row["target_role"], row["target_is_state"], row["amended"]) == becomes
    assert row["target_raw"] == name


def test_a_row_with_both_sides_mended_names_both():
    line = icews_line(
        Source_Name="Taliban",
        Source_Country="Afghanistan",
        Target_Name="Emmanuel Macron",
        Target_Country="Andorra",
    )
    assert daily(line).rows[0]["amended"] == "taliban;emmanuel-macron"


@pytest.mark.parametrize(
    ("name", "sectors", "state", "expected"),
    [
        ("Russia", "", "RUS", (None, True)),
        ("Crimea", "", "RUS", (None, None)),
        ("Michael Flynn", "", "USA", (None, None)),
        ("Vladimir Putin", "Parties,Elite,Executive Office,Government", "RUS", ("GOV", True)),
        ("Foreign Affairs (China)", "Foreign Ministry,Executive,Government", "CHN", ("GOV", True)),
        ("Military (Iran)", "Military,Government", "IRN", ("MIL", True)),
        ("Verkhovna Rada", "Legislative / Parliamentary,Unicameral,Government", "UKR", ("LEG", True)),
        ("Jeremy Corbyn", "Legislative / Parliamentary,Government,Parties", "GBR", ("LEG", False)),
        ("Police (India)", "Police,Government", "IND", ("COP", False)),
        ("Yogi Adityanath", "Government,Local,Provincial", "IND", ("GOV", False)),
        ("Mike Pence", "Government,Provincial,Executive Office", "USA", ("GOV", True)),
        ("IRNA", "Government,Executive,State Media", "IRN", ("MED", False)),
        ("Gazprom", "State Owned Enterprises,Government", "RUS", ("BUS", False)),
        ("Citizen (India)", "General Population / Civilian / Social,Social", "IND", ("CVL", False)),
        ("Reuters", "News,Media,Social", "GBR", ("MED", False)),
        ("United Nations", "International Government Organization,Global", None, ("IGO", False)),
        ("Government (International)", "Government", None, ("GOV", False)),
        ("Navy ship", "Navy Mechanized (Ships, Tanks, Planes)", "USA", ("MIL", True)),
    ],
)
def test_sectors_tell_role_and_standing_in_any_order(name, sectors, state, expected):
    assert icews_actors.find_role(name, sectors, state) == expected
    assert icews_actors.find_role(name, ",".join(reversed(icews_actors.sectors(sectors))), state) == expected


def test_state_actors_only_keeps_organs_of_two_different_states():
    citizen = icews_line(Event_ID="2", Target_Sectors="General Population / Civilian / Social")
    at_home = icews_line(Event_ID="3", Target_Country="China")
    events = daily(icews_line(), citizen, at_home).events
    assert state_actors_only(events)["record_id"].to_pylist() == ["icews:1"]


def test_quads_follow_the_root_and_codes_keep_their_zeros():
    codes = {"010": 1, "057": 1, "061": 2, "0871": 2, "090": 3, "138": 3, "141": 4, "173": 4, "2042": 4}
    rows = daily(*(icews_line(Event_ID=str(i), CAMEO_Code=c) for i, c in enumerate(codes))).rows
    assert {r["code"]: r["quad"] for r in rows} == codes
    assert [cameo.quad(c) for c in ("43", "00", "210", "4", "04x", "٠٤٠", "")] == [None] * 7


def test_missing_values_are_null_and_na_is_missing():
    na = dict.fromkeys(("City", "District", "Province", "Latitude", "Longitude", "Target_Sectors"), "NA")
    with_na, blank = daily(icews_line(**na), icews_line(Event_ID="2", **dict.fromkeys(na, ""))).rows
    for key in ("lat_x10000", "lon_x10000", "target_role", "target_is_state"):
        assert with_na[key] is blank[key] is None
    assert with_na["geo_precision"] == blank["geo_precision"] == 1


def test_territories_keep_their_name_without_a_state():
    (row,) = daily(icews_line(Source_Name="Hong Kong", Source_Country="Hong Kong")).rows
    assert (row["actor"], row["actor_raw"], row["actor_is_state"]) == (None, "Hong Kong", None)


def test_a_bare_quote_is_part_of_a_name():
    (row,) = daily(icews_line(Source_Name='The "Group')).rows
    assert row["actor_raw"] == 'The "Group'


def test_damaged_rows_are_refused_one_by_one():
    whole = icews_file(icews_line(), icews_line(Event_ID="2"))
    lines = [
        icews_line(Event_ID="x"),
        icews_line(Event_ID="3", Event_Date="2019-02-30"),
        icews_line(Event_ID="4", CAMEO_Code="999"),
        icews_line(Event_ID="5", Intensity="1,9"),
        icews_line(Event_ID="6") + "\textra",
        "cut\tline",
        "",
        icews_line(Event_ID="7", Latitude="1e12"),
        icews_line(Event_ID="8", City="a\rb"),
    ]
    latin = icews_line(Event_ID="9", Source_Name="Nicolás").encode("latin-1")
    found = read(whole + "\n".join(lines).encode() + b"\n" + latin, "20190201-icews-events.tab", "icews")
    assert found.accepted == 2
    assert found.set_aside == {"header": 1, "blank line": 1}
    assert found.reasons == [
        (4, "id"),
        (5, "date"),
        (6, "code"),
        (7, "number"),
        (8, "width"),
        (9, "width"),
        (11, "number"),
        (12, "line-break"),
        (13, "encoding"),
    ]
    assert found.row_count == 13
    assert "'2019-02-30' in Event Date is not a day" in {r.detail for r in found.rejects}


def test_a_cut_last_line_is_refused_and_the_rest_kept():
    data = icews_file(icews_line(), icews_line(Event_ID="2"))
    found = read(data[: len(data) - 60], "20190201-icews-events.tab", "icews")
    assert (found.accepted, found.reasons) == (1, [(3, "width")])


def test_line_ends_and_byte_order_mark_do_not_matter():
    data = icews_file(icews_line(), icews_line(Event_ID="2"))
    plain = read(data, "a.tab", "icews").by_id()
    assert read(b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"), "a.tab", "icews").by_id() == plain
    assert read(data.rstrip(b"\n"), "a.tab", "icews").by_id() == plain


def test_the_quoted_export_is_the_same_record_but_a_selection():
    line = icews_line(Target_Sectors="Executive,Government", City="Mos\ncow, centre")
    exported = read(quoted(line), "protests.csv", "icews")
    assert exported.by_id() == {"icews:1": daily(icews_line(City="here"), name="a.tab").by_id()["icews:1"]}
    (sight,) = exported.coverage
    assert sight.selective


def test_a_quoted_export_without_end_or_in_another_encoding_is_refused_whole():
    with pytest.raises(SourceError, match="cannot be split into rows"):
        read(quoted(icews_line()).rstrip(b'"\n'), "p.csv", "icews")
    with pytest.raises(SourceError, match="UTF-8"):
        read(quoted(icews_line(City="Bogotá")).decode().encode("latin-1"), "p.csv", "icews")


@pytest.mark.parametrize(
    "head",
    [b"", b"<html><head><title>404</title></head>", b"Event ID\tEvent Date\n", b"1\t2\t3\n", b"\x00\x01"],
)
def test_other_files_are_not_claimed(head):
    assert not icews.SOURCES[0].recognises(Sample("20190201-icews-events.tab", head))


def test_coverage_is_the_days_with_enough_rows():
    day = [icews_line(Event_ID=str(i)) for i in range(icews.FULL_DAY)]
    thin = [icews_line(Event_ID=str(1000 + i), Event_Date="2019-02-02") for i in range(icews.FULL_DAY - 1)]
    rolled = [icews_line(Event_ID=str(3000 + i), Event_Date="2019-01-31") for i in range(icews.FULL_DAY)]
    sight, stray = daily(*day, *thin, *rolled).coverage
    assert (sight.first, sight.last, sight.selective) == (date(2019, 1, 31), date(2019, 2, 1), False)
    assert (stray.first, stray.last, stray.selective) == (date(2019, 1, 31), date(2019, 2, 2), True)
    assert [c.selective for c in daily(icews_line()).coverage] == [True]
    assert [c.selective for c in daily(*day).coverage] == [False]


ROWS = st.lists(
    st.tuples(st.sampled_from(["040", "042", "043", "190"]), st.booleans(), st.integers(1, 2)),
    min_size=1,
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(ROWS, st.randoms(use_true_random=False), st.integers(60, 900))
def test_order_splitting_and_block_size_change_no_record(rows, random, block):
    lines = [
        icews_line(Event_ID=str(i), CAMEO_Code=code, Story_ID=str(story), **(BACK if back else {}))
        for i, (code, back, story) in enumerate(rows)
    ]
    whole = daily(*lines).by_id()
    one, two = ([x for x in lines if x.split("\t")[11] == story] for story in "12")
    assert daily(*one).by_id() | daily(*two).by_id() == whole  # a mirror never lies in another story
    random.shuffle(lines)
    assert daily(*lines).by_id() == whole
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "BLOCK", block)
        assert daily(*lines).by_id() == whole


def test_every_override_has_a_reason_a_known_role_and_a_country_that_was_published():
    roles = {role for _, role, _ in icews_actors._sectors().values()}
    entries = [o for some in icews_actors.overrides().values() for o in some]
    assert len(entries) == 141
    for o in entries:
        assert len(o.reason) > 5, o.id
        assert o.role in roles, o.id
        assert o.coded in ("", "French Guiana") or states.resolve(o.coded, "icews"), o.id


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("state: FRA", "state: ATL"),
        ("organ: true", "organ: maybe"),
        ("since: 2017-05-14", "since: 2017-13"),
        ("reason:", "why:"),
        ("state: FRA", 'state: ""'),
    ],
)
def test_a_wrong_override_table_is_refused_with_its_key(monkeypatch, change, reason):
    good = """macron: {name: Emmanuel Macron, coded: Andorra, state: FRA, role: GOV, organ: true,
      since: 2017-05-14, reason: President of France}"""
    monkeypatch.setattr(icews_actors, "package_yaml", lambda n: read_yaml(good.replace(change, reason), n))
    icews_actors.overrides.cache_clear()
    with pytest.raises(VocabularyError, match="macron"):
        icews_actors.overrides()
    twice = good + "\n" + good.replace("macron:", "again:")
    monkeypatch.setattr(icews_actors, "package_yaml", lambda n: read_yaml(twice, n))
    with pytest.raises(VocabularyError, match="again: overlaps"):
        icews_actors.overrides()
    monkeypatch.undo()
    icews_actors.overrides.cache_clear()


# ---- the real daily files -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def held(shared_data):
    results = []
    for path in sorted((shared_data / "events" / "icews_weekly").glob("*.zip")):
        name, data = unpacked(path)
        results.append(read(data, name, "icews"))
    return results


@pytest.fixture(scope="module")
def events(held):
    return pa.concat_tables(r.events for r in held).combine_chunks()


@pytest.mark.real
@pytest.mark.slow
def test_the_daily_files_are_read_whole(held, events):
    assert len(held) == 167
    assert sum(r.accepted for r in held) == events.num_rows == 325_691
    assert all(not r.rejects and r.set_aside == {"header": 1} for r in held)
    assert len(events["record_id"].unique()) == 325_691


@pytest.mark.real
@pytest.mark.slow
def test_the_fold_of_the_daily_files(events):
    fold = fold_counts(events)
    assert (fold.distinct, fold.most, fold.mirrors) == (247_214, 79, 47_385)
    ids = set(events["record_id"].to_pylist())
    assert set(events["mirror_of"].drop_null().to_pylist()) <= ids
    talks = [
        r["mirror_of"]
        for r in events.select(["actor", "target", "code", "mirror_of"]).to_pylist()
        if r["code"] == "040" and {r["actor"], r["target"]} == {"CHN", "RUS"}
    ]
    assert len(talks) == 152
    assert sum(m is None for m in talks) == 76
    assert one_sided(events).num_rows == 325_691 - 47_385


@pytest.mark.real
@pytest.mark.slow
def test_the_days_that_the_daily_files_cover(held):
    found = merge(c for r in held for c in r.coverage if not c.selective)
    (thin,) = merge(c for r in held for c in r.coverage if c.selective)
    assert (thin.first, thin.last) == (date(2018, 9, 14), date(2019, 3, 26))
    assert [(c.first, c.last) for c in found] == [
        (date(2018, 10, 4), date(2018, 10, 5)),
        (date(2018, 10, 7), date(2019, 3, 8)),
        (date(2019, 3, 10), date(2019, 3, 25)),
    ]


@pytest.mark.real
@pytest.mark.slow
def test_every_state_and_sector_of_the_daily_files_is_known(shared_data, events):
    territories = {
        "Hong Kong",
        "Macao",
        "French Guiana",
        "French Polynesia",
        "Christmas Island",
        "Cayman Islands",
        "New Caledonia",
        "Curaçao",
        "Northern Mariana Islands",
        "Guam",
        "British Virgin Islands",
        "Gibraltar",
        "Puerto Rico",
        "Greenland",
        "Jersey",
        "Guadeloupe",
        "Bermuda",
        "Aruba",
        "Svalbard and Jan Mayen",
        "Mayotte",
        "Antarctica",
        "Martinique",
        "French Southern Territories",
        "Falkland Islands",
        "U.S. Virgin Islands",
        "British Indian Ocean Territory",
        "Norfolk Island",
        "",
    }
    coded, unknown = set(), set()
    for path in sorted((shared_data / "events" / "icews_weekly").glob("*.zip")):
        for line in unpacked(path)[1].decode().splitlines()[1:]:
            row = line.split("\t")
            coded |= {row[4], row[10]}
            unknown |= {
                s
                for t in (row[3], row[9])
                for s in icews_actors.sectors(t)
                if s not in icews_actors._sectors()
            }
    assert unknown == set()
    assert {c for c in coded if states.resolve(c, "icews") is None} == territories


@pytest.mark.real
@pytest.mark.slow
def test_mends_and_state_actors_of_the_daily_files(events):
    amended = [a for a in events["amended"].to_pylist() if a]
    assert sum("emmanuel-macron" in a.split(";") for a in amended) == 1_717
    actors = set(events["actor_raw"].to_pylist()) | set(events["target_raw"].to_pylist())
    assert {name for name, _ in icews_actors.overrides()} <= actors
    assert 60_000 < state_actors_only(one_sided(events)).num_rows < 80_000


@pytest.mark.real
@pytest.mark.parametrize(
    ("file", "rows", "china", "russia", "both"),
    [
        ("events.2018.sample.tab", 3_705, 107, 176, 8),
        ("ICEWS_All_Protests_Egypt_NonAggregated.csv.gz", 3_379, 0, 2, 0),
    ],
)
def test_the_samples(shared_data, file, rows, china, russia, both):
    name, data = unpacked(shared_data / "events" / "icews_samples" / file)
    found = read(data, name, "icews")
    assert (found.accepted, found.rejects) == (rows, [])
    sides = [(r["actor"], r["target"]) for r in found.rows]
    assert sum(a == "CHN" for a, _ in sides) == china
    assert sum(a == "RUS" for a, _ in sides) == russia
    assert sum({a, b} == {"CHN", "RUS"} for a, b in sides) == both
