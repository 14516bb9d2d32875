"""Small files of the United Nations' votes, terms and drafts, made here."""

from __future__ import annotations

import io
from datetime import datetime

import pandas as pd

from comity.sources.council import council_terms, unsc_member_votes

COUNCIL = "AUT BEL CHN CPV ECU FRA GBR HUN IND JPN MAR RUS USA VEN ZWE"


def member_votes(*rows: str) -> bytes:
    """Rows of day, number, totals, votes that are not yes and note, parted by commas."""
    lines = ["\t".join(unsc_member_votes.COLUMNS)]
    for row in rows:
        day, number, yes, no, abstain, not_yes, note = row.split(",")
        symbol = f"S/RES/{number}({day[:4]})"
        lines.append(
            "\t".join((day, symbol, yes, no, abstain, not_yes, COUNCIL, "ANGOLA SITUATION|UN", note))
        )
    return "".join(f"{x}\n" for x in lines).encode()


MEMBER_VOTES = (
    "1992-01-06,726,15,0,0,,",
    "1992-01-08,727,12,1,1,CHN:a;ZWE:n;IND:x,",
    "1992-02-08,734,15,0,0,,the source's own summary differs",
    "1992-12-20,790,14,0,1,RUS:a,",
)


def stata(**changes: object) -> bytes:
    """Ideal points of three states as Stata data; in 1946 the Soviet Union bears Russia's number."""
    table = {
        "ccode": [2, 365, 955],
        "iso3c": ["USA", "RUS", ""],
        "countryname": ["United States", "Russia", ""],
        "year": [1946.0, 1946.0, 2001.0],
        **{f"{q}{s}": [1.5, -0.5, 0.25] for s in ("fp", "all") for q in ("idealpoint", "q5", "q50", "q95")},
        "idealpointlegacy": [1.25, -1.0, 0.5],
    } | changes
    out = io.BytesIO()
    pd.DataFrame(table).to_stata(out, write_index=False, version=118, time_stamp=datetime(2025, 7, 28))
    return out.getvalue()


TERMS = "\n".join(
    [
        ",".join(council_terms.COLUMNS),
        "# a comment, with a comma",
        "China,1992,2023,permanent,the seat itself goes on",
        "Cape Verde,1992,1993,elected,",
        "Russian Federation,1992,2023,permanent,",
        "Japan,1997,1998,elected,",
    ]
)


def draft(
    number: int,
    symbol: str,
    sponsors: str,
    *,
    later: str = "",
    title: str = "Rights",
    day: str = "2023-11-08",
    what: str = "draft resolution /",
):
    fields = [("191", "a", symbol), ("245", "a", f"{title} :"), ("245", "b", what)]
    fields += [("245", "c", sponsors), ("269", "a", day), ("650", "a", "HUMAN RIGHTS")]
    fields += [("515", "a", later)] if later else []
    body = "".join(
        f'<datafield tag="{tag}"><subfield code="{code}">{text}</subfield></datafield>'
        for tag, code, text in fields
    )
    return f'<record><controlfield tag="001">{number}</controlfield>{body}</record>'


def drafts(*records: str) -> bytes:
    inside = "\n".join(records)
    return f'<?xml version="1.0"?>\n<collection xmlns="http://www.loc.gov/MARC21/slim">\n{inside}\n</collection>\n'.encode()


_SPEECH = (
    "Mr. President, we come together at a time when the world looks for peace, and we have work to do.\n" * 15
)

FILES = {
    "ungdc": [("CHN_79_2024.txt", _SPEECH.encode())],
    "unsc_member_votes": [("votes.tsv", member_votes(*MEMBER_VOTES))],
    "unga_ideal_points_stata": [("points.dta", stata())],
    "council_terms": [("council.csv", f"{TERMS}\n".encode())],
    "undl_sponsors": [
        (
            "drafts.xml",
            drafts(
                draft(1, "A/C.3/78/L.1", "Belarus, China and Bosnia and Herzegovina"),
                draft(2, "A/C.3/78/L.2", "submitted by the Chair"),
            ),
        )
    ],
}
