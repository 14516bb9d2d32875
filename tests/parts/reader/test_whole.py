"""What the rest of a text says of a sentence, and how the weights for that are drawn up."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.parts.reader.classifier import context_rescoring
from comity.parts.reader.classifier.act_classifier import (
    SentenceEvidence,
    WeighedSentence,
    likely,
    odds_alone,
)
from comity.parts.reader.classifier.pairs import CandidatePair
from comity.parts.reader.classifier.weights import (
    AGAIN,
    COOPERATION,
    FORM_AGAIN,
    FRICTION,
    TELLS,
    Weights,
    chance,
    odds_of,
)
from comity.parts.reader.coders import rule_coder
from comity.parts.reader.coders.rule_coder import RuleCoder
from comity.records.coded_acts import CodedAct, Document
from training import context, weigh
from training.scores import ScoredClaim
from training.sentences import LabelledSentence, LabelledText

AB, AC, CD = ("CUB", "PER"), ("CHL", "CUB"), ("CHL", "PER")
ODDS = st.floats(-6, 6)
EVEN = context_rescoring.SentenceOdds(0.0, {AB: (0.0, 0.0)})
"""Everything at a chance of a half."""


def test_what_is_told_of_a_pair_elsewhere_is_summed_by_hand() -> None:
    text = [
        EVEN,
        context_rescoring.SentenceOdds(odds_of(0.8), {AB: (odds_of(0.5), odds_of(0.75)), AC: (0.0, 0.0)}),
        EVEN,
    ]
    here, _, last = context_rescoring.pairs_marks(text)
    assert here[AB]["leaning elsewhere"] == pytest.approx(math.log((0.6 + 0.25 + 0.5) / (0.4 + 0.25 + 0.5)))
    assert here[AB]["told elsewhere"] == pytest.approx(math.log(0.6 + 0.25 + 0.4 + 0.25 + 0.2))
    assert here[AB]["leaning of others"] == pytest.approx(0.0), "as much of AC is told together as apart"
    assert here[AB]["leaning before"] == 0.0, "nothing stands before the first sentence"
    assert here[AB]["leaning after"] == pytest.approx(0.6 - 0.4 + 0.25 - 0.25)
    assert last[AB]["told before"] == pytest.approx(0.5 + 0.6 + 0.4)


def test_of_several_pairs_the_best_other_is_told_and_the_best_that_shares_a_state() -> None:
    text = [
        context_rescoring.SentenceOdds(0.0, {AB: (2.0, -2.0), AC: (-1.0, 1.0), ("FIN", "LAO"): (3.0, -3.0)})
    ]
    (here,) = context_rescoring.pairs_marks(text)
    assert here[AB]["best other"] == pytest.approx(chance(3.0))
    assert here[AB]["best other of theirs"] == pytest.approx(chance(1.0))
    assert here[AB]["possible"] == pytest.approx(math.log(3))


@given(st.lists(st.tuples(ODDS, ODDS, ODDS), min_size=1, max_size=6), ODDS, st.data())
def test_a_sentence_never_speaks_for_itself(
    rows: list[tuple[float, float, float]], other: float, data: st.DataObject
) -> None:
    n = data.draw(st.integers(0, len(rows) - 1))
    text = [context_rescoring.SentenceOdds(t, {AB: (c, f)}) for t, c, f in rows]
    changed = [
        context_rescoring.SentenceOdds(other, {AB: (other, -other)}) if k == n else s
        for k, s in enumerate(text)
    ]
    own = {"together", "apart"}
    mine, theirs = context_rescoring.pairs_marks(text)[n][AB], context_rescoring.pairs_marks(changed)[n][AB]
    assert {k: pytest.approx(v, abs=1e-9) for k, v in mine.items() if k not in own} == {
        k: v for k, v in theirs.items() if k not in own
    }
    alone = {"alone", "best pair"}
    a, b = context_rescoring.tells_marks(text)[n], context_rescoring.tells_marks(changed)[n]
    assert {k: pytest.approx(v) for k, v in a.items() if k not in alone} == {
        k: v for k, v in b.items() if k not in alone
    }


def test_with_weights_that_hear_nothing_else_chances_stay_as_they_were() -> None:
    deaf = Weights(
        {
            AGAIN + TELLS: {"intercept": 0.0, "alone": 1.0},
            AGAIN + COOPERATION: {"intercept": 0.0, "together": 1.0},
            AGAIN + FRICTION: {"intercept": 0.0, "apart": 1.0},
            FORM_AGAIN: {"intercept": 0.0, "alone": 1.0},
        }
    )
    text = [context_rescoring.SentenceOdds(1.0, {AB: (2.0, -1.0), CD: (-3.0, 0.5)}), EVEN]
    told, _ = context_rescoring.rescore(text, deaf)
    assert told.tells == pytest.approx(chance(1.0))
    assert told.pairs[AB] == (pytest.approx(chance(2.0)), pytest.approx(chance(-1.0)))
    (names,) = context_rescoring.rescored_names(
        [context_rescoring.NamedAct(0, {AB: 0.9}, {"summit": 1.5})], FORM_AGAIN, deaf
    )
    assert names == {"summit": pytest.approx(chance(1.5))}


def test_forms_told_of_the_pair_elsewhere_are_set_beside_those_of_the_text() -> None:
    told = [
        context_rescoring.NamedAct(0, {AB: 1.0}, {"summit": odds_of(0.9)}),
        context_rescoring.NamedAct(1, {CD: 1.0}, {"summit": odds_of(0.1)}),
        context_rescoring.NamedAct(2, {AB: 1.0}, {"summit": 0.0}),
    ]
    marks = context_rescoring.names_marks([told[2]], told)[0]["summit"]
    text = (0.9 + 0.1 + 0.05) / 3
    assert marks["text"] == pytest.approx(odds_of((text + 0.005) / 1.01))
    assert marks["pair elsewhere"] == pytest.approx(odds_of(((0.9 + text) / 2 + 0.005) / 1.01))
    assert marks["before"] == pytest.approx(odds_of(((0.1 + 0.3 * text) / 1.3 + 0.005) / 1.01))
    assert marks["is summit"] == 1.0


DOUBTFUL = "Peru and Cuba have begun a new chapter."
WARM = "Cuba and Peru signed a treaty on trade. Their presidents met in Lima and praised the partnership."
COLD = "Cuba accused Peru of spying and expelled its envoys. Lima imposed sanctions on Cuba in return."


def read(before: str, after: str) -> set[str]:
    """Polarities of what the doubtful sentence is read as."""
    text = f"{before} {DOUBTFUL} {after}"
    acts = RuleCoder().code(Document("t", text, date(2024, 5, 1), title="Cuba and Peru", prose=True))
    at = len(before) + 1
    return {a.polarity for a in acts if at <= a.start < at + len(DOUBTFUL)}


def test_a_doubtful_sentence_is_read_as_its_text_goes() -> None:
    assert read(f"{WARM} {WARM}", WARM) == {"cooperation"}
    assert read(f"{COLD} {COLD}", COLD) != {"cooperation"}


def labelled(polarity: str) -> ScoredClaim:
    return ScoredClaim(
        frozenset({AB}),
        frozenset(AB),
        polarity,
        frozenset({"bilateral"}),
        frozenset({"summit"}),
        "none",
        0,
        1,
    )


def world(seed: int, articles: int) -> list[LabelledText]:
    """Articles each of which tells of two states as partners or as rivals, in words that tell it badly."""
    rng, out = random.Random(seed), []
    for n in range(articles):
        sides = [COOPERATION, FRICTION]
        rng.shuffle(sides)
        sentences = []
        for k in range(8):
            tells, heard = rng.random() < 0.7, rng.random() < 0.65
            about = frozenset(
                {f"w {sides[not heard]}", "w told" if tells == (rng.random() < 0.85) else "w idle"}
            )
            here = SentenceEvidence([], [CandidatePair(AB, 2, frozenset({"named 2"}))], about, about)
            claims = [labelled(sides[0])] if tells else []
            sentences.append(LabelledSentence(k, k + 1, here, {AB: about}, claims))
        out.append(LabelledText(f"article {n}", sentences))
    return out


def right(texts: list[LabelledText], weights: Weights, *, again: bool) -> float:
    """Share of the sentences that tell an act of which the likelier polarity is the labelled one."""
    hits = []
    for text in texts:
        firsts = [odds_alone(s.evidence, weights) for s in text.sentences]
        told = context_rescoring.rescore(firsts, weights)
        for s, f, a in zip(text.sentences, firsts, told, strict=True):
            if s.firm:
                together, apart = f.pairs[AB]
                alone = COOPERATION if together >= apart else FRICTION
                hits.append((likely(a)[AB][1] if again else alone) == s.firm[0].polarity)
    return sum(hits) / len(hits)


def test_in_a_world_where_articles_hold_together_weighing_again_finds_what_words_alone_cannot() -> None:
    """Words tell the polarity right 65 times of 100; eight sentences of an article nearly always."""
    texts, unseen = world(1, 120), world(2, 60)
    heads = weigh.alone(texts) | context.again(texts, weigh.alone)
    weights = Weights(heads)
    assert right(unseen, weights, again=False) == pytest.approx(0.65, abs=0.06)
    assert right(unseen, weights, again=True) > 0.8
    assert heads[AGAIN + FRICTION]["leaning elsewhere"] > 0 > heads[AGAIN + COOPERATION]["leaning elsewhere"]


def test_in_a_world_of_sentences_that_have_nothing_to_do_with_each_other_nothing_is_lost() -> None:
    def shuffled(seed: int, n: int) -> list[LabelledText]:
        sentences = [s for t in world(seed, n) for s in t.sentences]
        random.Random(seed).shuffle(sentences)
        return [LabelledText(f"article {k}", sentences[k * 8 : k * 8 + 8]) for k in range(n)]

    texts, unseen = shuffled(1, 120), shuffled(2, 60)
    weights = Weights(weigh.alone(texts) | context.again(texts, weigh.alone))
    assert right(unseen, weights, again=True) == pytest.approx(right(unseen, weights, again=False), abs=0.03)


def test_a_book_is_weighed_in_stretches_and_every_sentence_once(monkeypatch: pytest.MonkeyPatch) -> None:
    text = " ".join(f"Cuba and Peru signed treaty number {n} in Lima." for n in range(30))
    document = Document("t", text, date(2024, 5, 1), prose=True)
    sizes = []

    class Counting(RuleCoder):
        def judge(self, document: Document, text: Sequence[WeighedSentence]) -> list[CodedAct]:
            sizes.append(len(text))
            return super().judge(document, text)

    monkeypatch.setattr(rule_coder, "STRETCH", 12)
    acts = Counting().code(document)
    assert sizes == [12, 12, 6]
    assert len({a.start for a in acts}) == len(acts) == 30
