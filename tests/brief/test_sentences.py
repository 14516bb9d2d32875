"""A sentence stands on a record that says so, or there is no brief; likelihood and confidence stay apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from comity import Watch
from comity.errors import BriefError, VocabularyError
from comity.faces import brief
from comity.faces.brief import Brief, Claim, Sentence, verbal_scales
from comity.faces.brief.check import check, of_sentence
from comity.faces.brief.citable_records import CitableRecords
from comity.records.details import TurnDetail
from comity.records.finding import Finding, Interval, cannot_tell
from comity.records.kinds import NO_SUBJECT, Kind
from comity.vocabulary import hotspots

VETO = "chronicle:veto-2019-feb-venezuela"
BOTH = ("CHN", "RUS")
COUNT = Finding(
    Kind.TOGETHER,
    NO_SUBJECT,
    12,
    "acts",
    "none: a count",
    30,
    "x/1",
    records=(VETO,),
    records_total=12,
)
CHANCE = replace(COUNT, detail=TurnDetail(becomes="joint", likelihood=0.92, low=0.77, high=0.99, level=0.9))


@pytest.fixture(scope="module")
def ground(watch: Watch) -> CitableRecords:
    found = CitableRecords(watch)
    found.fetch([VETO])
    return found


def test_a_sentence_without_a_record_is_named() -> None:
    with pytest.raises(BriefError, match="«They act together"):
        Sentence("They act together.")
    with pytest.raises(BriefError, match="No record supports"):
        Sentence("12 acts.", (), (COUNT,))


def test_what_is_not_there_is_said_by_the_search() -> None:
    assert Sentence(
        "Cannot be told.", (), (cannot_tell(Kind.TOGETHER, NO_SUBJECT, "nothing held", method="x/1"),)
    )
    assert Sentence("None.", (), (replace(COUNT, value=0, records=(), records_total=0),))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({}, None),
        ({"way": "apart"}, "set apart"),
        ({"who": ("CHN", "IND")}, "China and India|India and China"),
        ({"hotspot": "syria"}, "is not on Syria"),
        ({"first": date(2019, 2, 28)}, None),
        ({"first": date(2019, 3, 1)}, "is of 2019-02-28"),
        ({"first": date(2001, 1, 1), "last": date(2002, 1, 1)}, "outside"),
        ({"form": "joint-veto"}, None),
        ({"form": "summit"}, "is not coded as"),
        ({"rung": "standing"}, "is no standing act"),
        ({"deed": True}, "is no deed"),
        ({"stance": "with"}, "is not coded with"),
        ({"way": "alike"}, "voting alike"),
        ({"record": "chronicle:no-such-record"}, "no record"),
    ],
)
def test_a_record_must_contain_the_claim(
    ground: CitableRecords, change: dict[str, object], fault: str | None
) -> None:
    claim = replace(Claim(VETO, "together", BOTH, "venezuela"), **change)
    found = "; ".join(of_sentence(Sentence("They acted together.", (claim,)), ground))
    if fault is None:
        assert not found
    else:
        assert any(f in found for f in fault.split("|")), found


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("12 acts of 30.", True),
        ("13 acts of 30.", False),
        ("12 acts, the latest 28 February 2019.", True),
        ("12 acts, the latest 27 February 2019.", False),
        ("12 acts, the latest March 2019.", False),
        ("12 acts in 2019.", True),
        ("12 acts in 2018.", False),
    ],
)
def test_numbers_and_dates_are_those_of_findings_and_records(
    ground: CitableRecords, text: str, held: bool
) -> None:
    sentence = Sentence(text, (Claim(VETO, "together", BOTH, "venezuela"),), (COUNT,))
    assert (not list(of_sentence(sentence, ground))) is held


def test_a_number_is_shown_as_it_rounds(ground: CitableRecords) -> None:
    share = Finding(
        Kind.DEED_SHARE,
        NO_SUBJECT,
        0.4567,
        "share",
        "like pairs",
        9,
        "x/1",
        Interval(-0.31, 0.6),
        records=(VETO,),
    )
    for text, held in {
        "46%": True,
        "45%": False,
        "0.46": True,
        "0.5": True,
        "0.47": False,
        "−0.3": True,
    }.items():
        told = Sentence(f"A share of {text}.", (Claim(VETO, "together", BOTH),), (share,))
        assert (not list(of_sentence(told, ground))) is held, text


def test_a_quotation_is_the_records_own_words(ground: CitableRecords) -> None:
    claim = Claim(VETO, "together", BOTH, "venezuela", quote=True)
    assert not list(of_sentence(Sentence(ground.note(VETO).what + ".", (claim,)), ground))
    assert list(of_sentence(Sentence("They signed a pact.", (claim,)), ground))


def test_a_brief_with_one_false_sentence_is_not_built(told: Brief, ground: CitableRecords) -> None:
    wrong = Sentence("99 acts.", (Claim(VETO, "together", BOTH, "venezuela"),), (COUNT,))
    with pytest.raises(BriefError, match="99 is no number of its findings"):
        check(replace(told, heading=wrong), ground)


@pytest.mark.parametrize("spot", ["", *(h.id for h in hotspots.watched())])
def test_every_brief_holds_and_tells_what_speaks_against(watch: Watch, spot: str) -> None:
    told = brief.build(watch, spot)
    assert next(s for s in told.sections if s.title == "Evidence against").rows
    for s in told.sentences():
        assert s.claims or s.findings or s.computation
        own = not any(c.quote for c in s.claims)
        assert not (
            own and verbal_scales.speaks_of_likelihood(s.text) and verbal_scales.speaks_of_confidence(s.text)
        )
    assert {c.record for s in told.sentences() for c in s.claims} <= set(told.notes)


def test_a_pair_nobody_wrote_of_is_told_so(watch: Watch) -> None:
    told = brief.build(watch.of_members("BOL", "FJI"), "arctic")
    assert not told.notes
    assert "cannot be told" in " ".join(s.text for s in told.sentences())


def test_likelihood_and_confidence_are_two_sentences() -> None:
    claim = (Claim(VETO, "together", BOTH),)
    Sentence("By the past rate this is very likely.", claim, (CHANCE,))
    with pytest.raises(BriefError, match="mixes likelihood and confidence"):
        Sentence("With high confidence this is very likely.", claim, (CHANCE,))
    with pytest.raises(BriefError, match="no finding holds"):
        Sentence("This is very likely.", claim, (COUNT,))


@pytest.mark.parametrize(
    ("p", "says"),
    [
        (0.0, "has almost no chance"),
        (0.01, "has almost no chance"),
        (0.05, "is very unlikely"),
        (0.2, "is unlikely"),
        (0.449, "is unlikely"),
        (0.5, "has a roughly even chance"),
        (0.55, "is likely"),
        (0.8, "is very likely"),
        (0.95, "is almost certain"),
        (1.0, "is almost certain"),
    ],
)
def test_the_terms_are_those_of_the_directive(p: float, says: str) -> None:
    assert verbal_scales.likelihood(p) == says


@pytest.mark.parametrize(
    ("acts", "kinds", "level"), [(7, 9, "low"), (8, 2, "moderate"), (300, 2, "moderate"), (30, 3, "high")]
)
def test_confidence_is_the_lowest_of_its_counts(acts: int, kinds: int, level: str) -> None:
    assert verbal_scales.confidence("record", {"acts": acts, "kinds of source": kinds}) == level


def test_streams_that_disagree_leave_low_confidence() -> None:
    counts = {"streams": 5, "days in sight": 9000}
    assert verbal_scales.confidence("statistics", counts) == "high"
    assert verbal_scales.confidence("statistics", counts, agree=False) == "low"


def test_a_scale_with_a_gap_is_refused() -> None:
    from importlib import resources

    text = resources.files("comity").joinpath(verbal_scales.FILE).read_text("utf-8")
    assert verbal_scales.parse(text)
    with pytest.raises(VocabularyError, match="begins at"):
        verbal_scales.parse(text.replace("low: 0.20", "low: 0.25"))
    with pytest.raises(VocabularyError):
        verbal_scales.parse(text.replace("disagreement: low", "disagreement: none"))
