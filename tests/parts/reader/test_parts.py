"""The parts of the coder on sentences read by hand: sentences, names, groups, clauses, dates."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.errors import VocabularyError
from comity.language import words
from comity.language.dates import find_date
from comity.language.discourse_state import DiscourseState
from comity.language.gazetteer import automaton, known_codes
from comity.language.mentions import mentions
from comity.language.sentence_layout import SentenceLayout, mask_names
from comity.language.sentence_layout import lay_out as laid_out
from comity.language.sentences import LONGEST, sentences
from comity.parts.reader import lexicon
from comity.parts.reader.patterns import forms_that, sign
from comity.parts.reader.rules import hotspot


def lay_out(text: str, on: date = date(2023, 6, 1)) -> SentenceLayout:
    named = mentions(text, on)
    return laid_out(text, (0, len(text)), named, mask_names(text, 0, len(text), named), DiscourseState())


def split(text: str) -> list[str]:
    return [text[a:b] for a, b in sentences(text)]


# ---- sentences


def test_short_forms_do_not_end_a_sentence() -> None:
    assert split("The U.S. met Mr. Li. He left.") == ["The U.S. met Mr. Li.", "He left."]
    assert split("Talks at the U.N. Security Council failed.") == [
        "Talks at the U.N. Security Council failed."
    ]
    assert split("They met in the U.S. The talks failed.") == ["They met in the U.S.", "The talks failed."]


def test_quotes_belong_to_the_sentence_they_close() -> None:
    assert split("He said “no.” She left.") == ["He said “no.”", "She left."]


def test_paragraphs_and_full_width_stops_end_sentences() -> None:
    assert split("A heading\nText follows。Next") == ["A heading", "Text follows。", "Next"]


@given(st.text(max_size=300))
def test_spans_are_in_order_and_lose_nothing_but_space(text: str) -> None:
    spans = sentences(text)
    assert all(a < b for a, b in spans)
    assert all(x[1] <= y[0] for x, y in pairwise(spans))
    kept = "".join(text[a:b] for a, b in spans)
    assert "".join(kept.split()) == "".join(text.split())


def test_a_text_without_stops_is_cut() -> None:
    assert all(b - a <= LONGEST for a, b in sentences("word " * 3000))


# ---- names


def states(text: str, on: date | None = None) -> list[tuple[str, ...]]:
    return [m.states for m in mentions(text, on) if m.states]


def test_the_longest_name_wins_and_words_are_whole() -> None:
    assert states("South Korea and North Korea") == [("KOR",), ("PRK",)]
    assert states("Romania, not Oman") == [("ROU",), ("OMN",)]
    assert states("Papua New Guinea and Guinea-Bissau") == [("PNG",), ("GNB",)]


def test_words_that_look_like_a_state_and_are_not() -> None:
    assert states("ships in the South China Sea and the Gulf of Mexico") == []


def test_names_hold_by_date() -> None:
    assert states("the Soviet Union is near", date(1980, 1, 1)) == [("SUN",)]
    assert states("the Soviet Union was near", date(2020, 1, 1)) == [("RUS",)]  # as its successor


def test_a_surname_after_another_first_name_is_someone_else() -> None:
    assert states("Anthony Albanese spoke", date(2024, 1, 1)) == [("AUS",)]
    assert states("the rapporteur Francesca Albanese spoke", date(2024, 1, 1)) == []
    assert states("President Putin spoke", date(2024, 1, 1)) == [("RUS",)]


def test_every_name_stands_for_known_codes() -> None:
    known = known_codes()
    for _, entries in automaton().values():
        assert all(set(e.states) <= known for e in entries)


# ---- groups


def grouped(text: str) -> list[tuple[set[str], str]]:
    return [(set(p.states), p.kind) for p in lay_out(text).phrases]


def test_only_coordination_joins() -> None:
    assert grouped("Russia, China and Iran agree.") == [({"RUS", "CHN", "IRN"}, "actor")]
    assert grouped("Russia tells China that Iran agrees.") == [
        ({"RUS"}, "actor"),
        ({"CHN"}, "actor"),
        ({"IRN"}, "actor"),
    ]
    assert grouped("Russia as well as China agrees.") == [({"RUS", "CHN"}, "actor")]


def test_a_hyphenated_pair_owns_the_noun_after_it() -> None:
    assert grouped("China–Russia relations improve.") == [({"CHN", "RUS"}, "adj")]


def test_titles_and_names_belong_to_one_phrase() -> None:
    text = "Chinese Foreign Minister Qin Gang meets the President of Russia Vladimir Putin."
    assert grouped(text) == [({"CHN"}, "actor"), ({"RUS"}, "actor")]


def test_a_place_is_no_actor() -> None:
    kinds = dict(
        zip(["IND", "RUS"], [k for _, k in grouped("India hosts talks in Kazan, Russia.")], strict=True)
    )
    assert kinds == {"IND": "actor", "RUS": "place"}


def test_compounds_and_people_do_not_act() -> None:
    assert grouped("Russian-made jets land.") == [({"RUS"}, "attr")]
    assert grouped("Chinese students protest.") == [({"CHN"}, "people")]
    assert grouped("Venezuelan opposition leader Juan Guaidó speaks.") == [({"VEN"}, "people")]


# ---- clauses


def test_a_clause_without_subject_takes_the_one_before() -> None:
    view = lay_out("Kosovo signs a request and, officials say, Serbia rejects it while blaming Albania.")
    verb = next(n for n, t in enumerate(view.toks) if t.low == "blaming")
    assert view.subject(verb).states == ("XKX",) or view.subject(verb).states == ("SRB",)  # type: ignore[union-attr]


def test_a_clause_in_front_takes_the_main_subject() -> None:
    view = lay_out("After meeting with the Turkish president, Iran condemns Israel.")
    meeting = next(n for n, t in enumerate(view.toks) if t.low == "meeting")
    assert view.subject(meeting).states == ("IRN",)  # type: ignore[union-attr]


def test_a_relative_clause_takes_the_phrase_before_it() -> None:
    view = lay_out("Japan sanctions Chinese firms that supply Russia.")
    supply = next(n for n, t in enumerate(view.toks) if t.low == "supply")
    assert view.subject(supply).states == ("CHN",)  # type: ignore[union-attr]


# ---- dates

ANCHOR = date(2022, 3, 3)  # a Thursday


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("on March 2", "2022-03-02", "2022-03-02", "day"),
        ("on 24 February 2022", "2022-02-24", "2022-02-24", "day"),
        ("from June 5-7, 2021", "2021-06-05", "2021-06-07", "span"),
        ("in February", "2022-02-01", "2022-02-28", "month"),
        ("in November", "2021-11-01", "2021-11-30", "month"),
        ("in March 2014", "2014-03-01", "2014-03-31", "month"),
        ("since 2014", "2014-01-01", "2014-12-31", "year"),
        ("by late 2021", "2021-09-01", "2021-12-31", "span"),
        ("under a lease until 2042", "2022-03-03", "2022-03-03", "day"),
        ("from 2014-16", "2014-01-01", "2016-12-31", "span"),
        ("on Tuesday", "2022-03-01", "2022-03-01", "day"),
        ("yesterday", "2022-03-02", "2022-03-02", "day"),
        ("last week", "2022-02-21", "2022-02-27", "span"),
        ("next month", "2022-04-01", "2022-04-30", "month"),
        ("this year", "2022-01-01", "2022-12-31", "year"),
        ("with 2,000 troops", "2022-03-03", "2022-03-03", "day"),
        ("on February 30", "2022-03-03", "2022-03-03", "day"),
    ],
)
def test_dates_are_intervals_with_their_precision(text: str, first: str, last: str, precision: str) -> None:
    told = find_date(text, 0, len(text), ANCHOR)
    assert told is not None
    assert (told.first.isoformat(), told.last.isoformat(), told.precision) == (first, last, precision)


def test_the_future_looks_ahead_and_no_anchor_no_guess() -> None:
    ahead = find_date("will meet on Tuesday", 0, 20, ANCHOR, ahead=True)
    assert ahead is not None
    assert ahead.first == date(2022, 3, 8)
    late = find_date("will build it by late 2025", 0, 26, ANCHOR, ahead=True)
    assert late is not None
    assert (late.first, late.last) == (date(2025, 9, 1), date(2025, 12, 31))
    assert find_date("on Tuesday", 0, 10, None) is None


@given(st.text(max_size=80), st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.booleans())
def test_any_text_gives_an_ordered_interval(text: str, anchor: date, ahead: bool) -> None:
    told = find_date(text, 0, len(text), anchor, ahead)
    assert told is not None
    assert told.first <= told.last


# ---- data files


def test_a_wrong_rule_is_refused_with_file_and_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexicon, "package_names", lambda _: ["lexicon/x.yaml"])
    for bad in (
        "- {id: a, form: '', cues: [], pattern: x, roles: mutual, examples: [x]}",
        "- {id: a, form: nonsense, cues: [x], pattern: x, roles: mutual, examples: [x]}",
        "- {id: a, form: '', cues: [x], pattern: x, roles: sideways, examples: [x]}",
    ):
        monkeypatch.setattr(lexicon, "package_text", lambda _, bad=bad: bad)
        lexicon.rules.cache_clear()
        with pytest.raises(VocabularyError, match=r"lexicon/x\.yaml"):
            lexicon.rules()
    monkeypatch.undo()
    lexicon.rules.cache_clear()


def test_unknown_tables_are_refused() -> None:
    for ask in (words, sign, forms_that):
        with pytest.raises(VocabularyError):
            ask("no-such-table")  # type: ignore[operator]


@given(
    st.lists(st.sampled_from(["polar", "Arctic Sea", "north pole", "ISIS-K", "Kyrgyz", "café", "Asian", "x"]))
)
def test_terms_are_found_as_their_patterns_find_them(words: list[str]) -> None:
    text = " ".join(words)
    found = tuple(
        s for s, terms in hotspot._list_terms() if any(re.search(t, text, re.IGNORECASE) for t in terms)
    )
    assert hotspot._spoken_of(text, 0, len(text)) == found


def test_every_term_begins_as_it_is_looked_for() -> None:
    assert hotspot._letters(r"Central Asian?\b") == "central asia"
    assert hotspot._letters(r"\bISIS[- ]K\b") == "isis"
    assert hotspot._letters(r"(?<!magnetic )\bNorth Pole\b") == ""
    assert hotspot._letters("polar|arctic") == "", "either may stand there"
