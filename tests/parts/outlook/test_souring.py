"""Signs of souring, past break-ups and claims of height: by hand, and in worlds whose truth is known."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from comity.errors import VocabularyError
from comity.measures.words.height import height_words, read_height_words
from comity.parts.outlook.claims import superlatives, yearly_measures
from comity.parts.outlook.claims.superlatives import (
    FAILS,
    HOLDS,
    ClaimMeasure,
    SuperlativeClaim,
    YearlySeries,
)
from comity.parts.outlook.rupture import breakups, deterioration
from comity.parts.outlook.rupture.breakups import Risk, at_risk
from comity.records.finding import Finding
from comity.records.kinds import Kind, Subject
from studies import rupture as rupture_study


def tie(kind: str, members: list[str], first: int, last: int | None, source: str = "s") -> dict[str, object]:
    return {
        "record_id": f"{source}:{kind}:{'-'.join(members)}:{first}",
        "source": source,
        "kind": kind,
        "members": members,
        "date_from": date(first, 1, 1),
        "date_to": None if last is None else date(last, 12, 31),
        "clauses": ["defence"],
    }


def test_break_ups_by_hand() -> None:
    ties = [
        tie("alliance", ["FRA", "DEU"], 1960, 1970),  # ended, both there: a break-up in 1970
        tie("alliance", ["FRA", "ITA"], 1960, 1970),
        tie("alliance", ["FRA", "ITA"], 1971, None),  # renewed: none
        tie("alliance", ["FRA", "ESP"], 1960, None),
        tie("sanction", ["ESP", "FRA"], 1975, 1976, "gsdb"),  # opened: a break-up in 1975
        tie("alliance", ["RUS", "SUN"], 1960, 1991),  # a state ended, not the relation
        tie("alliance", ["FRA", "GBR"], 1960, 2000),  # still in force in the last year told: none
    ]
    risk = at_risk(ties, "s", 2000)
    assert [(b.pair, b.year, b.what) for b in risk.breakups] == [
        (("DEU", "FRA"), 1970, "last pact ended"),
        (("ESP", "FRA"), 1975, "sanctions opened"),
    ]
    years = {p: [int(y) for q, y in zip(risk.pairs, risk.years, strict=True) if q == p] for p in risk.pairs}
    assert years["DEU", "FRA"] == list(range(1961, 1971))
    assert years["ESP", "FRA"] == list(range(1961, 1976))  # no longer at risk afterwards
    assert risk.broke.sum() == 2


def world(rng: np.random.Generator, slope: float) -> Risk:
    years = np.repeat(np.arange(1950, 2010), 60)
    x = rng.normal(0, 1, (len(years), 4))
    broke = rng.random(len(years)) < 1 / (1 + np.exp(3 - slope * x[:, 0]))
    pairs = tuple(("FRA", "DEU") for _ in years)
    return Risk(pairs, years, x, broke, ())


def test_a_hazard_is_used_only_where_it_has_skill() -> None:
    rng = np.random.default_rng(4)
    useful, useless = breakups.trial(world(rng, 2.0)), breakups.trial(world(rng, 0.0))
    assert useful is not None
    assert useless is not None
    assert useful.skill_interval.low > 0
    assert useless.skill_interval.low <= 0
    told = [b[1] for b in useful.bins]
    assert told[-1] > 3 * told[0]  # those said to be likelier broke more often
    for mean, share, n in useful.bins:
        assert abs(mean - share) < 4 * np.sqrt(mean / n) + 0.01


def test_few_break_ups_give_the_base_rate_and_say_so() -> None:
    risk = at_risk(
        [tie("alliance", ["DEU", "FRA"], 1960, 1970), tie("alliance", ["ESP", "FRA"], 1960, None)], "s", 2000
    )
    told = breakups.outlook(risk, "ESP", "FRA", "a list")
    assert told.value == pytest.approx(1 / 50)
    assert "fewer than 30" in told.detail.model
    assert told.interval is not None
    assert told.interval.low < 0.02 < told.interval.high
    assert not breakups.outlook(risk, "DEU", "ITA", "a list").known


def test_breaks_of_one_treaty_widen_the_interval() -> None:
    years = np.repeat(np.arange(1950, 2010), 50)
    broke = np.zeros(len(years), bool)
    broke[years == 1964] = True
    spread = np.zeros(len(years), bool)
    spread[::60] = True
    one, many = (
        breakups.base_rate(Risk((("A", "B"),) * len(years), years, np.zeros((len(years), 4)), b, ()))
        for b in (broke, spread)
    )
    assert one[0] == pytest.approx(many[0])
    assert one[1].high - one[1].low > 2 * (many[1].high - many[1].low)


def test_signs_hold_their_size_and_see_a_doubling() -> None:
    alarms, power = rupture_study.signs(60)
    assert alarms.value <= 0.13  # 60 worlds: the full run holds 0.08
    assert power.value >= 0.6


def test_a_year_out_of_sight_is_not_peace() -> None:
    rates = rupture_study.wandering(np.random.default_rng(2), 1.0)
    rates.part[0, 8:] = np.nan
    told = deterioration.sign(Kind.SIGN_FRICTION, Subject(source="s"), rates, deterioration.MORE)
    assert not told.known
    assert "0 bins after" in told.why_not


ABOUT = Subject(states=("CHN", "RUS"), place="ukraine")


CLAIM = SuperlativeClaim("c", "DEU-FRA", date(2010, 9, 1), "x", "highest", "y", ("m",))


def checked(kind: str, values: dict[int, float | None], sizes: int = 0, **more: bool) -> Finding:
    measure = ClaimMeasure("m", "visits", kind, tolerance=0.1)
    return superlatives.check(CLAIM, measure, YearlySeries("s", values, dict.fromkeys(values, sizes), **more))


def test_claims_by_hand() -> None:
    low = dict.fromkeys(range(2000, 2010), 2.0)
    assert checked("count", low | {2010: 30.0}).value == HOLDS
    assert checked("count", low | {2005: 30.0, 2010: 5.0}).value == FAILS
    near = checked("count", low | {2010: 3.0})  # 0.8 to 7.8 meets 0.4 to 6.3
    assert not near.known
    assert "the highest told" in near.why_not
    assert checked("share", dict.fromkeys(range(2000, 2010), 0.5) | {2010: 0.9}, 100).value == HOLDS
    assert not checked("share", dict.fromkeys(range(2000, 2010), 0.5) | {2010: 0.9}, 5).known
    assert checked("amount", low | {2010: 2.5}).value == HOLDS
    assert not checked("amount", low | {2010: 2.3}).known


def test_claims_that_cannot_be_told() -> None:
    low: dict[int, float | None] = dict.fromkeys(range(2000, 2010), 2.0)
    assert "tells it to 2009" in checked("count", low).why_not
    assert "only 2 earlier" in checked("count", {2008: 1.0, 2009: 1.0, 2010: 50.0}).why_not
    assert "selective" in checked("count", low | {2010: 50.0}, selective=True).why_not
    early = SuperlativeClaim("c", "DEU-FRA", date(2010, 2, 4), "x", "highest", "y", ("m",))
    assert (early.year, CLAIM.year) == (2009, 2010)


def test_what_is_said_over_all_names_the_measures() -> None:
    low = dict.fromkeys(range(2000, 2010), 2.0)
    over = superlatives.verdict(CLAIM, [checked("count", low | {2010: 30.0}), checked("count", {})])
    assert over.value == "holds for m; cannot tell of the rest"
    assert not superlatives.verdict(CLAIM, [checked("count", {})]).known


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        (
            "They agree. Relations of France and Germany are at the highest level in their history.",
            True,
        ),
        ("Ties of France and Germany have never been closer, he said.", True),
        ("The German and French parties hailed an unprecedented level of trust.", True),
        ("Germany saw unprecedented heights of rain. France did not.", False),
        ("France and Germany met.", False),
    ],
)
def test_claims_are_found_in_sentences_that_name_both(text: str, hit: bool) -> None:
    names = (yearly_measures._names("DEU"), yearly_measures._names("FRA"))
    found = superlatives.claims_in([("d:1", date(2020, 1, 1), "a paper", text)], names, "DEU-FRA")
    assert bool(found) == hit


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("zh", "中俄关系处于历史最高水平"),
        ("ru", "отношения достигли наивысшего уровня"),
        ("ru", "лучший период в истории"),
    ],
)
def test_patterns_of_other_languages(language: str, sentence: str) -> None:
    assert any(p.search(sentence) for p in height_words().height[language])


def test_states_are_named_in_chinese_and_russian() -> None:
    china = yearly_measures._names("CHN")
    assert all(china.search(s) for s in ("中俄关系", "отношения с Китаем", "китайская сторона"))
    assert not china.search("Индия и Куба")


@pytest.mark.parametrize(
    ("broken", "word"),
    [
        ("measures: {m: {name: x, kind: many}}\nclaims: []\n", "kind must be"),
        ("measures: {}\nclaims: [{id: a}]\n", "exactly the keys"),
        (
            "measures: {}\n"
            "claims: [{id: a, pair: DEU-FRA, date: 2020-01-01, by: b, words: w, "
            "source: s, read_at: r, about: [m]}]\n",
            "not a measure",
        ),
        ("measures: {}\n", "needs exactly the keys"),
    ],
)
def test_a_wrong_file_of_claims_is_refused(broken: str, word: str) -> None:
    with pytest.raises(VocabularyError, match=word):
        superlatives.read(broken)


def test_a_wrong_pattern_of_height_is_refused() -> None:
    with pytest.raises(VocabularyError, match="no pattern"):
        read_height_words({"height": {"en": ["("]}, "limitless": {}})


def test_every_shipped_claim_says_where_its_words_were_read() -> None:
    told = superlatives.lexicon().claims
    assert len({c.pair for c in told}) >= 5
    for c in told:
        assert c.read_at.startswith(("http://", "https://")), c.id
        assert c.original.isascii() == (not c.original), c.id  # only a translation has an original
        assert c.day.isoformat()[:4] in c.source, c.id


def test_a_claim_in_translation_keeps_the_words_of_the_original() -> None:
    (claim,) = [c for c in superlatives.lexicon().claims if c.id == "highest-2023"]
    assert claim.original == "历史最高水平"
    assert any(p.search(claim.original) for p in height_words().height["zh"])
