"""The chronicle: every fact checked, events told apart from conditions, interested sources marked."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from datetime import date
from itertools import pairwise
from types import SimpleNamespace

import pytest

from comity.errors import SourceError
from comity.lake.query.view import View
from comity.lake.store import Lake
from comity.records.coverage import Coverage
from comity.records.facts import BESIDE, ONE_WAY, may_lead, only_interested
from comity.sources import registry
from comity.sources.base import Batch, Sample, SourceFile
from comity.sources.curated import chronicle
from comity.sources.kit.outlets import explain_refusal, outlet

HEAD = {
    "chronicle": "A small one",
    "states": ["FRA", "DEU"],
    "first": "2000",
    "last": "2020-06",
    "third": "USA",
}
FACT = {
    "id": "elysee-2019",
    "date": "2019-01-22",
    "kind": "event",
    "occurrence": "elysee-2019",
    "actors": ["FRA", "DEU"],
    "targets": [],
    "hotspot": "bilateral",
    "domain": "diplomatic",
    "form": "agreement",
    "toward_third": "none",
    "summary": "The two signed a treaty in Aachen.",
    "sources": [{"title": "Treaty signed", "url": "https://www.reuters.com/x", "published": "2019-01-23"}],
}


VIEW = {
    "id": "view-2019",
    "date": "2019-03",
    "kind": "view",
    "speaker": "Jane Doe",
    "affiliation": "an institute",
    "about": ["FRA"],
    "hotspot": "bilateral",
    "summary": "Held that France wants a common army.",
    "sources": [{"title": "A study", "url": "https://www.reuters.com/y", "published": "2019-04-02"}],
}


def read(*lines: object) -> Batch:
    data = "\n".join(x if isinstance(x, str) else json.dumps(x) for x in lines).encode()
    file = SourceFile("c.jsonl", "c.jsonl", "0" * 16, lambda: io.BytesIO(data))
    (batch,) = chronicle.SOURCES[0].read(file)
    assert batch.balances
    return batch


def kinds_of(act: dict) -> set[str]:
    return {c["kind"] for c in act["citations"]}


@pytest.fixture(scope="module")
def shipped() -> Batch:
    file, source = chronicle.load_embedded()
    (batch,) = source.read(file)
    return batch


def test_facts_about_other_pairs_cover_no_state():
    file, source = chronicle.load_other_pairs()
    (batch,) = source.read(file)
    assert batch.rejects == []
    assert batch.accepted == 785
    assert batch.coverage[0].states == frozenset()


@pytest.mark.parametrize(
    ("states", "chosen"),
    [
        (("CHN", "RUS"), {"other pairs"}),
        (("RUS", "TUR"), {"other pairs"}),
        (("DEU", "FRA"), {"chronicle", "other pairs"}),
    ],
)
def test_files_chosen_for_other_states_are_known(tmp_path, states, chosen):
    shipped = {"chronicle": chronicle.load_embedded(), "other pairs": chronicle.load_other_pairs()}
    files = {file.file_id: name for name, (file, _) in shipped.items()}
    others = Lake.open(tmp_path / "lake").view(packaged=True).chosen_for_others(states)
    assert {files[i] for i in others if i in files} == chosen


def test_a_file_with_one_stretch_about_a_member_is_no_choice_of_others():
    window = (date(2000, 1, 1), date(2020, 1, 1))
    sights = [Coverage("toy", "acts", *window, frozenset({s})) for s in ("DEU", "CHN")]
    entries = {"a": SimpleNamespace(file_id="a", coverage=sights)}
    view = SimpleNamespace(_snapshot=SimpleNamespace(files=entries))
    assert View.chosen_for_others(view, ("CHN", "RUS")) == frozenset()
    assert View.chosen_for_others(view, ("FRA", "RUS")) == {"a"}


@pytest.fixture(scope="module")
def acts(shipped: Batch) -> list[dict]:
    return shipped.tables["acts"].to_pylist()


def test_every_shipped_fact_passes_every_check(shipped):
    assert shipped.rejects == []
    assert (shipped.row_count, shipped.accepted, shipped.set_aside) == (1127, 1126, {"header": 1})
    (sight,) = shipped.coverage
    assert sight.selective
    assert (sight.first, sight.last) == (date(1991, 12, 27), date(2026, 5, 20))
    assert not sight.sees("USA", date(2020, 1, 1))


def test_conditions_and_totals_are_told_apart_from_events(acts):
    kinds = {a["record_id"].removeprefix("chronicle:"): a["kind"] for a in acts}
    assert Counter(kinds.values()) == {"event": 1017, "total": 61, "standing": 25}
    assert kinds["trade-share-2021"] == kinds["exercise-count-2022"] == "total"
    assert kinds["nk-labour-2024"] == kinds["friction-grain-2025"] == "standing"
    assert kinds["exercise-2016-peace-mission"] == "event"  # a year is all that is known of its date


def test_one_event_under_several_forms_is_one_occurrence(acts):
    told = {a["record_id"].removeprefix("chronicle:"): a["occurrence"] for a in acts}
    samarkand = ("sum-samarkand-2022", "friction-samarkand-2022", "deference-taiwan-samarkand-2022")
    assert len({told[i] for i in samarkand}) == 1
    # The patrol that began that day, and each of two roll calls on one day, are events of their own.
    assert told["patrol-naval-2022"] != told["sum-samarkand-2022"]
    assert told["unsc-gaza-kuwait-2018"] != told["unsc-gaza-us-2018"]
    # One roll call told from both sides, and one exercise announced and closed.
    assert told["div-veto-2018-feb-yemen"] == told["unsc-yemen-rival-2018"]
    assert told["exercise-2024-northern-united"] == told["exercise-2024-northern-end"]
    # The legs of one visit, and the statements of one meeting.
    assert told["sum-moscow-2019"] == told["strategic-stability-2019"] == told["sum-petersburg-jun7-2019"]
    assert told["sum-moscow-2017"] == told["nk-doublefreeze-2017"]
    assert told["sum-moscow-2017"] == told["nk-thaad-joint-statement-jul-2017"]
    assert told["tech-huawei-5g-2019"] != told["sum-moscow-2019"]  # a contract of firms
    assert len(set(told.values())) == 1048


def test_facts_of_one_occurrence_lie_within_two_days_of_each_other(acts):
    by: dict[str, list[dict]] = {}
    for a in acts:
        by.setdefault(a["occurrence"], []).append(a)
    for some in by.values():
        gap = max(a["date_from"] for a in some) - min(a["date_to"] for a in some)
        assert gap.days <= 2, [a["record_id"] for a in some]


def test_words_and_deeds_follow_the_form_but_for_named_exceptions(acts):
    deed = {a["record_id"].removeprefix("chronicle:"): a["deed"] for a in acts}
    assert deed["friction-ndb-2022"]  # a bank stops its business: divergence, yet a deed
    assert not deed["friction-samarkand-2022"]
    assert not deed["hedge-ukraine-annex-2022"]  # a vote is words under whatever form
    assert not deed["arc-policy-2018"]  # a paper is words, though the form is integration


def test_a_lone_step_back_is_friction(acts):
    polarity = {a["record_id"].removeprefix("chronicle:"): a["polarity"] for a in acts}
    assert polarity["unga-crimea-2014"] == polarity["friction-nkpanel-2024"] == "friction"
    assert polarity["hedge-georgia-2008"] == "cooperation"


def test_what_a_state_runs_is_its_word_on_every_fact_of_a_chronicle_about_it():
    source = {"title": "A report", "url": "https://tass.com/x", "published": "2019-01-23"}
    of_one = FACT | {"actors": ["CHN"], "sources": [source]}
    kinds = {}
    for about in (["CHN", "RUS"], []):
        (row,) = read(HEAD | {"states": about}, of_one).tables["acts"].to_pylist()
        kinds[len(about)] = kinds_of(row)
    assert kinds == {2: {"state-media"}, 0: {"press"}}


def test_facts_resting_on_interested_sources_alone_are_marked(acts):
    marked = {a["record_id"] for a in acts if only_interested(kinds_of(a))}
    assert len(marked) == 188
    assert "chronicle:veto-2019-feb-venezuela" not in marked  # rests on the UN's own document
    assert not any(may_lead(kinds_of(a)) for a in acts if a["record_id"] in marked)


def test_three_facts_in_five_rest_on_press_or_better(acts):
    share = sum(may_lead(kinds_of(a)) for a in acts) / len(acts)
    assert share >= 0.6
    assert f"Of its facts {share:.0%} rest on press" in " ".join(registry.get("chronicle").card.biases), (
        "the share is published"
    )


def test_un_documents_are_cited_by_symbol_with_their_address(acts):
    citations = {a["record_id"].removeprefix("chronicle:"): a["citations"] for a in acts}
    veto = citations["veto-2019-feb-venezuela"][0]
    assert (veto["url"], veto["kind"]) == ("https://docs.un.org/S/2019/186", "official-record")
    both = [c["url"] for c in citations["unsc-syria-rival-apr-2018"][:2]]
    assert both == ["https://docs.un.org/S/2018/175", "https://docs.un.org/S/2018/322"]
    voted = [a for a in acts if a["forms"][0] == "joint-veto"]
    without = [a["record_id"] for a in voted if "docs.un.org/S/" not in (a["citations"][0]["url"] or "")]
    assert without == []


def test_nothing_is_taken_from_a_refused_outlet(shipped):
    listed = [c for t in shipped.tables.values() for r in t.to_pylist() for c in r["citations"]]
    assert len(listed) > 1500
    assert not [c["url"] for c in listed if explain_refusal(c["url"], c["place"])]
    assert explain_refusal("https://trump.news-pravda.com/world/1", None)


def misplaced(act: dict) -> list[str]:
    """What breaks the rule on where a state stands in a fact (see ``records.facts``)."""
    actors, placed = set(act["actors"]), {*act["actors"], *act["targets"]}
    roles = {r["state"]: r["role"] for r in act["fact"]["roles"]}
    beside = {s for s, role in roles.items() if role in BESIDE}
    wrong = [f"{s} stands nowhere" for s in roles.keys() - placed - beside]
    for clause in act["fact"]["did"]:
        who, toward = set(clause["who"]), set(clause["toward"])
        wrong += [f"{s} acts without a role" for s in who - roles.keys()]
        wrong += [f"{s} is no target" for s in toward - placed]
        wrong += [f"{s} acts toward itself" for s in who & toward]
        wrong += [f"{s} is joined with an actor" for s in who - actors if who & actors]
        if clause["joint"] and clause["verb"].split()[0] in ONE_WAY:
            wrong.append(f"both {clause['verb']}")
    acting = {s for clause in act["fact"]["did"] for s in clause["who"]}
    return [*wrong, *(f"{s} does nothing" for s in actors - acting)]


def test_every_state_stands_where_the_fact_puts_it(acts):
    file, source = chronicle.load_other_pairs()
    (others,) = source.read(file)
    every = [*acts, *others.tables["acts"].to_pylist()]
    assert {a["record_id"]: wrong for a in every if (wrong := misplaced(a))} == {}
    third = [a["record_id"] for a in every if "USA" in a["actors"] and "USA" in a["targets"]]
    assert third == []


#: Strengths that an act of a form has: a plan of one is less than the deed.
STRENGTHS: dict[str, tuple[int, ...]] = {
    "joint-veto": (6,),
    "use-of-force": (2, 6),
    "joint-patrol": (5,),
    "joint-exercise": (2, 5),
    "agreement": (
        2,
        3,
        5,
    ),  # 2: a draft or promise of one, 5: a treaty of friendship, partnership, defence or borders
    "institution-building": (2, 3),
    "joint-initiative": (2, 3, 4),  # 3: they decide, 4: they put sanctions on a third
    **dict.fromkeys(("deference", "joint-abstention", "joint-vote"), (1, 2)),
    "consultation": (1, 2, 3),
    "summit": (1, 2, 3, 5),
}
VOTE_UNITS = {"votes in favour", "votes against", "abstentions"}
SPELLED = """none nil,one a an first,two second twice double doubled,three third triple tripling,four fourth,
    five fifth,six sixth,seven seventh,eight eighth,nine ninth,ten tenth decade decades,eleven eleventh,
    twelve twelfth year's,thirteen thirteenth,fourteen,fifteen fifteenth,sixteen,seventeen,eighteen
    eighteenfold,nineteen,twenty twentieth"""
VALUES = {word: n for n, words in enumerate(SPELLED.split(",")) for word in words.split()}
VALUES |= {"thirty": 30, "thirtieth": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70}
VALUES |= {"hundred": 100, "thousand": 1000, "quarter": 25, "fifths": 80, "tenths": 90}
PARTS = {"half": (50, 0.5, 1.5), "third": (33,), "fifth": (20,)}


def read_numbers(sentence: str) -> set[float]:
    """Return the numbers of a sentence in figures and in words, and parts of a hundred."""
    words = [w.strip(".;:()") for w in sentence.lower().replace(",", "").replace("-", " ").split()]
    values = [VALUES.get(w, 0) for w in words]
    tens = {a + b for a, b in pairwise(values) if a >= 20 and 0 < b < 10}
    parts = {n for w in words for n in PARTS.get(w, ())}
    return {*values, *tens, *parts, *map(float, re.findall(r"\d+(?:\.\d+)?", sentence.replace(",", "")))}


def misread(act: dict) -> list[str]:
    """What breaks the rules on the strength and the numbers of a fact."""
    fact, form = act["fact"], act["forms"][0]
    fits = fact["strength"] in STRENGTHS.get(form, range(1, 7))
    measured = [n for n in fact["numbers"] if n["unit"] not in VOTE_UNITS]
    values = {abs(n[k]) for n in measured for k in ("n", "to") if n[k] is not None}
    voted = any(c["verb"] in {"vote for", "vote against", "abstain", "veto"} for c in fact["did"])
    recorded = any("docs.un.org" in (c["url"] or "") for c in act["citations"])
    return [
        *([] if fits else [f"{form} of strength {fact['strength']}"]),
        *(f"{v:g} is not in the sentence" for v in values - read_numbers(act["summary"])),
        *(["no result of the vote"] if voted and recorded and len(measured) == len(fact["numbers"]) else []),
    ]


def test_strengths_fit_forms_and_numbers_stand_in_the_sentence_or_are_votes(acts):
    file, source = chronicle.load_other_pairs()
    (others,) = source.read(file)
    every = [*acts, *others.tables["acts"].to_pylist()]
    assert {a["record_id"]: wrong for a in every if a["fact"] and (wrong := misread(a))} == {}


def test_a_late_copy_does_not_make_an_event_late(acts):
    known = {a["record_id"].removeprefix("chronicle:"): a["known_on"] for a in acts}
    assert known["afg-troika-apr-2019"] == date(2019, 4, 26)  # was lost until a copy of 2021
    assert known["good-neighbour-treaty-2001"] == date(2001, 7, 16)
    assert known["friction-nsr-2012"] > date(2020, 1, 1)  # told by a study years later


def test_views_are_no_acts(shipped):
    views = {v["record_id"]: v for v in shipped.tables["attributions"].to_pylist()}
    assert len(views) == 23
    view = views["chronicle:view-ven-nebenzia-2019"]
    assert (view["speaks_for"], view["about"], view["hotspots"]) == (["RUS"], ["USA"], ["venezuela"])
    assert not {a["record_id"] for a in shipped.tables["acts"].to_pylist()} & set(views)


def test_a_state_outlet_is_a_party_only_where_its_state_is_concerned():
    tass = outlet("https://tass.com/world/1", None)
    assert tass.evidence({"CHN", "RUS"}) == "state-media"
    assert tass.evidence({"CHN", "PAK"}) == "press"
    embassy = outlet("http://ph.china-embassy.gov.cn/eng/x.htm", None)
    assert embassy.evidence({"CHN"}) == "party-statement"
    assert outlet("https://example.org/x", None) is None
    assert outlet(None, "dgrtwo/unvotes: data/un_votes.rda").kind == "data-set"


@pytest.mark.parametrize(
    ("published", "kind", "known"),
    [
        ("2019-03-01", "press", date(2019, 3, 1)),
        ("2019-02-01", "press", date(2019, 2, 28)),  # never before the fact itself
        ("2019-03", "press", date(2019, 3, 31)),  # a month counts from its last day
        ("2022", "analysis", date(2022, 12, 31)),
        ("2022", "official-record", date(2019, 2, 28)),  # votes are cast in public
        (None, "press", date(2019, 2, 28)),
    ],
)
def test_when_a_fact_could_first_be_known(published, kind, known):
    assert chronicle.known_on(date(2019, 2, 28), [{"published": published, "kind": kind}]) == known


def test_the_earliest_of_several_publications_counts():
    late, early = {"published": "2021", "kind": "press"}, {"published": "2019-05-02", "kind": "press"}
    assert chronicle.known_on(date(2019, 5, 1), [late, early]) == date(2019, 5, 2)


def test_nothing_is_known_before_it_happened(acts):
    assert all(a["known_on"] >= a["date_from"] for a in acts)
    vague = [a for a in acts if a["known_on"] < a["date_to"]]
    assert all(a["precision"] != "day" for a in vague)  # a report within the month or year of the act


def test_another_pair_may_have_its_chronicle():
    batch = read(HEAD, FACT)
    (act,) = batch.tables["acts"].to_pylist()
    assert (act["record_id"], act["deed"], act["polarity"]) == ("chronicle:elysee-2019", False, "cooperation")
    assert batch.coverage[0].states == {"FRA", "DEU"}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"actors": ["FRA", "XXX"]}, "unknown-state"),
        ({"actors": []}, "actors"),
        ({"actors": ["FRA", "FRA"]}, "actors"),
        ({"targets": "USA"}, "targets"),
        ({"hotspot": "moon"}, "unknown-hotspot"),
        ({"form": "friendship"}, "unknown-form"),
        ({"domain": "sport"}, "unknown-domain"),
        ({"toward_third": "maybe"}, "unknown-toward_third"),
        ({"kind": "rumour"}, "unknown-kind"),
        ({"modality": "sung"}, "unknown-modality"),
        ({"date": "2019-02-30"}, "date"),
        ({"date": "1999-02-01"}, "date"),
        ({"deed": "yes"}, "deed"),
        ({"summary": " "}, "summary"),
        ({"summary": "\ud800"}, "encoding"),
        ({"sources": []}, "sources"),
        ({"sources": [{"title": "x"}]}, "sources"),
        ({"sources": [{"title": "x", "url": "https://example.org/"}]}, "unknown-outlet"),
        ({"sources": [{"title": "x", "url": "https://tass.com/", "published": "soon"}]}, "published"),
        ({"sources": [{"title": "x", "url": "https://news-pravda.com/x"}]}, "refused-outlet"),
        ({"public_since": "2019"}, "public_since"),
        ({"public_since": "2019-01-21"}, "public_since"),
        ({"symbols": "S/2019/186"}, "symbols"),
        ({"symbols": ["resolution 2593"]}, "symbols"),
        ({"colour": "red"}, "field"),
    ],
)
def test_a_wrong_fact_is_a_reject_with_its_reason(change, reason):
    batch = read(HEAD, FACT | change, FACT | {"id": "good-2019"})
    assert batch.accepted == 1
    assert [(r.row_no, r.reason) for r in batch.rejects] == [(2, reason)]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"about": []}, "about"),
        ({"about": ["XXX"]}, "unknown-state"),
        ({"speaks_for": "FRA"}, "speaks_for"),
        ({"speaker": ""}, "speaker"),
        ({"form": "agreement"}, "field"),
        ({"id": "elysee-2019"}, "twice"),
    ],
)
def test_a_wrong_view_is_a_reject_with_its_reason(change, reason):
    batch = read(HEAD, FACT | {"id": "good-2019"}, VIEW | change, *([FACT] if "id" in change else []))
    assert {r.reason for r in batch.rejects} == {reason}
    assert batch.tables["attributions"].num_rows == 0


def test_a_view_is_known_when_it_was_published():
    (view,) = read(HEAD, VIEW).tables["attributions"].to_pylist()
    assert (view["known_on"], view["speaks_for"]) == (date(2019, 4, 2), [])


def test_repeats_are_set_aside_and_contradictions_refused():
    other = FACT | {"id": "other-2019"}
    batch = read(HEAD, FACT, FACT, "", other, other | {"summary": "Something else."}, "{not json")
    assert batch.set_aside == {"header": 1, "repeat": 1, "blank line": 1}
    # Of two lines that contradict each other neither is taken, whichever comes first.
    assert sorted((r.row_no, r.reason) for r in batch.rejects) == [(5, "twice"), (6, "twice"), (7, "json")]


@pytest.mark.parametrize(
    "head", ["", "[]", {"chronicle": "x"}, HEAD | {"first": "2021"}, HEAD | {"states": "CHN"}]
)
def test_without_a_right_head_nothing_is_read(head):
    with pytest.raises(SourceError, match="first line"):
        read(head, FACT)


def test_recognises_by_its_first_line():
    source = chronicle.SOURCES[0]
    assert source.recognises(Sample("x.txt", json.dumps(HEAD).encode() + b"\n{cut"))
    assert not source.recognises(Sample("chronicle.jsonl", json.dumps(FACT).encode()))
    assert not source.recognises(Sample("chronicle.jsonl", b"[" * 100_000))
