"""Joint vetoes as acts: whose drafts they are, and when a chronicle tells the same one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from comity.measures.votes.joint_vetoes import joint_vetoes
from comity.records.schemas import ACT, BALLOT, ROLL_CALL
from comity.vocabulary.group import Group

PAIR = Group.of("CHN", "RUS")
DAY = date(2014, 5, 22)
WHOLE = (date.min, date.max)


def _source(key: str, day: date = DAY) -> dict[str, Any]:
    return {"record_id": key, "source": "toy", "file_id": "f", "row_no": 1, "known_on": day}


def council(*drafts: tuple[str, date, str, str]) -> tuple[pa.Table, pa.Table]:
    """Ballots and roll calls of drafts: symbol, day, title, and who vetoed ("CHN RUS")."""
    ballots, calls = [], []
    for symbol, day, title, by in drafts:
        common = {"roll_call_id": f"UNSC:{symbol}", "body": "UNSC", "date": day}
        words = {
            "precision": "day",
            "symbol": symbol,
            "title": title,
            "issues": [],
            "url": "https://un.org/x",
        }
        calls.append({**_source(f"call:{symbol}", day), **common, **words})
        for state in by.split():
            vote = {"state": state, "choice": "no", "veto": True}
            ballots.append({**_source(f"vote:{symbol}:{state}", day), **common, **vote})
    return pa.Table.from_pylist(ballots, BALLOT), pa.Table.from_pylist(calls, ROLL_CALL)


def told(
    summary: str,
    *,
    key: str = "fact:1",
    first: date = DAY,
    last: date = DAY,
    actors: tuple[str, ...] = ("CHN", "RUS"),
) -> pa.Table:
    """An act of a chronicle about a joint veto."""
    fact = {
        **_source(key),
        "date_from": first,
        "date_to": last,
        "precision": "day",
        "kind": "event",
        "occurrence": f"occurrence of {key}",
        "actors": list(actors),
        "partners": [],
        "targets": ["UNSC"],
        "hotspots": ["syria"],
        "forms": ["joint-veto"],
        "polarity": "cooperation",
        "toward_third": "against",
        "third": "FRA",
        "modality": "asserted",
        "summary": summary,
        "citations": [],
        "rules": [],
    }
    return pa.Table.from_pylist([fact], ACT)


NOTHING = ACT.empty_table()


def test_only_drafts_that_every_member_vetoed_are_acts() -> None:
    votes = council(
        ("S/1", DAY, "The situation in Syria", "RUS CHN"),
        ("S/2", DAY, "The situation in Syria", "RUS"),
        ("S/3", date(2015, 1, 1), "Some other matter", "CHN RUS"),
    )
    one, other = joint_vetoes(*votes, NOTHING, PAIR, *WHOLE).to_pylist()
    assert (one["record_id"], one["actors"], one["hotspots"]) == ("call:S/1", ["CHN", "RUS"], ["syria"])
    assert one["summary"] == "Both vetoed draft S/1 (The situation in Syria)."
    cited = one["citations"][0]
    assert (cited["title"], cited["url"]) == ("UN document S/1", "https://un.org/x")
    assert cited["published"] == DAY.isoformat()
    assert one["toward_third"] == "unknown"
    assert (other["record_id"], other["hotspots"]) == ("call:S/3", ["bilateral"])


def test_a_draft_without_an_address_is_cited_where_documents_are_kept() -> None:
    ballots, calls = council(("S/1", DAY, "The situation in Syria", "RUS CHN"))
    calls = calls.set_column(calls.schema.get_field_index("url"), "url", pa.nulls(len(calls), pa.string()))
    (one,) = joint_vetoes(ballots, calls, NOTHING, PAIR, *WHOLE).to_pylist()
    assert one["citations"][0]["url"] == "https://docs.un.org/S/1"


@pytest.mark.parametrize(
    ("since", "until", "n"),
    [(DAY, DAY, 1), (date(2014, 5, 23), date.max, 0), (date.min, date(2014, 5, 21), 0)],
)
def test_both_days_of_the_window_are_in_it(since: date, until: date, n: int) -> None:
    votes = council(("S/1", DAY, "The situation in Syria", "RUS CHN"))
    assert joint_vetoes(*votes, NOTHING, PAIR, since, until).num_rows == n


@pytest.mark.parametrize(
    ("fact", "same"),
    [
        (told("Both vetoed draft S/1 on Syria."), True),
        (told("Both vetoed a draft on Syria."), True),
        (told("Both vetoed draft S/9 on Syria."), False),
        (told("Russia vetoed draft S/1.", actors=("RUS",)), False),
        (told("Both vetoed a draft on Syria.", last=date(2014, 5, 23)), True),
        (told("Both vetoed a draft on Syria.", first=date(2014, 5, 23), last=date(2014, 5, 23)), False),
        (told("Both vetoed a draft on Syria.", first=date(2014, 5, 1), last=date(2014, 5, 21)), False),
    ],
)
def test_a_veto_that_a_chronicle_tells_is_one_occurrence_with_it(fact: pa.Table, same: bool) -> None:
    votes = council(("S/1", DAY, "Some other matter", "CHN RUS"))
    (veto,) = joint_vetoes(*votes, fact, PAIR, *WHOLE).to_pylist()
    expected = ("occurrence of fact:1", ["syria"], "against", "FRA")
    alone = ("UNSC:S/1", ["bilateral"], "unknown", "USA")
    got = (veto["occurrence"], veto["hotspots"], veto["toward_third"], veto["third"])
    assert got == (expected if same else alone)


def test_a_fact_that_names_the_draft_goes_before_one_that_names_none() -> None:
    votes = council(("S/1", DAY, "Some other matter", "CHN RUS"))
    facts = pa.concat_tables(
        [told("Both vetoed a draft.", key="fact:0"), told("Both vetoed S/1.", key="fact:2")]
    )
    (veto,) = joint_vetoes(*votes, facts, PAIR, *WHOLE).to_pylist()
    assert veto["occurrence"] == "occurrence of fact:2"


def test_three_who_veto_are_all() -> None:
    votes = council(("S/1", DAY, "Some other matter", "CHN RUS FRA"))
    (veto,) = joint_vetoes(*votes, NOTHING, PAIR, *WHOLE).to_pylist()
    assert veto["summary"].startswith("All vetoed draft S/1")
