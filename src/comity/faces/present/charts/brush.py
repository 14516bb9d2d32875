"""How many of each kind in each year, as blocks to choose years from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from comity.faces.present.charts.marks import PHONE, level, picture, tag, words

WIDTH, TALL, FOOT, UNIT = 1376, 76, 18, 7
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
    """The picture; a year opens what ``url`` says, those between the two ``chosen`` stand on a ground."""
    width = PHONE if narrow else WIDTH
    step = width / len(years)
    most = max((c.total() for c in by_year.values()), default=1) or 1
    unit = min(UNIT, (TALL - 4) / most)
    left, right = ((y - years[0]) * step for y in (chosen[0], chosen[1] + 1))
    out = [tag("rect", class_="phase", x=left, y=0.0, width=max(right - left, 0.0), height=TALL + FOOT + 0.0)]
    for k, year in enumerate(years):
        x, y, inside = k * step, float(TALL), []
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
            inside.append(words(text, x + step / 2, TALL + FOOT - 4, "tick", "middle"))
        room = tag("rect", x=x, y=0.0, width=step, height=TALL + FOOT + 0.0, fill_opacity=0)
        label = f"{year}: {by_year.get(year, Counter()).total()}"
        out.append(tag("a", *inside, room, href=url(year), aria_label=label, data_year=year))
    out.append(level("ax", TALL, 0, width))
    return picture(out, width, TALL + FOOT, says, "brush", links=True)
