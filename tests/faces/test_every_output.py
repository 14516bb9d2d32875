"""Every finding in every output carries its whole doubt, or says why not: one walk over all of them.

Interval, null, placebo rank, sample size, method with version and record ids.  What is missing must be
given its reason: a count is exact, a null without placebos says so, a finding that cannot be told says why.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pytest
from click.testing import CliRunner

from comity import Watch
from comity.faces.cli import cli
from comity.lake.store import Lake
from comity.records.finding import as_json
from comity.sources.events import icews
from comity.sources.votes import unga_unproject
from comity.watch.answer_cache import encode

PAIR = "CHN-RUS"
THREE = ("CHN", "IRN", "RUS")

ASKED: dict[str, list[list[str]]] = {
    "watch": [["watch", PAIR], *(["watch", PAIR, h] for h in ("iran", "bilateral"))],
    "roles": [["roles", PAIR], *(["roles", PAIR, h] for h in ("iran", "arctic"))],
    "votes": [["votes", PAIR], ["votes", PAIR, "syria"]],
    "ladder": [["roles", PAIR, "--ladder"]],
    "base": [["base", PAIR]],
    "words": [["words", PAIR, "iran"]],
}
"""Commands that show findings of a pair, as they are asked here."""


def findings(value: Any) -> Iterator[dict[str, Any]]:
    """Every finding anywhere in plain JSON."""
    if isinstance(value, dict):
        if {"question", "method", "null", "why_not"} <= set(value):
            yield value
        for inner in value.values():
            yield from findings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from findings(inner)


def missing(f: dict[str, Any]) -> list[str]:
    """What a finding lacks without saying why."""
    value, detail = f["value"], f["detail"]
    out = []
    name, _, version = f["method"].partition("/")
    out += [] if name and version.isdigit() else ["method and version"]
    out += [] if f["null"] else ["null"]
    out += [] if isinstance(f["n"], int) and f["n"] >= 0 else ["n"]
    if value is None or f["why_not"]:
        return out + ([] if f["why_not"] else ["why it cannot be told"])
    low_high = f["interval"]
    if low_high is None and not isinstance(value, int) and not detail.get("no_interval"):
        out.append("interval")
    if low_high is not None and isinstance(value, (int, float)) and not low_high[0] <= value <= low_high[1]:
        out.append("interval around the value")
    if f["placebo"] is None and not f["null"].startswith("none") and not detail.get("no_placebo"):
        out.append("placebo rank")
    if not f["records"] and value not in (0, "none", "no") and not detail.get("no_records"):
        out.append("records")
    if f["records_total"] < len(f["records"]):
        out.append("number of records")
    return out


def faults(told: Any) -> dict[str, list[str]]:
    """Question -> what it lacks, over everything told."""
    return {f["question"]: lack for f in findings(told) if (lack := missing(f))}


def said(lake: Path, words: list[str]) -> Any:
    ran = CliRunner().invoke(cli, [*words, "--format", "json", "--lake", str(lake)], catch_exceptions=False)
    assert ran.exit_code == 0, ran.output
    return json.loads(ran.output)


ACTORS = {
    "China": "Beijing",
    "Russian Federation": "Moscow",
    "United States": "Washington",
    "France": "Paris",
    "Germany": "Berlin",
    "United Kingdom": "London",
    "India": "Delhi",
    "Pakistan": "Islamabad",
    "Turkey": "Ankara",
    "Japan": "Tokyo",
    "Brazil": "Brasilia",
    "South Africa": "Pretoria",
}
TARGETS = ("Venezuela", "Iran", "North Korea", "Syria", "Ukraine", "Afghanistan")
CODES = ("010", "036", "043", "057", "061", "071", "111", "120", "131", "173")
DAYS = 190


def _events(rng: np.random.Generator) -> list[str]:
    """Half a year of a stream: shared news, a third of it about one another."""
    lines, first = [], date(2018, 9, 14)
    names = list(ACTORS)
    for day in range(DAYS):
        news = rng.gamma(1.0, 1.0, len(TARGETS))
        for actor in names:
            for n in range(rng.poisson(0.9)):
                own = rng.random() < 0.34
                target = (
                    str(rng.choice([x for x in names if x != actor]))
                    if own
                    else str(rng.choice(TARGETS, p=news / news.sum()))
                )
                place = str(rng.choice(TARGETS)) if own and rng.random() < 0.5 else target
                row = {
                    "Event ID": f"{len(lines) + 1}",
                    "Event Date": (first + timedelta(day)).isoformat(),
                    "Source Name": actor,
                    "Source Country": actor,
                    "Event Text": "x",
                    "CAMEO Code": str(rng.choice(CODES)),
                    "Intensity": "1",
                    "Target Name": target,
                    "Target Country": target,
                    "Story ID": f"{len(lines)}",
                    "Sentence Number": f"{n + 1}",
                    "Publisher": "Wire",
                    "City": "x",
                    "Country": place,
                    "Latitude": "1",
                    "Longitude": "1",
                }
                lines.append("\t".join(row.get(c, "") for c in icews.COLUMNS))
    return lines


def _votes(rng: np.random.Generator) -> str:
    """Eighty roll calls by agreement with China, some of them on hotspots."""
    others = (2, 365, 200, 220, 255, 750, 770, 560, 140, 740, 630, 652, 40, 145, 160, 820, 850, 840)
    lines = []
    for k in range(80):
        day = (date(2014, 1, 6) + timedelta(20 * k)).isoformat()
        title = ("Situation in the Syrian Arab Republic", "Disarmament", "Human rights in Iran")[k % 3]
        cells = [str(rng.choice([2, -1, -2], p=[0.6, 0.2, 0.2])) for _ in others]
        lines.append(
            f"{5000 + k},{day[:4]},71,5,100,20,NA,{day},A/RES/71/{k},0,0,{title},"
            f'"{title}",0,0,0,1,0,0,NA,{71000 + k},{",".join([*cells, "1" if k % 2 else "3"])}'
        )
    head = ",".join(unga_unproject.COLUMNS) + "," + ",".join(map(str, [*others, 710]))
    return "\r\n".join([head, *lines, ""])


FILES = ("20180914-icews-events.tab", "710.csv")


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake of half a year of made-up events and four years of made-up votes."""
    return build(tmp_path_factory.mktemp("toy"))


def build(folder: Path) -> Path:
    rng = np.random.default_rng(11)
    events = ["\t".join(icews.COLUMNS), *_events(rng)]
    (folder / "20180914-icews-events.tab").write_text("\n".join(events) + "\n")
    (folder / "710.csv").write_text(_votes(rng))
    with mock.patch.object(icews, "FULL_DAY", 1):  # a small stream that saw every day
        receipt = Lake.open(folder / "lake").add([folder / name for name in FILES])
    assert receipt.balances
    assert not receipt.gaps
    return folder / "lake"


@pytest.fixture(scope="module")
def none(empty_lake: Callable[[], Path]) -> Path:
    """Nothing held: what the package ships alone."""
    return empty_lake()


@pytest.mark.parametrize("command", sorted(ASKED))
@pytest.mark.parametrize("where", ["none", "toy"])
def test_every_finding_of_a_command(command: str, where: str, request: pytest.FixtureRequest) -> None:
    lake = request.getfixturevalue(where)
    for words in ASKED[command]:
        told = said(lake, words)
        assert list(findings(told)), words
        assert not faults(told), words


def test_the_walk_would_find_a_fault(toy: Path) -> None:
    told = said(toy, ["watch", PAIR, "iran"])
    known = [f for f in findings(told) if f["value"] is not None]
    assert len(known) > 20, "a walk over what cannot be told would prove nothing"
    for key, empty in (("interval", None), ("placebo", None), ("records", []), ("method", "x"), ("null", "")):
        f = next(f for f in known if f[key])
        bare = {**f, key: empty, "detail": {}}
        assert missing(bare), key


@pytest.mark.parametrize("where", ["none", "toy"])
def test_every_finding_of_the_watch(where: str, request: pytest.FixtureRequest) -> None:
    lake = request.getfixturevalue(where)
    for states, spots in ((("CHN", "RUS"), ("ukraine",)), (("FRA", "DEU"), ("iran",)), (THREE, ("iran",))):
        watch = Watch(*states, lake=lake)
        told = [
            *watch.votes.agreement(),
            *watch.votes.vetoes(),
            *watch.timing.pooled(),
            watch.record.alignment(),
        ]
        for h in spots:
            told += [
                *watch.picture(h).findings(),
                *watch.roles.at(h),
                watch.votes.opposed(h),
            ]
        assert not faults(json.loads(json.dumps([as_json(f) for f in told], default=str)))


def test_every_point_of_a_series_is_covered_or_unknown(toy: Path) -> None:
    watch = Watch("CHN", "RUS", lake=toy)
    for h in ("iran", "venezuela", "arctic", "bilateral"):
        for s in watch.series(h, "quarter"):
            json.dumps(encode(s), allow_nan=False)
            for p in s.points:
                assert (p.observed is None) <= (p.covered == 0.0)
                assert 0.0 <= p.covered <= 1.0
                if p.expected is not None:
                    assert p.low is not None
                    assert p.high is not None
                    assert p.low <= p.expected <= p.high
                    assert not math.isnan(p.expected)
    streams = [s for s in watch.series("iran", "quarter") if s.stream]
    assert streams, "the made-up stream can be tested"
    seen = [p for p in streams[0].points if p.observed is not None]
    assert {p.label for p in seen} <= {"2018 Q3", "2018 Q4", "2019 Q1"}
    assert seen[0].covered < 1.0, "the quarter in which it begins is seen in part"
    assert sum(p.observed or 0 for p in seen) > 0
