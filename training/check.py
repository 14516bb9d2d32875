"""Fit and measure the regressions by which a check finds the record for a sentence, and marks it.

python -m training.check [--write] [--kept] [--articles FOLDER] [--openings FILE]

FOLDER has git clones of the articles' repositories as FOLDER/owner+name. FILE (JSON Lines) has the sentences
of the fourteenth and fifteenth set, by their digests. There are three regressions:

- ``rank`` chooses among the records found (a conditional logit, McFadden 1974).
- ``right`` predicts whether the first of them is the right one.
- ``on record`` and ``differs`` predict what it says of the sentence (a multinomial logit).

The made-up sets are labels/check_*.jsonl. Sets eleven to thirteen are never fitted on. Sets seven and eight
are measured with weights fitted without them. One half of each news set is fitted on; ``--kept`` measures the
other.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.special import logsumexp
from scipy.stats import binomtest

from comity.parts.check import evidence
from comity.parts.check.checked import CheckedClaim, check
from comity.parts.check.evidence import FEATURES, CandidateRecord, EvidenceIndex, describe_first
from comity.parts.check.marking import (
    CONTRADICTED,
    DIFFERS,
    MARK_FEATURES,
    ON_RECORD,
    SURE,
    describe_mark,
    show,
)
from comity.parts.check.readings import SentenceReading, read_text
from comity.records.coded_acts import Document
from comity.types import FloatArray
from comity.vocabulary.group import Group
from comity.watch.inquiry import Inquiry

LABELS = Path(__file__).resolve().parent.parent / "labels"
WEIGHTS = Path(evidence.__file__).with_name("data") / "weights.csv"
OLDER = (
    "check",
    *(f"check_{n}" for n in ("fresh", "second", "third", "fourth", "fifth", "sixth", "ninth", "tenth")),
)
TURNED, NEWEST = ("check_seventh", "check_eighth"), ("check_eleventh", "check_twelfth", "check_thirteenth")
OPENINGS = ("check_fourteenth", "check_fifteenth")
OPENING_MARKS = {
    "on record": "held", "differs": "partly", "in general": "general", "not on record": "not held",
    "not a claim": "no claim",
}  # fmt: skip
MARKED = {"held": 0, "partly": 1, "contradicted": 1}
RIDGE, WEIGHT_OF_NEWS = 1.0, 2.0

Row = Mapping[str, Any]
Weights = dict[str, FloatArray]
Share = tuple[int, int]
Scored = list[tuple[Row, CheckedClaim]]


def load(name: str) -> list[dict[str, Any]]:
    """Load a set of labelled sentences."""
    return [json.loads(line) for line in (LABELS / f"{name}.jsonl").read_text("utf-8").splitlines()]


def read_openings(name: str, words: Path) -> list[dict[str, Any]]:
    """Read a news set with its sentences, the marks of the other sets and its half: b is kept."""
    sentences = {r["sha256"]: r["sentence"] for r in map(json.loads, words.read_text("utf-8").splitlines())}
    out = []
    for row in load(name):
        half = row["half"][-1] if name == "check_fifteenth" else "ba"[int(row["text"][1:]) % 2]
        if sentence := row.get("sentence") or sentences.get(row["sha256"]):
            out.append({**row, "half": half, "sentence": sentence, "mark": OPENING_MARKS[row["mark"]]})
    return out


def read_articles(clones: Path) -> Iterator[dict[str, Any]]:
    """Give rows of articles their sentences; one whose words are no longer those labelled is left out."""
    for row in load("check_articles"):
        article = _read_article(clones / row["repository"].replace("/", "+"), row["commit"], row["path"])
        words = article[row["start"] : row["start"] + row["length"]]
        if hashlib.sha256(words.encode()).hexdigest() == row["sha256"]:
            yield {**row, "sentence": words.replace(row["was"], row["now"], 1) if row["changed"] else words}


@cache
def _read_article(clone: Path, commit: str, path: str) -> str:
    """Read an article without its markup, white space folded."""
    from tools.excerpts import plain  # noqa: PLC0415 - a tool beside the package

    git = clone / "repo" if (clone / "repo").exists() else clone
    show_file = ["git", "-C", str(git), "show", f"{commit}:{path}"]
    source = subprocess.run(show_file, capture_output=True, check=False).stdout  # noqa: S603 - our own list
    lines = source.decode("utf-8", "replace").split("\n")
    return " ".join(" ".join(plain(line) for line in lines).split())


def split_texts(rows: Iterable[Row]) -> list[tuple[list[Row], tuple[str, ...], date | None]]:
    """Group rows by text, each with its pair and its day."""
    texts: dict[str, list[Row]] = {}
    for row in rows:
        texts.setdefault(row["text"], []).append(row)
    days = (of[0].get("date") for of in texts.values())
    return [
        (of, Group.parse(of[0]["pair"]).codes, date.fromisoformat(day) if day else None)
        for of, day in zip(texts.values(), days, strict=True)
    ]


def _take_parts(row: Row, left: list[Any], sentence: Callable[[Any], str]) -> list[Any]:
    """Take from what is left the parts that a labelled sentence was cut into."""
    parts = [left.pop(0)]
    while " ".join(map(sentence, parts)) != " ".join(row["sentence"].split()):
        parts.append(left.pop(0))
    return parts


@dataclass(frozen=True, eq=False)
class Case:
    """A labelled sentence with the records found for it, their features and which are right."""

    row: Row
    reading: SentenceReading
    candidates: list[int]
    table: FloatArray
    right: np.ndarray[Any, np.dtype[np.bool_]]


def describe(rows: Iterable[Row], records: EvidenceIndex) -> list[Case]:
    """Describe the records found for each sentence inside its text."""
    out = []
    for of_text, pair, written in split_texts(rows):
        left = list(read_text("\n".join(r["sentence"] for r in of_text), pair, written))
        context = records.open_text(pair, written)
        for row in of_text:
            parts = _take_parts(row, left, lambda s: s.sentence)
            candidates, table = records.describe(parts[0], context, records.score(parts[0]))
            named = set(row["record"].split())
            right = np.array([records.rows[n].record_id in named for n in candidates])
            out.append(Case(row, parts[0], candidates, table, right))
            for part in parts:
                context.pass_sentence(part, records.score(part))
    return out


def _minimise(loss: Callable[[FloatArray], tuple[float, FloatArray]], size: int) -> FloatArray:
    fitted: FloatArray = minimize(
        loss, np.zeros(size), jac=True, method="L-BFGS-B", options={"maxiter": 2000}
    ).x
    return fitted


def fit_rank(cases: Sequence[Case], weights: FloatArray) -> FloatArray:
    """Fit the weights that rank the records found, so that a right one comes first."""
    with_right = [(c, w) for c, w in zip(cases, weights, strict=True) if c.right.any()]
    most = max(len(c.right) for c, _ in with_right)
    table = np.zeros((len(with_right), most, len(FEATURES)))
    every, right = np.full((2, len(with_right), most), -1e9)
    for n, (c, _) in enumerate(with_right):
        table[n, : len(c.table)], every[n, : len(c.table)] = c.table, 0
        right[n, : len(c.table)][c.right] = 0
    flat, of_case = table.reshape(-1, len(FEATURES)), np.array([w for _, w in with_right])

    def loss(w: FloatArray) -> tuple[float, FloatArray]:
        z = (flat @ w).reshape(every.shape)
        total, named = logsumexp(z + every, axis=1), logsumexp(z + right, axis=1)
        slope = np.exp(z + every - total[:, None]) - np.exp(z + right - named[:, None])
        return float(of_case @ (total - named) + RIDGE * w @ w / 2), flat.T @ (
            slope * of_case[:, None]
        ).ravel() + RIDGE * w

    return _minimise(loss, len(FEATURES))


def fit_classes(x: FloatArray, y: Sequence[int], weights: FloatArray, classes: int) -> FloatArray:
    """Fit a multinomial logit, the last class as the base: one column of weights for each of the others."""
    members = np.eye(classes)[list(y)]

    def loss(flat: FloatArray) -> tuple[float, FloatArray]:
        w = np.column_stack([flat.reshape(-1, classes - 1), np.zeros(x.shape[1])])
        z = x @ w
        total = logsumexp(z, axis=1)
        slope = x.T @ ((np.exp(z - total[:, None]) - members) * weights[:, None])[:, :-1]
        slope[1:] += RIDGE * w[1:, :-1]
        fit = weights @ (total - np.sum(z * members, axis=1)) + RIDGE * np.sum(w[1:] ** 2) / 2
        return float(fit), slope.ravel()

    return _minimise(loss, x.shape[1] * (classes - 1)).reshape(-1, classes - 1)


def fit(made_up: Sequence[Case], news: Sequence[Case], records: EvidenceIndex) -> Weights:
    """Fit all weights on sentences that were made up and, with more weight, on those of real texts."""
    cases = [*made_up, *news]
    weights = np.array([1.0] * len(made_up) + [WEIGHT_OF_NEWS] * len(news))
    rank = fit_rank(cases, weights)
    firsts = []
    for c in cases:
        ranked = c.table @ rank
        order = np.argsort(-ranked, kind="stable")
        firsts.append((int(order[0]), describe_first(c.table[order], ranked[order])))
    x, named = (
        np.array([f for _, f in firsts]),
        [bool(c.right[n]) for c, (n, _) in zip(cases, firsts, strict=True)],
    )
    right = fit_classes(x, [0 if r else 1 for r in named], weights, 2)[:, 0]
    chances = 1 / (1 + np.exp(-(x @ right)))
    marks = []
    for c, (n, _), chance in zip(cases, firsts, chances, strict=True):
        first = CandidateRecord(
            records.rows[c.candidates[n]], float(chance), dict(zip(FEATURES, c.table[n], strict=True))
        )
        marks.append(describe_mark(c.reading, first, show(c.reading, [first])[0].parts))
    classes = [MARKED.get(c.row["mark"], 2) if r else 2 for c, r in zip(cases, named, strict=True)]
    of_marks = fit_classes(np.array(marks), classes, weights, 3)
    return {"rank": rank, "right": right, "on record": of_marks[:, 0], "differs": of_marks[:, 1]}


def write(weights: Weights) -> str:
    """Return the weights as the text of ``data/weights.csv``."""
    names = {
        "rank": FEATURES, "right": ("intercept", *FEATURES, "rank", "margin"), "on record": MARK_FEATURES,
        "differs": MARK_FEATURES,
    }  # fmt: skip
    lines = [f"{m},{n},{w:.5f}" for m, of in weights.items() for n, w in zip(names[m], of, strict=True)]
    return "\n".join(["model,feature,weight", *lines, ""])


def check_set(rows: Iterable[Row], inquiry: Inquiry) -> Scored:
    """Check each labelled sentence inside its text."""
    out: Scored = []
    for of_text, pair, written in split_texts(rows):
        words = "\n".join(r["sentence"] for r in of_text)
        left = list(
            check(Document("t", words, published=written, prose=True), inquiry.of_members(*pair)).claims
        )
        for row in of_text:
            parts = _take_parts(row, left, lambda c: c.claim.sentence)
            out.append((row, next((c for c in parts if c.mark.mark == ON_RECORD), parts[0])))
    return out


def is_right(row: Row, record_id: str) -> bool:
    """Whether a label names a record; sources may share a roll call."""
    named = set(row["record"].split())
    votes = {r.partition(":")[2] for r in named if not r.startswith("chronicle:")}
    return record_id.removeprefix("memberships:") in named or record_id.partition(":")[2] in votes


def count_shares(scored: Scored, ids: frozenset[str]) -> dict[str, Share]:
    """Count successes and trials of each figure; ``ids`` are of the records that can be found."""
    facts = [(r, c.mark.records) for r, c in scored if r["record"] and set(r["record"].split()) <= ids]
    first = [is_right(r, x[0].record.record_id) if x else False for r, x in facts]
    three = [any(is_right(r, s.record.record_id) for s in x) for r, x in facts]
    notes = [
        is_right(r, x.record.record_id)
        for r, c in scored
        for x in c.mark.records[:1]
        if x.chance >= SURE and x.record.kind != "roll call"
    ]
    with_record = sum(bool(set(r["record"].split()) & ids) for r, _ in scored)
    marked = {m: [r for r, c in scored if c.mark.mark == m] for m in (ON_RECORD, DIFFERS, CONTRADICTED)}
    rightly = sum(r["mark"] == "held" for r in marked[ON_RECORD])
    changed = [c.mark.mark for r, c in scored if r["changed"]]
    return {
        "right record first": (sum(first), len(facts)),
        "right record among three": (sum(three), len(facts)),
        "footnote right": (sum(notes), len(notes)),
        "footnotes cover": (sum(notes), with_record),
        "on record right": (rightly, len(marked[ON_RECORD])),
        "on record found": (rightly, sum(r["mark"] == "held" for r, _ in scored)),
        "changed called on record": (changed.count(ON_RECORD), len(changed)),
        "differs right": (sum(MARKED.get(r["mark"]) == 1 for r in marked[DIFFERS]), len(marked[DIFFERS])),
        "contradicted right": (
            sum(r["mark"] == "contradicted" for r in marked[CONTRADICTED]), len(marked[CONTRADICTED]),
        ),
    }  # fmt: skip


def say(share: Share) -> str:
    """Say a share with its exact binomial (Clopper-Pearson) interval of 90%."""
    successes, trials = share
    if not trials:
        return "0 of 0"
    low, high = binomtest(successes, trials).proportion_ci(0.90)
    return f"{successes} of {trials}, {successes / trials:.3f} ({low:.2f} to {high:.2f})"


def report(name: str, rows: Sequence[Row], inquiry: Inquiry, records: EvidenceIndex) -> None:
    """Check a set and print its figures."""
    print(f"{name}: {len(rows)} sentences")
    ids = frozenset(r.record_id for r in records.rows)
    for figure, share in count_shares(check_set(rows, inquiry), ids).items():
        print(f"  {figure}: {say(share)}")


def main(arguments: Sequence[str]) -> None:
    """Fit, write and measure."""
    given = {a: Path(b) for a, b in pairwise(arguments) if a in ("--articles", "--openings")}
    inquiry = Inquiry.of("CHN", "RUS", lake=Path(tempfile.mkdtemp()) / "lake")
    records = EvidenceIndex.read(inquiry.view)
    articles = list(read_articles(given["--articles"])) if "--articles" in given else []
    openings = (
        [r for n in OPENINGS for r in read_openings(n, given["--openings"])] if "--openings" in given else []
    )
    halves = {h: [r for r in openings if r["half"] == h] for h in "ab"}
    older, turned = ([c for n in sets for c in describe(load(n), records)] for sets in (OLDER, TURNED))
    news = [*describe(articles, records), *describe(halves["a"], records)]
    shipped = fit([*older, *turned], news, records)
    if "--write" in arguments:
        WEIGHTS.write_text(write(shipped), "utf-8")
    made_up = {"eleventh to thirteenth": NEWEST, "seventh and eighth": TURNED}
    for name, sets in made_up.items():
        of = shipped if sets == NEWEST else fit(older, news, records)
        evidence.load_weights = lambda of=of: of  # type: ignore[assignment]
        report(name, [r for n in sets for r in load(n)], inquiry, records)
    evidence.load_weights = lambda: shipped  # type: ignore[assignment]
    for name, rows in {"articles, fitted on": articles, "openings, fitted on": halves["a"]}.items():
        report(name, rows, inquiry, records)
    if "--kept" in arguments:
        report("openings, kept", halves["b"], inquiry, records)


if __name__ == "__main__":
    main(sys.argv[1:])
