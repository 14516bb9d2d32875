"""The watch as a Python object, on the chronicle that ships with the package."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from comity import Finding, Watch
from comity.errors import QuestionError, UnknownNameError
from comity.vocabulary import hotspots


@pytest.fixture(scope="module")
def watch(tmp_path_factory: pytest.TempPathFactory) -> Watch:
    return Watch("CHN", "RUS", lake=tmp_path_factory.mktemp("none") / "lake")


def test_the_table_goes_to_pandas_polars_and_arrow(watch: Watch) -> None:
    table = watch.table()
    assert table.num_rows == 16
    assert table.to_pandas()["hotspot"].tolist() == table["hotspot"].to_pylist()
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    assert frame.height == 16


def test_names_and_codes_in_any_order_are_one_watch(watch: Watch, tmp_path: Path) -> None:
    other = Watch("Russia", "China", lake=tmp_path / "lake")
    assert other.group == watch.group
    assert other.table().equals(watch.table())


def test_what_is_asked_wrongly_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError):
        Watch("CHN", "Ruritania", lake=tmp_path)
    with pytest.raises(QuestionError):
        Watch("CHN", lake=tmp_path)
    with pytest.raises(QuestionError):
        Watch("CHN", "RUS", lake=tmp_path, since=date(2020, 1, 1), until=date(2019, 1, 1))


def findings(value: Any) -> list[Finding]:
    """Every finding anywhere inside a value."""
    if isinstance(value, Finding):
        return [value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [f for field in dataclasses.fields(value) for f in findings(getattr(value, field.name))]
    if isinstance(value, (list, tuple)):
        return [f for x in value for f in findings(x)]
    return []


def test_every_finding_carries_its_doubt_and_its_records(watch: Watch) -> None:
    told = [f for v in watch.verdicts for f in [*findings(v), *v.record.findings()]]
    assert len(told) > 14 * 6
    for f in told:
        assert f.null, f.question
        assert "/" in f.method, f.question
        assert f.known or f.why_not, f.question
        if f.known and f.n:
            assert f.records_total >= len(f.records) > 0 or f.value in (0, "none", "too little to say"), (
                f.question
            )
        if isinstance(f.value, float):
            assert f.interval is not None


def test_records_named_by_findings_can_be_found(watch: Watch) -> None:
    for v in watch.verdicts:
        ids = {r for f in v.record.findings() for r in f.records}
        assert {e.record_id for e in watch.view.where(ids)} == ids


def test_a_verdict_is_found_by_id_by_code_and_by_part(watch: Watch) -> None:
    assert watch.verdict("venezuela") is watch.verdict("VEN")
    assert watch.verdict("sudan") is watch.verdict("africa")


def test_conditions_and_totals_are_kept_apart_from_events(watch: Watch) -> None:
    for h in hotspots.watched():
        r = watch.record.by_hotspot[h.id]
        counted = {i for o in r.occurrences for i in o.records}
        assert not counted & set(r.conditions)
    kinds = {x.kind for x in watch.why("venezuela")}
    assert "condition" in kinds


def test_samarkand_is_one_meeting_with_agreement_and_difference(watch: Watch) -> None:
    """The summit of September 2022 stands under three forms; it happened once at each hotspot."""
    told = [x for h in hotspots.watched() for x in watch.why(h.id, date(2022, 9, 15), date(2022, 9, 15))]
    meeting = [x for x in told if x.occurrence == "xi-putin-samarkand-2022-09"]
    assert {x.polarity for x in meeting} == {"cooperation", "friction"}
    assert {"summit", "divergence", "deference"} <= {f for x in meeting for f in x.forms}
    patrols = {x.occurrence for x in told if "joint-patrol" in x.forms}
    assert patrols, "the patrol that began that day is an event of its own"
    assert "xi-putin-samarkand-2022-09" not in patrols


def test_interested_sources_are_marked(watch: Watch) -> None:
    lines = [x for h in hotspots.watched() for x in watch.why(h.id)]
    noted = [x for x in lines if x.note and x.kind != "lead"]
    assert noted
    assert {x.note for x in lines if x.kind == "lead"} <= {
        f"read by machine{how}, not reviewed" for how in ("", ", unsure")
    }
    for x in noted:
        assert set(x.source_kinds) <= {"party-statement", "state-media", "re-publisher"}


def test_the_future_is_not_known_in_the_past(tmp_path: Path) -> None:
    then = Watch("CHN", "RUS", lake=tmp_path / "lake", as_of=date(2014, 1, 1))
    assert then.record.acts.num_rows
    assert max(then.record.acts["known_on"].to_pylist()) <= date(2014, 1, 1)
    assert then.data_to <= date(2014, 1, 1)
    assert not then.record.by_hotspot["ukraine"].occurrences
