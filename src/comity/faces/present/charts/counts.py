"""A few complete counts as bars from left to right, each with its name and number."""

from __future__ import annotations

from collections.abc import Sequence

from comity.faces.present.charts.marks import picture, tag, words

WIDTH, ROW, BAR, NUMBER = 340, 46, 14, 36


def draw_counts(lines: Sequence[tuple[str, int, str]], says: str) -> str:
    """Draw one bar a line.

    Parameters
    ----------
    lines : name, number and class of each bar
    says : the sentence that the picture states
    """
    most = max((n for _, n, _ in lines), default=0) or 1
    out = []
    for k, (name, n, class_) in enumerate(lines):
        y, wide = k * ROW + 18.0, n / most * (WIDTH - NUMBER)
        out.append(words(name, 0, y, "lab"))
        out.append(tag("rect", class_=class_, x=0.0, y=y + 7, width=wide, height=float(BAR)))
        out.append(words(str(n), wide + 8, y + 19, "named"))
    return picture(out, WIDTH, len(lines) * ROW, says, "counts")
