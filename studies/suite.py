"""All checks of the study in the order of running, and the file of their results."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict

from comity.measures.validity import DATA, PUBLISHED, BarRow
from studies import (
    coaction,
    controls,
    forecasts,
    intervals,
    pooled,
    published,
    real_streams,
    rupture,
    trend,
    troubles,
    votes,
)
from studies.bars import Check, simulation

CHECKS: tuple[Check, ...] = (
    simulation("co-action: false alarms", coaction.false_alarms, 2, 40),
    simulation("co-action: second simulator", coaction.second_simulator, 2, 20),
    simulation("co-action: power", coaction.power, 2, 40),
    simulation("co-action: false words", coaction.false_words, 2, 20),
    simulation("co-action: power of the word", coaction.power_of_the_word, 2, 60),
    simulation("co-action: ties", coaction.ties, 2, 15),
    simulation("co-action: daily actors", coaction.daily_actors, 2, 100),
    simulation("records in trouble", troubles.words, 2, 70),
    simulation("one source dark", troubles.dark, 2, 12),
    simulation("stories that name both", troubles.noticed, 2, 70),
    simulation("stories that name both, falsely", troubles.withheld_falsely, 2, 100),
    simulation("timing: who follows", coaction.lead, 2, 40),
    simulation("two windows", trend.two_windows, 500, 2000),
    simulation("since when", trend.years, 20, 400),
    simulation("intervals of kappa", intervals.kappas, 10, 400),
    simulation("intervals of rates", intervals.rates, 20, 4000),
    simulation("intervals where years swing", intervals.year_shocks, 20, 400),
    simulation("intervals of amounts", intervals.amounts, 20, 400),
    simulation("one answer over all series", pooled.answers, 2, 200),
    Check("all pairs toward real hotspots", DATA, real_streams.all_pairs, 1, 1),
    Check("placebo hotspots", DATA, real_streams.placebo_hotspots, 1, 3),
    Check("shuffled dates", DATA, real_streams.shuffled_dates, 2, 22),
    Check("pairs named beforehand", DATA, controls.controls, 1, 1),
    Check("split-half reliability", DATA, controls.reliability, 1, 1),
    Check("excess agreement of all pairs", DATA, votes.excess_places, 1, 3),
    Check("ideal points", PUBLISHED, votes.published_points, 1, 4),
    Check("coincidence with a base state", PUBLISHED, votes.published_coincidence, 1, 1),
    Check("published figures", PUBLISHED, published.figures, 1, 1),
    *forecasts.CHECKS,
    *rupture.CHECKS,
)


def as_text(rows: Iterable[BarRow]) -> str:
    """Return the result rows as the JSON text that the package contains."""
    return json.dumps([_plain(r) for r in rows], ensure_ascii=False, indent=1) + "\n"


def _plain(row: BarRow) -> dict[str, object]:
    """Return a row with NumPy numbers as plain Python numbers, and without empty fields."""
    numbers = {
        "value": None if row.value is None else float(row.value),
        "holds": None if row.holds is None else bool(row.holds),
        "n": int(row.n),
    }
    needed = {k: v for k, v in asdict(row).items() if v not in (None, "")}
    return needed | numbers
