"""A text checked: what each mark takes, on the records that come with the package."""

from __future__ import annotations

import json
from datetime import date

import pytest

from comity.errors import QuestionError
from comity.parts.check import periods
from comity.parts.check.checked import MOST_SENTENCES, CheckedText, check, find_pair, write_json
from comity.parts.check.files import write_footnotes
from comity.parts.check.marking import (
    CONTRADICTED,
    DIFFERS,
    IN_GENERAL,
    NO_CLAIM,
    NOT_FOUND,
    ON_RECORD,
)
from comity.records.coded_acts import Document
from comity.watch.inquiry import Inquiry


@pytest.fixture(scope="module")
def inquiry(tmp_path_factory: pytest.TempPathFactory) -> Inquiry:
    """China and Russia on an empty lake: what the package ships alone."""
    return Inquiry.of("CHN", "RUS", lake=tmp_path_factory.mktemp("empty") / "lake")


def marks(inquiry: Inquiry, text: str) -> list[str]:
    return [c.mark.mark for c in checked(inquiry, text).claims]


def checked(inquiry: Inquiry, text: str, published: date | None = None) -> CheckedText:
    return check(Document("x", text, published=published, prose=True), inquiry)


def test_a_true_sentence_is_on_record_by_its_record(inquiry):
    (c,) = checked(inquiry, "On 28 February 2019 Russia and China vetoed a US draft on Venezuela.").claims
    assert c.mark.mark == ON_RECORD
    text = "Chinese and Russian bombers flew a joint patrol over the Sea of Japan on 23 July 2019."
    (c,) = checked(inquiry, text).claims
    assert c.mark.mark == ON_RECORD
    assert c.mark.records[0].record.record_id == "chronicle:patrol-air-2019"
    assert {"date", "party"} <= {p.part for p in c.mark.records[0].parts if p.agrees}


@pytest.mark.parametrize(
    ("changed", "part"),
    [
        ("Some 3,200 Chinese troops joined the Vostok exercise in September 2017.", "date"),
        ("Some 5,400 Chinese troops joined the Vostok exercise in September 2018.", "number"),
        ("Some 3,200 Indian troops joined the Vostok exercise in Russia in September 2018.", "party"),
        ("Hu Jintao and Medvedev met in Lisbon at the APEC gathering in November 2009.", "name"),
    ],
)
def test_a_sentence_with_one_thing_changed_differs_in_that(inquiry, changed, part):
    (c,) = checked(inquiry, changed).claims
    assert c.mark.mark == DIFFERS
    assert part in c.mark.differs


def test_a_deed_turned_round_is_not_on_record(inquiry):
    (c,) = checked(inquiry, "In March 2026 Lavrov and Wang Yi welcomed the strikes on Iran by phone.").claims
    assert c.mark.mark != ON_RECORD
    assert "deed" in {p.part for p in c.mark.records[0].differing}


def test_news_without_a_day_is_about_the_day_of_writing(inquiry):
    text = "Bombers of both flew on Wednesday. The joint patrol went over the Sea of Japan."
    for day, record in ((date(2022, 11, 30), "patrol-air-2022-nov"), (date(2020, 12, 23), "patrol-air-2020")):
        claims = checked(inquiry, text, day).claims
        assert claims[1].mark.records[0].record.record_id == f"chronicle:{record}"


@pytest.mark.parametrize(
    "text",
    [
        "Their friendship may not last.",
        "China and Russia should work more closely together.",
        "China will perhaps join the talks with Russia next year.",
    ],
)
def test_an_opinion_or_forecast_is_no_claim(inquiry, text):
    assert marks(inquiry, text) == [NO_CLAIM]


def test_a_standing_claim_is_answered_in_general(inquiry):
    (c,) = checked(inquiry, "Beijing and Moscow refuse to recognise Kosovo.").claims
    assert c.mark.mark in (IN_GENERAL, ON_RECORD)
    (c,) = checked(inquiry, "China and Russia support the government of Venezuela.").claims
    assert c.mark.mark == IN_GENERAL
    assert c.mark.acts > 1
    assert f"{c.mark.acts} acts" in c.mark.reason


def test_nothing_found_is_never_said_while_records_of_the_place_exist(inquiry):
    (c,) = checked(inquiry, "In 2016 China and Russia founded a space academy in Syria.").claims
    assert c.mark.mark in (NOT_FOUND, DIFFERS)
    assert c.mark.records
    (c,) = checked(inquiry, "In 1998 Peru and Chile tested submarines in Lake Titicaca.").claims
    assert c.mark.mark == NOT_FOUND


@pytest.mark.parametrize(
    "text",
    ["They have never disagreed over Ukraine.", "They have never held an exercise in the South China Sea."],
)
def test_never_is_contradicted_by_what_is_on_record(inquiry, text):
    (c,) = checked(inquiry, text).claims
    assert c.mark.mark == CONTRADICTED
    assert c.mark.records


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("On 22 December 2017 Russia and China voted for resolution 2397.", ON_RECORD),
        ("China vetoed resolution 2397.", CONTRADICTED),
        ("In March 2011 France abstained on resolution 1973.", CONTRADICTED),
        ("In December 2014 Germany and France abstained on the Assembly's text on Nazism.", ON_RECORD),
        ("In December 2014 Germany voted for the Assembly's text on Nazism.", DIFFERS),
        ("On 15 June 2010 Turkey cast the only vote against resolution 1930 on Cyprus.", ON_RECORD),
        ("Russia and China have vetoed more than five drafts on Syria.", ON_RECORD),
        ("Indonesia has belonged to BRICS since January 2025.", ON_RECORD),
        ("Indonesia has belonged to BRICS since January 2021.", DIFFERS),
    ],
)
def test_votes_counts_and_memberships_are_looked_up(inquiry, text, mark):
    assert marks(inquiry, text) == [mark]


def test_dates_are_carried_from_sentence_to_sentence(inquiry):
    text = (
        "On 4 July 2017 Xi was in Moscow. A month later both voted for a ban on North Korean coal and iron."
    )
    assert marks(inquiry, text)[1] == ON_RECORD


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Bombers flew a patrol on Wednesday.", date(2022, 11, 30)),
        ("Bombers flew a patrol on Thursday.", date(2022, 11, 24)),
        ("Bombers flew a patrol yesterday.", date(2022, 11, 29)),
    ],
)
def test_a_weekday_is_the_last_one_before_the_day_of_the_text(text, day):
    (period,) = periods.read_periods(text, on=date(2022, 11, 30))
    assert (period.first, period.last) == (day, day)
    assert periods.read_periods(text) == []


def test_days_that_cannot_be_told_are_said_first(inquiry):
    text = "Last month China and Russia met. In February they vetoed a draft."
    assert checked(inquiry, text).warning.startswith("2 sentences say")
    assert checked(inquiry, text, date(2019, 6, 5)).warning == ""


def test_a_heading_is_no_claim_and_gives_its_place(inquiry):
    text = "A quiet partnership\n\nVenezuela\n\nIn February 2019 they vetoed a draft together."
    claims = checked(inquiry, text).claims
    assert [c.mark.mark for c in claims[:2]] == [NO_CLAIM, NO_CLAIM]
    assert claims[2].claim.section == {"venezuela"}


def test_nothing_known_later_counts_and_what_came_since_is_said(tmp_path):
    early = Inquiry.of("CHN", "RUS", lake=tmp_path / "lake", as_of=date(2019, 2, 27))
    (c,) = checked(early, "On 28 February 2019 Russia and China vetoed a US draft on Venezuela.").claims
    assert c.mark.mark != ON_RECORD
    assert all(r.record.known_on <= date(2019, 2, 27) for r in c.mark.records)
    assert c.since is not None
    assert c.since[0] == "venezuela"


def test_every_mark_has_a_reason_and_the_same_text_the_same_bytes(inquiry):
    text = "Both vetoed a draft in 2012. They may part. China alone vetoed a text on Macedonia in 1999."
    first, second = (json.dumps(write_json(checked(inquiry, text))) for _ in range(2))
    assert first == second
    assert all(c["reason"].endswith(".") for c in json.loads(first)["claims"])


def test_a_draft_gets_footnotes_to_what_is_on_record(inquiry):
    text = "Bombers of China and Russia flew a joint patrol on 23 July 2019. They may part."
    draft = write_footnotes(checked(inquiry, text))
    assert "2019.[^1] They may part." in draft
    assert "[^1]: 23 July 2019:" in draft
    assert write_footnotes(checked(inquiry, text), accepted=()) == f"{text}\n"


def test_a_text_without_end_or_in_another_language_is_refused(inquiry):
    with pytest.raises(QuestionError, match="cut it"):
        checked(inquiry, "China met Russia. " * (MOST_SENTENCES + 1))
    with pytest.raises(QuestionError, match="not in English"):
        checked(inquiry, "Россия и Китай провели переговоры в Москве. " * 5)


def test_the_pair_is_the_two_states_named_most():
    assert find_pair("Iran and Russia met. Russia and Iran signed. China watched.") == ("IRN", "RUS")
    with pytest.raises(QuestionError, match="name the pair"):
        find_pair("Nothing is named.")
