"""Requests for web pages, pages before they are written as HTML, JSON or CSV, and pages of parts."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar
from urllib.parse import quote, urlencode

from fastapi.responses import RedirectResponse, Response

from comity.errors import QuestionError
from comity.faces.present import sanitize
from comity.faces.present.picture import Chart
from comity.records import bins
from comity.records.finding import Finding
from comity.sources import registry
from comity.vocabulary import forms, hotspots, states
from comity.vocabulary.group import Group

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from fastapi import FastAPI, Request

    from comity.lake.store import Lake
    from comity.watch import Watch

T = TypeVar("T")
#: Parts of pages that take long.
PARTS = ("verdicts", "relation", "forecast", "questions", "souring", "whatif", "claims")
#: Kinds of acts that a list can show.
KINDS = ("joint", "same-side", "steps-back", "opposed", "alone", "others", "unreviewed")
PLACEBO = "placebo"
#: Most characters of a search.
LONGEST = 200
_IN_PATH = ("group", "hotspot")


@dataclass(frozen=True, slots=True)
class Question:
    """What a request asks for, read from its web address.

    ``first`` and ``last`` limit the acts of a list (both days included). ``q`` holds the search words, and
    ``only`` the kinds of acts to show, comma-separated ("" for acts of both states). ``act`` is the act
    opened beside the list. Items after the day ``since`` are marked as new. ``form`` and ``source`` filter
    records. ``page`` counts from 1. ``beside`` holds the pairs to compare with, comma-separated. ``compute``
    names a slow part of the page that must be ready before the page is sent.
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
        """Return a question from the parts of a web address.

        Raises
        ------
        UnknownNameError, QuestionError
            If a name is unknown or a value is not allowed.
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
        """A question on the same pair and as-of day, with all other settings at their defaults."""
        return type(self)(self.group, as_of=self.as_of, third=self.third)

    def query(self, **changes: Any) -> str:
        """Return the query string, beginning with ``?``, with the values that differ from their defaults."""
        changed = replace(self, **changes)
        pairs = []
        for f in fields(changed):
            value = getattr(changed, f.name)
            if f.name not in _IN_PATH and value != f.default:
                pairs.append((f.name, str(value)))
        return "?" + urlencode(pairs) if pairs else ""

    def url(self, name: str, **changes: Any) -> str:
        """Return the address of another page with the same settings: ``url("places", hotspot="syria")``."""
        changed = replace(self, **changes)
        path = f"/{name}/{quote(changed.group.id)}"
        return path + (f"/{quote(changed.hotspot)}" if changed.hotspot else "") + changed.query()

    def record(self, record_id: str) -> str:
        """Return the address of a record's page that also names this pair."""
        as_of = f"&as_of={self.as_of}" if self.as_of else ""
        return f"/e/{quote(record_id)}?pair={quote(self.group.id)}{as_of}"


def _pairs(text: str) -> str:
    """Normalise a list of pairs separated by semicolons or commas; "" means the usual comparison pairs."""
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


@dataclass(frozen=True, slots=True)
class Page:
    """The content of a web page.

    ``name`` is the page's word in addresses, ``template`` its file, and ``heading`` its main result in one
    sentence. ``context`` holds the values for the template, ``rows`` the CSV, ``data`` the JSON. ``whole`` is
    false while a slow part is being computed, so that the page is not cached and loads again.
    """

    name: str
    template: str
    heading: str
    question: Question
    context: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]]
    data: Mapping[str, Any]
    charts: Mapping[str, Chart] = field(default_factory=dict)
    whole: bool = True


class PageData(Protocol):
    """The data for web pages; :class:`comity.parts.desk.desk_data.DeskData` implements this."""

    @property
    def jobs(self) -> object | None:
        """The background worker; ``None`` if requests wait for slow results."""
        ...

    @property
    def lake(self) -> Lake:
        """The lake whose records the pages show."""
        ...

    def refresh(self) -> None:
        """Read the lake again after a write, so that the next page shows the change."""
        ...

    def watch(self, question: Question) -> Watch:
        """Return the watch for a question."""
        ...

    def pair(self, question: Question, what: str) -> tuple[Watch, Question, str]:
        """Return the watch of a page on a pair, its question, and the slow part to wait for."""
        ...

    def once(self, name: str, question: Question, make: Callable[[Watch], T]) -> T:
        """Return a slow result of ``make``, computed once per watch until the data change."""
        ...

    def part(
        self, page: str, question: Question, name: str, ask: Callable[..., T | None], *, now: bool
    ) -> tuple[T | None, str]:
        """Return a slow part of a page, and the reason if it is not available ("" if it is available)."""
        ...

    def asking(self, *question: object) -> AbstractContextManager[None]:
        """Return a lock that lets only one request compute the answer to a question."""
        ...


class PageHost(Protocol):
    """What the web application offers to a page that handles addresses itself."""

    @property
    def app(self) -> FastAPI:
        """The FastAPI application, to which the addresses are added."""
        ...

    @property
    def data(self) -> PageData:
        """The data for the pages."""
        ...

    def show(self, page: Page, more: Mapping[str, Any] | None = None) -> Response:
        """Return a page as HTML that is not cached for other visitors."""
        ...

    def read_signed(self, request: Request) -> Any:
        """Return the form in a request after checking who sent it (a FastAPI dependency)."""
        ...

    def describe_visitor(self, request: Request) -> dict[str, Any]:
        """Return the values that every template with a form needs."""
        ...


#: Function that makes one page from the data and the question.
Build = Callable[[PageData, Question], Page]
#: Function that returns the findings in which a page of findings looks one up.
Ask = Callable[[PageData, Question], list[Finding]]


@dataclass(frozen=True, slots=True)
class PartPage:
    """A page that a part adds for a pair, for a pair at a hotspot, or with further addresses (``mount``).

    ``templates`` is the package whose folder ``templates`` has the template files. ``findings`` maps the
    scope of the page to the function that returns the findings on it.
    """

    label: str
    templates: str
    pair: Build | None = None
    place: Build | None = None
    mount: Callable[[PageHost], None] | None = None
    findings: Mapping[str, Ask] = field(default_factory=dict)


def back(place: str) -> Response:
    """Redirect to another page of this application after a change."""
    local = place.startswith("/") and not place.startswith(("//", "/\\")) and place.isprintable()
    return RedirectResponse(place if local else "/", 303)


def as_json(value: Any) -> Response:
    """Return a response that has a value in plain types as JSON and is not cached."""
    body = json.dumps(value, ensure_ascii=False, indent=1, default=str)
    return Response(body, media_type="application/json")


def as_csv(rows: Sequence[Mapping[str, Any]]) -> Response:
    """Return a response that has rows as CSV and is not cached."""
    return Response(sanitize.as_csv(rows), media_type="text/csv")
