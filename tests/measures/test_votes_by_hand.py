"""Votes worked out by hand: the model of ideal points written out, edges, ties and what is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from scipy.special import ndtr, ndtri
from scipy.stats import hypergeom, norm, t
from vote_worlds import ballots, matrix_of, roll_calls

from comity.measures.stats import clustered
from comity.measures.votes import (
    agreement_by_session,
    council_dissent,
    dimensions,
    excess,
    roll_call_agreement,
    veto_rates,
)
from comity.measures.votes.ballots import ABSTAIN, BallotMatrix
from comity.measures.votes.council_dissent import CouncilTexts, Dissent
from comity.measures.votes.dimensions import Prediction
from comity.measures.votes.dynamic_ideal_points import ideal_points
from comity.records.finding import PlaceboRank
from comity.records.kinds import Kind
from comity.types import RECORDS_SHOWN

# Ideal points


def lopsided(states: int = 60) -> BallotMatrix:
    """Sessions 3, 4 and 9; calls without a no, without an abstention, and with all but one alike."""
    rng = np.random.default_rng(8)
    sessions = np.repeat(np.array([3, 4, 9], np.int32), 7)
    position = rng.normal(size=(states, 1)) + 0.4 * rng.normal(size=(states, 21))
    push = position * rng.normal(size=21) + rng.normal(size=(states, 21))
    choices = (push > -0.6).astype(int) + (push > 0.3)
    choices[:, 1] = np.where(choices[:, 1] == 0, 1, choices[:, 1])
    choices[:, 2] = np.where(choices[:, 2] == 1, 2, choices[:, 2])
    choices[:, 3], choices[5, 3] = 0, 2
    choices[:, 10], choices[7, 10] = 2, 1
    choices[rng.random(choices.shape) < 0.1] = -1
    choices[4, :7] = -2
    return matrix_of(choices, sessions=sessions)


def chances(lower: float, upper: float, slope: float, x: np.ndarray) -> np.ndarray:
    """No, abstention and yes at each position (3, states)."""
    no, yes = ndtr(lower - slope * x), 1 - ndtr(upper - slope * x)
    return np.array([no, 1 - no - yes, yes])


def slopes_of(function, at: np.ndarray) -> np.ndarray:
    """Derivatives by central differences, one row a parameter."""
    steps = 1e-5 * np.eye(len(at))
    return np.array([(function(at + s) - function(at - s)) / 2e-5 for s in steps])


def written_out(matrix: BallotMatrix, anchor: int) -> tuple[np.ndarray, np.ndarray]:
    """Positions and standard errors by the model's definition: Fisher scoring with numerical derivatives."""
    choices, sessions = matrix.choices, np.unique(matrix.sessions)
    at = np.searchsorted(sessions, matrix.sessions)
    calls = range(choices.shape[1])
    voted = [np.flatnonzero(choices[:, c] >= 0) for c in calls]
    n = np.array([[(choices[s, at == k] >= 0).sum() for k in range(3)] for s in range(len(choices))])
    items, position = [], np.zeros((len(choices), 3))
    for c in calls:
        v = choices[voted[c], c].astype(float)
        side = float(choices[anchor, c] - v.mean()) if choices[anchor, c] >= 0 else 0.0
        position[voted[c], at[c]] += (v - v.mean()) * side / n[voted[c], at[c]]
        lower = ndtri(min(max((v == 0).mean(), 0.01), 0.97))
        upper = ndtri(1 - min(max((v == 2).mean(), 0.02), 0.98))
        items.append(np.array([lower, max(upper, lower + 0.1), np.sign(side) / 2]))
    position = (position - position[n > 0].mean()) / position[n > 0].std()
    walk = 2 * np.eye(3)
    for k, gap in enumerate((1, 5)):
        walk[k : k + 2, k : k + 2] += np.array([[1, -1], [-1, 1]]) / (0.1 * gap)
    variance = np.array([25.0, 25.0, 1.0])
    for _ in range(60):
        for _ in range(2):
            for c in calls:
                x, v, old = position[voted[c], at[c]], choices[voted[c], c], items[c]
                p, dp = chances(*old, x), slopes_of(lambda a, x=x: chances(*a, x), old)
                score = (dp[:, v, range(len(v))] / p[v, range(len(v))]).sum(1) - old / variance
                information = np.einsum("ikn,jkn->ij", dp / p, dp) + np.diag(1 / variance)
                new = old + np.clip(np.linalg.solve(information, score), -0.7, 0.7)
                items[c] = np.array([new[0], max(new[1], new[0] + 0.01), new[2]])
        before, pull, weight = position.copy(), np.zeros_like(position), np.zeros_like(position)
        for c in calls:
            x, v = position[voted[c], at[c]], choices[voted[c], c]
            p, dp = (
                chances(*items[c], x),
                (chances(*items[c], x + 1e-5) - chances(*items[c], x - 1e-5)) / 2e-5,
            )
            pull[voted[c], at[c]] += dp[v, range(len(v))] / p[v, range(len(v))]
            weight[voted[c], at[c]] += (dp**2 / p).sum(0)
        precision = [walk + np.diag(w) for w in weight]
        targets = weight * position + pull
        path = np.array([np.linalg.solve(p, t) for p, t in zip(precision, targets, strict=True)])
        spread = np.ones(3)
        for k in range(3):
            of = path[n[:, k] > 0, k]
            spread[k] = of.std()
            position[:, k] = (path[:, k] - of.mean()) / of.std()
        if np.abs(position - before)[n > 0].max() < 1e-3:
            break
    if (position[anchor] * n[anchor]).sum() < 0:
        position = -position
    return position, np.sqrt([np.diag(np.linalg.inv(p)) for p in precision]) / spread


def test_ideal_points_are_those_of_the_model_written_out() -> None:
    matrix = lopsided()
    position, errors = written_out(matrix, 0)
    points = ideal_points(matrix, anchor="S000").to_pydict()
    rows = [int(s[1:]) for s in points["state"]]
    columns = np.searchsorted([3, 4, 9], points["session"])
    assert points["theta"] == pytest.approx(position[rows, columns], abs=1e-5)
    assert points["se"] == pytest.approx(errors[rows, columns], abs=1e-5)
    assert ("S004", 3) not in zip(points["state"], points["session"], strict=True)


# Positions in several dimensions


def test_every_fifth_of_the_votes_is_predicted_from_the_others() -> None:
    choices = lopsided(9).choices
    rng = np.random.default_rng([4, 2])
    fold, jolt = rng.integers(5, size=choices.shape), rng.normal(scale=0.3, size=(9, 2))
    told = dimensions.predict(choices, 2, 4)
    apart = np.zeros((9, 9))
    of_own = []
    for k in range(5):
        model = dimensions.fit(np.where(fold == k, -1, choices).astype(np.int8), jolt)
        out = fold == k
        assert (told.p[:, out] == model.probabilities()[:, out]).all()
        for i in range(9):
            for j in range(9):
                apart[i, j] += np.linalg.norm(model.position[i] - model.position[j]) / 5
    assert told.distance == pytest.approx(apart)
    of_own = [np.log(told.p[choices[s, r], s, r]) for s, r in np.argwhere(choices >= 0)]
    assert told.held_out == pytest.approx(np.mean(of_own))
    assert (told.dimensions, told.start) == (2, 4)


def test_a_dimension_must_take_a_twentieth_off_the_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    choices = lopsided(9).choices

    def chosen(*losses: float) -> tuple[int, int]:
        told = iter(losses)
        monkeypatch.setattr(dimensions, "_mean_log", lambda *_: next(told))
        number, tried = dimensions.choose(choices)
        return number, len(tried)

    assert chosen(-1.0, -0.96) == (1, 2)
    assert chosen(-1.0, -0.95, -0.91) == (2, 3), "a twentieth to the digit is enough, less is not"
    assert chosen(-1.0, -0.9, -0.8, -0.7, -0.6, -0.5) == (6, 6), "six at most"


def test_the_number_is_chosen_on_a_fifth_held_out() -> None:
    choices = lopsided(9).choices
    rng = np.random.default_rng([1, 0])
    hidden = rng.integers(5, size=choices.shape) == 0
    jolt = rng.normal(scale=0.3, size=(9, 1))
    p = dimensions.fit(np.where(hidden, -1, choices).astype(np.int8), jolt).probabilities()
    by_hand = np.mean([np.log(p[choices[s, r], s, r]) for s, r in np.argwhere(hidden & (choices >= 0))])
    assert dimensions.choose(choices)[1][0] == pytest.approx(by_hand)


def test_the_search_starts_from_the_principal_axes() -> None:
    choices = np.array([[2, 0, 1], [2, 0, -1], [0, 2, 2], [1, 2, 0]], np.int8)
    problem = dimensions._Problem(choices, 1)
    position, slope, lower, gap = problem.parts(problem.start(np.full((4, 1), 0.5)))
    centred = np.array([[0.75, -1, 0], [0.75, -1, 0], [-1.25, 1, 1], [-0.25, 1, -1]])
    values, vectors = np.linalg.eigh(centred @ centred.T)
    axis = vectors[:, values.argmax()]
    axis = axis * np.sign(axis[np.abs(axis).argmax()])
    assert position[:, 0] == pytest.approx(2 * axis + 0.5)
    assert slope[:, 0] == pytest.approx(1.5 * axis @ centred)
    no, yes = np.array([1.5 / 5, 2.5 / 5, 1.5 / 4]), np.array([2.5 / 5, 2.5 / 5, 1.5 / 4])
    assert lower == pytest.approx(np.log(no / (1 - no)))
    assert gap == pytest.approx(np.log(np.maximum(np.log((1 - yes) / yes) - lower, 0.2)))
    assert gap[1] == pytest.approx(np.log(0.2)), "nobody abstained"


# Agreement beyond position


def model(states: int = 19, calls: int = 20, runs: int = 1) -> excess.VoteModel:
    """Predictions made up, none better than another: no fit."""
    rng = np.random.default_rng(3)
    matrix = matrix_of(rng.integers(0, 3, (states, calls)), days=np.arange(calls) // 4)
    p = rng.dirichlet([2, 1, 3], size=(runs, states, calls)).transpose(0, 3, 1, 2)
    place = rng.normal(size=states)
    apart = np.abs(place[:, None] - place)
    made = tuple(Prediction(2, k, q, apart, 0.0) for k, q in enumerate(p, 1))
    return excess.VoteModel(matrix, 2, (), made)


def ranked_by_hand(m: excess.VoteModel, run: Prediction, use: np.ndarray, a: int, b: int) -> tuple[int, int]:
    """Rank of a pair among the quarter of all pairs whose distance is nearest, it among them."""
    size = len(m.matrix.states)
    z, distance = {}, {}
    for i in range(size):
        for j in range(i + 1, size):
            chance = [sum(run.p[k, i, r] * run.p[k, j, r] for k in range(3)) for r in np.flatnonzero(use)]
            alike = sum(m.matrix.choices[i, r] == m.matrix.choices[j, r] for r in np.flatnonzero(use))
            spread = sum(c * (1 - c) for c in chance)
            z[i, j] = (alike - sum(chance)) / np.sqrt(spread)
            distance[i, j] = abs(run.distance[i, j] - run.distance[a, b])
    others = sorted((p for p in z if p != (a, b)), key=lambda p: distance[p])[: len(z) // 4]
    return 1 + sum(z[p] >= z[a, b] for p in others), 1 + len(others)


def test_a_pair_is_ranked_among_a_quarter_of_all_pairs() -> None:
    m = model()
    for a, b in ((0, 1), (3, 7), (17, 18)):
        word, share = excess.excess_agreement(m, f"S{a:03}", f"S{b:03}")
        rank = word.placebo
        assert rank is not None
        assert (rank.rank, rank.of) == ranked_by_hand(m, m.runs[0], np.ones(20, bool), a, b)
        alike = m.matrix.choices[a] == m.matrix.choices[b]
        chance = (m.runs[0].p[:, a] * m.runs[0].p[:, b]).sum(0)
        detail = word.detail
        assert (detail.agreed, detail.expected) == pytest.approx((alike.mean(), chance.mean()))
        assert share.value == pytest.approx((alike - chance).mean())
        assert (word.n, word.records_total, word.records[0], word.records[-1]) == (20, 20, "r00019", "r00000")
        assert list(detail.ranks.values()) == [round(rank.rank / rank.of, 4)]


def test_the_interval_draws_whole_days() -> None:
    m = model()
    found = excess.excess_agreement(m, "S000", "S001")
    alike = (m.matrix.choices[0] == m.matrix.choices[1]) - (m.runs[0].p[:, 0] * m.runs[0].p[:, 1]).sum(0)
    days = alike.reshape(5, 4).mean(1)
    rng = np.random.default_rng(1)
    drawn = rng.multinomial(5, np.full(5, 0.2), size=2000) @ days / 5
    for f in found:
        assert f.interval is not None
        assert (f.interval.low, f.interval.high) == pytest.approx(np.quantile(drawn, [0.05, 0.95]))


def test_the_expected_share_is_the_mean_of_the_runs_and_the_rank_their_middle_one() -> None:
    m = model(runs=3)
    word, _ = excess.excess_agreement(m, "S004", "S009")
    chance = [(r.p[:, 4] * r.p[:, 9]).sum(0).mean() for r in m.runs]
    assert word.detail.expected == pytest.approx(np.mean(chance))
    ranks = sorted(ranked_by_hand(m, r, np.ones(20, bool), 4, 9)[0] for r in m.runs)
    assert word.placebo is not None
    assert word.placebo.rank == ranks[1]


def test_nineteen_states_have_placebos_enough_and_eighteen_do_not() -> None:
    assert excess.excess_agreement(model(19), "S000", "S001")[0].placebo is not None
    few = excess.excess_agreement(model(18), "S000", "S001")
    assert [f.why_not for f in few] == [
        "Only 153 pairs share enough roll calls; too few to choose placebos from."
    ] * 2


def test_fifteen_roll_calls_on_five_days_are_enough() -> None:
    m = model(calls=15)
    spread = replace(m, matrix=replace(m.matrix, dates=m.matrix.dates[0] + np.arange(15) // 3))
    assert excess.excess_agreement(spread, "S000", "S001")[1].known
    bunched = replace(m, matrix=replace(m.matrix, dates=m.matrix.dates[0] + np.arange(15) // 4))
    assert "only 4 days" in excess.excess_agreement(bunched, "S000", "S001")[0].why_not
    one_away = m.matrix.choices.copy()
    one_away[0, 3] = -1
    fewer = replace(spread, matrix=replace(spread.matrix, choices=one_away))
    assert "only 14 roll calls" in excess.excess_agreement(fewer, "S000", "S001")[0].why_not


def test_a_twentieth_from_either_end_has_a_word() -> None:
    words = [excess._word(PlaceboRank(r, 100, "distance")) for r in (1, 5, 6, 95, 96, 100)]
    assert words == [
        *["beyond position"] * 2,
        *["as position predicts"] * 2,
        *["below position"] * 2,
    ]


def test_states_that_voted_in_two_of_five_are_placed(monkeypatch: pytest.MonkeyPatch) -> None:
    starts = []
    monkeypatch.setattr(excess, "choose", lambda choices: (len(choices), [-1.0]))
    monkeypatch.setattr(excess, "predict", lambda choices, d, s: starts.append((d, s)))
    choices = np.full((11, 10), 2)
    choices[10, 3:] = -1
    choices[9, 4:] = -1
    told = excess.model_votes(matrix_of(choices))
    assert told.matrix.states[-1] == "S009", "four of ten are enough, three are not"
    assert (told.dimensions, told.held_out) == (10, (-1.0,))
    assert starts == [(10, 1), (10, 2), (10, 3), (11, 1), (11, 2), (11, 3)]


# Agreement


def mixed(states: int, calls: int = 90, seed: int = 4) -> BallotMatrix:
    """States that vote in different mixes and stay away differently often, two roll calls a day."""
    rng = np.random.default_rng(seed)
    habit = rng.dirichlet([2, 2, 2], size=states)
    choices = np.array([rng.choice(3, size=calls, p=h) for h in habit])
    choices[rng.random(choices.shape) < 0.4 * rng.random((states, 1))] = -1
    return matrix_of(choices, days=np.arange(calls) // 2)


def kappa(matrix: BallotMatrix, a: int, b: int) -> float:
    """Weighted kappa from its definition: steps apart, seen and by each one's own mix."""
    both = (matrix.choices[a] >= 0) & (matrix.choices[b] >= 0)
    one, other = matrix.choices[a, both], matrix.choices[b, both]
    by_chance = np.abs(np.subtract.outer(one.astype(int), other.astype(int))).mean()
    return float(1 - np.abs(one.astype(int) - other).mean() / by_chance)


@pytest.mark.parametrize(("states", "placebos"), [(12, 66 // 4), (50, 300)])
def test_kappa_is_ranked_among_the_pairs_of_like_mix(states: int, placebos: int) -> None:
    matrix = mixed(states)
    f = next(
        f for f in roll_call_agreement.agreement(matrix, "S003", "S001") if f.kind is Kind.AGREEMENT_KAPPA
    )
    pairs = [(i, j) for i in range(states) for j in range(i + 1, states)]
    mix = np.array(
        [[(c == k).sum() / (c >= 0).sum() for k in range(3)] + [(c >= 0).mean()] for c in matrix.choices]
    )
    features = np.array([np.hstack([mix[i] + mix[j], np.abs(mix[i] - mix[j])]) for i, j in pairs])
    own, values = pairs.index((1, 3)), np.array([kappa(matrix, i, j) for i, j in pairs])
    near = [k for k in np.argsort(((features - features[own]) ** 2).sum(1)) if k != own][:placebos]
    assert f.value == pytest.approx(values[own])
    assert f.placebo is not None
    assert (f.placebo.rank, f.placebo.of) == (1 + (values[near] >= values[own]).sum(), 1 + placebos)
    assert (f.detail.rank_of_all_pairs, f.detail.all_pairs) == (1 + (values > values[own]).sum(), len(pairs))
    both = (matrix.choices[1] >= 0) & (matrix.choices[3] >= 0)
    opposite = np.abs(matrix.choices[1, both].astype(int) - matrix.choices[3, both]) == 2
    assert (f.detail.opposite, f.n, f.records_total) == (opposite.sum(), both.sum(), both.sum())
    at = np.flatnonzero(both)
    assert (f.detail.days, f.detail.first, f.detail.last) == (
        len({k // 2 for k in at}),
        str(matrix.dates[at[0]]),
        str(matrix.dates[at[-1]]),
    )
    assert f.records == tuple(f"r{k:05}" for k in at[::-1][:RECORDS_SHOWN])


def test_the_interval_of_raw_agreement_draws_whole_days() -> None:
    matrix = mixed(6)
    f = roll_call_agreement.agreement(matrix, "S000", "S001")[0]
    both = (matrix.choices[0] >= 0) & (matrix.choices[1] >= 0)
    days = np.unique(matrix.dates[both])
    alike = np.array(
        [(matrix.choices[0] == matrix.choices[1])[both & (matrix.dates == d)].sum() for d in days]
    )
    n = np.array([(both & (matrix.dates == d)).sum() for d in days])
    weights = np.random.default_rng(1).multinomial(len(days), np.full(len(days), 1 / len(days)), size=2000)
    assert f.interval is not None
    more = t.ppf(0.95, len(days) - 1) / norm.ppf(0.95) * np.sqrt(len(days) / (len(days) - 1))
    drawn = weights @ alike / (weights @ n)
    middle = np.median(drawn)
    ends = middle + more * (np.quantile(drawn, [0.05, 0.95]) - middle)
    assert (f.interval.low, f.interval.high) == pytest.approx(np.clip(ends, drawn.min(), drawn.max()))


def test_fifteen_shared_votes_on_five_days_are_enough_to_speak_of_agreement() -> None:
    choices = mixed(8, 15).choices
    choices[:2] = np.where(choices[:2] < 0, 2, choices[:2])
    enough = matrix_of(choices, days=np.arange(15) // 3)
    assert roll_call_agreement.agreement(enough, "S000", "S001")[0].known
    assert not roll_call_agreement.agreement(matrix_of(choices, np.arange(15) // 4), "S000", "S001")[0].known


def test_like_pairs_are_the_nearest_in_mix_by_name() -> None:
    matrix = mixed(12)
    assert roll_call_agreement.like_pairs(matrix, "S005", "S002", 3) == roll_call_agreement.like_pairs(
        matrix, "S002", "S005", 3
    )
    near = roll_call_agreement.like_pairs(matrix, "S002", "S005", 3)
    assert len(near) == 3
    assert ("S002", "S005") not in near
    assert roll_call_agreement.like_pairs(matrix.select(np.arange(90) < 14), "S002", "S005", 3) == []


def test_whoever_is_named_first_is_away_as_often() -> None:
    choices = np.array([[2, -1, -1, -2, 0, 2], [2, 0, -1, 0, -1, -1]])
    matrix = matrix_of(choices)
    away = roll_call_agreement.absence(matrix, "S001", "S000")
    assert away == roll_call_agreement.absence(matrix, "S000", "S001")
    assert (away.value, away.n, away.records) == (3, 5, ("r00005", "r00004", "r00001"))
    assert (away.detail.away, away.detail.both_away, away.detail.one_unrecorded) == (
        {"S000": 1, "S001": 2},
        1,
        1,
    )
    silent = roll_call_agreement.absence(matrix_of(np.full((2, 4), -1)), "S000", "S001")
    assert (silent.n, silent.why_not) == (0, "neither voted.")
    for first_away in (True, False):
        one_away = np.array([[-1, 2], [2, -2]])[:: 1 if first_away else -1]
        known = roll_call_agreement.absence(matrix_of(one_away), "S000", "S001")
        assert (known.value, known.n) == (1, 2), "one recorded absence is enough, whosever it is"
    attending = roll_call_agreement.absence(matrix_of(np.full((2, 4), 2)), "S000", "S001")
    assert (attending.value, attending.n) == (0, 4)


def test_habits_are_shares_of_what_a_state_cast_and_of_all_roll_calls() -> None:
    told = roll_call_agreement.habits(matrix_of(np.array([[0, 1, 2, 2, -1], [-1] * 5])))
    assert told.tolist() == [[0.25, 0.25, 0.5, 0.8], [0, 0, 0, 0]]


# Session by session


def test_a_session_stands_beside_the_bands_of_like_pairs() -> None:
    states, calls = 10, 120
    made = mixed(states, calls)
    sessions = np.repeat(np.array([0, 70, 71], np.int32), 40)
    matrix = replace(made, sessions=sessions)
    found = agreement_by_session.compare_sessions(matrix, "S004", "S002")
    assert [(f.detail.session, f.detail.year) for f in found] == [(70, 2015), (71, 2016)]
    pairs = [(i, j) for i in range(states) for j in range(i + 1, states) if (i, j) != (2, 4)]
    for f in found:
        part = matrix.select(sessions == f.detail.session)
        enough = [p for p in pairs if ((part.choices[list(p)] >= 0).all(0)).sum() >= 15]
        values = np.array([kappa(part, i, j) for i, j in enough])
        own = kappa(part, 2, 4)
        assert f.value == pytest.approx(own)
        assert f.detail.band == pytest.approx(np.quantile(values, [0.1, 0.5, 0.9]))
        assert f.detail.band_anew == pytest.approx(f.detail.band)
        assert f.placebo is not None
        assert (f.placebo.rank, f.placebo.of) == (1 + (values >= own).sum(), 1 + len(values))
        assert (f.detail.rank_anew, f.detail.of_anew) == (f.placebo.rank, f.placebo.of)
        assert f.detail.first == str(part.dates[(part.choices[[2, 4]] >= 0).all(0)].min())
    assert agreement_by_session.compare_sessions(matrix, "S002", "S004") == found


# The Council

MEMBERS = tuple(f"M{k:02}" for k in range(15))


def texts(*rows: tuple[int, tuple[int, ...], tuple[str, ...]]) -> CouncilTexts:
    """Adopted texts: year, who abstained, and subjects."""
    ids = [f"UNSC:S/RES/{k:03}" for k in range(len(rows))]
    days = [date(year, 1, 1) + timedelta(k) for k, (year, _, _) in enumerate(rows)]
    cast = [
        (ids[k], m, "abstain" if j in out else "yes", days[k])
        for k, (_, out, _) in enumerate(rows)
        for j, m in enumerate(MEMBERS)
    ]
    calls = roll_calls(ids, days, issues=[list(s) for _, _, s in rows], adopted=[True] * len(rows))
    return CouncilTexts.read(ballots(cast), calls)


def test_a_text_on_two_subjects_counts_with_the_larger() -> None:
    told = texts(
        (2001, (), ("haiti", "syria")),
        (2001, (), ("syria",)),
        (2002, (), ("haiti",)),
        (2003, (), ("syria", "angola")),
        (2003, (), ()),
        (2003, (), ()),
        (2003, (), ("angola", "haiti")),
    )
    groups = told.clusters.tolist()
    assert groups[0] == groups[1] == groups[3]
    assert groups[2] == groups[6]
    assert len(set(groups)) == 4
    assert told.years.tolist() == [2001, 2001, 2002, 2003, 2003, 2003, 2003]
    assert told.select(told.years > 2001).clusters.tolist() == groups[2:]


def test_pairs_of_members_need_forty_texts() -> None:
    rows = [(2001, (0, 1) if k < 7 else (1,) if k < 9 else (), ()) for k in range(40)]
    shares = texts(*rows).shares()
    assert len(shares) == 15 * 14 // 2
    assert shares["M00", "M01"] == (7, 40)
    assert shares["M01", "M02"] == (0, 40)
    assert texts(*rows[:39]).shares() == {}


def test_the_place_of_a_pair_among_members() -> None:
    rows = [(2001, (0, 1, 2) if k < 3 else (2, 3) if k < 7 else (), ()) for k in range(40)]
    dissent = council_dissent.dissent(texts(*rows), "M01", "M00")
    both = dissent[0]
    assert both.placebo is not None
    # of 104 others, those with 2 share the same three texts, and the pair of 2 and 3 has four
    assert (both.placebo.rank, both.placebo.of) == (4, 105)
    few = council_dissent.dissent(texts(*rows[:39]), "M00", "M01")[0]
    assert few.placebo is None


def test_dissent_text_by_text() -> None:
    outs = [(0, 1), (0,), (1,), (0, 1), (), (1,), (1,)]
    years = [2001, 2001, 2002, 2004, 2004, 2004, 2005]
    told = texts(
        *[(y, o, ("syria",) if k < 3 else ()) for k, (y, o) in enumerate(zip(years, outs, strict=True))]
    )
    own = told.of_pair("M00", "M01")
    assert own.one.tolist() == [True, True, False, True, False, False, False]
    assert own.both.sum() == 2
    assert own.either.sum() == 6
    assert [x.tolist() for x in own.by_year(np.arange(2001, 2006))] == [[1, 0, 0, 1, 0], [2, 1, 0, 3, 1]]
    between = own.between(2002, 2004)
    assert (between.years.tolist(), between.pair) == ([2002, 2004, 2004, 2004], ("M00", "M01"))
    assert between.records == own.records[2:6]
    tally = own.tally(own.both, own.either)
    assert (tally.k, tally.n, sorted(tally.trials.tolist())) == (2, 6, [1, 1, 1, 3])
    findings = council_dissent.dissent(told, "M00", "M01")
    detail = findings[0].detail
    assert (detail.both, detail.one_alone, detail.other_alone, detail.texts, detail.subjects) == (
        2,
        1,
        3,
        7,
        5,
    )
    assert findings[0].subject.span == "2001 to 2005"
    assert [(f.kind, f.value, f.n, f.subject.state) for f in findings[2:]] == [
        (Kind.COUNCIL_LONE, 1, 7, "M00"),
        (Kind.COUNCIL_LONE, 3, 7, "M01"),
        (Kind.COUNCIL_JOINED, 2 / 5, 5, "M00"),
        (Kind.COUNCIL_JOINED, 2 / 3, 3, "M01"),
    ]
    assert findings[3].records == tuple(own.records[k] for k in (6, 5, 2))
    assert findings[0].interval == clustered.share(own.tally(own.both))
    assert findings[1].interval == clustered.share(tally)
    of_2001 = council_dissent.dissent(told, "M00", "M01", years=(2001, 2001))[0]
    assert (of_2001.n, of_2001.subject.span) == (2, "2001")


def test_who_never_withheld_cannot_be_joined() -> None:
    found = council_dissent.dissent(texts((2001, (0,), ()), (2002, (), ())), "M00", "M01")
    assert [f.why_not for f in found] == ["", "", "", "", "all these texts had its yes", ""]
    nobody = council_dissent.dissent(texts((2001, (2,), ())), "M00", "M01")
    assert nobody[1].why_not == "both voted yes on all these texts"


def test_periods_are_those_fixed_beforehand() -> None:
    told = texts(*[(year, (0,), ()) for year in range(1990, 2026)])
    found = council_dissent.measure_periods(told, "M00", "M01")
    spans = list(dict.fromkeys(f.subject.span for f in found))
    assert spans == [
        *("1992 to 1999", "2000 to 2006", "2007 to 2012"),
        *("2013 to 2018", "2019 to 2022", "2023 to 2025"),
    ]


def test_periods_without_a_text_of_both_are_left_out() -> None:
    found = council_dissent.measure_periods(texts((2001, (0,), ())), "M00", "M01")
    assert {f.subject.span for f in found} == {"2001"}


def test_what_is_not_known_of_both_is_left_out() -> None:
    matrix = matrix_of(np.array([[2, 1, -1, -2], [1, -2, 1, 2]]))
    own = CouncilTexts(matrix, np.arange(4)).of_pair("S000", "S001")
    assert isinstance(own, Dissent)
    assert (own.one.tolist(), own.other.tolist(), own.records) == (
        [False, True],
        [True, True],
        ("r00000", "r00002"),
    )


# Vetoes


def test_the_chance_of_the_same_choice_on_contested_drafts() -> None:
    """Ten contested drafts: the one abstained on six, the other on five, both on four."""
    one = [1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 1, -2]
    other = [1, 1, 1, 1, 2, 2, 1, 2, 2, 0, 1, 1]
    third = [0] * 12
    matrix = matrix_of(np.array([one, other, third]))
    contested = [f"r{k:05}" for k in (*range(10), 11)]
    f = veto_rates.coincidence(matrix, "S001", "S000", contested, ABSTAIN)
    assert (f.value, f.n, f.records) == (4, 10, ("r00000", "r00001", "r00002", "r00003"))
    assert (f.detail.choices, f.detail.expected, f.detail.unknown) == ({"S000": 6, "S001": 5}, 3.0, 1)
    assert f.detail.p == pytest.approx(sum(hypergeom.pmf(k, 10, 6, 5) for k in (4, 5)))
    never = veto_rates.coincidence(matrix, "S000", "S002", contested, ABSTAIN)
    assert never.why_not == "S002 abstained on none of the 10 drafts on which both votes are known."


def test_both_ends_of_a_window_of_vetoes_are_in_it() -> None:
    days = [date(2001, 1, k) for k in (1, 2, 3)]
    rows = [(f"UNSC:{k}", "CHN", "no", d) for k, d in enumerate(days)]
    cast, calls = ballots(rows, [True, True, True]), roll_calls([r[0] for r in rows], days)
    told = veto_rates.vetoed_drafts(cast, calls, days[0], days[1])
    assert [d.roll_call for d in told] == ["UNSC:0", "UNSC:1"]
    lone = veto_rates.vetoes(cast, calls, ["CHN", "RUS"], since=days[1])[1]
    assert (lone.value, lone.n, lone.detail.sole_veto) == (2, 2, 2)
    assert lone.detail.since == "2001-01-02"


def test_of_two_records_the_one_that_shows_more_vetoes_stands_for_a_draft() -> None:
    day = date(2001, 1, 1)
    cast = ballots([("UNSC:0", s, "no", day) for s in ("CHN", "RUS", "CHN")], [True] * 3)
    cast = cast.set_column(cast.column_names.index("source"), "source", [["whole", "whole", "part"]])
    calls = roll_calls(["UNSC:0", "UNSC:0"], [day, day])
    calls = calls.set_column(calls.column_names.index("source"), "source", [["part", "whole"]])
    (draft,) = veto_rates.vetoed_drafts(cast, calls, day)
    assert (draft.record, draft.by) == ("made:1", {"CHN", "RUS"})


# Ballots


def test_parts_of_a_matrix() -> None:
    choices = np.array([[2, -1, -1, -1], [2, 0, -1, -2], [-1] * 4])
    matrix = matrix_of(choices)
    assert matrix.active(0.5).states == ("S001",)
    assert matrix.active(0.25).states == ("S000", "S001")
    within = matrix.between(date(2001, 1, 2), date(2001, 1, 3))
    assert within.roll_calls == ("r00001", "r00002")
    assert matrix.votes("S009").tolist() == [-2] * 4
    assert matrix.select(np.zeros(4, bool)).active(0.1).states == ()
