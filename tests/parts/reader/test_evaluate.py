"""The scorer on cases counted by hand, and the bars on the labelled sets beside the repository."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from comity.errors import QuestionError
from comity.parts.reader.coders.conformance import check_coder
from comity.parts.reader.coders.rule_coder import RuleCoder
from comity.records.coded_acts import CodedAct, Document
from training.scores import (
    LabelledDocument,
    LabelledItem,
    claim_of,
    evaluate,
    read_gold,
    tally,
)


def claim(
    actors: str, partners: str = "", *, polarity: str = "cooperation", forms: str = "summit", **more: object
):  # type: ignore[no-untyped-def]
    base = {
        "actors": actors.split(),
        "partners": partners.split(),
        "targets": [],
        "hotspots": ["bilateral"],
        "forms": forms.split(),
        "polarity": polarity,
        "toward_us": "none",
        "start": 0,
        "end": 10,
    }
    return claim_of({**base, **more})


def test_pairs_follow_the_codebook() -> None:
    assert claim("CHN RUS", "IRN").pairs == {("CHN", "RUS"), ("CHN", "IRN"), ("IRN", "RUS")}
    assert claim("CHN RUS", "USA", polarity="friction").pairs == {("CHN", "USA"), ("RUS", "USA")}
    assert claim("DEU", "CHN RUS").pairs == {("CHN", "DEU"), ("DEU", "RUS")}


def test_names_are_folded_and_general_is_not_scored() -> None:
    got = claim(
        "CHN RUS", forms="joint-veto general arms-transfer joint-patrol", hotspots=["sudan", "regional-orgs"]
    )
    assert got.forms == {"joint-vote", "defence-tie", "joint-exercise"}
    assert got.hotspots == {"africa", "central-asia"}


def test_counts_of_one_item_by_hand() -> None:
    gold = [
        claim("CHN RUS", forms="summit trade-tie"),
        claim("CHN", "JPN", polarity="friction", forms="divergence"),
    ]
    said = [claim("CHN RUS", forms="summit energy-tie"), claim("CHN", "JPN", forms="general")]
    got = tally(gold, said, ("CHN", "RUS"))
    assert got["relevant"] == (1, 1, 1)
    assert got["actor"] == (3, 3, 3)
    assert got["pair"] == (1, 2, 2)  # CHN-JPN has the wrong polarity
    assert got["polarity"] == (1, 2, 2)
    assert got["CHN-RUS cooperation"] == (1, 1, 1)
    assert got["form"] == (1, 2, 3)
    assert got["form: trade-tie"] == (0, 0, 1)
    assert got["hotspot"] == (1, 1, 1)
    assert got["evidence"] == (2, 2, 2)


def test_optional_claims_are_neither_right_nor_wrong() -> None:
    loose = claim("RUS", "IND", forms="hedging", optional=True)
    assert "relevant" not in tally([loose], [])
    assert "relevant" not in tally([loose], [claim("RUS", "IND")])
    got = tally([loose], [claim("RUS", "IND", forms="hedging summit")])
    assert got["pair"] == (0, 0, 0)
    assert got["form"] == (0, 1, 0)  # summit is still wrong
    both = tally([loose, claim("CHN RUS")], [claim("CHN RUS")])
    assert both["pair"] == (1, 1, 1)


def test_evidence_needs_half_of_the_union() -> None:
    gold = [claim("CHN RUS", start=0, end=100)]
    assert tally(gold, [claim("CHN RUS", start=0, end=50)])["evidence"] == (1, 1, 1)
    assert tally(gold, [claim("CHN RUS", start=0, end=49)])["evidence"] == (0, 1, 1)
    assert tally(gold, [claim("CHN RUS", start=0, end=100), claim("CHN IRN", start=0, end=100)])[
        "evidence"
    ] == (1, 2, 1)


class Fixed:
    """A coder that says what it is told to say: each document's first word is joined with the next."""

    name = "fixed/1"

    def code(self, document: Document) -> list[CodedAct]:
        if not document.text:
            return []
        return [
            CodedAct(
                ("CHN", "RUS"),
                (),
                (),
                ("bilateral",),
                ("summit",),
                "diplomatic",
                "cooperation",
                False,
                "none",
                "USA",
                "asserted",
                None,
                0,
                len(document.text),
                0,
                1,
                self.name,
                ("r",),
                0.5,
            )
        ]


def gold_of(*labelled: bool) -> list[LabelledDocument]:
    return [
        LabelledDocument(
            Document(str(n), "x" * 10), (LabelledItem(0, 10, [claim("CHN RUS")] if yes else []),)
        )
        for n, yes in enumerate(labelled)
    ]


def test_shares_and_interval_of_a_known_coder() -> None:
    rows = {r["measure"]: r for r in evaluate(Fixed(), gold_of(True, True, True, False)).to_pylist()}
    pair = rows["pair"]
    assert (pair["precision"], pair["recall"], pair["said"], pair["labelled"]) == (0.75, 1.0, 4, 3)
    assert pair["f1"] == pytest.approx(6 / 7)
    assert pair["low"] <= pair["f1"] <= pair["high"]
    assert rows["form macro"]["f1"] == pytest.approx(6 / 7)


def test_nothing_labelled_is_refused() -> None:
    with pytest.raises(QuestionError):
        evaluate(Fixed(), [])


def test_a_coder_that_breaks_a_promise_is_caught() -> None:
    check_coder(Fixed(), [Document("a", "x")])

    class Outside(Fixed):
        def code(self, document: Document) -> list[CodedAct]:
            acts = super().code(document)
            return [replace(a, end=len(document.text) + 1) for a in acts]

    with pytest.raises(AssertionError, match="offsets"):
        check_coder(Outside(), [Document("a", "x")])


BARS = {
    "news_gold_dev.jsonl": {
        "actor": 0.85,
        "pair": 0.78,
        "hotspot": 0.75,
        "form": 0.70,
        "polarity": 0.93,
        "toward US": 0.90,
        "evidence": 0.70,
    },
    "prose_gold_dev.jsonl": {
        "relevant": 0.76,
        "pair": 0.58,
        "hotspot": 0.65,
        "form": 0.48,
        "rare forms": 0.38,
    },
}


@pytest.mark.real
@pytest.mark.parametrize("name", BARS)
def test_the_default_coder_reads_the_labelled_sets(shared_data: Path, name: str) -> None:
    folder = shared_data / "text"
    documents = folder / "prose_docs_dev.jsonl" if name.startswith("prose") else None
    got = {
        r["measure"]: r["f1"] for r in evaluate(RuleCoder(), read_gold(folder / name, documents)).to_pylist()
    }
    assert {m: round(got[m], 2) for m, bar in BARS[name].items() if got[m] < bar} == {}


@pytest.mark.real
def test_the_labelled_documents_keep_the_promises(shared_data: Path) -> None:
    lines = (shared_data / "text" / "prose_docs_dev.jsonl").read_text("utf-8").splitlines()
    docs = [
        Document(d["id"], d["text"], date.fromisoformat(d["date"]), d["title"])
        for d in map(json.loads, lines)
    ]
    check_coder(RuleCoder(), docs)
