"""Placebo hotspots, named pairs and published figures: what they are made of, by hand."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from comity.errors import VocabularyError
from comity.vocabulary import hotspots
from studies import controls, published, real_streams
from studies.streams import Stream

SPOT = {s for h in hotspots.watched() for s in h.states}


def stream(seed: int = 1, bins: int = 120) -> Stream:
    """Twelve states that act at random toward two hotspots' states and twenty others."""
    rng = np.random.default_rng(seed)
    targets = [f"T{k:02}" for k in range(18)] + ["SYR", "IRN"]
    actors = [f"A{k:02}" for k in range(12)]
    rows = [
        (a, t, b, 1) for a in actors for t in targets for b in np.flatnonzero(rng.random(bins) < 0.3).tolist()
    ]
    acts = pd.DataFrame(rows, columns=["state", "target", "bin", "n"])
    return Stream("made", tuple(date(2020, 1, 1) + timedelta(k) for k in range(bins)), acts)


def test_counts_toward_a_set_add_up_and_leave_its_own_acts_out() -> None:
    s = stream()
    own = pd.concat([s.acts, pd.DataFrame([("T00", "T01", 3, 5)], columns=s.acts.columns)])
    told = Stream(s.source, s.bins, own).toward(["T00", "T01"], "x")
    assert "T00" not in told.states
    assert told.counts.sum() == s.acts["target"].isin(["T00", "T01"]).sum()


def test_placebos_are_of_like_volume_and_of_no_hotspot() -> None:
    s = stream()
    spots = {t.target: t.counts.sum() for t in s.hotspots()}
    made = real_streams.placebos(s, np.random.default_rng(2))
    assert {t.target.removeprefix("placebo of ") for t in made} == set(spots) == {"syria", "iran"}
    for t in made:
        assert 0.75 <= t.counts.sum() / spots[t.target.removeprefix("placebo of ")] <= 1.25


def test_chance_alone_calls_about_one_in_twenty() -> None:
    tables = [t for seed in range(4) for t in stream(seed).hotspots()]
    for name, p in real_streams.p_values(tables).items():
        assert len(p) == 8 * 66, name
        assert (p <= 0.05).mean() <= 0.09, name


def test_auc_by_hand() -> None:
    assert controls.auc([3.0, 1.0], [0.0, 2.0]) == 0.75
    assert controls.auc([1.0], [1.0]) == 0.5


def test_a_pair_that_copies_stands_above_those_that_do_not() -> None:
    s = stream()
    acts = s.acts[s.acts["state"] != "A00"]
    copy = acts[acts["state"] == "A01"].assign(state="A00")
    tables = controls.targets(Stream(s.source, s.bins, pd.concat([acts, copy])))
    z = controls.pooled_z(tables, group=False)
    assert max(z, key=lambda pair: z[pair]) == ("A00", "A01")


def test_the_named_pairs_are_of_one_kind_and_of_one_list() -> None:
    lists = [controls.named(file) for file in controls.LISTS]
    assert [[len(kind) for kind in named.values()] for named in lists] == [[12, 12], [38, 36]]
    pairs = [c.pair for named in lists for kind in named.values() for c in kind]
    assert len(set(pairs)) == len(pairs)
    assert all(c.why for named in lists for kind in named.values() for c in kind)


def test_every_fresh_positive_has_a_day_of_its_months_and_a_document() -> None:
    positive = controls.named("data/controls_2021_2022.yaml")["positive"]
    assert all(c.source and "2021-01-01" <= c.day <= "2022-08-31" for c in positive)


def test_the_error_of_an_auc_is_hanley_and_mcneils() -> None:
    # theta = .8: Q1 = .8 / 1.2 = .6667, Q2 = 1.28 / 1.8 = .7111; ten of each.
    variance = (0.8 * 0.2 + 9 * (0.66667 - 0.64) + 9 * (0.71111 - 0.64)) / 100
    assert controls.auc_error(0.8, 10, 10) == pytest.approx(variance**0.5, rel=1e-4)


def test_published_figures_name_their_source_and_kind() -> None:
    assert all(f.publication and f.kind in published.KINDS for f in published.listed())


@pytest.mark.parametrize("change", ["kind: no-such-kind", "who: [XXX]"])
def test_a_wrong_figure_is_refused(change: str, monkeypatch: pytest.MonkeyPatch) -> None:
    good = {"measure": "m/1", "source": "s", "publication": "p", "figure": "f", "kind": "flow"}
    good |= {"who": ["USA", "GBR"], "span": [2000, 2001], "value": 1.0, "tolerance": 0.0}
    key, _, value = change.partition(": ")
    bad = good | {key: [value.strip("[]")] if value.startswith("[") else value}
    monkeypatch.setattr(published, "read_yaml", lambda *_: [bad])
    published.listed.cache_clear()
    with pytest.raises(VocabularyError, match=key):
        published.listed()
    published.listed.cache_clear()
