"""HTML for notebooks, without scripts or outside files, in the light colours of the web pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from comity.faces.present.charts.marks import Attribute, LinearScale, tag
from comity.faces.present.charts.standalone import light
from comity.faces.present.sanitize import sanitize
from comity.records.finding import Finding

#: Most record ids shown for one number; the count is always given.
IDS = 8

_RULES = """
.comity{background:%(bg)s;color:%(ink)s;font:14px/1.5 Inter,system-ui,sans-serif;
padding:12px 14px;max-width:1060px;overflow-x:auto}
.comity h3{font:400 24px/1.2 "Source Serif 4",Georgia,serif;margin:0 0 4px;color:%(ink)s}
.comity h4{font-size:15px;font-weight:600;margin:18px 0 4px;color:%(ink)s}
.comity p{margin:0 0 8px;color:%(soft)s;font-size:13px}
.comity table{display:table;min-width:640px;table-layout:fixed;width:100%%;border-collapse:collapse;
margin:6px 0;font-size:13px;font-variant-numeric:tabular-nums}
.comity th,.comity td{text-align:left;vertical-align:top;padding:4px 10px 4px 0;border:0;
background:%(bg)s;color:%(ink)s}
.comity th{font-weight:600;border-bottom:1px solid %(hair)s;color:%(soft)s;white-space:nowrap}
.comity td{overflow-wrap:anywhere;border-bottom:1px solid %(hair)s}
.comity td.r,.comity th.r{text-align:right}
.comity .soft{color:%(soft)s}
.comity .together{color:%(pt)s;font-weight:600}
.comity .apart{color:%(mt)s;font-weight:600}
.comity .tag{border:1px solid %(z)s;border-radius:3px;padding:0 4px;font-size:12px}
.comity .tag.deed{background:%(ink)s;color:%(bg)s}
.comity details{border:0;margin:0;padding:0;box-shadow:none;font-size:inherit}
.comity summary{display:list-item;list-style:disclosure-closed inside;cursor:pointer;color:%(soft)s;
margin:0!important;padding:0!important;background:none;font-weight:400;white-space:nowrap}
.comity [open] summary{list-style-type:disclosure-open}
.comity summary::before,.comity summary::after{display:none}
.comity code{display:block;font-size:11px;background:none;padding:0;overflow-wrap:anywhere}
.comity svg{display:block;max-width:100%%;height:auto}
"""


def el(name: str, *inside: str, **attributes: Attribute) -> str:
    """Return an HTML element with a closing tag, even if empty; ``inside`` must be HTML already."""
    return tag(name, *(inside or ("",)), **attributes)


def text(words: object, longest: int = 600) -> str:
    """Return text of any origin, made safe for HTML and cut to ``longest`` characters."""
    return escape(sanitize(str(words), longest))


def page(*parts: str) -> str:
    """Return pieces of HTML joined as one output, with the style sheet."""
    style = el("style", (_RULES % light()).replace("\n", ""))
    return el("div", style, *parts, class_="comity")


def table(heads: Mapping[str, int], rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> str:
    """Return an HTML table.

    Parameters
    ----------
    heads : width of each column in per cent, by its heading
    rows : cells, which must be HTML already
    right : indices of the columns aligned to the right
    """

    def line(cells: Sequence[str], name: str) -> str:
        return el(
            "tr",
            *(el(name, c, class_="r" if i in right else None) for i, c in enumerate(cells)),
        )

    body = "".join(line(cells, "td") for cells in rows)
    wide = el("colgroup", *(tag("col", style=f"width:{w}%") for w in heads.values()))
    head = el("thead", line([text(h) for h in heads], "th"))
    return el("table", wide, head, el("tbody", body), class_="plain")


def records(ids: Sequence[str], total: int) -> str:
    """Return the number of records as HTML that shows the first ids after a click."""
    if not total:
        return text("none")
    shown = "".join(el("code", text(i, 120)) for i in ids[:IDS])
    more = total - len(ids[:IDS])
    shown += el("code", text(f"and {more:,} more")) if more else ""
    return el("details", el("summary", f"{total:,}"), shown)


WIDTH, HEIGHT, EDGE = 132, 16, 6


def scales(findings: Iterable[Finding]) -> dict[str, LinearScale]:
    """Return a scale for each unit that includes zero and the ranges of all findings."""
    ends: dict[str, list[float]] = {}
    for f in findings:
        if f.interval is not None and not isinstance(f.value, str):
            ends.setdefault(f.unit, [0.0]).extend((f.interval.low, f.interval.high, float(f.value or 0)))
    return {u: LinearScale(min(e), max(e), EDGE, WIDTH - EDGE) for u, e in ends.items() if max(e) > min(e)}


def drawn(f: Finding, scale: LinearScale | None) -> str:
    """Return a drawing of the range of one finding; "" if the finding has no range."""
    if scale is None or f.interval is None or isinstance(f.value, str) or f.value is None:
        return ""
    colour, y = light(), HEIGHT / 2
    unsure = f.interval.low <= 0 <= f.interval.high
    ink = colour["z"] if unsure else colour["ink"]
    low, high = scale(f.interval.low), scale(f.interval.high)
    parts = (
        tag("line", x1=scale(0.0), x2=scale(0.0), y1=1, y2=HEIGHT - 1, stroke=colour["hair"]),
        tag("line", x1=low, x2=high, y1=y, y2=y, stroke=ink, stroke_width=2),
        tag(
            "circle",
            cx=scale(float(f.value)),
            cy=y,
            r=3.5,
            fill=colour["bg"] if unsure else ink,
            stroke=ink,
            stroke_width=1.5,
        ),
    )
    says = f"{f.value:.3g}, {f.interval.name} {f.interval.low:.3g} to {f.interval.high:.3g}"
    box = f"0 0 {WIDTH} {HEIGHT}"
    return tag("svg", *parts, width=WIDTH, height=HEIGHT, viewBox=box, role="img", aria_label=says)
