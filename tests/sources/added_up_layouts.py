"""Small files of GDELT as others added it up, made here."""

from __future__ import annotations

import io
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from rwrite import rds

from comity.sources.gdelt import gdelt_actor_pairs, gdelt_pair_score

PARTNER_MONTHS = (
    b"MonthYear,Actor2CountryCode,Count\n202004   ,USA              ,4924\n202003   ,RUS  ,9\n202003,   ,7\n"
)
ROOT_MONTHS = b"MonthYear,EventRootCode,Count,SumAvgTone ,AvgAvgTone\n201706   ,03  ,301 ,-453.44,-1.5\n"
FRICTION_ROWS = (
    b"MonthYear,Actor2CountryCode,QuadClass,SubEventType,GoldsteinScale,RecordCount\n"
    b'200301,RUS,4,1,"-1,004.5",251\n200301,USA,3,2,-13,2\n'
)


def partners(rows: list[list[int]]) -> bytes:
    return "\n".join(["usa,chn,rus,eur,irn", *(",".join(map(str, r)) for r in rows), ""]).encode()


YEAR = [[i, 2, 3, 4, 5] for i in range(1, 13)]
_PLACES = "1\t46\t2\t1\t46\t2\t1\t46\t2"
REDUCED_ROWS = (
    "\t".join(gdelt_actor_pairs.REDUCED)
    + f"\n19790101\tAFR\tFRAGOV\t043\t2\t19\t1\t2.8\t{_PLACES}\n19790101\tBUS\tRUS\t120\t2\t5\t3\t-4"
    + "\t" * 9
    + "\n19790101\tAFR\tFRA\t043\t1\t4\t1\t2.8\t\t\t\n"
).encode()
HIVE_ROWS = (
    b"1979\x01CHNGOV\x01\x01036\x01036\x0103\x014.0\x012\n"
    b"1995\x01RUS\x01CHN\x01040\x01040\x0104\x01-1.0\x016\n"
)


def counts(**changes: object) -> bytes:
    days = [float((date(2014, 3, d) - date(1970, 1, 1)).days) for d in (1, 1, 2)]
    columns = {
        "CountryCode": ("factor", ["RS", "CH", "RS"]),
        "Count": ("int", [5, 7, 9]),
        "Date": ("Date", days),
    }
    return rds(columns | changes)


N = len(gdelt_pair_score.codes())


def matrix(**scores: float) -> bytes:
    m = np.zeros((N, N))
    for pair, value in scores.items():
        i, j = (gdelt_pair_score.codes().index(c) for c in pair.split("_"))
        m[i, j] = m[j, i] = value
    out = io.BytesIO()
    np.save(out, m)
    return out.getvalue()


def table(rows: list[tuple[date | None, str, str, float]]) -> bytes:
    columns = list(zip(*rows, strict=True))
    kinds = (pa.date32(), pa.string(), pa.string(), pa.float32())
    t = pa.table(
        {n: pa.array(c, k) for n, c, k in zip(gdelt_pair_score.COLUMNS, columns, kinds, strict=True)}
    )
    out = io.BytesIO()
    pq.write_table(t, out)
    return out.getvalue()


DAY = date(2018, 1, 1)

FILES = {
    "gdelt_months": [
        ("RUS_monthyear_ac2_count.csv", PARTNER_MONTHS),
        ("RUS-DEU_monthyear_x.csv", ROOT_MONTHS),
    ],
    "gdelt_friction": [("all.csv", FRICTION_ROWS)],
    "gdelt_partners": [("rus_initiate_1998_1998.csv", partners(YEAR))],
    "gdelt_actor_pairs": [("reduced.txt", REDUCED_ROWS), ("500_orig.csv", HIVE_ROWS)],
    "gdelt_totals": [("norm.csv", b"20140301,RS,5\n20140302,CH,7\n"), ("counts.rds", counts())],
    "gdelt_conflict_index": [
        ("201401result.csv", b"RS,1,2,3,4,5.5\nCH,1,2,3,4,6.5\n"),
        ("1990result.csv", b"RS,1.5\nCH,2.5\n"),
    ],
    "gdelt_pair_score": [
        ("20180101_network.npy", matrix(CHN_RUS=1.0)),
        ("pair_score.parquet", table([(DAY, "CHN", "RUS", 1.0)])),
    ],
}
