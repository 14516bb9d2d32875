"""What the record says, worked out by hand: every count, edge and word of small records."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from scipy import stats
from test_record import PAIR, act, table

from comity.measures.record import coder_error, interdependence, record, shares
from comity.measures.record.coder_error import Share
from comity.measures.record.interdependence import Line
from comity.measures.record.occurrence import Occurrence, fold
from comity.measures.record.record import Record
from comity.records.coverage import Coverage
from comity.records.kinds import Kind
from comity.vocabulary import hotspots

# One occurrence


def only(*acts: dict[str, Any]) -> Occurrence:
    (one,) = record.read(table(*acts), PAIR, "venezuela").occurrences
    return one


def test_an_occurrence_is_all_that_its_records_say() -> None:
    one = act(
        "b",
        "2019-03-02",
        occurrence="o",
        actors=["RUS"],
        partners=["CHN"],
        forms=["summit"],
        deed=None,
        toward_third="none",
        citations=[{"title": "t", "url": None, "place": "p. 1", "kind": "official"}],
    )
    other = act("a", "2019-03-01", occurrence="o", forms=["summit", "joint-veto"], deed=True)
    apart = act("c", "2019-03-05", occurrence="o", forms=["divergence"], polarity="friction")
    o = only(one, other, apart)
    assert (o.id, o.members, o.together, o.friction, o.rung) == ("o", ("CHN", "RUS"), True, False, "joint")
    assert o.act_class == "joint", "the first class that fits"
    assert (o.first, o.last, o.precision) == (date(2019, 3, 1), date(2019, 3, 2), "day")
    assert o.forms == ("summit", "joint-veto"), "of the acts together, in the order of their records"
    assert (o.deed, o.toward_third, o.records) == (True, "against", ("t:a", "t:b", "t:c"))
    assert (o.reports, o.source_kinds, o.summary) == (3, ("official", "press"), "Act a.")


def test_the_record_that_tells_most_of_an_occurrence_tells_it() -> None:
    met = act("a", occurrence="o", forms=["summit"], toward_third="none")
    said = act("b", occurrence="o", forms=["joint-initiative"], toward_third="against")
    assert only(met, said).summary == "Act b."
    assert only(met, said).forms == ("joint-initiative", "summit")
    done = act("c", occurrence="o", forms=["joint-initiative"], toward_third="against", deed=True)
    assert only(said, done).summary == "Act c."


def test_a_report_is_known_by_its_address_or_place_and_its_title() -> None:
    cited = [("t", "u", None), ("t", "u", "p. 1"), ("t", None, "p. 1"), ("t", None, "p. 2"), ("s", "u", None)]
    rows = [{"title": t, "url": u, "place": p, "kind": "press"} for t, u, p in cited]
    assert only(act("a", citations=rows)).reports == 4


@pytest.mark.parametrize(
    ("deeds", "deed"),
    [([False], False), ([None], None), ([None, False], False), ([False, True], True), ([None, True], True)],
)
def test_one_deed_makes_an_occurrence_a_deed(deeds: list[bool | None], deed: bool | None) -> None:
    assert only(*(act(str(k), occurrence="o", deed=d) for k, d in enumerate(deeds))).deed is deed


@pytest.mark.parametrize(
    ("coders", "documents", "coded", "from_text"),
    [
        ([None, None], [None, None], False, False),
        (["rules", None], [None, None], False, False),
        (["rules", "rules"], [None, None], True, True),
        (["rules", None], [None, "d"], False, True),
        ([None, None], ["d", None], False, False),
    ],
)
def test_read_from_text_is_what_no_fact_tells(
    coders: list[str | None], documents: list[str | None], coded: bool, from_text: bool
) -> None:
    acts = (
        act(str(k), occurrence="o", coder=c, document_id=d)
        for k, (c, d) in enumerate(zip(coders, documents, strict=True))
    )
    o = only(*acts)
    assert (o.coded, o.from_text) == (coded, from_text)


def test_the_witness_is_four_counts_each_with_its_records() -> None:
    acts = [
        act("a", deed=True),
        act("b", deed=True, forms=["regime-backing"]),
        act("c", deed=False),
        act("d", deed=None),
        act("e", forms=["divergence"], polarity="friction"),
        act("f", actors=["CHN"]),
        act("g", actors=["CHN"], kind="standing"),
    ]
    read = record.read(table(*acts), PAIR, "venezuela")
    told = [(f.kind, f.value, f.n, "".join(i[-1] for i in f.records)) for f in read.findings()]
    assert told == [
        (Kind.RUNG, "joint", 6, "abcdef"),
        (Kind.TOGETHER, 4, 4, "abcd"),
        (Kind.JOINT, 3, 3, "acd"),
        (Kind.FRICTION, 1, 1, "e"),
    ]
    assert [o.records for o in read.standing] == [("t:g",)]
    strange = act("h", actors=["CHN"], kind="total", polarity="friction")
    assert record.read(table(strange), PAIR, "venezuela").standing == ()


def test_a_hotspot_counts_from_its_first_day_to_its_last() -> None:
    h = next(h for h in hotspots.watched() if h.since > date.min)
    day = h.since
    before, first = day - timedelta(days=1), day

    def counted(a: date, b: date) -> int:
        one = act("a", date_from=a, date_to=b, hotspots=[h.id])
        return len(record.read(table(one), PAIR, h.id).occurrences)

    assert counted(before, before) == 0
    assert counted(before, first) == 1


def fact(key: str, day: date, **more: Any) -> Occurrence:
    named = {"members": ("CHN", "RUS"), "precision": "day", "together": True, "friction": False}
    named |= {"rung": "joint", "forms": ("summit",), "deed": None, "toward_third": "none", "hotspots": ("x",)}
    named |= {"records": (f"r:{key}",), "reports": 1, "source_kinds": ("press",), "summary": key}
    return Occurrence(id=key, **{"first": day, "last": day, **named, **more})


def test_deeds_words_and_neither_are_counted_apart() -> None:
    kinds = [True, True, True, False, False, None]
    acts = [fact(f"o{k}", date(2020, 1, 1 + k), deed=d) for k, d in enumerate(kinds)]
    assert Record(PAIR, "syria", tuple(acts)).deeds() == (3, 2, 1)


def test_a_report_joins_the_nearest_fact() -> None:
    day = date(2020, 5, 10)
    early, late = fact("early", day, reports=2), fact("late", day + timedelta(days=5), source_kinds=("book",))
    report = fact(
        "report", day + timedelta(days=3), from_text=True, friction=True, forms=("summit", "agreement")
    )
    one, other = fold([report, late, early])
    assert (one.id, one.records, one.reports) == ("early", ("r:early",), 2)
    assert (other.id, other.records, other.reports) == ("late", ("r:late", "r:report"), 2)
    assert (other.friction, other.forms, other.source_kinds) == (False, ("summit",), ("book", "press"))
    assert (other.first, other.last) == (late.first, late.last), "the fact's own day stands"


def test_two_reports_tell_one_event_on_neighbouring_days_only() -> None:
    day = date(2020, 5, 10)

    def folded(days: int, **more: Any) -> int:
        one = fact("a", day, from_text=True)
        return len(fold([one, fact("b", day + timedelta(days=days), from_text=True, **more)]))

    assert [folded(0), folded(1), folded(2)] == [1, 1, 2]
    assert folded(0, members=("CHN",)) == 2
    assert folded(0, precision="month") == 2
    assert folded(0, together=False) == 2
    both_ways = [fact(k, day, from_text=True, friction=k == "a") for k in ("a", "b")]
    assert len(fold(both_ways)) == folded(0, friction=True) == 1, "together all the same"


# Shares


def toy(k: int, *forms: str, members: tuple[str, ...] = PAIR.codes, **more: Any) -> Occurrence:
    day = date(2015, 1, 1) + timedelta(days=k)
    return fact(str(k), day, members=members, forms=forms, **more)


def placed(**acts: list[Occurrence]) -> dict[str, Record]:
    return {h: Record(PAIR, h, tuple(those)) for h, those in acts.items()}


@pytest.mark.parametrize(("n", "known"), [(4, False), (5, True)])
def test_five_acts_have_a_share(n: int, known: bool) -> None:
    f = shares.deeds("x", placed(x=[toy(k, deed=False) for k in range(n)], y=[]))
    assert (f.known, f.n) == (known, n)
    if known:
        assert (f.value, f.detail.count, f.detail.expected, f.placebo) == (0.0, 0, None, None)
        assert (f.interval.low, f.interval.high) == (0.0, pytest.approx(stats.beta.ppf(0.95, 0.5, 5.5)))
        assert f.detail.no_placebo == "no other hotspot has 5 on record"
        assert f.records_total == 5, "where none is one, all are behind the 0"


def test_a_share_of_all_is_held_against_every_other_place() -> None:
    acts = {
        "x": [toy(k, deed=True) for k in range(6)],
        "y": [toy(k, deed=k < 1) for k in range(5)],
        "z": [toy(k, deed=k < 3) for k in range(4)],
    }
    f = shares.deeds("x", placed(**acts))
    assert (f.value, f.detail.count, f.detail.expected) == (1.0, 6, pytest.approx(4 / 9))
    assert (f.interval.low, f.interval.high) == (pytest.approx(stats.beta.ppf(0.05, 6.5, 0.5)), 1.0)
    assert (f.placebo.rank, f.placebo.of) == (1, 2), "a place with four acts is no placebo"
    assert f.detail.no_placebo == ""


def test_stances_toward_the_third_power_are_those_with_and_against() -> None:
    stances = ["against"] * 3 + ["with"] * 2 + ["none"] * 4 + ["unknown"]
    f = shares.against_third("x", placed(x=[toy(k, toward_third=s) for k, s in enumerate(stances)]), "USA")
    assert (f.value, f.n, f.subject.third) == (3 / 5, 5, "USA")


def test_acting_alone_is_neither_together_nor_apart_nor_side_by_side() -> None:
    alone = [toy(k, members=("CHN",), together=False) for k in range(2)]
    beside = toy(5, together=False, rung="parallel")
    quarrel = toy(6, members=("RUS",), together=False, friction=True)
    f = shares.lone("x", placed(x=[*alone, beside, quarrel, *(toy(k) for k in range(10, 13))]))
    assert (f.value, f.n, f.detail.by) == (2 / 5, 5, {"CHN": 2, "RUS": 0})
    few = shares.lone("x", placed(x=alone))
    assert (few.known, few.n) == (False, 2)


# Part of the record


# What the coder is known to do


def test_bounds_and_quality_by_hand() -> None:
    assert Share(7, 10).bounds() == pytest.approx((stats.beta.ppf(0.05, 7, 4), stats.beta.ppf(0.95, 8, 3)))
    assert (Share(1, 2) + Share(2, 3)) == Share(3, 5)
    assert tuple(2**k for k in range(1, 8)) == coder_error._STRENGTHS
    unlabelled = next(f for f in coder_error.forms.all_forms() if f not in coder_error.quality())
    assert coder_error.quality([(unlabelled, 0, 0)])[unlabelled][0] == "too few"
    assert coder_error.quality([(unlabelled, 200, 200)])[unlabelled][0] == "fine"
    assert coder_error.quality([(unlabelled, 100, 200)])[unlabelled][0] == "bad"
    assert coder_error.quality([(unlabelled, 140, 200)])[unlabelled][0] == "too few", "0.7 lies inside"


def test_decisions_join_the_figure_over_all() -> None:
    bare, told = coder_error.estimate_error("pair"), coder_error.estimate_error("pair", [("pair", 3, 9)])
    assert (told.precision.right, told.precision.of) == (bare.precision.right + 3, bare.precision.of + 9)
    own = coder_error.estimate_error("FRA-DEU", [("FRA-DEU", 3, 9)])
    worth = coder_error._strengths()[0]
    assert own.precision.of == pytest.approx(9 + worth)
    assert own.precision.right == pytest.approx(3 + worth * bare.precision.value)


# What the relation is built on


def coverage(source: str = "m", name: str = "ties", **more: Any) -> Coverage:
    return Coverage(source, name, date(1990, 1, 1), date(1995, 12, 31), **more)


def tie(key: str, members: list[str], first: int, last: date | None = None, **more: Any) -> dict[str, Any]:
    bond = {
        "record_id": key,
        "source": "m",
        "kind": "membership",
        "body": "UN",
        "symbol": None,
        "role": "full",
    }
    return {**bond, "members": members, "date_from": date(first, 3, 1), "date_to": last, **more}


YEARS = range(1992, 1997)


def test_only_the_source_itself_says_what_it_could_have_shown() -> None:
    both = [tie("1", ["CHN"], 1980), tie("2", ["RUS"], 1980)]
    (line,) = interdependence.count_shared_ties(both, [coverage()], "CHN", "RUS", YEARS)
    assert line.by_year == {1992: 1.0, 1993: 1.0, 1994: 1.0, 1995: 1.0, 1996: None}
    for blind in (coverage("other"), coverage(name="acts"), coverage(states=frozenset({"CHN", "USA"}))):
        assert interdependence.count_shared_ties(both, [blind], "CHN", "RUS", YEARS) == []


def test_ties_by_kind_role_and_end() -> None:
    sight = [coverage()]

    def years(*records: dict[str, Any]) -> list[int]:
        lines = interdependence.count_shared_ties(records, sight, "CHN", "RUS", YEARS)
        return [y for line in lines for y, v in line.by_year.items() if v]

    whole = [1992, 1993, 1994, 1995]
    assert years(tie("1", ["CHN", "RUS"], 1980)) == whole
    for role in ("associate", "observer", "partner"):
        assert years(tie("1", ["CHN", "RUS"], 1980, role=role)) == []
    assert years(tie("1", ["CHN", "RUS"], 1980, kind="sanction")) == []
    assert years(tie("1", ["CHN", "RUS"], 1980, date(1993, 6, 1))) == [1992, 1993], "a treaty that both had"
    member = tie("2", ["RUS"], 1980)
    assert years(tie("1", ["CHN"], 1980, date(1993, 6, 1)), member) == [1992], "left in June"
    assert years(tie("1", ["CHN"], 1980, date(1993, 12, 31)), member) == [1992, 1993]
    assert years(tie("1", ["CHN"], 1994), member) == [1994, 1995]
    symbols = [
        tie(k, [s], 1980, kind="alliance", body=None, symbol="X") for k, s in (("1", "CHN"), ("2", "RUS"))
    ]
    assert years(*symbols) == whole
    assert years(symbols[0], tie("2", ["RUS"], 1980, kind="alliance", body=None, symbol="Y")) == []
    assert years(tie("1", ["CHN"], 1980, body=None), tie("2", ["RUS"], 1980, body=None)) == []
    numbered = [tie(k, [s], 1980, symbol=f"of {s}") for k, s in (("1", "CHN"), ("2", "RUS"))]
    assert years(*numbered) == whole, "a body is one whatever its papers are called"
    nameless = [tie(k, [s], 1980, kind="alliance", body=None) for k, s in (("1", "CHN"), ("2", "RUS"))]
    assert years(*nameless) == [], "two treaties of which nothing is known are not one"


def test_lines_of_ties_stand_by_source_and_kind() -> None:
    kinds = ("membership", "alliance", "agreement")
    ties = [tie(str(k), ["CHN", "RUS"], 1980, kind=kind) for k, kind in enumerate(kinds)]
    lines = interdependence.count_shared_ties(ties, [coverage()], "CHN", "RUS", YEARS)
    assert [x.what for x in lines] == [interdependence.BONDS[k] for k in sorted(kinds)]


def meeting(key: str, year: int, form: str = "summit", **more: Any) -> dict[str, Any]:
    named = {"record_id": key, "source": "m", "kind": "event", "occurrence": key, "forms": [form]}
    return {**named, "actors": ["CHN"], "partners": ["RUS"], "date_from": date(year, 5, 1), **more}


def test_meetings_of_the_two_are_counted_by_source_form_and_year() -> None:
    acts = [
        meeting("1", 1992),
        meeting("2", 1992, occurrence="1"),
        meeting("3", 1994),
        meeting("4", 1994, "joint-veto"),
        meeting("5", 1994, partners=["IRN"]),
        meeting("6", 1994, kind="total"),
        meeting("7", 1991),
        meeting("8", 1993, "agreement", source="a"),
        meeting("9", 1996),
    ]
    of_ties = Coverage("m", "ties", date(1990, 1, 1), date(1996, 12, 31))
    sight = [coverage("m", "acts"), of_ties, coverage("z", "acts")]
    lines = interdependence.meetings(acts, sight, "CHN", "RUS", YEARS)
    assert [(x.source, x.what, x.records) for x in lines] == [
        ("a", "agreement", ("8",)),
        ("m", "summit", ("1", "2", "3", "9")),
    ]
    assert lines[1].by_year == {1992: 1.0, 1993: 0.0, 1994: 1.0, 1995: 0.0, 1996: None}
    assert set(lines[0].by_year.values()) == {None}, "nothing says what that source could have shown"


def flow(key: str, year: int, sender: str, receiver: str, value: float | None) -> dict[str, Any]:
    named = {"record_id": key, "source": "m", "measure": "imports", "unit": "$", "value": value}
    return {**named, "sender": sender, "receiver": receiver, "date_from": date(year, 1, 1)}


@pytest.mark.parametrize(
    ("sight", "there", "back"),
    [
        (coverage(name="flows"), 0.0, 0.0),
        (coverage(name="flows", states=frozenset({"CHN", "RUS"})), 0.0, 0.0),
        (coverage(name="flows", states=frozenset({"CHN"})), 0.0, None),
        (coverage(name="flows", states=frozenset({"CHN", "USA"})), None, None),
        (coverage(name="flows", selective=True), None, None),
        (coverage("other", "flows"), None, None),
        (coverage(), None, None),
    ],
)
def test_nought_is_said_only_where_it_would_have_shown(
    sight: Coverage, there: float | None, back: float | None
) -> None:
    rows = [flow("1", 1993, "CHN", "RUS", 2.0), flow("2", 1993, "CHN", "IRN", 9.0)]
    lines = {x.sender: x for x in interdependence.flows(rows, [sight], "CHN", "RUS", range(1992, 1994))}
    assert (lines["CHN"].by_year, lines["CHN"].records) == ({1992: there, 1993: 2.0}, ("1",))
    assert lines["RUS"].by_year == {1992: back, 1993: back}


def test_a_line_tells_its_last_year_and_fifty_ids() -> None:
    years = {1994: None, 1993: 1234567.0, 1992: 0.5}
    line = Line("m", "imports", "CHN", "RUS", "$", years, tuple(f"r{k:02}" for k in range(60)))
    f = line.finding()
    assert (f.value, f.n, f.records_total, len(f.records)) == ("1.23457e+06", 60, 60, 50)
    assert (f.subject.states, f.subject.span) == (("CHN", "RUS"), "1993")
    assert (f.detail.first_year, f.detail.last_year) == (1992, 1993)
    assert list(f.detail.by_year) == ["1992", "1993", "1994"]
    share = interdependence.dependence(line, {("RUS", 1993): 4 * 1234567.0, ("RUS", 1992): 0.0})
    assert share.by_year == {1994: None, 1993: 0.25, 1992: None}
    assert Line("m", "x", "", "", "", {1992: 1.0}, ()).finding().subject.states == ()
