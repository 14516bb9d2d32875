"""Small files in the published layouts of ties and flows, made here; and where the real ones lie."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

from rwrite import rda, rds

from comity.sources.kit.layout import load_layout


def columns(source: str, which: int = 0) -> tuple[str, ...]:
    return load_layout(source).tables[which].columns


def text(*lines: str) -> bytes:
    return ("\n".join(lines) + "\n").encode()


def day(y: int, m: int, d: int) -> float:
    return float((date(y, m, d) - date(1970, 1, 1)).days)


def workbook(sheets: dict[str, list[list[Any]]]) -> bytes:
    """A workbook as spreadsheet programs write it; texts and numbers in cells, days as text."""
    out, shared = io.BytesIO(), list[str]()
    parts = {}
    for i, rows in enumerate(sheets.values(), start=1):
        body = ""
        for r in rows:
            cells = ""
            for v in r:
                if isinstance(v, bool):
                    cells += f'<c t="b"><v>{int(v)}</v></c>'
                elif isinstance(v, date):
                    cells += f'<c t="d"><v>{v.isoformat()}</v></c>'
                elif isinstance(v, (int, float)):
                    cells += f"<c><v>{v}</v></c>"
                else:
                    shared.append(v)
                    cells += f'<c t="s"><v>{len(shared) - 1}</v></c>'
            body += f"<row>{cells}</row>"
        parts[f"xl/worksheets/sheet{i}.xml"] = f"<worksheet><sheetData>{body}</sheetData></worksheet>"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    names = "".join(f'<sheet name="{escape(n)}" sheetId="{i}" r:id="r{i}"/>' for i, n in enumerate(sheets, 1))
    links = "".join(
        f'<Relationship Id="r{i}" Type="{rel}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    texts = "".join(f"<si><t>{escape(t)}</t></si>" for t in shared)
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, content in {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": f'<Relationships><Relationship Id="r1" Type="{rel}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns:r="{rel}"><sheets>{names}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f"<Relationships>{links}</Relationships>",
            "xl/sharedStrings.xml": f"<sst>{texts}</sst>",
            **parts,
        }.items():
            z.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), head + content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


SIPRI = text(
    "Transfers of major conventional arms from All countries. Deals for year range '2000' to '2030' ",
    "SIPRI trend-indicator values (TIVs) are in millions.",
    "Data generated: 3 Jan 2025 9:16:02 PM",
    ",".join(columns("sipri_transfers")),
    "1,France,Germany,A-1,aircraft,Aircraft,2001,No,2,No,2003,No,New,1.5,1.5,3,No",
    "1,France,Germany,A-1,aircraft,Aircraft,2001,No,2,No,2004,No,New,1.5,1.5,3.5,No",
    "2,Viet Nam,Hezbollah (Lebanon)*,B-1,rifle,Missiles,2001,No,2,No,2003,No,New,1,1,,No",
    "3,Turkiye,NATO**,B-1,ship,Ships,2001,No,2,No,2004,No,New,1,1,0,No",
    "4,unknown supplier(s),Chile,B-1,ship,Ships,2001,No,2,No,2004,No,New,1,1,7,No",
    "5,Nowhereland,Chile,B-1,ship,Ships,2001,No,2,No,2004,No,New,1,1,7,No",
)


def dyads(name: str | None, *columns: str, rows: list[tuple[float | None, ...]]) -> bytes:
    cols = {c: ("dbl", [r[i] for r in rows]) for i, c in enumerate(("ccode1", "ccode2", "year", *columns))}
    return rda(name, cols) if name else rds(cols)


TRADE = dyads(
    None,
    "flow1",
    "flow2",
    "smoothflow1",
    "smoothflow2",
    rows=[
        (2, 365, 1990, 10.0, 20.0, 10.0, 20.0),
        (365, 2, 1990, 20.0, 10.0, 20.0, 10.0),
        (2, 365, 2014, 0.0, None, 0.0, None),
        (365, 2, 2014, None, 0.0, None, 0.0),
        (2, 710, 2014, 5.0, 6.0, 5.0, 6.0),
    ],
)
ATOP = dyads(
    "atop_alliance",
    "atop_defense",
    "atop_offense",
    "atop_neutral",
    "atop_nonagg",
    "atop_consul",
    rows=[
        *((a, b, y, 0, 0, 0, 1, 0) for y in (1990, 1991, 1992, 2018) for a, b in ((220, 365), (365, 220))),
        (2, 200, 2000, 1, 0, 0, 0, 0),
        (200, 2, 2000, 0, 0, 0, 0, 1),
    ],
)
COW_ALLIANCE = dyads(
    "cow_alliance",
    "cow_defense",
    "cow_neutral",
    "cow_nonagg",
    "cow_entente",
    rows=[(a, b, y, 0, 0, 1, 1) for y in (2011, 2012) for a, b in ((365, 710), (710, 365))],
)


def member(**cells: str) -> str:
    base = dict.fromkeys(columns("atop_members"), "0") | {"nonagg": "1", "consul": "1"}
    return ",".join([*(base | cells).values(), "5.1"])


MEMBERS = text(
    ",".join([*columns("atop_members"), "version"]),
    member(atopid="4980", member="365", yrent="2001", moent="7", dayent="16"),
    member(atopid="4980", member="710", yrent="2001", moent="7", dayent="16"),
    member(
        atopid="1", member="365", yrent="1980", moent="0", dayent="", yrexit="2000", moexit="3", dayexit="1"
    ),
    member(atopid="2", member="8152", yrent="1980", moent="1", dayent="1"),
)
TREATIES = text(",".join(columns("atop_members", 1)), "1,1,1,1,1,1")


def agreement(**cells: str) -> str:
    base = dict.fromkeys(columns("dcad"), "") | {"ccode1": "365", "ccode2": "710", "signYear": "1992"}
    return ",".join((base | cells)[c] for c in columns("dcad"))


DCAD = text(
    ",".join(columns("dcad")),
    agreement(
        signDay="24",
        signMonth="11",
        span="-77",
        terminated="-88",
        endYearEstimate="1998",
        category1="PROCUREMENT",
        DCAid="a",
    ),
    agreement(signYear="2008", endYearEstimate="2010", DCAid="b"),
    agreement(signYear="2008", endYearEstimate="-88", DCAid="c"),
    agreement(ccode1="710", DCAid="d"),
)

IGO = rda(
    "state_year_format3",
    {
        "ccode": ("dbl", [365.0, 365.0, 365.0, 365.0, 710.0, 710.0]),
        "year": ("dbl", [1990.0, 1991.0, 1992.0, 2014.0, 1992.0, 2014.0]),
        "state": ("chr", ["russia"] * 4 + ["china"] * 2),
        "SCO": ("dbl", [-1.0, -1.0, -1.0, 1.0, -1.0, 1.0]),
        "wnf": ("dbl", [1.0, 1.0, 1.0, -9.0, 0.0, 3.0]),
    },
)
IGO_YEAR = rda("igo_year_format3", {"ioname": ("chr", ["SCO"]), "russia": ("dbl", [1.0])})

EXCHANGE = text(
    ",".join(f'"{c}"' for c in columns("diplomatic_exchange")),
    *(
        f"{a},{b},{y},{x},{z},{int(x + z > 0)},2006.1"
        for y, p, q in ((1995, 3, 3), (2000, 3, 3), (2005, 3, 2))
        for a, b, x, z in ((2, 710, p, q), (710, 2, q, p))
    ),
    "2,365,2005,0,0,0,2006.1",
    "365,2,2005,0,0,0,2006.1",
)

GSDB = text(
    ",".join(columns("gsdb")),
    '1,Estonia,"Russia, Korea, North",1992,1995,1,exp_part,0,0,0,0,0,0,1,policy_change,failed',
    "2,Finland,Russia,1958,1959,1,exp_part,0,0,0,0,0,0,0,policy_change,success_total",
    '3,"Congo, Democratic Republic of the",EU,2003,2023,0,,1,0,0,1,0,0,1,end_war,"ongoing,success_part"',
    "4,Hong Kong,Terrorist Organizations (Taliban),2003,2023,0,,1,0,0,1,0,0,1,end_war,ongoing",
    '5,"Yemen, North",United States,2014,2023,0,,1,0,0,1,0,0,1,end_war,failed',
)
AEI = "\ufeff".encode() + text(
    ",".join(columns("aei_investments")),
    "2005,January,CNPC,500,0.5,Rosneft,Energy,Oil,Russian Federation,Europe,0",
    "2018,June,Huawei,100,,,Technology,Telecom,Australia,Australia,0",
    "2018,Juny,Huawei,100,,,Technology,Telecom,Australia,Australia,0",
)
_PROJECT = [
    "2010",
    "China",
    "Bank",
    "",
    "Kenya",
    "A road",
    "x",
    "Completion",
    "Grant",
    "ODA-like",
    "Dev",
    1.0,
    "USD",
]
GCOF = workbook(
    {
        "ChineseOfficialFinance1.0": [
            list(columns("aiddata_gcof")),
            [1.0, True, 0.0, 2010.0, *_PROJECT[1:], 2e6, 3e6],
            [2.0, False, 1.0, 2010.0, *_PROJECT[1:], 2e6, 3e6],
            [3.0, True, 0.0, 2014.0, *_PROJECT[1:4], "Africa, regional", *_PROJECT[5:], " ", " "],
        ]
    }
)
GEOCODED = rds(
    {
        "id": ("int", [1, 1, 2]),
        "year": ("int", [2010, 2010, 2011]),
        **{
            c: ("chr", [v] * 3)
            for c, v in (
                ("country", "Mauritania"),
                ("place", "x"),
                ("sector", "Health"),
                ("title", "t"),
                ("funder", "f"),
                ("flow", "Grant"),
                ("flow_class", "ODA-like"),
                ("intent", "d"),
            )
        },
        "usd_current": ("dbl", [1e6, 1e6, None]),
        "latitude": ("dbl", [1.0, 2.0, 3.0]),
        "longitude": ("dbl", [1.0, 2.0, 3.0]),
    }
)
GCDF = text(",".join(columns("aiddata_gcdf_years")), "365,2004,60767572.5,1,0,0,,0", "9999,2004,1,1,0,0,0,0")
DIPLOMACY = text(
    ",".join(columns("aiddata_diplomacy")),
    '"Fiji",2016,0,1,2,"N/A",2,"N/A","N/A",1,"N/A",7',
    '"Nepal",2018,0,1,2,3,5,"N/A","N/A",1,"N/A",7',
)
CONFLICTS = rda(
    "ucdp_acd",
    {
        "conflict_id": ("dbl", [1.0, 1.0]),
        "year": ("dbl", [1991.0, 2015.0]),
        "gwno_a": ("dbl", [365.0, 678.0]),
        "gwno_a_2nd": ("dbl", [None, 670.0]),
        "gwno_b": ("dbl", [None, None]),
        "gwno_b_2nd": ("dbl", [None, None]),
        "incompatibility": ("chr", ["territory", "government"]),
        "intensity_level": ("dbl", [1.0, 2.0]),
        "type_of_conflict": ("chr", ["intrastate", "II"]),
        "start_date": ("Date", [day(1990, 1, 1)] * 2),
        "start_prec": ("dbl", [1.0, 1.0]),
        "start_date2": ("Date", [day(1991, 3, 1), day(2014, 1, 1)]),
        "start_prec2": ("dbl", [1.0, 1.0]),
        "ep_end": ("dbl", [0.0, 0.0]),
        "ep_end_date": ("Date", [None, None]),
    },
)
RIVALS = rda(
    "tss_rivalries",
    {
        "tssr_id": ("dbl", [1.0, 2.0]),
        "rivalry": ("chr", ["A", "B"]),
        "ccode1": ("dbl", [220.0, 365.0]),
        "ccode2": ("dbl", [255.0, 710.0]),
        "start": ("dbl", [1816.0, 1958.0]),
        "end": ("dbl", [1955.0, 2020.0]),
        "positional": ("dbl", [1.0, None]),
        "spatial": ("dbl", [1.0, 1.0]),
    },
)
TRIPS = workbook(
    {
        "Cover page": [["WHO | WHERE | WHEN"]],
        "Dataset": [
            ["Year", "Name", "Level", "Country", "Continent"],
            [1957.0, "Mao Zedong", "President", "Soviet Union", "Europe"],
            [2013.0, "Xi Jinping", "President", "Russia", "Europe"],
            [2013.0, "Xi Jinping", "President", "Russia", "Europe"],
        ],
    }
)
_MEETINGS = [
    (
        "12/07/13",
        "Russia",
        "Xi Jinping",
        "Xi Jinping travelled to Argentina and met with the following: "
        "Vladimir Putin (Russian President) Narendra Modi (Indian Prime Minister)",
    ),
    (
        "12/07/13",
        "India",
        "Xi Jinping",
        "Xi Jinping travelled to Argentina and met with the following: "
        "Vladimir Putin (Russian President) Narendra Modi (Indian Prime Minister)",
    ),
    ("03/05/13", "Russia", "Wang Yi", "Wang Yi met with the following: S. Lavrov (Russian Foreign Minister)"),
    ("03/06/13", "Russia", "Xi Jinping", "Xi congratulates Russia on its day"),
    ("03/07/13", "Russia", "Wang Yi", "Wang Yi travelled to Russia, Moscow and met with X (Kazakh Premier)"),
]
MEETINGS = rds(
    {
        "date": ("chr", [m[0] for m in _MEETINGS]),
        "year": ("chr", ["2013"] * len(_MEETINGS)),
        **{c: ("chr", [m[i] for m in _MEETINGS]) for i, c in ((1, "country"), (2, "leader"), (3, "text"))},
    }
)
MEMBERSHIPS = text(
    "body,state,role,from,to,source",
    "SCO,KAZ,full,2001-06-15,,Declaration",
    "CSTO,UZB,full,2006,2012,Decision",
    "XYZ,UZB,full,2006,2012,Decision",
)

FILES: dict[str, list[tuple[str, bytes]]] = {
    "aei_investments": [("china_investments.csv", AEI)],
    "aiddata_diplomacy": [("d.csv", DIPLOMACY)],
    "aiddata_gcdf_years": [("cow_gcdf.csv", GCDF)],
    "aiddata_gcof": [("g.xlsx", GCOF)],
    "aiddata_geocoded": [("aiddf.rds", GEOCODED)],
    "atop_dyads": [("atop_alliance.rda", ATOP)],
    "atop_members": [("atop5_1m.csv", MEMBERS), ("atop5_1a.csv", TREATIES)],
    "chinavitae": [("all_engagements.rds", MEETINGS), ("country-list.csv", b"name\nAfghanistan\nAlbania\n")],
    "cow_alliance_dyads": [("cow_alliance.rda", COW_ALLIANCE)],
    "dcad": [("DCAD.csv", DCAD)],
    "diplomatic_exchange": [("Diplomatic_Exchange_2006v1.csv", EXCHANGE)],
    "gsdb": [("GSDB_V4.csv", GSDB)],
    "igo_cow": [("state_year_format3.rda", IGO), ("igo_year_format3.rda", IGO_YEAR)],
    "memberships": [("memberships.csv", MEMBERSHIPS)],
    "rivalries": [("tss_rivalries.rda", RIVALS)],
    "sipri_transfers": [("trade.csv", SIPRI)],
    "trade_cow": [("cow_trade_ddy.rds", TRADE)],
    "ucdp_conflicts": [("ucdp_acd.rda", CONFLICTS)],
    "who_where_when": [("w.xlsx", TRIPS)],
}
