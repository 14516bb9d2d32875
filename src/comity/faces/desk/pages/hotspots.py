"""The hotspots: what a watch looks at, and both witnesses for the pair in each."""

from __future__ import annotations

from comity.faces.desk.desk_data import DeskData
from comity.faces.desk.page import Page
from comity.faces.desk.question import Question
from comity.faces.present.watch_matrix import CLASS, in_words
from comity.vocabulary import hotspots, states


def build(desk_data: DeskData, question: Question) -> Page:
    """The list of hotspots."""
    watch = desk_data.watch(question)
    rows = []
    for v in watch.verdicts:
        h = hotspots.get(v.hotspot)
        parts = [p.name for p in hotspots.all_hotspots().values() if p.part_of == h.id]
        rows.append(
            {
                "hotspot": h.id,
                "name": h.name,
                "about": h.about,
                "parts": parts,
                "states": [states.display(c) for c in h.states],
                "core_interest_of": [states.display(c) for c in h.core_interest_of],
                "words": in_words(v),
                "word": CLASS.get(v.statistics, "unknown"),
            }
        )
    heading = f"{watch.group.name} are watched in {len(rows)} hotspots"
    return Page("hotspots", "spots.html", heading, question, {"rows": rows}, rows, {"hotspots": rows})
