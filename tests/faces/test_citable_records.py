"""Notes of a brief: which source of a record is named, with its own date."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from comity.faces.brief.model import find_record, sources
from watch import toy

ACTED = date(2001, 6, 15)


def source(title: str, kind: str, published: str | None) -> dict[str, Any]:
    return {"title": title, "url": f"https://example.org/{title}", "kind": kind, "published": published}


@pytest.mark.parametrize(
    ("sources", "named"),
    [
        ([("later", "press", "2018"), ("then", "press", "2001-06-16")], "then"),
        ([("eve", "press", "2001-06-14"), ("after", "press", "2001-07")], "after"),
        ([("eve", "press", "2001-06-14"), ("paper", "analysis", "2001-07")], "eve"),
        ([("press", "press", "2001-06-17"), ("own words", "party-statement", "2001-06-15")], "own words"),
        ([("press", "press", "2001-06-17"), ("memory", "party-statement", "2011-06-15")], "press"),
        ([("undated", "press", None), ("dated", "press", "2002")], "dated"),
        (
            [("roll call", "official-record", "2001-06-20"), ("own words", "document", "2001-06-15")],
            "roll call",
        ),
    ],
)
def test_of_one_grade_the_first_source_after_the_act_is_named(
    sources: list[tuple[str, str, str | None]], named: str
) -> None:
    row = toy.act(ACTED, "syria", citations=[source(*s) for s in sources])
    assert find_record(row)["title"] == named


def test_of_a_division_of_labour_two_sources_of_its_grade_are_named() -> None:
    cites = [source("arms", "analysis", "2001-08"), source("oil", "analysis", "2001-07")]
    row = toy.act(
        ACTED, "syria", "division-of-labour", citations=[*cites, source("talk", "social", "2001-07")]
    )
    assert [c["title"] for c in sources(row)] == ["arms", "oil"]
    assert [c["title"] for c in sources({**row, "forms": ["summit"]})] == ["oil"]
