"""Our reader of R's data frames: by hand, against another reader, and damaged."""

from __future__ import annotations

import io
import warnings
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rwrite import NA, NULL, PACK, header, i, rda, rds, strings, text

from comity.errors import SourceError
from comity.sources.base import SourceFile
from comity.sources.kit import rdata_file
from comity.sources.kit.rdata_file import first_object, read_frames

COLUMNS = {
    "n": ("int", [1, None, -3]),
    "x": ("dbl", [0.5, None, float("inf")]),
    "yes": ("lgl", [True, None, False]),
    "name": ("chr", ["São Tomé", None, "São Tomé"]),
    "kind": ("factor", ["b", None, "a"]),
    "day": ("Date", [17955.0, None, -8766.0]),
    "at": ("POSIXct", [1551312000.5, None, 0.0]),
}
VALUES = {
    "n": [1, None, -3],
    "x": [0.5, None, float("inf")],
    "yes": [True, None, False],
    "name": ["São Tomé", None, "São Tomé"],
    "kind": ["b", None, "a"],
    "day": [date(2019, 2, 28), None, date(1946, 1, 1)],
    "at": [
        datetime(2019, 2, 28, 0, 0, 0, 500000, UTC),
        None,
        datetime(1970, 1, 1, tzinfo=UTC),
    ],
}


def file(data: bytes) -> SourceFile:
    return SourceFile("f.rda", "f.rda", "0" * 16, lambda: io.BytesIO(data))


def frame(data: bytes) -> dict[str, list]:
    (table,) = read_frames(file(data)).values()
    table.validate(full=True)
    return table.to_pydict()


@pytest.mark.parametrize("packed", PACK)
@pytest.mark.parametrize("version", [2, 3])
def test_every_kind_of_column_in_every_wrapping(packed, version):
    data = rda("things", COLUMNS, packed, version)
    assert list(read_frames(file(data))) == ["things"]
    assert frame(data) == VALUES
    assert frame(rds(COLUMNS, packed, version)) == VALUES
    assert first_object(data) == "things"
    assert first_object(rds(COLUMNS, packed, version)) == ""


def altrep(name: str, state: bytes, kind: int = 13) -> bytes:
    info = i(2) + i(1) + text(name) + i(2) + i(1) + text("base") + i(2) + i(13) + i(1) + i(kind) + NULL
    return i(238) + info + state + NULL


def doubles(*values: float) -> bytes:
    import struct

    return i(14) + i(len(values)) + b"".join(struct.pack(">d", v) for v in values)


@pytest.mark.parametrize(
    ("column", "values"),
    [
        (altrep("compact_intseq", doubles(3, 5, 1)), [5, 6, 7]),
        (altrep("compact_intseq", doubles(3, 5, -1)), [5, 4, 3]),
        (altrep("compact_realseq", doubles(3, 0.5, 1), 14), [0.5, 1.5, 2.5]),
        (altrep("wrap_real", i(19) + i(2) + doubles(1, 2, 4) + i(13) + i(2) + i(0) + i(0), 14), [1, 2, 4]),
        (altrep("wrap_string", i(2) + strings(["a", "b", "a"]) + NULL, 16), ["a", "b", "a"]),
        (altrep("deferred_string", i(2) + i(13) + i(3) + i(7) + i(NA) + i(9) + NULL, 16), ["7", None, "9"]),
        (i(16) + i(3) + text(b"S\xe3o") + text("São") + text(b"S\xe3o"), ["São"] * 3),
    ],
)
def test_compact_vectors_and_old_encodings_are_written_out(column, values):
    assert frame(rds({"c": column}, version=3)) == {"c": values}


def test_what_a_data_frame_carries_along_is_stepped_over():
    formula = i(0x106) + i(1) + text("~") + i(2) + i(1) + text("x") + NULL
    environment = i(4) + i(0) + NULL + NULL + NULL + NULL
    pointer = i(22) + NULL + NULL
    inner = b"".join((formula, environment, pointer, i(0xFD), i(0xFF | 3 << 8)))
    columns = i(13) + i(1) + i(4)
    attributes = i(0x402) + i(1) + text("names") + strings(["c"])
    attributes += i(0x402) + i(1) + text("spec") + i(19) + i(5) + inner
    attributes += i(0x402) + i(1) + text("class") + strings(["data.frame"]) + NULL
    assert frame(header() + i(0x313) + i(1) + columns + attributes) == {"c": [4]}


def test_an_empty_frame_is_a_frame():
    assert frame(rda("e", {"n": ("int", []), "s": ("chr", []), "f": ("factor", [])})) == {
        "n": [],
        "s": [],
        "f": [],
    }


def deep(n: int) -> bytes:
    return header() + (i(19) + i(1)) * n + NULL


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "begins like no R file"),
        (b"a,b\n1,2\n", "begins like no R file"),
        (b"RDA2\nA\n2\n", "begins like no R file"),
        (b"X\n" + i(1) + i(0) + i(0) + NULL, "version 1"),
        (header() + NULL, "without a data frame"),
        (header() + i(13) + i(2**31 - 1), "does not fit"),
        (header() + i(13) + i(-1) + i(2**30) + i(0), "does not fit"),
        (header() + i(16) + i(-7), "does not fit"),
        (header() + i(21), "type 21"),
        (header() + i(0xFF | 9 << 8), "refers to value 9"),
        (deep(5000), "deep in each other"),
        (rds(COLUMNS, "")[:-4], "at byte"),
        (rds(COLUMNS, "") + b"\x00", "left over"),
        (rda("x", COLUMNS, "gz")[:-9], "ends in the middle"),
        (rda("x", COLUMNS, "xz")[:-9], "ends in the middle"),
        (rda("x", COLUMNS, "bz2")[:-9], "ends in the middle"),
        (rds({"l": i(19) + i(0)}), "no plain vector"),
        (rds({"c": i(15) + i(0)}), "complex"),
        (rds({"a": ("int", [1]), "b": ("int", [1, 2])}), "differ in length"),
        (rds({"d": ("Date", [1e12])}), "beyond all time"),
        (rds({"s": altrep("mmap_integer", i(13) + i(0))}, version=3), "mmap_integer"),
        (rds({"s": altrep("compact_intseq", doubles(1e12, 1, 1))}, version=3), "sequence of"),
    ],
)
def test_damage_is_refused_in_a_sentence(data, said):
    with pytest.raises(SourceError, match=said) as e:
        read_frames(file(data))
    assert str(e.value).endswith(".")


def test_a_file_that_unpacks_beyond_all_bounds_is_refused(monkeypatch):
    monkeypatch.setattr(rdata_file, "LIMIT", 1 << 20)
    with pytest.raises(SourceError, match="unpacks to more than"):
        read_frames(file(PACK["gz"](b"RDX2\n" + header() + bytes(1 << 22))))


RAW = rda("things", COLUMNS, "")


@settings(max_examples=300, deadline=None, derandomize=True)
@given(at=st.integers(0, len(RAW)), length=st.integers(0, 12), put=st.binary(max_size=8))
def test_any_damage_ends_in_a_table_or_a_sentence(at, length, put):
    hurt = RAW[:at] + put + RAW[at + length :]
    first_object(hurt)
    try:
        tables = read_frames(file(hurt))
    except SourceError:
        return
    for t in tables.values():
        t.validate(full=True)


SMALL = [
    "ties/peacesciencer_cow_states.rda",
    "ties/peacesciencer_cow_contdir.rda",
    "ties/peacesciencer_td_rivalries.rda",
    "ties/peacesciencer_tss_rivalries.rda",
    "ties/peacesciencer_ucdp_acd.rda",
    "ties/peacesciencer_ucdp_onsets.rda",
    "ties/peacesciencer_cow_igo_sy.rda",
    "ties/finance_aiddata_gbwalker_aiddf.rds",
    "ties/meetings_chinavitae_engagements_2003_2018.rds",
    "votes/unga_unvotes_issues.rda",
    "votes/unga_unvotes_roll_calls.rda",
]


@pytest.mark.real
@pytest.mark.parametrize("path", SMALL)
def test_it_reads_what_another_reader_reads(path, shared_data):
    import pandas as pd
    import rdata

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = (
            rdata.read_rda(shared_data / path) if path.endswith("a") else rdata.read_rds(shared_data / path)
        )
    theirs = theirs if isinstance(theirs, dict) else {"": theirs}
    mine = read_frames(file((shared_data / path).read_bytes()))
    assert set(mine) == set(theirs)
    for name, table in mine.items():
        assert table.column_names == list(theirs[name].columns)
        for column in table.column_names:
            ours, other = table[column].to_pylist(), theirs[name][column].tolist()
            assert len(ours) == len(other)
            for a, b in zip(ours, other, strict=True):
                if a is None:
                    assert pd.isna(b)
                elif isinstance(a, date):
                    day = b if not isinstance(b, (int, float)) else pd.Timestamp(0) + pd.Timedelta(days=b)
                    assert str(pd.Timestamp(day).date()) == str(a)[:10]
                else:
                    assert a == b


REST = [
    ("events/gdelt_aggregated/magrossi_gdelt_daily_counts_all_events_all_countries.rds", 2_034_442, 3),
    ("events/icews_aggregated/netify_icews_dyad_year_2002_2014.rda", 298_376, 24),
    ("events/ucdp/ucdp_ged_syria_data4ds4da.rda", 16_566, 41),
    ("ties/igo_cow_v3_igo_year_format3.rda", 19_335, 235),
    ("ties/igo_cow_v3_state_year_format3.rda", 15_557, 537),
    ("ties/peacesciencer_atop_alliance.rda", 273_296, 8),
    ("ties/peacesciencer_cow_alliance.rda", 120_784, 7),
    ("ties/peacesciencer_cow_igo_ndy.rda", 917_695, 4),
    ("ties/trade_cow_directed_dyad_year.rds", 1_347_308, 7),
]


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.parametrize(("path", "rows", "columns"), REST)
def test_the_larger_real_files_are_read_too(path, rows, columns, shared_data):
    (table,) = read_frames(file((shared_data / path).read_bytes())).values()
    table.validate(full=True)
    assert (table.num_rows, table.num_columns) == (rows, columns)
