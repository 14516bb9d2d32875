"""Co-action of a small table written out in plain loops, from its definition."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from coaction_tables import arithmetic_table, random_table
from scipy import stats
from scipy.special import betainc

from comity.measures.coaction import groups, joint_bins, pairwise, power, residuals, shared_stories, statistic
from comity.measures.coaction.shared_stories import StoryActs
from comity.measures.coaction.time_axis import time_axis
from comity.records.finding import cannot_tell
from comity.records.kinds import Kind, Subject

TABLE = arithmetic_table()[1:]  # the first has too few acts to be in
STATES, BINS = TABLE.shape


def smoothed(row: np.ndarray) -> np.ndarray:
    """Triangular moving mean of 26 bins either side."""
    out = np.empty(len(row))
    for t in range(len(row)):
        near = range(max(0, t - 26), min(len(row), t + 27))
        weights = np.array([1 - abs(s - t) / 27 for s in near])
        out[t] = weights @ row[list(near)] / weights.sum()
    return out


def dispersion_of(y: np.ndarray, mean: np.ndarray) -> float:
    return max(float(((y - mean) ** 2 - mean).sum() / (mean**2).sum()), 1e-6)


def any_of(mean: np.ndarray, d: float) -> np.ndarray:
    """Chance of any act, where acts are negative binomial."""
    return 1 - np.exp(-np.log1p(d * mean) / d)


class Written:
    """Everyone's news of a table, state by state."""

    def __init__(self, counts: np.ndarray) -> None:
        y = self.y = counts.astype(float)
        n, bins = y.shape
        self.weight = np.array([1 / (r.mean() + 0.3) for r in y])
        self.own = np.array([smoothed(r) for r in y])
        self.total = sum(w * r for w, r in zip(self.weight, y, strict=True))
        self.level = sum(w * r for w, r in zip(self.weight, self.own, strict=True))
        noise = sum(w**2 * ((r - o) ** 2).mean() for w, r, o in zip(self.weight, y, self.own, strict=True))
        self.pull = max(0.0, 1 - noise / ((self.total - self.level) ** 2).mean())
        self.week, self.dispersion = np.ones((n, bins)), np.empty(n)
        self.bar, self.amount = np.empty(n, int), np.empty(n)
        for s in range(n):
            mean = self.mean(s, None)
            spread = mean + dispersion_of(y[s], mean) * mean**2
            acts, expected, variance = (
                np.array([x[np.arange(bins) % 7 == d].sum() for d in range(7)]) for x in (y[s], mean, spread)
            )
            excess, noise_of = acts / expected - 1, variance / expected**2
            real = max(float((excess**2 - noise_of).mean()), 0.0)
            factor = 1 + excess * real / (real + noise_of)
            self.week[s] = factor[np.arange(bins) % 7]
            self.dispersion[s] = dispersion_of(y[s], self.mean(s, None))
            self.bar[s] = next(b for b in range(99) if (y[s] > b).mean() <= 0.6)
            self.amount[s] = min(max(((y[s] > 0).mean() - 0.5) / 0.4, 0.0), 1.0)

    def mean(self, s: int, partner: int | None) -> np.ndarray:
        out = [s] if partner is None else [s, partner]
        total = self.total - sum(self.weight[k] * self.y[k] for k in out)
        level = self.level - sum(self.weight[k] * self.own[k] for k in out)
        factor = np.maximum(1 + self.pull * (np.maximum(total, 0) / level - 1), 1e-3)
        return np.maximum(factor * self.own[s] * self.week[s], 0.02)

    def chance(self, s: int, partner: int) -> np.ndarray:
        mean, d, bar = self.mean(s, partner), self.dispersion[s], self.bar[s]
        p = any_of(mean, d) if bar == 0 else betainc(bar + 1, 1 / d, d * mean / (1 + d * mean))
        return np.clip(p, 0.01, 0.99)

    def active(self, s: int) -> np.ndarray:
        return self.y[s] > self.bar[s]

    def residual(self, s: int, partner: int) -> np.ndarray:
        p = self.chance(s, partner)
        e = np.clip((self.active(s) - p) / np.sqrt(p * (1 - p)), -5, 5)
        e = e - e.mean()
        if self.amount[s]:
            d = max(self.dispersion[s], 0.05)
            seen, expected = (
                np.arcsinh(np.sqrt(d * (x + 0.375))) / math.sqrt(d)
                for x in (self.y[s], self.mean(s, partner))
            )
            more = seen - expected - (seen - expected).mean()
            e = (1 - self.amount[s]) * e / e.std() + self.amount[s] * more / more.std()
        return e


KERNEL = (1.0, 0.15, 0.075, 0.0375)


def near(e: np.ndarray, f: np.ndarray) -> float:
    """Products of acts up to three bins apart, weighted."""
    n = len(e)
    lags = [(t, s) for t in range(n) for s in range(max(0, t - 3), min(n, t + 4))]
    return sum(KERNEL[abs(s - t)] * e[t] * f[s] for t, s in lags)


def rhythm(e: np.ndarray) -> np.ndarray:
    """Tapered autocorrelation at lags -26 to 26."""
    x = e / e.std()
    lags = [x[h:] @ x[: len(x) - h] / len(x) * math.sqrt(1 - h / 27) for h in range(27)]
    return np.array([*lags[:0:-1], *lags])


def swing_of(e: np.ndarray, f: np.ndarray) -> float:
    """Root of the variance of the weighted product of two series with these rhythms."""
    weights = {k: KERNEL[abs(k)] for k in range(-3, 4)}
    met = {d: sum(w * weights.get(k + d, 0.0) for k, w in weights.items()) for d in range(-6, 7)}
    one, other = rhythm(e), rhythm(f)
    variance = sum(one[h] * other[k] * met.get(h - k, 0.0) for h in range(53) for k in range(53))
    return math.sqrt(max(variance, 0.2))


@pytest.fixture(scope="module")
def written() -> Written:
    return Written(TABLE)


@pytest.fixture(scope="module")
def table() -> pairwise.PairTable:
    return pairwise.pair_table(TABLE)


PAIRS = ((4, 8), (2, 7), (11, 12), (9, 10))


def test_residuals_are_those_of_the_model_written_out(written: Written) -> None:
    news = residuals.fit_news(TABLE)
    assert news.pull == pytest.approx(written.pull)
    assert news.bar.tolist() == written.bar.tolist()
    assert news.amount == pytest.approx(written.amount)
    assert news.dispersion == pytest.approx(written.dispersion)
    assert news.week == pytest.approx(written.week)
    assert news.amount[12] > 0, "one state acts in most bins"
    assert news.bar[12] > 0
    for i, j in PAIRS:
        for s, partner in ((i, j), (j, i)):
            assert news.chance(s, np.array([partner]))[0] == pytest.approx(written.chance(s, partner))
            assert news.residual(s, np.array([partner]))[0] == pytest.approx(written.residual(s, partner))


def test_z_is_the_sum_of_products_of_near_residuals(written: Written, table: pairwise.PairTable) -> None:
    for i, j in PAIRS:
        e, f = written.residual(i, j), written.residual(j, i)
        own = [written.residual(s, s) for s in (i, j)]
        swing = swing_of(*own)
        z = near(e, f) / (e.std() * f.std()) / math.sqrt(BINS) / swing
        a, b = table.place[[i, j]]
        assert table.swing[a, b] == pytest.approx(swing, rel=1e-6)
        assert table.z[a, b] == pytest.approx(z, rel=1e-6)
        both_ways = np.array([*KERNEL, *KERNEL[1:]])
        third = [(x**3).mean() / x.std() ** 3 for x in (e, f)]
        skew = third[0] * third[1] / math.sqrt(BINS) * (both_ways**3).sum() / (both_ways**2).sum() ** 1.5
        assert table.skew[a, b] == pytest.approx(skew, rel=1e-6)


def unskewed(z: float, skew: float) -> float:
    if skew <= 1e-6:
        return z
    a = skew / 6
    return (math.sqrt(max(1 + 4 * a * (z + a), 0)) - 1) / (2 * a)


LARGE = random_table(3, states=16, bins=60, rate=3.0)
"""Sixteen states: of 119 other pairs the eighty nearest are like one."""


@pytest.mark.parametrize("group", [False, True])
@pytest.mark.parametrize("counts", [TABLE, LARGE], ids=["all", "the nearest"])
def test_a_pair_is_held_against_the_pairs_of_like_acts(counts: np.ndarray, group: bool) -> None:
    table = pairwise.pair_table(counts)
    acts = np.log(counts.sum(1) + 1.0)
    every = list(combinations(range(len(counts)), 2))
    at = {p: tuple(table.place[list(p)]) for p in every}
    part = {p: table.group[at[p]] if group else 0.0 for p in every}
    rest = {p: unskewed(table.z[at[p]] - part[p], table.skew[at[p]]) for p in every}
    links = {p: table.links[at[p]] if group else 0.0 for p in every}
    raw = {p: ((acts[p[0]] + acts[p[1]]) / 2, abs(acts[p[0]] - acts[p[1]]), part[p], links[p]) for p in every}
    spread = np.std(list(raw.values()), axis=0)
    scale = np.maximum(spread, [1e-9, 1e-9, 1.0, 1e-9]) * [1.0, 1.4, 1.0, 1.0]
    for own in PAIRS:
        apart = {p: sum(((np.array(raw[p]) - raw[own]) / scale) ** 2) for p in every if p != own}
        like = np.array([rest[p] for p in sorted(apart, key=apart.__getitem__)[:80]])
        centre = np.median(like)
        wide = max(1.0, 1.4826 * np.median(np.abs(like - centre)))
        z = (rest[own] - centre) / wide
        pair = np.array([own])
        assert table.calibrated(pair, group=group)[0] == pytest.approx(z, abs=1e-6)
        place = table.standing(pair, group=group)[1]
        assert (place.rank[0], place.of[0]) == (1 + (like >= rest[own]).sum(), 1 + len(like))
        p_value = (statistic.beyond_group if group else statistic.joint)(counts, pair)[0]
        assert p_value == pytest.approx(stats.norm.sf(z), abs=1e-6)


def test_the_addresses_that_other_programs_import() -> None:
    """``joint`` and ``beyond_group`` keep name and parameters: counts and pairs, one p value a pair."""
    shapes = [ask(counts=TABLE, pairs=[(4, 8)]).shape for ask in (statistic.joint, statistic.beyond_group)]
    assert shapes == [(1,), (1,)]


def test_what_a_tie_is_worth(written: Written, table: pairwise.PairTable) -> None:
    """A joint day of the less active one raises z by the surprise of both, by the scale of the test."""
    for (i, j), score in zip(PAIRS, statistic.scores(table, np.array(PAIRS)), strict=True):
        mean = [
            max(written.residual(s, o)[written.y[s] > 0].mean() / written.residual(s, o).std(), 0)
            for s, o in ((i, j), (j, i))
        ]
        days = min((written.y[s] > 0).sum() for s in (i, j))
        gain = days * mean[0] * mean[1] / math.sqrt(BINS)
        pair = np.array([(i, j)])
        for group, tie, z in ((False, score.joint_tie, score.joint), (True, score.beyond_tie, score.beyond)):
            _, place = table.standing(pair, group=group)
            swing = table.swing[tuple(table.place[[i, j]])]
            assert tie == pytest.approx(place.spread[0] * swing / gain, rel=1e-6)
            assert z == pytest.approx(table.calibrated(pair, group=group)[0])
        assert score.active == pytest.approx(days / BINS)
        for share, z in zip(score.tie, score.joint + 1.6448536 * np.array([0, -1, 1]), strict=True):
            small = z * score.joint_tie
            held = share / (1 - share * score.active) if share > 0 else share
            assert held == pytest.approx(small, abs=1e-6) or (abs(share) == 1 and abs(small) >= 1)


def test_a_tie_is_at_most_all_days_and_at_least_none_against_each_other() -> None:
    score = statistic.Score(4.0, 0.0, 0.9, 0.1, 0.3, False)
    assert score.tie == (1.0, 1.0, 1.0)
    assert statistic.Score(-4.0, 0.0, 0.5, 0.1, 0.3, False).tie == (-1.0, -1.0, -1.0)
    rare = statistic.Score(0.0, 0.0, 0.1, 0.1, 0.0, False)
    assert rare.tie == pytest.approx((0.0, -0.16448536, 0.16448536))


def test_a_share_of_the_less_active_ones_days_made_joint_is_read_back() -> None:
    """Of 400 days one acts on 100, the other on 200; all 40% made joint of the one's days: 40 + 60 x 160/360.

    That is 66.67 joint days, 16.67 above chance; a small share would raise them by 100 x 3/4 x 1/2 of itself.
    """
    score = statistic.Score(0.0, 0.0, 0.1, 0.1, 100 / 400, False)
    joint = 40 + 60 * (200 - 40) / (400 - 40)
    assert score.share((joint - 50) / (100 * (1 - 100 / 400) * (1 - 200 / 400))) == pytest.approx(0.4)


def test_the_effect_is_the_sum_of_products_of_raw_residuals(written: Written) -> None:
    answers = statistic.assess(TABLE, PAIRS, seed=3)
    rng = np.random.default_rng(3)
    starts = rng.integers(0, BINS, size=(500, -(-BINS // 8)))
    draws = ((starts[:, :, None] + np.arange(8)).reshape(500, -1)[:, :BINS]) % BINS
    q = {g: stats.false_discovery_control([getattr(a, g).p for a in answers]) for g in ("joint", "beyond")}
    for k, ((i, j), a) in enumerate(zip(PAIRS, answers, strict=True)):
        raw = [written.active(s) - written.chance(s, o) for s, o in ((i, j), (j, i))]
        product = (raw[0] - raw[0].mean()) * (raw[1] - raw[1].mean())
        year = 365.25 / 7 / BINS
        observed = (written.active(i) & written.active(j)).sum()
        assert (a.observed, a.pair, a.acts) == (observed, (i, j), (TABLE[i].sum(), TABLE[j].sum()))
        assert a.excess == pytest.approx(product.sum() * year, rel=1e-5)
        assert a.expected == pytest.approx(observed - product.sum(), rel=1e-5)
        low, high = np.quantile(product[draws].sum(1), [0.05, 0.95]) * year
        assert a.interval is not None
        assert (a.interval.low, a.interval.high) == pytest.approx((low, high), rel=1e-4)
        active = (written.active(i).sum(), written.active(j).sum())
        assert (a.active, a.share) == (active, observed / min(active))
        chance = active[0] / BINS * active[1] / BINS
        rates = (observed - BINS * chance) / math.sqrt(BINS * chance * (1 - chance))
        assert dict(a.ladder)["activity alone"] == pytest.approx(rates, rel=1e-6)
        assert (a.joint.q, a.beyond.q) == pytest.approx((q["joint"][k], q["beyond"][k]))
        assert a.joint.p == pytest.approx(stats.norm.sf(a.joint.z))
        assert (a.joint.placebo.matched_on, a.beyond.placebo.matched_on) == ("activity", "activity and group")


def test_joint_bins_are_expected_by_both_chances(written: Written, table: pairwise.PairTable) -> None:
    told = joint_bins.joint_bins(TABLE, (4, 8))
    assert told is not None
    chances = []
    for s, o in ((4, 8), (8, 4)):
        p = written.chance(s, o)
        chances.append(np.clip(p + (written.active(s) - p).mean(), 0.01, 0.99))
    assert told.news == pytest.approx(chances[0] * chances[1], rel=1e-6)
    a, b = table.place[[4, 8]]
    spread = np.sqrt(chances[0] * (1 - chances[0]) * chances[1] * (1 - chances[1]))
    lift = table.group[a, b] * table.swing[a, b] / math.sqrt(BINS)
    assert told.group == pytest.approx(np.clip(told.news + lift * spread, 0, 1), rel=1e-6)
    _, place = table.standing(np.array([(4, 8)]), group=True)
    assert told.stretch == pytest.approx(table.swing[a, b] * place.spread[0])
    part = np.arange(BINS) < 40
    seen, expected, low, high = told.band(part)
    p = told.group[:40]
    half = 1.6448536 * told.stretch * math.sqrt((p * (1 - p)).sum())
    assert seen == (written.active(4) & written.active(8))[:40].sum()
    assert (expected, low, high) == pytest.approx((p.sum(), max(0, p.sum() - half), min(40, p.sum() + half)))
    assert joint_bins.joint_bins(TABLE[:, :19], (4, 8)) is None
    few = TABLE.copy()
    few[4] = 0
    assert joint_bins.joint_bins(few, (4, 8)) is None


def test_one_series_a_state_for_questions_of_order(written: Written) -> None:
    told = residuals.common_residuals(TABLE, time_axis(BINS))
    total = np.maximum(written.total, 1e-3)
    level = smoothed(total)
    for s in (0, 4, 12):
        mean = np.maximum(total * written.own[s] / level, 0.02)
        d = dispersion_of(written.y[s], mean)
        p = np.clip(any_of(mean, d), 0.01, 0.99)
        e = np.clip(((written.y[s] > 0) - p) / np.sqrt(p * (1 - p)), -5, 5)
        assert told[s] == pytest.approx(e - e.mean())


def test_ten_acts_help_twenty_are_tested_and_six_states_make_everyone() -> None:
    counts = random_table(3, states=8, bins=60)
    counts[0], counts[1] = 0, 0
    counts[0, :10], counts[1, :9] = 1, 1
    table = pairwise.pair_table(counts)
    assert (table.place[0] >= 0, table.place[1]) == (True, -1)
    counts[0, :19] = 1
    assert not pairwise.pair_table(counts).usable(np.array([(0, 3)]))[0]
    counts[0, :20] = 1
    usable = pairwise.pair_table(counts).usable(np.array([(0, 3), (3, 3), (1, 3)]))
    assert usable.tolist() == [True, False, False]
    assert pairwise.pair_table(counts[2:]).why_not == ""
    assert pairwise.pair_table(counts[3:]).why_not == "fewer than 6 states"
    busy = random_table(3, states=8, bins=60, rate=3.0)
    assert pairwise.pair_table(busy[:, :20]).why_not == ""
    assert pairwise.pair_table(busy[:, :19]).why_not == "fewer than 20 bins"


def test_an_outage_is_a_bin_with_next_to_nothing_where_much_is_usual() -> None:
    def out(usual: int, there: int) -> bool:
        total = np.full((1, 60), usual)
        total[0, 30] = there
        return bool(residuals.outages(total, time_axis(60))[30])

    assert (out(20, 0), out(19, 0)) == (True, False)
    assert (out(200, 1), out(200, 2)) == (True, False)
    far = np.full((1, 90), 20)
    far[0, :20] = 0
    found = residuals.outages(far, time_axis(90))
    assert (found[0], found[19]) == (False, True), "at first nobody acts in most bins around either"


def test_a_source_is_dark_where_four_states_that_act_daily_are_silent_for_three_days() -> None:
    def dark(states: int, days: int, rate: float = 4.0) -> list[int]:
        counts = np.random.default_rng(2).poisson(rate, (12, 90))
        counts[:states, 40 : 40 + days] = 0
        return np.flatnonzero(residuals.find_dark_bins(counts, time_axis(90))).tolist()

    assert dark(4, 5) == [40, 41, 42, 43, 44]
    assert (dark(3, 5), dark(4, 2), dark(0, 0)) == ([], [], [])
    assert dark(4, 5, rate=0.5) == [], "a state that acts every other day may well be silent"


# Groups


def test_a_state_is_linked_to_both_by_the_lesser_of_its_z() -> None:
    z = np.array([[0, 1, 5, 4, -2], [1, 0, 3, 6, 7], [5, 3, 0, 0, 0], [4, 6, 0, 0, 0], [-2, 7, 0, 0, 0.0]])
    assert groups.strongest_link(z)[0, 1] == 4
    assert groups.strongest_link(z)[2, 3] == 4
    assert groups.companions(z, 0, 1, 1.5).tolist() == [3, 2]
    many = np.full((12, 12), 9.0)
    many[0, 2:] = np.arange(20, 30)
    many[1, 2:] = 99
    assert groups.companions(many, 0, 1, 1.5).tolist() == [11, 10, 9, 8, 7, 6], "six at most"


def test_a_factor_is_above_the_edge_of_noise_and_has_three_members() -> None:
    n = 16
    edge = 2 * math.sqrt(n) * 0.85
    for value, found in ((edge * 1.001, 1), (edge * 0.999, 0)):
        whole = np.full((1, n, n), value / n)
        np.testing.assert_allclose(groups._low_rank(whole), found * whole, atol=1e-9)
    blocks = np.kron(np.diag(np.arange(10, 20.0)), np.full((4, 4), 0.9))
    expected = blocks.copy()
    expected[:8, :8] = 0.0
    np.testing.assert_allclose(
        groups._low_rank(blocks[None])[0], expected, atol=1e-9, err_msg="eight at most"
    )


def test_a_bloc_is_predicted_from_the_others_and_a_lone_pair_is_not() -> None:
    rng = np.random.default_rng(5)
    n = 20
    z = rng.normal(size=(n, n))
    z = (z + z.T) / math.sqrt(2)
    bloc = z.copy()
    bloc[:8, :8] += 2.4
    part = groups.group_part(bloc)
    inside, outside = part[:8, :8][np.triu_indices(8, 1)], part[8:, 8:][np.triu_indices(12, 1)]
    assert inside.mean() == pytest.approx(2.2, abs=0.5)
    assert abs(outside.mean()) < 0.3
    assert part == pytest.approx(part.T)
    lone = z.copy()
    lone[0, 1] = lone[1, 0] = 9.0
    assert abs(groups.group_part(lone)[0, 1]) < 1
    raised = bloc.copy()
    raised[0, 1] = raised[1, 0] = bloc[0, 1] + 6
    assert groups.group_part(raised)[0, 1] < part[0, 1] + 1, "its own z hardly moves it"


# Stories


def stories(shared: int, weeks: int = 8) -> StoryActs:
    """Each week ten stories: states 0 and 1 in five each, ``shared`` of them the same; 2 to 9 in six each."""
    rows = []
    for w in range(weeks):
        for k in range(5):
            rows += [(10 * w + k, 0, 7 * w), (10 * w + (k + 5 - shared) % 10, 1, 7 * w + 6)]
        for s in range(2, 10):
            rows += [(10 * w + (k + s) % 10, s, 7 * w + 1) for k in range(6)]
    return StoryActs(*np.array(rows).T)


def test_shared_stories_week_by_week() -> None:
    told = shared_stories.shared_stories(stories(4), np.array([(1, 0), (2, 3)]))
    own = told[0]
    assert (own.observed, own.expected, own.ratio) == (32, pytest.approx(8 * 2.5), pytest.approx(32 / 20))
    assert own.interval is not None
    assert (own.interval.low, own.interval.high) == pytest.approx((1.6, 1.6)), "every week is alike"
    assert own.of == 45
    ratios = []
    for i, j in combinations(range(2, 10), 2):
        both = len({(k + i) % 10 for k in range(6)} & {(k + j) % 10 for k in range(6)})
        ratios.append(both / 3.6)
    assert told[1].observed == 8 * len({(k + 2) % 10 for k in range(6)} & {(k + 3) % 10 for k in range(6)})
    assert own.rank == 1 + sum(r >= 1.6 - 1e-9 for r in ratios) + _of_the_pair_above(1.6)
    assert shared_stories.shared_stories(stories(4, weeks=7), np.array([(0, 1)]))[0].ratio is None


def _of_the_pair_above(least: float) -> int:
    """Pairs of 0 or 1 with one of the eight whose ratio is as high."""
    sets = {0: set(range(5)), 1: {(k + 1) % 10 for k in range(5)}}
    n = 0
    for own in sets.values():
        for s in range(2, 10):
            both = len(own & {(k + s) % 10 for k in range(6)})
            n += both / 3.0 >= least - 1e-9
    return n


def test_drawn_weeks_make_the_interval() -> None:
    acts = stories(4)
    first = acts.bin < 7
    kept = ~(first & (acts.state == 1))
    mixed = StoryActs(acts.story[kept], acts.state[kept], acts.bin[kept])
    own = shared_stories.shared_stories(mixed, np.array([(0, 1)]), seed=4)[0]
    weights = np.random.default_rng(4).multinomial(8, np.full(8, 1 / 8), size=500)
    observed, expected = np.array([0, *[4] * 7]), np.array([0, *[2.5] * 7])
    drawn = weights @ observed / np.maximum(weights @ expected, 1e-9)
    low, high = np.quantile(drawn, [0.05, 0.95])
    assert own.interval is not None
    assert (own.interval.low, own.interval.high) == pytest.approx((min(low, 1.6), max(high, 1.6)))


def test_the_power_of_votes_by_hand() -> None:
    assert pytest.approx(0.8416 + 1.6449, abs=1e-3) == power._NEEDED
    about = Subject(states=("CHN", "RUS"))
    none = cannot_tell(Kind.AGREEMENT_KAPPA, about, "too few", method="agreement/3", n=7)
    assert (power.compute_vote_power(none).why_not, power.compute_vote_power(none).n) == ("too few", 7)
