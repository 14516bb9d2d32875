"""One answer on change from all complete series of a pair, fitted together with comparable pairs.

The forms of acting are: Council texts without a yes of either state, vetoes by both, closeness of positions
in the Assembly, arms, trade, exercises and meetings. A list takes the form that most of its acts have. A form
enters the answer if one of its series covers both windows; other series still help to fit the random walks.
Comparable pairs have similar trade, or are pairs of Council members.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from comity.measures.change.pooled_change import CountedSeries, PooledChange, PooledModel
from comity.measures.stats import matching
from comity.sources.curated.complete_lists import complete_lists
from comity.types import Pair
from comity.vocabulary import forms
from comity.watch.inquiry import Inquiry
from comity.watch.questions import complete_series, panel
from comity.watch.questions.complete_series import (
    AMOUNT,
    COUNCIL_BOTH,
    FLOWS,
    POSITIONS,
    SPONSORS,
    VETOES,
    CompleteSeries,
)

#: Fewest forms for an answer over all: with a single form, the series itself has the answer.
FEWEST_FORMS = 2
#: Number of pairs with similar trade, and of pairs of Council members, in the fit.
LIKE = 30
FIRST = 1992


def pool_pair(inquiry: Inquiry, series: Sequence[CompleteSeries]) -> PooledChange | None:
    """Return how a pair's acts changed over all places; ``None`` below :data:`FEWEST_FORMS` kinds of act."""
    covered = forms_of(inquiry, series)
    return _model(inquiry, series).change(covered) if len(covered) >= FEWEST_FORMS else None


def pool_place(
    inquiry: Inquiry, series: Sequence[CompleteSeries], there: Sequence[CompleteSeries]
) -> PooledChange | None:
    """Return how a pair's acts changed in one place, shrunk to all; ``None`` as in :func:`pool_pair`."""
    of_all, covered = forms_of(inquiry, series), forms_of(inquiry, there)
    if len(of_all) < FEWEST_FORMS or not covered:
        return None
    model = _model(inquiry, series)
    counted = [_counted(inquiry, s, "there") for s in there if _enters(s)]
    placed = {s.form: s for s in counted if s.form in covered}
    rest = [_subtract_place(s, placed[s.form]) if s.form in placed else s for s in model.counted]
    return model.with_series([*rest, *placed.values()]).change(covered, "there")


def forms_of(inquiry: Inquiry, series: Sequence[CompleteSeries]) -> tuple[str, ...]:
    """Return the forms (kinds of acting) with a series that covers both windows and counts anything."""
    counted = (_counted(inquiry, s) for s in series if _enters(s) and s.change is not None)
    return tuple(dict.fromkeys(s.form for s in counted if s.counts))


def _subtract_place(whole: CountedSeries, part: CountedSeries) -> CountedSeries:
    amounts, exposure = whole.amounts.copy(), whole.exposure.copy()
    at = np.searchsorted(whole.years, part.years)
    amounts[at] -= part.amounts
    if whole.form == COUNCIL_BOTH:
        exposure[at] -= part.exposure
    return replace(whole, amounts=amounts, exposure=exposure, place="elsewhere")


def _model(inquiry: Inquiry, series: Sequence[CompleteSeries]) -> PooledModel:
    middle, late = (d.year for d in complete_series.windows(inquiry.data_to))

    def fit() -> PooledModel:
        own = [_counted(inquiry, s) for s in series if _enters(s)]
        return PooledModel(own, _placebos(inquiry), (middle, late, inquiry.data_to.year))

    return inquiry.cache.table(inquiry.key("pooled model"), fit)


def _enters(series: CompleteSeries) -> bool:
    """Return whether a series enters the pooled model, which counts each act once and needs several years."""
    return len(series.by_year) > 1 and series.id in (
        {COUNCIL_BOTH, VETOES, POSITIONS, SPONSORS, *FLOWS} | complete_lists().keys()
    )


def _form(inquiry: Inquiry, series: CompleteSeries) -> str:
    """Return the id of a series; for a complete list, the form that most of its acts have."""
    if series.id not in complete_lists() or series.id == VETOES:
        return series.id
    rows = complete_series.listed_acts(inquiry, complete_lists()[series.id])
    form = Counter(f for r in rows for f in r["forms"]).most_common(1)[0][0]
    return forms.all_forms()[form].part_of or form


def _counted(inquiry: Inquiry, series: CompleteSeries, place: str = "") -> CountedSeries:
    """Return the series by year as input for the model; a partly covered year counts as a part.

    A list begins with its first act, so its first year is left out: that year has an act by construction, not
    by chance.
    """
    rows = [r for r in series.by_year if r[0] >= FIRST]
    years, amounts, exposure = (np.array(c, float) for c in zip(*rows, strict=True))
    if series.measure == complete_series.COUNT:
        last = series.last
        exposure[years == last.year] = last.timetuple().tm_yday / 365.25
        if series.id in complete_lists() and series.id != VETOES:
            exposure[years == series.first.year] = 0.0
    return CountedSeries(
        _form(inquiry, series),
        place,
        series.toward,
        years.astype(np.int64),
        amounts,
        exposure,
        series.measure != AMOUNT,
    )


# Placebo pairs


def _placebos(inquiry: Inquiry) -> list[list[CountedSeries]]:
    pair = inquiry.pair
    size = panel.size(inquiry.view)
    like: list[Pair] = []
    if pair is not None and all(s in size for s in pair):
        like = matching.like_pairs(size, pair, 1)[:LIKE]
    made: dict[Pair, list[CountedSeries]] = {p: [] for p in like}
    for p, s in (*_dissent(inquiry), *_distances(inquiry, like), *_amounts(inquiry, like)):
        made.setdefault(p, []).append(s)
    return list(made.values())


def _dissent(inquiry: Inquiry) -> Iterator[tuple[Pair, CountedSeries]]:
    """Yield for pairs of Council members, without the group, the texts that neither voted for, by year."""
    texts = complete_series.council_texts(inquiry)
    if not len(texts.years):
        return
    years = np.arange(max(int(texts.years.min()), FIRST), int(texts.years.max()) + 1)
    texts = texts.select(texts.years >= years[0])
    usable = [
        (-together, p)
        for p, (both, together) in texts.shares().items()
        if both and not set(p) & set(inquiry.group.codes)
    ]
    for _, p in sorted(usable)[:LIKE]:
        both, n = texts.of_pair(*p).by_year(years)
        yield p, CountedSeries(COUNCIL_BOTH, "", 1, years, both, n)


def _distances(inquiry: Inquiry, pairs: Sequence[Pair]) -> Iterator[tuple[Pair, CountedSeries]]:
    known = complete_series.known_positions(inquiry)
    if known is None:
        return
    states, years, points = known
    for p in pairs:
        if set(p) <= set(states):
            apart = np.abs(points[states.index(p[0])] - points[states.index(p[1])])
            known_years = ~np.isnan(apart) & (years >= FIRST)
            yield (
                p,
                CountedSeries(
                    POSITIONS,
                    "",
                    -1,
                    years[known_years],
                    apart[known_years],
                    np.ones(known_years.sum()),
                    whole=False,
                ),
            )


def _amounts(inquiry: Inquiry, pairs: Sequence[Pair]) -> Iterator[tuple[Pair, CountedSeries]]:
    years = np.arange(FIRST, inquiry.data_to.year + 1)
    for form, measure in FLOWS.items():
        values, _ = panel.flow(inquiry.view, pairs, years.tolist(), measure)
        for p, row in zip(pairs, values, strict=True):
            known_years = ~np.isnan(row)
            if known_years.any():
                yield (
                    p,
                    CountedSeries(
                        form,
                        "",
                        1,
                        years[known_years],
                        row[known_years],
                        np.ones(known_years.sum()),
                        whole=False,
                    ),
                )
