"""Measure how well a coder reads labelled texts: precision, recall and F1, with bootstrap intervals.

Scoring follows the codebook of the labelled sets:

- An item is a news item or a sentence of prose.
- Pairs are two actors, or an actor and a partner (in friction only an actor and a partner).
- Claims labelled ``optional`` are neither right nor wrong.
- Forms that the codebook combines count as one form, and so do such hotspots.
- ``general`` and ``agreement`` are not scored as forms.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from comity.errors import QuestionError
from comity.parts.reader.rules.hotspot import WIDER
from comity.records.coded_acts import CodedAct, Coder, Document
from comity.types import Pair

FOLD_FORMS = {
    "joint-veto": "joint-vote",
    "joint-abstention": "joint-vote",
    "joint-patrol": "joint-exercise",
    "arms-transfer": "defence-tie",
}
UNSCORED = frozenset({"general", "agreement"})
RARE = frozenset(
    {
        "deference",
        "hedging",
        "sanctions-relief",
        "sanctions-circumvention",
        "alternative-process",
        "friction-avoidance",
    }
)
"""Forms that news hardly ever shows and analysis prose does."""

_RESAMPLES = 500


@dataclass(frozen=True, slots=True)
class ScoredClaim:
    """One claim in an item, labelled or read by a coder, with the fields that are scored."""

    pairs: frozenset[Pair]
    states: frozenset[str]
    polarity: str
    hotspots: frozenset[str]
    forms: frozenset[str]
    toward: str
    start: int
    end: int
    optional: bool = False


@dataclass(slots=True)
class LabelledItem:
    """A news item or a sentence with its labels: its place in the document and its claims."""

    start: int
    end: int
    claims: list[ScoredClaim] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LabelledDocument:
    """A labelled document and its items."""

    document: Document
    items: tuple[LabelledItem, ...]


def read_gold(labels: Path, documents: Path | None = None) -> list[LabelledDocument]:
    """Read a labelled set of news (text and labels in one file) or prose (in two files).

    Parameters
    ----------
    labels : JSONL of labelled records
    documents : for prose, the JSONL with the texts by ``id``

    Raises
    ------
    QuestionError
        When a line is not JSON, or a record lacks a text, a field or a sentence.
    """
    records = _records(labels)
    if documents is None:
        return [_read_labelled_text(labels, r, _news) for r in records]
    texts = {d.get("id"): d for d in _records(documents)}
    return [_read_labelled_text(labels, r, lambda r: _prose(r, texts[r["id"]])) for r in records]


def _records(file: Path) -> list[dict[str, Any]]:
    out = []
    for n, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError:
            record = None
        if not isinstance(record, dict):
            raise QuestionError(f"Line {n} of {file.name} is no JSON record.")
        out.append(record)
    return out


def _read_labelled_text(
    file: Path, record: dict[str, Any], make: Callable[[dict[str, Any]], LabelledDocument]
) -> LabelledDocument:
    """Convert a record to a labelled text; raise an error that says what is missing or wrong in it."""
    try:
        return make(record)
    except KeyError as e:
        raise QuestionError(f"Record {record.get('id')!r} of {file.name} lacks {e}.") from None
    except (TypeError, ValueError, IndexError) as e:
        raise QuestionError(f"Record {record.get('id')!r} of {file.name} is wrong: {e}.") from None


def _news(r: Mapping[str, Any]) -> LabelledDocument:
    doc = Document(r["id"], r["text"], _read_publication_day(r["date"]))
    return LabelledDocument(doc, (LabelledItem(0, len(r["text"]), [claim_of(c) for c in r["claims"]]),))


def _prose(r: Mapping[str, Any], d: Mapping[str, Any]) -> LabelledDocument:
    doc = Document(r["id"], d["text"], _read_publication_day(d["date"]), title=d.get("title", ""), prose=True)
    items = [LabelledItem(a, b) for a, b in r["sentences"]]
    for c in r["claims"]:
        items[c["sentence"]].claims.append(claim_of(c))
    return LabelledDocument(doc, tuple(items))


def _read_publication_day(day: str) -> date:
    """Return the day of publication, or the middle of the month or year if only that is known."""
    return date.fromisoformat(day + {4: "-07-01", 7: "-15"}.get(len(day), ""))


def claim_of(c: Mapping[str, Any]) -> ScoredClaim:
    """Convert a labelled claim, or one from the output of ``comity read``, to its scored fields."""
    actors, partners = set(c["actors"]), set(c["partners"])
    pairs = {_pair(a, p) for a in actors for p in partners if a != p}
    if c["polarity"] == "cooperation":
        pairs |= {_pair(a, b) for a in actors for b in actors if a < b}
    return ScoredClaim(
        frozenset(pairs),
        frozenset(actors | partners),
        c["polarity"],
        frozenset(WIDER.get(h, h) for h in c["hotspots"]),
        frozenset(FOLD_FORMS.get(f, f) for f in c["forms"]) - UNSCORED,
        c["toward_us"],
        c["start"],
        c["end"],
        bool(c.get("optional")),
    )


def _pair(a: str, b: str) -> Pair:
    return (a, b) if a < b else (b, a)


def to_scored_act(act: CodedAct) -> ScoredClaim:
    """Convert an act that a coder read to its scored fields."""
    return ScoredClaim(
        act.pairs,
        frozenset(act.parties),
        act.polarity,
        frozenset(WIDER.get(h, h) for h in act.hotspots),
        frozenset(FOLD_FORMS.get(f, f) for f in act.forms) - UNSCORED,
        act.toward_third,
        act.start,
        act.end,
    )


Counts = tuple[int, int, int]
"""Right, scored, labelled."""


def tally(
    labelled: list[ScoredClaim], coded: list[ScoredClaim], pair: Pair | None = None
) -> dict[str, Counts]:
    """Return the counts (right, read, labelled) of one item for every measure.

    What matches only an optional label is not counted. If ``pair`` (sorted codes) is given, cooperation of
    that pair is also counted.
    """
    firm = [c for c in labelled if not c.optional]
    loose = [c for c in labelled if c.optional]
    out: dict[str, Counts] = {}
    if firm or not loose:
        out["relevant"] = (int(bool(firm and coded)), int(bool(coded)), int(bool(firm)))
    out["actor"] = _sets(_states(firm), _states(coded), _states(loose))
    out["pair"] = _sets(_sign_pair(firm), _sign_pair(coded), _sign_pair(loose))
    out["hotspot"] = _sets(_all(firm, "hotspots"), _all(coded, "hotspots"), _all(loose, "hotspots"))
    forms = (_all(firm, "forms"), _all(coded, "forms"), _all(loose, "forms"))
    out["form"] = _sets(*forms)
    out["rare forms"] = _sets(*(s & RARE for s in forms))
    for f in sorted(set().union(*forms)):
        out[f"form: {f}"] = _sets(*(s & {f} for s in forms))
    if pair is not None:
        watched = {(*pair, "cooperation")}
        out[_row_of(pair)] = _sets(*(_sign_pair(c) & watched for c in (firm, coded, loose)))
    out.update(_align_claims(firm, coded))
    return out


def _row_of(pair: Pair) -> str:
    return f"{pair[0]}-{pair[1]} cooperation"


def _sets(labelled: set[Any], coded: set[Any], forgiven: set[Any]) -> Counts:
    coded = coded - (forgiven - labelled)
    return len(labelled & coded), len(coded), len(labelled)


def _states(claims: list[ScoredClaim]) -> set[str]:
    return {s for c in claims for s in c.states}


def _sign_pair(claims: list[ScoredClaim]) -> set[tuple[str, str, str]]:
    return {(*p, c.polarity) for c in claims for p in c.pairs}


def _all(claims: list[ScoredClaim], which: str) -> set[str]:
    return {v for c in claims for v in getattr(c, which)}


def _align_claims(firm: list[ScoredClaim], coded: list[ScoredClaim]) -> dict[str, Counts]:
    """Count right polarities and stances of claims on the same pair, and right evidence of claims."""
    polarity = toward = shared = near = 0
    left = list(coded)
    for g in firm:
        same = [c for c in coded if c.pairs & g.pairs]
        if same:
            best = max(same, key=lambda c: (c.polarity == g.polarity, _overlap(c, g)))
            shared += 1
            polarity += best.polarity == g.polarity
            toward += best.toward == g.toward
        close = [c for c in left if _overlap(c, g) >= 0.5]
        if close:
            left.remove(max(close, key=lambda c: (len(c.pairs & g.pairs), _overlap(c, g))))
            near += 1
    return {
        "polarity": (polarity, shared, shared),
        "toward US": (toward, shared, shared),
        "evidence": (near, len(coded), len(firm)),
    }


def _overlap(a: ScoredClaim, b: ScoredClaim) -> float:
    inter = min(a.end, b.end) - max(a.start, b.start)
    return max(0, inter) / (max(a.end, b.end) - min(a.start, b.start)) if inter > 0 else 0.0


def tallies(
    coder: Coder, gold: Iterable[LabelledDocument], pair: Pair | None = None
) -> list[dict[str, Counts]]:
    """Return the counts of every item of the labelled documents."""
    out: list[dict[str, Counts]] = []
    for g in gold:
        by_item: list[list[ScoredClaim]] = [[] for _ in g.items]
        for act in coder.code(g.document):
            if act.counts:
                by_item[_home(g.items, act)].append(to_scored_act(act))
        out.extend(tally(i.claims, c, pair) for i, c in zip(g.items, by_item, strict=True))
    return out


def labels_of(gold: LabelledDocument, act: CodedAct) -> list[ScoredClaim]:
    """Return the claims labelled in the item to which an act belongs."""
    return gold.items[_home(gold.items, act)].claims


def _home(items: tuple[LabelledItem, ...], act: CodedAct) -> int:
    return max(
        range(len(items)), key=lambda n: (min(items[n].end, act.end) - max(items[n].start, act.start), -n)
    )


def evaluate(
    coder: Coder, gold: Iterable[LabelledDocument], *, pair: Pair | None = None, seed: int = 0
) -> pa.Table:
    """Compute precision, recall and F1 of every measure, with a 95% bootstrap interval of F1 over items.

    The rows are ``relevant``, ``actor``, ``pair`` (with polarity), the cooperation of ``pair`` (if given),
    ``hotspot``, ``form`` (micro average), ``form macro``, ``rare forms``, ``polarity``, ``toward US``,
    ``evidence``, and each form. ``polarity`` and ``toward US`` are accuracies on the pairs that are both
    labelled and read, so all three numbers are equal. Evidence is right if two spans overlap by half of their
    union.

    Raises
    ------
    QuestionError
        When nothing is labelled.
    """
    counted = tallies(coder, gold, pair)
    if not counted:
        raise QuestionError("There is no labelled item to evaluate on.")
    names = list(dict.fromkeys(k for c in counted for k in c))
    order = [
        "relevant",
        "actor",
        "pair",
        *([_row_of(pair)] if pair is not None else []),
        "hotspot",
        "form",
        "rare forms",
        "polarity",
        "toward US",
        "evidence",
    ]
    names = order + sorted(n for n in names if n not in order)
    rng = np.random.default_rng(seed)
    picks = rng.integers(0, len(counted), size=(_RESAMPLES, len(counted)))
    rows = []
    for name in names:
        table = np.array([c.get(name, (0, 0, 0)) for c in counted], dtype=np.int64)
        rows.append(_row(name, table, picks))
    forms = [r for r in rows if r["measure"].startswith("form: ") and r["labelled"]]
    macro = {
        k: float(np.mean([r[k] for r in forms])) if forms else 0.0 for k in ("precision", "recall", "f1")
    }
    rows.insert(
        order.index("form") + 1,
        {"measure": "form macro", **macro, "low": None, "high": None, "said": None, "labelled": len(forms)},
    )
    return pa.Table.from_pylist(rows)


def _row(name: str, table: npt.NDArray[np.int64], picks: npt.NDArray[np.int64]) -> dict[str, Any]:
    right, coded, labelled = (int(x) for x in table.sum(axis=0))
    drawn = table[picks].sum(axis=1)
    f1s = 2 * drawn[:, 0] / np.maximum(drawn[:, 1] + drawn[:, 2], 1)
    low, high = np.quantile(f1s, [0.025, 0.975])
    return {
        "measure": name,
        "precision": right / coded if coded else 0.0,
        "recall": right / labelled if labelled else 0.0,
        "f1": 2 * right / (coded + labelled) if coded + labelled else 0.0,
        "low": float(low),
        "high": float(high),
        "said": coded,
        "labelled": labelled,
    }
