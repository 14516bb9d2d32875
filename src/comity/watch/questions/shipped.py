"""Shipped readings: figures read from records that may not be passed on.

Event streams and vote files may be read by anybody but not redistributed, so a fresh machine has none.
The findings for some pairs on such records are kept in ``data/readings.json`` as figures only, with the
hashes of the files read, the span and the method of each.  They stand in for a statistics witness until
the user's own lake can answer, always marked as shipped, and a finding whose method has moved on since
is refused: figures of an older method are not figures of this one.

``tools/readings.py`` makes the file anew; a test compares it with the records where these lie at hand.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

from comity.errors import VocabularyError
from comity.measures.coaction import statistic
from comity.measures.votes import excess, roll_call_agreement
from comity.measures.votes import veto_rates as vetoes
from comity.records.finding import Finding, as_json, from_json
from comity.watch.inquiry import Inquiry

FILE = "watch/data/readings.json"
METHODS = frozenset({roll_call_agreement.METHOD, statistic.METHOD, excess.METHOD, vetoes.METHOD})
"""Methods as they are now; a reading made by any other is refused."""

SAMPLE = 5
"""How many record ids a shipped finding names; the total is always given."""


@dataclass(frozen=True, slots=True)
class ShippedReading:
    """What was read for one group.

    ``files`` maps the name of each file read to its SHA-256, ``made`` is the day it was made, ``until``
    the last day of the records; ``refused`` counts findings left out because their method moved on.
    """

    group: str
    made: str
    until: str
    files: Mapping[str, str]
    votes: tuple[Finding, ...]
    vetoes: tuple[Finding, ...]
    pooled: tuple[Finding, ...]
    excess: tuple[Finding, ...]
    by_hotspot: Mapping[str, Mapping[str, tuple[Finding, ...]]]
    refused: int = 0


PARTS = ("votes", "vetoes", "pooled", "excess")
SPOT_PARTS = ("votes", "vetoes", "timing")


@cache
def shipped() -> dict[str, ShippedReading]:
    """Every reading that comes with the package, by group id.

    Raises
    ------
    VocabularyError
        When the file is not what it should be.
    """
    text = resources.files("comity").joinpath(FILE).read_text("utf-8")
    try:
        return {group: parse(group, data) for group, data in json.loads(text).items()}
    except (ValueError, KeyError, TypeError, AttributeError) as e:
        raise VocabularyError(FILE, "the file", f"is not a file of readings ({e})") from None


def reading(inquiry: Inquiry) -> ShippedReading | None:
    """The shipped reading of the group; none where the question is narrowed."""
    return None if inquiry.narrowed else shipped().get(inquiry.group.id)


def part(inquiry: Inquiry, name: str, hotspot: str | None = None) -> tuple[Finding, ...]:
    """What the shipped reading has of a part, on a hotspot or on all; empty where it has nothing."""
    shipped_reading = reading(inquiry)
    if shipped_reading is None:
        return ()
    if hotspot is not None:
        return shipped_reading.by_hotspot.get(hotspot, {}).get(name, ())
    return tuple(getattr(shipped_reading, name))


def parse(group: str, data: Mapping[str, Any]) -> ShippedReading:
    """One reading from its plain form, findings of outdated methods left out and counted."""
    refused = 0

    def current(findings: list[dict[str, Any]]) -> tuple[Finding, ...]:
        nonlocal refused
        current_findings = [f for f in findings if f["method"] in METHODS]
        refused += len(findings) - len(current_findings)
        return tuple(_marked(from_json(f), data["made"]) for f in current_findings)

    parts = {p: current(data[p]) for p in PARTS}
    spots = {
        h: {p: current(of_hotspot[p]) for p in SPOT_PARTS} for h, of_hotspot in data["by_hotspot"].items()
    }
    return ShippedReading(
        group=group,
        made=data["made"],
        until=data["until"],
        files=data["files"],
        by_hotspot=spots,
        refused=refused,
        **parts,
    )


def _marked(f: Finding, made: str) -> Finding:
    return replace(f, shipped=made)


def plain(r: ShippedReading) -> dict[str, Any]:
    """Plain form of a reading, for the file: figures only, a few record ids for orientation."""

    def sampled(findings: tuple[Finding, ...]) -> list[dict[str, Any]]:
        return [as_json(replace(f, records=f.records[:SAMPLE], shipped="")) for f in findings]

    return {
        "made": r.made,
        "until": r.until,
        "files": dict(sorted(r.files.items())),
        **{p: sampled(getattr(r, p)) for p in PARTS},
        "by_hotspot": {
            h: {p: sampled(told_here[p]) for p in SPOT_PARTS} for h, told_here in r.by_hotspot.items()
        },
    }
