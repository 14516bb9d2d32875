"""Folding reports of one occurrence."""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from comity.lake.query.occurrences import fold
from comity.parts.reader.coders.rule_coder import RuleCoder
from comity.records.coded_acts import Document
from comity.records.schemas import ACT
from comity.sources.texts.coding import act_rows

REPORTS = [
    ("a", "Russia and China veto a Security Council resolution on Syria.", date(2017, 2, 28)),
    ("b", "Russia and China have vetoed the resolution on Syria in the Security Council.", date(2017, 3, 1)),
    ("c", "A resolution on Syria was vetoed in the Council by Russia and China.", date(2017, 3, 4)),
    ("d", "Russia and China veto a Security Council resolution on Syria.", date(2019, 9, 19)),
    ("e", "Russia and China veto a Security Council resolution on Myanmar.", date(2017, 2, 28)),
    ("f", "Japan and India hold joint naval drills.", date(2017, 2, 28)),
    ("g", "Off Goa, warships from Japan and India begin exercises.", date(2017, 3, 1)),
]


def table(order: list[int]) -> pa.Table:
    return read([Document(*REPORTS[i]) for i in order])


def read(docs: list[Document]) -> pa.Table:
    coder = RuleCoder()
    rows = [r for n, d in enumerate(docs, 1) for r in act_rows(d, coder.code(d), n, "text", "")]
    return pa.Table.from_pylist(rows, schema=ACT)


def occurrences(order: list[int]) -> dict[str, str]:
    folded = fold(table(order))
    names = {r["record_id"]: r["document_id"] for r in folded.to_pylist()}
    return {r["document_id"]: names[r["occurrence"]] for r in folded.to_pylist()}


def test_reports_of_one_thing_fold_and_others_do_not() -> None:
    got = occurrences(list(range(len(REPORTS))))
    assert got["a"] == got["b"] == got["c"] == "a"  # c is near b, not a: linked through b
    assert got["d"] == "d"  # the same words two years later
    assert got["e"] == "e"  # another place
    assert got["f"] == "f"
    assert got["g"] == "g"  # the same pair and form, but the passages share too little


def test_the_fold_does_not_depend_on_order_and_keeps_every_row() -> None:
    forward, back = list(range(len(REPORTS))), list(reversed(range(len(REPORTS))))
    assert occurrences(forward) == occurrences(back)
    assert fold(table(back)).num_rows == table(back).num_rows
    assert fold(table(back)).schema.equals(table(back).schema)
    assert fold(table([])).num_rows == 0


def test_names_of_their_own_link_reports_in_other_words_and_a_year_is_no_name() -> None:
    def apart(one: str, two: str, days: int = 1) -> int:
        docs = [Document("a", one, date(2016, 9, 12)), Document("b", two, date(2016, 9, 12 + days))]
        return len(set(fold(read(docs))["occurrence"].to_pylist()))

    first = "Japan and India begin naval exercises named Malabar near Okinawa."
    assert (
        apart(first, "Warships from Japan and India held drills off Okinawa under the name of Malabar.") == 1
    )
    assert apart(first, "Warships from Japan and India held drills in the Bay of Bengal in December.") == 2
    assert apart(first, "Warships from Japan and India held drills off Okinawa, Malabar again.", 9) == 2
