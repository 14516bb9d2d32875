"""Chart of Security Council texts on which one or both of the two states did not vote yes.

Texts on which neither voted yes are above the line. Those of one state alone are below the line, and those of
the other state in a row of their own. A cross marks a veto. On a phone the years run downward, with texts of
one state alone on the left and texts of both on the right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from comity.faces.present.charts.blocks import HEAD, LINE, Callout, Placed, place_callouts
from comity.faces.present.charts.marks import PHONE, LinearScale, level, picture, tag, upright, words
from comity.faces.present.sanitize import sanitize
from comity.vocabulary import hotspots, states
from comity.watch.account.wording import day
from comity.watch.questions.drafts import Council, Draft

WIDTH, LEFT, NAMED = 1376, 128, 6
SIZE, STEP = 10.2, 11.6
SMALL, SMALL_STEP, ROW = 8.4, 9.7, 15
#: Height in pixels of the bar for the largest yearly number of texts that both voted for.
YES = 22
TOGETHER = ""

Url = Callable[[Draft], str]


def strip(texts: Council, codes: Sequence[str], url: Url, says: str) -> str:
    """Draw the chart of Security Council texts for a wide screen."""
    lanes, order = _group_by_lane(texts, codes)
    years = list(texts.agreed)
    step = (WIDTH - LEFT) / len(years)
    across = max(1, int((step - 3) / STEP))
    rows = {lane: max((-(-len(d) // across) for d in by.values()), default=0) for lane, by in lanes.items()}
    x = LinearScale(years[0], years[-1] + 1, LEFT, WIDTH)
    named = _name_first_vetoes(texts, x, step)
    zone = (1 + max((p.level for _, p in named), default=-1)) * (HEAD + LINE + 8) + 10
    axis = zone + max(rows[TOGETHER], 1) * STEP
    second = axis + max(rows[order[0]], 2) * STEP + 16
    bars = second + max(rows[order[1]], 1) * STEP + 14 + YES
    out = [upright("grid", x(y), zone - 6, bars) for y in years if y % 5 == 0]
    for lane, base, up in ((TOGETHER, axis, True), (order[0], axis, False), (order[1], second, False)):
        for year, drafts in lanes[lane].items():
            for k, d in enumerate(drafts):
                at = x(year) + 3 + (k % across) * STEP
                y = base - 1 - (k // across + 1) * STEP if up else base + 3 + (k // across) * STEP
                out.append(_square(d, at, y, SIZE, order, url))
    out.append(level("axis", axis, LEFT, WIDTH))
    out.append(level("grid", second - 4, LEFT, WIDTH))
    for name, note, y, class_ in (
        ("Together", "neither voted yes", axis - 18, "named"),
        (f"{states.display(order[0])} alone", "", axis + 14, "named blue"),
        (f"{states.display(order[1])} alone", "", second + 12, "named blue"),
        ("Both voted yes", "texts a year", bars - 12, "named"),
    ):
        out += [words(name, 0, y, class_), words(note, 0, y + 15, "note")]
    most = max(texts.agreed.values(), default=1) or 1
    for year, n in texts.agreed.items():
        high = n / most * YES
        out.append(tag("rect", class_="range", x=x(year) + 1, y=bars - high, width=step - 2, height=high))
        out.append(words(str(n or "–"), x(year) + step / 2, bars - 4, "tick", "middle"))
        text = str(year) if year % 5 == 0 or year == years[0] else f"{year % 100:02d}"
        out.append(words(text, x(year) + step / 2, bars + 15, "tick", "middle"))
    out.append(level("ax", bars, LEFT, WIDTH))
    for d, p in named:
        foot = zone - 12 - p.level * (HEAD + LINE + 8)
        at, anchor = (p.callout.x - 4, "start") if p.right else (p.callout.x + 4, "end")
        count = len(lanes[TOGETHER][d.date.year])
        top = axis - (-(-count // across)) * STEP - 2
        out.append(tag("path", class_="leader", d=f"M{p.callout.x:.1f},{foot + 5:.1f}V{top:.1f}"))
        out.append(words(p.callout.date, at, foot - LINE, "named", anchor))
        out.append(words(p.callout.lines[0], at, foot, "note", anchor))
    return picture(out, WIDTH, bars + 20, says, "council", links=True)


def turn_for_phone(texts: Council, codes: Sequence[str], url: Url, says: str) -> str:
    """Draw the chart of Security Council texts for a phone, one row per year, newest first."""
    lanes, order = _group_by_lane(texts, codes)
    years = sorted(texts.agreed, reverse=True)
    left = max((len(lanes[order[0]].get(y, ())) + len(lanes[order[1]].get(y, ())) for y in years), default=0)
    middle = min(max(left * SMALL_STEP + 8, 110), PHONE / 2 + 20)
    out = [
        words("one alone", middle - 8, 12, "note blue", "end"),
        words("together", middle + 42, 12, "named"),
    ]
    for k, year in enumerate(years):
        y = 20 + k * ROW
        out.append(words(str(year), middle + 17, y + 9, "tick", "middle"))
        alone = [d for lane in order for d in lanes[lane].get(year, ())]
        for j, d in enumerate(alone):
            out.append(_square(d, middle - 8 - (j + 1) * SMALL_STEP, y, SMALL, order, url))
        for j, d in enumerate(lanes[TOGETHER].get(year, ())):
            out.append(_square(d, middle + 40 + j * SMALL_STEP, y, SMALL, order, url))
    return picture(out, PHONE, 24 + len(years) * ROW, says, "council", links=True)


def draw_by_place(texts: Council, codes: Sequence[str], url: Url, says: str) -> str:
    """Draw one row per place, with each Council text as a square at its date and the counts at the end."""
    _, order = _group_by_lane(texts, codes)
    rows = rows_by_place(texts, codes)
    years = list(texts.agreed)
    ends = 170
    x = LinearScale(years[0], years[-1] + 1, LEFT + 40, WIDTH - ends)
    out, y = [], 26.0
    heads = ("together", *(states.display(c) for c in order))
    for k, name in enumerate(heads):
        out.append(words(name, WIDTH - (2 - k) * 56, 12, "named" if k == 0 else "named blue", "end"))
    for row in rows:
        inside: list[tuple[Draft, float, int]] = []
        taken: list[float] = []
        for d in row.drafts:
            at = x(d.date.year + (d.date.timetuple().tm_yday - 1) / 366)
            line = next((k for k, end in enumerate(taken) if end <= at), len(taken))
            taken[line:] = [at + STEP, *taken[line + 1 :]]
            inside.append((d, at, line))
        high = (max((line for _, _, line in inside), default=0) + 1) * STEP + 6
        out += [_square(d, at, y + line * STEP, SIZE, order, url) for d, at, line in inside]
        out.append(words(row.name, 0, y + 9, "lab"))
        for k, lane in enumerate((TOGETHER, *order)):
            class_ = "val" if k == 0 else "val blue"
            out.append(words(str(row.counts[lane]), WIDTH - (2 - k) * 56, y + 9, class_, "end"))
        y += high
        out.append(level("grid", y - 4, 0, WIDTH))
    grid = [upright("grid", x(year), 18, y - 4) for year in years if year % 5 == 0]
    grid += [words(str(year), x(year), 12, "tick", "middle") for year in years if year % 5 == 0]
    return picture([*grid, *out], WIDTH, y, says, "council", links=True)


@dataclass(frozen=True, slots=True)
class PlaceTexts:
    """Council texts on one place ("" for none) that both states, or either alone, did not vote for."""

    place: str
    name: str
    drafts: tuple[Draft, ...]
    counts: Mapping[str, int]


def rows_by_place(texts: Council, codes: Sequence[str]) -> list[PlaceTexts]:
    """Return one row per place, most texts that neither voted for first; texts on no place come last."""
    places: dict[str, list[Draft]] = defaultdict(list)
    for d in texts.drafts:
        places[d.places[0] if d.places else ""].append(d)
    rows = [
        PlaceTexts(
            place,
            hotspots.get(place).name if place else "Elsewhere, general matters",
            tuple(drafts),
            {lane: sum(d.alone == lane for d in drafts) for lane in (TOGETHER, *codes)},
        )
        for place, drafts in places.items()
    ]
    return sorted(rows, key=lambda r: (not r.place, -r.counts[TOGETHER], -len(r.drafts), r.name))


def _group_by_lane(
    texts: Council, codes: Sequence[str]
) -> tuple[dict[str, dict[int, list[Draft]]], list[str]]:
    """Return the texts by who did not vote yes (both or which state) and year, and the states in order."""
    lanes: dict[str, dict[int, list[Draft]]] = {c: defaultdict(list) for c in (TOGETHER, *codes)}
    for d in texts.drafts:
        lanes[d.alone][d.date.year].append(d)
    order = sorted(codes, key=lambda c: (-sum(map(len, lanes[c].values())), c))
    return lanes, order


def order(texts: Council, codes: Sequence[str]) -> list[str]:
    """Return the two states, first the one that more often was alone in not voting yes."""
    return _group_by_lane(texts, codes)[1]


def _name_first_vetoes(texts: Council, x: LinearScale, step: float) -> list[tuple[Draft, Placed]]:
    """Return the Council texts to label: each place's first joint veto, and only the newest of these."""
    first: dict[str, Draft] = {}
    for d in texts.drafts:
        if d.vetoed and not d.alone:
            first.setdefault(d.places[0] if d.places else d.title, d)
    newest = sorted(first.values(), key=lambda d: d.date)[-NAMED:]
    callouts = [
        Callout(
            x(d.date.year) + step / 2,
            hotspots.get(d.places[0]).short if d.places else "Elsewhere",
            (f"{d.symbol + ', ' if d.symbol else ''}{day(d.date, 'month')}",),
        )
        for d in newest
    ]
    return list(zip(newest, place_callouts(callouts, 0.0, WIDTH), strict=True))


def _square(d: Draft, x: float, y: float, size: float, order: Sequence[str], url: Url) -> str:
    hollow = d.alone == order[1]
    inset = 0.8 if hollow else 0.0
    class_ = "f-ink" if not d.alone else "hollow-apart" if hollow else "f-apart"
    box = tag(
        "rect", class_=class_, x=x + inset, y=y + inset, width=size - 2 * inset, height=size - 2 * inset
    )
    a, b = size * 0.28, size * 0.72
    cross = (
        f"M{x + a:.1f},{y + a:.1f}L{x + b:.1f},{y + b:.1f}M{x + b:.1f},{y + a:.1f}L{x + a:.1f},{y + b:.1f}"
    )
    thin = " thin" if size < SIZE else ""
    class_ = ("cross apart" if hollow else "cross") + thin
    veto = tag("path", class_=class_, d=cross) if d.vetoed else ""
    who = "both" if not d.alone else f"{states.display(d.alone)} alone"
    did = "vetoed by" if d.vetoed else "no yes of"
    label = f"{day(d.date)}, {d.symbol or 'a draft'}: {did} {who}. {d.title}"
    return tag(
        "a", tag("title", escape(sanitize(label, 300))), box, veto, href=url(d), aria_label=label[:300]
    )
