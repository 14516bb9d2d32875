"""The question of a finding is made from its kind and its subject, by sentences in a data file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import comity
from comity.errors import VocabularyError
from comity.records.details import DETAILS
from comity.records.kinds import NO_SUBJECT, Kind, Subject, question, read, sentences

BOTH = ("CHN", "USA")


@pytest.mark.parametrize(
    ("kind", "subject", "words"),
    [
        (
            Kind.TOGETHER,
            NO_SUBJECT,
            "How often did they act together on record, hedging alike and what was denied included?",
        ),
        (
            Kind.CO_ACTION,
            Subject(states=BOTH, place="syria"),
            "Do China and United States act together toward Syria more than chance and circumstance explain?",
        ),
        (
            Kind.FOLLOW,
            Subject(states=BOTH, place="arctic"),
            "Toward the Arctic, does China follow the United States or the United States follow China?",
        ),
        (Kind.FOLLOW, NO_SUBJECT, "Who follows?"),
        (
            Kind.JOINT_VETOES,
            Subject(states=("CHN", "FRA", "RUS")),
            "How often did China, France and Russia veto the same draft?",
        ),
        (
            Kind.LONE_VETOES,
            Subject(states=("FRA", "CHN", "RUS"), place="syria"),
            "How often did France veto a draft without China or Russia on Syria?",
        ),
        (
            Kind.BEYOND_POSITION,
            Subject(states=BOTH, topic="human rights", span="2007 to 2013"),
            "Did China and United States vote alike more than their positions say on human rights, "
            "2007 to 2013?",
        ),
        (Kind.LEDGER_QUESTION, Subject(words="Will {it} [rain]?"), "Will {it} [rain]?"),
    ],
)
def test_a_question_in_words(kind: Kind, subject: Subject, words: str) -> None:
    assert question(kind, subject) == words


def test_every_kind_has_sentences_and_details_are_of_kinds() -> None:
    assert set(sentences()) == set(Kind)
    assert set(DETAILS) <= set(Kind)


def test_a_subject_that_fills_no_sentence_is_refused() -> None:
    with pytest.raises(VocabularyError, match="no sentence can be filled"):
        question(Kind.CO_ACTION, Subject(states=BOTH))


WHOLE = "\n".join(f"{k.value}: Is it?" for k in Kind)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (WHOLE + "\nnonsense: Is it?", "is no kind of finding"),
        (WHOLE.replace("rung: Is it?", "", 1), "needs a sentence"),
        (WHOLE.replace("rung: Is it?", "rung: []", 1), "needs a sentence"),
        (WHOLE.replace("rung: Is it?", "rung: Is {who}?", 1), "is no blank"),
        (WHOLE.replace("rung: Is it?", "rung: It is.", 1), "question mark"),
        ("[a, b]", "must map each kind"),
    ],
)
def test_a_mistake_in_the_file_is_named(text: str, reason: str) -> None:
    read(WHOLE)
    with pytest.raises(VocabularyError, match=reason):
        read(text)


def test_every_kind_of_finding_is_made_somewhere() -> None:
    """A question that nothing answers is a word too many."""
    package = Path(comity.__file__).parent
    code = "".join(p.read_text("utf-8") for p in package.rglob("*.py") if p.parent.name != "records")
    assert [kind.name for kind in Kind if not re.search(rf"\bKind\.{kind.name}\b", code)] == []
