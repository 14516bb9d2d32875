"""Sheets go out and come back whole; agreement and precision are what the published formulas give."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.errors import SourceError
from comity.records.reviews import agreement, sheets
from comity.records.reviews.decisions import FIELDS, Decision, settle, snapshot

DAY = date(2026, 1, 5)


def act(n: int, **other: Any) -> dict[str, Any]:
    return {
        "record_id": f"text:{n}/x",
        "source": "text",
        "document_id": str(n),
        "span_start": 0,
        "span_end": 5,
        "actors": ["CHN", "RUS"],
        "partners": [],
        "targets": [],
        "hotspots": ["syria"],
        "forms": ["summit"],
        "polarity": "cooperation",
        "toward_third": "none",
        "modality": "asserted",
        "date_from": DAY,
        "date_to": DAY,
        "coder": "rules/2",
        "rules": ["meet"],
        "confidence": 0.8,
        "summary": "They met.",
    } | other


def items(n: int, texts: dict[tuple[str, str], str] | None = None) -> list[sheets.SheetItem]:
    return [sheets.SheetItem.of(act(k), texts or {}, 0.5) for k in range(n)]


def filled(rows: list[dict[str, Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, sheets.COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def sheet(n: int) -> list[dict[str, Any]]:
    return list(csv.DictReader(io.StringIO(sheets.as_csv(items(n)).decode("utf-8-sig"))))


@given(st.text(max_size=60), st.sampled_from([",", ";", "\t"]))
@settings(max_examples=150, deadline=None)
def test_any_note_and_any_mark_round_trip(note: str, mark: str) -> None:
    note = "".join(c for c in note if c not in "\r\x00" and not "\ud800" <= c <= "\udfff")
    rows = sheet(3)
    rows[1] |= {"decision": "Correct", "new_forms": "joint-exercise; summit", "note": sheets.disarm(note)}
    rows[1] |= {"new_targets": "none", "reviewer": "Ada"}
    out = io.StringIO()
    writer = csv.DictWriter(out, sheets.COLUMNS, delimiter=mark, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    back = sheets.read_sheet(out.getvalue().encode(), jsonl=False)
    if note.count("\n") < 40:
        assert not back.rejects
        (entry,) = back.entries
        assert entry.changes == {"forms": ["joint-exercise", "summit"], "targets": []}
        assert entry.note == (note if note.strip() or not note else entry.note)
        assert back.open == 2


@given(st.text(max_size=30))
def test_no_cell_runs_as_a_formula_and_the_text_comes_back(text: str) -> None:
    out = sheets.disarm(text)
    assert out.lstrip()[:1] not in {"=", "+", "-", "@"} or not out.strip()
    assert sheets.rearm(out) == text


def test_a_sentence_that_is_a_formula_is_disarmed_in_the_sheet() -> None:
    text = {("text", "0"): "=HYPERLINK(1) They met."}
    shown = sheets.SheetItem.of(act(0, span_start=15, span_end=24), text, 1.0)
    (row,) = list(csv.DictReader(io.StringIO(sheets.as_csv([shown]).decode("utf-8-sig"))))
    assert row["evidence"].startswith("'=")
    assert "«" in row["evidence"]


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=6))
@settings(max_examples=200, deadline=None)
def test_damage_loses_no_good_row_silently(damage: list[tuple[int, int]]) -> None:
    """Every row that damage did not touch is taken; every one that it did is taken as it was, or named."""
    rows = sheet(8)
    for r in rows:
        r |= {"decision": "accept", "reviewer": "Ada"}
    data = filled(rows)
    broken = bytearray(data)
    head = data.index(b"\n") + 1
    touched = set()
    for at, byte in damage:
        k = head + at % (len(data) - head)
        broken[k] = byte
        touched |= {data[head:k].count(b"\n"), data[head : k + 1].count(b"\n")}
    back = sheets.read_sheet(bytes(broken), jsonl=False)
    taken = {e.record_id for e in back.entries}
    for n in range(8):
        if n not in touched:
            assert f"text:{n}/x" in taken
    assert taken <= {f"text:{n}/x" for n in range(8)}, "no decision goes over to another act"
    lost = 8 - len(back.entries) - back.open
    assert lost <= 0 or back.rejects


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"decision": "perhaps"}, "accept, reject or correct"),
        ({"decision": "correct"}, "has one at least"),
        ({"decision": "accept", "new_forms": "summit"}, "Only a row to correct"),
        ({"decision": "", "new_forms": "summit"}, "no decision"),
        ({"decision": "correct", "new_forms": "dance"}, "no form called 'dance'"),
        ({"decision": "correct", "new_actors": "none"}, "reject it"),
        ({"decision": "correct", "new_date_from": "5/1/2026"}, "write it as"),
        ({"decision": "accept", "forms": "joint-exercise"}, "coded part was changed"),
        ({"decision": "accept", "chance": "1"}, "coded part was changed"),
        ({"decision": "accept", "reviewer": ""}, "Nobody signed"),
    ],
)
def test_a_bad_row_says_why_and_the_rest_is_taken(change: dict[str, str], said: str) -> None:
    rows = sheet(3)
    for r in rows:
        r |= {"decision": "a", "reviewer": "Ada"}
    rows[1] |= change
    back = sheets.read_sheet(filled(rows), jsonl=False)
    assert [e.record_id for e in back.entries] == ["text:0/x", "text:2/x"]
    assert said in back.rejects[0].detail
    assert back.rejects[0].row_no == 3


def test_json_lines_and_csv_say_the_same() -> None:
    lines = sheets.as_jsonl(items(3)).decode().splitlines()
    lines[0] = lines[0].replace('"decision": ""', '"decision": "reject"')
    back = sheets.read_sheet("\n".join([*lines, "{", "3"]).encode(), jsonl=True, reviewer="Ada")
    assert [(e.record_id, e.choice) for e in back.entries] == [("text:0/x", "reject")]
    assert (back.open, len(back.rejects)) == (2, 2)
    with pytest.raises(SourceError, match="no review sheet"):
        sheets.read_sheet(b"a,b\n1,2\n", jsonl=False)


def test_paper_fits_the_page() -> None:
    text = sheets.as_paper(items(2, {("text", "0"): "word " * 100})).decode()
    assert max(map(len, text.splitlines())) <= 80
    assert text.count("[ ] accept") == 2


def test_kappa_by_hand_and_as_others_compute_it() -> None:
    # 20 both yes, 15 both no, 5 and 10 apart: p_o .7, p_e .5, kappa .4.
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    found = agreement.agreement("A", "B", "decision", pairs)
    assert (found.alike, found.kappa) == (pytest.approx(0.7), pytest.approx(0.4))
    from statsmodels.stats.inter_rater import cohens_kappa

    oracle = cohens_kappa(np.array([[20, 5], [10, 15]]))
    assert found.low == pytest.approx(oracle.kappa_low)
    assert found.high == pytest.approx(oracle.kappa_upp)
    assert agreement.agreement("A", "B", "decision", [("y", "y")] * 5).kappa is None


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=4, max_size=40))
@settings(max_examples=50, deadline=None)
def test_kappa_agrees_with_the_library(pairs: list[tuple[str, str]]) -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    found = agreement.agreement("A", "B", "x", pairs)
    if found.kappa is not None:
        assert found.kappa == pytest.approx(metrics.cohen_kappa_score(*zip(*pairs, strict=True)))


def outcome(n: int, choice: str, chance: float | None, **changes: Any) -> Any:
    a = act(n)
    d = Decision(a["record_id"], "Ada", choice, DAY, snapshot(a), changes, chance=chance)
    return settle(a["record_id"], [d])


def test_precision_is_weighted_by_the_chance_of_being_drawn() -> None:
    told = [outcome(k, "accept", 0.5) for k in range(4)] + [
        outcome(9, "reject", 0.1),
        outcome(8, "reject", None),
    ]
    (rule,) = agreement.measure_rules(told)
    # Four at weight 2 are right, one at weight 10 is wrong: 8 of 18; effective 18^2 / (4*4+100).
    assert (rule.n, rule.right, rule.value) == (5, 4, pytest.approx(8 / 18))
    assert rule.effective == pytest.approx(18**2 / 116)
    assert rule.low < 8 / 18 < rule.high


def test_a_corrected_form_is_wrong_for_the_form_and_right_for_the_rule() -> None:
    told = [outcome(0, "correct", 1.0, forms=["joint-exercise"])]
    assert agreement.measure_rules(told)[0].right == 1
    assert agreement.measure_forms(told)[0].right == 0


def test_wilson_as_published() -> None:
    # Brown, Cai and DasGupta 2001 and any table: 8 of 10 at 95 per cent.
    assert agreement.wilson(8, 10) == (pytest.approx(0.4902, abs=1e-4), pytest.approx(0.9433, abs=1e-4))


def test_every_field_of_the_sheet_can_be_corrected() -> None:
    assert {f"new_{k}" for k in FIELDS} <= set(sheets.COLUMNS)
