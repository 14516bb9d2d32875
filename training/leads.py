"""Fit ``leads.csv``: ``python -m training.leads LABELS.jsonl ... > src/comity/measures/data/leads.csv``

The file gives the confidence above which acts in news are shown for review ("leads"). It is the lowest
confidence, from :data:`FLOOR` on in steps of :data:`STEP`, above which the share :data:`RIGHT` of the acts is
right. Cooperation and friction have separate limits, and lower limits (:data:`UNSURE`) for acts shown as
unsure. Every news item is read with weights fitted without its part of the data.

``acts.jsonl`` and ``news_pairs.jsonl`` are used to fit but not to judge. The first does not label all acts of
its items, and the items of the second were chosen because they are doubtful. The shares of right acts are
counted only on items drawn at random.
"""

from __future__ import annotations

import json
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from unittest.mock import patch

from comity.parts.reader.classifier import news_gate
from comity.parts.reader.classifier.weights import COOPERATION, FRICTION
from comity.parts.reader.coders.rule_coder import RuleCoder
from training.news import JUDGED, fitted, read_examples
from training.reliability import JudgedAct, list_judged_acts
from training.scores import LabelledDocument, labels_of, read_gold, to_scored_act

FOLDS, STEP, RIGHT, FLOOR = 3, 0.05, 0.9, 0.75
UNSURE = {COOPERATION: 0.6, FRICTION: 1.0}
"""From which confidence an act below a lead is shown as unsure.

Of cooperation from .6 to .75 two in three are right or more; of friction none is shown while its surest acts
are right less often than stated (24 of 30 at .9 and above, on days that nothing was fitted to).
"""
PAIRS_ALONE = "news_pairs"
"""The file in which only pairs are labelled, and only of bullets that a score was unsure of."""
RANDOM = "random"


def cross_read(files: Sequence[Path]) -> Iterator[tuple[JudgedAct, bool]]:
    """Yield every act read in the labelled items, judged, and whether its item was drawn at random."""
    gold = [g for file in files if file.stem not in (JUDGED, PAIRS_ALONE) for g in _to_train(file)]
    for fold in range(FOLDS):
        heads = fitted(read_examples(files, _all_but(fold)))
        with patch.object(news_gate, "gate_weights", return_value=heads):
            forget()
            for document, at_random in gold:
                if _fold(document.document.id) == fold:
                    yield from ((j, at_random) for j in list_judged_acts(RuleCoder(), [document]))
    forget()


def forget() -> None:
    """Clear all cached values that were computed from earlier weights."""
    for derived in (
        news_gate._both,
        news_gate.weighed_frames,
        news_gate._weigh_word,
        news_gate._cue,
        news_gate._forms,
    ):
        derived.cache_clear()


def _all_but(fold: int) -> Callable[[str], bool]:
    return lambda identifier: _fold(identifier) != fold


def _fold(identifier: str) -> int:
    return zlib.crc32(identifier.encode()) % FOLDS


def _to_train(file: Path) -> Iterator[tuple[LabelledDocument, bool]]:
    records: list[Mapping[str, str]] = [json.loads(x) for x in file.read_text("utf-8").splitlines()]
    for gold, record in zip(read_gold(file), records, strict=True):
        if record["set"] == "train":
            yield gold, record["stratum"] == RANDOM


def least(acts: Iterable[JudgedAct]) -> float:
    """Return the lowest confidence above which enough of the acts are right; 1 if there is none."""
    judged_acts = list(acts)
    for n in range(round(1 / STEP)):
        level = round(n * STEP, 2)
        there = [j.right for j in judged_acts if j.act.confidence >= level]
        if there and sum(there) >= RIGHT * len(there):
            return level
    return 1.0


def has_right_forms(j: JudgedAct) -> bool:
    """Return whether an act is right and has only labelled forms, and at least one if any is labelled."""
    said = to_scored_act(j.act)
    labelled = [c for c in labels_of(j.gold, j.act) if c.pairs & said.pairs and c.polarity == said.polarity]
    known = frozenset[str]().union(*(c.forms for c in labelled))
    return j.right and said.forms <= known and bool(said.forms or not known)


def main(arguments: Sequence[str]) -> None:
    """Write the data file to standard output."""
    if not arguments:
        sys.exit("Give labelled news: labels/news.jsonl ...")
    files = [Path(a) for a in arguments]
    acts = list(cross_read(files))
    sys.stdout.write(
        "# From which stated confidence on acts of news are leads, and are shown as unsure; how many\n"
        "# leads were right in pair and side, and in form too, of those said in bullets drawn at random,\n"
        "# each read with weights that saw none of its part.\n"
        f"# Drawn up by training.leads from {', '.join(f.stem for f in files)}; not to be edited by hand.\n"
        "polarity,least,unsure,right,form,said\n"
    )
    for polarity in (COOPERATION, FRICTION):
        of = [(j, drawn) for j, drawn in acts if j.act.polarity == polarity]
        level = max(FLOOR, least(j for j, _ in of))
        there = [j for j, drawn in of if drawn and j.act.confidence >= level]
        right, form = sum(j.right for j in there), sum(map(has_right_forms, there))
        low = min(level, UNSURE[polarity])
        sys.stdout.write(f"{polarity},{level},{low},{right},{form},{len(there)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
