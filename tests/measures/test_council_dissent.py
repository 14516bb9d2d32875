"""Dissent in the Security Council: counted by hand, then the figures of the real lists."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from vote_worlds import ballots, roll_calls

from comity.measures.votes import council_dissent as measure
from comity.measures.votes.council_dissent import CouncilTexts
from comity.records.finding import Finding
from comity.records.kinds import Kind, Subject
from comity.sources.base import SourceFile
from comity.sources.registry import get

OTHERS = [f"{a}{b}{c}" for a, b, c in zip("ABCDEFGHIJKLM", "ABCDEFGHIJKLM", "ABCDEFGHIJKLM", strict=True)]


def world(*texts: tuple[str, str, str]) -> CouncilTexts:
    """Texts a year apart from 2001: votes of China and of Russia, and the subject; all others vote yes."""
    days = [date(2001 + k, 6, 1) for k in range(len(texts))]
    ids = [f"UNSC:S/RES/{k}" for k in range(len(texts))]
    rows = [
        (ids[k], state, choice, days[k])
        for k, (china, russia, _) in enumerate(texts)
        for state, choice in [("CHN", china), ("RUS", russia), *((o, "yes") for o in OTHERS)]
    ]
    calls = roll_calls(ids, days, issues=[[t[2]] if t[2] else [] for t in texts], adopted=[True] * len(texts))
    return CouncilTexts.read(ballots(rows), calls)


WORLD = (
    ("abstain", "abstain", "SYRIA"),
    ("abstain", "absent", "SYRIA"),
    ("yes", "abstain", "HAITI"),
    ("abstain", "yes", "HAITI"),
    ("yes", "no", ""),
    ("yes", "yes", ""),
    ("yes", "yes", ""),
    ("yes", "yes", "HAITI"),
)


def by_kind(findings: list[Finding]) -> Mapping[Kind, list[Finding]]:
    return {k: [f for f in findings if f.kind is k] for k in {f.kind for f in findings}}


def test_counts_and_rates_by_hand() -> None:
    of = by_kind(measure.dissent(world(*WORLD), "RUS", "CHN"))
    (both,), (shared,) = of[Kind.COUNCIL_DISSENT], of[Kind.COUNCIL_SHARED]
    assert (both.value, both.n) == (2 / 8, 8)
    assert (shared.value, shared.n) == (2 / 5, 5)
    assert [(f.subject.state, f.value) for f in of[Kind.COUNCIL_LONE]] == [("CHN", 1), ("RUS", 2)]
    # China joined 2 of the 4 from which Russia withheld; Russia 2 of China's 3
    joined = [(f.subject.state, f.value, f.n) for f in of[Kind.COUNCIL_JOINED]]
    assert joined == [("CHN", 2 / 4, 4), ("RUS", 2 / 3, 3)]
    assert both.records == ("made:1", "made:0"), "newest first"
    assert both.detail.subjects == 5, "Syria, Haiti, and three texts without a subject"
    assert both.question.startswith("How often did China and Russia both withhold their yes")


def test_a_text_not_adopted_or_with_votes_unknown_does_not_count() -> None:
    days, ids = [date(2001, 1, 1), date(2002, 1, 1)], ["UNSC:1", "UNSC:2"]
    of_all = [(ids[0], s, "abstain", days[0]) for s in ("CHN", "RUS", *OTHERS)]
    of_two = [(ids[1], s, "abstain", days[1]) for s in ("CHN", "RUS")]
    cast = ballots([*of_all, *of_two])
    failed = CouncilTexts.read(cast, roll_calls(ids, days, adopted=[False, True]))
    assert not failed.matrix.roll_calls
    assert CouncilTexts.read(cast, roll_calls(ids, days, adopted=[True, True])).matrix.roll_calls == (
        "UNSC:1",
    )


def test_who_was_no_member_cannot_be_told() -> None:
    (only,) = measure.dissent(world(*WORLD), "CHN", "BRA")
    assert only.value is None
    (early,) = measure.dissent(world(*WORLD), "CHN", "RUS", years=(1990, 2000))
    assert "not members" in early.why_not


def test_a_period_narrows_the_texts_and_stands_in_the_question() -> None:
    of = measure.dissent(world(*WORLD), "CHN", "RUS", years=(2003, 2005), about=Subject(place="syria"))
    assert (of[0].value, of[0].n) == (0.0, 3)
    assert of[0].question.endswith("on Syria, 2003 to 2005?")


# The real lists


@pytest.fixture(scope="module")
def texts(shared_data: Path) -> CouncilTexts:
    path = shared_data.parent / "data_2026/votes/unsc_votes_by_member_1992_2026.tsv"
    file = SourceFile(path.name, path.name, "0" * 16, partial(path.open, "rb"))
    (batch,) = get("unsc_member_votes").read(file)
    return CouncilTexts.read(batch.tables["ballots"], batch.tables["roll_calls"])


def test_the_anchors_of_china_and_russia(texts: CouncilTexts) -> None:
    assert len(texts.matrix.roll_calls) == 2008, "one of 2,009 does not tell who abstained"
    of = [f for f in measure.measure_periods(texts, "CHN", "RUS") if f.kind is Kind.COUNCIL_DISSENT]
    counts = [(f.detail.both, f.detail.one_alone, f.detail.other_alone, f.n) for f in of]
    assert counts == [
        (11, 26, 9, 504),
        (6, 3, 2, 437),
        (4, 2, 5, 344),
        (12, 1, 14, 363),
        (24, 3, 16, 217),
        (26, 1, 17, 143),
    ]
    assert [f"{f.value:.1%}" for f in of][:3] == ["2.2%", "1.4%", "1.2%"]
    assert of[-1].placebo is not None
    assert of[-1].placebo.rank == 1
    assert of[-1].interval is not None
    assert of[-1].interval.low < 0.134, "wider than texts taken singly"


def test_every_pair_is_counted_as_the_table_of_the_design_counts_it(
    texts: CouncilTexts, shared_data: Path
) -> None:
    table = shared_data.parent / "design/account/council_dissent.csv"
    with table.open(encoding="utf-8") as f:
        rows = [r for r in csv.DictReader(f) if r["span"] in ("2013-2018", "2007-2012")]
    assert len(rows) > 500
    for r in rows:
        first, last = (int(y) for y in r["span"].split("-"))
        own = texts.of_pair(r["member_a"], r["member_b"]).between(first, last)
        counted = [len(own.years), own.both.sum(), (own.one & ~own.other).sum(), (own.other & ~own.one).sum()]
        columns = ("texts_together", "both_withheld", "only_a_withheld", "only_b_withheld")
        assert counted == [int(r[c]) for c in columns], (r["member_a"], r["member_b"], r["span"])
