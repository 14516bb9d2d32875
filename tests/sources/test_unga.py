"""General Assembly roll calls: three layouts of one record, and the traps of each."""

from __future__ import annotations

import io
from collections import Counter
from datetime import date

import pyarrow as pa
import pytest
from layouts import ISSUES, ROLL_CALLS, UNPROJECT, VOETEN, VOTES, wide, wide_line
from rwrite import rda

from comity.errors import SourceError
from comity.sources.base import Batch, Sample, SourceFile
from comity.sources.votes import unga, unga_unproject, unga_unvotes, unga_voeten

UNVOTES, WIDE, CODED = unga_unvotes.SOURCES[0], unga_unproject.SOURCES[0], unga_voeten.SOURCES[0]


def read(source, data: bytes, name: str = "f") -> tuple[dict[str, pa.Table], Batch]:
    """Tables, and one batch that holds the account of the whole file."""
    parts = list(source.read(SourceFile(name, name, "0" * 16, lambda: io.BytesIO(data))))
    assert all(b.balances for b in parts)
    tables: dict[str, list[pa.Table]] = {}
    aside: Counter[str] = Counter()
    for b in parts:
        aside.update(b.set_aside)
        for name_, t in b.tables.items():
            tables.setdefault(name_, []).append(t)
    whole = Batch(
        {},
        sum(b.row_count for b in parts),
        sum(b.accepted for b in parts),
        dict(aside),
        [r for b in parts for r in b.rejects],
        [c for b in parts for c in b.coverage],
    )
    return {n: pa.concat_tables(t) for n, t in tables.items()}, whole


def votes(tables: dict[str, pa.Table]) -> dict[tuple[str, str], str]:
    return {(b["roll_call_id"], b["state"]): b["choice"] for b in tables["ballots"].to_pylist()}


def test_unvotes_ballots_get_their_day_from_the_number_and_their_state_from_the_day():
    tables, account = read(UNVOTES, VOTES)
    assert votes(tables) == {
        ("UNGA:3", "SUN"): "no",  # "Russia" in 1946
        ("UNGA:3", "TWN"): "yes",  # the seat of China was Taipei's
        ("UNGA:5600", "RUS"): "yes",
        ("UNGA:5600", "NAM"): "abstain",  # its ISO 2 code "NA" is missing
        ("UNGA:5600", "CIV"): "no",
        ("UNGA:5601", "NAM"): "yes",
    }
    assert (account.row_count, account.accepted, account.rejects) == (6, 6, [])
    first = tables["ballots"].to_pylist()[0]
    assert (first["date"], first["known_on"]) == (date(1946, 1, 1), date(1946, 1, 31))
    assert first["record_id"] == "unga_unvotes:3:SUN"


def test_unvotes_roll_calls_keep_blanks_blank():
    tables, _ = read(UNVOTES, ROLL_CALLS)
    a, b, c = tables["roll_calls"].to_pylist()
    assert (a["important"], b["important"], c["important"]) == (False, None, True)
    assert (a["kind"], b["kind"], c["kind"]) == ("amendment", None, "resolution")
    assert (a["symbol"], b["symbol"]) == ("R/1/66", None)
    assert (a["title"], b["title"], c["title"]) == ("PROCEDURE: To adopt", "Peace in our time", "Peace")
    assert (a["precision"], b["precision"]) == ("month", "day")
    assert (a["session"], a["yes"], a["adopted"]) == (1, None, None)


def test_unvotes_tags_join_by_the_roll_call():
    tables, account = read(UNVOTES, ISSUES)
    assert {r["roll_call_id"]: r["issues"] for r in tables["roll_calls"].to_pylist()} == {
        "UNGA:3": ["hr", "me"],
        "UNGA:5600": ["nu"],
    }
    assert (account.row_count, account.accepted) == (3, 3)
    assert tables["roll_calls"]["record_id"].to_pylist() == [
        "unga_unvotes:3:issues",
        "unga_unvotes:5600:issues",
    ]


def ballots(rcid, country, vote) -> bytes:
    n = len(rcid)
    return rda(
        "un_votes",
        {
            "rcid": ("dbl", rcid),
            "country": ("chr", country),
            "country_code": ("chr", [None] * n),
            "vote": ("factor", vote),
        },
    )


def test_wrong_rows_are_rejects_and_repeats_are_set_aside():
    tables, account = read(
        UNVOTES,
        ballots(
            [3.0, 3.0, 3.0, 3.0, None, 3.5, 999999.0, 3.0, 3.0, 3.0],
            ["Canada", "Canada", "India", "Atlantis", "Cuba", "Cuba", "Cuba", "Cuba", None, "India"],
            ["yes", "yes", "no", "yes", "yes", "yes", "yes", "perhaps", "yes", "yes"],
        ),
    )
    assert (account.accepted, account.set_aside) == (1, {"repeat": 1})
    # Of two rows that contradict each other neither is taken, whichever comes first.
    assert [(r.row_no, r.reason) for r in account.rejects] == [
        (3, "twice"),
        (4, "unknown-state"),
        (5, "number"),
        (6, "number"),
        (7, "unknown-roll-call"),
        (8, "choice"),
        (9, "unknown-state"),
        (10, "twice"),
    ]
    assert votes(tables) == {("UNGA:3", "CAN"): "yes"}


def test_names_outlive_their_states():
    assert unga.resolve_name("Yugoslavia", date(1980, 1, 1)) == "YUG"
    assert unga.resolve_name("Yugoslavia", date(1999, 1, 1)) == "SCG"
    assert unga.resolve_name("Yugoslavia", date(2019, 1, 1)) == "SRB"
    assert unga.resolve_name("Yemen Arab Republic", date(1990, 12, 1)) == "YEM"
    assert unga.resolve_cow("678", date(1990, 12, 1)) == "YEM"
    assert unga.resolve_cow("678", date(1985, 1, 1)) == "YAR"
    assert unga.resolve_cow("511", date(1963, 12, 3)) == "ZAN"  # a week early, as the days then are
    assert unga.resolve_name("Belarus", date(1950, 1, 1)) == "BLR"
    assert unga.resolve_cow("365", date(1991, 12, 6)) == "SUN"
    assert unga.resolve_cow("365", date(1992, 9, 3)) == "RUS"
    assert unga.resolve_cow("260", date(1980, 1, 1)) == unga.resolve_cow("255", date(1999, 1, 1)) == "DEU"


def test_coded_votes_tell_absence_from_non_membership():
    tables, account = read(CODED, VOETEN, "UNVotesPublished.RData")
    assert votes(tables) == {
        ("UNGA:3", "USA"): "yes",
        ("UNGA:3", "SUN"): "no",
        ("UNGA:28", "USA"): "abstain",
        ("UNGA:28", "CHN"): "absent",
    }
    assert (account.row_count, account.accepted, account.set_aside) == (6, 4, {"not a member": 2})
    calls = {r["roll_call_id"]: r for r in tables["roll_calls"].to_pylist()}
    assert calls["UNGA:28"]["issues"] == ["co", "di", "hr", "me", "nu"]
    assert (calls["UNGA:3"]["important"], calls["UNGA:28"]["important"]) == (False, None)
    assert calls["UNGA:28"]["date"] == unga.dates()[28]  # its own date is blank


def test_agreement_is_decoded_through_the_base_vote():
    tables, account = read(WIDE, UNPROJECT)
    assert votes(tables) == {
        # China yes: the opposite is no, and one abstained.
        ("UNGA:5600", "USA"): "no",
        ("UNGA:5600", "RUS"): "yes",
        ("UNGA:5600", "CHN"): "yes",
        ("UNGA:5600", "NAM"): "abstain",
        # China no.
        ("UNGA:5601", "USA"): "no",
        ("UNGA:5601", "RUS"): "abstain",
        ("UNGA:5601", "CHN"): "no",
        ("UNGA:5601", "NAM"): "yes",
        # China abstained: who did not, voted yes or no; nobody can tell which.
        ("UNGA:5602", "RUS"): "abstain",
        ("UNGA:5602", "CHN"): "abstain",
        # China away: only that is told.
        ("UNGA:5603", "CHN"): "absent",
    }
    assert account.set_aside == {"header": 1, "yes or no, not told which": 2}
    assert (account.row_count, account.accepted) == (1 + 4 + 13, 4 + 11)
    call = tables["roll_calls"].to_pylist()[0]
    assert (call["yes"], call["no"], call["abstain"], call["important"]) == (100, 20, 5, None)
    assert (call["title"], call["issues"]) == ("Short: A longer, fuller text", ["nu"])


def test_impossible_cells_are_rejects():
    lines = (wide_line(5600, "-2,2,2,5"), wide_line(5601, "2,-2,1,-1"), wide_line(5602, "2,2,3,2"))
    _, account = read(WIDE, wide(*lines))
    # Opposite to an abstention, and a code that is none.
    assert [(r.row_no, r.reason, r.raw) for r in account.rejects] == [
        (2, "choice", "5600, 2"),
        (2, "choice", "5600, 565"),
    ]


def test_wrong_lines_of_the_wide_table():
    lines = (
        wide_line(5600, "2,2,1,2"),
        wide_line(5601, "2,2,3,2", day="2016-13-01"),
        wide_line(5600, "2,2,1,2"),
        wide_line(5602, "2,2,1,-2,2"),
        wide_line(5603, "-1,-2,1,2"),
    )
    tables, account = read(WIDE, wide(*lines))
    assert {r.reason for r in account.rejects} == {"date", "width", "number"}
    assert account.set_aside == {"header": 1, "repeat": 1 + 4}
    assert len(votes(tables)) == 8


@pytest.mark.parametrize(
    "votes_",
    [("2,2,-1,2",), ("1,2,3,2",)],  # no column of votes; two of them
)
def test_without_one_base_state_the_wide_table_is_refused(votes_):
    with pytest.raises(SourceError, match="base state"):
        read(WIDE, wide(*(wide_line(5600 + k, v) for k, v in enumerate(votes_))))


def test_foreign_content_is_refused():
    with pytest.raises(SourceError, match="holds none of"):
        read(UNVOTES, rda("other", {"a": ("int", [1])}))
    with pytest.raises(SourceError, match="lacks the columns"):
        read(CODED, rda("x", {"a": ("int", [1])}))
    with pytest.raises(SourceError, match="workbook"):
        read(CODED, bytes.fromhex("d0cf11e0a1b11ae1") + b"rcid abstain importantvote unres")
    with pytest.raises(SourceError, match="does not hold numbers"):
        read(
            UNVOTES,
            rda(
                "un_roll_call_issues",
                {"rcid": ("chr", ["3"]), "short_name": ("chr", ["me"]), "issue": ("chr", ["x"])},
            ),
        )


def test_absence_of_a_ballot_is_explained():
    for source, data, word in ((UNVOTES, VOTES, "left out"), (WIDE, UNPROJECT, "blank")):
        _, account = read(source, data)
        assert any(word in c.note for c in account.coverage if c.table == "ballots")


def real(shared_data, name: str) -> bytes:
    return (shared_data / "votes" / name).read_bytes()


@pytest.fixture(scope="module")
def unvotes_real(shared_data):
    return read(UNVOTES, real(shared_data, "unga_unvotes_votes.rda"))


@pytest.mark.real
def test_the_real_ballots_are_all_read(unvotes_real):
    tables, account = unvotes_real
    assert (account.row_count, account.accepted, account.rejects) == (870_109, 870_109, [])
    cast = tables["ballots"]
    assert Counter(cast["choice"].to_pylist()) == {"yes": 693_664, "abstain": 110_897, "no": 65_548}
    assert len(cast["roll_call_id"].unique()) == 6203
    frame = cast.select(["state", "date"]).to_pandas()
    spans = frame.groupby("state")["date"].agg(["min", "max"])
    assert spans.loc["TWN", "max"] == date(1971, 10, 7)
    assert spans.loc["CHN", "min"] == date(1971, 11, 3)
    assert spans.loc["SUN", "max"].year == 1991
    assert spans.loc["RUS", "min"].year == 1992
    assert "NAM" in spans.index


@pytest.mark.real
def test_agreement_by_decade_is_as_measured_before(unvotes_real):
    frame = unvotes_real[0]["ballots"].select(["roll_call_id", "state", "choice", "date"]).to_pandas()
    frame["state"] = frame["state"].replace({"SUN": "RUS"})
    pair = frame[frame["state"].isin(["CHN", "RUS"])]
    both = pair.pivot(index=["roll_call_id", "date"], columns="state", values="choice").dropna()
    decade = [d.year // 10 * 10 for d in both.index.get_level_values("date")]
    same = (both["CHN"] == both["RUS"]).groupby(decade).agg(["mean", "count"])
    assert same["count"].loc[1970:2010].tolist() == [641, 1296, 745, 906, 900]
    assert (same["mean"] * 100).round(1).loc[1970:2010].tolist() == [71.0, 78.1, 57.3, 76.2, 75.3]


@pytest.mark.real
def test_the_other_real_files_of_the_package(shared_data):
    tables, account = read(UNVOTES, real(shared_data, "unga_unvotes_roll_calls.rda"))
    calls = tables["roll_calls"].to_pylist()
    assert (account.accepted, account.rejects) == (6203, [])
    assert sum(r["important"] is None for r in calls) == 605
    assert sum(r["date"].year != r["session"] + 1945 for r in calls) >= 262
    tables, account = read(UNVOTES, real(shared_data, "unga_unvotes_issues.rda"))
    assert (account.row_count, account.accepted) == (5745, 5745)
    tagged = {r["roll_call_id"] for r in tables["roll_calls"].to_pylist()}
    assert len({r["roll_call_id"] for r in calls} - tagged) == 2104
    assert len({r["roll_call_id"] for r in calls if r["date"].year >= 1991} - tagged) == 620


@pytest.mark.real
@pytest.mark.slow
def test_three_layouts_tell_the_same_votes(unvotes_real, shared_data):
    keys = ["roll_call_id", "state"]
    mine = unvotes_real[0]["ballots"].select([*keys, "choice"])
    tables, account = read(WIDE, real(shared_data, "unga_unproject_agreement_with_china_1946_2020.csv"))
    assert account.rejects == []
    assert account.set_aside == {"header": 1, "not a member": 1235, "yes or no, not told which": 60_639}
    assert len(tables["roll_calls"]) == 6299
    told = mine.join(tables["ballots"].select([*keys, "choice"]), keys, join_type="inner", right_suffix="_2")
    assert told.num_rows == 650_557
    assert told["choice"].to_pylist() == told["choice_2"].to_pylist()

    tables, account = read(CODED, real(shared_data, "unga_voeten_UNVotesPublished_2016.RData"))
    assert account.set_aside == {"not a member": 254_521}
    assert account.row_count == 1_066_613
    assert account.rejects == []
    theirs = tables["ballots"].select([*keys, "choice"])
    assert Counter(theirs["choice"].to_pylist())["absent"] == 73_328
    told = mine.join(theirs, keys, join_type="inner", right_suffix="_2")
    assert told.num_rows == 812_092 - 73_328  # all but the absences
    assert told["choice"].to_pylist() == told["choice_2"].to_pylist()
    described, _ = read(CODED, real(shared_data, "unga_voeten_descriptions1-70.xls"))
    assert set(described["roll_calls"]["roll_call_id"].to_pylist()) == set(
        tables["roll_calls"]["roll_call_id"].to_pylist()
    )


@pytest.mark.real
def test_the_shipped_days_are_those_of_the_files(shared_data):
    tables, _ = read(UNVOTES, real(shared_data, "unga_unvotes_roll_calls.rda"))
    told = {int(r["roll_call_id"][5:]): r["date"] for r in tables["roll_calls"].to_pylist()}
    assert told.items() <= unga.dates().items()
    assert len(unga.dates()) == 6299


def test_days_before_2003_are_bunched_and_so_only_good_to_the_month():
    early = [d for d in unga.dates().values() if unga.precision(d) == "month"]
    late = [d for d in unga.dates().values() if unga.precision(d) == "day"]
    assert sum(d.day <= 6 for d in early) > 0.85 * len(early)
    assert sum(d.weekday() >= 5 for d in early) > 0.2 * len(early)
    assert sum(d.weekday() >= 5 for d in late) < 0.03 * len(late)


def test_each_knows_its_own():
    own = [
        (UNVOTES, "v.rda", VOTES),
        (UNVOTES, "un_roll_calls.rda", ROLL_CALLS),
        (CODED, "UNVotes.RData", VOETEN),
        (WIDE, "710.csv", UNPROJECT),
    ]
    for source, name, data in own:
        for other in (UNVOTES, CODED, WIDE):
            assert other.recognises(Sample(name, data)) == (other is source)
    # Of a bzip2 file whose first block is not whole only the name can tell.
    assert UNVOTES.recognises(Sample("un_roll_calls.rda", ROLL_CALLS[:30]))
    assert not UNVOTES.recognises(Sample("other.rda", ROLL_CALLS[:30]))
