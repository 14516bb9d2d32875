"""Sentences made to mislead the check: negated, turned round, of another party, of states, of absences.

None of them may be called held unless its row says so; where two marks are right, both are named.
"""

from __future__ import annotations

import pytest

from comity.parts.check.checked import check
from comity.parts.check.marking import ON_RECORD
from comity.records.coded_acts import Document
from comity.vocabulary.group import Group
from comity.watch.inquiry import Inquiry

WEAK = "partly|not held"
WRONG = "partly|not held|contradicted"
SENTENCES = [
    # A state of things, in the present and without a date.
    ("CHN-RUS", "Both states recognise Kosovo.", "contradicted|not held"),
    ("CHN-RUS", "China and Russia recognise the independence of Kosovo.", "contradicted|not held"),
    ("CHN-RUS", "China recognises Crimea as Russian.", WRONG),
    ("CHN-RUS", "China and Russia support the independence of Taiwan.", WRONG),
    ("CHN-RUS", "China condemns the invasion of Ukraine.", WRONG),
    ("CHN-RUS", "China arms Ukraine.", WRONG),
    ("CHN-RUS", "Russia backs the sanctions on Iran.", WRONG),
    ("CHN-RUS", "Russia and China oppose Maduro.", WRONG),
    ("IRN-RUS", "Iran condemns Russia.", WRONG),
    ("IRN-RUS", "Iran recognises the annexation of Crimea.", WRONG),
    ("CHN-IRN", "China backs the American sanctions on Iran.", WRONG),
    ("FRA-DEU", "France and Germany recognise Kosovo.", WEAK),
    ("CHN-PRK", "China supports the nuclear programme of North Korea.", WRONG),
    # What was done, turned round.
    ("CHN-RUS", "In February 2019 China and Russia did not veto a US draft on Venezuela.", "contradicted"),
    ("CHN-RUS", "In February 2012 China and Russia voted for a draft on Syria.", WRONG),
    ("CHN-RUS", "In July 2015 China and Russia opposed resolution 2231 on Iran.", WRONG),
    ("CHN-RUS", "In February 2008 Russia welcomed the independence of Kosovo.", WRONG),
    ("CHN-RUS", "In June 2019 Russia and China praised the American sanctions on Iran.", WRONG),
    ("IRN-RUS", "In June 2010 Russia vetoed resolution 1929.", "contradicted"),
    ("IRN-RUS", "In July 2015 Russia did not vote for resolution 2231.", "contradicted"),
    ("CHN-RUS", "In March 2026 Lavrov and Wang Yi welcomed the strikes on Iran.", WRONG),
    ("CHN-RUS", "In March 2022 China condemned the invasion of Ukraine.", WRONG),
    ("CHN-RUS", "In January 2006 China backed the American sanctions on Iran.", WRONG),
    ("CHN-RUS", "In September 2020 China and Russia backed the UN sanctions on Iran.", WRONG),
    ("CHN-RUS", "In February 2008 China and Russia recognised Kosovo.", WRONG),
    ("CHN-RUS", "China has recognised Kosovo.", WRONG),
    ("CHN-RUS", "China and Russia have recognised Guaido.", WRONG),
    ("CHN-RUS", "In 2019 China sold arms to Ukraine.", WRONG),
    ("CHN-RUS", "In July 2016 China and Russia welcomed THAAD in South Korea.", WRONG),
    ("CHN-RUS", "In March 2019 Russia and China stopped backing Maduro.", WRONG),
    ("CHN-RUS", "In June 1999 China and Russia supported the bombing of Yugoslavia.", WRONG),
    ("CHN-RUS", "China has joined the sanctions on Russia.", WRONG),
    ("CHN-RUS", "Both states accept the ruling on the South China Sea.", WRONG),
    ("CHN-RUS", "In 2016 Putin backed the ruling on the South China Sea.", WRONG),
    ("CHN-RUS", "In 2016 Putin rejected the ruling on the South China Sea.", WEAK),
    ("CHN-RUS", "Russia supports China's claims in the South China Sea.", WRONG),
    (
        "IND-RUS",
        "In December 2015 Russia voted for the text on human rights defenders, and India against it.",
        "contradicted",
    ),
    (
        "CHN-PAK",
        "In December 2010 China voted against a treaty on fissile material, and Pakistan for it.",
        "contradicted",
    ),
    (
        "DEU-FRA",
        "In December 2004 France voted in the Assembly for a southern hemisphere without nuclear weapons.",
        "contradicted",
    ),
    (
        "IRN-RUS",
        "In March 2011 Russia voted in the Human Rights Council for a rapporteur on Iran.",
        "contradicted",
    ),
    # Another party.
    ("CHN-RUS", "China and the United States vetoed a draft on Syria in 2012.", "contradicted"),
    ("CHN-RUS", "Russia and France vetoed a draft on Venezuela in February 2019.", "contradicted"),
    ("CHN-RUS", "The United Kingdom and China vetoed a draft on Myanmar in January 2007.", "contradicted"),
    ("CHN-USA", "China and the United States vetoed a draft on Zimbabwe in July 2008.", "contradicted"),
    ("FRA-RUS", "France and Russia vetoed a text on the Strait of Hormuz in April 2026.", "contradicted"),
    ("CHN-RUS", "In December 2019 Iran, Russia and Japan held a naval exercise.", WRONG),
    # Counts of other things.
    ("CHN-RUS", "Xi Jinping has met Vladimir Putin more than 30 times since 2013.", "held"),
    ("CHN-RUS", "Xi and Putin have met more than 80 times since 2013.", WEAK),
    ("CHN-RUS", "Xi and Trump have met more than five times.", WEAK),
    ("CHN-RUS", "Lavrov and Wang Yi have met more than 60 times.", WEAK),
    ("CHN-RUS", "China and Russia have vetoed more than 30 drafts on Syria.", "contradicted"),
    # Absences.
    ("CHN-RUS", "Beijing has never condemned the invasion of Ukraine.", "not held"),
    ("CHN-RUS", "China has never vetoed a draft on Syria.", "contradicted|not held"),
    ("CHN-RUS", "Russia has never abstained on North Korea.", "contradicted|not held"),
    ("CHN-RUS", "China did not condemn the annexation of Crimea.", WEAK),
    ("IRN-RUS", "Iran has never bought arms from Russia.", "contradicted|not held"),
    ("CHN-RUS", "Russia has not sold the S-400 to China.", "contradicted|not held"),
    ("CHN-RUS", "Beijing has not sent weapons to Russia.", WEAK),
    ("CHN-RUS", "Russia and China have never vetoed a draft on Syria.", "contradicted"),
    # General claims.
    ("CHN-RUS", "China always votes with Russia.", WRONG),
    ("CHN-RUS", "Russia and China veto every text on Syria.", WRONG),
    ("CHN-RUS", "China never abstains on Ukraine.", WRONG),
    # True ones, so that caution is not everything.
    ("CHN-RUS", "In July 2012 China and Russia vetoed a draft on Syria.", "held"),
    ("CHN-RUS", "On 24 March 2007 Russia voted for further sanctions on Iran.", "held"),
    ("CHN-RUS", "China and Russia have vetoed more than five drafts on Syria since 2011.", "held"),
]
PARAPHRASES = [
    # In other words than the record's, with twins in which one thing is changed.
    ("CHN-RUS", "Medvedev saw Hu Jintao on the margins of APEC in Singapore in November 2009.", "held"),
    ("CHN-RUS", "Medvedev saw Hu Jintao on the margins of APEC in Lima in November 2009.", WRONG),
    ("CHN-RUS", "In March 2013 Moscow agreed to triple its deliveries of oil to China over time.", "held"),
    ("CHN-RUS", "In March 2013 Moscow agreed to double its deliveries of oil to China over time.", WRONG),
    ("CHN-RUS", "In March 2013 Moscow agreed to triple its deliveries of coal to China over time.", WRONG),
    ("CHN-RUS", "In March 2024 Russia and China vetoed an Algerian resolution on a truce in Gaza.", WRONG),
]


@pytest.fixture(scope="module")
def inquiry(tmp_path_factory: pytest.TempPathFactory) -> Inquiry:
    """An empty lake: the records of the package alone."""
    return Inquiry.of("CHN", "RUS", lake=tmp_path_factory.mktemp("empty") / "lake")


@pytest.mark.parametrize(("pair", "sentence", "right"), SENTENCES + PARAPHRASES)
def test_a_sentence_made_to_mislead_has_its_right_mark(inquiry, pair, sentence, right):
    of_pair = inquiry.of_members(*Group.parse(pair).codes)
    (c,) = check(Document("t", sentence, prose=True), of_pair).claims
    assert c.mark.mark in right.split("|"), c.mark.reason


def test_the_sentences_are_many_and_few_of_them_true():
    assert len(SENTENCES) >= 40
    assert sum(right == SUPPORTED for *_, right in SENTENCES) <= 5
