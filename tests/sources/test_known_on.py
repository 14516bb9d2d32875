"""When a value could be known: stated on every card of yearly values, and never before its edition."""

from __future__ import annotations

from datetime import date

import pytest
from all_layouts import FILES

from comity.lake.store import Lake
from comity.sources import registry

YEARLY = {i: s for i, s in registry.all_sources().items() if {"flows", "ties"} & set(s.card.tables)}


@pytest.mark.parametrize("source_id", sorted(YEARLY))
def test_the_rule_stands_on_the_card(source_id):
    card = YEARLY[source_id].card
    assert card.known, "say from when on a value could be known"
    assert not card.edition or "edition" in card.known or "made public" in card.known


@pytest.mark.parametrize("source_id", sorted(i for i, s in YEARLY.items() if s.card.edition))
def test_nothing_is_seen_before_its_edition(source_id, tmp_path):
    for name, data in FILES[source_id]:
        (tmp_path / name).write_bytes(data)
    lake = Lake.open(tmp_path / "lake")
    receipt = lake.add(tmp_path)
    assert receipt.balances
    edition = YEARLY[source_id].card.edition
    tables = YEARLY[source_id].card.tables

    def seen(day: date | None) -> int:
        view = lake.view(day)
        return sum(view.table(t, ["record_id"], source_id).num_rows for t in tables)

    assert seen(date.fromordinal(edition.toordinal() - 1)) == 0
    assert not [
        c for c in lake.view(date.fromordinal(edition.toordinal() - 1)).coverage() if c.source == source_id
    ]
    assert seen(None) > 0
    assert seen(date(2026, 12, 31)) == seen(None)
