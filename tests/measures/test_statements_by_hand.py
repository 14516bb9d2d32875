"""What statements name, which months are covered, what silence is held against, what an echo is: by hand."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest

from comity.measures.words import echo, silence
from comity.measures.words.echo import Said
from comity.measures.words.silence import Habits
from comity.measures.words.statements import (
    Channel,
    OutletStatement,
    QuotedSentence,
    Spoken,
    TopicMention,
    count_by_month,
    months_between,
    states_named,
)

MINISTRY = Channel("Ministry", "CHN", "en", True)
OFFICE = Channel("Office", "RUS", "en", True)


def statement(n: int, day: date, text: str, channel: Channel = MINISTRY, title: str = "") -> OutletStatement:
    return OutletStatement(f"s{n}", day, channel, title, "", text)


# What is named


def test_a_statement_counts_once_however_often_it_names_a_place() -> None:
    long = " ".join(f"Syria comes {k}." for k in range(8))
    told = count_by_month(
        [
            statement(1, date(2020, 1, 5), long + "\n\nChina and Germany.\n\nGermany."),
            statement(2, date(2020, 1, 5), "Q: Syria?\n\nA: Noted. Germany."),
            statement(3, date(2020, 2, 7), "Syria."),
            statement(0, date(2020, 2, 7), "First paragraph.\n\nOn Syria."),
        ]
    )
    assert told.counts[MINISTRY]["2020-01"] == Counter({"syria": 1, "DEU": 2, "SYR": 1})
    assert told.questioned[MINISTRY]["2020-01"] == Counter({"syria": 1})
    assert told.volume[MINISTRY] == Counter({"2020-01": 2, "2020-02": 2})
    assert told.days[MINISTRY] == {"2020-01": {5}, "2020-02": {7}}
    assert told.months(MINISTRY) == ["2020-01", "2020-02"]
    mentions = told.mentions[MINISTRY]["syria"]
    assert [m.record for m in mentions] == ["s1", "s0", "s3"], "by day, then record"
    assert [s.text for s in mentions[0].sentences] == [f"Syria comes {k}." for k in range(6)], "six at most"
    assert (mentions[0].sentences[1].first, mentions[0].sentences[1].last) == (15, 29)
    assert mentions[1].sentences == (QuotedSentence(18, 27, "On Syria."),)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Germany", True),
        ("(Germany)", True),
        ("xGermany", False),
        ("Germanyx", False),
        ("Germany2", False),
        ("in Germany.", True),
    ],
)
def test_a_state_is_named_by_a_whole_word(text: str, named: bool) -> None:
    assert ("DEU" in states_named(text, "en")) is named


def test_an_open_ending_may_follow_a_russian_name() -> None:
    assert states_named("на Украине", "ru") == {"UKR"}
    assert states_named("поукраине", "ru") == set()


def test_months_run_over_the_turn_of_the_year() -> None:
    assert months_between("2019-11", "2020-02") == ["2019-11", "2019-12", "2020-01", "2020-02"]
    assert months_between("2020-02", "2020-02") == ["2020-02"]
    assert months_between("2020-02", "2020-01") == []


# Which months are covered


def saying(volume: dict[str, int], days: dict[str, set[int]]) -> Spoken:
    return Spoken(days={MINISTRY: days}, volume={MINISTRY: Counter(volume)})


def covered(days: set[int], n: int = 20, others: int = 20, month: str = "2020-06") -> str:
    around = {m: others for m in silence.list_months_around(month) if m != month}
    return silence.explain_gap(saying({**around, month: n}, {month: days}), MINISTRY, month)


def test_a_month_may_lack_a_recess_and_no_more() -> None:
    assert covered({1, 14, 27}) == ""
    assert covered({1, 14, 28}) == "not covered: nothing is held of 13 days on end"
    assert covered({13, 26}) == ""
    assert covered({14, 27}) == "not covered: nothing is held of 13 days on end"
    assert covered({5, 18}) == "", "the thirtieth is the last"
    assert covered({5, 17}) == "not covered: nothing is held of 13 days on end"
    assert covered({5, 18}, month="2020-12") == "not covered: nothing is held of 13 days on end"
    assert covered(set()) == "not covered: no statement of that month is held"


def test_a_month_has_half_of_what_is_usual_and_five_at_least() -> None:
    days = {5, 15, 25}
    assert covered(days, 10) == ""
    assert covered(days, 9) == "not covered: 9 statements are held, 20 are usual"
    assert covered(days, 4) == "not covered: 4 statements are a part of what it says in its fullest months"
    assert covered(days, 5, 6) == ""
    assert covered(days, 4, 6) == "not covered: 4 statements are held, 6 are usual"
    alone = saying({"2020-06": 5}, {"2020-06": days})
    assert silence.explain_gap(alone, MINISTRY, "2020-06") == ""
    too_few = saying({"2020-06": 4}, {"2020-06": days})
    assert (
        silence.explain_gap(too_few, MINISTRY, "2020-06") == "not covered: 4 statements are held, 0 are usual"
    )


def test_the_fullest_months_are_twelve() -> None:
    """A quarter of the median of the twelve fullest, wherever they lie: of 100, so 25 are enough."""
    far = dict.fromkeys(months_between("2010-01", "2010-12"), 100)
    days = {5, 15, 25}
    for n, why in (
        (25, ""),
        (24, "not covered: 24 statements are a part of what it says in its fullest months"),
    ):
        volume = {**far, "2020-06": n, **dict.fromkeys(months_between("2020-07", "2020-12"), 26)}
        assert silence.explain_gap(saying(volume, {"2020-06": days}), MINISTRY, "2020-06") == why


def test_a_year_lies_around_a_month_on_both_sides() -> None:
    around = silence.list_months_around("2020-06")
    assert (around[0], around[12], around[-1], len(around)) == ("2019-06", "2020-06", "2021-06", 25)
    assert silence.list_months_around("2020-12")[0] == "2019-12"


# What silence is held against

TOPICS = ["syria", "DEU", "CHN", *(f"T{k:02}" for k in range(12))]


def world(named: dict[str, int], *, months: int = 25, special: dict[str, int] | None = None) -> Spoken:
    """An outlet with 20 statements a month that names each topic so often, and another with the same habit.

    ``special`` is what the outlet names in June 2020 instead.
    """
    out = Spoken()
    for channel in (MINISTRY, OFFICE):
        every = months_between("2019-06", "2021-06")[:months]
        own = {m: Counter(named) for m in every}
        if special is not None and channel is MINISTRY:
            own["2020-06"] = Counter(special)
        out.days[channel] = {m: {5, 15, 25} for m in every}
        out.volume[channel] = Counter(dict.fromkeys(every, 20))
        out.counts[channel], out.questioned[channel] = own, {}
    return out


ALIKE = {t: 5 for t in TOPICS if t.startswith("T")} | {"syria": 5, "DEU": 5}


def test_what_is_expected_is_the_mean_of_the_comparable_ones() -> None:
    """Syria is named 5 times in 20; one comparable topic thrice, one 8 times, one 2 times (too rarely)."""
    habit = ALIKE | {"T00": 4, "T01": 7, "T02": 2, "T03": 8}
    out = Habits(world(habit, special=habit | {"syria": 0}), MINISTRY, TOPICS).of("syria", "2020-06")
    # a hundred are the nearest of 13 topics in 25 months, those of the same level first: 11 of 5, 1 of 4
    assert (out.said, out.volume, out.answer, out.comparable, out.mute) == (0, 20, silence.SILENT, 100, 0.0)
    assert out.expected == pytest.approx(5.0)
    assert (out.low, out.high, out.detectable) == (pytest.approx(5.0), pytest.approx(5.0), True)


def test_comparable_is_up_to_half_as_often_again() -> None:
    """With Germany alone at the level of Syria and the rest at 7, 8 or none of 20."""
    rest = dict.fromkeys(ALIKE, 0)
    for others, known in ((7, 50), (8, 25)):
        habit = rest | {"syria": 5, "DEU": 5, "T00": others}
        out = Habits(world(habit, special=habit | {"syria": 0}), MINISTRY, TOPICS).of("syria", "2020-06")
        assert out.comparable == known, "7 of 20 is less than one and a half times 5, 8 is more"
        assert (out.why_not == "") is (known >= 30)
        assert ("only 25 topics are comparable" in out.why_not) is (known < 30)


def test_silence_is_said_where_one_in_ten_comparable_is_mute() -> None:
    """Of 50 comparable months of two topics, so many without a word of one; (1 + mute) / 51 decides."""
    for mute, word in ((4, silence.SILENT), (5, silence.UNREMARKABLE)):
        told = world({"syria": 5, "DEU": 5, "T00": 5}, special={"syria": 0, "DEU": 5, "T00": 5})
        quiet = [m for m in told.counts[MINISTRY] if m != "2020-06"][::5][:mute]
        for m in quiet:
            told.counts[MINISTRY][m] = Counter({"syria": 5, "T00": 5})
        out = Habits(told, MINISTRY, TOPICS).of("syria", "2020-06")
        assert (out.comparable, out.mute, out.answer) == (50, mute / 50, word)
        assert out.detectable is (word == silence.SILENT)
        assert out.expected == pytest.approx(5 * (1 - mute / 50 / 1))


def test_a_topic_that_others_drop_is_not_expected() -> None:
    for shares, why in ((0, silence.NOT_USUAL), (5, "")):
        told = world(ALIKE, special=ALIKE | {"syria": 0})
        told.counts[OFFICE]["2020-06"] = Counter(ALIKE | {"syria": shares})
        assert Habits(told, MINISTRY, TOPICS).of("syria", "2020-06").why_not == why
    half = world(ALIKE, special=ALIKE | {"syria": 0})
    half.counts[OFFICE]["2020-06"] = Counter(ALIKE | {"syria": 3})
    assert Habits(half, MINISTRY, TOPICS).of("syria", "2020-06").why_not == "", (
        "3 of 68 is over half of 5 of 70"
    )


def test_what_is_no_topic_or_of_the_outlets_own_state_is_compared_with_nothing() -> None:
    habits = Habits(world(ALIKE), MINISTRY, TOPICS)
    part = habits.of("sudan", "2020-06")
    assert (part.answer, part.why_not) == ("", "part of another hotspot: none is comparable")
    assert "CHN" not in habits.topics
    assert not part.detectable
    said = habits.of("syria", "2020-06")
    assert (said.answer, said.said, said.why_not) == (silence.SAID, 5, "")


def test_only_asked_about_is_no_silence() -> None:
    told = world(ALIKE, special=ALIKE | {"syria": 0})
    told.questioned[MINISTRY] = {"2020-06": Counter({"syria": 1}), "2020-07": Counter({"DEU": 1})}
    habits = Habits(told, MINISTRY, TOPICS)
    assert habits.of("syria", "2020-06").answer == silence.ONLY_ASKED
    assert habits.of("DEU", "2020-06").answer == silence.SAID


def test_a_year_needs_nine_months() -> None:
    """2020 in full and 2021 to June; of 2019 seven months, of which 2019-06 is the first."""
    told = world(ALIKE, special=ALIKE | {"syria": 0})
    for m in months_between("2020-01", "2020-12"):
        told.counts[MINISTRY][m] = Counter(ALIKE | {"syria": 0})
    habits = Habits(told, MINISTRY, TOPICS, yearly=True)
    assert habits.periods() == ["2019", "2020", "2021"]
    assert habits.of("syria", "2021").why_not == "fewer than 9 of its months are covered"
    assert habits.of("syria", "2020").volume == 240
    for m in ("2020-02", "2020-04", "2020-07"):
        told.days[MINISTRY][m] = {1}
    assert Habits(told, MINISTRY, TOPICS, yearly=True).of("syria", "2020").volume == 180
    told.days[MINISTRY]["2020-09"] = {1}
    assert Habits(told, MINISTRY, TOPICS, yearly=True).of("syria", "2020").why_not.startswith("fewer than 9")
    assert Habits(told, MINISTRY, TOPICS).periods() == months_between("2019-06", "2021-06")


def test_what_others_pay_attention_to_is_the_mean_over_outlets() -> None:
    told = world({"syria": 1, "DEU": 3})
    third = Channel("Third", "FRA", "en", True)
    fourth = Channel("Third", "FRA", "ru", True)
    for channel, n in ((third, 2), (fourth, 4)):
        told.volume[channel] = Counter({"2020-06": 9})
        told.counts[channel] = {"2020-06": Counter({"syria": n, "DEU": 1})}
    attention = Habits(told, MINISTRY, ["syria", "DEU"])._average_others(["2020-06"])
    assert attention.tolist() == pytest.approx([(1 / 4 + 6 / 8) / 2, (3 / 4 + 2 / 8) / 2])
    assert np.isnan(Habits(told, MINISTRY, ["T01"])._average_others(["2020-06"])).all()


# Echoes

WORDING = "one two three four five six"


def said(channel: Channel, day: date, text: str, record: str) -> Said:
    return channel, TopicMention(record, day, "", "", (QuotedSentence(0, len(text), text),))


DAY = date(2020, 3, 10)


@pytest.mark.parametrize(("apart", "n"), [(-8, 0), (-7, 1), (0, 1), (7, 1), (8, 0)])
def test_an_echo_is_within_a_week(apart: int, n: int) -> None:
    told = echo.echoes(
        [said(MINISTRY, DAY, WORDING, "a")], [said(OFFICE, DAY + timedelta(apart), WORDING, "b")]
    )
    assert len(told) == n
    for e in told:
        assert (e.days, e.words) == (abs(apart), WORDING)
        assert (e.first.record, e.first_by) == (("b", OFFICE) if apart < 0 else ("a", MINISTRY))
        assert (e.second.record, e.second_by) == (("a", MINISTRY) if apart < 0 else ("b", OFFICE))


def test_six_words_make_an_echo_and_five_do_not_and_the_longest_is_shown() -> None:
    def words_of(one: str, other: str) -> list[str]:
        return [
            e.words for e in echo.echoes([said(MINISTRY, DAY, one, "a")], [said(OFFICE, DAY, other, "b")])
        ]

    assert words_of("so one two three four five.", "now one two three four five!") == []
    assert words_of(f"so {WORDING}.", f"now {WORDING}!") == [WORDING]
    long = f"{WORDING} seven, eight"
    assert words_of(f"so {long} nine", f"now {long} ten") == [long]
    two = "then again we all meet right there"
    assert words_of(f"{WORDING}. So {two}", f"{two} and {WORDING}") == [two], "of two wordings the longer"


def test_a_wording_of_four_statements_is_a_set_phrase() -> None:
    def n(uses: int) -> int:
        one = [said(MINISTRY, DAY + timedelta(30 * k), WORDING, f"a{k}") for k in range(uses - 1)]
        return len(echo.echoes(one, [said(OFFICE, DAY, WORDING, "b")]))

    assert (n(3), n(4)) == (1, 0)


def test_names_have_capitals_and_other_languages_are_no_echo() -> None:
    assert not echo._is_name("the Two and of a Three of four")
    assert echo._is_name("the Council of the United Nations at its Seat")
    assert not echo._is_name("of the and at on in")
    russian = Channel("Office", "RUS", "ru", True)
    assert echo.echoes([said(MINISTRY, DAY, WORDING, "a")], [said(russian, DAY, WORDING, "b")]) == []


def test_echoes_come_oldest_first_and_chance_moves_the_other_side_by_weeks() -> None:
    later = DAY + timedelta(60)
    other_words = "ten eleven twelve thirteen fourteen fifteen"
    one = [said(MINISTRY, later, WORDING, "a"), said(MINISTRY, DAY, other_words, "c")]
    other = [said(OFFICE, later, WORDING, "b"), said(OFFICE, DAY + timedelta(1), other_words, "d")]
    assert [e.first.record for e in echo.echoes(one, other)] == ["c", "a"]
    moved = [said(OFFICE, DAY - timedelta(weeks=w), WORDING, "b") for w in (-12, -8, -4, 4, 8, 12)]
    for k, m in enumerate(moved):
        counts = echo.count_by_chance([said(MINISTRY, DAY, WORDING, "a")], [m])
        assert counts == [int(j == k) for j in range(6)]


def test_a_window_has_both_its_days() -> None:
    days = [DAY + timedelta(k) for k in range(4)]
    told = echo.select_window((said(MINISTRY, d, "", str(d)) for d in days), days[1], days[2])
    assert [m.day for _, m in told] == days[1:3]
