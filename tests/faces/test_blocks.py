"""The pictures of an account: every act is one block or dot, on its side of the line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from comity.faces.present.charts.blocks import LEGEND, SHEET, WIDTH, YEARS, matrix, sign_of, strip, timeline
from comity.faces.present.charts.marks import PHONE
from comity.parts.desk.charts.bars import BAR, COUNTS_WIDTH, NUMBER, draw_counts
from comity.records.facts import CLASSES
from comity.vocabulary import hotspots
from comity.watch.account.acts import ClassedAct
from comity.watch.account.pair import PairAccount, describe_pair
from comity.watch.account.place import PlaceAccount, describe_place
from comity.watch.answers import RECORD, Answers
from comity.watch.inquiry import Inquiry

SIGNS = {name for name, _ in LEGEND}
UP, DOWN, LANE = ("deed", "word", "side"), ("step", "opposed"), ("alone",)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    lake = tmp_path_factory.mktemp("none") / "lake"
    return Answers(Inquiry.of("CHN", "RUS", lake=lake), only=(RECORD,))


@pytest.fixture(scope="module")
def pair(answers: Answers) -> PairAccount:
    return describe_pair(answers)


def marks(element: ElementTree.Element) -> Iterator[tuple[str, float, bool]]:
    """Yield each block or dot: its sign, the height of its middle, and whether it is hollow."""
    for e in element.iter():
        sign, _, hollow = e.get("class", "").removeprefix("b-").partition(" ")
        if sign in SIGNS and e.get("class", "").startswith("b-"):
            y = float(e.get("cy") or 0) or float(e.get("y", 0)) + float(e.get("height", 0)) / 2
            yield sign, y, hollow == "hollow"


def axis_of(svg: ElementTree.Element) -> float:
    (line,) = (e for e in svg.iter("line") if e.get("class") == "ax")
    return float(line.get("y1", ""))


def lie_on_their_side(svg: ElementTree.Element) -> None:
    axis = axis_of(svg)
    lane = min((float(e.get("y", 0)) for e in svg.iter("rect") if e.get("class") == "lane"), default=0.0)
    for sign, y, _ in marks(svg):
        if sign in UP:
            assert y < axis, sign
        elif sign in DOWN:
            assert axis < y < lane or not lane, sign
        else:
            assert y > lane > axis


def drawn(acts: Sequence[ClassedAct], first: int, last: int) -> Counter[str]:
    return Counter(sign_of(a) for a in acts if first <= a.first.year <= last)


def test_each_class_has_a_sign_and_a_joint_act_one_for_deeds_and_one_for_words(pair: PairAccount) -> None:
    by = {(a.act_class, a.deed): sign_of(a) for a in pair.acts}
    assert by["joint", True], by["joint", False] == ("deed", "word")
    assert {c: by.get((c, False)) or by[c, True] for c in CLASSES} == {
        "joint": "word",
        "opposed": "opposed",
        "steps back": "step",
        "same side": "side",
        "same line, alone": "alone",
        "own line, alone": "alone",
    }


@pytest.mark.parametrize("hotspot", [h.id for h in hotspots.watched()])
@pytest.mark.parametrize("width", [WIDTH, SHEET, PHONE])
def test_every_act_of_a_place_is_one_block_that_opens_its_record(
    answers: Answers, hotspot: str, width: int
) -> None:
    account = describe_place(answers, hotspot)
    svg = ElementTree.fromstring(timeline(account, lambda act: f"/e/{act.id}", "says", width))
    every = {a.id: a for a in account.acts if a.first.year >= account.data_to.year - 34}
    links = {a.get("href", "").removeprefix("/e/"): a for a in svg.iter("a")}
    assert set(links) == set(every)
    for id_, link in links.items():
        ((sign, _, hollow),) = marks(link)
        assert sign == sign_of(every[id_])
        assert hollow == (every[id_].first.year == account.data_to.year and sign != "alone")
        assert link.get("aria-label")
    lie_on_their_side(svg)
    assert sum(1 for _ in marks(svg)) == len(every)


def test_a_page_for_print_has_no_link(answers: Answers) -> None:
    account = describe_place(answers, "syria")
    svg = ElementTree.fromstring(timeline(account, lambda _: "", "says", SHEET))
    assert not list(svg.iter("a"))
    assert sum(1 for _ in marks(svg)) == len(account.acts)


def test_the_strips_of_a_pair_have_one_scale_and_a_link_a_year(pair: PairAccount) -> None:
    heights = set()
    for row in pair.rows:
        if not row.acts:
            continue
        svg = ElementTree.fromstring(strip(row.acts, pair.data_to, row.name, lambda a, b: f"/{a}/{b}"))
        first, last = pair.data_to.year - YEARS + 1, pair.data_to.year
        assert Counter(sign for sign, _, _ in marks(svg)) == drawn(row.acts, first, last)
        lie_on_their_side(svg)
        for link in svg.iter("a"):
            year = int(link.get("href", "")[1:5])
            assert link.get("href") == f"/{date(year, 1, 1)}/{date(year, 12, 31)}"
            assert Counter(s for s, _, _ in marks(link)) == drawn(row.acts, year, year)
            assert all(h == (year == last and s != "alone") for s, _, h in marks(link))
        heights |= {e.get("height") for e in svg.iter("rect") if e.get("class", "").startswith("b-")}
    assert len(heights) == 1


def test_the_picture_of_all_places_has_every_act_of_its_years_and_the_counts_of_the_rows(
    pair: PairAccount,
) -> None:
    svg = ElementTree.fromstring(matrix(pair))
    first, last = pair.data_to.year - YEARS + 1, pair.data_to.year
    every = [a for r in pair.rows for a in r.acts]
    assert Counter(sign for sign, _, _ in marks(svg)) == drawn(every, first, last)
    numbers = [int(e.text or "") for e in svg.iter("text") if e.get("class") == "lab"]
    counted = [(r.joint, r.same_side, r.steps_back, r.opposed) for r in pair.rows if r.acts]
    assert numbers == [n for row in counted for n in row]


def test_a_timeline_names_acts_of_both_sides_of_the_line(answers: Answers) -> None:
    account = describe_place(answers, "ukraine")
    assert {a.parting for a in account.labels} == {True, False}
    assert not any(a.alone for a in account.labels)
    svg = ElementTree.fromstring(timeline(account, lambda _: "", "says"))
    named = [e for e in svg.iter("text") if e.get("class") == "named"]
    assert 2 <= len(named) <= len(account.labels)


def test_nothing_on_record_is_no_picture(tmp_path: Path) -> None:
    nothing = Answers(Inquiry.of("BOL", "FJI", lake=tmp_path), only=(RECORD,))
    account: PlaceAccount = describe_place(nothing, "syria")
    assert not account.acts
    assert timeline(account, lambda _: "", "says") == ""


def test_bars_of_counts_are_as_long_as_their_numbers() -> None:
    lines = [("together", 17, "b-deed"), ("Russia alone", 23, "b-alone"), ("China alone", 0, "b-alone")]
    svg = ElementTree.fromstring(draw_counts(lines, "says"))
    bars = [float(e.get("width", "")) for e in svg.iter("rect") if float(e.get("height", 0)) == BAR]
    longest = COUNTS_WIDTH - NUMBER
    assert bars == pytest.approx([longest * 17 / 23, longest, 0], abs=0.1)
    assert [e.text for e in svg.iter("text") if e.get("class") == "named"] == ["17", "23", "0"]
    assert not [
        b
        for b in ElementTree.fromstring(draw_counts([("a", 0, "x")], "s")).iter("rect")
        if float(b.get("width", 1))
    ]
