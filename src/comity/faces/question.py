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

PARTS = ("verdicts", "relation", "forecast", "questions", "souring", "whatif", "claims")
"""Parts of pages that take long."""
#: What kinds of acts a list can show.
KINDS = ("joint", "same-side", "steps-back", "opposed", "alone", "others", "unreviewed")
PLACEBO = "placebo"
LONGEST = 200
"""Characters of a search."""
_IN_PATH = ("group", "hotspot")


@dataclass(frozen=True, slots=True)
class Question:
    """The state of a view.

    ``first`` and ``last`` bound the acts of a list (both days included), ``q`` are words searched for,
    ``only`` the kinds of acts shown, by comma ("" for those of both), ``act`` the one opened beside the
    list; ``since`` is the day from which on something is new; ``form`` and ``source`` filter records;
    ``page`` counts lists from 1; ``beside`` the pairs to compare with, by comma; ``compute`` a part of the
    page that takes long and that the answer waits for.
    """

    group: Group
    hotspot: str = ""
    q: str = ""
    only: str = ""
    first: date | None = None
    last: date | None = None
    since: date | None = None
    as_of: date | None = None
    third: str = ""
    form: str = ""
    source: str = ""
    act: str = ""
    page: int = 1
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
            q=" ".join(parameters.get("q", "").split())[:LONGEST],
            only=_kinds(parameters.get("only", "")),
            first=_day(parameters.get("first", ""), end=False),
            last=_day(parameters.get("last", ""), end=True),
            since=_day(parameters.get("since", ""), end=False),
            as_of=_day(parameters.get("as_of", ""), end=True),
            third=states.get(parameters["third"]).code if parameters.get("third") else "",
            form=forms.get(parameters["form"]).id if parameters.get("form") else "",
            source=registry.card(parameters["source"]).id if parameters.get("source") else "",
            act=parameters.get("act", "")[:LONGEST],
            page=_count(parameters.get("page", "1")),
            beside=_pairs(parameters.get("beside") or parameters.get("with") or ""),
            compute=_one_of("compute", parameters.get("compute", ""), ("", *PARTS)),
        )

    @property
    def elsewhere(self) -> Self:
        """The same pair as known on the same day, and nothing else asked."""
        return type(self)(self.group, as_of=self.as_of, third=self.third)

    def query(self, **changes: Any) -> str:
        """The part of the address after the path, ``?`` included, only what differs from the defaults."""
        changed = replace(self, **changes)
        pairs = []
        for f in fields(changed):
            value = getattr(changed, f.name)
            if f.name not in _IN_PATH and value != f.default:
                pairs.append((f.name, str(value)))
        return "?" + urlencode(pairs) if pairs else ""

    def url(self, name: str, **changes: Any) -> str:
        """Address of a page of the same view: ``url("places", hotspot="syria")``."""
        changed = replace(self, **changes)
        path = f"/{name}/{quote(changed.group.id)}"
        return path + (f"/{quote(changed.hotspot)}" if changed.hotspot else "") + changed.query()

    def record(self, record_id: str) -> str:
        """Address of a record, seen from this pair."""
        as_of = f"&as_of={self.as_of}" if self.as_of else ""
        return f"/e/{quote(record_id)}?pair={quote(self.group.id)}{as_of}"


def _pairs(text: str) -> str:
    """Pairs by semicolon or comma, by name or code; none for placebos, which are the default."""
    if text.strip() in ("", PLACEBO):
        return ""
    parts = [p for p in text.split(";") if p.strip()]
    if len(parts) == 1 and "-" in text:
        parts = [p for p in text.split(",") if p.strip()]
    groups = [Group.parse(p) for p in parts]
    if any(len(g.codes) != 2 for g in groups):
        raise QuestionError("beside names pairs by semicolon, such as France, Germany; GBR-USA.")
    return ",".join(dict.fromkeys(g.id for g in groups))


def _kinds(text: str) -> str:
    wanted = {_one_of("only", k, KINDS) for k in text.split(",") if k}
    return ",".join(k for k in KINDS if k in wanted)


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
