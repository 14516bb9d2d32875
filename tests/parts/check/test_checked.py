"""A text checked: what each mark takes, on the records that come with the package."""

from __future__ import annotations

import json
from datetime import date

import pytest

from comity.errors import QuestionError
from comity.parts.check.checked import MOST_SENTENCES, CheckedText, as_json, check, pair_of
from comity.parts.check.marks import CONTRADICTED, NO_CLAIM, PARTLY, SUPPORTED, UNSUPPORTED
from comity.parts.check.roll_calls import RollCalls
from comity.records.coded_acts import Document
from comity.watch.inquiry import Inquiry


@pytest.fixture(scope="module")
def inquiry(tmp_path_factory: pytest.TempPathFactory) -> Inquiry:
    """China and Russia on an empty lake: the chronicle alone."""
    return Inquiry.of("CHN", "RUS", lake=tmp_path_factory.mktemp("empty") / "lake")


def marks(inquiry: Inquiry, text: str) -> list[str]:
    return [c.mark.mark for c in checked(inquiry, text).claims]


def checked(inquiry: Inquiry, text: str) -> CheckedText:
    return check(Document("x", text, prose=True), inquiry)


def test_a_true_sentence_is_held_by_its_record(inquiry):
    (c,) = checked(inquiry, "On 28 February 2019 Russia and China vetoed a US draft on Venezuela.").claims
    assert c.mark.mark == SUPPORTED
    assert c.mark.records_for[0].record_id == "chronicle:veto-2019-feb-venezuela"


@pytest.mark.parametrize(
    ("changed", "part"),
    [
        ("On 27 February 2019 Russia and China vetoed a US draft on Venezuela.", "date"),
        ("In February 2018 Russia and China vetoed a US draft on Venezuela.", "date"),
        ("On 28 February 2019 Russia and India vetoed a US draft on Venezuela.", "party"),
        ("On 28 February 2019 Russia and China vetoed a US draft on Nicaragua.", "place"),
    ],
)
def test_the_same_sentence_with_one_thing_changed_is_not_held(inquiry, changed, part):
    (c,) = checked(inquiry, changed).claims
    assert c.mark.mark == PARTLY
    assert part in c.mark.differs


def test_a_changed_number_is_not_held(inquiry):
    true, false = (
        "Some 3,200 Chinese troops joined Vostok 2018.",
        "Some 5,400 Chinese troops joined Vostok 2018.",
    )
    assert marks(inquiry, f"{true} {false}") == [SUPPORTED, PARTLY]


def test_who_acted_alone_contradicts_both(inquiry):
    (c,) = checked(inquiry, "In September 2017 China alone supported the cap on fuel for North Korea.").claims
    assert c.mark.mark == CONTRADICTED
    assert c.mark.records_against[0].record_id == "chronicle:nk-2375-2017"


def test_another_vote_contradicts(inquiry):
    text = "In July 2015 China and Russia vetoed a tribunal for the MH17 shoot-down."
    assert marks(inquiry, text) == [CONTRADICTED]


@pytest.mark.parametrize(
    "text",
    [
        "Their friendship may not last.",
        "Few relations are read so differently.",
        "China and Russia should work more closely together.",
        "China will perhaps join the talks with Russia next year.",
    ],
)
def test_an_opinion_or_forecast_is_no_claim(inquiry, text):
    assert marks(inquiry, text) == [NO_CLAIM]


def test_what_is_not_on_record_is_not_held_and_says_what_was_searched(inquiry):
    (c,) = checked(inquiry, "In 2016 China and Russia founded a joint space academy in Samara.").claims
    assert c.mark.mark in (UNSUPPORTED, PARTLY)
    (c,) = checked(inquiry, "In 1998 Peru and Chile tested submarines in Lake Titicaca.").claims
    assert c.mark.mark == UNSUPPORTED
    assert "chronicle (1991 to" in c.mark.reason


LONG = (
    "In July 2019 Russian and Chinese bombers flew over the Sea of Japan in a patrol that drew warning shots "
    "from Seoul, filled the front pages of its newspapers for a week and gave opponents of the president an "
    "easy argument for more money, more pilots and better radar on the island of Ulleung."
)


def test_of_a_sentence_that_says_far_more_its_act_is_named_as_on_record(inquiry):
    (claim,) = checked(inquiry, LONG).claims
    assert claim.mark.mark == PARTLY
    assert claim.mark.records_for[0].record_id == "chronicle:patrol-air-2019"
    assert claim.mark.reason.startswith(
        "A record of 23 July 2019 has the parties, the time and the kind of act;"
    )
    (another_time,) = checked(inquiry, LONG.replace("July 2019", "July 2017")).claims
    assert another_time.mark.mark == UNSUPPORTED


@pytest.mark.parametrize("words", ["the two", "both", "they", "the two sides"])
def test_the_two_are_the_pair_of_a_text_again_after_others_were_named(inquiry, words):
    before = "Brazil and Turkey have their own quarrels with Angola and Venezuela."
    text = f"{before} On 4 February 2022 {words} declared a friendship without limits."
    held = checked(inquiry, text).claims[1]
    assert held.mark.mark == SUPPORTED
    assert held.mark.records_for[0].record_id == "chronicle:sum-olympics-2022"


def test_two_counts_in_one_sentence_contradict_nothing(inquiry):
    text = "Since 2022 17 drafts in the Security Council have been vetoed, 9 of which were vetoed by Russia."
    assert marks(inquiry, text) == [PARTLY]


def test_a_halt_is_not_borne_out_by_an_objection(inquiry):
    text = "Beijing cancelled meetings with South Korean officials following the THAAD deployment of 2016."
    assert marks(inquiry, text) != [SUPPORTED]


def test_a_trend_that_a_record_of_its_time_tells_in_such_words_is_held(inquiry):
    text = "Chinese and Russian trade reached a record of 108 billion dollars in 2018, more than ever."
    assert marks(inquiry, text) == [SUPPORTED]
    assert marks(inquiry, text.replace("2018", "2016")) != [SUPPORTED]


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        (
            "In July 2019 China and Russia flew a joint bomber patrol, which neither had done.",
            SUPPORTED,
        ),
        ("In July 2019 China and Russia did not fly a joint bomber patrol.", UNSUPPORTED),
    ],
)
def test_a_denial_said_aside_denies_no_act_of_the_sentence(inquiry, text, mark):
    assert (marks(inquiry, text) == [SUPPORTED]) is (mark == SUPPORTED)


def test_a_roll_call_does_not_say_that_sanctions_were_the_first(inquiry):
    text = "In 2006 Russia voted for resolution 1737, {} sanctions on Iran."
    assert marks(inquiry, text.format("the first")) == [PARTLY]
    assert marks(inquiry, text.format("which put")) == [SUPPORTED]


def test_a_vote_against_one_text_is_no_word_on_the_veto_of_another(inquiry):
    text = "In late February 2022 Russia vetoed a draft on Ukraine."
    assert marks(inquiry, text) == [SUPPORTED]
    text = "In 2022 Russia invaded Ukraine. Since then Russia has vetoed more drafts than any other member."
    assert marks(inquiry, text)[1] not in (SUPPORTED, CONTRADICTED)


def test_a_body_is_called_by_its_name(inquiry):
    text = "At the Beijing Olympics in February 2022 Putin, Xi and the European Union signed a statement."
    (c,) = checked(inquiry, text).claims
    assert "EUU" not in c.mark.reason


def test_a_record_about_others_contradicts_no_sentence_without_a_date(tmp_path):
    of_iran = Inquiry.of("IRN", "RUS", lake=tmp_path / "lake")
    (c,) = checked(of_iran, "When Iran was attacked, Moscow spoke and did not fight.").claims
    assert c.mark.mark == UNSUPPORTED


def test_dates_are_carried_from_sentence_to_sentence(inquiry):
    text = (
        "On 4 July 2017 Xi was in Moscow. A month later both voted for a ban on North Korean coal and iron."
    )
    assert marks(inquiry, text)[1] == SUPPORTED


def test_nothing_known_later_counts(tmp_path):
    early = Inquiry.of("CHN", "RUS", lake=tmp_path / "lake", as_of=date(2019, 2, 27))
    (c,) = checked(early, "On 28 February 2019 Russia and China vetoed a US draft on Venezuela.").claims
    assert c.mark.mark != SUPPORTED


def test_every_mark_has_a_reason_and_the_same_text_the_same_bytes(inquiry):
    text = "Both vetoed a draft in 2012. They may part. China alone vetoed a text on Macedonia in 1999."
    first, second = (json.dumps(as_json(checked(inquiry, text))) for _ in range(2))
    assert first == second
    assert all(c["reason"].endswith(".") for c in json.loads(first)["claims"])


def test_a_text_without_end_is_refused(inquiry):
    with pytest.raises(QuestionError, match="cut it"):
        checked(inquiry, "China met Russia. " * (MOST_SENTENCES + 1))


def test_the_pair_is_the_two_states_named_most():
    assert pair_of("Iran and Russia met. Russia and Iran signed. China watched.") == ("IRN", "RUS")
    with pytest.raises(QuestionError, match="name the pair"):
        pair_of("Nothing is named.")


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("On 22 December 2017 Russia and China voted for resolution 2397.", SUPPORTED),
        ("China vetoed resolution 2397.", CONTRADICTED),
        ("In March 2011 France abstained on resolution 1973.", CONTRADICTED),
        ("In August 2021 Russia voted for resolution 2593 on Afghanistan.", CONTRADICTED),
        ("In December 2014 Germany and France abstained on the Assembly's text on Nazism.", SUPPORTED),
        ("In December 2014 Germany voted for the Assembly's text on Nazism.", CONTRADICTED),
        ("In December 2018 Iran and Russia voted for a text on human rights in Syria.", CONTRADICTED),
        ("On 15 June 2010 Turkey cast the only vote against resolution 1930 on Cyprus.", SUPPORTED),
        ("On 15 June 2010 Mexico cast the only vote against resolution 1930 on Cyprus.", CONTRADICTED),
        ("In October 2003 Russia voted for resolution 1511 on Iraq but China abstained.", CONTRADICTED),
        ("In December 2018 Israel abstained on the Assembly's text on Israeli settlements.", CONTRADICTED),
        ("Russia and China have vetoed more than five drafts on Syria.", SUPPORTED),
        ("Russia and China have vetoed only three drafts on Syria since 2011.", CONTRADICTED),
        ("In 2017 China joined every veto that Russia cast on Syria.", CONTRADICTED),
        ("China and Russia are stepping up their cooperation in Central Asia.", UNSUPPORTED),
        ("China and Russia are stepping up their cooperation at the United Nations.", PARTLY),
        ("China and Russia are drifting apart.", CONTRADICTED),
        ("Relations between China and Russia are closer than ever.", UNSUPPORTED),
    ],
)
def test_votes_numbers_trends_and_absences(inquiry, text, mark):
    """By the roll calls that come with the package, and counted again; a single act decides no trend."""
    assert marks(inquiry, text) == [mark]


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("Hu Jintao and Dmitry Medvedev met in London on 1 April 2009.", SUPPORTED),
        ("Wen Jiabao and Dmitry Medvedev met in London on 1 April 2009.", PARTLY),
        (
            "In October 2019 the gendarmeries of both trained in Novosibirsk, with 58 from each side.",
            SUPPORTED,
        ),
        ("In July 2004 aid groups blamed China and Russia for weakening a resolution on Darfur.", SUPPORTED),
    ],
)
def test_a_name_in_full_each_side_and_weakening_mislead_nobody(inquiry, text, mark):
    """Hu is Hu Jintao, "each side" counts no cases, one dated act is no trend, and to blame is to say so."""
    assert marks(inquiry, text) == [mark]


@pytest.mark.parametrize(
    "text",
    ["Russia opposes sanctions on North Korea.", "Russia supports China's claims in the South China Sea."],
)
def test_an_old_vote_does_not_contradict_a_state_of_things(inquiry, text):
    assert marks(inquiry, text)[0] in (PARTLY, UNSUPPORTED)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        (
            "The veto on Zimbabwe in July 2008 was the first that China and Russia cast together.",
            CONTRADICTED,
        ),
        ("In March 2022 China's banking regulator said it would join the sanctions on Russia.", CONTRADICTED),
        ("In March 2022 China's banking regulator said it would not join sanctions on Russia.", SUPPORTED),
        ("The two leaders may meet again before the year is out.", NO_CLAIM),
        ("In November 2008 Hu and Medvedev saw each other in Lima.", SUPPORTED),
        ("In March 2014 Japan and South Korea supported the Assembly's text on Ukraine.", SUPPORTED),
    ],
)
def test_firsts_refusals_possibilities_and_meetings(inquiry, text, mark):
    """An earlier act denies a first, "would not" denies "would", and "may" claims nothing."""
    assert marks(inquiry, text) == [mark]


def test_a_roll_call_told_twice_is_one_with_all_that_is_said_of_it(inquiry):
    """The Assembly's votes come as a row with a title and a row with issues: the title must not be lost."""
    calls = {c.row["roll_call_id"]: c for day in RollCalls(inquiry.view).by_day.values() for c in day}
    assert len(calls) == sum(len(day) for day in RollCalls(inquiry.view).by_day.values())
    assert "Islamic Republic of Iran" in calls["UNGA:5379"].subject
    assert "PRK" in calls["UNGA:5029"].states


@pytest.mark.parametrize(
    ("text", "marks_of"),
    [
        # the record found for the second sentence must be the first one's
        (
            "In December 2019 Russia and China vetoed a draft on aid to Syria. "
            "China abstained that day on Russia's own draft on aid to Syria.",
            [SUPPORTED, PARTLY],
        ),
        (
            "Russia vetoed a draft on Yemen in February 2018. China was with it in that veto.",
            [SUPPORTED, CONTRADICTED],
        ),
        # a text that is cited is that text and no other
        ("India abstained on resolution 62/243.", [CONTRADICTED]),
        ("Azerbaijan voted for resolution 62/243 in March 2008 and Armenia against it.", [SUPPORTED]),
        ("Azerbaijan voted for resolution 62/243 in March 2008 and Armenia abstained.", [CONTRADICTED]),
        # states and dates alone bear nothing out
        ("China and Pakistan have had diplomatic relations since May 1951.", [PARTLY]),
        # what a vote is about does not vote
        ("In March 2011 South Africa voted for resolution 1973 on Libya and Brazil abstained.", [SUPPORTED]),
    ],
)
def test_what_stands_before_what_is_cited_and_what_is_voted_on(inquiry, text, marks_of):
    assert marks(inquiry, text) == marks_of


@pytest.mark.parametrize(
    ("text", "marks_of"),
    [
        # a place is not the body that is called after it
        ("After the Tianjin summit Xi and Putin met in Shanghai on 2 September 2025.", [PARTLY]),
        # whoever hosts is no guest
        ("In August 2014 Kazakhstan hosted Peace Mission 2014 for the SCO at Zhurihe.", [PARTLY]),
        # a vote without a text, a day or a matter is nobody's in particular
        ("China abstained on nine.", [PARTLY]),
        # every year, tried on each
        ("China and Russia have flown a joint patrol in every year since 2019.", [SUPPORTED]),
        ("China and Russia have flown a joint patrol in every year since 2012.", [PARTLY]),
    ],
)
def test_hosts_places_fragments_and_years(inquiry, text, marks_of):
    assert marks(inquiry, text) == marks_of
