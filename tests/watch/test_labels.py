"""Which few acts stand for a phase, a place or a pair; records written by hand."""

from __future__ import annotations

from datetime import date

from toy import act, inquiry

from comity.watch.account import account
from comity.watch.answers import RECORD, Answers

AGAINST = "against"


def place(*acts: tuple[int, str, str], alone: int = 0) -> account.PlaceAccount:
    """The page of a place of acts together, by year, form and stance, and of some against by one alone."""
    rows = [act(date(y, 5, 1), "venezuela", form, toward_third=stance) for y, form, stance in acts]
    of_one = {"toward_third": AGAINST, "actors": ["RUS"], "summary": "Russia sent arms."}
    rows += [act(date(2012, 3, 1 + k), "venezuela", "arms-transfer", **of_one) for k in range(alone)]
    of = Answers(inquiry({"acts": rows}, third="USA", last=date(2020, 12, 31)), only=(RECORD,))
    return account.of_place(of, "venezuela")


def test_the_last_act_of_a_phase_is_its_face_only_where_it_has_its_stance_and_no_other_weighs_more() -> None:
    """A vote on a budget is not what a phase was about because it came last."""
    several = [(y, "consultation", AGAINST) for y in (2011, 2012, 2013)]
    (phase,) = place(*several, (2014, "joint-vote", "none")).phases
    assert phase.dated[0].text.startswith("1 May 2013")
    (phase,) = place(*several, (2014, "joint-vote", AGAINST)).phases
    assert phase.dated[0].text.startswith("1 May 2014")
    (phase,) = place((2010, "joint-initiative", AGAINST), *several, (2014, "joint-vote", AGAINST)).phases
    assert phase.dated[0].text.startswith("1 May 2010")


def test_an_act_of_the_opposite_stance_is_never_the_face_of_a_phase() -> None:
    """Of a phase with the third power the one veto against it comes last, whatever it weighs."""
    votes = [(y, "joint-vote", "with") for y in (2010, 2011, 2013, 2014)]
    (phase,) = place(*votes, (2012, "joint-veto", AGAINST), alone=2).phases
    assert phase.stance == "with"
    assert phase.dated[0].text.startswith("1 May 2014")
    assert phase.dated[-1].text.startswith("1 May 2012")


def test_a_treaty_stands_before_proposals_and_drills() -> None:
    acts = [
        (2011, "agreement", AGAINST),
        (2012, "joint-initiative", AGAINST),
        (2013, "joint-exercise", AGAINST),
    ]
    (phase,) = place(*acts).phases
    assert phase.dated[0].text.startswith("1 May 2011")


def test_a_contract_of_firms_is_no_treaty() -> None:
    """An agreement on energy stands behind a proposal; one of unknown domain is taken as one of states."""
    of = {"venezuela": "energy", "iran": "diplomatic"}
    rows = [act(date(2011, 5, 1), h, "agreement", domain=d) for h, d in of.items()]
    rows += [act(date(2010, 5, 1), h, "joint-initiative") for h in of]
    answers = Answers(inquiry({"acts": rows}, third="USA", last=date(2020, 12, 31)), only=(RECORD,))
    first = {h: account.of_place(answers, h).phases[0].dated[0].text[:10] for h in of}
    assert first == {"venezuela": "1 May 2010", "iran": "1 May 2011"}


def test_acts_that_read_alike_say_how_many_they_are() -> None:
    rows = [
        act(date(2011, 5, 1), "iran", "joint-veto", record_id=f"toy:{k}", occurrence=f"draft {k}")
        for k in range(3)
    ]
    of = Answers(inquiry({"acts": rows}, third="USA", last=date(2020, 12, 31)), only=(RECORD,))
    (line,) = account.of_place(of, "iran").phases[0].dated
    assert (line.text, len(line.records)) == ("1 May 2011, 3 times: an act", 3)


def test_the_labels_name_each_form_before_any_twice() -> None:
    vetoes = [(y, "joint-veto", AGAINST) for y in range(2011, 2017)]
    others = [(2006, "agreement", AGAINST), (2008, "joint-exercise", AGAINST), (2010, "summit", AGAINST)]
    told = place(*others, *vetoes)
    assert {a.form for a in told.labels} == {"agreement", "joint-exercise", "joint-veto", "summit"}


def test_a_long_sentence_goes_before_the_name_of_its_place() -> None:
    told = f"the ministers opened in Rome {'the very ' * 9}old line"
    acts = [
        act(date(y, 5, 1), "regional-orgs", "agreement", summary=f"T{told[1:]} {y}.") for y in (2018, 2019)
    ]
    short = act(date(2017, 5, 1), "regional-orgs", "agreement", summary="Both met.")
    of = Answers(inquiry({"acts": [*acts, short]}, third="USA", last=date(2020, 12, 31)), only=(RECORD,))
    texts = {s.text for p in account.of_pair(of).phases for s in p.dated}
    assert f"1 May 2019: {told} 2019" in texts
    assert "1 May 2017, Regional organisations: met" in texts
