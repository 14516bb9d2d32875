"""The Compare page: the pair beside well-known pairs and the middle range of similar pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from comity.faces.pages import Page, Question
from comity.faces.present.charts.marks import PHONE
from comity.faces.present.picture import Chart
from comity.parts.desk.charts.beside import LARGE, THIN, BesideRow, agreement, draw_beside
from comity.parts.desk.desk_data import DeskData
from comity.parts.desk.pages.accounts import draw_unusual
from comity.types import Pair
from comity.vocabulary import hotspots
from comity.vocabulary.group import Group
from comity.watch.account import growing, sure
from comity.watch.answers import VOTES
from comity.watch.composed import peers
from comity.watch.composed.peers import Strips
from comity.watch.questions.unusual import count_declined
from comity.watch.questions.votes import present_from

FIRST = 1991
LEGEND = (
    ("pair", "the pair, 90% range"),
    ("other", "pairs people know"),
    ("band", "middle 80% of similar pairs"),
)

Years = Mapping[str, Mapping[int, float]]


def build(desk_data: DeskData, question: Question) -> Page:
    """Build the page that compares two states' voting agreement with that of other pairs.

    Raises
    ------
    QuestionError
        When the question names more than two states.
    """
    watch, question, _ = desk_data.pair(question, "A comparison is")
    chosen = [Group.parse(p).pairs[0] for p in question.beside.split(",") if p] or peers.familiar()
    named = [p for p in chosen if p != watch.pair]
    like = watch.votes.like_pairs(peers.LIKE)
    votes = watch.compare.votes([*named, *like])
    years = watch.compare.years([*named, *like])
    heading = growing.unusual(watch.answers)[0].text
    charts = {}
    if council := draw_unusual(watch.inquiry, heading):
        counted, _ = count_declined(watch.inquiry)
        numbers = [{"pair": "-".join(p), "neither": k, "texts": n} for p, (k, n) in sorted(counted.items())]
        charts["council"] = Chart("council", council, heading, numbers)
    if votes.get(peers.ANYWHERE):
        charts["votes"] = _pairs_chart(votes, named, like, question)
        charts["places"] = _places_chart(votes, like, question)
    assembly = sure.tell_votes(watch.only(VOTES).answers, None)
    context = {
        "named": [Group.of(*p) for p in named],
        "assembly": assembly,
        "like": len(like),
        "since": present_from(watch.inquiry).year,
        "small": multiples(years, named, like, question),
    }
    rows = [
        {"place": place, "like": m.pair in _ids(like), **asdict(m)}
        for place, marks in votes.items()
        for m in marks
    ]
    data = {"heading": heading, "assembly": assembly.text, "marks": rows, "kappa_by_year": years}
    return Page("compare", "compare.html", heading, question, context, rows, data, charts)


def _ids(pairs: Sequence[Pair]) -> list[str]:
    return ["-".join(p) for p in pairs]


def _pairs_chart(votes: Strips, named: Sequence[Pair], like: Sequence[Pair], question: Question) -> Chart:
    """Chart the voting agreement of the pair and the named pairs over all matters, highest first."""
    marks, own = votes[peers.ANYWHERE], question.group.id
    band = peers.band(m.value for m in marks if m.pair in _ids(like))
    shown = [m for m in marks if m.pair == own or m.pair in _ids(named)]
    rows = [
        BesideRow(
            Group.parse(m.pair).short, m, band, m.pair == own, Question(Group.parse(m.pair)).url("compare")
        )
        for m in sorted(shown, key=lambda m: (-m.value, m.pair))
    ]
    says = (
        f"Agreement in the General Assembly beyond their habits: {question.group.short} and pairs people know"
    )
    numbers = [asdict(m) for m in shown]
    return Chart(
        "votes",
        draw_beside(rows, says),
        says,
        numbers,
        narrow=draw_beside(rows, says, PHONE, 150),
        legend=LEGEND,
    )


def _places_chart(votes: Strips, like: Sequence[Pair], question: Question) -> Chart:
    """Chart the two states' voting agreement on each place with enough roll calls, beside similar pairs."""
    rows = []
    for place, marks in votes.items():
        mine = next((m for m in marks if m.pair == question.group.id), None)
        if place == peers.ANYWHERE or mine is None:
            continue
        band = peers.band(m.value for m in marks if m.pair in _ids(like))
        url = question.elsewhere.url("places", hotspot=place)
        rows.append(BesideRow(hotspots.get(place).name, mine, band, own=True, url=url))
    rows.sort(key=lambda r: (-r.mark.value, r.name))
    says = f"Agreement of {question.group.short} beyond their habits by place"
    numbers = [{"place": r.name, **asdict(r.mark)} for r in rows]
    return Chart("places", draw_beside(rows, says), says, numbers, narrow=draw_beside(rows, says, PHONE, 150))


def bands(years: Years, like: Sequence[Pair]) -> dict[int, tuple[float, float]]:
    """Return for each year the middle range of voting agreement of similar pairs, if there are enough."""
    by_year: dict[int, list[float]] = {}
    for pair in _ids(like):
        for year, value in years.get(pair, {}).items():
            by_year.setdefault(year, []).append(value)
    edges = {year: peers.band(values) for year, values in sorted(by_year.items())}
    return {year: b for year, b in edges.items() if b is not None and year >= FIRST}


def by_year(years: Years, like: Sequence[Pair], group: Group) -> Chart | None:
    """Chart two states' voting agreement by year, beside similar pairs of states; ``None`` without data."""
    series, band = years.get(group.id), bands(years, like)
    if not series:
        return None
    span, ends = _scale([series], band)
    says = f"{group.short}: agreement beyond their habits in the General Assembly by year"
    wide, thin = (agreement(series, band, span, ends, says, own=True, size=s) for s in (LARGE, THIN))
    edges = {y: {"like_low": b[0], "like_high": b[1]} for y, b in band.items()}
    rows = [{"year": y, "agreement": v, **edges.get(y, {})} for y, v in series.items() if y >= FIRST]
    return Chart("assembly", wide, says, rows, narrow=thin)


def _scale(
    series: Sequence[Mapping[int, float]], band: Mapping[int, tuple[float, float]]
) -> tuple[range, tuple[float, float]]:
    """Return the years, and the lowest and highest value, of a chart in which all series and the band fit.

    ``series`` are values by year, ``band`` the middle range of similar pairs by year.
    """
    values = [v for s in series for y, v in s.items() if y >= FIRST] + [v for b in band.values() for v in b]
    span = range(FIRST, max((y for s in series for y in s), default=FIRST) + 1)
    return span, (min([0.0, *values]), max([0.0, *values]))


def multiples(
    years: Years, named: Sequence[Pair], like: Sequence[Pair], question: Question
) -> list[dict[str, Any]]:
    """Return a small chart of voting agreement by year per pair of states, all on one scale.

    The pair asked about is first.
    """
    band, own = bands(years, like), question.group.id
    shown = {p: years[p] for p in (own, *_ids(named)) if years.get(p)}
    span, ends = _scale(list(shown.values()), band)
    out = []
    for pair, series in shown.items():
        group = Group.parse(pair)
        newest = max((y for y in series if y in span), default=None)
        says = f"{group.short}: agreement beyond their habits by year"
        svg = agreement(series, band, span, ends, says, own=pair == own)
        value = None if newest is None else series[newest]
        out.append({"group": group, "own": pair == own, "value": value, "year": newest, "svg": svg})
    return out
