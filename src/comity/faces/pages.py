"""A page before it is written (the same content as HTML, JSON, CSV and charts), and how a part adds one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from comity.faces.present.chart import Chart
from comity.faces.question import Question
from comity.records.finding import Finding

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from fastapi import FastAPI, Request
    from fastapi.responses import Response

    from comity.lake.store import Lake
    from comity.watch import Watch

T = TypeVar("T")


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
