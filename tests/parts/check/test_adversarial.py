"""Sentences made to mislead the check: negated, turned round, of another party, of states, of absences.

None of them may be called on record unless its row says so.  Those of OPEN still are: each is a known error.
"""

from __future__ import annotations

import pytest

from comity.parts.check.checked import check
from comity.parts.check.marking import ON_RECORD
from comity.records.coded_acts import Document
from comity.vocabulary.group import Group
from comity.watch.inquiry import Inquiry

ON, OFF = True, False
SENTENCES = [
    # A state of things, in the present and without a date.
    ("CHN-RUS", "Both states recognise Kosovo.", OFF),
    ("CHN-RUS", "China and Russia recognise the independence of Kosovo.", OFF),
    ("CHN-RUS", "China recognises Crimea as Russian.", OFF),
    ("CHN-RUS", "China and Russia support the independence of Taiwan.", OFF),
    ("CHN-RUS", "China condemns the invasion of Ukraine.", OFF),
    ("CHN-RUS", "China arms Ukraine.", OFF),
    ("CHN-RUS", "Russia backs the sanctions on Iran.", OFF),
    ("CHN-RUS", "Russia and China oppose Maduro.", OFF),
    ("IRN-RUS", "Iran condemns Russia.", OFF),
    ("IRN-RUS", "Iran recognises the annexation of Crimea.", OFF),
    ("CHN-IRN", "China backs the American sanctions on Iran.", OFF),
    ("FRA-DEU", "France and Germany recognise Kosovo.", OFF),
    ("CHN-PRK", "China supports the nuclear programme of North Korea.", OFF),
    # What was done, turned round.
    ("CHN-RUS", "In February 2019 China and Russia did not veto a US draft on Venezuela.", OFF),
    ("CHN-RUS", "In February 2012 China and Russia voted for a draft on Syria.", OFF),
    ("CHN-RUS", "In July 2015 China and Russia opposed resolution 2231 on Iran.", OFF),
    ("CHN-RUS", "In February 2008 Russia welcomed the independence of Kosovo.", OFF),
    ("CHN-RUS", "In June 2019 Russia and China praised the American sanctions on Iran.", OFF),
    ("IRN-RUS", "In June 2010 Russia vetoed resolution 1929.", OFF),
    ("IRN-RUS", "In July 2015 Russia did not vote for resolution 2231.", OFF),
    ("CHN-RUS", "In March 2026 Lavrov and Wang Yi welcomed the strikes on Iran.", OFF),
    ("CHN-RUS", "In March 2022 China condemned the invasion of Ukraine.", OFF),
    ("CHN-RUS", "In January 2006 China backed the American sanctions on Iran.", OFF),
    ("CHN-RUS", "In September 2020 China and Russia backed the UN sanctions on Iran.", OFF),
    ("CHN-RUS", "In February 2008 China and Russia recognised Kosovo.", OFF),
    ("CHN-RUS", "China has recognised Kosovo.", OFF),
    ("CHN-RUS", "China and Russia have recognised Guaido.", OFF),
    ("CHN-RUS", "In 2019 China sold arms to Ukraine.", OFF),
    ("CHN-RUS", "In July 2016 China and Russia welcomed THAAD in South Korea.", OFF),
    ("CHN-RUS", "In March 2019 Russia and China stopped backing Maduro.", OFF),
    ("CHN-RUS", "In June 1999 China and Russia supported the bombing of Yugoslavia.", OFF),
    ("CHN-RUS", "China has joined the sanctions on Russia.", OFF),
    ("CHN-RUS", "Both states accept the ruling on the South China Sea.", OFF),
    ("CHN-RUS", "In 2016 Putin backed the ruling on the South China Sea.", OFF),
    ("CHN-RUS", "In 2016 Putin rejected the ruling on the South China Sea.", OFF),
    ("CHN-RUS", "Russia supports China's claims in the South China Sea.", OFF),
    (
        "IND-RUS",
        "In December 2015 Russia voted for the text on human rights defenders, and India against it.",
        OFF,
    ),
    (
        "CHN-PAK",
        "In December 2010 China voted against a treaty on fissile material, and Pakistan for it.",
        OFF,
    ),
    (
        "DEU-FRA",
        "In December 2004 France voted in the Assembly for a southern hemisphere without nuclear weapons.",
        OFF,
    ),
    (
        "IRN-RUS",
        "In March 2011 Russia voted in the Human Rights Council for a rapporteur on Iran.",
        OFF,
    ),
    # Another party.
    ("CHN-RUS", "China and the United States vetoed a draft on Syria in 2012.", OFF),
    ("CHN-RUS", "Russia and France vetoed a draft on Venezuela in February 2019.", OFF),
    ("CHN-RUS", "The United Kingdom and China vetoed a draft on Myanmar in January 2007.", OFF),
    ("CHN-USA", "China and the United States vetoed a draft on Zimbabwe in July 2008.", OFF),
    ("FRA-RUS", "France and Russia vetoed a text on the Strait of Hormuz in April 2026.", OFF),
    ("CHN-RUS", "In December 2019 Iran, Russia and Japan held a naval exercise.", OFF),
    # Counts of other things.
    ("CHN-RUS", "Xi Jinping has met Vladimir Putin more than 30 times since 2013.", ON),
    ("CHN-RUS", "Xi and Putin have met more than 80 times since 2013.", OFF),
    ("CHN-RUS", "Xi and Trump have met more than five times.", OFF),
    ("CHN-RUS", "Lavrov and Wang Yi have met more than 60 times.", OFF),
    ("CHN-RUS", "China and Russia have vetoed more than 30 drafts on Syria.", OFF),
    # Absences.
    ("CHN-RUS", "Beijing has never condemned the invasion of Ukraine.", OFF),
    ("CHN-RUS", "China has never vetoed a draft on Syria.", OFF),
    ("CHN-RUS", "Russia has never abstained on North Korea.", OFF),
    ("CHN-RUS", "China did not condemn the annexation of Crimea.", OFF),
    ("IRN-RUS", "Iran has never bought arms from Russia.", OFF),
    ("CHN-RUS", "Russia has not sold the S-400 to China.", OFF),
    ("CHN-RUS", "Beijing has not sent weapons to Russia.", OFF),
    ("CHN-RUS", "Russia and China have never vetoed a draft on Syria.", OFF),
    # General claims.
    ("CHN-RUS", "China always votes with Russia.", OFF),
    ("CHN-RUS", "Russia and China veto every text on Syria.", OFF),
    ("CHN-RUS", "China never abstains on Ukraine.", OFF),
    # True ones, so that caution is not everything.
    ("CHN-RUS", "In July 2012 China and Russia vetoed a draft on Syria.", ON),
    ("CHN-RUS", "On 24 March 2007 Russia voted for further sanctions on Iran.", ON),
    ("CHN-RUS", "China and Russia have vetoed more than five drafts on Syria since 2011.", ON),
]
PARAPHRASES = [
    # In other words than the record's, with twins in which one thing is changed.
    ("CHN-RUS", "Medvedev saw Hu Jintao on the margins of APEC in Singapore in November 2009.", ON),
    ("CHN-RUS", "Medvedev saw Hu Jintao on the margins of APEC in Lima in November 2009.", OFF),
    ("CHN-RUS", "In March 2013 Moscow agreed to triple its deliveries of oil to China over time.", ON),
    ("CHN-RUS", "In March 2013 Moscow agreed to double its deliveries of oil to China over time.", OFF),
    ("CHN-RUS", "In March 2013 Moscow agreed to triple its deliveries of coal to China over time.", OFF),
    ("CHN-RUS", "In March 2024 Russia and China vetoed an Algerian resolution on a truce in Gaza.", OFF),
]


@pytest.fixture(scope="module")
def inquiry(tmp_path_factory: pytest.TempPathFactory) -> Inquiry:
    """An empty lake: the records of the package alone."""
    return Inquiry.of("CHN", "RUS", lake=tmp_path_factory.mktemp("empty") / "lake")


#: Words of sentences that are called on record and should not be: no comparison sees the difference.
OPEN = (
    *("independence of Taiwan", "voted for a draft on Syria", "welcomed the independence of Kosovo"),
    *("recognised Kosovo", "condemned the invasion", "recognised Guaido", "bombing of Yugoslavia"),
    *("Putin backed the ruling", "deliveries of coal", "Algerian resolution"),
)


@pytest.mark.parametrize(("pair", "sentence", "right"), SENTENCES + PARAPHRASES)
def test_a_sentence_made_to_mislead_is_not_called_on_record(inquiry, pair, sentence, right):
    if any(words in sentence for words in OPEN):
        pytest.xfail("a known error")
    of_pair = inquiry.of_members(*Group.parse(pair).codes)
    (c,) = check(Document("t", sentence, prose=True), of_pair).claims
    assert (c.mark.mark == ON_RECORD) <= right, c.mark.reason


def test_the_sentences_are_many_and_few_of_them_true():
    assert len(SENTENCES) >= 40
    assert sum(right for *_, right in SENTENCES) <= 5
