"""Small files in the published layouts, made here; and where the real ones lie."""

from __future__ import annotations

import json
from datetime import date

from rwrite import rda
from vote_layouts import FILES as VOTE_FILES

from comity.sources.council import unsc_vetoes_csv
from comity.sources.votes import unga_unproject

VOTES = rda(
    "un_votes",
    {
        "rcid": ("dbl", [3.0, 3.0, 5600.0, 5600.0, 5600.0, 5601.0]),
        "country": ("chr", ["Russia", "China", "Russia", "Namibia", "Côte d’Ivoire", "Namibia"]),
        "country_code": ("chr", ["RU", "CN", "RU", None, "CI", None]),
        "vote": ("factor", ["no", "yes", "yes", "abstain", "no", "yes"]),
    },
)
ROLL_CALLS = rda(
    "un_roll_calls",
    {
        "rcid": ("int", [3, 5600, 5601]),
        "session": ("dbl", [1.0, 71.0, 71.0]),
        "importantvote": ("int", [0, None, 1]),
        "date": (
            "Date",
            [
                float((d - date(1970, 1, 1)).days)
                for d in (date(1946, 1, 1), date(2016, 12, 19), date(2016, 12, 19))
            ],
        ),
        "unres": ("chr", ["R/1/66", "", "A/RES/71/2"]),
        "amend": ("int", [1, None, 0]),
        "para": ("int", [0, None, 0]),
        "short": ("chr", ["PROCEDURE", "Peace", "Peace"]),
        "descr": ("chr", ["To adopt", "Peace in our time", None]),
    },
)
ISSUES = rda(
    "un_roll_call_issues",
    {
        "rcid": ("int", [3, 3, 5600]),
        "short_name": ("chr", ["me", "hr", "nu"]),
        "issue": ("factor", ["Palestinian conflict", "Human rights", "Nuclear weapons"]),
    },
)
_N = 6
VOETEN = rda(
    "x",
    {
        "rcid": ("int", [3, 3, 3, 28, 28, 28]),
        "session": ("int", [1] * _N),
        "vote": ("int", [1, 3, 9, 2, 8, 9]),
        "ccode": ("int", [2, 365, 371, 2, 710, 371]),
        "member": ("int", [None] * _N),
        "importantvote": ("int", [0, 0, 0, None, None, None]),
        "date": ("chr", ["1/1/1946"] * 3 + [None] * 3),
        "unres": ("chr", ["R/1/66"] * 3 + ["R/1/1287/B"] * 3),
        **{k: ("int", [0, 0, 0, 1, 1, 1]) for k in ("me", "nu", "di", "hr", "co")},
        "ec": ("chr", ["0", "0", "0", "", "", ""]),
        "year": ("dbl", [1946.0] * _N),
    },
    packed="gz",
)


def wide(*lines: str, states: str = "2,365,710,565") -> bytes:
    """A table of the un-project with China (710) as base state."""
    return "\r\n".join((",".join(unga_unproject.COLUMNS) + "," + states, *lines, "")).encode()


def wide_line(rcid: int, votes: str, day: str = "2016-12-19") -> str:
    return (
        f"{rcid},2016,71,5,100,20,NA,{day},A/RES/71/{rcid},0,0,Short,"
        f'"A longer, fuller text",0,1,0,0,0,0,NA,71001,{votes}'
    )


UNPROJECT = wide(
    wide_line(5600, "-2,2,1,-1"),
    wide_line(5601, "2,-1,3,-2"),
    wide_line(5602, "-1,2,2,-1"),
    wide_line(5603, ",,8,"),
)

_CSV_ROW = (
    '2019,2/28/2019,2,S/2019/186,"S/PV.1\nS/PV.2","The situation, there",x,x,'
    "Russia,China,,0,1,0,0,0,0,0,0,1,0,0,0,0"
)
VETOES_CSV = "\r\n".join(
    (
        ",".join(unsc_vetoes_csv.COLUMNS),
        _CSV_ROW,
        "1955,12/13/1955,12,S/3509,S/PV.704,Mongolia,x,x,China,,,1,0,0,0,0,0,0,0,0,0,0,0,0",
        "",
    )
).encode()
VETOES_DHL = b"""<html><table class="tablefont">
<tr><th colspan="5" class="tbltitle"> Security Council - Veto List<br>
(in reverse chronological order)</th></tr>
<tr><td class="title">Kept by the Library</td>
<tr><th>Date</th><th>Draft</th><th>Record</th><th>Item</th><th>Member</th></tr>
<tr><td>28 February 2019</td><td><a href="https://undocs.org/en/S/2019/186">S/2019/186</a></td>
<td>S/PV.8476</td><td>The situation &amp; so on</td><td>Russian Federation</br>China</td></tr>
<tr><td>13 December 1955</td><td>S/3509</td><td>S/PV.704</td><td>Mongolia</td><td>China</td></tr>
</table></html>
"""

_FACT = {
    "id": "treaty-2019",
    "date": "2019-01-22",
    "kind": "event",
    "occurrence": "treaty-2019",
    "actors": ["FRA", "DEU"],
    "targets": [],
    "hotspot": "bilateral",
    "domain": "diplomatic",
    "form": "agreement",
    "toward_third": "none",
    "summary": "The two signed a treaty in Aachen – again.",
    "sources": [{"title": "Signed", "url": "https://www.reuters.com/x", "published": "2019-01-23"}],
}
_HEAD = {
    "chronicle": "A small one",
    "states": ["FRA", "DEU"],
    "first": "2000",
    "last": "2020",
    "third": "USA",
}
CHRONICLE = "".join(
    json.dumps(x, ensure_ascii=False) + "\n"
    for x in (
        _HEAD,
        _FACT,
        _FACT | {"id": "talks-2019", "form": "consultation"},
        _FACT | {"id": "x", "form": "y"},
    )
).encode()

FILES: dict[str, list[tuple[str, bytes]]] = {
    "chronicle": [("mine.jsonl", CHRONICLE)],
    "unga_unproject": [("710.csv", UNPROJECT)],
    "unga_unvotes": [
        ("un_votes.rda", VOTES),
        ("un_roll_calls.rda", ROLL_CALLS),
        ("un_roll_call_issues.rda", ISSUES),
    ],
    "unga_voeten": [("UNVotesPublished.RData", VOETEN)],
    "unsc_vetoes_csv": [("vetoes.csv", VETOES_CSV)],
    "unsc_vetoes_dhl": [("scact_veto_table_en.html", VETOES_DHL)],
    **VOTE_FILES,
}

REAL = [
    ("hrc_resolutions", "votes/hrc_chr_resolutions.csv"),
    ("hrc_votes", "votes/hrc_chr_votes_data.js"),
    ("unga_ideal_points", "votes/unga_idealpoints_Nuclear_Apr2020.csv"),
    ("unga_unproject", "votes/unga_unproject_agreement_with_china_1946_2020.csv"),
    ("unga_unvotes", "votes/unga_unvotes_issues.rda"),
    ("unga_unvotes", "votes/unga_unvotes_roll_calls.rda"),
    ("unga_voeten", "votes/unga_voeten_descriptions1-70.xls"),
    ("unsc_outcomes", "votes/unsc_scact_html/scact2020_covid_table_en.html"),
    ("unsc_vetoes_csv", "votes/unsc_vetoes_yordan_1946_2022.csv"),
    ("unsc_vetoes_dhl", "votes/unsc_dhl_veto_table_en.html"),
]
