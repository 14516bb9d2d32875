"""Basic elements of the pictures as SVG: tags, lines, scales, ticks and signs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from comity.faces.present.sanitize import sanitize

Attribute = str | float | int | None
#: Most characters of an attribute; a line with many points is long and must not be cut.
LONGEST = 200_000


#: Width of a picture for a phone: 390 pixels without the margins.
PHONE = 358


def tag(name: str, *inside: str, **attributes: Attribute) -> str:
    """Return an SVG element; ``class_`` becomes ``class``, and other underscores become hyphens."""
    written = "".join(
        f' {"class" if k == "class_" else k.replace("_", "-")}="{_value(v)}"'
        for k, v in attributes.items()
        if v is not None
    )
    return f"<{name}{written}>{''.join(inside)}</{name}>" if inside else f"<{name}{written}/>"


def _value(v: Attribute) -> str:
    if isinstance(v, float):
        return f"{v:.1f}".removesuffix(".0")
    return escape(sanitize(str(v), LONGEST))


def words(text: str, x: float, y: float, class_: str = "lab", anchor: str | None = None) -> str:
    """Return a line of text as an SVG element."""
    return tag("text", escape(sanitize(text)), class_=class_, x=x, y=y, text_anchor=anchor)


def upright(class_: str, x: float, top: float, bottom: float) -> str:
    """Return a vertical line."""
    return tag("line", class_=class_, x1=x, x2=x, y1=top, y2=bottom)


def level(class_: str, y: float, start: float, end: float) -> str:
    """Return a horizontal line."""
    return tag("line", class_=class_, x1=start, x2=end, y1=y, y2=y)


def path(class_: str, points: Iterable[tuple[float, float]], *, closed: bool = False) -> str:
    """Return straight lines from point to point; ``closed`` joins the last point to the first."""
    segments = "L".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return tag("path", class_=class_, d=f"M{segments}{'Z' if closed else ''}")


def band(class_: str, at: Sequence[float], low: Sequence[float], high: Sequence[float]) -> str:
    """Return the area between two lines, given at the same positions."""
    over, under = zip(at, high, strict=True), zip(at, low, strict=True)
    return path(class_, [*over, *reversed(list(under))], closed=True)


def runs(indices: Iterable[int]) -> list[list[int]]:
    """Split ascending integers into lists of consecutive ones."""
    out: list[list[int]] = []
    for k in indices:
        if out and k == out[-1][-1] + 1:
            out[-1].append(k)
        else:
            out.append([k])
    return out


def grid_levels(
    y: LinearScale, values: Iterable[float], start: float, end: float, gap: float = 8
) -> list[str]:
    """Return the grid of a vertical axis: a horizontal line and, on the left, a number per value."""
    return [
        part
        for v in values
        for part in (level("grid", y(v), start, end), words(plain(v), start - gap, y(v) + 4, "tick", "end"))
    ]


def grid_uprights(x: LinearScale, values: Iterable[float], bottom: float, zero: str = "grid") -> list[str]:
    """Return the grid of a horizontal axis: a vertical line and, on top, a number per value."""
    return [
        part
        for v in values
        for part in (
            upright("grid" if v else zero, x(v), 18.0, bottom),
            words(plain(round(v, 6)), x(v), 11, "tick", "middle"),
        )
    ]


def picture(
    inside: Sequence[str], width: float, height: float, says: str, class_: str = "", *, links: bool = False
) -> str:
    """Return a complete SVG picture with the sentence ``says`` for screen readers."""
    return tag(
        "svg",
        *inside,
        class_=f"chart {class_}".strip(),
        viewBox=f"0 0 {width:g} {height:g}",
        role="group" if links else "img",
        aria_label=says,
    )


@dataclass(frozen=True, slots=True)
class LinearScale:
    """A linear mapping of numbers to positions."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the position of a value; values beyond the ends stay at the ends."""
        span = (self.high - self.low) or 1.0
        part = min(1.0, max(0.0, (value - self.low) / span))
        return self.start + part * (self.end - self.start)


def ticks(low: float, high: float, wanted: int = 5) -> list[float]:
    """Return round numbers from ``low`` to ``high``, about as many as wanted."""
    span = (high - low) or 1.0
    rough = span / max(wanted, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= rough)
    first = math.ceil(low / step)
    return [k * step for k in range(first, math.floor(high / step + 1e-9) + 1)]


def plain(value: float) -> str:
    """Return a number for an axis label, with a true minus sign (not a hyphen)."""
    return f"{value:g}".replace("-", "−")


#: Pixels of a sign.
SIDE = 14

#: Name of a sign -> its shapes, with the classes of ``charts.css``.
SIGNS = {
    "against": '<rect class="f-ink" x="1" y="1" width="12" height="12"/>',
    "with": '<rect class="with" x="1.8" y="1.8" width="10.4" height="10.4"/>',
    "neither": '<rect class="f-within" x="1" y="1" width="12" height="12"/>',
    "veto": '<rect class="f-ink" x="1" y="1" width="12" height="12"/>'
    '<path class="cross" d="M4,4L10,10M10,4L4,10"/>',
    "apart": '<rect class="f-apart" x="1" y="4" width="12" height="6"/>',
    "alone": '<circle class="b-alone" cx="7" cy="7" r="3.5"/>',
    "open": '<rect class="hollow" x="1.7" y="1.7" width="10.6" height="10.6" stroke-dasharray="2 2"/>',
    "blue": '<rect class="f-apart" x="1" y="1" width="12" height="12"/>',
    "hollow-blue": '<rect class="hollow-apart" x="1.8" y="1.8" width="10.4" height="10.4"/>',
    "one": '<rect class="f-ink" x="3.4" y="3.4" width="7.3" height="7.3"/>',
    "three": '<rect class="f-ink" x=".7" y=".7" width="12.6" height="12.6"/>',
    "deed": '<rect class="b-deed" x="1" y="3" width="12" height="8"/>',
    "word": '<rect class="b-word" x="1" y="3" width="12" height="8"/>',
    "step": '<rect class="b-step" x="1" y="3" width="12" height="8"/>',
    "opposed": '<rect class="b-opposed" x="1" y="3" width="12" height="8"/>',
    "side": '<rect class="b-side" x="1" y="3" width="12" height="8"/>',
    "closer": '<circle class="f-together" cx="7" cy="7" r="6"/>',
    "no closer": '<circle class="f-within" cx="7" cy="7" r="4.5"/>',
    "cannot be told": '<circle class="hollow" cx="7" cy="7" r="5"/>',
    "not covered": '<path class="ax" d="M2,7H12"/>',
    "band": '<rect class="range" x="1" y="2" width="12" height="10"/>',
    "pair": '<circle class="f-together" cx="7" cy="7" r="5"/>',
    "other": '<circle class="f-ink" cx="7" cy="7" r="4.5"/>',
}


def sign(name: str) -> str:
    """Return a sign of the legend as a picture, hidden from screen readers because words are beside it."""
    box = f"0 0 {SIDE} {SIDE}"
    return tag(
        "svg", SIGNS[name], class_="sign chart", width=SIDE, height=SIDE, viewBox=box, aria_hidden="true"
    )
