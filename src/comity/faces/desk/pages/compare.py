"""Is this pair unusual, or would any pair look so?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

from comity.faces.desk.desk_data import DeskData
from comity.faces.desk.page import Page
from comity.faces.desk.question import Question
from comity.faces.present.chart import Chart
from comity.faces.present.charts import small
from comity.faces.present.charts.marks import PHONE
from comity.faces.present.charts.strip import Strip, strips
from comity.vocabulary import hotspots
from comity.vocabulary.group import Group
from comity.watch.composed import peers
from comity.watch.composed.peers import Mark, Strips

FIRST = 1991
TITLES = {
    "votes": "By how alike they vote beyond the habits of each (kappa)",
    "timing": "By how far they move together beyond everyone’s news (z)",
    "acts": "By joint acts on record",
}


def build(desk_data: DeskData, asked: Question) -> Page:
    """The Compare page.

    Raises
    ------
    QuestionError
        When it is asked of more than two states.
    """
    watch, asked, wanted = desk_data.pair(asked, "A comparison is")
    named = [Group.parse(p).pairs[0] for p in asked.beside.split(",") if p]
    pairs = watch.compare.peers(named)
    told: dict[str, Strips | None] = {"votes": watch.compare.votes(pairs)}
    failed: dict[str, str] = {}
    for name, ask in (("timing", watch.compare.timing), ("acts", watch.compare.acts)):
        told[name], failed[name] = desk_data.part(asked, name, partial(ask, pairs), now=name == wanted)
    missing = [name for name, found in told.items() if found is None]
    years = watch.compare.years(pairs)
    charts = {
        name: strip_chart(name, ours(found, asked.group.id), asked) for name, found in told.items() if found
    }
    charts = {name: chart for name, chart in charts.items() if chart.rows}
    heading = headline(asked.group, told["votes"] or {}, len(pairs))
    context = {
        "pairs": [Group.of(*p) for p in pairs],
        "named": bool(named),
        "titles": TITLES,
        "missing": missing,
        "told": told,
        "failed": failed,
        "noise": noise(told["votes"] or {}, asked.group.id),
        "small": multiples(years, asked),
        "pooled": desk_data.once("pooled", asked, lambda w: w.timing.pooled()),
        "scale": ends(years),
        "has_votes": any(c.table == "ballots" for c in watch.view.coverage()),
    }
    rows = [
        {"measure": name, "place": place, **asdict(m)}
        for name, found in told.items()
        for place, marks in (found or {}).items()
        for m in marks
    ]
    data = {
        "heading": heading,
        "pairs": ["-".join(p) for p in pairs],
        "marks": rows,
        "kappa_by_year": years,
        "missing": missing,
    }
    whole = not [m for m in missing if not failed[m]]
    return Page("compare", "compare.html", heading, asked, context, rows, data, charts, whole=whole)


def ours(found: Strips, pair: str) -> Strips:
    """The places where the pair itself and at least one other are told."""
    return {h: ms for h, ms in found.items() if len(ms) > 1 and any(m.pair == pair for m in ms)}


def headline(group: Group, votes: Strips, others: int) -> str:
    """Rank over the hotspots, else over all matters, else why not."""
    told = {h: ms for h, ms in ours(votes, group.id).items() if h != peers.ANYWHERE}
    ranks = [peers.rank(ms, group.id) or 0 for ms in told.values()]
    overall = ours(votes, group.id).get(peers.ANYWHERE)
    if not overall:
        why = "no other pair can be told" if others else "no votes are held to choose placebo pairs from"
        return f"{group.name}: cannot tell whether they are unusual, {why}"
    place = f"no. {peers.rank(overall, group.id)} of {len(overall)} pairs by how alike they vote"
    if not ranks:
        return f"{group.name} rank {place}"
    top = sum(r <= 2 for r in ranks)
    return f"{group.name} rank {place}, and first or second in {top} of {len(ranks)} hotspots"


def noise(votes: Strips, pair: str) -> float:
    """In how many hotspots a pair would be first or second if the measure were noise."""
    told = ours(votes, pair)
    return sum(min(1.0, 2 / len(ms)) for h, ms in told.items() if h != peers.ANYWHERE)


def strip_chart(name: str, found: Strips, asked: Question) -> Chart:
    """The strips of one measure, the strongest place first, all places at once on top."""
    whole = [h for h in (peers.ANYWHERE, peers.POOLED) if h in found]
    order = sorted((h for h in found if h not in whole), key=lambda h: (-_own(found[h], asked).value, h))
    rows = [_strip(name, h, found[h], asked) for h in (*whole, *order)]
    says = f"{TITLES[name]}: {asked.group.short} among {max((r.of for r in rows), default=1) - 1} other pairs"
    numbers = [
        {"place": h, **asdict(m), "rank": peers.rank(found[h], m.pair), "of": len(found[h])}
        for h in found
        for m in found[h]
    ]
    return Chart(name, strips(rows, says), says, numbers, narrow=strips(rows, says, PHONE, 136))


def _own(marks: Sequence[Mark], asked: Question) -> Mark:
    return next(m for m in marks if m.pair == asked.group.id)


def _strip(name: str, place: str, marks: Sequence[Mark], asked: Question) -> Strip:
    own = _own(marks, asked)
    word = "within"
    if own.low is not None and own.high is not None:
        word = "together" if own.low > 0 else "apart" if own.high < 0 else "within"
    everywhere = place in (peers.ANYWHERE, peers.POOLED)
    label = {peers.ANYWHERE: "All matters", peers.POOLED: "All hotspots pooled"}.get(place, "")
    page = "evidence" if everywhere or name == "acts" else "hotspot"
    url = asked.url(page, hotspot="" if everywhere else place, beside="", cell="")
    return Strip(
        label or hotspots.get(place).name,
        own,
        tuple(m for m in marks if m is not own),
        peers.rank(marks, asked.group.id) or 0,
        word,
        url,
    )


def ends(years: Mapping[str, Mapping[int, float]]) -> tuple[float, float]:
    """The common scale of the small multiples."""
    told = [v for series in years.values() for v in series.values()]
    return min([0.0, *told]), max([0.0, *told])


def multiples(years: Mapping[str, Mapping[int, float]], asked: Question) -> list[dict[str, Any]]:
    """A picture a pair: kappa of each year's votes, the pair asked about first."""
    last = max((y for s in years.values() for y in s), default=FIRST)
    span, scale = range(FIRST, last + 1), ends(years)
    out = []
    for pair, series in years.items():
        own, group = pair == asked.group.id, Group.parse(pair)
        newest = max((y for y in series if y in span), default=None)
        value = None if newest is None else series[newest]
        says = f"{group.short}: kappa of votes by year"
        picture = small.area(series, span, scale, says, "strong" if own else "")
        out.append({"group": group, "own": own, "value": value, "year": newest, "svg": picture})
    return out
