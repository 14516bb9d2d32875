"""Score the reading rules on each labelled text without the rules that only this text uses.

    python -m tools.leave_one_out ../shared/data

A rule that applies in one text and in no other labelled text may have been written for that text. Each text
is read without such rules. The mean score over the texts estimates the score on unseen texts better than the
score on the texts that the rules were tuned on. The method is leave-one-out (Stone 1974), with rules instead
of fits.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from comity.language.discourse_state import DiscourseState
from comity.language.sentence_layout import SentenceLayout
from comity.parts.reader.coders.rule_coder import RuleCoder
from comity.parts.reader.lexicon import RuleMatch
from comity.parts.reader.rules.merge import RuleReading
from comity.records.coded_acts import Document
from training.scores import LabelledDocument, evaluate, read_gold

MEASURES = ("relevant", "pair", "hotspot", "form", "rare forms", "toward US")


@dataclass(frozen=True, slots=True)
class Without(RuleCoder):
    """The rule-based coder (a program that finds acts in text) without some of its rules."""

    dropped: frozenset[str] = frozenset()

    def _draft(
        self, view: SentenceLayout, hit: RuleMatch, focus: DiscourseState, prose: bool
    ) -> RuleReading | None:
        return None if hit.rule.id in self.dropped else RuleCoder._draft(self, view, hit, focus, prose)


def list_fired(gold: Iterable[LabelledDocument]) -> set[str]:
    """Return the ids of the rules behind all acts read in the documents."""
    return {r for g in gold for a in RuleCoder().code(g.document) for r in a.rules}


def scores(gold: LabelledDocument, others: list[LabelledDocument]) -> tuple[dict[str, float], int]:
    """Return F1 on one text without the rules that apply only to this text, and their number."""
    lone = frozenset(list_fired([gold]) - list_fired(others))
    table = evaluate(Without(dropped=lone), [gold]).to_pylist()
    return {r["measure"]: r["f1"] for r in table if r["measure"] in MEASURES and r["labelled"]}, len(lone)


def name_of(document: Document) -> str:
    """Return the title of a text, or its id."""
    return document.title or document.id


def main(data: Path) -> None:
    """Print the scores of each excerpt and their mean."""
    prose = read_gold(data / "text/prose_gold_dev.jsonl", data / "text/prose_docs_dev.jsonl")
    news = read_gold(data / "text/news_gold_dev.jsonl")
    results = []
    for n, g in enumerate(prose):
        scored, lone = scores(g, [*prose[:n], *prose[n + 1 :], *news])
        results.append(scored)
        shown = "  ".join(f"{scored.get(m, float('nan')):.2f}" for m in MEASURES)
        sys.stdout.write(f"{shown}  {lone:2} rules left out  {name_of(g.document)}\n")
    means = {m: [t[m] for t in results if m in t] for m in MEASURES}
    shown = "  ".join(f"{m} {sum(v) / len(v):.2f}" for m, v in means.items())
    sys.stdout.write(f"mean: {shown}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
