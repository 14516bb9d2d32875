"""Score ``comity check`` on the labelled sentences of check.jsonl.

python labels/score_check.py                  both halves, totals only
python labels/score_check.py --errors         also every wrong sentence of the half used for tuning
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from comity.check.checked import CheckedClaim, check
from comity.check.marks import CONTRADICTED, PARTLY, SUPPORTED
from comity.text.base.acts import Document
from comity.vocabulary.group import Group
from comity.watch.inquiry import Inquiry

LABELS = Path(__file__).with_name("check.jsonl")
Pairs = list[tuple[dict[str, Any], CheckedClaim]]


def labelled() -> list[dict[str, Any]]:
    """The labelled sentences in order."""
    return [json.loads(line) for line in LABELS.read_text("utf-8").splitlines()]


def checked(rows: Iterable[dict[str, Any]], lake: Path) -> Pairs:
    """Each labelled sentence with its mark, checked inside its text."""
    texts: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        texts.setdefault(row["text"], []).append(row)
    inquiry = Inquiry.of("CHN", "RUS", lake=lake)
    out: Pairs = []
    for own in texts.values():
        of_pair = inquiry.of_members(*Group.parse(own[0]["pair"]).codes)
        text = check(Document("t", "\n".join(r["sentence"] for r in own), prose=True), of_pair)
        assert [c.claim.sentence for c in text.claims] == [r["sentence"] for r in own]
        out += zip(own, text.claims, strict=True)
    return out


def right_record(row: dict[str, Any], claim: CheckedClaim) -> bool:
    """Whether the record named for the sentence is among those shown."""
    shown = (*claim.mark.records_for, *claim.mark.records_against)
    return any(r.record_id == row["record"] for r in shown)


def figures(pairs: Pairs) -> dict[str, float]:
    """Precision of held and contradicted, recall of held, changed sentences called held, right records."""
    called = Counter(c.mark.mark for _, c in pairs)
    right = Counter(c.mark.mark for r, c in pairs if c.mark.mark == r["mark"])
    labels = Counter(r["mark"] for r, _ in pairs)
    changed = [c for r, c in pairs if r["changed"]]
    on_record = [(r, c) for r, c in pairs if c.mark.mark in (SUPPORTED, PARTLY, CONTRADICTED) and r["record"]]
    return {
        "sentences": len(pairs),
        "precision of held": right[SUPPORTED] / called[SUPPORTED],
        "recall of held": right[SUPPORTED] / labels[SUPPORTED],
        "precision of contradicted": right[CONTRADICTED] / max(called[CONTRADICTED], 1),
        "recall of contradicted": right[CONTRADICTED] / labels[CONTRADICTED],
        "changed sentences": len(changed),
        "changed called held": sum(c.mark.mark == SUPPORTED for c in changed) / len(changed),
        "right mark": sum(right.values()) / len(pairs),
        "right record shown": sum(right_record(r, c) for r, c in on_record) / len(on_record),
    }


def main(errors: bool) -> None:
    """Print the figures of each half."""
    with tempfile.TemporaryDirectory() as folder:
        pairs = checked(labelled(), Path(folder) / "lake")
    for half in ("tuning", "test"):
        own = [(r, c) for r, c in pairs if r["half"] == half]
        print(f"{half}: " + ", ".join(f"{k} {v:.3g}" for k, v in figures(own).items()))
        for r, c in own if errors and half == "tuning" else ():
            if c.mark.mark != r["mark"]:
                ids = [x.record_id for x in (*c.mark.records_for, *c.mark.records_against)][:2]
                print(f"  {r['text']} {r['mark']} -> {c.mark.mark}: {r['sentence']}")
                print(f"      {c.mark.reason} {ids}")


if __name__ == "__main__":
    main("--errors" in sys.argv)
