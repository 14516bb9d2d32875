"""What is known of the coder is what was labelled and what people decided."""

from __future__ import annotations

import runpy
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from scipy.stats import betabinom

from comity.errors import QuestionError, VocabularyError
from comity.measures.record import coder_error
from comity.measures.record.coder_error import Known, Share, shrink, strength
from comity.parts.reader.coders.rule_coder import RuleCoder
from comity.vocabulary import forms


def known(right: float, said: float, labelled: float) -> Known:
    return Known(Share(right, said), Share(right, labelled))


def test_no_more_are_right_than_there_are() -> None:
    with pytest.raises(QuestionError):
        Share(5, 4)


def test_bounds_are_those_of_clopper_and_pearson() -> None:
    """Nine of ten right: the 90% interval of textbooks; at the ends one side is closed."""
    assert Share(9, 10).bounds() == pytest.approx((0.6058, 0.9949), abs=1e-4)
    assert Share(0, 10).bounds() == pytest.approx((0, 1 - 0.05**0.1))
    assert Share(10, 10).bounds() == pytest.approx((0.05**0.1, 1))


def test_parts_that_differ_borrow_little_and_alike_ones_much() -> None:
    alike = [Share(16, 20)] * 12
    apart = [Share(20, 20), Share(4, 20)] * 6
    assert strength(apart) <= 4
    assert strength(alike) >= 64
    told = shrink(known(1, 2, 4), known(80, 100, 160), (10, 10))
    assert (told.precision.right, told.precision.of) == pytest.approx((9, 12))
    assert (told.recall.right, told.recall.of) == pytest.approx((6, 14))
    assert shrink(None, known(80, 100, 160), (10, 10)).precision.value == pytest.approx(0.8)


@pytest.mark.parametrize("seed", range(6))
def test_the_strength_is_the_likeliest_under_a_beta_binomial(seed: int) -> None:
    rng = np.random.default_rng(seed)
    of = rng.integers(5, 40, 10)
    right = rng.binomial(of, rng.beta(3 * 2**seed, 2**seed, 10))
    p = (right.sum() + 0.5) / (of.sum() + 1)
    likelihood = {
        m: betabinom(of, m * p, m * (1 - p)).logpmf(right).sum() for m in (2, 4, 8, 16, 32, 64, 128)
    }
    shares = [Share(float(k), float(n)) for k, n in zip(right, of, strict=True)]
    assert strength(shares) == max(likelihood, key=likelihood.__getitem__)


def test_what_people_decided_joins_the_precision() -> None:
    bare = coder_error.estimate_error("summit")
    told = coder_error.estimate_error("summit", [("summit", 2, 40)])
    assert told.precision.right == pytest.approx(bare.precision.right + 2)
    assert told.precision.of == bare.precision.of + 40
    assert told.recall == bare.recall
    assert coder_error.quality()["summit"][0] != "bad"
    assert coder_error.quality([("summit", 2, 40)])["summit"][0] == "bad"


def test_leads_are_acts_stated_at_least_as_sure_as_the_file_says(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = ("cooperation,0.6,0.5,9,7,10", "friction,0.8,0.8,7,6,10")
    text = "\n".join(("# how", "polarity,least,unsure,right,form,said", *rows, ""))
    monkeypatch.setattr(coder_error, "package_text", {coder_error._LEADS: text}.__getitem__)
    coder_error.leads.cache_clear()
    acts = pa.table(
        {
            "polarity": ["cooperation", "cooperation", "friction", "friction", "friction"],
            "confidence": pa.array([0.6, 0.59, 0.8, 0.7, None], pa.float32()),
        }
    )
    assert coder_error.sure_enough(acts).to_pydict()["polarity"] == ["cooperation", "friction"]
    assert coder_error.worth_showing(acts)["polarity"].to_pylist() == ["cooperation"] * 2 + ["friction"]
    assert coder_error.leads()["cooperation"].forms == Share(7, 10)
    assert coder_error.right_leads() == Share(16, 20)
    assert coder_error.right_leads([("pair", 3, 4), ("summit", 1, 2)]) == Share(19, 24)
    wrong = {coder_error._LEADS: text.replace("7,6,10", "7,6,6")}
    monkeypatch.setattr(coder_error, "package_text", wrong.__getitem__)
    coder_error.leads.cache_clear()
    with pytest.raises(VocabularyError, match="row 3: 7 right of 6"):
        coder_error.leads()
    monkeypatch.undo()
    coder_error.leads.cache_clear()


TOOL = Path(__file__).parents[2] / "tools/coder_error.py"
NEAR = 0.03
"""How far precision and recall may move before the shipped figures are too old."""


def drifted(which: str, gold: str, *args: Path) -> dict[str, tuple[Known, Known]]:
    """Figures over all that moved on, shipped and now; empty where the file still holds."""
    tool = runpy.run_path(str(TOOL))
    out = {}
    for line in tool["rows"](which, tool[gold](*args)):
        coder, _, name, *counts = line.strip().split(",")
        assert coder == RuleCoder().name
        then, now = coder_error.load_error(which).get(name), known(*map(int, counts))
        if name in ("pair", "form"):
            assert then is not None
            moves = then.precision.value - now.precision.value, then.recall.value - now.recall.value
            if max(map(abs, moves)) > NEAR:
                out[name] = then, now
    return out


def test_the_shipped_figures_are_those_of_the_rules_as_they_are() -> None:
    lines = coder_error.package_text(coder_error._FILE).splitlines()
    told = [r for r in lines if not r.startswith(("#", "coder,"))]
    assert {r.split(",")[0] for r in told} == {RuleCoder().name}, "run tools/coder_error.py"
    assert drifted(coder_error.HELD_OUT, "held_out") == {}, "run tools/coder_error.py"
    named = {m for m in coder_error.load_error() if m == m.lower()} - {"pair", "form"}
    assert named <= set(forms.all_forms())


def test_the_shipped_dev_figures_are_those_of_the_real_labelled_sets(shared_data: Path) -> None:
    assert drifted(coder_error.DEV, "dev", shared_data) == {}, "run tools/coder_error.py"
