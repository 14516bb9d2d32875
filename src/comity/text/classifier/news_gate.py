"""Which acts that rules read in a news item are likely enough to be told.

A rule knows its wording; how the two states stand in the sentence (in one clause, as subject or owner,
how far apart), what words of events stand about them (:mod:`event_frames`) and which rules agree say how
often such a reading is right.  One logistic score weighs them (``data/news.csv``, drawn up by
:mod:`training.news` from labelled news of all pairs).  It is calibrated, so that it is the stated confidence
too.  Which states are named weighs nothing.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import cache

from comity.text.classifier.act_classifier import RuleReadSentence
from comity.text.classifier.event_frames import frames_of, of_frames
from comity.text.classifier.pairs import by_denial, by_rule, named_states, pairs_of, structure
from comity.text.classifier.weights import chance, read_heads
from comity.text.rules.merge import MergedAct
from comity.text.rules.modality import WEAK
from comity.types import Pair

HEAD = "right"
"""The head of ``data/news.csv``: a pair and the polarity of an act are right."""

LEAST = 0.5
"""An act of a pair is told from this chance on.

Of acts weighed by scores that had not seen them .85 are right, at .96 of the right ones; who wants .88 takes
those stated at .7 or more, and keeps .85 of the right ones.
"""


@cache
def gate_weights() -> dict[str, float]:
    """Feature -> weight."""
    return read_heads("news.csv")[HEAD]


@cache
def weighed_frames() -> frozenset[str]:
    """Names of the frames that bear a weight."""
    parts = (f.split(" ") for f in gate_weights() if f.startswith(("cooperation ", "friction ")))
    return frozenset(" ".join(p[1:4] if p[3:4] == ["not"] else p[1:3]) for p in parts)


def pair_features(
    s: RuleReadSentence, weighed: Collection[str] | None = None
) -> Iterator[tuple[MergedAct, Pair, frozenset[str]]]:
    """Each act that a sentence claims, with each of its pairs and the features by which that is weighed.

    Where ``weighed`` is given, only frames of these names are among them.
    """
    view, focus = s.view, s.focus
    claimed = [m for m in s.merged if m.modality not in WEAK]
    if not claimed:
        return
    ruled = {p: m for m in claimed for p in pairs_of(m)}
    denied = {p for m in s.merged if m.modality in WEAK for p in pairs_of(m)}
    inside, frames = named_states(view), frames_of(view, s.hits, weighed)
    stands: dict[Pair, set[str]] = {}
    for m in claimed:
        ids = {d.hit.rule.id for d in m.drafts}
        of_act = {m.polarity, m.modality, "several" if len(ids) > 1 else "single"} | {f"id {i}" for i in ids}
        for p in sorted(pairs_of(m)):
            if p not in stands:
                stands[p] = structure(view, focus, p, inside, {}) | by_rule(p, ruled) | by_denial(p, denied)
            events = {f"{m.polarity} {f}" for f in of_frames(frames, p)}
            yield m, p, frozenset(stands[p] | of_act | events)


def gated(s: RuleReadSentence) -> list[MergedAct]:
    """The acts of a sentence of news: those that are likely enough, of the pairs that are."""
    weights, likely = gate_weights(), dict[int, dict[Pair, float]]()
    for m, p, features in pair_features(s, weighed_frames()):
        odds = math.fsum((weights["intercept"], *(weights[f] for f in features if f in weights)))
        if (share := chance(odds)) >= LEAST:
            likely.setdefault(id(m), {})[p] = share
    out = []
    for m in s.merged:
        if m.modality in WEAK:
            out.append(m)
        elif pairs := likely.get(id(m)):
            parties = {state for p in pairs for state in p}
            actors, partners = (tuple(x for x in side if x in parties) for side in (m.actors, m.partners))
            out.append(replace(m, actors=actors, partners=partners, pairs=pairs))
    return out
