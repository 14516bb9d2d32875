"""Measure a check on the labelled sets: one row of figures with exact 90% intervals for each."""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from scipy.stats import binomtest

from comity.parts.check.checked import CheckedClaim, check
from comity.parts.check.marking import CONTRADICTED, DIFFERS, ON_RECORD, SURE
from comity.records.coded_acts import Document
from comity.vocabulary.group import Group
from comity.watch.inquiry import Inquiry

Share = tuple[int, int]
Scored = list[tuple[Mapping[str, Any], CheckedClaim]]


def check_set(rows: Sequence[Mapping[str, Any]], inquiry: Inquiry) -> Scored:
    """Check each labelled sentence inside its text."""
    texts: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        texts.setdefault(row["text"], []).append(row)
    out: Scored = []
    for own in texts.values():
        written = date.fromisoformat(own[0]["date"]) if own[0].get("date") else None
        words = "\n".join(r["sentence"] for r in own)
        of_pair = inquiry.of_members(*Group.parse(own[0]["pair"]).codes)
        claims = list(check(Document("t", words, published=written, prose=True), of_pair).claims)
        for row in own:
            parts = [claims.pop(0)]
            while " ".join(c.claim.sentence for c in parts) != " ".join(row["sentence"].split()):
                parts.append(claims.pop(0))
            out.append((row, next((c for c in parts if c.mark.mark == ON_RECORD), parts[0])))
    return out


def is_right(row: Mapping[str, Any], record_id: str) -> bool:
    """Whether a label names a record; sources may share a roll call."""
    named = set(row["record"].split())
    votes = {r.partition(":")[2] for r in named if not r.startswith("chronicle:")}
    return record_id.removeprefix("memberships:") in named or record_id.partition(":")[2] in votes


def count_shares(scored: Scored, records: frozenset[str]) -> dict[str, Share]:
    """Count successes and trials of each figure.

    Parameters
    ----------
    records : ids of the records that can be found by their words
    """
    facts = [(r, c) for r, c in scored if r["record"] and set(r["record"].split()) <= records]
    shown = [[x.record.record_id for x in c.mark.records] for _, c in facts]
    notes = [
        (r, c.mark.records[0].record.record_id)
        for r, c in scored
        if c.mark.records
        and c.mark.records[0].chance >= SURE
        and c.mark.records[0].record.kind != "roll call"
    ]
    right_notes = sum(is_right(r, first) for r, first in notes)
    on = [r for r, c in scored if c.mark.mark == ON_RECORD]
    against = [r for r, c in scored if c.mark.mark == CONTRADICTED]
    differs = [r for r, c in scored if c.mark.mark == DIFFERS]
    changed = [c.mark.mark for r, c in scored if r["changed"]]
    labelled = [r for r, _ in scored if r["mark"] == "held"]
    right = sum(r["mark"] == "held" for r in on)
    with_record = sum(bool(set(r["record"].split()) & records) for r, _ in scored)
    return {
        "right record first": (sum(is_right(r, x[0]) for (r, _), x in zip(facts, shown, strict=True) if x), len(facts)),
        "right record among three": (
            sum(any(is_right(r, i) for i in x) for (r, _), x in zip(facts, shown, strict=True)), len(facts),
        ),
        "footnote right": (right_notes, len(notes)),
        "footnotes cover": (right_notes, with_record),
        "on record right": (right, len(on)),
        "on record found": (right, len(labelled)),
        "changed called on record": (changed.count(ON_RECORD), len(changed)),
        "differs right": (sum(r["mark"] in ("partly", "contradicted") for r in differs), len(differs)),
        "contradicted right": (sum(r["mark"] == "contradicted" for r in against), len(against)),
    }  # fmt: skip


def say(share: Share) -> str:
    """Say a share with its exact binomial (Clopper-Pearson) interval of 90%."""
    successes, trials = share
    if not trials:
        return "0 of 0"
    low, high = binomtest(successes, trials).proportion_ci(0.90)
    return f"{successes} of {trials}, {successes / trials:.3f} ({low:.2f} to {high:.2f})"


def read_articles(rows: Sequence[Mapping[str, Any]], clones: Path) -> Iterator[dict[str, Any]]:
    """Give rows of articles their sentences; one whose words are no longer those labelled is left out."""
    for row in rows:
        article = _read_article(clones / row["repository"].replace("/", "+"), row["commit"], row["path"])
        words = article[row["start"] : row["start"] + row["length"]]
        if hashlib.sha256(words.encode()).hexdigest() == row["sha256"]:
            yield {**row, "sentence": words.replace(row["was"], row["now"], 1) if row["changed"] else words}


@cache
def _read_article(clone: Path, commit: str, path: str) -> str:
    """Read an article without its markup, white space folded."""
    from tools.excerpts import plain  # noqa: PLC0415 - a tool beside the package

    git = clone / "repo" if (clone / "repo").exists() else clone
    show = ["git", "-C", str(git), "show", f"{commit}:{path}"]
    source = subprocess.run(show, capture_output=True, check=False).stdout  # noqa: S603 - a file of our own list
    lines = source.decode("utf-8", "replace").split("\n")
    return " ".join(" ".join(plain(line) for line in lines).split())


def open_inquiry() -> Inquiry:
    """Open an inquiry of what the package ships, on an empty lake."""
    return Inquiry.of("CHN", "RUS", lake=Path(tempfile.mkdtemp()) / "lake")
