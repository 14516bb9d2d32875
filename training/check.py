"""Fit and measure the regressions by which a check finds the record for a sentence, and marks it.

python -m training.check --articles FOLDER --openings FILE [--write] [--kept]

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
import tempfile
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, logsumexp, softmax
from scipy.stats import binomtest

from comity.parts.check import evidence, marking
from comity.parts.check.checked import CheckedClaim, check
from comity.parts.check.evidence import (
    FEATURES,
    CandidateRecord,
    EvidenceIndex,
    EvidenceRecord,
    describe_first,
)
from comity.parts.check.readings import SentenceReading, read_text
from comity.records.coded_acts import Document
from comity.types import FloatArray
from comity.vocabulary.group import Group
from comity.watch.inquiry import Inquiry

LABELS = Path(__file__).resolve().parent.parent / "labels"
WEIGHTS = Path(evidence.__file__).with_name("data") / "weights.csv"
_NAMES = "fresh second third fourth fifth sixth ninth tenth"
OLDER = ("check", *(f"check_{n}" for n in _NAMES.split()))
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


def split_texts(rows: Iterable[Row]) -> Iterator[tuple[str, dict[int, Row], tuple[str, ...], date | None]]:
    """Put rows together to their texts: the text, its rows by where they start, its pair and its day."""
    texts: dict[str, list[Row]] = {}
    for row in rows:
        texts.setdefault(row["text"], []).append(row)
    for of_text in texts.values():
        lines = [" ".join(r["sentence"].split()) for r in of_text]
        starts = accumulate((len(line) + 1 for line in lines[:-1]), initial=0)
        day = of_text[0].get("date")
        written = date.fromisoformat(day) if day else None
        by_start = dict(zip(starts, of_text, strict=True))
        yield "\n".join(lines), by_start, Group.parse(of_text[0]["pair"]).codes, written


@dataclass(frozen=True, eq=False)
class Case:
    """A labelled sentence with the records found for it, their features and which are right."""

    row: Row
    reading: SentenceReading
    candidates: list[EvidenceRecord]
    table: FloatArray
    right: np.ndarray[Any, np.dtype[np.bool_]]


def describe(rows: Iterable[Row], records: EvidenceIndex) -> list[Case]:
    """Describe the records found for each sentence inside its text."""
    out = []
    for text, by_start, pair, written in split_texts(rows):
        context = records.open_text(pair, written)
        for s in read_text(text, pair, written):
            scores = records.score(s)
            if row := by_start.get(s.start):
                candidates, table = records.describe(s, context, scores)
                named = row["record"].split()
                listed = [records.rows[n] for n in candidates]
                right = np.array([r.record_id in named for r in listed])
                out.append(Case(row, s, listed, table, right))
            context.pass_sentence(s, scores)
    return out


def _minimise(loss: Callable[[FloatArray], tuple[float, FloatArray]], size: int) -> FloatArray:
    steps = {"maxiter": 2000}
    fitted: FloatArray = minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B", options=steps).x
    return fitted


def fit_rank(cases: Sequence[Case], weights: FloatArray) -> FloatArray:
    """Fit the weights that rank the records found, so that a right one comes first."""

    def loss(w: FloatArray) -> tuple[float, FloatArray]:
        lost, slope = RIDGE * w @ w / 2, RIDGE * w
        for c, weight in zip(cases, weights, strict=True):
            if c.right.any():
                chances = softmax(c.table @ w)
                right = chances @ c.right
                lost -= weight * np.log(right)
                slope = slope + weight * (chances - chances * c.right / right) @ c.table
        return float(lost), slope

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


def fit(made_up: Sequence[Case], news: Sequence[Case]) -> Weights:
    """Fit all weights on sentences that were made up and, with more weight, on those of real texts."""
    cases = [*made_up, *news]
    weights = np.array([1.0] * len(made_up) + [WEIGHT_OF_NEWS] * len(news))
    rank = fit_rank(cases, weights)
    firsts, of_firsts, marks = [], [], []
    for c in cases:
        ranked = c.table @ rank
        order = np.argsort(-ranked, kind="stable")
        firsts.append(order[0])
        of_firsts.append(describe_first(c.table[order], ranked[order]))
    named = [bool(c.right[n]) for c, n in zip(cases, firsts, strict=True)]
    right = fit_classes(np.array(of_firsts), [0 if r else 1 for r in named], weights, 2)[:, 0]
    for c, n, features in zip(cases, firsts, of_firsts, strict=True):
        of_record = dict(zip(FEATURES, c.table[n], strict=True))
        first = CandidateRecord(c.candidates[n], float(expit(features @ right)), of_record)
        marks.append(marking.describe_mark(c.reading, first, marking.show(c.reading, [first])[0].parts))
    classes = [MARKED.get(c.row["mark"], 2) if r else 2 for c, r in zip(cases, named, strict=True)]
    of_marks = fit_classes(np.array(marks), classes, weights, 3)
    return {"rank": rank, "right": right, "on record": of_marks[:, 0], "differs": of_marks[:, 1]}


def write(weights: Weights) -> str:
    """Return the weights as the text of ``data/weights.csv``."""
    of_first = ("intercept", *FEATURES, "rank", "margin")
    names = dict(zip(weights, (FEATURES, of_first, *[marking.MARK_FEATURES] * 2), strict=True))
    lines = [f"{m},{n},{w:.5f}" for m, of in weights.items() for n, w in zip(names[m], of, strict=True)]
    return "\n".join(["model,feature,weight", *lines, ""])


def check_set(rows: Iterable[Row], inquiry: Inquiry) -> Scored:
    """Check each labelled sentence inside its text."""
    out: Scored = []
    for text, by_start, pair, written in split_texts(rows):
        checked = check(Document("t", text, written, prose=True), inquiry.of_members(*pair))
        out += [(by_start[c.claim.start], c) for c in checked.claims if c.claim.start in by_start]
    return out


def is_right(row: Row, record_id: str) -> bool:
    """Whether a label names a record; sources may share a roll call."""
    named = set(row["record"].split())
    votes = {r.partition(":")[2] for r in named if not r.startswith("chronicle:")}
    return record_id.removeprefix("memberships:") in named or record_id.partition(":")[2] in votes


def count_shares(scored: Scored, ids: frozenset[str]) -> dict[str, tuple[int, int]]:
    """Count successes and trials of each figure; ``ids`` are of the records that can be found."""
    notes, with_record, among = list[bool](), list[bool](), list[bool]()
    for row, c in scored:
        right = [is_right(row, x.record.record_id) for x in c.mark.records]
        sure = [x.chance >= marking.SURE and x.record.kind != "roll call" for x in c.mark.records[:1]]
        notes += right[:1] if any(sure) else []
        if ids.intersection(row["record"].split()):
            with_record.append(any(sure) and right[0])
        if row["record"] and ids.issuperset(row["record"].split()):
            among.append(any(right))
    marks = [(row["mark"], c.mark.mark, row["changed"]) for row, c in scored]
    figures = {
        "right record among three": among,
        "footnote right": notes,
        "footnotes cover": with_record,
        "on record right": [label == "held" for label, mark, _ in marks if mark == marking.ON_RECORD],
        "on record found": [mark == marking.ON_RECORD for label, mark, _ in marks if label == "held"],
        "changed called on record": [mark == marking.ON_RECORD for _, mark, changed in marks if changed],
        "differs right": [MARKED.get(label) == 1 for label, mark, _ in marks if mark == marking.DIFFERS],
        "contradicted right": [
            label == "contradicted" for label, mark, _ in marks if mark == marking.CONTRADICTED
        ],
    }
    return {name: (sum(of), len(of)) for name, of in figures.items()}


def main() -> None:
    """Fit, write and measure."""
    parser = ArgumentParser(description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    for name in ("--articles", "--openings"):
        parser.add_argument(name, type=Path, required=True)
    for name in ("--write", "--kept"):
        parser.add_argument(name, action="store_true")
    given = parser.parse_args()
    inquiry = Inquiry.of("CHN", "RUS", lake=Path(tempfile.mkdtemp()) / "lake")
    records = EvidenceIndex.read(inquiry.with_memberships)
    articles = list(read_articles(given.articles))
    openings = [r for n in OPENINGS for r in read_openings(n, given.openings)]
    halves = {h: [r for r in openings if r["half"] == h] for h in "ab"}
    older, turned = ([c for n in sets for c in describe(load(n), records)] for sets in (OLDER, TURNED))
    news = [*describe(articles, records), *describe(halves["a"], records)]
    shipped = fit([*older, *turned], news)
    if given.write:
        WEIGHTS.write_text(write(shipped), "utf-8")
    of_turned = fit(older, news)
    newest, seventh_and_eighth = ([r for n in sets for r in load(n)] for sets in (NEWEST, TURNED))
    measured = [
        ("seventh and eighth", seventh_and_eighth, of_turned), ("eleventh to thirteenth", newest, shipped),
        ("articles, fitted on", articles, shipped), ("openings, fitted on", halves["a"], shipped),
        *([("openings, kept", halves["b"], shipped)] if given.kept else []),
    ]  # fmt: skip
    ids = frozenset(r.record_id for r in records.rows)
    for name, rows, weights in measured:
        evidence.load_weights = lambda weights=weights: weights  # type: ignore[assignment]
        print(f"{name}: {len(rows)} sentences")
        for figure, (n, trials) in count_shares(check_set(rows, inquiry), ids).items():
            low, high = binomtest(n, trials).proportion_ci(0.90) if trials else (0.0, 0.0)  # Clopper-Pearson
            print(f"  {figure}: {n} of {trials}, {n / (trials or 1):.3f} ({low:.2f} to {high:.2f})")


if __name__ == "__main__":
    main()
