"""Where and when?  The matrix as one picture: for a notebook, and for a file that leaves the desk.

The grammar is that of the page: size is the record, colour the statistics, hatching no sight.
"""

from __future__ import annotations

from html import escape

from comity.faces.present.charts.marks import picture, tag, upright, words
from comity.faces.present.watch_matrix import MatrixCell, MatrixRow, WatchMatrix

LEFT, STEP, ROW, TOP, FOOT = 128, 18, 22, 34, 46
ENDS = (10, 130, 270)
"""Where the words of a row stand after its cells: on record, in timing, lately."""
WIDTH = 980
SIDE = {"dot": 4.0, "one": 8.0, "few": 12.0, "many": 16.0}
KEY = (
    ("one", "together", "together"),
    ("one", "group", "with its group"),
    ("one", "within", "not shown"),
    ("one", "unknown", "timing not covered"),
)
SIZES = "Size: 1, 2–3, more joint acts · dot: alike or alone · notch: deed · dash: apart"
HATCH = tag(
    "pattern",
    tag("path", class_="grid", d="M-1,1L1,-1M0,5L5,0M4,6L6,4"),
    id="unseen",
    width=5,
    height=5,
    patternUnits="userSpaceOnUse",
)


def matrix(grid: WatchMatrix, says: str) -> str:
    """The picture; ``says`` is the sentence it states."""
    n = len(grid.heads)
    step = min(STEP, (WIDTH - LEFT - 400) / max(n, 1))
    out = [tag("defs", HATCH)]
    for i, head in enumerate(grid.heads):
        x = LEFT + i * step
        if head.first:
            out.append(upright("grid", x, 4, TOP + ROW * len(grid.rows)))
            out.append(words(str(head.year), x + 3, 14, "tick"))
        if step >= 12:
            out.append(words(head.short, x + step / 2, 28, "tick", "middle"))
    for name, x in zip(("On record", "In timing", "Lately"), ENDS, strict=True):
        out.append(words(name, LEFT + n * step + x, 28, "tick"))
    for j, row in enumerate(grid.rows):
        out.append(_row(row, TOP + j * ROW, step))
    low = TOP + ROW * len(grid.rows)
    return picture([*out, *_key(low + 22)], WIDTH, low + FOOT, says, "matrix")


def _row(row: MatrixRow, y: float, step: float) -> str:
    out = [words(row.name, 0, y + 15, "tick ink")]
    out += [_cell(c, LEFT + i * step, y, step) for i, c in enumerate(row.cells)]
    for said, x in zip(row.words, ENDS, strict=True):
        # Without the arrow of the trend: few fonts have it, and a file brings none.
        out.append(words(said.lstrip("↗↘→· "), LEFT + len(row.cells) * step + x, y + 15, "tick"))
    return "".join(out)


def _cell(c: MatrixCell, x: float, y: float, step: float) -> str:
    """A cell with its words; the empty one is nothing at all."""
    if c.unseen:
        return tag(
            "rect",
            class_="unseen",
            x=x + 0.5,
            y=y + 2.0,
            width=step - 1,
            height=ROW - 3.0,
            fill="url(#unseen)",
        )
    if c.empty:
        return ""
    out = _mark(c.size, c.word, x + step / 2, y + ROW / 2, step)
    if c.deed:
        half = min(SIDE[c.size], step - 2) / 2
        corner, high = x + step / 2 + half, y + ROW / 2 - half
        out += tag("path", class_="deed", d=f"M{corner - 4:.1f},{high:.1f}h4v4z")
    if c.rift:
        out += tag("rect", class_="rift", x=x + 2.0, y=y + ROW - 3.0, width=step - 4.0, height=2)
    return tag("g", tag("title", escape(c.label)), out)


def _mark(size: str, word: str, x: float, y: float, step: float) -> str:
    if not size:
        return tag("circle", class_=f"f-{word}", cx=x, cy=y, r=1.4)
    side = min(SIDE[size], step - 2)
    if size == "dot":
        return tag("circle", class_=f"f-{word}" if word != "unknown" else "hollow", cx=x, cy=y, r=side / 2)
    class_ = "hollow" if word == "unknown" else f"f-{word}"
    return tag("rect", class_=class_, x=x - side / 2, y=y - side / 2, width=side, height=side)


def _key(y: float) -> list[str]:
    """What size and colour mean, in one line."""
    out, x = [], 4.0
    for size, word, name in KEY:
        out.append(_mark(size, word, x + 5, y - 4, STEP))
        out.append(words(name, x + 14, y, "tick"))
        x += 26 + 6.2 * len(name)
    out.append(words(SIZES, 4, y + 18, "tick"))
    return out
