"""The parsing coder on trees set by hand, and two coders that agree or do not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from comity.errors import QuestionError, UnknownNameError
from comity.parts.reader.coders import coder_named
from comity.parts.reader.coders.agreement import BOTH, AgreementCoder
from comity.parts.reader.coders.conformance import SAMPLES, check_coder
from comity.parts.reader.coders.rule_coder import RuleCoder
from comity.records.coded_acts import CodedAct, Document

# word/tag/relation/head (position of the head), as an annotator would draw the tree
TREES = [
    "Japan/PROPN/nsubj/4 and/CCONJ/cc/0 India/PROPN/conj/0 jointly/ADV/advmod/4 veto/VERB/ROOT/4 "
    "a/DET/det/7 draft/NOUN/compound/7 resolution/NOUN/dobj/4 on/ADP/prep/7 Syria/PROPN/pobj/8 "
    "./PUNCT/punct/4",
    "Weapons/NOUN/nsubjpass/2 are/AUX/auxpass/2 sent/VERB/ROOT/2 to/ADP/prep/2 Iran/PROPN/pobj/3 "
    "by/ADP/agent/2 India/PROPN/pobj/5 ./PUNCT/punct/2",
    "The/DET/det/1 minister/NOUN/nsubj/4 of/ADP/prep/1 Japan/PROPN/pobj/2 accuses/VERB/ROOT/4 "
    "France/PROPN/dobj/4 of/ADP/prep/4 lying/VERB/pcomp/6 ./PUNCT/punct/4",
    # Universal Dependencies
    "Japan/PROPN/nsubj/1 has/VERB/root/1 close/ADJ/amod/3 ties/NOUN/obj/1 "
    "with/ADP/case/5 India/PROPN/nmod/3 ./PUNCT/punct/1",
    "India/PROPN/nsubj/1 supplied/VERB/root/1 arms/NOUN/obj/1 to/ADP/case/4 Iran/PROPN/obl/1 ./PUNCT/punct/1",
]


@Language.component("trees_set_by_hand")
def trees_set_by_hand(doc: Doc) -> Doc:
    """Give known sentences their trees and every other a flat one."""
    known = {" ".join(w.split("/")[0] for w in t.split()): t for t in TREES}
    drawn = known.get(" ".join(t.text for t in doc))
    for n, token in enumerate(doc):
        pos, dep, head = drawn.split()[n].split("/")[1:] if drawn else ("X", "dep", "0")
        token.pos_, token.dep_, token.head = pos, dep, doc[int(head)]
    return doc


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pipeline") / "tiny"
    nlp = spacy.blank("en")
    nlp.add_pipe("trees_set_by_hand", name="parser")
    nlp.to_disk(folder)
    return folder


def read(pipeline: Path, text: str, how: str = "spacy") -> list[CodedAct]:
    return coder_named(f"{how}:{pipeline}").code(Document("d", text, date(2021, 3, 1)))


def test_a_group_that_vetoes_is_one_actor(pipeline: Path) -> None:
    (act,) = read(pipeline, "Japan and India jointly veto a draft resolution on Syria.")
    assert act.actors == ("IND", "JPN")
    assert "joint-veto" in act.forms
    assert act.polarity == "cooperation"


def test_who_stands_after_by_acts(pipeline: Path) -> None:
    acts = read(pipeline, "Weapons are sent to Iran by India.")
    assert {(a.parties, a.polarity) for a in acts} == {(("IND", "IRN"), "cooperation")}
    (aid,) = [a for a in acts if "material-aid" in a.forms]
    assert (aid.actors, aid.partners) == (("IND",), ("IRN",))


def test_a_minister_acts_for_the_state_and_friction_has_two_sides(pipeline: Path) -> None:
    (act,) = read(pipeline, "The minister of Japan accuses France of lying.")
    assert (act.actors, act.partners, act.polarity) == (("JPN",), ("FRA",), "friction")


def test_universal_dependencies_are_read_too(pipeline: Path) -> None:
    acts = read(pipeline, "India supplied arms to Iran.")
    assert {a.parties for a in acts} == {("IND", "IRN")}
    (ties,) = read(pipeline, "Japan has close ties with India.")
    assert ties.parties == ("IND", "JPN")


def test_keeps_the_promises_of_a_coder(pipeline: Path) -> None:
    texts = [Document(str(n), " ".join(w.split("/")[0] for w in t.split())) for n, t in enumerate(TREES)]
    check_coder(coder_named(f"spacy:{pipeline}"), [*SAMPLES, *texts])
    check_coder(coder_named(f"rules+spacy:{pipeline}"), [*SAMPLES, *texts])


def test_a_missing_pipeline_is_told_with_a_hint(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="spaCy finds no pipeline called 'no_such_model'"):
        coder_named("spacy:no_such_model")
    spacy.blank("en").to_disk(tmp_path / "bare")
    with pytest.raises(QuestionError, match="has no parser"):
        coder_named(f"spacy:{tmp_path / 'bare'}")


@pytest.mark.parametrize("name", ["rule", "rules:x", "spacey:en", ""])
def test_an_unknown_coder_is_told(name: str) -> None:
    with pytest.raises(UnknownNameError):
        coder_named(name)


def test_what_must_stand_after_the_colon_is_asked_for() -> None:
    with pytest.raises(QuestionError, match="--coder spacy:MODEL"):
        coder_named("spacy")
    with pytest.raises(QuestionError, match="At most two"):
        coder_named("rules+rules+rules")


def test_acts_that_two_coders_find_are_marked_and_trusted_more(pipeline: Path) -> None:
    text = "Japan and India jointly veto a draft resolution on Syria."
    (alone,) = RuleCoder().code(Document("d", text, date(2021, 3, 1)))
    (parsed,) = read(pipeline, text)
    (both,) = read(pipeline, text, "rules+spacy")
    assert BOTH in both.rules
    assert both.confidence == round(1 - (1 - alone.confidence) * (1 - parsed.confidence), 3)
    assert both.confidence > max(alone.confidence, parsed.confidence)
    assert both.coder.startswith("rules/")
    assert "+spacy:" in both.coder


class Silent:
    """A coder that finds nothing."""

    name = "silent/1"

    def code(self, document: Document) -> list[CodedAct]:
        return []


@pytest.mark.parametrize("order", [(RuleCoder(), Silent()), (Silent(), RuleCoder())])
def test_what_one_finds_alone_is_kept_as_it_is(order) -> None:  # type: ignore[no-untyped-def]
    document = Document("d", "Japan and India hold a naval drill.", date(2021, 3, 1))
    (alone,) = RuleCoder().code(document)
    (kept,) = AgreementCoder(*order).code(document)
    assert BOTH not in kept.rules
    assert (kept.confidence, kept.forms) == (alone.confidence, alone.forms)
