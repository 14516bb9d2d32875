"""The matrix of a pair as one picture: for files and slides, where the page itself shows a table of links."""

from __future__ import annotations

from comity.faces.present.charts import years
from comity.faces.present.charts.marks import level, picture, tag, words
from comity.vocabulary import states
from comity.watch.account.account import PairAccount, PlaceRow
from comity.watch.account.witnesses import CLOSER, NO_CLOSER, UNKNOWN

NAME, TOP, ROW, OWN = 150, 50, 37, 48
WORDS, COLUMNS, LAST = 420, (0, 164, 216, 266), 310
"""Pixels for what they do there, where the columns after it begin, and for all of these."""


def pair_matrix(account: PairAccount) -> str:
    """The picture."""
    strip = years.WIDE
    at = NAME + strip.width + 20
    width = at + WORDS + LAST
    out = [_moved(years.head(account.data_to), NAME, 4)]
    out.append(words("What they do there", at, 44, "tick"))
    against = f"against {states.in_sentence(account.third)}" if account.third else "against"
    for x, name in zip(COLUMNS, (against, "since", "votes", "timing"), strict=True):
        out.append(words(name, at + WORDS + x, 44, "tick"))
    y = float(TOP)
    for row in account.rows:
        high = OWN if row.own else ROW
        out.append(level("grid", y, 0, width))
        out += _row(row, account, y, high, at)
        y += high
    out.append(level("grid", y, 0, width))
    says = " ".join(s.text for s in account.heading)
    return picture(out, width, y + 2, says, "matrix")


def _row(row: PlaceRow, account: PairAccount, y: float, high: float, at: float) -> list[str]:
    draw = years.bars if row.own else years.row
    middle = y + high / 2 + 4
    share = f"{row.against} of {row.together}" if account.third and row.together else "–"
    out = [
        words(row.name, 0, middle, "named"),
        _moved(draw(row.acts, account.data_to, row.name, lambda _first, _last: "#"), NAME, y),
        words(row.phrase.text, at, middle, "lab"),
        words(share, at + WORDS, middle, "note"),
        words(str(row.since or "–"), at + WORDS + COLUMNS[1], middle, "note"),
    ]
    for k, witness in enumerate(row.witnesses):
        out.append(_dot(witness.word, at + WORDS + COLUMNS[2 + k] + 12, middle - 4))
    return out


def _dot(word: str, x: float, y: float) -> str:
    if word == CLOSER:
        return tag("circle", class_="f-together", cx=x, cy=y, r=6.0)
    if word == NO_CLOSER:
        return tag("circle", class_="f-within", cx=x, cy=y, r=4.5)
    if word == UNKNOWN:
        return tag("circle", class_="hollow", cx=x, cy=y, r=5.0)
    return level("ax", y, x - 4, x + 4)


def _moved(svg: str, x: float, y: float) -> str:
    """A picture inside another one."""
    inside = svg[svg.index(">") + 1 : svg.rindex("</svg>")]
    return tag("g", inside, transform=f"translate({x:.1f},{y:.1f})")
