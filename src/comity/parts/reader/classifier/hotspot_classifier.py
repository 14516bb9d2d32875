"""What an act of prose is about, weighed: the hotspot that the rules give, against all else in view.

The rules (:mod:`hotspot`) look for names in the passage.  Whether a matter between two states counts as their
relation or as a hotspot it touches is a habit of those who label, and is learned from them: logistic scores
(``data/weights.csv``, one head for each hotspot) of the rules' answer, the words of the sentence, and what
the passage, the section, the title and the text are about.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from comity.language.discourse_state import DiscourseState
from comity.language.sentence_layout import SentenceLayout
from comity.parts.reader.classifier.ngram_features import list_sentence_stems
from comity.parts.reader.rules.hotspot import WIDER, Passage

LEAST = 0.4
"""A hotspot is told from this chance on, else the likeliest."""

_FEW = 4


def features(
    view: SentenceLayout,
    passage: Passage,
    focus: DiscourseState,
    parties: Collection[str],
    by_rule: Iterable[str],
    published: date | None,
) -> frozenset[str]:
    """Return what bears on the hotspot of an act of ``parties``, for which the rules say ``by_rule``."""
    grounds = {
        "by rule": by_rule,
        "passage": passage.topics((), published),
        "foreground": passage.foreground().topics((), published),
        "place": focus.place(),
        "topic": focus.topic(),
        "section": focus.section_spots,
        "title": focus.title_spots,
        "text": focus.theme_spots,
    }
    out = list_sentence_stems(view.toks) | {f"party {s}" for s in parties}
    for where, spots in grounds.items():
        wider = {WIDER.get(s, s) for s in spots}
        out |= {f"{where} {s}" for s in wider} or {f"{where} none"}
    named = {s for m in view.named for s in m.states}
    out |= {f"names {s}" for s in named - set(parties)} | {f"parties {min(len(parties), _FEW)}"}
    return frozenset(out)


def choose_spots(by_rule: tuple[str, ...], chances: Mapping[str, float]) -> tuple[str, ...]:
    """Return the hotspots that are likely, under the name the rules give where they agree."""
    if not chances:
        return by_rule
    likely = [s for s, p in chances.items() if p >= LEAST] or [max(chances, key=lambda s: (chances[s], s))]
    names = {WIDER.get(s, s): s for s in by_rule}
    return tuple(names.get(s, s) for s in sorted(likely, key=lambda s: (-chances[s], s)))
