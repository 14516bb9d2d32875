"""ICEWS knowledge graphs: numbers with their lists beside, names with dates, and the real graphs."""

from __future__ import annotations

import io
from datetime import date

import pyarrow as pa
import pytest

from comity.errors import IncompleteFileError, SourceError
from comity.lake.storage import archive
from comity.lake.store import Lake
from comity.sources.base import Sample, SourceFile
from comity.sources.events import icews_kg, icews_people

ENTITIES = [
    "China",
    "Vladimir Putin",
    "Foreign Affairs (France)",
    "Citizen (India)",
    "Some Body",
    "Emmanuel Macron",
]
RELATIONS = ["Consult", "Make a visit", "Host a visit", "Make statement", "locatedin"]
(SOURCE,) = icews_kg.SOURCES


def graph(
    *lines: str, stat: str = "23033\t256", without: str = "", name: str = "train.txt", more=None
) -> SourceFile:
    lists = {
        "entity2id.txt": "\n".join(f"{n}\t{i}" for i, n in enumerate(ENTITIES)),
        "relation2id.txt": "\n".join(f"{n}\t{i}" for i, n in enumerate(RELATIONS)),
        "stat.txt": stat,
        "train.txt": "",
        "valid.txt": "",
        "test.txt": "",
    } | (more or {})
    lists.pop(without, None)
    data = "".join(f"{x}\n" for x in lines).encode()

    def beside(wanted: str):
        return io.BytesIO(lists[wanted].encode()) if wanted in lists else None

    return SourceFile(name, f"graph/{name}", "0" * 16, lambda: io.BytesIO(data), beside)


def read(file: SourceFile):
    with file.open() as stream:
        assert SOURCE.recognises(Sample(file.name, stream.read(1 << 16)))
    batches = list(SOURCE.read(file))
    assert all(b.balances for b in batches)
    return batches, pa.concat_tables(b.tables["events"] for b in batches).to_pylist()


def test_numbers_become_the_facts_they_stand_for():
    (batch,), (row,) = read(graph("1\t3\t0\t744"))
    assert (row["event_date"], row["known_on"]) == (date(2018, 2, 1), date(2018, 2, 1))
    assert (row["actor"], row["actor_role"], row["actor_is_state"]) == ("RUS", "GOV", True)
    assert (row["target"], row["target_role"], row["target_is_state"]) == ("CHN", None, True)
    assert (row["code"], row["quad"], row["row_no"]) == ("010", 1, 1)
    assert (row["goldstein_x10"], row["story"], row["geo_state"], row["mirror_of"]) == (None,) * 4
    (sight,) = batch.coverage
    assert (sight.first, sight.last, sight.selective) == (date(2018, 2, 1), date(2018, 2, 1), False)
    assert sight.sees("CHN", date(2018, 2, 1))
    assert not sight.sees("FRA", date(2018, 2, 1)), "only its ministry and a person are in the graph"


@pytest.mark.parametrize(
    ("stat", "line", "day"),
    [
        ("23033\t256", "1\t3\t0\t0", date(2018, 1, 1)),
        ("23033\t256", "1  \t3 \t 0\t24\t0", date(2018, 1, 2)),
        ("7128\t230", "1\t3\t0\t1", date(2014, 1, 1)),
        ("7128\t230\t0", "1\t3\t0\t24\t-1", date(2014, 1, 2)),
        ("10488\t251\t0", "1\t3\t0\t96384\t-1", date(2015, 12, 31)),
        ("10488\t251", "1\t3\t0\t2470", date(2011, 10, 7)),
    ],
)
def test_each_copy_has_its_own_clock(stat, line, day):
    _, (row,) = read(graph(line, stat=stat))
    assert row["event_date"] == day


def test_a_two_sided_act_in_both_directions_is_told_once():
    _, rows = read(
        graph("0\t0\t1\t0", "1\t0\t0\t0", "1\t1\t0\t24", "0\t2\t1\t24", "0\t3\t1\t0", "1\t3\t0\t0")
    )
    mirror = {(r["code"], r["actor_raw"]): r["mirror_of"] for r in rows}
    ids = {(r["code"], r["actor_raw"]): r["record_id"] for r in rows}
    assert mirror == {
        ("040", "China"): None,
        ("040", "Vladimir Putin"): ids["040", "China"],
        ("042", "Vladimir Putin"): None,
        ("043", "China"): ids["042", "Vladimir Putin"],
        ("010", "China"): None,
        ("010", "Vladimir Putin"): None,
    }


def test_every_line_is_accounted_for():
    (batch,), rows = read(
        graph("0\t0\t1\t0", "0\t0\t1\t0", "9\t0\t1\t0", "0\t4\t1\t0", "0\t0\t1\t99999999999999")
    )
    assert (batch.row_count, batch.accepted, batch.set_aside) == (5, 1, {"no event": 1, "repeat": 1})
    assert [(r.row_no, r.reason) for r in batch.rejects] == [(3, "id"), (5, "id")]
    assert len(rows) == 1


def test_a_graph_without_its_lists_or_of_an_unknown_kind_is_refused():
    with pytest.raises(IncompleteFileError, match=r"put the lists of names of its graph \(entity2id\.txt"):
        list(SOURCE.read(graph("0\t0\t1\t0", without="entity2id.txt")))
    with pytest.raises(IncompleteFileError, match=r"says nothing.*put a graph\.yaml beside it"):
        list(SOURCE.read(graph("0\t0\t1\t0", without="stat.txt")))
    with pytest.raises(IncompleteFileError, match="says 5 and 7"):
        list(SOURCE.read(graph("0\t0\t1\t0", stat="5\t7")))


def test_a_graph_without_a_clock_is_not_called_damaged(tmp_path):
    (tmp_path / "g").mkdir()
    (tmp_path / "g" / "train.txt").write_text("0\t0\t1\t0\n0\t3\t1\t1\n")
    (tmp_path / "g" / "entity2id.txt").write_text("China\t0\nRussia\t1\n")
    (tmp_path / "g" / "relation2id.txt").write_text("Consult\t0\nx\t1\ny\t2\nMake statement\t3\n")
    (tmp_path / "g" / "stat.txt").write_text("2   4 0\n")
    fate = {o.place.rpartition("/")[2]: o for o in Lake.open(tmp_path / "lake").add([tmp_path / "g"]).lines}
    assert (fate["train.txt"].status, fate["stat.txt"].status) == ("unrecognised", "added")
    (tmp_path / "g" / "graph.yaml").write_text("origin: 2023-02-01\nunit: days\ncut: nothing\n")
    fate = {o.place.rpartition("/")[2]: o for o in Lake.open(tmp_path / "lake").add([tmp_path / "g"]).lines}
    assert (fate["train.txt"].status, fate["train.txt"].accepted) == ("added", 2)


def test_a_graph_is_described_beside_its_files():
    note = {"graph.yaml": "origin: 2023-02-01\nunit: hours\nzero: 24\ncut: only six names\n"}
    (batch,), (row,) = read(graph("1\t3\t0\t48", stat="5\t7", more=note))
    assert row["event_date"] == date(2023, 2, 2)
    assert [c.note for c in batch.coverage] == ["only six names"]
    for wrong in (
        "origin: 2023-02-01\nunit: weeks\n",
        "unit: days\n",
        "origin: 2023-02-01\nunit: days\nnames: 9",
    ):
        with pytest.raises(SourceError, match=r"graph\.yaml"):
            list(SOURCE.read(graph("1\t3\t0\t48", more={"graph.yaml": wrong})))


def test_thin_days_and_days_of_another_part_are_no_sight():
    """Day 0 has six facts, day 1 one, day 2 six of which test.txt holds one."""
    busy = [f"{s}\t3\t{o}\t{{}}" for s, o in ((0, 1), (1, 0), (2, 0), (3, 0), (5, 0), (5, 1))]
    train = [x.format(0) for x in busy] + ["0\t3\t1\t24"] + [x.format(48) for x in busy[:5]]
    test = [busy[5].format(48)]
    others = {"test.txt": "\n".join(test)}
    (batch,), _ = read(graph(*train, more=others))
    whole = [(c.first, c.last) for c in batch.coverage if not c.selective]
    assert whole == [(date(2018, 1, 1),) * 2, (date(2018, 1, 3),) * 2]
    assert [(c.first, c.last) for c in batch.coverage if c.selective] == [(date(2018, 1, 2),) * 2]
    (batch,), _ = read(graph(*test, name="test.txt", more={"train.txt": "\n".join(train)}))
    assert [c.selective for c in batch.coverage] == [True], "the other part has most facts of the day"
    (batch,), _ = read(graph(*train, without="valid.txt"))
    assert [c.selective for c in batch.coverage] == [True], "a part that is not there may hold the rest"


def test_codes_with_days_are_a_sample():
    lists = {
        "entities.dict": "E1\tChina\nE2\tRussia\n",
        "relations.dict": "R1\tConsult\nR2\tDefy norms, law\n",
    }
    lines = [
        "E1\tR1\tE2\td2022_01_19\td2022_01_19",
        "E2\tR2\tE1\td2022_01_20\td2022_01_20",
        "E9\tR2\tE1\td2022_01_20\td2022_01_20",
    ]
    (batch,), rows = read(graph(*lines, name="temporal", more=lists))
    assert [(r["actor"], r["code"], r["event_date"].day) for r in rows] == [
        ("CHN", "040", 19),
        ("RUS", "128", 20),
    ]
    assert [(r.row_no, r.reason) for r in batch.rejects] == [(3, "id")]
    assert [c.selective for c in batch.coverage] == [True]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Express intent to ease popular dissent", "0352"),
        ("Demand military cooperation", "1012"),
        ("Demand military protection or peacekeeping", "1034"),
    ],
)
def test_the_event_texts_of_the_graphs_of_2021_and_2022_are_known(text, code):
    note = {"relation2id.txt": f"{text}\t0"}
    _, (row,) = read(graph("1\t0\t0\t0", more=note))
    assert row["code"] == code


def test_names_with_dates_are_a_sample():
    lines = [
        "China\tConsult\tVladimir Putin\t2014-05-20",
        "China\tMake_statement\tJapan\t2014-02-30",
        "Iran\tSing\tJapan\t2014-02-03",
        "China\tConsult\tVladimir Putin\t2014-05-20",
        "China\tconsult\tVladimir Putin\t2014-05-20",
    ]
    (batch,), (row,) = read(graph(*lines, name="icews_2014_test.txt"))
    assert (row["actor"], row["target"], row["code"]) == ("CHN", "RUS", "040")
    assert [(r.row_no, r.reason) for r in batch.rejects] == [(2, "date"), (3, "code")]
    assert batch.set_aside == {"repeat": 2}
    assert batch.coverage[0].selective


@pytest.mark.parametrize(
    ("name", "day", "expected"),
    [
        ("Russia", date(2018, 1, 1), ("RUS", None, True, None)),
        ("Foreign Affairs (China)", date(2018, 1, 1), ("CHN", "GOV", True, None)),
        ("Citizen (India)", date(2018, 1, 1), ("IND", "CVL", False, None)),
        ("Military (International)", date(2018, 1, 1), (None, "MIL", False, None)),
        ("Nobody Known", date(2018, 1, 1), (None, None, None, None)),
        ("Emmanuel Macron", date(2018, 1, 1), ("FRA", "GOV", True, "emmanuel-macron")),
        ("Barack Obama", date(2014, 1, 1), ("USA", "GOV", True, None)),
        ("Barack Obama", date(2018, 1, 1), (None, None, None, None)),
        ("Sergey Viktorovich Lavrov", date(2018, 1, 1), ("RUS", "GOV", True, None)),
        ("Taliban", date(2018, 1, 1), (None, "REB", False, "taliban")),
    ],
)
def test_who_a_name_stands_for(name, day, expected):
    assert icews_people.who(name, day) == expected


@pytest.mark.parametrize("name", ["entity2id.txt", "train.txt", "x.csv"])
@pytest.mark.parametrize("head", [b"", b"China\t0\nIran\t1\n", b"a\tb\tc\td\n", b"<html>\n"])
def test_other_files_are_not_claimed(name, head):
    assert not SOURCE.recognises(Sample(name, head))


def facts(path, *names: str) -> list[dict]:
    out = []
    for found in archive.walk([path]):
        for member in archive.members(found, "0" * 64):
            if member.file.name in names:
                out += read(member.file)[1]
    return out


@pytest.mark.real
@pytest.mark.slow
def test_icews18_whole(shared_data):
    rows = facts(
        shared_data / "events" / "tkg" / "icews18_diffutkg.zip", "train.txt", "valid.txt", "test.txt"
    )
    assert len(rows) == len({r["record_id"] for r in rows}) == 468_558
    assert (min(r["event_date"] for r in rows), max(r["event_date"] for r in rows)) == (
        date(2018, 1, 1),
        date(2018, 10, 31),
    )
    assert all(r["quad"] for r in rows)
    assert sum({r["actor"], r["target"]} == {"CHN", "RUS"} for r in rows) > 900
    assert sum(r["actor"] is None for r in rows) < 0.27 * len(rows)
    ids = {r["record_id"] for r in rows}
    assert {r["mirror_of"] for r in rows if r["mirror_of"]} <= ids


@pytest.mark.real
@pytest.mark.slow
def test_two_copies_of_icews14_tell_the_same(shared_data):
    folder = shared_data / "events" / "tkg"
    days = facts(folder / "icews14_diffutkg.zip", "train.txt", "valid.txt", "test.txt")
    hours = [
        r
        for n in ("train", "valid", "test")
        for r in facts(folder / "icews14_hours" / f"{n}.txt.gz", f"{n}.txt")
    ]
    one, two = ({r["record_id"] for r in rows} for rows in (days, hours))
    assert len(one) == len(two) == 90_730
    assert len(one - two) == 25, "names with quotes or a no-break space are spelled otherwise in one copy"


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.parametrize(
    ("graph", "facts_in_all", "bare", "gap"),
    [
        ("icews21_zrllm", 326_354, 355, date(2021, 1, 20)),
        ("icews22_zrllm", 220_753, 615, date(2022, 2, 12)),
    ],
)
def test_the_graphs_of_2021_and_2022(shared_data, graph, facts_in_all, bare, gap):
    ids, pairs, sight = set(), 0, []
    for found in archive.walk([shared_data.parent / "data_2026" / "events" / "tkg" / graph]):
        for member in archive.members(found, "0" * 64):
            if member.file.name in ("train.txt", "valid.txt", "test.txt"):
                batches, rows = read(member.file)
                ids |= {r["record_id"] for r in rows}
                pairs += sum({r["actor_raw"], r["target_raw"]} == {"China", "Russia"} for r in rows)
                sight += [c for b in batches for c in b.coverage if not c.selective]
                assert not any(b.rejects for b in batches)
    assert (len(ids), pairs) == (facts_in_all, bare)
    assert not any(c.sees("CHN", gap) for c in sight)
    cut = {s for c in sight for s in c.leaves_out}
    assert {"NRU", "TUV"} <= cut, "only the 999 most frequent names are there"
    assert not {"CHN", "RUS", "USA"} & cut
    assert any(c.sees("CHN", date(gap.year, 8, 15)) for c in sight)


@pytest.mark.real
def test_the_cut_graphs_say_whom_they_leave_out(shared_data):
    for found in archive.walk([shared_data / "events" / "tkg" / "icews14_hours" / "test.txt.gz"]):
        (member,) = archive.members(found, "0" * 64)
        (batch,), _ = read(member.file)
        (sight,) = batch.coverage
        assert {"RUS", "USA", "IND", "UKR", "SYR", "VEN"} <= sight.leaves_out
        assert not {"CHN", "IRN", "JPN", "SDN", "KAZ"} & sight.leaves_out
        assert not sight.sees("RUS", date(2014, 12, 1))
