"""Compare, Base and Outlook, on the chronicle alone and on small made-up records."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from itertools import combinations
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from comity.faces.pages import Question
from comity.faces.present.charts.blocks import Callout
from comity.faces.present.charts.blocks import place_callouts as placed
from comity.faces.present.charts.marks import picture
from comity.faces.present.picture import Chart, slide
from comity.measures.record.interdependence import Line
from comity.parts.desk.charts.bars import Side, bars, hatching
from comity.parts.desk.charts.beside import LARGE, BesideRow, agreement, draw_beside
from comity.parts.desk.pages import base as base_page
from comity.parts.outlook.fan_chart import fan
from comity.parts.outlook.forecast.fans import Fan, Past
from comity.vocabulary.group import Group
from comity.watch.composed import peers
from comity.watch.composed.peers import Mark
from comity.watch.questions import interdependence
from comity.watch.search import CLOSE, OPEN, search

PAIR = Group.parse("FRA-DEU")
LINKS = re.compile(r'href="(/[^"]+)"')


def _marks(*values: float) -> list[Mark]:
    own = Mark(PAIR.id, values[0], values[0] - 0.1, values[0] + 0.1, 20)
    return [own, *(Mark(f"AAA-BB{k}", v, n=20) for k, v in enumerate(values[1:]))]


@pytest.mark.parametrize("path", ["compare/CHN-RUS", "base/CHN-RUS", "outlook/CHN-RUS/syria"])
def test_a_page_has_its_siblings_and_no_dead_link(desk: TestClient, path: str) -> None:
    page = desk.get(f"/{path}")
    assert page.status_code == 200
    assert page.text.count("<h1>") == 1
    assert desk.get(f"/{path}.json").json()["heading"] in unescape(page.text)
    assert desk.get(f"/{path}.csv").status_code == 200
    found = {unescape(a).partition("#")[0] for a in LINKS.findall(page.text)}
    inside = sorted(a for a in found if re.match(r"/(finding|e)/", a))
    for address in inside[::9][:5]:
        assert desk.get(address).status_code == 200, address


def test_every_line_of_the_base_leads_to_its_records_in_two_clicks(desk: TestClient) -> None:
    page = desk.get("/base/CHN-RUS").text
    doors = sorted(set(re.findall(r'href="(/finding/base/[^"]+)"', page)))
    assert doors
    for door in doors[::2]:
        opened = desk.get(unescape(door)).text
        records = re.findall(r'href="(/e/[^"]+)"', opened)
        assert records, door
        assert desk.get(unescape(records[0])).status_code == 200


def test_the_ladder_shows_its_rungs_with_dates_and_records(desk: TestClient) -> None:
    page = desk.get("/base/CHN-RUS").text
    ladder = page[page.index('class="ladder"') : page.index("</ol>", page.index('class="ladder"'))]
    assert ladder.count("<li") == 7
    assert "since 30 Sep 1994" in ladder  # the detargeting agreement's day is on record
    assert "no record" in ladder
    assert "/e/chronicle" in ladder


def test_a_part_that_takes_long_is_waited_for_where_the_address_says_so_and_stays(desk: TestClient) -> None:
    """A page with a part missing is not kept as if it were whole."""
    door = "/outlook/IRN-PAK?compute=souring#souring"
    assert door.partition("#")[0].replace("&", "&amp;") in desk.get("/outlook/IRN-PAK").text
    assert "How many signs of souring" in desk.get(door).text
    again = desk.get("/outlook/IRN-PAK").text
    assert "How many signs of souring" in again
    assert "compute=souring" not in again


def test_no_forecast_without_its_record(desk: TestClient) -> None:
    page = desk.get("/outlook/CHN-RUS?compute=forecast").text
    table = page[page.index('aria-label="Counts"') :]
    rows = re.findall(r"<tr><td>.*?</tr>", table[: table.index("</table>")])
    assert rows
    assert all("% of " in r or "no record yet" in r for r in rows)
    assert "of the time" in page[page.index("<h1>") : page.index("</h1>")]
    questions = desk.get("/outlook/CHN-RUS.json").json()["questions"]
    assert all(q["base_rate"] is not None and q["windows"] for q in questions["asked"])
    assert any("Brier" in f["question"] for f in questions["findings"])


def test_pairs_beside_are_part_of_the_address() -> None:
    asked = Question.read("CHN-RUS", {"beside": "DEU-FRA, USA-GBR"})
    assert asked.beside == "DEU-FRA,GBR-USA"
    assert Question.read("CHN-RUS", {"beside": "France, Germany; India, Russia"}).beside == "DEU-FRA,IND-RUS"
    assert Question.read("CHN-RUS", {"beside": "France, Germany"}).beside == "DEU-FRA"
    assert Question.read("CHN-RUS", {"with": "placebo"}).beside == ""
    with pytest.raises(Exception, match="beside names pairs"):
        Question.read("CHN-RUS", {"beside": "DEU-FRA-ITA"})


def test_a_rank_counts_those_above_and_ties_share_the_better_place() -> None:
    marks = _marks(0.5, 0.9, 0.5, 0.1)
    assert peers.rank(marks, PAIR.id) == 2
    assert peers.rank(marks, "AAA-BB0") == 1
    assert peers.rank(marks, "XXX-YYY") is None


def test_a_band_is_the_middle_eighty_per_cent_and_of_few_pairs_there_is_none() -> None:
    assert peers.band([k / 10 for k in range(11)]) == pytest.approx((0.1, 0.9))
    assert peers.band([0.1, 0.2, 0.3]) is None


def test_pairs_people_know_stand_before_the_band() -> None:
    own, other = _marks(0.5, 0.2)
    rows = [
        BesideRow("Own", own, (0.0, 0.1), own=True, url="/a"),
        BesideRow("Other", other, (0.0, 0.1), own=False, url="/b"),
    ]
    svg = ElementTree.fromstring(draw_beside(rows, "says"))
    circles = {c.get("class"): float(c.get("cx", "0")) for c in svg.iter("circle")}
    bands = [r for r in svg.iter("rect") if r.get("class") == "range"]
    assert circles["f-together"] > circles["f-ink"] > float(bands[0].get("x", "0"))
    assert len(bands) == 2
    assert sum(e.get("class") == "rng s-together" for e in svg.iter("line")) == 1  # only the pair has a range


def test_a_year_left_out_is_a_gap_in_the_line() -> None:
    told = {2000: 0.5, 2001: 0.4, 2003: -0.2}
    like = {2000: (0.0, 0.1), 2001: (0.0, 0.1)}
    svg = ElementTree.fromstring(
        agreement(told, like, range(2000, 2004), (-1.0, 1.0), "says", own=True, size=LARGE)
    )
    classes = [p.get("class") for p in svg.iter("path")]
    assert classes.count("line strong") == 2
    assert classes.count("range") == 1


def test_what_a_source_cannot_show_is_hatched_and_zero_is_a_bar() -> None:
    side = Side("one", {2000: None, 2001: 0.0, 2002: 10.0, 2003: None}, "deed", "/f")
    svg = ElementTree.fromstring(bars([side], range(2000, 2004), 10.0, "says", "10"))
    rects = list(svg.iter("rect"))
    assert len(rects) == 2
    assert float(rects[0].get("height", "0")) < 2 < float(rects[1].get("height", "0"))
    assert sum(p.get("class") == "hatching" for p in svg.iter("path")) == 2


def test_a_hatching_stays_inside_its_rectangle() -> None:
    x, y, w, h = 10.0, 20.0, 33.0, 17.0
    points = [tuple(map(float, p.split(","))) for p in re.findall(r"[ML]([\d.,-]+)", hatching(x, y, w, h))]
    assert points
    assert all(x <= a <= x + w and y <= b <= y + h for a, b in points)


def test_two_directions_share_one_scale() -> None:
    up = Side("a to b", {2000: 10.0}, "deed", "/f")
    down = Side("b to a", {2000: 5.0}, "word", "/g")
    rects = list(ElementTree.fromstring(bars([up, down], range(2000, 2001), 10.0, "s", "10")).iter("rect"))
    high = [float(r.get("height", "0")) for r in rects]
    assert high[0] == pytest.approx(2 * high[1])


def test_the_fan_shows_past_forecasts_beside_what_came() -> None:
    past = (Past(date(2020, 1, 1), 0, 1, 2, 1), Past(date(2020, 2, 1), 0, 1, 2, 5))
    told = Fan("acts", "acts", "record", (date(2020, 3, 1), date(2020, 4, 1)), ((0, 0, 1, 2, 3),) * 2, past)
    svg = ElementTree.fromstring(fan(told, "says"))
    circles = [c.get("class") for c in svg.iter("circle")]
    assert circles == ["f-ink", "missed"]  # the second lay outside its range


def test_dependence_is_told_with_its_year_and_direction() -> None:
    def share(receiver: str, sender: str, value: float) -> Line:
        by_year = {2010: value, 2011: None}
        return Line("trade", "share of all imports", sender, receiver, "share", by_year, ("t:1",))

    class _Watch:
        group = PAIR

    told = [share("FRA", "DEU", 0.3), share("DEU", "FRA", 0.1)]
    says = "In trade France leans on Germany 3.0 times as much as Germany on France (2010)"
    assert base_page.headline(_Watch(), told) == says  # type: ignore[arg-type]
    alike = [share("FRA", "DEU", 0.12), share("DEU", "FRA", 0.1)]
    assert "about alike" in base_page.headline(_Watch(), alike)  # type: ignore[arg-type]


def test_every_line_has_a_theme_and_the_themes_are_six() -> None:
    assert len(interdependence.THEMES) == 6
    line = Line("s", "anything paid", "A", "B", "million US$", {}, ())
    assert interdependence.theme(line) == "finance"


def test_a_part_wanted_is_one_of_those_there_are() -> None:
    assert Question.read("CHN-RUS", {"compute": "whatif"}).compute == "whatif"
    with pytest.raises(Exception, match="compute is one of"):
        Question.read("CHN-RUS", {"compute": "everything"})
    assert Question(PAIR).query() == ""


def test_a_slide_has_the_finding_the_legend_and_what_it_is_of() -> None:
    drawn = picture(["<rect/>"], 100, 50, "says")
    chart = Chart("x", drawn, "Both vetoed <17> drafts", [], legend=[("veto", "both vetoed")])
    svg = ElementTree.fromstring(slide(chart, "comity · data to 20 May 2026"))
    texts = ["".join(t.itertext()) for t in svg.iter("{http://www.w3.org/2000/svg}text")]
    assert texts == ["Both vetoed <17> drafts", "both vetoed", "comity · data to 20 May 2026"]
    assert (svg.get("width"), svg.get("height")) == ("1920", "1080")
    inner = svg.findall("{http://www.w3.org/2000/svg}svg")
    assert float(inner[0].get("width", "0")) == 2 * float(inner[0].get("height", "0"))


def test_no_callout_covers_another_and_no_line_runs_through_a_text() -> None:
    told = [Callout(x, "1 Jan 2020", ("some words of an act",)) for x in (100.0, 120.0, 150.0, 400.0, 690.0)]
    put = placed(told, 0.0, 700.0)
    assert len(put) == 5
    for a, b in combinations(put, 2):
        low, high = sorted((a, b), key=lambda p: p.level)
        if a.level == b.level:
            assert a.span[1] <= b.span[0] or b.span[1] <= a.span[0]
        else:
            assert not low.span[0] < high.callout.x < low.span[1]


def test_words_are_found_by_their_stems_and_marked() -> None:
    texts = {"a": ("Russia vetoed a draft", ""), "b": ("Both abstained", "veto"), "c": ("A gas deal", "")}
    assert search(texts, "VETO") == {"a": f"Russia {OPEN}vetoed{CLOSE} a draft", "b": "Both abstained"}
    assert search(texts, "gas de") == {"c": f"A {OPEN}gas{CLOSE} {OPEN}deal{CLOSE}"}
    assert set(search(texts, ' "(* ')) == {"a", "b", "c"}
    assert search(texts, 'NEAR("x" OR') == {}
