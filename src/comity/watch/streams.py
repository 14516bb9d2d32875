"""What each event stream says of a pair's timing, hotspot by hotspot.

Streams are asked one by one and never added up: they see different things and disagreement is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
from scipy import stats

from comity.lake.cells import cells, counts_matrix, covered_bins
from comity.lake.view import View
from comity.measures import coaction
from comity.measures.coaction import CANNOT_TELL, CoAction
from comity.measures.multiplicity import q_values
from comity.measures.verdict import Timing
from comity.vocabulary import hotspots
from comity.vocabulary.hotspots import Hotspot

LONG = 104
"""Weeks in sight from which on weeks are the bins; below, days give the test its length."""
_A_YEAR = {"week": 365.25 / 7, "day": 365.25}


@dataclass(frozen=True, slots=True)
class _Asked:
    hotspot: str
    bin: str
    bins: list[date]
    states: list[str]
    answer: CoAction


def timing(
    view: View, pair: tuple[str, str], since: date, until: date, sources: Collection[str] = ()
) -> dict[str, list[Timing]]:
    """Co-action of a pair toward every hotspot with target states, in every stream that saw both.

    The verdict of each is corrected (Benjamini and Hochberg 1995) for all hotspots looked at in its
    stream.
    """
    out: dict[str, list[Timing]] = {}
    streams = sorted({c.source for c in view.coverage() if c.table == "events"})
    for stream in (s for s in streams if not sources or s in sources):
        asked = list(_ask(view, pair, since, until, stream))
        for a, word in zip(asked, _words([x.answer for x in asked]), strict=True):
            out.setdefault(a.hotspot, []).append(_timing(a, stream, pair, word))
    return out


def _ask(view: View, pair: tuple[str, str], since: date, until: date, stream: str) -> Iterator[_Asked]:
    width, bins = _bins(view, pair, since, until, stream)
    spots = [h for h in hotspots.watched() if h.states and not h.own]
    if not bins:
        return
    counted = cells(view, spots, width, source=stream)
    for h in spots:
        states = _rows(counted, h, pair)
        counts = counts_matrix(counted, h.id, states, bins)
        here = [states.index(s) for s in pair]
        answer = coaction.assess(counts, np.array([here]), bins_a_year=_A_YEAR[width])[0]
        yield _Asked(h.id, width, bins, states, answer)


def _bins(view: View, pair: tuple[str, str], since: date, until: date, stream: str) -> tuple[str, list[date]]:
    """Weeks, or days while fewer than :data:`LONG` weeks are in sight."""
    for width in ("week", "day"):
        seen = covered_bins(view.coverage(), pair, width, source=stream)
        inside = [b for b in seen if since <= b <= until]
        if width == "day" or len(inside) >= LONG:
            return width, inside
    return "day", []


def _rows(counted: pa.Table, spot: Hotspot, pair: tuple[str, str]) -> list[str]:
    """Every state that acted toward the hotspot, the pair in any case; never the hotspot itself."""
    acted = {c["state"] for c in counted.to_pylist() if c["hotspot"] == spot.id}
    return sorted((acted - set(spot.states)) | set(pair))


def _words(answers: list[CoAction]) -> list[str]:
    """Verdicts after correcting for all answers of a stream together."""
    out = [CANNOT_TELL] * len(answers)
    told = [k for k, a in enumerate(answers) if a.joint and a.beyond]
    if told:
        z = np.array([[answers[k].joint.z, answers[k].beyond.z] for k in told])  # type: ignore[union-attr]
        q = [
            q_values(p, "bh")
            for p in (stats.norm.sf(z[:, 0]), stats.norm.sf(z[:, 1]), stats.norm.cdf(z[:, 0]))
        ]
        for k, each in zip(told, zip(*q, strict=True), strict=True):
            out[k] = coaction.verdict(*map(float, each))
    return out


def _timing(a: _Asked, stream: str, pair: tuple[str, str], word: str) -> Timing:
    spot = hotspots.get(a.hotspot)
    why = a.answer.why_not
    if own := [s for s in pair if s in spot.states]:
        word, why = CANNOT_TELL, f"{own[0]} is the hotspot itself"
    return Timing(
        stream=stream,
        states=pair,
        first=a.bins[0],
        last=a.bins[-1],
        bin=a.bin,
        bins=len(a.bins),
        answer=a.answer,
        companions=tuple(a.states[k] for k in a.answer.group),
        verdict=word,
        why_not=why,
    )
