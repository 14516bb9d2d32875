"""Everything that the facts and the labelled texts name is in the vocabulary."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from comity.vocabulary import bodies, forms, hotspots, states
from comity.vocabulary.load import words

pytestmark = pytest.mark.real

NOT_A_HOTSPOT = {"other"}  # the codebook's word for "outside the twelve"


def _facts(shared: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (shared / "facts" / "facts.jsonl").read_text("utf-8").splitlines()]


def _claims(shared: Path) -> Iterator[dict[str, Any]]:
    for name in ("news_gold_dev.jsonl", "prose_gold_dev.jsonl"):
        for line in (shared / "text" / name).read_text("utf-8").splitlines():
            yield from json.loads(line)["claims"]


def _unknown(codes: set[str]) -> set[str]:
    return codes - set(states.all_states()) - set(bodies.all_bodies())


def test_codes_of_the_facts(shared_data: Path) -> None:
    facts = _facts(shared_data)
    assert len(facts) > 700
    assert _unknown({c for f in facts for c in (*f["actors"], *f["targets"])}) == set()
    assert {f["hotspot"] for f in facts} <= set(hotspots.all_hotspots())
    assert {f["form"] for f in facts} <= set(forms.all_forms())
    assert {f["domain"] for f in facts} <= set(words("domains"))
    assert {f["toward_us"] for f in facts} <= set(words("stances"))


def test_codes_of_the_labelled_texts(shared_data: Path) -> None:
    claims = list(_claims(shared_data))
    named = {c for k in claims for c in (*k["actors"], *k["partners"], *k["targets"])}
    assert _unknown(named) == set()
    assert {h for k in claims for h in k["hotspots"]} - NOT_A_HOTSPOT <= set(hotspots.all_hotspots())
    assert {f for k in claims for f in k["forms"]} <= set(forms.all_forms())


def test_polarity_of_the_labelled_forms(shared_data: Path) -> None:
    """A claim of cooperation carries no apart form; one of friction nearly always does."""
    friction = 0
    for claim in _claims(shared_data):
        apart = any(forms.get(f).rung == "apart" for f in claim["forms"])
        assert not (apart and claim["polarity"] == "cooperation"), claim
        friction += apart
    assert friction > 50


# The Chemical Weapons Convention is about no place by its title; the fact knows the debate was on Syria.
BY_DEBATE_ONLY = {"A/RES/73/45"}


def test_roll_calls_of_the_facts_are_about_their_hotspot(shared_data: Path) -> None:
    """The vote terms find the hotspot that a person gave to each roll call in the facts."""
    titles = _titles(shared_data)
    found = 0
    for fact in _facts(shared_data):
        for source in fact["sources"]:
            told = re.search(r"roll calls(?: \([^)]*\))?, (\S+)$", source.get("title") or "")
            if not told or told.group(1) not in titles or told.group(1) in BY_DEBATE_ONLY:
                continue
            about = _about(titles[told.group(1)])
            if fact["hotspot"] == "bilateral":
                assert not about, (told.group(1), about)
            else:
                assert fact["hotspot"] in about, (told.group(1), about)
            found += 1
    assert found > 60


def _about(calls: list[tuple[str, tuple[str, ...]]]) -> set[str]:
    from comity.vocabulary import topics

    return {h for title, tags in calls for h in topics.find_vote_hotspots(title, tags)}


def _titles(shared: Path) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """Symbol -> titles and issue tags of its roll calls, of the Assembly and the human rights bodies."""
    import csv
    import warnings

    import rdata

    votes = shared / "votes"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # rdata warns of tibbles
        calls = rdata.read_rda(votes / "unga_unvotes_roll_calls.rda")["un_roll_calls"]
        tags = rdata.read_rda(votes / "unga_unvotes_issues.rda")["un_roll_call_issues"]
    by_call: dict[float, list[str]] = {}
    for row in tags.itertuples():
        by_call.setdefault(row.rcid, []).append(str(row.short_name))
    out: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for row in calls.itertuples():
        issues = tuple(by_call.get(row.rcid, ()))
        for title in (row.short, row.descr):
            out.setdefault(str(row.unres), []).append((str(title), issues))
    with (votes / "hrc_chr_resolutions.csv").open(encoding="utf-8-sig", newline="") as stream:
        for line in csv.DictReader(stream):
            out.setdefault(line["symbol"], []).append((line["title"], ()))
    return out
