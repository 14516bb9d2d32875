"""What a view shows: each record once, whatever the files' order or cut, and only what was known."""

from __future__ import annotations

import io
import tempfile
from datetime import date
from pathlib import Path

import lake_toy as toy
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.errors import SourceError, UnknownNameError
from comity.lake import reading
from comity.lake.ingest import ingest, read_ahead, stage
from comity.lake.query import snapshot, sql
from comity.lake.query.view import View
from comity.lake.storage import chain
from comity.lake.store import Lake
from comity.records.schemas import EVENT, TABLES, digest, file_id
from comity.sources.base import Batch, SourceFile

CONTENT = [c for c in EVENT.names if c not in ("file_id", "row_no")]


def add(lake: Lake, name: str, lines: list[str]) -> str:
    """Add one file; the id of the file it corrects, or ""."""
    with tempfile.TemporaryDirectory() as folder:
        (line,) = lake.add([toy.write(Path(folder) / name, lines)], toy.recognise).lines
    assert line.status == "added"
    return line.replaces


def codes(view: View) -> dict[str, str]:
    table = view.table("events", ["record_id", "code"])
    return {i[4:]: c for i, c in zip(*(table[n].to_pylist() for n in table.column_names), strict=True)}


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake.open(tmp_path / "lake")


def test_no_lake_is_an_empty_lake_and_looking_makes_none(lake: Lake) -> None:
    view = lake.view()
    for name, schema in TABLES.items():
        assert view.table(name).equals(schema.empty_table())
    assert lake.status().files == 0
    assert lake.rejects().num_rows == 0
    assert not lake.root.exists()


def test_a_table_has_its_own_schema_and_the_columns_asked(lake: Lake) -> None:
    add(lake, "a.txt", [toy.line(2), toy.line(1)])
    view = lake.view()
    assert view.table("events").schema.equals(EVENT)
    assert view.table("events", ["code", "record_id"]).column_names == ["code", "record_id"]
    assert view.table("events", source="toy").num_rows == 2
    assert view.table("events", source="other").num_rows == 0
    with pytest.raises(UnknownNameError, match="did you mean actor"):
        view.table("events", ["acto"])
    with pytest.raises(UnknownNameError, match="events"):
        view.table("event")


def test_one_path_may_be_given_as_it_is(lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = toy.write(tmp_path / "a.txt", [toy.line(1)])
    assert lake.add(str(path), toy.recognise).got == 1
    (tmp_path / "other name.txt").symlink_to(path)
    monkeypatch.chdir(tmp_path)
    assert [x.place for x in lake.add(tmp_path / "other name.txt", toy.recognise).lines] == ["other name.txt"]
    assert f"{tmp_path.name}/a.txt" in [x.place for x in lake.add(".", toy.recognise).lines]


def test_as_of_shows_nothing_known_later(lake: Lake) -> None:
    add(lake, "a.txt", [toy.line(1, known="2019-03-01"), toy.line(2, known="2019-03-02")])
    assert toy.keys(lake.view(date(2019, 2, 28))) == []
    assert toy.keys(lake.view(date(2019, 3, 1))) == ["1"]
    assert toy.keys(lake.view(date(2019, 3, 2))) == toy.keys(lake.view()) == ["1", "2"]


def test_coverage_is_cut_at_the_day_and_hidden_while_unknown(lake: Lake) -> None:
    old, late = ["1990-01-01", "1991-01-01"], ["2019-01-05", "2019-04-05"]
    add(lake, "a.txt", [toy.line(f"a{d}", day=d) for d in late])
    add(lake, "b.txt", [toy.line(f"b{d}", day=d, known="2020-01-01") for d in old])

    def stretches(as_of: date | None) -> list[tuple[str, str]]:
        return [(str(c.first), str(c.last)) for c in lake.view(as_of).coverage()]

    assert stretches(date(2018, 1, 1)) == []
    add(lake, "planned.txt", [toy.line("p", day="2019-02-20", known="2018-06-01")])
    assert stretches(date(2018, 7, 1)) == []  # what is foretold is not yet in sight
    assert stretches(date(2019, 2, 1)) == [("2019-01-05", "2019-02-01")]
    assert stretches(None) == [(old[0], old[1]), (late[0], late[1])]


def test_files_of_a_source_no_longer_read_stay_in_the_lake_and_out_of_answers(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(lake, "a.toy", [toy.line(1)])
    monkeypatch.setattr(snapshot, "NO_LONGER_READ", {"toy"})
    view = lake.view()
    assert (view.files, view.coverage(), toy.keys(view)) == ({}, [], [])
    assert lake.status().records["events"] == {"toy": 1}


def test_a_record_in_two_files_stands_once_the_later_known(lake: Lake, tmp_path: Path) -> None:
    old = [toy.line(k, code="010") for k in range(9)]
    new = [toy.line(k, code="020", known="2019-05-01") for k in range(6, 20)]
    add(lake, "old.txt", old)
    add(lake, "new.txt", new)
    other = Lake.open(tmp_path / "other")
    add(other, "new.txt", new)
    add(other, "old.txt", old)
    want = {str(k): "010" if k < 6 else "020" for k in range(20)}
    assert codes(lake.view()) == codes(other.view()) == want
    assert lake.view().table("events").equals(other.view().table("events"))
    early = {str(k): "010" for k in range(9)}
    assert codes(lake.view(date(2019, 4, 1))) == codes(other.view(date(2019, 4, 1))) == early


def test_which_rows_fall_is_kept_beside_the_lake_and_damage_there_does_no_harm(
    lake: Lake, tmp_path: Path
) -> None:
    add(lake, "a.txt", [toy.line(1, code="010"), toy.line(2)])
    add(lake, "b.txt", [toy.line(1, code="020", known="2020-06-01"), toy.line(3)])
    whole = lake.view().table("events")
    (kept,) = (lake.root / "derived").glob("*.arrow")
    assert lake.view().table("events").equals(whole)
    kept.write_bytes(kept.read_bytes()[:-4])
    assert lake.view().table("events").equals(whole)
    day = lake.view(date(2020, 1, 31))
    assert codes(day) == {"1": "010", "2": "010", "3": "010"}
    assert len(list((lake.root / "derived").glob("*.arrow"))) == 2, "another day lets other rows fall"


def test_known_on_one_day_the_file_id_decides_not_the_order(lake: Lake, tmp_path: Path) -> None:
    sides = {"x.txt": [toy.line(1, code="010")], "y.txt": [toy.line(1, code="020")]}
    other = Lake.open(tmp_path / "other")
    for name, lines in sides.items():
        add(lake, name, lines)
    for name, lines in reversed(sides.items()):
        add(other, name, lines)
    assert lake.view().table("events").equals(other.view().table("events"))
    files = lake.view().files
    winner = files[max(files)].name
    assert codes(lake.view()) == {"1": "010" if winner == "x.txt" else "020"}


def test_a_corrected_file_replaces_the_older_whole(lake: Lake) -> None:
    assert add(lake, "a.txt", [toy.line(k, code="010") for k in range(8)]) == ""
    (first,) = lake.view().files
    assert add(lake, "a.txt", [toy.line(k, code="020") for k in range(6)]) == first
    assert codes(lake.view()) == {str(k): "020" for k in range(6)}  # 6 and 7 were withdrawn
    assert lake.status().records == {"events": {"toy": 6}}
    assert (lake.status().files, lake.status().replaced) == (1, 1)
    (second,) = lake.view().files
    assert add(lake, "a.txt", [toy.line(k, code="030") for k in range(7)]) == second


@pytest.mark.parametrize(("shared", "replaced"), [(2, 1), (1, 0)])
def test_half_of_the_older_records_make_a_correction(lake: Lake, shared: int, replaced: int) -> None:
    add(lake, "a.txt", [toy.line(k) for k in range(4)])
    add(lake, "a.txt", [toy.line(k, code="020") for k in range(4 - shared, 9)])
    assert lake.status().replaced == replaced


def test_a_correction_is_not_known_before_its_day(lake: Lake) -> None:
    add(lake, "a.txt", [toy.line(k, code="010") for k in range(4)])
    add(lake, "a.txt", [toy.line(k, code="020", known="2019-09-01") for k in range(3)])
    assert codes(lake.view(date(2019, 8, 31))) == {str(k): "010" for k in range(4)}
    assert codes(lake.view(date(2019, 9, 1))) == {str(k): "020" for k in range(3)}


def test_an_old_version_added_again_stays_replaced_and_is_told(lake: Lake, tmp_path: Path) -> None:
    first = [toy.line(1, code="010")]
    add(lake, "a.txt", first)
    add(lake, "a.txt", [toy.line(1, code="020")])
    (line,) = lake.add([toy.write(tmp_path / "a.txt", first)], toy.recognise).lines
    assert (line.status, line.reason) == ("held", "Held as a.txt, since corrected by a.txt.")
    assert codes(lake.view()) == {"1": "020"}


def test_a_shared_name_alone_corrects_nothing(lake: Lake, tmp_path: Path) -> None:
    """Two folders may both hold a data.txt; a few records in common make it no correction either."""
    for n, keys in enumerate((range(10), range(10, 20), range(16, 30))):
        toy.write(tmp_path / "in" / str(n) / "data.txt", [toy.line(f"{k:02d}") for k in keys])
    receipt = lake.add([tmp_path / "in"], toy.recognise)
    assert [x.replaces for x in receipt.lines] == ["", "", ""]
    assert toy.keys(lake.view()) == [f"{k:02d}" for k in range(30)]


def test_repeats_within_one_file_stand_once(lake: Lake) -> None:
    add(lake, "a.txt", [toy.line(1, code="010"), toy.line(2), toy.line(1, code="020")])
    assert codes(lake.view()) == {"1": "020", "2": "010"}


def test_files_without_common_ids_are_not_searched_for_repeats(lake: Lake) -> None:
    add(lake, "a.txt", [toy.line(f"a{k}") for k in range(5)])
    add(lake, "b.txt", [toy.line(f"b{k}") for k in range(5)])
    assert chain.read(lake.root).overlapping == frozenset()
    add(lake, "c.txt", [toy.line("b0"), toy.line("c1"), toy.line("c2")])
    assert len(chain.read(lake.root).overlapping) == 2  # b.txt's and c.txt's, not a.txt's


ROW = st.tuples(
    st.integers(0, 30), st.integers(1, 28), st.sampled_from(["010", "020", "030"]), st.sampled_from("ABC")
)


@settings(max_examples=12, deadline=None)
@given(rows=st.lists(ROW, min_size=1, max_size=40, unique_by=lambda r: r[0]), data=st.data())
def test_order_and_cutting_of_files_change_nothing(
    rows: list[tuple[int, int, str, str]], data: st.DataObject
) -> None:
    """The same records, in one file or dealt over several, added in any order, in commits of any size."""
    lines = [
        toy.line(f"{k:02d}", day=f"2019-02-{d:02d}", code=c, actor=a * 3, known=f"2019-0{2 + k % 3}-28")
        for k, d, c, a in rows
    ]
    dealt = data.draw(st.lists(st.integers(0, 3), min_size=len(lines), max_size=len(lines)))
    order = data.draw(st.permutations(range(4)))
    most = data.draw(st.integers(1, 4))
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        folder = Path(name)
        whole, split = Lake.open(folder / "whole"), Lake.open(folder / "split")
        whole.add([toy.write(folder / "all.txt", lines)], toy.recognise)
        patch.setattr(ingest, "COMMIT_FILES", most)
        patch.setattr(read_ahead, "RUN_FILES", most)
        patch.setattr(stage, "GATHER_BYTES", data.draw(st.sampled_from([0, 2000, 1 << 20])))
        paths = []
        for part in order:
            mine = [x for x, p in zip(lines, dealt, strict=True) if p == part]
            paths.append(toy.write(folder / f"{part}.txt", data.draw(st.permutations(mine))))
        receipt = split.add(paths, toy.recognise)
        assert receipt.balances
        for day in (None, date(2019, 3, 1)):
            one, two = whole.view(day), split.view(day)
            assert one.table("events", CONTENT).equals(two.table("events", CONTENT))


@settings(max_examples=6, deadline=None)
@given(order=st.permutations(range(4)), once=st.booleans())
def test_overlapping_files_in_any_order_give_the_same_bytes(order: list[int], once: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = []
        for n in range(4):
            rows = [toy.line(k, code=f"0{n}0", known=f"2019-0{1 + n // 2}-01") for k in range(n, n + 4)]
            paths.append(toy.write(folder / f"{n}.txt", rows))
        straight, shuffled = Lake.open(folder / "straight"), Lake.open(folder / "shuffled")
        straight.add(paths, toy.recognise)
        for group in [order] if once else [[n] for n in order]:
            shuffled.add([paths[n] for n in group], toy.recognise)
        assert straight.view().table("events").equals(shuffled.view().table("events"))
        assert straight.view().fingerprint() == shuffled.view().fingerprint()
        assert straight.status().records == shuffled.status().records


def source_file(lines: list[str]) -> SourceFile:
    data = toy.text(lines).encode()
    known_id = file_id(digest(io.BytesIO(data)))
    return SourceFile("shipped.txt", "comity/shipped.txt", known_id, lambda: io.BytesIO(data))


def test_what_the_package_ships_answers_without_a_lake(lake: Lake) -> None:
    file = source_file([toy.line(1), toy.line(2, known="2020-01-01")])
    view = lake.view(extra=[(file, toy.TOY)])
    assert toy.keys(view) == ["1", "2"]
    assert toy.keys(lake.view(date(2019, 6, 1), extra=[(file, toy.TOY)])) == ["1"]
    assert [c.source for c in view.coverage()] == ["toy"]
    assert [(e.place, e.row_no) for e in view.where(["toy:2", "toy:3"])] == [("comity/shipped.txt", 3)]
    assert view.fingerprint() != lake.view().fingerprint()
    assert not lake.root.exists()


def test_what_ships_and_what_is_held_of_one_source_stand_once(lake: Lake, tmp_path: Path) -> None:
    shipped = [toy.line(1, code="010"), toy.line(2, code="010")]
    add(lake, "newer.txt", [toy.line(2, code="020", known="2019-12-01"), toy.line(3, code="020")])
    joined = lake.view(extra=[(source_file(shipped), toy.TOY)])
    assert codes(joined) == {"1": "010", "2": "020", "3": "020"}
    lake.add([toy.write(tmp_path / "same.txt", shipped)], toy.recognise)
    assert codes(lake.view(extra=[(source_file(shipped), toy.TOY)])) == codes(joined)


def test_every_number_can_be_walked_back(lake: Lake) -> None:
    add(lake, "a.txt", [toy.line(1), toy.line(2)])
    (found,) = lake.view().where(["toy:2"])
    assert (found.table, found.source, found.name, found.place, found.row_no) == (
        "events",
        "toy",
        "a.txt",
        "a.txt",
        3,
    )
    assert lake.view().where([]) == []


def test_the_fingerprint_follows_data_and_day(lake: Lake) -> None:
    add(lake, "a.txt", [toy.line(1)])
    one = lake.view().fingerprint()
    assert one == lake.view().fingerprint() != lake.view(date(2019, 1, 1)).fingerprint()
    add(lake, "b.txt", [toy.line(2)])
    assert lake.view().fingerprint() != one


def test_a_view_never_sees_a_later_commit(lake: Lake) -> None:
    add(lake, "a.txt", [toy.line(1)])
    view = lake.view()
    add(lake, "a.txt", [toy.line(1), toy.line(2)])
    assert toy.keys(view) == ["1"]


def test_sql_runs_on_the_view_with_values_and_tables_by_name(lake: Lake) -> None:
    add(lake, "a.txt", [toy.line(k, quad=1 + k % 2) for k in range(5)])
    text = "SELECT quad, count(*) AS n FROM events WHERE {} GROUP BY quad ORDER BY quad"
    view = lake.view()
    assert view.run(text.format("$every"), every=True).to_pydict() == {"quad": [1, 2], "n": [3, 2]}
    assert view.run(text.format("quad IN $quads"), quads=[2, 4]).to_pydict() == {"quad": [2], "n": [2]}
    assert view.run(text.format("quad IN $quads"), quads=[]).num_rows == 0
    given = {"wanted": pa.table({"q": [1]})}
    assert view.run(text.format("quad IN (SELECT q FROM wanted)"), given)["n"].to_pylist() == [3]
    for value in ("' OR 1 = 1 --", "\\", "$every"):
        assert view.run(text.format("record_id = $id"), id=value).num_rows == 0


def test_the_text_of_a_question_holds_names_of_tables_and_columns_alone() -> None:
    assert sql.select("ties", ("kind",), "WHERE kind = $kind") == "SELECT kind FROM ties WHERE kind = $kind"
    for name, columns in (("ties; DROP", None), ("ties", ("kind, *",))):
        with pytest.raises(UnknownNameError):
            sql.select(name, columns)
    text = "WITH a AS (SELECT * FROM events) SELECT * FROM a JOIN ties ON x = acts"
    assert sql.tables_read(text) == {"events", "ties"}
    spread = sql.spread_lists("a = $a AND b IN $bs", {"a": "x", "bs": [1, 2], "c": 3})
    assert spread == ("a = $a AND b IN ($bs_0, $bs_1)", {"a": "x", "bs_0": 1, "bs_1": 2})
    assert sql.replace_dollars(spread[0]) == "a = :a AND b IN (:bs_0, :bs_1)"


class Broken(toy.Toy):
    """A toy source that breaks one of the promises of a source."""

    def __init__(self, change: object) -> None:
        super().__init__()
        self.change = change

    def read(self, file: SourceFile):  # type: ignore[no-untyped-def]
        for batch in super().read(file):
            self.change(batch)  # type: ignore[operator]
            yield batch


def rename(batch: Batch) -> None:
    batch.tables = {"happenings": batch.tables["events"]}


def put(column: str, value: object) -> object:
    def change(batch: Batch) -> None:
        table = batch.tables["events"]
        n = table.column_names.index(column)
        cells = pa.array([value] * table.num_rows, EVENT.field(column).type)
        batch.tables["events"] = table.set_column(n, EVENT.field(column), cells)

    return change


def lose_a_row(batch: Batch) -> None:
    batch.row_count += 1


def drop_a_column(batch: Batch) -> None:
    batch.tables["events"] = batch.tables["events"].drop_columns(["url"])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (rename, "a table 'happenings' that nobody knows"),
        (drop_a_column, "events of another shape"),
        (put("code", None), "a blank code"),
        (put("source", "other"), "another source than toy"),
        (put("file_id", "other"), "another file_id"),
        (lose_a_row, "saw 2 rows and accounts for 1"),
    ],
)
def test_a_source_is_held_to_its_promise(lake: Lake, tmp_path: Path, change: object, says: str) -> None:
    source = Broken(change)
    receipt = lake.add([toy.write(tmp_path / "a.txt", [toy.line(1)])], lambda _: source)
    (line,) = receipt.lines
    assert line.status == "damaged"
    assert says in line.reason
    assert lake.view().table("events").num_rows == 0
    with pytest.raises(SourceError, match=says):
        list(reading.read(source_file([toy.line(1)]), source, reading.Account()))


def test_the_lake_lies_where_the_user_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMITY_LAKE", "here/lake")
    assert Lake.open().root == Path("here/lake")
    monkeypatch.delenv("COMITY_LAKE")
    monkeypatch.setenv("XDG_DATA_HOME", "data")
    monkeypatch.setattr("sys.platform", "linux")
    assert Lake.default_path() == Path("data/comity/lake")
    monkeypatch.setattr("sys.platform", "darwin")
    assert Lake.default_path() == Path.home() / "Library" / "Application Support" / "comity" / "lake"
