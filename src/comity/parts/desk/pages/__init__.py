"""One file a page.  A page is a function from the data held and the question to what it shows."""

from __future__ import annotations

from comity.parts.desk.page import Build
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
from comity.parts.outlook import page as outlook

OF_A_PAIR: dict[str, Build] = {
    "watch": watch.build,
    "places": places.build,
    "votes": votes.build,
    "compare": compare.build,
    "base": base.build,
    "evidence": evidence.build,
    "outlook": outlook.build,
    "sources": sources.build,
    "method": method.build,
}
"""Pages of a pair, at ``/NAME/PAIR``."""

OF_A_HOTSPOT: dict[str, Build] = {
    "places": place.build,
    "tests": tests.build,
    "evidence": evidence.build,
    "outlook": outlook.build,
}
"""Pages of a pair and a hotspot, at ``/NAME/PAIR/HOTSPOT``."""
