"""A record's sentence made short, by hand: what goes, what stays, and what is never dropped."""

from __future__ import annotations

import pytest
from comity.watch.account.clauses import MOST, begins_with_verb, of_others, short

from comity.watch.account.wording import wording

CUTS = wording().clauses
PAIR = ("FRA", "DEU")


def cut(text: str, *members: str, whole: bool = False) -> str:
    return short(text, members or PAIR, PAIR, CUTS, whole=whole)


@pytest.mark.parametrize(
    ("sentence", "clause"),
    [
        ("France and Germany vetoed a draft on the strait.", "vetoed a draft on the strait"),
        ("Both abstained on the text.", "abstained on the text"),
        ("Paris and Berlin jointly opposed the text.", "opposed the text"),
        ("Two months after the talks both still opposed the plan.", "still opposed the plan"),
        ("The two foreign ministers met in Rome.", "the two foreign ministers met in Rome"),
        ("Germany, France, Italy and Spain left the talks.", "left the talks with Italy and Spain"),
        (
            "France, Italy and Germany alone voted against the text.",
            "France, Italy and Germany alone voted against the text",
        ),
        (
            "Germany, France and Spain congratulated Italy on a disputed election.",
            "with Spain, congratulated Italy on a disputed election",
        ),
        (
            "Both vetoed a Spanish draft on the strait calling for free passage and an end of the blockade.",
            "vetoed a Spanish draft on the strait calling for free passage and an end of the blockade",
        ),
        (
            "Both vetoed a Spanish draft on the strait of the two seas calling for free passage of all ships "
            "of trade near its northern end and an end of the long blockade.",
            "vetoed a Spanish draft on the strait of the two seas calling for free passage of all ships of "
            "trade near its northern end",
        ),
        (
            "Both sent ships to guard the strait, the harbour, the two lighthouses of the northern shore and "
            "the coast road after the first raids on both of its ends.",
            "sent ships to guard the strait, the harbour, the two lighthouses of the northern shore and the "
            "coast road",
        ),
    ],
)
def test_what_was_done_by_all(sentence: str, clause: str) -> None:
    assert cut(sentence) == clause


def test_the_subject_stays_where_it_does_not_name_all_who_act() -> None:
    assert cut("France met the envoy.") == "France met the envoy"
    assert cut("France met the envoy.", "FRA") == "met the envoy"
    assert cut("France and Italy met the envoy.", "FRA") == "met the envoy with Italy"


@pytest.mark.parametrize(
    "sentence",
    [
        "Both were reported to have held talks with the rebels in the hills; Paris called the report false.",
        "Both agreed to carry out the sanctions on the island, but jointly opposed the new bases.",
        "Both sent the rebels in the hills arms and money for the war, a newspaper of the capital said.",
    ],
)
def test_what_takes_back_or_attributes_is_never_dropped(sentence: str) -> None:
    whole = sentence.rstrip(".")
    assert cut(sentence) in ("", whole.removeprefix("Both "), f"b{whole[1:]}")


def test_before_a_verb_of_being_the_subject_stays_where_it_is_all() -> None:
    assert cut("Both were among three abstainers.") == "both were among three abstainers"
    assert cut("France and Germany had the council meet.") == "France and Germany had the council meet"
    assert cut("France was among three abstainers.", "FRA") == "was among three abstainers"


def test_what_somebody_says_of_both_is_not_said_of_them() -> None:
    text = "After talks in Rome the envoy said both had agreed to stop the raids."
    assert cut(text) == "after talks in Rome the envoy said both had agreed to stop the raids"


def test_what_sets_one_against_the_other_stands_whole() -> None:
    text = "France voted for the call for a truce on which Germany abstained."
    assert cut(text, whole=True) == text.rstrip(".")


def test_a_clause_is_never_too_long_and_never_dangles() -> None:
    for n in range(3, 60):
        text = "Both opposed " + " ".join(["the old plan for"] * n) + " peace."
        clause = cut(text)
        assert len(clause.split()) <= MOST
        assert not clause or clause.split()[-1] not in CUTS.dangling


def test_they_may_stand_before_a_verb_only() -> None:
    assert begins_with_verb("vetoed a draft", CUTS)
    assert begins_with_verb("again met in Rome", CUTS)
    assert not begins_with_verb("the two met in Rome", CUTS)
    assert not begins_with_verb("Paris met the envoy", CUTS)


@pytest.mark.parametrize(
    ("sentence", "clause"),
    [
        (
            "Both circulated a draft in the session of the first week to lift bans on Spanish wine, fruit "
            "and workers abroad after the summer.",
            "bans on Spanish wine",
        ),
        (
            "Both were among six abstainers as the embargo on Spain passed with the least possible votes.",
            "passed",
        ),
        (
            "Both took part in the drill near the port of the island, the first edition after Spain joined.",
            "drill",
        ),
        (
            "French bombers and German fighters patrolled the Baltic and Bering Seas near it together.",
            "Seas",
        ),
        (
            "Italy showed French missiles in the spring parade of its army beside German guns bought since.",
            "German",
        ),
    ],
)
def test_a_cut_keeps_what_gives_it_sense(sentence: str, clause: str) -> None:
    assert clause in cut(sentence)
    assert not cut(sentence).endswith(("lift bans", "as the embargo", "first edition", "Baltic", "army"))


@pytest.mark.parametrize(
    ("sentence", "clause"),
    [
        (  # of 24 words nothing goes
            "Both signed in Rome a treaty of trade and friendship of the two states for fifty years with a "
            "clause of help in any war.",
            "signed in Rome a treaty of trade and friendship of the two states for fifty years with a clause "
            "of help in any war",
        ),
        (  # a list is not left open, before "and" or before a modifier of one of its parts
            "Both declared in the old town hall of Rome a partnership of trust, set up a hotline of the two "
            "staffs and signed a batch of papers.",
            "",
        ),
        (
            "Both stressed in Rome like views on the harbour of the island, a rule for the great strait in "
            "the far south of the world and the open sea.",
            "",
        ),
        (  # "a year" belongs to the modifier that follows
            "Both sent six ships that were met near the far coast of the island by one Spanish cutter of the "
            "coast guard, a year after the first raid.",
            "sent six ships that were met near the far coast of the island by one Spanish cutter of the "
            "coast guard",
        ),
        (  # those with whom they agreed are not what they agreed on
            "Both agreed with the six other states of the island and the long coast of the two seas in the "
            "north, in the hall of Rome, on a new fund.",
            "",
        ),
        (  # a participle before its noun, or behind its own subject
            "Both flew the first patrol over the long strait of the two great seas in the cold far north of "
            "the old world, prompting Greek warning shots at one of the aircraft.",
            "flew the first patrol over the long strait of the two great seas in the cold far north of the "
            "old world",
        ),
        (  # what the verb needs
            "Both told the four other members of the old club of the western sea that they would never keep "
            "trade with Spain or Italy going without them.",
            "",
        ),
    ],
)
def test_a_cut_leaves_nothing_open(sentence: str, clause: str) -> None:
    assert cut(sentence) == clause


def test_a_cut_keeps_more_than_half() -> None:
    kept = "Paris issued a paper on trade at the "
    rest = "end of the old age that later papers of the two states of the west cite as one line"
    text = f"{kept}{rest}."
    assert cut(text, "FRA") == "", "without its subject it has 26 words"
    assert cut(text, "DEU") == text.rstrip("."), "a whole sentence may be longer"
    assert cut(f"Both sent ships for the first and second and third week {'of war ' * 8}.") == ""


def test_a_participle_at_the_beginning_is_no_verb_of_the_one_that_acts() -> None:
    clause = cut("Asked about camps for exiles, Paris spoke only of order.", "FRA")
    assert not begins_with_verb(clause, CUTS)


def test_what_others_did_to_them_is_told_apart() -> None:
    for told in (
        "The United Kingdom put a French bank under sanctions.",
        "Washington blacklisted a French trader.",
        "Spanish courts froze the shares that Berlin had bought.",
        "South Sudan's president came to Paris for help.",
        "All NATO members called Germany an enabler.",
        "The UN sanctions committee let France supply arms.",
        "Maduro announced a French loan.",
        "EU members agreed to list two German refineries.",
    ):
        assert of_others(told, PAIR, CUTS), told
    for told in (
        "The United Kingdom and France met.",
        "Berlin bought gas from Spain.",
        "The Spanish president said France had sent troops.",
        "As the G7 readied more sanctions Germany restated its opposition.",
        "Special envoy Dupont said that France would help.",
        "A tanker with Spanish oil unloaded near Marseille.",
    ):
        assert not of_others(told, PAIR, CUTS), told
