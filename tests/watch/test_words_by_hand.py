"""What two states say: statements written by hand, and every figure and sentence made of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import toy

from comity.measures.votes.veto_rates import jeffreys
from comity.measures.words import silence
from comity.measures.words.silence import PlacePeriod
from comity.measures.words.statements import Channel, QuotedSentence, TopicMention
from comity.records.finding import Finding
from comity.records.kinds import Kind
from comity.watch.inquiry import Inquiry
from comity.watch.questions import words

CABINET, AGENCY = "State Council Information Office", "Xinhua"
PRESIDENT, DEFENCE = "President of Russia", "Ministry of Defence of Russia"


def document(n: int, outlet: str | None, day: date | None, text: str, **columns: Any) -> dict[str, Any]:
    own = {"document_id": f"d{n}", "headings": [], "source": "ministry_briefings", "record_id": f"doc:{n:02}"}
    return {**own, "outlet": outlet, "published": day, "text": text, **columns}


def asked(*documents: dict[str, Any], **question: Any) -> Inquiry:
    return toy.inquiry({"documents": documents}, **question)


def test_statements_are_those_of_the_outlets_of_states_the_longest_of_an_address() -> None:
    day = date(2020, 1, 5)
    page = "https://www.globaltimes.cn/page"
    told = words.statements(
        asked(
            document(1, CABINET, day, "One.", title="A title"),
            document(2, AGENCY, day, "Two.", source="headline_lists", language="zh"),
            document(3, "Somebody", day, "Three.", url=page),
            document(4, "Somebody", day, "The longer three.", url=page),
            document(5, "Somebody", day, "3.", url=page),
            document(15, "Somebody", day, "The longer trees.", url=page),
            document(6, AGENCY, day, "Six.", url="https://www.reuters.com/article"),
            document(7, "Nobody", day, "Seven."),
            document(8, None, day, "Eight."),
            document(12, None, day, "Twelve.", url="https://www.globaltimes.cn/other"),
            document(9, CABINET, None, "Nine."),
            document(10, CABINET, day, "Dix.", language="fr"),
            document(11, CABINET, day, "Eleven.", source="toy"),
            document(13, CABINET, day, "Thirteen.", source="feeds"),
            document(14, CABINET, day, "Fourteen.", source="unsc_vetoes_dhl"),
        )
    )
    assert [(s.record, s.channel.outlet, s.text) for s in told] == [
        ("doc:01", CABINET, "One."),
        ("doc:02", AGENCY, "Two."),
        ("doc:04", "Global Times", "The longer three."),
        ("doc:06", AGENCY, "Six."),
        ("doc:12", "Global Times", "Twelve."),
        ("doc:13", CABINET, "Thirteen."),
    ]
    assert told[0].channel == Channel(CABINET, "CHN", "en", True, "government")
    assert told[1].channel == Channel(AGENCY, "CHN", "zh", False, "state-media")
    assert (told[0].title, told[0].url, told[1].title, told[2].url) == ("A title", "", "", page)


SPOKEN = (
    document(1, CABINET, date(2020, 1, 5), "We spoke of Syria and Germany."),
    document(2, CABINET, date(2020, 1, 9), "Syria again, with Japan.\n\nQ: And Iran?\n\nA: Germany."),
    document(3, CABINET, date(2020, 1, 20), "Japan and Germany."),
    document(4, CABINET, date(2020, 3, 2), "Peru and Japan.\n\nQ: What of Syria?\n\nA: Nothing new."),
    document(5, CABINET, date(2020, 3, 3), "We thank Peru."),
    document(6, AGENCY, date(2020, 1, 7), "Syria, said Peru."),
    document(7, PRESIDENT, date(2020, 1, 7), "On Syria we agree."),
    document(8, PRESIDENT, date(2019, 12, 31), "On Syria we agreed."),
    document(9, DEFENCE, date(2020, 1, 1), "Exercises."),
)


def test_how_often_each_outlet_names_a_place() -> None:
    told = words.words(asked(*SPOKEN, since=date(2020, 1, 1)), "syria")
    shares = [f for f in told.findings if f.kind is Kind.STATEMENT_SHARE]
    assert [f.subject.source for f in shares] == [
        f"{CABINET} [en]",
        f"{AGENCY} [en]",
        f"{PRESIDENT} [en]",
        f"{DEFENCE} [en]",
    ], "governments first, then those that speak most"
    first = shares[0]
    assert (first.value, first.n, first.records) == (2 / 5, 5, ("doc:01", "doc:02"))
    assert first.interval == jeffreys(2, 5)
    others = len(words.topics()) - 2
    assert first.placebo is not None
    assert (first.placebo.rank, first.placebo.of) == (4, others + 1), (
        "Germany, Japan and Peru as often or more"
    )
    assert (first.detail.first, first.detail.last, first.detail.bin) == ("2020-01", "2020-03", "month")
    assert first.detail.note == "asked about without a word of its own: 1"
    assert (shares[2].value, shares[2].n, shares[2].records) == (1.0, 1, ("doc:07",)), "December is outside"
    assert (shares[3].value, shares[3].detail.note) == (0.0, "")
    assert shares[3].interval == jeffreys(0, 1)
    quotes = [(a.record, b.record) for a, b in told.beside]
    assert quotes == [("doc:02", "doc:07")], "of the two within three days the government's, once"
    a, b = told.beside[0]
    assert (a.state, a.outlet, a.quote, a.first, a.last) == (
        "CHN",
        CABINET,
        "Syria again, with Japan.",
        0,
        24,
    )
    assert (b.state, b.day, b.whole, b.language) == ("RUS", date(2020, 1, 7), True, "en")
    months = [(p.channel.outlet, p.period, p.said, p.volume) for p in told.periods if len(p.period) == 7]
    assert months[:3] == [
        (CABINET, "2020-01", 2, 3),
        (CABINET, "2020-02", 0, 0),
        (CABINET, "2020-03", 0, 2),
    ]
    assert [p.period for p in told.periods][:1] == ["2020"], "years before months"


def test_fifty_records_are_shown_of_more() -> None:
    """Of each day both say the same of Syria, and that their ties are the best ever."""

    def told_by(first: int, outlet: str, other: str) -> list[dict[str, Any]]:
        days = [date(2020, 1, 1) + timedelta(k) for k in range(51)]
        own = [" ".join(w + a + b for w in "pqrstuvwxyz") for a in "abcdefgh" for b in "abcdefgh"]
        high = f"Relations with {other} are at the highest level in history"
        return [document(first + k, outlet, d, f"{high}, {own[k]} on Syria.") for k, d in enumerate(days)]

    told = asked(*told_by(0, CABINET, "Russia"), *told_by(100, PRESIDENT, "China"))
    of = words.words(told, "syria").findings
    shares = [f for f in of if f.kind is Kind.STATEMENT_SHARE]
    assert [(len(f.records), f.records_total) for f in shares] == [(50, 51)] * 2
    assert [(len(f.records), f.records_total) for f in words.closeness(told)] == [(50, 51)] * 2
    assert (len(of[-1].records), of[-1].records_total) == (50, 102)


def test_an_outlet_that_said_nothing_in_the_window_and_a_state_without_any() -> None:
    late = words.words(asked(*SPOKEN, since=date(2020, 2, 1)), "syria")
    by_outlet = {f.subject.source: f for f in late.findings if f.kind is Kind.STATEMENT_SHARE}
    assert by_outlet[f"{PRESIDENT} [en]"].why_not == "it said nothing in this window"
    none = words.words(asked(*SPOKEN, members=("CHN", "IRN")), "syria")
    (iran,) = [f for f in none.findings if f.subject.states == ("IRN",)]
    assert iran.why_not == words.NO_STATEMENTS
    assert none.findings[-1].why_not == "statements of both on it are not held"
    three = words.words(asked(*SPOKEN, members=("CHN", "IRN", "RUS")), "syria")
    assert (three.beside, three.echoes) == ((), ())
    assert Kind.ECHO not in {f.kind for f in three.findings}


def test_one_row_a_place() -> None:
    rows = {r["hotspot"]: r for r in words.overview(asked(*SPOKEN, since=date(2020, 1, 1)))}
    assert "bilateral" not in rows
    assert rows["syria"] == {
        "hotspot": "syria",
        "CHN_said": 3,
        "CHN_statements": 6,
        "RUS_said": 1,
        "RUS_statements": 2,
        "beside": 1,
        "echoes": 0,
    }
    assert (rows["iran"]["CHN_said"], rows["iran"]["beside"]) == (0, 0)
    march = words.overview(asked(*SPOKEN, since=date(2020, 1, 31), until=date(2020, 3, 1)))
    (edges,) = [r for r in march if r["hotspot"] == "syria"]
    assert (edges["CHN_statements"], edges["CHN_said"]) == (6, 0), "of whole months"
    three = words.overview(asked(*SPOKEN, members=("CHN", "IRN", "RUS")))
    assert set(three[0]) == {
        "hotspot",
        *(f"{s}_{n}" for s in ("CHN", "IRN", "RUS") for n in ("said", "statements")),
    }


WORDING = "both sides call for the lifting of unilateral measures on Syria"


def echo(*documents: dict[str, Any]) -> Finding:
    told = words.words(asked(*documents), "syria")
    assert told.findings[-1].kind is Kind.ECHO
    return told.findings[-1]


def test_the_same_wording_is_counted_beside_what_chance_gives() -> None:
    f = echo(
        document(1, CABINET, date(2020, 1, 5), f"Today {WORDING} at once."),
        document(2, CABINET, date(2020, 3, 1), "Syria."),
        document(3, PRESIDENT, date(2020, 1, 12), f"We note that {WORDING} now."),
        document(4, PRESIDENT, date(2020, 6, 1), "Syria."),
    )
    assert (f.value, f.n, f.records) == (1, 1, ("doc:01", "doc:03"))
    assert f.detail.note == "in en; moved by weeks the search gives 0.0 (0 to 0)"
    assert (f.subject.states, f.records_total, f.unit) == (("CHN", "RUS"), 2, "pairs of statements")


def test_every_language_of_both_is_searched() -> None:
    own = [
        document(10 * k + n, outlet, date(2020, 1, 5), text, language=language)
        for k, outlet in enumerate((CABINET, PRESIDENT))
        for n, (language, text) in enumerate((("zh", "叙利亚"), ("ru", "О Сирии."), ("en", "Syria.")))
    ]
    assert echo(*own).detail.note.startswith("in en, ru, zh; moved by weeks")


def test_wording_is_shared_in_one_language_within_a_week_only() -> None:
    here = document(1, CABINET, date(2020, 1, 5), f"Today {WORDING} at once.")
    why = "they do not speak of it in one language within a week of each other in what is held"
    assert echo(here, document(2, PRESIDENT, date(2020, 1, 13), f"{WORDING}.")).why_not == why
    russian = document(2, PRESIDENT, date(2020, 1, 5), "О Сирии.", language="ru")
    assert echo(here, russian).why_not == why
    assert echo(here, document(2, PRESIDENT, date(2020, 1, 5), "No.")).why_not.startswith(
        "statements of both"
    )
    assert echo(here, document(2, PRESIDENT, date(2020, 1, 12), "Syria.")).value == 0
    assert echo(here, document(2, PRESIDENT, date(2019, 12, 28), "Syria.")).why_not == why


def test_the_nearest_of_a_government_stands_beside() -> None:
    def said(kind: str, outlet: str, *days: int) -> list[words.Said]:
        channel = Channel(outlet, "RUS", "en", True, kind)
        quote = (QuotedSentence(3, 8, "Syria"),)
        return [(channel, TopicMention(f"{outlet}{d}", date(2020, 1, d), "", "", quote)) for d in days]

    one = said("government", "a", 10) + said("state-media", "b", 10, 20)
    other = said("state-media", "c", 10, 17, 24) + said("government", "d", 7, 12)
    told = [(x.record, y.record) for x, y in words._find_beside(one, other)]
    assert told == [("b20", "c17"), ("a10", "d12"), ("b10", "d7")]


# Silence


def period(
    name: str, answer: str = "", *, volume: int = 9, why_not: str = "", detectable: bool = False
) -> PlacePeriod:
    channel = Channel(CABINET, "CHN", "en", True)
    known = (4.25, 2.0, 7.0) if detectable else (None, None, None)
    return PlacePeriod(channel, "syria", name, 0, volume, answer, why_not, *known, None, 40, detectable)


def test_months_of_silence_are_counted_among_those_in_which_it_could_be_told() -> None:
    channel = Channel(CABINET, "CHN", "en", True)
    some = [
        period("2020-01", silence.SAID, detectable=True),
        *(period(f"2020-0{k}", silence.SILENT, detectable=True, volume=1200 + k) for k in range(2, 6)),
        period("2020-06", silence.UNREMARKABLE),
        period("2020-07", volume=0, why_not="not covered: no statement of that month is held"),
    ]
    f = words._silence(channel, "syria", some, "month")
    assert (f.value, f.n, f.unit) == (4, 5, "of 5 months in which it could be told")
    assert (f.detail.first, f.detail.last, f.detail.bin, f.subject.span) == (
        "2020-01",
        "2020-05",
        "month",
        "month",
    )
    assert f.detail.note == "; ".join(
        f"2020-0{k}: none of 1,20{k}, 4.2 to be expected (90% 2.0 to 7.0)" for k in (3, 4, 5)
    )
    partly = [period("2020-08", volume=3, why_not="another"), period("2020-09", volume=0), *some[5:6]]
    assert words._silence(channel, "syria", partly, "month").n == 1, "neither untold nor without a word"
    assert words._silence(channel, "syria", [some[6], partly[0]], "month").why_not == "another", "the last"
    usual = words._silence(channel, "syria", some[5:], "month")
    assert usual.why_not == (
        "in none of the 1 months that are covered would silence stand out from its habit"
    )
    assert usual.n == 1
    assert words._silence(channel, "syria", some[6:], "year").why_not == some[6].why_not
    assert words._silence(channel, "syria", [], "year").why_not == "it said nothing in this window"


# Closeness


def test_how_often_an_outlet_calls_the_ties_the_best_ever() -> None:
    high = "Relations with {} are at the highest level in history."
    found = words.closeness(
        asked(
            document(1, CABINET, date(2020, 1, 1), high.format("Russia")),
            document(2, CABINET, date(2020, 1, 2), high.format("Russia") + " " + high.format("Pakistan")),
            document(3, CABINET, date(2020, 1, 3), high.format("Pakistan")),
            document(4, CABINET, date(2020, 1, 4), high.format("Kenya") + " Russia is large."),
            document(5, CABINET, date(2020, 1, 5), f"Q: {high.format('Russia')}\n\nA: We agree."),
            document(6, CABINET, date(2020, 1, 6), "Russia is large."),
            document(7, CABINET, date(2019, 1, 1), high.format("Russia")),
            document(8, PRESIDENT, date(2020, 1, 1), "China, without limits."),
            document(9, "Khovar", date(2020, 1, 1), high.format("Russia")),
            since=date(2020, 1, 1),
            until=date(2020, 1, 6),
        )
    )
    assert [f.subject.states for f in found] == [("RUS", "CHN"), ("CHN", "RUS")]
    russian, chinese = found
    assert (chinese.value, chinese.n, chinese.records) == (2, 6, ("doc:01", "doc:02"))
    assert chinese.placebo is not None
    assert (chinese.placebo.rank, chinese.placebo.of) == (2, 3), "of Pakistan as often, of Kenya once"
    assert (russian.value, russian.n, russian.placebo) == (1, 1, None)
    assert russian.detail.no_placebo == "it says so of no other state"
    assert words.closeness(asked(*SPOKEN, members=("CHN", "IRN", "RUS"))) == []


@pytest.mark.parametrize("topic", ["syria", "DEU"])
def test_whole_places_and_states_that_are_none_of_them_are_compared(topic: str) -> None:
    assert topic in words.topics()
    assert not {"SYR", "sudan", "bilateral"} & set(words.topics())
    states = [t for t in words.topics() if t.isupper()]
    assert words.topics()[-len(states) :] == sorted(states)
