"""What a page is asked, the page before it is written (HTML, JSON, CSV), and how a part adds one."""

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
        """Return a question from the parts of an address.

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
        """Return part of the address after the path, ``?`` included, only what differs from the defaults."""
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


@dataclass(frozen=True, slots=True)
class Page:
    """What a page shows.

    ``name`` is the page's word in addresses; ``template`` its file; ``heading`` its finding in one
    sentence; ``context`` what the template shows; ``rows`` the CSV; ``data`` the JSON; ``whole`` is false
    while a part that takes long is being computed, so that the page is not kept and loads again.
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
    """The data behind pages, as :class:`comity.parts.desk.desk_data.DeskData` holds them."""

    @property
    def jobs(self) -> object | None:
        """What computes beside answering; ``None`` where the caller waits."""
        ...

    @property
    def lake(self) -> Lake:
        """The lake that is asked."""
        ...

    def refresh(self) -> None:
        """Look at the lake now: after a write, the next page shows it."""
        ...

    def watch(self, question: Question) -> Watch:
        """Return the watch that a question is about."""
        ...

    def pair(self, question: Question, what: str) -> tuple[Watch, Question, str]:
        """Return the watch of a page about a pair, the question itself, and the part to wait for."""
        ...

    def once(self, name: str, question: Question, make: Callable[[Watch], T]) -> T:
        """Return something that takes long, made once for a watch while the data stay the same."""
        ...

    def part(
        self, page: str, question: Question, name: str, ask: Callable[..., T | None], *, now: bool
    ) -> tuple[T | None, str]:
        """Return a part of a page that takes long, and why it cannot be had ("" where it can)."""
        ...

    def asking(self, *question: object) -> AbstractContextManager[None]:
        """Lock a question while it is answered."""
        ...


class PageHost(Protocol):
    """What the desk lends a page that has addresses of its own."""

    @property
    def app(self) -> FastAPI:
        """The application to which addresses are added."""
        ...

    @property
    def data(self) -> PageData:
        """The data behind the pages."""
        ...

    def show(self, page: Page, more: Mapping[str, Any] | None = None) -> Response:
        """Make a page HTML, for this visitor only."""
        ...

    def read_signed(self, request: Request) -> Any:
        """Return the form of a request, once it is certain whose it is (a dependency of FastAPI)."""
        ...

    def describe_visitor(self, request: Request) -> dict[str, Any]:
        """Return what every template with forms needs."""
        ...


Build = Callable[[PageData, Question], Page]
"""One page's maker, from the question and the data held."""
Ask = Callable[[PageData, Question], list[Finding]]
"""What gives the findings that a page of findings is looked for in."""


@dataclass(frozen=True, slots=True)
class PartPage:
    """A page that a part adds: of a pair, of a pair at a hotspot, or with addresses of its own (``mount``).

    ``templates`` is the package whose folder ``templates`` has its files; ``findings`` are the scopes in
    which findings shown on it are looked up.
    """

    label: str
    templates: str
    pair: Build | None = None
    place: Build | None = None
    mount: Callable[[PageHost], None] | None = None
    findings: Mapping[str, Ask] = field(default_factory=dict)


def back(place: str) -> Response:
    """Go to a page of this desk after a change."""
    local = place.startswith("/") and not place.startswith(("//", "/\\")) and place.isprintable()
    return RedirectResponse(place if local else "/", 303)


def as_json(value: Any) -> Response:
    """Answer with plain types as JSON, not kept."""
    body = json.dumps(value, ensure_ascii=False, indent=1, default=str)
    return Response(body, media_type="application/json")


def as_csv(rows: Sequence[Mapping[str, Any]]) -> Response:
    """Answer with rows as CSV, not kept."""
    return Response(sanitize.as_csv(rows), media_type="text/csv")
