"""Score ``comity check`` on labelled sentences.

python labels/score_check.py                        both halves of check.jsonl, totals only
python labels/score_check.py --errors               also every wrong sentence of the half used for tuning
python labels/score_check.py check_fresh.jsonl      another file, with exact 95% intervals
python labels/score_check.py check_articles.jsonl --clones FOLDER
                                                    other people's articles, whose words are not here:
                                                    git clones of their repositories, as FOLDER/owner+name
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from scipy.stats import binomtest

from comity.parts.check.checked import CheckedClaim, check
from comity.parts.check.marks import CONTRADICTED, PARTLY, SUPPORTED
from comity.records.coded_acts import Document
from comity.vocabulary.group import Group
from comity.watch.inquiry import Inquiry

sys.path.append(str(Path(__file__).resolve().parent.parent / "tools"))
from excerpts import plain

LABELS = "check.jsonl"
Share = tuple[int, int]
Pairs = list[tuple[dict[str, Any], CheckedClaim]]


def labelled(name: str = LABELS) -> list[dict[str, Any]]:
    """The labelled sentences of a file of this folder, in order."""
    return [json.loads(line) for line in Path(__file__).with_name(name).read_text("utf-8").splitlines()]


def with_words(rows: Iterable[dict[str, Any]], clones: Path) -> Iterator[dict[str, Any]]:
    """Rows of articles with their sentences; one whose words are no longer those labelled is left out."""
    for row in rows:
        article = _article(clones / row["repository"].replace("/", "+"), row["commit"], row["path"])
        words = article[row["start"] : row["start"] + row["length"]]
        if hashlib.sha256(words.encode()).hexdigest() == row["sha256"]:
            yield row | {"sentence": words.replace(row["was"], row["now"], 1) if row["changed"] else words}
        else:
            sys.stderr.write(f"{row['text']} {row['n']}: not the words that were labelled; left out.\n")


@cache
def _article(clone: Path, commit: str, path: str) -> str:
    """An article without its markup, white space folded."""
    show = ["git", "-C", str(clone), "show", f"{commit}:{path}"]
    source = subprocess.run(show, capture_output=True, check=False).stdout  # noqa: S603 - a file of our own list
    lines = source.decode("utf-8", "replace").split("\n")
    return " ".join(" ".join(plain(line) for line in lines).split())


def checked(rows: Iterable[dict[str, Any]], lake: Path) -> Pairs:
    """Each labelled sentence with its mark, checked inside its text."""
    texts: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        texts.setdefault(row["text"], []).append(row)
    inquiry = Inquiry.of("CHN", "RUS", lake=lake)
    out: Pairs = []
    for own in texts.values():
        of_pair = inquiry.of_members(*Group.parse(own[0]["pair"]).codes)
        written = date.fromisoformat(own[0]["date"]) if own[0].get("date") else None
        words = "\n".join(r["sentence"] for r in own)
        claims = list(check(Document("t", words, published=written, prose=True), of_pair).claims)
        out += [(row, _of_row(row, claims)) for row in own]
    return out


def _of_row(row: dict[str, Any], claims: list[CheckedClaim]) -> CheckedClaim:
    """The claim of a labelled sentence, taken off the list; of one cut in two, the part that is held."""
    parts = [claims.pop(0)]
    while " ".join(c.claim.sentence for c in parts) != " ".join(row["sentence"].split()):
        parts.append(claims.pop(0))
    return next((c for c in parts if c.mark.mark == SUPPORTED), parts[0])


def right_record(row: dict[str, Any], claim: CheckedClaim) -> bool:
    """Whether a record named for the sentence is among those shown; sources may share a roll call."""
    named = set(row["record"].split())
    votes = {r.partition(":")[2] for r in named if not r.startswith("chronicle:")}
    shown = (*claim.mark.records_for, *claim.mark.records_against)
    return any(
        r.record_id.removeprefix("memberships:") in named or r.record_id.partition(":")[2] in votes
        for r in shown
    )


def shares(pairs: Pairs) -> dict[str, Share]:
    """Successes and trials: precision and recall, changed sentences called held, right records."""
    called = Counter(c.mark.mark for _, c in pairs)
    right = Counter(c.mark.mark for r, c in pairs if c.mark.mark == r["mark"])
    labels = Counter(r["mark"] for r, _ in pairs)
    changed = [c for r, c in pairs if r["changed"]]
    on_record = [(r, c) for r, c in pairs if c.mark.mark in (SUPPORTED, PARTLY, CONTRADICTED) and r["record"]]
    return {
        "precision of held": (right[SUPPORTED], called[SUPPORTED]),
        "recall of held": (right[SUPPORTED], labels[SUPPORTED]),
        "precision of contradicted": (right[CONTRADICTED], called[CONTRADICTED]),
        "recall of contradicted": (right[CONTRADICTED], labels[CONTRADICTED]),
        "changed called held": (sum(c.mark.mark == SUPPORTED for c in changed), len(changed)),
        "right mark": (sum(right.values()), len(pairs)),
        "right record shown": (sum(right_record(r, c) for r, c in on_record), len(on_record)),
    }


def line(share: Share) -> str:
    """A share with its exact binomial (Clopper-Pearson) interval of 95%."""
    successes, trials = share
    if not trials:
        return "0 of 0"
    low, high = binomtest(successes, trials).proportion_ci(0.95)
    return f"{successes} of {trials}, {successes / trials:.3f} ({low:.3f} to {high:.3f})"


def main(name: str, errors: bool, clones: Path | None) -> None:
    """Print the figures of each part of a file."""
    rows = labelled(name)
    rows = list(with_words(rows, clones)) if clones else rows
    with tempfile.TemporaryDirectory() as folder:
        pairs = checked(rows, Path(folder) / "lake")
    for half in dict.fromkeys(r["half"] for r, _ in pairs):
        own = [(r, c) for r, c in pairs if r["half"] == half]
        print(f"{half}: {len(own)} sentences")
        for what, share in shares(own).items():
            print(f"  {what}: {line(share)}")
        for r, c in own if errors and half != "test" else ():
            if c.mark.mark != r["mark"]:
                ids = [x.record_id for x in (*c.mark.records_for, *c.mark.records_against)][:2]
                print(f"  {r['text']} {r['mark']} -> {c.mark.mark}: {r['sentence']}")
                print(f"      {c.mark.reason} {ids}")


if __name__ == "__main__":
    given = sys.argv[1:]
    folder = Path(given[given.index("--clones") + 1]) if "--clones" in given else None
    main(next((a for a in given if a.endswith(".jsonl")), LABELS), "--errors" in given, folder)
