"""Texts and files made to break a reader end as documents, rejects or one sentence; never as a crash."""

from __future__ import annotations

import os

import pytest
from hostile import TEXTS, files, nasty, put_through
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.parts.reader.coders.rule_coder import RuleCoder
from comity.records.coded_acts import Document
from comity.sources.texts.coding import claims_json

MANY = int(os.environ.get("COMITY_HOSTILE", "250"))
"""Examples of each kind: 250 in every run, 5,000 of each (10,000 in all) where it is asked for."""

CODER = RuleCoder()
HARD = settings(
    max_examples=MANY,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


@HARD
@given(text=TEXTS, prose=st.booleans())
def test_any_text_is_coded_or_left(text: str, prose: bool) -> None:
    document = Document("x", text, title=text[:50], prose=prose)
    for act in CODER.code(document):
        assert 0 <= act.start <= act.trigger_start < act.trigger_end <= act.end <= len(text)
    claims_json(document, CODER.code(document))


@HARD
@given(file=files())
def test_any_file_is_read_rejected_or_refused_in_a_sentence(file: tuple[str, bytes]) -> None:
    put_through(*file, CODER)


NASTY = list(nasty())


@pytest.mark.parametrize(("name", "data"), NASTY, ids=[n for n, _ in NASTY])
def test_files_made_for_one_weakness_do_no_harm(name: str, data: bytes) -> None:
    out = put_through(name, data, CODER)
    # Only that nothing grows with the square of its length, which would take minutes.
    assert out.seconds < 20
