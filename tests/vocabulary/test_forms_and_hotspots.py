"""The shipped forms and hotspots are those the design names, and hang together."""

from __future__ import annotations

import pytest

from comity.errors import UnknownNameError
from comity.vocabulary import forms, hotspots, states, topics
from comity.vocabulary.load import LISTS, words

WHOLE = {
    "joint-initiative",
    "joint-vote",
    "co-sponsorship",
    "sanctions-relief",
    "sanctions-circumvention",
    "regime-backing",
    "material-aid",
    "division-of-labour",
    "boycott",
    "alternative-process",
    "consultation",
    "joint-exercise",
    "integration",
    "recognition",
    "deference",
    "hedging",
    "friction-avoidance",
    "institution-building",
    "summit",
    "agreement",
    "arms-transfer",
    "use-of-force",
    "divergence",
    "defence-tie",
    "energy-tie",
    "trade-tie",
    "finance-tie",
    "general",
}
PARTS = {"joint-veto": "joint-vote", "joint-abstention": "joint-vote", "joint-patrol": "joint-exercise"}
WATCHED = {
    "north-korea",
    "venezuela",
    "syria",
    "iran",
    "israel-palestine",
    "afghanistan",
    "arctic",
    "serbia-kosovo",
    "africa",
    "south-china-sea",
    "ukraine",
    "central-asia",
    "regional-orgs",
    "bilateral",
    "nagorno-karabakh",
    "taiwan-strait",
}


def test_the_forms_are_those_of_the_design() -> None:
    assert set(forms.all_forms()) == WHOLE | set(PARTS)
    assert {f: forms.whole(f) for f in PARTS} == PARTS
    assert all(forms.whole(f) == f for f in WHOLE)
    with pytest.raises(UnknownNameError, match="did you mean summit"):
        forms.get("sumit")


def test_a_vote_alike_is_weaker_than_a_double_veto() -> None:
    steps = [forms.RUNGS.index(forms.get(f).rung) for f in ("divergence", "joint-vote", "joint-veto")]
    assert steps == sorted(set(steps))
    assert forms.get("institution-building").rung == forms.RUNGS[-1]


def test_the_hotspots_are_those_of_the_design() -> None:
    assert {h.id for h in hotspots.watched()} == WATCHED
    parts = {h.id: h.part_of for h in hotspots.all_hotspots().values() if h.part_of}
    assert parts == {"sudan": "africa", "central-african-republic": "africa"}
    assert [h.id for h in hotspots.all_hotspots().values() if h.own] == ["bilateral"]
    assert hotspots.whole("sudan") == "africa"
    matters = {h.id for h in hotspots.whole_ones()} - WATCHED
    assert matters == {"cpec", "kashmir", "nile-dam"}
    by_words = [h for h in map(hotspots.get, matters) if h.states or h.vote_terms or h.text_terms]
    assert (by_words, {h.matter for h in map(hotspots.get, matters)}) == ([], {True})


def test_a_hotspot_answers_to_its_only_state() -> None:
    assert hotspots.get("ven").id == hotspots.get("VENEZUELA").id == "venezuela"
    with pytest.raises(UnknownNameError, match="hotspot called 'VEM'"):
        hotspots.get("VEM")


def test_africa_holds_every_african_state() -> None:
    alive = {s.code for s in states.all_states().values() if s.region == "africa" and s.last == states.OPEN}
    assert set(hotspots.get("africa").states) == alive


@pytest.mark.parametrize(
    ("title", "about"),
    [
        ("Situation of human rights in the Democratic People's Republic of Korea", {"north-korea"}),
        ("Republic of Korea: admission of new members", set()),
        ("The occupied Syrian Golan", {"israel-palestine"}),
        ("The situation of human rights in the Syrian Arab Republic", {"syria"}),
        ("The representative of the Syrian Arab Republic has introduced an oral amendment", set()),
        ("Situation of human rights in the Islamic Republic of Iran", {"iran"}),
        ("the motion of the representative of the Islamic Republic of Iran that no action be taken", set()),
        ("The situation between Iran and Iraq", set()),
        ("Non-proliferation", {"iran"}),
        ("Non-proliferation of weapons of mass destruction", set()),
        ("Human rights situation in Darfur", {"sudan", "africa"}),
        ("The situation in the Central African Republic", {"central-african-republic", "africa"}),
        ("Peace and Security - Africa (Zimbabwe)", {"africa"}),
        ("Papua New Guinea: question of Bougainville", set()),
        ("Situation in Guinea", {"africa"}),
        ("The situation in the occupied territories of Azerbaijan", {"nagorno-karabakh"}),
        ("Question of the representation of China", set()),
        ("Question of Antarctica", set()),
        ("Territorial integrity of Ukraine", {"ukraine"}),
        ("Situation of human rights in Kosovo", {"serbia-kosovo"}),
        ("Treaty on a nuclear-weapon-free zone in Central Asia", {"central-asia"}),
    ],
)
def test_titles_of_roll_calls(title: str, about: set[str]) -> None:
    assert set(topics.find_vote_hotspots(title)) == about
    assert set(topics.find_vote_hotspots(title.upper())) == about


def test_the_middle_east_tag_is_enough() -> None:
    assert topics.find_vote_hotspots("Report of the Special Committee", ("me",)) == ("israel-palestine",)


def test_word_lists() -> None:
    assert set(words("domains")) == {
        "diplomatic",
        "military",
        "economic",
        "energy",
        "finance",
        "infrastructure",
        "technology",
        "information",
    }
    assert all(words(w) for w in LISTS)
    with pytest.raises(UnknownNameError, match="word list"):
        words("colours")
