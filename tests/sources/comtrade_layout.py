"""Small answers of UN Comtrade's preview, made here after the columns that public programs read."""

from __future__ import annotations

import json
from typing import Any

REPORTERS = ("CHN", "RUS", "USA", "GBR", "FRA", "DEU", "IND", "IRN", "JPN", "KOR", "KAZ", "PAK", "BLR", "TUR")


def row(reporter: str, partner: str, year: int, value: float | None, **more: Any) -> dict[str, Any]:
    return {
        "typeCode": "C",
        "freqCode": "A",
        "refYear": year,
        "period": str(year),
        "reporterCode": 156,
        "reporterISO": reporter,
        "flowCode": "M",
        "partnerCode": 643,
        "partnerISO": partner,
        "partner2Code": 0,
        "cmdCode": "TOTAL",
        "customsCode": "C00",
        "motCode": 0,
        "primaryValue": value,
    } | more


def answered(*rows: dict[str, Any]) -> bytes:
    return json.dumps(
        {"elapsedTime": "0.1 secs", "count": len(rows), "data": list(rows), "error": ""}
    ).encode()


def answer(reporter: str, year: int) -> bytes:
    partner = "RUS" if reporter != "RUS" else "CHN"
    return answered(
        row(reporter, "W00", year, 3e12, partnerCode=0),
        row(reporter, partner, year, 1.25e9 + year),
    )


FILES = {
    "trade_comtrade": [
        (
            "comtrade-CHN-2023.json",
            answered(
                row("CHN", "W00", 2023, 3e12, partnerCode=0),
                row("CHN", "RUS", 2023, 129139000000.5),
                row("CHN", "S19", 2023, 5e9),
                row("CHN", "RUS", 2023, 1.1e11, flowCode="X"),
                row("CHN", "RUS", 2023, 9e10, cmdCode="27"),
                row("CHN", "RUS", 2023, 7e10, motCode=2100),
                row("CHN", "RUS", 2023, 7e9, freqCode="M", period="202301"),
                row("CHN", "KAZ", 2023, None),
            ),
        ),
        ("comtrade-RUS-2016.json", answer("RUS", 2016)),
    ]
}
