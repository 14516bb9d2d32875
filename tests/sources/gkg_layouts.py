"""Small files of GDELT's knowledge graphs, made here."""

from __future__ import annotations

from comity.sources.gdelt import gdelt_gkg

PLACES = "3#Washington#IS#USDC#38.9#-77.0#5;1#Iran#IS#IR#32#53#IR;4#Nowhere#IS##0#0#1"
REPORT = {
    "GKGRECORDID": "20150218230000-T7",
    "DATE": "20150218230000",
    "SourceCollectionIdentifier": "1",
    "SourceCommonName": "Example.org",
    "DocumentIdentifier": "https://example.org/a",
    "Themes": "SANCTIONS;VETO;SANCTIONS;",
    "Locations": PLACES,
    "V2Tone": "-7.9545,1,2,3,4,5,6",
}
REPORTS = {
    "DATE": "20160308",
    "NUMARTS": "2",
    "THEMES": "VETO",
    "LOCATIONS": "1#Russia#RS#RS#60#100#RS",
    "TONE": "0,1,1,2,25,0",
    "SOURCES": "a.org;b.org",
    "SOURCEURLS": "http://a.org/1<UDIV>http://b.org/2",
}
KILLED = {
    "DATE": "20160308",
    "NUMARTS": "1",
    "COUNTTYPE": "KILL",
    "NUMBER": "53",
    "OBJECTTYPE": "soldiers",
    "GEO_TYPE": "1",
    "GEO_COUNTRYCODE": "SY",
    "GEO_ADM1CODE": "SY",
    "SOURCES": "a.org",
}


def line(columns: tuple[str, ...], row: dict[str, str], **changes: str) -> str:
    return "\t".join((row | changes).get(c, "") for c in columns)


def raw(*lines: str) -> bytes:
    return "".join(x + "\n" for x in lines).encode()


TWO = raw(line(gdelt_gkg.GKG2, REPORT))
ONE = raw(line(gdelt_gkg.GKG1, REPORTS))
COUNT = raw(line(gdelt_gkg.COUNTS, KILLED))

_COMMAS = ",".join(gdelt_gkg.GKG2) + "\n" + line(gdelt_gkg.GKG2, REPORT | {"V2Tone": "1"}).replace("\t", ",")
_REPORTS = [line(gdelt_gkg.GKG2, REPORT, GKGRECORDID=f"20150218230000-{i}") for i in range(5)]
FILES = {
    "gdelt_gkg": [
        ("a.gkg.csv", raw(*_REPORTS)),
        ("b.gkg.csv", raw(*(line(gdelt_gkg.GKG1, REPORTS, NUMARTS=str(i)) for i in range(5)))),
        ("b.gkgcounts.csv", raw(*(line(gdelt_gkg.COUNTS, KILLED, NUMBER=str(i)) for i in range(5)))),
        ("c.csv", _COMMAS.encode()),
    ]
}
