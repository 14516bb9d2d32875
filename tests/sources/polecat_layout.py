"""Small files in POLECAT's published layout, made here."""

from __future__ import annotations

from comity.sources.events import polecat

MET = {
    "Event ID": "20230102-7_1",
    "Event Date": "2023-01-02",
    "Event Type": "CONSULT",
    "Event Mode": "meet",
    "Event Intensity": "4.5",
    "Quad Code": "x",
    "Actor Name": "Xi Jinping",
    "Actor Country": "CHN",
    "Primary Actor Sector": "GOV",
    "Recipient Name": "Russia",
    "Recipient Country": "None",
    "Recipient COW": "365",
    "City": "Moscow",
    "Country": "RUS",
    "Latitude": "55.75",
    "Longitude": "37.61",
    "Source": "example.org",
    "Publication Date": "2023-01-05",
    "Language": "en",
    "Version": "NGEC 1",
}


def line(columns: tuple[str, ...] = polecat.COLUMNS, **changes: str) -> str:
    row = MET | {k.replace("_", " "): v for k, v in changes.items()}
    return "\t".join(row.get(c, "None") for c in columns)


def raw(*lines: str, columns: tuple[str, ...] = polecat.COLUMNS) -> bytes:
    return "".join(x + "\n" for x in ("\t".join(columns), *lines)).encode()


EXTRACT = tuple({"Event Intensity": "Intensity"}.get(c, c) for c in polecat.NEEDED)
"""Columns of the extracts that others pass on."""


def extract(**changes: str) -> str:
    """A row of an extract in which nobody has a name."""
    row = {
        "Event ID": "20230102-0001-0123456789ab_ACCUSE",
        "Event Date": "2023-01-02",
        "Event Type": "ACCUSE",
        "Intensity": "-2.0",
        "Actor Country": "China",
        "Recipient Country": "Iran",
    } | {k.replace("_", " "): v for k, v in changes.items()}
    return "\t".join(row.get(c, "None") for c in EXTRACT)


_ROWS = [line(Event_ID=f"20230102-{i}_1", Event_Type=t) for i, t in enumerate(polecat.quads())]
_EXTRACTS = [
    extract(Event_ID=f"2023010{i}-0001-0123456789a{i}_ACCUSE", Actor_Country=who)
    for i, who in enumerate(("China; Russia", "China", "Cuba; None; Iran"), start=1)
]
FILES = {
    "polecat": [
        ("ngecEvents.txt", raw(*_ROWS)),
        ("full_events.tsv", raw(*_EXTRACTS, columns=EXTRACT)),
    ]
}
