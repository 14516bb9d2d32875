"""The default coder: the promises of the interface, its lexicon's own examples, hard cases by hand."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.parts.reader.coders.conformance import check_coder
from comity.parts.reader.coders.rule_coder import RuleCoder, is_english
from comity.parts.reader.lexicon import rules
from comity.records.coded_acts import CodedAct, Document
from training.news import NewsLayoutCoder
from training.sentences import LayoutCoder

CODER = RuleCoder()


def read(text: str, published: date | None = date(2023, 6, 1), title: str = "") -> list[CodedAct]:
    return [a for a in CODER.code(Document("d", text, published, title=title)) if a.counts]


def one(text: str, **more: object) -> CodedAct:
    acts = read(text, **more)  # type: ignore[arg-type]
    assert len(acts) == 1, acts
    return acts[0]


def test_keeps_the_promises_of_a_coder() -> None:
    check_coder(CODER)


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("中俄两国举行联合演习。", False),
        ("Россия и Китай провели учения.", False),
        ("Xi Jinping (习近平) meets Putin (Путин) in Moscow and signs a treaty.", True),
        ("", True),
        ("12 – 14", True),
        ("Çağdaş Türkiye", True),
    ],
)
def test_only_english_is_read(text: str, english: bool) -> None:
    assert is_english(text) == english
    assert english or read(text) == []


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                [
                    "Russia",
                    "China",
                    "U.S.",
                    "and",
                    ",",
                    "'s",
                    "veto",
                    "sanctions",
                    "that",
                    "the two",
                    "they",
                    "Beijing",
                    "in",
                    "with",
                    "\n",
                    ".",
                    "-",
                    "–",
                    "’s",
                    "İran",
                    "meets",
                    "President",
                    "visit",
                    "not",
                    "ties",
                ]
            ),
            st.text(max_size=6),
        ),
        max_size=40,
    )
)
def test_any_text_is_read_without_fault(pieces: list[str]) -> None:
    check_coder(CODER, [Document("any", " ".join(pieces), date(2020, 2, 29), title="China and Russia")])


@pytest.mark.parametrize("rule", rules(), ids=lambda r: r.id)
def test_examples_of_a_rule_are_read_by_it(rule) -> None:  # type: ignore[no-untyped-def]
    for example in rule.examples:
        if rule.news in ("alone", "only"):
            layout = NewsLayoutCoder()
            layout.code(Document("news", example, date(2023, 6, 1)))
            assert rule.id in {d.hit.rule.id for s in layout.read for m in s.merged for d in m.drafts}, (
                example
            )
        else:  # told by it in prose, where the rest of the text is weighed too
            prose = LayoutCoder()
            prose.code(Document("prose", example, date(2023, 6, 1), prose=True))
            assert rule.id in {d.hit.rule.id for m in prose.sentences[0].evidence.read for d in m.drafts}
    for counter in rule.counter:
        assert rule.id not in {r for a in read(counter) for r in a.rules}, counter


def test_an_abstention_beside_a_veto_is_deference_of_the_two() -> None:
    act = one("Russia vetoed the draft resolution on Syria and China abstained.")
    assert act.pairs == {("CHN", "RUS")}
    assert (act.forms, act.polarity) == (("deference",), "cooperation")
