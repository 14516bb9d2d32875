"""What a page is asked.  All of it stands in the address: copying the address copies the view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Self
from urllib.parse import quote, urlencode

from comity.errors import QuestionError
from comity.records import bins
from comity.sources import registry
from comity.vocabulary import forms, hotspots, states
from comity.vocabulary.group import Group

WIDTHS = ("month", "quarter", "year")
KINDS = ("deed", "word", "ballot", "event", "condition")
ONE_DAY = "day"
PLACEBO = "placebo"
PARTS = ("acts", "timing", "relation", "forecast", "questions", "souring", "whatif", "claims")
"""Parts of pages that take long."""
_IN_PATH = ("group", "hotspot")


@dataclass(frozen=True, slots=True)
class Question:
    """The state of a view.

    ``bin`` is the width of a time bin, "" for the one that suits the page; ``first`` and ``last`` cut
    the picture (both days included); ``cell`` is the selected cell, ``hotspot.first-day``; ``form``,
    ``kind`` and ``source`` filter the records; ``page`` counts lists from 1; ``numbers`` and ``borders``
    are what is drawn on a matrix and a map; ``beside`` the pairs to compare with, by comma; ``compute`` a
    part of the page that takes long and that the answer waits for.
    """

    group: Group
    hotspot: str = ""
    bin: str = ""
    first: date | None = None
    last: date | None = None
    as_of: date | None = None
    third: str = ""
    cell: str = ""
    form: str = ""
    kind: str = ""
    source: str = ""
    against: bool = False
    page: int = 1
    numbers: bool = False
    borders: bool = True
    beside: str = ""
    compute: str = ""

    @classmethod
    def read(cls, group: str, parameters: Mapping[str, str], hotspot: str = "") -> Self:
        """A question from the parts of an address.

        Raises
        ------
        UnknownNameError, QuestionError
            When a name is unknown, or a value is none of those it may have.
        """
        hotspot = hotspot or parameters.get("hotspot", "")
        spot = hotspots.whole(hotspots.get(hotspot).id) if hotspot else ""
        return cls(
            group=Group.parse(group),
            hotspot=spot,
            bin=_one_of("bin", parameters.get("bin", ""), ("", *WIDTHS)),
            first=_day(parameters.get("first", ""), end=False),
            last=_day(parameters.get("last", ""), end=True),
            as_of=_day(parameters.get("as_of", ""), end=True),
            third=states.get(parameters["third"]).code if parameters.get("third") else "",
            cell=_cell(parameters.get("cell", "")),
            form=forms.get(parameters["form"]).id if parameters.get("form") else "",
            kind=_one_of("kind", parameters.get("kind", ""), ("", *KINDS)),
            source=registry.get(parameters["source"]).card.id if parameters.get("source") else "",
            against=parameters.get("against", "") == "1",
            page=_count(parameters.get("page", "1")),
            numbers=parameters.get("numbers", "") == "1",
            borders=parameters.get("borders", "1") != "0",
            beside=_pairs(parameters.get("beside") or parameters.get("with") or ""),
            compute=_one_of("compute", parameters.get("compute", ""), ("", *PARTS)),
        )

    def query(self, **changes: Any) -> str:
        """The part of the address after the path, ``?`` included, only what differs from the defaults."""
        changed = replace(self, **changes)
        pairs = []
        for f in fields(changed):
            value = getattr(changed, f.name)
            if f.name not in _IN_PATH and value != f.default:
                pairs.append((f.name, _text(value)))
        return "?" + urlencode(pairs) if pairs else ""

    def url(self, name: str, **changes: Any) -> str:
        """Address of a page of the same view: ``url("hotspot", hotspot="syria")``."""
        changed = replace(self, **changes)
        path = f"/{name}/{quote(changed.group.id)}"
        return path + (f"/{quote(changed.hotspot)}" if changed.hotspot else "") + changed.query()

    def record(self, record_id: str) -> str:
        """Address of a record, seen from this pair."""
        as_of = f"&as_of={self.as_of}" if self.as_of else ""
        return f"/e/{quote(record_id)}?pair={quote(self.group.id)}{as_of}"

    @property
    def selected(self) -> tuple[str, date] | None:
        """Hotspot and first day of the selected cell."""
        if not self.cell:
            return None
        spot, _, day = self.cell.partition(".")
        return spot, date.fromisoformat(day)


def _pairs(text: str) -> str:
    """Pairs by comma; none for placebos, which are the default."""
    groups = [Group.parse(p) for p in text.split(",") if p.strip() and p.strip() != PLACEBO]
    if any(len(g.codes) != 2 for g in groups):
        raise QuestionError("beside names pairs by comma, such as FRA-DEU,GBR-USA.")
    return ",".join(dict.fromkeys(g.id for g in groups))


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value)


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise QuestionError(f"{name} is one of {', '.join(a for a in allowed if a)}, not {value!r}.")
    return value


def _day(text: str, *, end: bool) -> date | None:
    return bins.window(text)[end] if text else None


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 100_000:
        raise QuestionError(f"page is a number from 1 on, not {text!r}.")
    return int(text)


def _cell(text: str) -> str:
    if not text:
        return ""
    spot, _, day = text.partition(".")
    return f"{hotspots.whole(hotspots.get(spot).id)}.{bins.window(day)[0].isoformat()}"
