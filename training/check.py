"""Fit and measure the two regressions by which a check finds the record that a sentence is about.

python -m training.check --write               fit on the older sets, write the weights, measure the rest
python -m training.check --articles FOLDER     also other people's articles: git clones as FOLDER/owner+name
python -m training.check --openings FILE       also the openings of the fourteenth set, their words in FILE

The first regression says which of the records found is the one meant (a conditional logit, McFadden 1974),
the second whether the first of them is.  Sets are the files ``labels/check_*.jsonl``; the eleventh, twelfth
and thirteenth are never fitted on, and the seventh and eighth are measured with weights fitted without them.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, logsumexp
from scipy.stats import binomtest

from comity.parts.check import evidence
from comity.parts.check.checked import CheckedClaim, check
from comity.parts.check.evidence import FEATURES, EvidenceIndex
from comity.parts.check.marking import CONTRADICTED, DIFFERS, ON_RECORD, SURE
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
OPENING_MARKS = {
    "on record": "held", "differs": "partly", "in general": "general", "not on record": "not held",
    "not a claim": "no claim",
}  # fmt: skip
RIDGE = 1.0


@dataclass(frozen=True, eq=False)
class Labelled:
    """A labelled sentence with its readings, one for each part that it was cut into."""

    row: Mapping[str, Any]
    readings: tuple[SentenceReading, ...]
    pair: tuple[str, ...]

    @property
    def records(self) -> frozenset[str]:
        """The ids of the records that the label names."""
        return frozenset(self.row["record"].split())


def read_labels(rows: Sequence[Mapping[str, Any]]) -> Iterator[Labelled]:
    """Read labelled sentences inside their texts."""
    texts: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        texts.setdefault(row["text"], []).append(row)
    for of_text in texts.values():
        pair = Group.parse(of_text[0]["pair"]).codes
        written = date.fromisoformat(of_text[0]["date"]) if of_text[0].get("date") else None
        readings = list(read_text("\n".join(r["sentence"] for r in of_text), pair, written))
        for row in of_text:
            parts = [readings.pop(0)]
            while " ".join(p.sentence for p in parts) != " ".join(row["sentence"].split()):
                parts.append(readings.pop(0))
            yield Labelled(row, tuple(parts), pair)


def load(name: str) -> list[dict[str, Any]]:
    """Load a set of labelled sentences."""
    return [json.loads(line) for line in (LABELS / f"{name}.jsonl").read_text("utf-8").splitlines()]


@dataclass(frozen=True, eq=False)
class Case:
    """The features of the records found for a sentence, and which of them its label names."""

    table: FloatArray
    right: np.ndarray[Any, np.dtype[np.bool_]]


def describe(labelled: Sequence[Labelled], records: EvidenceIndex) -> list[Case]:
    """Describe the records found for each sentence by their features."""
    out = []
    for one in labelled:
        s = one.readings[0]
        scores = records.score(s)
        best = np.argsort(-scores, kind="stable")[: evidence.CANDIDATES].tolist()
        table = records.describe(s, one.pair, best, scores)
        right = np.array([records.rows[n].record_id in one.records for n in best])
        out.append(Case(table, right))
    return out


def fit_rank(cases: Sequence[Case]) -> FloatArray:
    """Fit the weights that rank the records found, so that a right one comes first."""
    with_right = [c for c in cases if c.right.any()]

    def loss(w: FloatArray) -> float:
        total = 0.0
        for c in with_right:
            z = c.table @ w
            total += logsumexp(z) - logsumexp(z[c.right])
        return total + RIDGE * float(w @ w) / 2

    fitted = minimize(loss, np.zeros(len(FEATURES)), method="L-BFGS-B", jac=_slope_of(with_right))
    return np.concatenate([[0.0], fitted.x])


def _slope_of(cases: Sequence[Case]) -> Callable[[FloatArray], FloatArray]:
    def slope(w: FloatArray) -> FloatArray:
        out = RIDGE * w
        for c in cases:
            z = c.table @ w
            every, right = np.exp(z - logsumexp(z)), np.where(c.right, np.exp(z - logsumexp(z[c.right])), 0.0)
            out = out + c.table.T @ (every - right)
        return out

    return slope


def top_of(case: Case, rank: FloatArray) -> tuple[FloatArray, bool]:
    """Return the features of the record ranked first, and whether it is right."""
    ranked = case.table @ rank[1:]
    order = np.argsort(-ranked, kind="stable")
    return np.array(
        [1.0, *case.table[order[0]], ranked[order[0]], ranked[order[0]] - ranked[order[1]]]
    ), bool(case.right[order[0]])


def fit_right(cases: Sequence[Case], rank: FloatArray) -> FloatArray:
    """Fit the weights that say how likely the record ranked first is right."""
    tops = [top_of(c, rank) for c in cases]
    x, y = np.array([t for t, _ in tops]), np.array([r for _, r in tops], dtype=float)

    def loss(w: FloatArray) -> tuple[float, FloatArray]:
        p = expit(x @ w)
        fit = -np.sum(y * np.log(p + 1e-12) + (1 - y) * np.log(1 - p + 1e-12)) + RIDGE * w[1:] @ w[1:] / 2
        return float(fit), x.T @ (p - y) + RIDGE * np.concatenate([[0.0], w[1:]])

    fitted: FloatArray = minimize(
        loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 2000}
    ).x
    return fitted


def write(rank: FloatArray, right: FloatArray) -> str:
    """Return the weights as the text of ``data/weights.csv``."""
    names = ("intercept", *FEATURES)
    lines = [f"rank,{n},{w:.5f}" for n, w in zip(names, rank, strict=True)]
    lines += [f"right,{n},{w:.5f}" for n, w in zip((*names, "rank", "margin"), right, strict=True)]
    return "model,feature,weight\n" + "\n".join(lines) + "\n"


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
        "right record first": (
            sum(is_right(r, x[0]) for (r, _), x in zip(facts, shown, strict=True) if x), len(facts),
        ),
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


def fit(sets: Sequence[str], records: EvidenceIndex) -> tuple[FloatArray, FloatArray]:
    """Fit both regressions on some sets."""
    cases = [case for name in sets for case in describe(list(read_labels(load(name))), records)]
    rank = fit_rank(cases)
    return rank, fit_right(cases, rank)


def measure(name: str, inquiry: Inquiry, records: EvidenceIndex, clones: Path | None = None) -> Scored:
    """Check a set and print its figures."""
    rows = load(name)
    if clones is not None:
        rows = list(read_articles(rows, clones))
    scored = check_set(rows, inquiry)
    report(name, scored, records)
    return scored


def report(name: str, scored: Scored, records: EvidenceIndex) -> None:
    """Print the figures of some checked sentences."""
    print(f"{name}: {len(scored)} sentences")
    for figure, share in count_shares(scored, frozenset(r.record_id for r in records.rows)).items():
        print(f"  {figure}: {say(share)}")


def read_openings(rows: Sequence[Mapping[str, Any]], words: Path) -> Iterator[dict[str, Any]]:
    """Give rows of the fourteenth set their sentences from a file, and the marks of the other sets."""
    sentences = {r["sha256"]: r["sentence"] for r in map(json.loads, words.read_text("utf-8").splitlines())}
    for row in rows:
        if sentence := row.get("sentence") or sentences.get(row["sha256"]):
            yield {**row, "sentence": sentence, "mark": OPENING_MARKS[row["mark"]]}


def main(arguments: Sequence[str]) -> None:
    """Fit, write and measure."""
    inquiry = Inquiry.of("CHN", "RUS", lake=Path(tempfile.mkdtemp()) / "lake")
    records = EvidenceIndex.of(inquiry.view)
    shipped = fit((*OLDER, *TURNED), records)
    if "--write" in arguments:
        WEIGHTS.write_text(write(*shipped), "utf-8")
    every: Scored = []
    for sets, (rank, right) in ((NEWEST, shipped), (TURNED, fit(OLDER, records))):
        evidence.load_weights = lambda r=rank, t=right: {"rank": r, "right": t}  # type: ignore[assignment]
        scored = [x for name in sets for x in measure(name, inquiry, records)]
        report(" and ".join(sets), scored, records)
        every += scored
    report("all five", every, records)
    if "--articles" in arguments:
        evidence.load_weights = lambda: {"rank": shipped[0], "right": shipped[1]}  # type: ignore[assignment]
        measure("check_articles", inquiry, records, Path(arguments[arguments.index("--articles") + 1]))
    if "--openings" in arguments:
        evidence.load_weights = lambda: {"rank": shipped[0], "right": shipped[1]}  # type: ignore[assignment]
        rows = read_openings(load("check_fourteenth"), Path(arguments[arguments.index("--openings") + 1]))
        report("check_fourteenth", check_set(list(rows), inquiry), records)


if __name__ == "__main__":
    main(sys.argv[1:])
