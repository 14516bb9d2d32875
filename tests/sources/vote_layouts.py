"""Small files in the layouts of votes and of values published on votes, made here."""

from __future__ import annotations

import json

from xlsxwrite import xlsx

from comity.sources.council import unsc_failed_drafts
from comity.sources.votes import hrc_resolutions, unga_ideal_points

RES = {
    "id": "31145",
    "sym": "A/HRC/26/L.35",
    "title": "The question of the death penalty : amendment /",
    "year": 2014,
    "date": "2014-06-24",
    "body": "HRC",
    "subj": "CAPITAL PUNISHMENT",
    "item": "x",
    "spon": "",
    "mtg": "",
    "urlR": "",
    "urlD": "",
    "y": 1,
    "n": 2,
    "a": 0,
    "am": 1,
}
OLD = RES | {
    "id": "25269",
    "sym": "E/CN.4/RES(I)",
    "title": "Communications : resolution /",
    "year": 1947,
    "date": "1947-02-10",
    "body": "CHR",
    "y": 2,
    "n": 0,
    "a": 0,
}


def script(votes: dict[str, object], res: list[object] | None = None) -> bytes:
    """The page's script with these votes."""
    data = {
        "meta": {"nResolutions": 2},
        "res": [OLD, RES] if res is None else res,
        "countries": [{"iso3": "CHN"}],
        "votes": votes,
        "subjects": [],
        "resAll": [{}, {}, {}],
    }
    return f"window.DATA = {json.dumps(data, separators=(',', ':'))};\n".encode()


HRC_VOTES = script(
    {
        "CHN": {"r": [0, 1], "v": "YN"},
        "SUN": {"r": [0], "v": "Y"},
        "RUS": {"r": [1, 1], "v": "NN"},
        "GER": {"r": [1], "v": "."},
        "CUB": {"r": [1], "v": "-"},
    }
)


def text_row(number: str = "31145", **other: str) -> str:
    """A row of the table of resolutions."""
    row = (
        dict.fromkeys(hrc_resolutions.COLUMNS, "")
        | {
            "record_id": number,
            "symbol": "A/HRC/26/L.35",
            "date": "2014-06-24",
            "title": "The question of the death penalty : amendment /",
            "body": "Human Rights Council",
            "vote_type": "RECORDED",
            "draft": "Amendment Rejected by a recorded vote",
            "yes": "17",
            "no": "23",
            "abstain": "7",
            "n_rollcall": "47",
        }
        | other
    )
    return ",".join(row.values())


def texts(*rows: str) -> bytes:
    return "\n".join((",".join(hrc_resolutions.COLUMNS), *rows, "")).encode()


HRC_RESOLUTIONS = texts(
    text_row(),
    text_row("31146", vote_type="ADOPTED WITHOUT VOTE", n_rollcall="0"),
    text_row("31198", n_rollcall="0"),
    text_row("31147", statement="adopted by the Council", draft="", symbol="A/HRC/RES/26/2"),
)


def outcomes(*rows: str, wide: int = 4, year: int = 1971) -> bytes:
    """A page of a year's meetings; each row is given as its cells."""
    names = ("Record", "Date", "Topic", "Outcome") if wide == 4 else [f"h{i}" for i in range(wide)]
    title = f"Meetings conducted  by the Security Council in {year}<br/>(newest first)"
    head = f"<tr><th colspan='5'>{title}</th></tr><tr>" + "".join(f"<th>{n}</th>" for n in names) + "</tr>"
    return f"<html><table>{head}{''.join(rows)}</table></html>".encode()


def meeting(*cells: str) -> str:
    return "<tr>" + "".join(f"<td>{c}</td>\n" for c in cells) + "</tr>\n"


OUTCOMES = outcomes(
    meeting(
        '<a href="https://undocs.org/en/S/PV.1623">S/PV.1623</a>',
        "30 December ",
        "Rhodesia",
        'Draft resolution <a href="x">S/10489</a> vetoed by\n\t\tUK<br>9-1-5',
    ),
    meeting("S/PV.1622", "29 December", "Something else", "--"),
    meeting("S/PV.1621", "21 December", "Admission", "S/RES/306 (1971) <br> 15-0-0"),
    meeting("The Indonesian question", "S/10490 not adopted 4-2-9"),
)

FIFTEEN = [
    "Argentina",
    "Belgium",
    "Burundi",
    "China",
    "France",
    "Italy",
    "Japan",
    "Nicaragua",
    "Poland",
    "Sierra Leone",
    "Somalia",
    "Syria",
    "Russian Federation",
    "United Kingdom",
    "United States",
]


def failed(*rows: list[object]) -> bytes:
    return xlsx([[*unsc_failed_drafts.COLUMNS, "Joint Submission"], *rows])


def failed_row(
    on: str, against: list[str], abstain: list[str], meeting: int = 1607, year: int = 1971, **other: object
) -> list[object]:
    """A row in which whoever is not named voted in favour."""
    favour = [m for m in FIFTEEN if m not in against and m not in abstain]
    told = (len(favour), len(abstain), len(against))
    row: dict[str, object] = {
        "Meeting Number": float(meeting),
        "Voting On": on,
        "Year": float(year),
        "Submitted By": "[]",
        "In Favor": str(favour),
        "Abstain": str(abstain),
        "Against": str(against),
        "Note": "",
        "For,Abstain,Against": str(told),
        "Members": str(FIFTEEN),
    } | other
    return [*row.values(), "False"]


FAILED = failed(
    failed_row("S/10423", ["Poland", "Russian Federation"], ["France", "United Kingdom"]),
    failed_row("S/10418 Paragraph 2", FIFTEEN[4:12], ["China"]),
)


def points(*rows: str, suffix: str = "") -> bytes:
    """A table of ideal points, as published: Latin-1."""
    header = ",".join(["Row", *unga_ideal_points._names(suffix)])
    return "\n".join((header, *rows, "")).encode("latin-1")


def point(code: int, session: int, value: float, name: str, iso3: str = "XXX") -> str:
    quantiles = ",".join(f"{value + d:.2f}" for d in (-0.9, -0.5, -0.4, 0, 0.4, 0.5, 0.9))
    return f"1,{code},{session},42,{value},{quantiles},{iso3},{name}"


POINTS = points(
    point(2, 74, 2.695, "United States"),
    point(437, 74, -0.5, "Côte d'Ivoire"),
    point(365, 40, -1.5, "Russia"),
)

FILES: dict[str, list[tuple[str, bytes]]] = {
    "hrc_resolutions": [("resolutions.csv", HRC_RESOLUTIONS)],
    "hrc_votes": [("data.js", HRC_VOTES)],
    "unga_ideal_points": [("IdealpointestimatesAll_Apr2020.csv", POINTS)],
    "unsc_failed_drafts": [("cleaned_data_unsc.xlsx", FAILED)],
    "unsc_outcomes": [("scact1971_table_en.html", OUTCOMES)],
}
