"""One series counted in full, a bar a year; hatched where its source does not reach."""

from __future__ import annotations

from comity.faces.present.charts.bars import hatching
from comity.faces.present.charts.marks import level, picture, tag, words
from comity.watch.account.rules import rules
from comity.watch.account.stepping_up import SeriesAccount
from comity.watch.account.wording import sentence
from comity.watch.questions.complete_series import SHARE

WIDTH, SMALL, TALL, TOP, FOOT = 320, 250, 84, 18, 18
APART = 4
"""Years between two bars that both bear a number, at least."""


def series(of: SeriesAccount, years: range, width: int = WIDTH) -> str:
    """The picture of a series over some years; the highest and the newest bar bear their numbers."""
    share = of.measure == SHARE
    inside = {y: (hits, trials) for y, hits, trials in of.by_year if trials and y in years}
    values = {y: (hits / trials if share else hits) for y, (hits, trials) in inside.items()}
    most = max(values.values(), default=0) or 1
    step, floor = width / len(years), float(TOP + TALL)
    out = []
    for first, last in _outside(of, years):
        x, wide = (first - years[0]) * step, (last - first + 1) * step
        out.append(hatching(x, float(TOP), wide, float(TALL)))
    for year, value in values.items():
        high = value / most * TALL
        x = (year - years[0]) * step + step * 0.14
        out.append(tag("rect", class_="f-ink", x=x, y=floor - high, width=step * 0.72, height=high))
    peak = max(values, key=lambda y: (values[y], y), default=0)
    newest = max(values, default=0)
    for year in (peak, newest)[: 1 + (newest - peak > APART)] if values else ():
        x = min(max((year - years[0] + 0.5) * step, 22), width - 22)
        text = _number(*inside[year], share=share)
        out.append(words(text, x, floor - values[year] / most * TALL - 4, "val", "middle"))
    out.append(level("ax", floor, 0, width))
    out.append(words(str(years[0]), 0, floor + FOOT - 4, "tick"))
    out.append(words(str(years[-1]), width, floor + FOOT - 4, "tick", "end"))
    return picture(out, width, floor + FOOT, f"{of.name} by year", "series")


def _number(hits: float, trials: float, *, share: bool) -> str:
    """What stands at a bar: a share, or where it is one of few, what it counts."""
    if not share:
        return f"{hits:,.0f}" if hits >= 10 or hits.is_integer() else f"{hits:.1f}"
    few = trials < rules().share_from
    return sentence("of_few", n=f"{hits:.0f}", of=f"{trials:.0f}") if few else f"{hits / trials:.0%}"


def _outside(of: SeriesAccount, years: range) -> list[tuple[int, int]]:
    """Stretches of the years before the source begins and after it ends."""
    out = []
    if of.first.year > years[0]:
        out.append((years[0], of.first.year - 1))
    if of.last.year < years[-1]:
        out.append((of.last.year + 1, years[-1]))
    return out
