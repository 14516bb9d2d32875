"""Statements: whose words they are, what they name, silence and echo, on cases written by hand."""

# ruff: noqa: E501 - briefings as they are written

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest

from comity.measures.words import echo, silence
from comity.measures.words.silence import Habits
from comity.measures.words.statements import (
    Channel,
    OutletStatement,
    QuotedSentence,
    TopicMention,
    count_by_month,
    months_between,
    paragraphs,
    states_named,
    terms,
)
from comity.vocabulary.columns import sift

HERE = Channel("Ministry", "CHN", "en", True)
THERE = Channel("Office", "RUS", "en", True)
AGENCY = Channel("Agency", "FRA", "en", True)
TOPICS = [
    "ukraine",
    "syria",
    "iran",
    "JPN",
    "DEU",
    "BRA",
    "IND",
    "EGY",
    "KEN",
    "PER",
    "CHL",
    "VNM",
    "THA",
    "LAO",
]
NAMES = {
    "ukraine": "Ukraine",
    "syria": "Syria",
    "iran": "Iran",
    "JPN": "Japan",
    "DEU": "Germany",
    "BRA": "Brazil",
    "IND": "India",
    "EGY": "Egypt",
    "KEN": "Kenya",
    "PER": "Peru",
    "CHL": "Chile",
    "VNM": "Vietnam",
    "THA": "Thailand",
    "LAO": "Laos",
}


def own(text, title=""):
    return [p.text for p in paragraphs(text, title) if p.own]


def test_a_question_is_not_the_ministrys_word_and_an_answer_is():
    text = "一、有关访问。\n\n问：乌克兰局势如何？\n\n问题很多。\n\n答：中方关注。\n\n我们主张对话。\n\n新华社记者：叙利亚呢？\n\n汪文斌：中方支持。"
    assert own(text, "外交部发言人汪文斌主持例行记者会") == [
        "一、有关访问。",
        "中方关注。",
        "我们主张对话。",
        "中方支持。",
    ]
    english = "Q: What of Syria?\n\nA: We have noted it.\n\nBeijing Youth Daily: And Iran?\n\nZhao Lijian: No comment."
    title = "Foreign Ministry Spokesperson Zhao Lijian's Regular Press Conference on May 4, 2020"
    assert own(english, title) == ["We have noted it.", "No comment."]
    assert own("Russia: talks go on\n\nMore.") == ["Russia: talks go on", "More."], (
        "a headline is no question"
    )


@pytest.mark.parametrize(
    ("language", "topic", "named", "other"),
    [
        ("zh", "ukraine", "中方在乌克兰问题上的立场", "乌方表示"),
        ("zh", "south-china-sea", "南海局势稳定", "南海舰队"),
        ("zh", "africa", "非洲国家", "非洲裔美国人"),
        ("ru", "central-asia", "страны Центральной Азии", "центральный банк"),
        ("ru", "ukraine", "обстановка на Украине", "окраина города"),
        ("en", "syria", "comment on syria", "Assyrian art"),
        ("en", "central-asia", "talks 🇷🇺 🇰🇬 today", "talks 🇷🇺 🇨🇳 today"),
    ],
)
def test_a_place_is_found_by_its_terms_in_each_language(language, topic, named, other):
    assert terms(language)[topic].search(named)
    assert not terms(language)[topic].search(other)


@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_the_quick_search_finds_all_that_the_exact_one_finds(language):
    for topic, pattern in terms(language).items():
        samples = [
            t.replace("\\b", "").replace("\\w*", "а").replace("\\w+", "ая")
            for t in pattern.pattern.split("|")
        ]
        hits = sift(pa.array(samples), pattern).to_pylist()
        assert all(h for h, s in zip(hits, samples, strict=True) if pattern.search(s)), topic


def test_states_are_named_by_whole_words_and_groups_name_both():
    assert states_named("Talks with Japan and the Germans; Omani is Oman", "en") >= {"JPN", "OMN"}
    assert "NER" not in states_named("Nigeria", "en")
    assert states_named("当前中俄关系", "zh") == {"CHN", "RUS"}
    assert "UKR" in states_named("обстановка на Украине", "ru")


def world(skip=(), hole=()):
    """Three outlets that speak of every topic on many days; ``skip``: what HERE leaves out, by month."""
    rng = np.random.default_rng(7)
    out = []
    for month in months_between("2020-01", "2022-12"):
        for channel in (HERE, THERE, AGENCY):
            for day in range(1, 29):
                if channel is HERE and (month in hole or month[:4] in hole):
                    continue
                named = [t for t in TOPICS if rng.random() < 0.4]
                if channel is HERE:
                    named = [t for t in named if (t, month) not in skip]
                text = " ".join(f"They spoke of {NAMES[t]}." for t in named) or "Nothing new."
                d = date.fromisoformat(f"{month}-{day:02}")
                out.append(OutletStatement(f"{channel.outlet}:{d}", d, channel, "", "", text))
    return count_by_month(out)


def answer(everything, topic, month, *, yearly=False):
    return Habits(everything, HERE, TOPICS, yearly=yearly).of(topic, month)


def test_what_is_said_is_counted_against_the_volume_of_its_month():
    everything = world()
    told = answer(everything, "syria", "2020-06")
    assert (told.answer, told.volume) == (silence.SAID, 28)
    assert told.said == sum(m.day.strftime("%Y-%m") == "2020-06" for m in everything.mentions[HERE]["syria"])
    assert told.low <= told.expected <= told.high
    assert told.expected == pytest.approx(0.4 * 28, rel=0.15)


def test_a_topic_taken_out_is_silence():
    told = answer(world(skip={("syria", "2020-06")}), "syria", "2020-06")
    assert (told.answer, told.said, told.mute) == (silence.SILENT, 0, 0.0)
    assert told.expected == pytest.approx(0.4 * 28, rel=0.15)
    year = world(skip={("syria", m) for m in months_between("2020-01", "2020-12")})
    assert answer(year, "syria", "2020", yearly=True).answer == silence.SILENT
    assert answer(year, "syria", "2021", yearly=True).answer == silence.SAID


def test_coverage_taken_out_is_not_covered_and_never_silence():
    told = answer(world(hole={"2020-06"}), "syria", "2020-06")
    assert (told.answer, told.said) == ("", 0)
    assert told.why_not.startswith("not covered")


def test_half_a_month_missing_is_not_covered():
    everything = world()
    everything.days[HERE]["2020-06"] -= set(range(10, 29))
    assert silence.explain_gap(everything, HERE, "2020-06").startswith("not covered: nothing is held of")


def test_a_sample_of_what_an_outlet_says_is_not_covered():
    everything = world()
    everything.volume[HERE]["2020-06"] = 6
    assert "a part of what it says" in silence.explain_gap(everything, HERE, "2020-06")


def test_a_topic_that_is_only_asked_about_is_no_silence():
    everything = world(skip={("syria", "2020-06")})
    everything.questioned[HERE]["2020-06"]["syria"] = 1
    assert answer(everything, "syria", "2020-06").answer == silence.ONLY_ASKED


def test_a_topic_that_it_never_names_is_not_told_by_month():
    everything = world(skip={("syria", m) for m in months_between("2020-01", "2022-12")})
    told = answer(everything, "syria", "2020-06")
    assert (told.answer, told.why_not) == ("", silence.NOT_USUAL)


WORDING = "both sides call for the lifting of unilateral measures"


def said(channel, day, text, record):
    return channel, TopicMention(record, day, "", "", (QuotedSentence(0, len(text), text),))


def test_the_same_wording_within_days_is_an_echo_with_the_first_named_first():
    first, later = date(2020, 3, 1), date(2020, 3, 4)
    one = [said(HERE, later, f"Today {WORDING} at once.", "a"), said(HERE, date(2021, 1, 1), "Nothing.", "c")]
    other = [said(THERE, first, f"We note that {WORDING} now.", "b")]
    (e,) = echo.echoes(one, other)
    assert (e.first.record, e.second.record, e.days, e.words) == ("b", "a", 3, WORDING)
    far = [said(THERE, later - timedelta(days=8), f"We note that {WORDING} now.", "b")]
    assert echo.echoes(one, far) == []
    assert echo.count_by_chance(one, other) == [0] * 6


def test_names_and_set_phrases_are_no_echo():
    day = date(2020, 3, 1)
    name = "meets at the Shanghai Cooperation Organisation Council of Heads"
    assert echo.echoes([said(HERE, day, name, "a")], [said(THERE, day, name[9:], "b")]) == []
    often = [said(HERE, day + timedelta(days=k), f"{WORDING}", f"a{k}") for k in range(3)]
    assert echo.echoes(often, [said(THERE, day, WORDING, "b")]) == []


def test_chinese_runs_are_of_characters():
    china = Channel("Ministry", "CHN", "zh", True)
    there = Channel("Office", "RUS", "zh", True)
    words = "反对单边主义和强权政治行径"
    one, other = (
        said(china, date(2020, 3, 1), f"我们{words}。", "a"),
        said(there, date(2020, 3, 2), f"俄方{words}！", "b"),
    )
    (e,) = echo.echoes([one], [other])
    assert e.words == words
