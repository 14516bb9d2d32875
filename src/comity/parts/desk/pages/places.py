"""The page of all places, with one line for each and a map; places with the newest joint act come first."""

from __future__ import annotations

from dataclasses import replace

from comity.faces.pages import Page, Question
from comity.faces.present.picture import Chart
from comity.parts.desk.charts import world_map
from comity.parts.desk.desk_data import DeskData
from comity.parts.desk.files import static_version
from comity.parts.desk.pages.accounts import witnessed
from comity.vocabulary import hotspots
from comity.watch.account.pair import describe_pair
from comity.watch.account.place import describe_place
from comity.watch.account.rows import PlaceRow

BORDERS = "Lines on maps imply no opinion on any border"


def build(desk_data: DeskData, question: Question) -> Page:
    """Build the page with one line for each place and a map."""
    asks = witnessed(desk_data, question)
    account = describe_pair(asks.watch.answers)
    rows = [
        {
            "hotspot": r.hotspot,
            "name": r.name,
            "about": hotspots.get(r.hotspot).about,
            "heading": " ".join(s.text for s in describe_place(asks.watch.answers, r.hotspot).heading),
            "joint": r.joint,
            "newest": r.newest.first if r.newest else None,
        }
        for r in account.rows
    ]
    heading = account.heading[0].text
    context = {"rows": rows, "waits": asks.waits, "failed": asks.failed, "account": account}
    charts = {"map": _map(account.rows, question, heading)}
    data = {"heading": heading, "places": rows}
    return Page("places", "places.html", heading, question, context, rows, data, charts, whole=asks.whole)


def _map(places: tuple[PlaceRow, ...], question: Question, says: str) -> Chart:
    spots = []
    for r in places:
        h = hotspots.get(r.hotspot)
        if h.place is not None and r.joint:
            url = replace(question.elsewhere, hotspot=h.id).url("places")
            spots.append(world_map.Spot(h.id, h.short, h.place.lat, h.place.lon, r.joint, url))
    rows = [{"hotspot": s.id, "lat": s.lat, "lon": s.lon, "joint_acts": s.acts} for s in spots]
    return Chart("map", world_map.world(spots, says, static_version()), says, rows, note=BORDERS)
