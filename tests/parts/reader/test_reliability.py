"""Confidence against what is right, counted by hand; its weights; faults in lexicon files by line."""

from __future__ import annotations

import runpy
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from comity.errors import QuestionError, VocabularyError
from comity.parts.reader.classifier.confidence import SENSED, TrustEvidence, confidence
from comity.parts.reader.coders.rule_coder import RuleCoder
from comity.parts.reader.lexicon import compiled, read_rules
from comity.records.coded_acts import Document
from training.calibrate import as_yaml, fitted
from training.leads import least
from training.reliability import (
    JudgedAct,
    calibration_error,
    interval,
    list_judged_acts,
    reliability,
    rule_precision,
)
from training.scores import LabelledDocument, LabelledItem, claim_of, read_gold

GOLD = Path(__file__).parent / "gold"
TEXT = "Japan and India hold a naval drill."


def told(right: bool, chance: float, rule: str = "r") -> JudgedAct:
    (act,) = RuleCoder().code(Document("d", TEXT))
    gold = LabelledDocument(Document("d", TEXT), (LabelledItem(0, len(TEXT), []),))
    return JudgedAct(gold, replace(act, confidence=chance, rules=(rule,)), right)


def test_bins_and_error_by_hand() -> None:
    acts = [told(True, 0.82), told(True, 0.88), told(False, 0.85), told(False, 0.31), told(True, 1.0)]
    rows = reliability(acts).to_pylist()
    assert [(r["from"], r["n"]) for r in rows] == [(0.3, 1), (0.8, 3), (0.9, 1)]
    assert rows[1]["stated"] == pytest.approx(0.85)
    assert rows[1]["right"] == pytest.approx(2 / 3)
    assert calibration_error(reliability(acts)) == pytest.approx((0.31 + 3 * (0.85 - 2 / 3) + 0) / 5)
    assert calibration_error(reliability([])) is None


def test_an_interval_of_a_share_is_the_published_one() -> None:
    low, high = interval(8, 10)  # Clopper and Pearson's table
    assert (round(low, 3), round(high, 3)) == (0.444, 0.975)
    assert interval(0, 5)[0] == 0.0
    assert interval(5, 5)[1] == 1.0


def test_precision_of_a_rule_has_its_interval() -> None:
    acts = [told(True, 0.9, "a"), told(False, 0.9, "a"), told(True, 0.9, "b")]
    rows = {r["rule"]: r for r in rule_precision(acts).to_pylist()}
    assert (rows["a"]["right"], rows["a"]["fired"], rows["a"]["precision"]) == (1, 2, 0.5)
    assert (rows["b"]["low"], rows["b"]["high"]) == interval(1, 1)


def test_acts_that_match_only_doubtful_labels_are_not_judged() -> None:
    base = {
        "actors": ["IND", "JPN"],
        "partners": [],
        "targets": [],
        "hotspots": ["bilateral"],
        "forms": [],
        "polarity": "cooperation",
        "toward_us": "none",
        "start": 0,
        "end": 9,
    }
    document = Document("d", TEXT)
    gold = {
        which: [LabelledDocument(document, (LabelledItem(0, len(TEXT), labels),))]
        for which, labels in {
            "firm": [claim_of(base)],
            "doubtful": [claim_of({**base, "optional": True})],
            "none": [],
        }.items()
    }
    assert [j.right for j in list_judged_acts(RuleCoder(), gold["firm"])] == [True]
    assert list_judged_acts(RuleCoder(), gold["doubtful"]) == []
    assert [j.right for j in list_judged_acts(RuleCoder(), gold["none"])] == [False]


def test_fitted_weights_agree_with_the_shares_they_were_fitted_to() -> None:
    rng = np.random.default_rng(5)
    acts = [told(bool(rng.random() < 0.8), 0.5) for _ in range(400)]
    terms, forms = fitted(acts)
    share = sum(j.right for j in acts) / len(acts)
    score = terms["intercept"] + sum(w for w, _ in forms.values())
    assert 1 / (1 + np.exp(-score)) == pytest.approx(share, abs=0.01)
    assert {f: n for f, (_, n) in forms.items()} == {"joint-exercise": 400}
    assert "400 acts" in as_yaml(acts, "toy")
    with pytest.raises(QuestionError, match="right and acts that are wrong"):
        fitted([told(True, 0.5)])


def test_leads_begin_where_nine_of_ten_are_right() -> None:
    unsure = [told(right, 0.62) for right in (True, True, False)]
    sure = [told(True, 0.7)] * 6 + [told(False, 0.9)]
    assert least([*unsure, *sure, *[told(True, 0.8)] * 4]) == 0.65
    assert least([*unsure, *sure, *[told(True, 0.62)] * 20]) == 0.0
    assert least(unsure) == 1.0


def test_what_is_planned_guessed_or_unlikely_is_trusted_less() -> None:
    pair = frozenset({"IND", "JPN"})
    plain = TrustEvidence(pair, ("summit",), ("r",), "asserted", pair, prose=True, chance=0.7)
    assert confidence(replace(plain, modality="planned")) < confidence(plain)
    assert confidence(replace(plain, rules=(SENSED,))) < confidence(plain)
    steps = [confidence(replace(plain, chance=c)) for c in (0.0001, 0.05, 0.3, 0.7, 0.95)]
    assert steps == sorted(steps)
    assert steps[0] < 0.1
    assert steps[-1] > 0.8
    assert plain.terms()["chance"] == pytest.approx(np.log(0.7 / 0.3))
    assert replace(plain, chance=None).terms()["chance"] == 0.0


def test_confidence_holds_on_sentences_it_was_not_fitted_to() -> None:
    gold = [
        *read_gold(GOLD / "held_news.jsonl"),
        *read_gold(GOLD / "held_prose.jsonl", GOLD / "held_prose_docs.jsonl"),
    ]
    error = calibration_error(reliability(list_judged_acts(RuleCoder(), gold)))
    assert error is not None
    assert error < 0.14  # weighed on articles too, which are harder than our own sentences


def test_the_tool_shows_scores_bins_and_rules(capsys: pytest.CaptureFixture[str]) -> None:
    main = runpy.run_path(str(GOLD.parents[3] / "tools/score_coder.py"))["main"]
    main([str(GOLD / "tune_news.jsonl")])
    shown = capsys.readouterr().out
    assert shown.startswith("measure")
    assert "calibration error" in shown
    main([str(GOLD / "tune_news.jsonl"), "--rules"])
    assert capsys.readouterr().out.splitlines()[0].split() == [
        "rule",
        "fired",
        "right",
        "precision",
        "95",
        "%",
    ]


GOOD = """- id: a.b
  form: summit
  cues: [meet]
  pattern: 'meet'
  roles: mutual
  examples: ["A meets B."]
"""


@pytest.mark.parametrize(
    ("text", "told_of"),
    [
        (GOOD + GOOD.replace("summit", "dance").replace("a.b", "c"), "x.yaml, line 7 (c): form: 'dance'"),
        (GOOD + GOOD, "x.yaml: line 7: the id 'a.b' is given twice"),
        (GOOD.replace("mutual", "sideways"), "line 1 (a.b): roles: 'sideways' is not one of"),
        (GOOD.replace("  cues: [meet]\n", ""), "line 1 (a.b): cues: is missing"),
        (GOOD.replace("[meet]", "[]"), "line 1 (a.b): cues, examples: needs at least one"),
        (GOOD.replace("[meet]", "[1718]"), "line 1 (a.b): cues: must be a str, not 1718"),
        (GOOD + "  examples: [x]\n", "line 1: written twice: examples"),
        ("a: b\n", "line 1: must be a list of rules"),
        ("- [\n", "x.yaml: line 2"),
    ],
)
def test_a_fault_in_a_lexicon_is_told_by_file_and_line(text: str, told_of: str) -> None:
    with pytest.raises(VocabularyError) as e:
        read_rules(text, "x.yaml", set())
    assert told_of in str(e.value)
    assert "\n" not in str(e.value)


def test_a_pattern_that_is_none_is_told_with_its_rule() -> None:
    (rule,) = read_rules(GOOD.replace("'meet'", "'(meet'"), "x.yaml", set())
    with pytest.raises(VocabularyError, match=r"a\.b: pattern is no regular expression"):
        compiled(rule)
