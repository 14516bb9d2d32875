"""Small files of ICEWS and of GDELT events, in every layout, made here."""

from __future__ import annotations

import json

from event_files import gdelt_file, gdelt_line, icews_file, icews_line

from comity.sources.events import icews
from comity.sources.gdelt import event_layout

SLOT = "20150302081500.export.CSV"


def altered(which: str, *rows: str) -> bytes:
    (how,) = [a for a in event_layout._mark_altered() if a.id == which]
    names = [n if n != "-" else "" for n in how.header.split()]
    extra = [["0"] * how.before, ["50"] * how.after]
    lines = [names, *([*extra[0], *row.split("\t"), *extra[1]] for row in rows)]
    return "".join(how.delimiter.join(line) + "\r\n" for line in lines).encode()


def spread(lines: list[str]) -> list[str]:
    return [x.replace("\t20150302\t", "\t2015-03-02 00:00:00\t", 1) for x in lines]


BACK = {
    "Source_Name": "Vladimir Putin",
    "Source_Sectors": "Executive,Government",
    "Source_Country": "Russian Federation",
    "Target_Name": "China",
    "Target_Sectors": "",
    "Target_Country": "China",
}


def quoted(*lines: str) -> bytes:
    names = [*(c.replace(" ", "_") for c in icews.COLUMNS), icews.MODIFIED]
    rows = [",".join(f'"{v}"' for v in (*line.split("\t"), "14")) for line in lines]
    return ("\n".join([",".join(names), *rows]) + "\n").encode()


_CODES = ("042", "0841", "190", "010")
_TWO = [gdelt_line(GLOBALEVENTID=str(i), EventCode=c, EventRootCode=c[:2]) for i, c in enumerate(_CODES)]
_ONE = [
    gdelt_line("gdelt1", GLOBALEVENTID=str(i), EventCode=c, EventRootCode=c[:2]) for i, c in enumerate(_CODES)
]
_OLD = gdelt_line("gdelt1", GLOBALEVENTID="9").rpartition("\t")[0]
_ROW = dict(zip(event_layout.COLUMNS["gdelt1"], _ONE[0].split("\t"), strict=True))
_ICEWS = [
    icews_line(Event_ID=str(i), CAMEO_Code=c, **b)
    for i, (c, b) in enumerate(
        [("040", {}), ("040", BACK), ("190", {}), ("042", {"Event_Date": "2019-01-30"}), ("057", {})]
    )
]
FILES = {
    "gdelt1": [
        ("20150302.export.CSV", gdelt_file(*_ONE, _OLD)),
        ("w.tsv", altered("renamed-tabs", *spread(_ONE))),
        ("b.csv", altered("bigquery-csv", *_ONE)),
        ("e.json", json.dumps(_ROW).encode() + b"\n"),
    ],
    "gdelt2": [
        (SLOT, gdelt_file(*_TWO)),
        ("j.csv", altered("renamed-joined", *_TWO)),
        ("20190121220000.export2.CSV", altered("semicolon", *_TWO)),
    ],
    "icews": [("20190201-icews-events.tab", icews_file(*_ICEWS)), ("q.csv", quoted(*_ICEWS))],
}
