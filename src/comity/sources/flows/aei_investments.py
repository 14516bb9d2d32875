"""Chinese deals abroad of US$100 million and more, 2005 to June 2018 (AEI's investment tracker)."""

from __future__ import annotations

from comity.sources.kit.layout import load_layout, make_source
from comity.sources.kit.rows import Row

_LAYOUT = load_layout("aei_investments")


def _deal(row: Row) -> list[Row]:
    (flow,) = _LAYOUT.describe(row)
    who = " and ".join(p for p in (row["Chinese Entity"], row["Transaction Party"]) if p)
    flow["what"] = f"{' / '.join(p for p in (row['Sector'], row['Subsector']) if p)}: {who}"
    flow["status"] = "equity" if row["Share size"] else None
    return [flow]


SOURCES = (make_source("aei_investments", _deal),)
