"""GDELT 1.0 and 2.0 events: raw and altered layouts, damaged files, and the real ones."""

from __future__ import annotations

import json
from datetime import date

import pyarrow as pa
import pytest
from event_files import VISIT, as_file, claimed, gdelt_file, gdelt_line, read, unpacked
from event_layouts import SLOT, altered
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.errors import SourceError
from comity.sources.base import Sample
from comity.sources.gdelt import event_layout, gdelt2
from comity.sources.kit import cameo, delimited


def slot(*lines: str, name: str = SLOT):
    return read(gdelt_file(*lines), name, "gdelt2")


def test_a_row_becomes_a_record():
    (row,) = slot(gdelt_line()).rows
    assert row.pop("file_id")
    assert row == {
        "record_id": "gdelt2:410000001",
        "source": "gdelt2",
        "row_no": 1,
        "known_on": date(2015, 3, 2),
        "event_date": date(2015, 3, 2),
        "precision": "day",
        "actor": "CHN",
        "target": "RUS",
        "actor_raw": "CHNGOV",
        "target_raw": "RUS",
        "actor_role": "GOV",
        "target_role": None,
        "actor_is_state": True,
        "target_is_state": True,
        "code_system": "cameo",
        "code": "042",
        "quad": 1,
        "goldstein_x10": 19,
        "tone_x1000": -2346,
        "mentions": 10,
        "articles": 10,
        "story": None,
        "sentence": None,
        "mirror_of": None,
        "geo_state": "RUS",
        "geo_precision": 3,
        "lat_x10000": 557500,
        "lon_x10000": 376150,
        "publisher": "example.org",
        "url": "https://www.example.org:8080/a?b=c",
        "amended": None,
    }


def test_the_older_stream_has_the_same_record_under_its_own_name():
    (one,) = read(gdelt_file(gdelt_line("gdelt1")), "20150302.export.CSV", "gdelt1").rows
    (two,) = slot(gdelt_line()).rows
    differ = {k for k in one if one[k] != two[k]}
    assert differ == {"record_id", "source", "file_id"}
    assert one["record_id"] == "gdelt1:410000001"


def test_lines_of_57_and_58_columns_stand_in_one_file():
    old = gdelt_line("gdelt1", GLOBALEVENTID="7", GoldsteinScale="4", DATEADDED="20130203").rpartition("\t")[
        0
    ]
    new = gdelt_line("gdelt1", GoldsteinScale="4.0")
    found = read(gdelt_file(new, old, "a\tb"), "mixed.csv", "gdelt1")
    assert (found.accepted, found.reasons) == (2, [(3, "width")])
    assert {r["row_no"]: (r["goldstein_x10"], r["url"]) for r in found.rows} == {
        1: (40, VISIT["SOURCEURL"]),
        2: (40, None),
    }


def test_a_code_means_the_state_of_its_day():
    lines = [
        gdelt_line("gdelt1", GLOBALEVENTID=str(i), SQLDATE=day, DATEADDED="20130203")
        for i, day in enumerate(("19820102", "19911225", "19911226", "20050101"))
    ]
    found = [r["target"] for r in read(gdelt_file(*lines), "old.csv", "gdelt1").rows]
    assert found == ["SUN", "SUN", "RUS", "RUS"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"CountryCode": "RUS", "Code": "RUS"}, ("RUS", None, True)),
        ({"CountryCode": "RUS", "Code": "RUSMIL", "Type1Code": "MIL"}, ("RUS", "MIL", True)),
        ({"CountryCode": "RUS", "Code": "RUSLEG", "Type1Code": "LEG"}, ("RUS", "LEG", True)),
        ({"CountryCode": "RUS", "Code": "RUSCOP", "Type1Code": "COP"}, ("RUS", "COP", False)),
        ({"CountryCode": "RUS", "Code": "RUSBUS", "Type1Code": "BUS"}, ("RUS", "BUS", False)),
        ({"CountryCode": "RUS", "Code": "RUSMOS", "Religion1Code": "MOS"}, ("RUS", "REL", False)),
        ({"CountryCode": "", "Code": "RUSXYZ"}, (None, None, False)),
        ({"CountryCode": "AFR", "Code": "AFR"}, (None, None, False)),
        ({"CountryCode": "", "Code": "GOV", "Type1Code": "GOV"}, (None, "GOV", False)),
        ({"CountryCode": "", "Code": ""}, (None, None, None)),
    ],
)
def test_who_an_actor_is(fields, expected):
    (row,) = slot(gdelt_line(**{f"Actor2{k}": v for k, v in fields.items()})).rows
    assert (row["target"], row["target_role"], row["target_is_state"]) == expected
    assert row["target_raw"] == (fields["Code"] or None)


def test_the_quad_follows_the_code_and_not_gdelts_own_class():
    investigate = gdelt_line(EventCode="090", EventRootCode="09", QuadClass="2")
    protest = gdelt_line(GLOBALEVENTID="2", EventCode="141", EventRootCode="14", QuadClass="3")
    assert [r["quad"] for r in slot(investigate, protest).rows] == [3, 4]


def test_tone_and_scores_are_rounded_half_up():
    lines = [
        gdelt_line(GLOBALEVENTID=str(i), AvgTone=t, GoldsteinScale=g)
        for i, (t, g) in enumerate((("1.0005", "-0.1"), ("-1.0015", "7"), ("0", ""), ("1e-3", "-10.0")))
    ]
    rows = slot(*lines).rows
    assert [r["tone_x1000"] for r in rows] == [1001, -1001, 0, 1]
    assert [r["goldstein_x10"] for r in rows] == [-1, 70, None, -100]


@pytest.mark.parametrize(
    ("url", "publisher"),
    [
        ("http://www.xinhuanet.com/english/a.htm", "xinhuanet.com"),
        ("https://TASS.com", "tass.com"),
        ("https://www2.example.co.uk/x  ", "example.co.uk"),
        ("BBC Monitoring", None),
        ("", None),
    ],
)
def test_the_publisher_is_the_host_of_the_address(url, publisher):
    (row,) = slot(gdelt_line(SOURCEURL=url)).rows
    assert (row["publisher"], row["url"]) == (publisher, url.strip() or None)


def test_damaged_rows_are_refused_one_by_one():
    lines = [
        gdelt_line(),
        gdelt_line(GLOBALEVENTID=""),
        gdelt_line(GLOBALEVENTID="3", SQLDATE="20150229"),
        gdelt_line(GLOBALEVENTID="4", DATEADDED="2015030208"),
        gdelt_line(GLOBALEVENTID="5", EventCode="42"),
        gdelt_line(GLOBALEVENTID="6", AvgTone="n/a"),
        gdelt_line(GLOBALEVENTID="7", ActionGeo_Lat="4#.2"),
        "\t".join(gdelt_line(GLOBALEVENTID="8").split("\t")[:40]),
        gdelt_line(GLOBALEVENTID="9", Actor1Name='"'),
    ]
    latin = gdelt_line(GLOBALEVENTID="10", Actor1Name="é").encode("latin-1") + b"\n"
    found = read(gdelt_file(*lines) + latin, SLOT, "gdelt2")
    assert sorted(r["record_id"] for r in found.rows) == ["gdelt2:410000001", "gdelt2:9"]
    assert found.reasons == [
        (2, "id"),
        (3, "date"),
        (4, "date"),
        (5, "code"),
        (6, "number"),
        (7, "number"),
        (8, "width"),
        (10, "encoding"),
    ]


def test_the_same_number_twice_is_one_record():
    found = slot(gdelt_line(), gdelt_line(Actor1Name="CHINA"))
    assert (found.accepted, found.set_aside) == (1, {"repeat": 1})


def test_a_file_of_the_other_stream_is_refused_by_name():
    file = as_file(gdelt_file(gdelt_line("gdelt1")), "x.csv")
    with pytest.raises(SourceError, match="has not the layout of gdelt2"):
        list(gdelt2.SOURCES[0].read(file))


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"<html>\n",
        b"a\tb\tc\n",
        ("\t".join(["x"] * 61) + "\n").encode(),
        ("\t".join(["1"] * 58)).encode(),
        ("\t".join(["410000001", "20150302081500"] + ["x"] * 14) + "\n").encode(),
        b"{}\n",
        b"[1]\n",
    ],
)
def test_other_files_are_not_claimed(head):
    assert event_layout.layout(Sample(SLOT, head)) is None


# ---- altered layouts ----------------------------------------------------------------------------


def test_joined_copies_give_the_published_record_once():
    plain = gdelt_line(EventBaseCode="42", EventRootCode="4")
    found = read(altered("renamed-joined", plain, plain), "joined.csv", "gdelt2")
    assert found.by_id() == slot(gdelt_line()).by_id()
    assert found.set_aside == {"header": 1, "repeat": 1}
    assert all(c.selective for c in found.coverage)


@pytest.mark.parametrize(
    ("code", "root", "whole"),
    [
        ("42", "4", "042"),
        ("042", "4", "042"),
        ("42", "04", "042"),
        ("10", "1", "010"),
        ("10", "10", "10"),
        ("100", "10", "100"),
        ("841", "8", "0841"),
        ("190", "19", "190"),
        ("1", "1", "01"),
        ("42", "5", None),
        ("", "4", None),
        ("042", "", None),
        ("420", "42", None),
    ],
)
def test_lost_zeros_come_back_by_the_root(code, root, whole):
    assert cameo.restore_zero(code, root) == whole


def test_renamed_columns_lost_zeros_and_times_of_day():
    line = gdelt_line("gdelt1", EventCode="42", EventRootCode="4", SQLDATE="2015-03-02 00:00:00")
    found = read(altered("renamed-tabs", line), "mine.tsv", "gdelt1")
    assert found.by_id() == read(gdelt_file(gdelt_line("gdelt1")), "x.csv", "gdelt1").by_id()
    assert read(altered("renamed-tabs", line.replace("55.75", "{na}")), "mine.tsv", "gdelt1").accepted == 1


def test_a_time_rounded_by_a_spreadsheet_is_taken_from_the_files_name_or_refused():
    data = altered("semicolon", gdelt_line(EventCode="42", EventRootCode="4", DATEADDED="2.02E+13"))
    found = read(data, "20150303081500.export2.CSV", "gdelt2")
    assert [r["known_on"] for r in found.rows] == [date(2015, 3, 3)]
    with pytest.raises(SourceError, match=r"rounded DATEADDED \(2.02E\+13\)"):
        read(data, "mine.csv", "gdelt2")


def test_json_lines_give_the_same_record():
    row = dict(zip(event_layout.COLUMNS["gdelt1"], gdelt_line("gdelt1").split("\t"), strict=True))
    lines = [json.dumps({k: v or None for k, v in row.items()}), "{cut", json.dumps({"GLOBALEVENTID": "1"})]
    found = read("\n".join(lines).encode(), "export.json", "gdelt1")
    assert found.by_id() == read(gdelt_file(gdelt_line("gdelt1")), "x.csv", "gdelt1").by_id()
    assert found.reasons == [(2, "object"), (3, "object")]


# ---- coverage -----------------------------------------------------------------------------------


def test_a_quarter_of_an_hour_is_a_sample():
    (sight,) = slot(gdelt_line()).coverage
    assert sight.selective


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("20150302.export.CSV", date(2015, 3, 2), date(2015, 3, 2)),
        ("200602.csv", date(2006, 2, 1), date(2006, 2, 28)),
        ("1982.csv", date(1982, 1, 1), date(1982, 12, 31)),
    ],
)
def test_a_file_under_its_published_name_covers_its_time(name, first, last):
    sight, _ = read(gdelt_file(gdelt_line("gdelt1")), name, "gdelt1").coverage
    assert (sight.first, sight.last, sight.selective) == (first, last, False)
    assert all(c.selective for c in read(gdelt_file(gdelt_line("gdelt1")), f"my_{name}", "gdelt1").coverage)


# ---- properties ---------------------------------------------------------------------------------

FIELDS = st.fixed_dictionaries(
    {
        "EventCode": st.sampled_from(["042", "0841", "190", "43", "---"]),
        "Actor1CountryCode": st.sampled_from(["CHN", "AFR", ""]),
        "AvgTone": st.sampled_from(["1.5", "", "x"]),
        "SQLDATE": st.sampled_from(["20150302", "20140302", "2015030"]),
        "Actor1Name": st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=5),
    }
)


@settings(max_examples=40, deadline=None)
@given(st.lists(FIELDS, min_size=1, max_size=8), st.randoms(use_true_random=False), st.integers(200, 3000))
def test_order_splitting_and_block_size_change_no_record(rows, random, block):
    lines = [gdelt_line()] + [gdelt_line(GLOBALEVENTID=str(i), **row) for i, row in enumerate(rows)]
    whole = slot(*lines)
    assert whole.row_count == len(lines) == whole.accepted + len(whole.rejects)
    halves = slot(lines[0], *lines[1::2]).by_id() | slot(lines[0], *lines[2::2]).by_id()
    assert halves == whole.by_id()
    random.shuffle(lines)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "BLOCK", block)
        again = slot(*lines)
    assert again.by_id() == whole.by_id()
    assert sorted(r.reason for r in again.rejects) == sorted(r.reason for r in whole.rejects)


# ---- the real files -----------------------------------------------------------------------------

REAL = [
    # file, source, rows, China as source, Russia (or the Soviet Union) as source, both together
    ("gdelt2_raw/20161013151500.export.CSV", "gdelt2", 3_566, 84, 78, 0),
    ("gdelt2_raw/20170101073000.export.CSV.zip", "gdelt2", 720, 15, 15, 0),
    ("gdelt2_raw/20180101000000.export.CSV.zip", "gdelt2", 2_414, 53, 12, 8),
    ("gdelt2_raw/20191024143000.export.CSV.zip", "gdelt2", 2_111, 38, 53, 2),
    ("gdelt2_raw/insight_20151027220000.events.csv.zip", "gdelt2", 2_116, 29, 30, 0),
    ("gdelt2_raw/pathogen_20180323_events.csv.gz", "gdelt2", 1_966, 12, 21, 0),
    ("gdelt2_raw/spark_gdelt_fixtures/events.csv", "gdelt2", 100, 1, 0, 0),
    ("gdelt2_raw/spark_gdelt_fixtures/eventsT.csv", "gdelt2", 100, 0, 1, 0),
    ("gdelt2_raw/spark_gdelt_fixtures/events1.csv", "gdelt1", 100, 7, 0, 0),
    ("gdelt1_raw/scads_20170217_first10k.export.CSV.gz", "gdelt1", 10_000, 142, 197, 2),
    ("gdelt1_raw/reed_20160728_sample.export.CSV", "gdelt1", 710, 11, 12, 1),
    ("gdelt_variants/luka_20201113_events_mentions_joined.csv.gz", "gdelt2", 2_824, 187, 130, 8),
    ("gdelt_variants/luka_20201114_events_mentions_joined.csv.gz", "gdelt2", 2_601, 162, 144, 2),
    ("gdelt_variants/luka_20201115_events_mentions_joined.csv.gz", "gdelt2", 3_929, 250, 141, 28),
    ("gdelt_variants/pygdelt_GDELT_working_2014.tsv.gz", "gdelt1", 9_008, 9_008, 0, 0),
    ("gdelt_variants/20190121220000.export2.semicolon.CSV.gz", "gdelt2", 1_629, 6, 15, 0),
    ("gdelt_variants/bigquery_Jan2016_1K.json.gz", "gdelt1", 1_000, 6, 46, 1),
]


def counts(events: pa.Table) -> tuple[int, int, int]:
    sides = list(zip(events["actor"].to_pylist(), events["target"].to_pylist(), strict=True))
    russia = {"RUS", "SUN"}
    both = sum((a == "CHN" and b in russia) or (b == "CHN" and a in russia) for a, b in sides)
    return sum(a == "CHN" for a, _ in sides), sum(a in russia for a, _ in sides), both


@pytest.mark.real
@pytest.mark.parametrize(("file", "source", "rows", "china", "russia", "both"), REAL)
def test_the_real_files(shared_data, file, source, rows, china, russia, both):
    name, data = unpacked(shared_data / "events" / file)
    found = read(data, name, source)
    assert (found.accepted, found.rejects) == (rows, [])
    assert counts(found.events) == (china, russia, both)
    assert len(found.events["record_id"].unique()) == rows


@pytest.mark.real
def test_the_xinjiang_exports(shared_data):
    files = sorted((shared_data / "events" / "gdelt_variants").glob("jxwb_*.csv.gz"))
    assert len(files) == 12
    found = []
    for path in files:
        name, data = unpacked(path)
        found.append(read(data, name, "gdelt1"))
    rejects = [r for one in found for r in one.rejects]
    assert sum(one.accepted for one in found) + len(rejects) == 42_525
    assert len(rejects) == 21
    assert {r.detail for r in rejects} == {"'' in DATEADDED is not a time"}
    assert counts(pa.concat_tables(one.events for one in found))[1:] == (92, 87)


@pytest.mark.real
def test_other_gdelt_files_are_not_taken_for_events(shared_data):
    folder = shared_data / "events"
    others = [
        *folder.glob("gdelt2_raw/*mentions*"),
        *folder.glob("gdelt2_raw/spark_gdelt_fixtures/*entions*"),
        *folder.glob("gdelt2_raw/spark_gdelt_fixtures/gkg*"),
        *folder.glob("gdelt2_raw/spark_gdelt_fixtures/norm*"),
        *folder.glob("gdelt1_raw/*gkg*"),
        folder / "gdelt1_raw" / "GDELT_reduced_v1_first1000.txt",
        folder / "gdelt_variants" / "gdeltpyr_mentionssamp_2017.csv.gz",
        folder / "gdelt_variants" / "moxious_gkg21_20200222_header_comma.csv.gz",
    ]
    assert len(others) > 12
    for path in others:
        name, data = unpacked(path)
        assert claimed(name, data) == [], path
