"""A corpus whose volume grows is no stepping up; a share that doubles is: from JSONL through a real lake."""

from __future__ import annotations

import json
import random
from datetime import date
from pathlib import Path

import pytest

from comity.lake.store import Lake
from comity.measures.record.share_trend import MORE
from comity.watch import Watch
from comity.watch.questions.series import READ

BEFORE, AFTER = 96, 24
"""Months of the two windows of the trend, to the end of 2025."""
PLACES = ("Venezuela", "Syria", "Iran")
RECORDED = {"Venezuela": "venezuela", "Syria": "syria", "Iran": "iran"}


def corpus(path: Path, seed: int, *, volume: int, share: float) -> Path:
    """Eight years of thirty texts a month and two of ``volume`` as many; one text in eight tells an act.

    A fifth of the acts are about Venezuela, ``share`` times as many in the last two years.
    """
    rng, lines = random.Random(seed), []
    for month in range(BEFORE + AFTER):
        late = month >= BEFORE
        for n in range(30 * volume if late else 30):
            day = date(2016 + month // 12, month % 12 + 1, rng.randint(1, 28))
            text = f"Report {n}: rain is expected in the north of the country."
            if rng.random() < 1 / 8:
                part = 0.2 * (share if late else 1)
                place = rng.choices(PLACES, [part, (1 - part) / 2, (1 - part) / 2])[0]
                text = f"China and Russia held a joint military exercise near {place}."
            lines.append(json.dumps({"id": f"{month}-{n}", "date": day.isoformat(), "text": text}))
    path.write_text("\n".join(lines), "utf-8")
    return path


def watched(folder: Path, seed: int, *, volume: int, share: float) -> Watch:
    lake = Lake.open(folder / "lake")
    assert lake.add([corpus(folder / "news.jsonl", seed, volume=volume, share=share)]).balances
    return Watch("CHN", "RUS", lake=lake, sources=["text"], until=date(2025, 12, 31))


@pytest.mark.parametrize("volume", [2, 5])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_corpus_that_grows_is_no_stepping_up(tmp_path: Path, volume: int, seed: int) -> None:
    watch = watched(tmp_path, seed, volume=volume, share=1)
    told = {place: watch.verdict(h).trend for place, h in RECORDED.items()}
    assert [f.value for f in told.values() if f.value == MORE] == []
    assert all(sum(f.detail.coded) > 100 for f in told.values()), "the texts were read"
    assert all(f.detail.low < f.detail.low_as_read for f in told.values()), "with the coder's error"


def test_a_share_that_doubles_is_found_and_rates_are_per_document(tmp_path: Path) -> None:
    watch = watched(tmp_path, 1, volume=2, share=2.5)
    assert watch.verdict("venezuela").trend.value == MORE
    (series,) = [s for s in watch.series("venezuela") if s.what == READ]
    points = {p.label: p for p in series.points}
    early, late = points["2018"], points["2025"]
    assert (early.documents, late.documents) == (360, 720)
    assert late.observed is not None
    assert late.rate == pytest.approx(1000 * late.observed / 720)
    assert late.rate_low is not None
    assert late.rate_high is not None
    assert late.rate_low < late.rate < late.rate_high
    assert (points["1995"].observed, points["1995"].rate, points["1995"].documents) == (None, None, 0)
