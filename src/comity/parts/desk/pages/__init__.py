"""Pages of the desk, one module for each; a function builds a page from the data and the question."""

from __future__ import annotations

from collections.abc import Callable

from comity import plugins
from comity.faces.pages import Page, PartPage, Question
from comity.parts.desk.desk_data import DeskData
from comity.parts.desk.pages import (
    base,
    compare,
    evidence,
    method,
    place,
    places,
    sources,
    tests,
    votes,
    watch,
)

#: Function that builds a page.
Build = Callable[[DeskData, Question], Page]
#: Pages added by parts, by name.
PART_PAGES: dict[str, PartPage] = {name: plugins.load("pages", name) for name in plugins.list_names("pages")}

#: Pages about a pair, at ``/NAME/PAIR``.
OF_A_PAIR: dict[str, Build] = {
    "watch": watch.build,
    "places": places.build,
    "votes": votes.build,
    "compare": compare.build,
    "base": base.build,
    "evidence": evidence.build,
    "sources": sources.build,
    "method": method.build,
    **{name: page.pair for name, page in PART_PAGES.items() if page.pair},
}

#: Pages about a pair at a hotspot, at ``/NAME/PAIR/HOTSPOT``.
OF_A_HOTSPOT: dict[str, Build] = {
    "places": place.build,
    "tests": tests.build,
    "evidence": evidence.build,
    **{name: page.place for name, page in PART_PAGES.items() if page.place},
}
