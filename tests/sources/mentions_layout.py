"""Small files of GDELT mentions, made here."""

from __future__ import annotations

from comity.sources.gdelt import gdelt_mentions

TOLD = {
    "GLOBALEVENTID": "410412347",
    "EventTimeDate": "20140218000000",
    "MentionTimeDate": "20150218230000",
    "MentionType": "1",
    "MentionSourceName": "Example.org",
    "MentionIdentifier": "https://example.org/a,b",
    "SentenceID": "19",
    "Actor1CharOffset": "-1",
    "Actor2CharOffset": "4594",
    "ActionCharOffset": "4634",
    "InRawText": "1",
    "Confidence": "50",
    "MentionDocLen": "6665",
    "MentionDocTone": "-4.4776",
}
BOTH = "srclc:fra;eng:Moses"


def line(**changes: str) -> str:
    row = TOLD | changes
    return "\t".join(row.get(c, "") for c in gdelt_mentions.COLUMNS)


def raw(*lines: str) -> bytes:
    return "".join(x + "\n" for x in lines).encode()


def header_copy() -> bytes:
    row = [f'"{v}"' if "," in v else v for v in line().split("\t")]
    return (",".join(gdelt_mentions.COLUMNS).lower() + "\n" + ",".join(row) + "\n").encode()


_MANY = raw(*(line(SentenceID=str(i), MentionDocTranslationInfo=BOTH) for i in range(9)))
FILES = {"gdelt_mentions": [("20150218230000.mentions.CSV", _MANY), ("m.csv", header_copy())]}
