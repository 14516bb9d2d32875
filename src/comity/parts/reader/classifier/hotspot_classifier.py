"""Choice of the hotspots that an act in a long text concerns, by logistic weights.

The rules (:mod:`hotspot`) only look for names in the passage. People who label texts have habits: some
matters between two states count as their relation, others as a hotspot. These habits are learned from
labelled texts, with one model per hotspot (``data/weights.csv``). Its features are the rules' answer, the
words of the sentence, and the subjects of the passage, section, title and text.
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
    """Return the features for choosing the hotspots (places watched) of an act of ``parties``.

    ``by_rule`` are the hotspots that the rules found.
    """
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
    """Return an act's likely hotspots (places watched).

    If the rules found a part of a likely hotspot, the part replaces it.
    """
    if not chances:
        return by_rule
    likely = [s for s, p in chances.items() if p >= LEAST] or [max(chances, key=lambda s: (chances[s], s))]
    names = {WIDER.get(s, s): s for s in by_rule}
    return tuple(names.get(s, s) for s in sorted(likely, key=lambda s: (-chances[s], s)))
