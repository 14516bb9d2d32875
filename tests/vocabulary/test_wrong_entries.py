"""Wrong entries are refused with file, key and reason, one small broken text each."""

from __future__ import annotations

import pytest

from comity.errors import VocabularyError
from comity.vocabulary import bodies, forms, hotspots, load, not_states, states
from comity.vocabulary.load import data_text

S = "code,name,from,to,heir,region\n"
N = "state,system,value,from,to,lang\n"


@pytest.mark.parametrize(
    ("text", "where", "why"),
    [
        ("code,name\nRUS,Russia\n", "line 1", "columns must be"),
        (S + "RU,Russia,,,,europe\n", "line 2", "three-letter"),
        (S + "RU1,Russia,,,,europe\n", "line 2", "three-letter"),
        (S + "RUS,Russia,,,,europe\nRUS,Russia,,,,europe\n", "line 3", "stands twice"),
        (S + "RUS,Russia,,,,atlantis\n", "line 2", "not one of africa"),
        (S + "RUS,,,,,europe\n", "line 2", "no name"),
        (S + "RUS,Russia,1991-13,,,europe\n", "line 2", "is not a date"),
        (S + "RUS,Russia,26.12.1991,,,europe\n", "line 2", "is not a date"),
        (S + "SUN,Soviet Union,1991,1922,,europe\n", "line 2", "before it begins"),
        (S + "SUN,Soviet Union,1922,1991,RUS,europe\n", "SUN", "is not a state"),
        (S + "SUN,Soviet Union,1922,,SUN,europe\n", "SUN", "heir but no end"),
        (S + "RUS,Russia,,,europe\n", "line 2", "needs 6 fields"),
        (S + "RUS,Russia,,,,europe,more\n", "line 2", "needs 6 fields"),
    ],
)
def test_wrong_states(text: str, where: str, why: str) -> None:
    with pytest.raises(VocabularyError, match=why) as told:
        states.read_states(text, "states.csv")
    assert (told.value.file, told.value.key) == ("states.csv", where)


@pytest.mark.parametrize(
    ("text", "where", "why"),
    [
        (N + "XXX,fips,RS,,,\n", "line 2", "'XXX' is not a state"),
        (N + "RUS,fisp,RS,,,\n", "line 2", "'fisp' is not one of"),
        (N + "RUS,fips, ,,,\n", "line 2", "blank"),
        (N + "RUS,name,Russie,,,fr\n", "line 2", "'fr' is not one of"),
        (N + "RUS,cow,365,1991-02-30,,\n", "line 2", "is not a date"),
        (N + "RUS,cow,365,1992,1991,\n", "line 2", "before it begins"),
        (N + "RUS,fips,RS,,,\nRUS,fips,RS,,,\n", "lines 2 and 3", "the same twice"),
        (N + "RUS,fips,RS,,,\nSRB,fips,rs,,,\n", "lines 2 and 3", "RUS and SRB on the same day"),
        (
            N + "SUN,cow,365,,1991-12-26,\nCHN,cow,710,,,\nRUS,cow,365,1991-12-26,,\n",
            "lines 2 and 4",
            "SUN and RUS on the same day",
        ),
        (N + 'RUS,name,Russia’s,,,en\nSRB,name,"RUSSIA\'S",,,en\n', "lines 2 and 3", "same day"),
    ],
)
def test_wrong_names(text: str, where: str, why: str) -> None:
    with pytest.raises(VocabularyError, match=why) as told:
        states.read_names(text, "names.csv", ["RUS", "SUN", "SRB", "CHN"])
    assert (told.value.file, told.value.key) == ("names.csv", where)


def test_spans_that_touch_do_not_clash() -> None:
    text = N + "SUN,cow,365,,1991-12-25,\nRUS,cow,365,1991-12-26,,\nSRB,iso2,RS,,,\nRUS,fips,RS,,,\n"
    assert len(states.read_names(text, "names.csv", ["RUS", "SUN", "SRB"])) == 4


BODY = "X: {name: X body, kind: union, aliases: [], western: false}\n"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("- a list", "mapping of ids"),
        (BODY + BODY, "written twice: X"),
        (BODY.replace("union", "axis"), "'axis' is not one of"),
        (BODY.replace(", western: false", ""), "western: is missing"),
        (BODY.replace("false", "'no'"), "must be a bool"),
        (BODY.replace("[]", "none"), "must be a list"),
        (BODY.replace("western", "eastern"), "eastern: is not a key here"),
        (BODY.replace("[]", "["), "line 1|line 2"),
    ],
)
def test_wrong_bodies(text: str, why: str) -> None:
    with pytest.raises(VocabularyError, match=why):
        bodies.read_bodies(text, "bodies.yaml")


def test_one_word_for_two_bodies() -> None:
    known = bodies.read_bodies(BODY + BODY.replace("X:", "Y:"), "bodies.yaml")
    with pytest.raises(VocabularyError, match="Y: 'X body' already stands for X"):
        bodies.names_of(known, "bodies.yaml")


FORM = (
    "{id}: {{name: A, short: a, part_of: '{part}', rung: {rung}, deed: true, polarity: cooperation, "
    "roles: symmetric, definition: d, example: e}}\n"
)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (FORM.format(id="a", part="b", rung="joint"), "'b' is not a form"),
        (FORM.format(id="a", part="", rung="close"), "'close' is not one of apart"),
        (FORM.format(id="a", part="", rung="apart"), "apart for friction"),
        (FORM.format(id="a", part="", rung="joint").replace("short: a", "short: " + "a" * 19), "longer"),
        (
            FORM.format(id="a", part="", rung="joint")
            + FORM.format(id="b", part="a", rung="joint")
            + FORM.format(id="c", part="b", rung="joint"),
            "'b' is itself a part",
        ),
    ],
)
def test_wrong_forms(text: str, why: str) -> None:
    with pytest.raises(VocabularyError, match=why):
        forms.read_forms(text, "forms.yaml")


def _hotspot(old: str = "", new: str = "") -> str:
    text = data_text("hotspots/venezuela.yaml")
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("states: [VEN]", "states: [VEN, ZZZ]", "states: 'ZZZ' is not a state"),
        ("geo: [VEN]", "geo: [VE]", "geo: 'VE' is not a state"),
        ("bodies: [LIMA]", "bodies: [RIO]", "bodies: 'RIO' is not a body"),
        ("core_interest_of: []", "core_interest_of: [EUU]", "'EUU' is not a state"),
        ("own: false", "own: maybe", "must be a bool"),
        ("own: false", "owner: false", "owner: is not a key here"),
        ("vote_issues: []", "vote_issues: [xx]", "'xx' is not one of"),
        ("text_terms:", "text_terms:\n  - '(Caracas'", "no regular expression"),
        ("text_terms:", "text_terms:\n  - 'x*'", "matches everything"),
        ("lat: 10.49", "lat: 100.0", "off the map"),
        ("lat: 10.49", "lat: north", "must be a float"),
        ('part_of: ""', 'part_of: ""\nsince: 2020\nuntil: 2019', "lies before since"),
        ('part_of: ""', 'part_of: ""\nsince: 2020-02-30', "is not a date"),
        ('part_of: ""', 'part_of: ""\npart_of: ""', "written twice: part_of"),
        ('part_of: ""', "", "part_of: is missing"),
    ],
)
def test_wrong_hotspots(old: str, new: str, why: str) -> None:
    hotspots.read_hotspot(_hotspot(), "venezuela.yaml", "venezuela")
    with pytest.raises(VocabularyError, match=why):
        hotspots.read_hotspot(_hotspot(old, new), "venezuela.yaml", "venezuela")


@pytest.mark.parametrize(
    ("of", "old", "new", "why"),
    [
        ("atlantis", "", "", "'atlantis' is not a hotspot"),
        ("sudan", "", "", "'sudan' is itself a part"),
        ("africa", "", "", "VEN is not in africa"),
    ],
)
def test_wrong_parts(of: str, old: str, new: str, why: str) -> None:
    part = hotspots.read_hotspot(_hotspot('part_of: ""', f"part_of: {of}"), "v.yaml", "v")
    with pytest.raises(VocabularyError, match=why):
        hotspots.check_parts({**hotspots.all_hotspots(), "v": part}, "hotspots")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("fisp: {HK: {kind: territory, what: Hong Kong, of: CHN}}", "is not a code system"),
        ("fips: {HK: {kind: island, what: Hong Kong, of: CHN}}", "'island' is not one of"),
        ("fips: {HK: {kind: territory, what: Hong Kong, of: XXX}}", "'XXX' is not a state"),
        ("fips: {NO: {kind: territory, what: a YAML boolean}}", "written in quotes"),
        ("fips: {RS: {kind: unknown, what: Russia}}", "is a state in names.csv"),
    ],
)
def test_wrong_not_states(text: str, why: str) -> None:
    with pytest.raises(VocabularyError, match=why):
        not_states.read_not_states(text, "not_states.yaml")


def test_wrong_words() -> None:
    with pytest.raises(VocabularyError, match="stances: must be a mapping"):
        load.read_words("domains: {military: forces}\nstances: [with]\n", "words.yaml")
