"""Bar charts: one or two series by year, a choice of years, and a few counts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from comity.faces.present.charts.marks import PHONE, LinearScale, level, picture, runs, tag, words
from comity.watch.account.growing import SeriesAccount
from comity.watch.account.wording import rules, sentence
from comity.watch.questions.complete_series import SHARE

WIDTH, HALF, FOOT, LEFT, RIGHT = 420, 46, 16, 4, 44
#: Pixels between the lines of a hatching.
STEP = 5

Values = dict[int, float | None]


@dataclass(frozen=True, slots=True)
class Side:
    """Counts by year for one row of bars (``None``: not covered), with CSS class and the bars' link."""

    name: str
    by_year: Values
    class_: str
    url: str


def bars(sides: Sequence[Side], years: range, most: float, says: str, top: str) -> str:
    """Draw yearly counts as bars: one row upward, or two rows upward and downward on one scale.

    Parameters
    ----------
    sides : one or two series
    years : years shown
    most : top of the scale
    says : sentence that the chart shows, as its text alternative
    top : label for the top of the scale
    """
    step = (WIDTH - LEFT - RIGHT) / len(years)
    middle = float(HALF + 8)
    height = middle + (HALF if len(sides) > 1 else 0) + FOOT
    out = []
    for k, side in enumerate(sides):
        up = k == 0
        y = LinearScale(0, most or 1.0, middle, middle - HALF if up else middle + HALF)
        inside = [_bar(side, i, year, y, middle, step) for i, year in enumerate(years)]
        out.append(tag("a", *inside, href=side.url, aria_label=side.name or says))
        out += _unseen(side, years, middle - HALF if up else middle, step)
    out.append(level("ax", middle, LEFT, WIDTH - RIGHT))
    out.append(words(top, WIDTH - RIGHT + 4, middle - HALF + 8, "tick"))
    for i, year in enumerate(years):
        if year % 10 == 0:
            out.append(words(str(year), LEFT + i * step, height - 3, "tick"))
    return picture(out, WIDTH, height, says, "bars", links=True)


def _bar(side: Side, i: int, year: int, y: LinearScale, middle: float, step: float) -> str:
    value = side.by_year.get(year)
    if value is None:
        return ""
    end = y(value)
    long = max(abs(end - middle), 1.0 if value == 0 else 1.5)
    top = min(end, middle) if end != middle else middle - 0.5
    return tag(
        "rect", class_=side.class_, x=LEFT + i * step + 0.5, y=top, width=max(1.0, step - 1.5), height=long
    )


def _unseen(side: Side, years: range, top: float, step: float) -> list[str]:
    unseen = runs(i for i, year in enumerate(years) if side.by_year.get(year) is None)
    return [hatching(LEFT + run[0] * step, top, len(run) * step, float(HALF)) for run in unseen]


def hatching(x: float, y: float, width: float, height: float) -> str:
    """Return slanted lines over a rectangle as one SVG path, which needs no pattern on the page."""
    lines = []
    for k in range(STEP, int(width + height), STEP):
        a, b = min(float(k), width), max(0.0, k - height)
        lines.append(f"M{x + b:.1f},{y + k - b:.1f}L{x + a:.1f},{y + k - a:.1f}")
    return tag("path", class_="hatching", d="".join(lines)) if lines else ""


SERIES_WIDTH, SMALL, TALL, TOP, SERIES_FOOT = 320, 250, 84, 18, 18
#: Least number of years between two bars with numbers.
APART = 4


def series(of: SeriesAccount, years: range, width: int = SERIES_WIDTH) -> str:
    """Draw a series of counts or shares by year; the highest and the newest bar have a number."""
    share = of.measure == SHARE
    inside = {y: (hits, trials) for y, hits, trials in of.by_year if trials and y in years}
    enough = {y: of_year for y, of_year in inside.items() if of_year[1] >= rules().share_from}
    few = sorted(set(inside) - set(enough)) if share and enough else []
    inside = enough if few else inside
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
    for n in of.statement.numbers if share else ():
        if n.name.endswith(("before", "present")):
            begin, end = (int(y) for y in re.findall(r"\d+", n.span)[:1] * 2)
            end = begin // 100 * 100 + int(n.span[-2:])
            at, y = (begin - years[0]) * step, floor - n.value / most * TALL
            out.append(level("obs", y, at, (end + 1 - years[0]) * step))
            out.append(words(f"{n.value:.0%}", at, y - 4, "val", "end"))
    if few:
        said = f"{', '.join(map(str, few))} not drawn: fewer than {rules().share_from} texts"
        out.append(words(said, width / 2, floor + SERIES_FOOT - 4, "tick", "middle"))
    out.append(words(str(years[0]), 0, floor + SERIES_FOOT - 4, "tick"))
    out.append(words(str(years[-1]), width, floor + SERIES_FOOT - 4, "tick", "end"))
    return picture(out, width, floor + SERIES_FOOT, f"{of.name} by year", "series")


def _number(hits: float, trials: float, *, share: bool) -> str:
    """Return the label of a bar: a count, a share, or "hits of trials" if there are few trials (cases)."""
    if not share:
        return f"{hits:,.0f}" if hits >= 10 or hits.is_integer() else f"{hits:.1f}"
    few = trials < rules().share_from
    return sentence("of_few", n=f"{hits:.0f}", of=f"{trials:.0f}") if few else f"{hits / trials:.0%}"


def _outside(of: SeriesAccount, years: range) -> list[tuple[int, int]]:
    out = []
    if of.first.year > years[0]:
        out.append((years[0], of.first.year - 1))
    if of.last.year < years[-1]:
        out.append((of.last.year + 1, years[-1]))
    return out


BRUSH_WIDTH, BRUSH_TALL, BRUSH_FOOT, BRUSH_UNIT = 1376, 76, 18, 7
#: Kinds from the line upwards -> their fill.
CLASSES = {
    "joint": "b-word",
    "same-side": "b-side",
    "steps-back": "b-step",
    "opposed": "b-opposed",
    "alone": "b-alone",
    "others": "hollow",
    "unreviewed": "hollow",
}


def brush(
    by_year: Mapping[int, Counter[str]],
    years: Sequence[int],
    chosen: tuple[int, int],
    says: str,
    url: Callable[[int], str],
    *,
    narrow: bool = False,
) -> str:
    """Draw acts by year and kind; each year links to ``url``, and the ``chosen`` years are shaded."""
    width = PHONE if narrow else BRUSH_WIDTH
    step = width / len(years)
    most = max((c.total() for c in by_year.values()), default=1) or 1
    unit = min(BRUSH_UNIT, (BRUSH_TALL - 4) / most)
    left, right = ((y - years[0]) * step for y in (chosen[0], chosen[1] + 1))
    out = [
        tag(
            "rect",
            class_="phase",
            x=left,
            y=0.0,
            width=max(right - left, 0.0),
            height=BRUSH_TALL + BRUSH_FOOT + 0.0,
        )
    ]
    for k, year in enumerate(years):
        x, y, inside = k * step, float(BRUSH_TALL), []
        for kind, class_ in CLASSES.items():
            if n := by_year.get(year, Counter())[kind]:
                high = n * unit
                inside.append(
                    tag("rect", class_=class_, x=x + 2, y=y - high, width=step - 4, height=max(high - 1, 0.6))
                )
                y -= high
        shown = year % 5 == 0 or (k == 0 and not narrow) or (step > 30)
        text = str(year) if year % 5 == 0 or step < 30 else f"{year % 100:02d}"
        if shown:
            inside.append(words(text, x + step / 2, BRUSH_TALL + BRUSH_FOOT - 4, "tick", "middle"))
        room = tag("rect", x=x, y=0.0, width=step, height=BRUSH_TALL + BRUSH_FOOT + 0.0, fill_opacity=0)
        label = f"{year}: {by_year.get(year, Counter()).total()}"
        out.append(tag("a", *inside, room, href=url(year), aria_label=label, data_year=year))
    out.append(level("ax", BRUSH_TALL, 0, width))
    return picture(out, width, BRUSH_TALL + BRUSH_FOOT, says, "brush", links=True)


COUNTS_WIDTH, ROW, BAR, NUMBER = 340, 46, 14, 36


def draw_counts(lines: Sequence[tuple[str, int, str]], says: str) -> str:
    """Draw one horizontal bar per named number.

    Parameters
    ----------
    lines : name, number and CSS class of each bar
    says : sentence that the chart shows, as its text alternative
    """
    most = max((n for _, n, _ in lines), default=0) or 1
    out = []
    for k, (name, n, class_) in enumerate(lines):
        y, wide = k * ROW + 18.0, n / most * (COUNTS_WIDTH - NUMBER)
        out.append(words(name, 0, y, "lab"))
        out.append(tag("rect", class_=class_, x=0.0, y=y + 7, width=wide, height=float(BAR)))
        out.append(words(str(n), wide + 8, y + 19, "named"))
    return picture(out, COUNTS_WIDTH, len(lines) * ROW, says, "counts")
