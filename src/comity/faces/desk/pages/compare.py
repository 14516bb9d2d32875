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
from comity.faces.present.charts import small_multiples
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


def build(desk_data: DeskData, question: Question) -> Page:
    """The Compare page.

    Raises
    ------
    QuestionError
        When it is asked of more than two states.
    """
    watch, question, wanted = desk_data.pair(question, "A comparison is")
    named = [Group.parse(p).pairs[0] for p in question.beside.split(",") if p]
    pairs = watch.compare.peers(named)
    parts: dict[str, Strips | None] = {"votes": watch.compare.votes(pairs)}
    failed: dict[str, str] = {}
    for name, ask in (("timing", watch.compare.timing), ("acts", watch.compare.acts)):
        parts[name], failed[name] = desk_data.part(question, name, partial(ask, pairs), now=name == wanted)
    missing = [name for name, part in parts.items() if part is None]
    years = watch.compare.years(pairs)
    charts = {
        name: strip_chart(name, ours(part, question.group.id), question)
        for name, part in parts.items()
        if part
    }
    charts = {name: chart for name, chart in charts.items() if chart.rows}
    heading = headline(question.group, parts["votes"] or {}, len(pairs))
    context = {
        "pairs": [Group.of(*p) for p in pairs],
        "named": bool(named),
        "titles": TITLES,
        "missing": missing,
        "told": parts,
        "failed": failed,
        "noise": noise(parts["votes"] or {}, question.group.id),
        "small": multiples(years, question),
        "pooled": desk_data.once("pooled", question, lambda w: w.timing.pooled()),
        "scale": ends(years),
        "has_votes": any(c.table == "ballots" for c in watch.view.coverage()),
    }
    rows = [
        {"measure": name, "place": place, **asdict(m)}
        for name, part in parts.items()
        for place, marks in (part or {}).items()
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
    return Page("compare", "compare.html", heading, question, context, rows, data, charts, whole=whole)


def ours(strips: Strips, pair: str) -> Strips:
    """The places where the pair itself and at least one other are told."""
    return {h: ms for h, ms in strips.items() if len(ms) > 1 and any(m.pair == pair for m in ms)}


def headline(group: Group, votes: Strips, others: int) -> str:
    """Rank over the hotspots, else over all matters, else why not."""
    marks = {h: ms for h, ms in ours(votes, group.id).items() if h != peers.ANYWHERE}
    ranks = [peers.rank(ms, group.id) or 0 for ms in marks.values()]
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
    marks = ours(votes, pair)
    return sum(min(1.0, 2 / len(ms)) for h, ms in marks.items() if h != peers.ANYWHERE)


def strip_chart(name: str, marks_by_place: Strips, question: Question) -> Chart:
    """The strips of one measure, the strongest place first, all places at once on top."""
    whole = [h for h in (peers.ANYWHERE, peers.POOLED) if h in marks_by_place]
    order = sorted(
        (h for h in marks_by_place if h not in whole),
        key=lambda h: (-_own(marks_by_place[h], question).value, h),
    )
    rows = [_strip(name, h, marks_by_place[h], question) for h in (*whole, *order)]
    says = (
        f"{TITLES[name]}: {question.group.short} among {max((r.of for r in rows), default=1) - 1} other pairs"
    )
    numbers = [
        {"place": h, **asdict(m), "rank": peers.rank(marks_by_place[h], m.pair), "of": len(marks_by_place[h])}
        for h in marks_by_place
        for m in marks_by_place[h]
    ]
    return Chart(name, strips(rows, says), says, numbers, narrow=strips(rows, says, PHONE, 136))


def _own(marks: Sequence[Mark], question: Question) -> Mark:
    return next(m for m in marks if m.pair == question.group.id)


def _strip(name: str, place: str, marks: Sequence[Mark], question: Question) -> Strip:
    own = _own(marks, question)
    word = "within"
    if own.low is not None and own.high is not None:
        word = "together" if own.low > 0 else "apart" if own.high < 0 else "within"
    everywhere = place in (peers.ANYWHERE, peers.POOLED)
    label = {peers.ANYWHERE: "All matters", peers.POOLED: "All hotspots pooled"}.get(place, "")
    page = "evidence" if everywhere or name == "acts" else "places"
    url = question.url(page, hotspot="" if everywhere else place, beside="")
    return Strip(
        label or hotspots.get(place).name,
        own,
        tuple(m for m in marks if m is not own),
        peers.rank(marks, question.group.id) or 0,
        word,
        url,
    )


def ends(years: Mapping[str, Mapping[int, float]]) -> tuple[float, float]:
    """The common scale of the small multiples."""
    values = [v for series in years.values() for v in series.values()]
    return min([0.0, *values]), max([0.0, *values])


def multiples(years: Mapping[str, Mapping[int, float]], question: Question) -> list[dict[str, Any]]:
    """A picture a pair: kappa of each year's votes, the pair asked about first."""
    last = max((y for s in years.values() for y in s), default=FIRST)
    span, scale = range(FIRST, last + 1), ends(years)
    out = []
    for pair, series in years.items():
        own, group = pair == question.group.id, Group.parse(pair)
        newest = max((y for y in series if y in span), default=None)
        value = None if newest is None else series[newest]
        says = f"{group.short}: kappa of votes by year"
        picture = small_multiples.area(series, span, scale, says, "strong" if own else "")
        out.append({"group": group, "own": own, "value": value, "year": newest, "svg": picture})
    return out
