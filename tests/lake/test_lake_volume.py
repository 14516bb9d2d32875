"""A corpus that grows is no stepping up; a share that doubles is, once vouched for: through a real lake."""

from __future__ import annotations

import json
import random
from datetime import date
from pathlib import Path

import pytest

from comity.lake.store import Lake
from comity.watch import Watch

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
def test_a_corpus_that_grows_is_no_stepping_up(tmp_path: Path, volume: int) -> None:
    watch = watched(tmp_path, 1, volume=volume, share=1)
    assert len(watch.view.unreviewed_acts()) > 300, "the texts were read"
    for h in RECORDED.values():
        assert not watch.record.by_hotspot[h].occurrences, "nobody reviewed them"
