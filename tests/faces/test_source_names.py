"""Sources by name: a question of a finding names no id, nor does why it cannot be told."""

from __future__ import annotations

from comity.faces.cli import _findings
from comity.faces.present import source_names
from comity.records.finding import cannot_tell
from comity.records.kinds import Kind, Subject
from comity.sources import registry


def test_a_question_and_why_it_is_not_told_name_the_source() -> None:
    about = Subject(states=("CHN", "RUS"), source="icews_dyads", span="since 2012")
    untold = cannot_tell(Kind.SIGN_SILENCE, about, "only 3 pairs are in sight by icews_dyads", method="x/1")
    assert "icews_dyads" in untold.question
    asked, why = source_names.question(untold), _findings.answer(untold)
    name = registry.title("icews_dyads")
    assert name in asked
    assert name in why
    assert "icews_dyads" not in asked + why


def test_inside_a_sentence_a_source_is_named_to_its_first_comma() -> None:
    assert registry.in_sentence("chronicle") == "the chronicle of sourced acts"
    assert registry.in_sentence("sipri_transfers") == "SIPRI Arms Transfers Database"
    assert registry.in_sentence("my-own-table") == "my-own-table"
