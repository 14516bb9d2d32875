"""The records that a brief may cite, and what a sentence may say of one."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from comity.faces.brief.model import Claim, Footnote
from comity.faces.present.sanitize import address, sanitize
from comity.records import bins
from comity.sources import cards
from comity.vocabulary import forms, hotspots
from comity.vocabulary.states import display
from comity.vocabulary.words import words
from comity.watch import Watch

LONGEST = 180
"""Characters of an outside text in a note."""

UNDATED = "no date"
"""What stands for the date of a source that bears none."""

_SYMBOL = re.compile(r"[AS]/[^ ]+")
"""A title that is the symbol of a document and nothing else."""

_WAYS = {"together": "acting together", "alone": "acting without the other", "apart": "set apart"}


class CitableRecords:
    """The records of acts of one watch."""

    def __init__(self, watch: Watch) -> None:
        self._acts = watch.record.acts
        self._row = {i: k for k, i in enumerate(self._acts["record_id"].to_pylist())}

    def row(self, record_id: str) -> dict[str, Any]:
        """The columns of a record."""
        row: dict[str, Any] = self._acts.slice(self._row[record_id], 1).to_pylist()[0]
        return row

    def best(self, record_ids: Iterable[str]) -> str:
        """The record with the best source, the first named of several; "" where none is an act."""
        acts = [i for i in record_ids if i in self._row]
        return min(acts, key=lambda i: _rank(cited(self.row(i))), default="")

    def note(self, record_id: str) -> Footnote:
        """The footnote of a record."""
        row, source = self.row(record_id), cited(self.row(record_id))
        kind = (
            "standing"
            if row["kind"] != "event"
            else {True: "deed", False: "word"}.get(row["deed"], "not known")
        )
        named = ", ".join(forms.get(f).name.lower() for f in row["forms"])
        apart = "apart" if row["polarity"] == "friction" else ""
        who = "+".join(dict.fromkeys([*row["actors"], *row["partners"]]))
        coding = "; ".join(x for x in (who, kind, named, apart) if x)
        title = sanitize(source.get("title") or "", 120) or cards.card(row["source"]).title
        url = address(source.get("url") or "")
        if _SYMBOL.fullmatch(title):
            title, url = f"UN document {title}", url or f"https://docs.un.org/{title}"
        return Footnote(
            sanitize(row["summary"], LONGEST).rstrip(". "),
            f"{title} ({source['kind']})" if source.get("kind") else title,
            published(source),
            sanitize(coding, LONGEST),
            url,
            record_id,
        )


def cited(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The best source of a record: that of the best grade, then one with an address, then by its date.

    One published on the day of the act or after it, the nearest first, goes before one from before it.
    """
    own = [c for c in row["citations"] if c["title"]]
    return min(own, key=lambda c: (*_worth(c), *_distance(c, row["date_from"])), default={})


def _worth(source: Mapping[str, Any]) -> tuple[int, bool]:
    kinds = list(words("source_kinds"))
    kind = source.get("kind")
    return kinds.index(kind) if kind in kinds else len(kinds), not source.get("url")


def _distance(source: Mapping[str, Any], act: date) -> tuple[bool, float]:
    """Whether a source is older than the act, or has no date, and how many days lie between."""
    text = source.get("published") or ""
    if not text:
        return True, math.inf
    last = bins.window(text)[1]
    return last < act, abs((last - act).days)


def published(source: Mapping[str, Any]) -> str:
    """When a source was published, as fine as is known: ``28 February 2019``, ``2019``."""
    text = source.get("published") or ""
    if not text:
        return UNDATED
    return day(bins.window(text)[0], ("year", "month", "day")[text.count("-")])


def _rank(source: Mapping[str, Any]) -> tuple[bool, tuple[int, bool]]:
    return not source, _worth(source)


def misses(row: Mapping[str, Any], claim: Claim) -> list[str]:
    """What of a claim a record does not say; empty where it says it all.

    The record's own states, polarity and place are compared; nothing of how it was counted.
    """
    acted, who, out = {*row["actors"], *row["partners"]}, set(claim.who), []
    says = {
        "together": who <= acted and row["polarity"] == "cooperation",
        "alone": who <= acted,
        "apart": who <= {*acted, *row["targets"]} and row["polarity"] == "friction",
    }
    if not says[claim.way]:
        out.append(f"does not show {' and '.join(map(display, claim.who))} {_WAYS[claim.way]}")
    if claim.hotspot and claim.hotspot not in {hotspots.whole(h) for h in row["hotspots"]}:
        out.append(f"is not on {hotspots.get(claim.hotspot).name}")
    return out


def day(value: date, precision: str = "day") -> str:
    """A date in full, as far as it is known: ``25 February 2019``, ``February 2019``, ``2019``."""
    if precision == "year":
        return str(value.year)
    month = f"{value:%B} {value.year}"
    return month if precision == "month" else f"{value.day} {month}"
