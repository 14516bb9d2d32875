"""Where signs and effects are read: years in sight, sums over both directions, windows, donors."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from comity.lake.query.snapshot import Embedded
from comity.lake.query.view import View
from comity.lake.storage import chain
from comity.lake.storage.manifest import FileEntry
from comity.measures.record.occurrence import Occurrence
from comity.parts.outlook.rupture import signs
from comity.records.coverage import Coverage
from comity.records.schemas import FLOW
from comity.vocabulary import states

PAIR = ("DEU", "FRA")
WINDOW = (date(1900, 1, 1), date(2100, 12, 31))


def view(rows: list[tuple[str, str, int, float]], *sight: Coverage, source: str = "trade_cow") -> View:
    """Imports of one source: sender, receiver, year, value."""
    table = [
        {
            "record_id": f"{source}:{k}",
            "source": source,
            "file_id": "f",
            "row_no": k,
            "known_on": date(2020, 1, 1),
            "date_from": date(year, 1, 1),
            "date_to": date(year, 12, 31),
            "sender": sender,
            "receiver": receiver,
            "measure": "imports",
            "value": value,
            "unit": "USD",
        }
        for k, (sender, receiver, year, value) in enumerate(rows)
    ]
    n, day = len(table), date(2020, 1, 1)
    file = FileEntry("f", "f", "f", source, source, source, n, n, {}, {}, {"flows": n}, day, day, sight)
    return View(chain.read(Path("none")), [Embedded(file, {"flows": pa.Table.from_pylist(table, FLOW)})])


def sight(first: date, last: date, **more: Any) -> Coverage:
    named = {"states": frozenset({"DEU", "FRA", "GBR", "ITA"})} | more
    return Coverage("trade_cow", "flows", first, last, **named)


@pytest.mark.parametrize(
    ("coverage", "years"),
    [
        (sight(date(2001, 1, 1), date(2006, 12, 31)), range(2001, 2007)),
        (sight(date(2001, 1, 2), date(2006, 12, 30)), range(2002, 2006)),
        (sight(date(1980, 1, 1), date(2006, 12, 31)), range(1996, 2007)),
        (sight(date(2001, 1, 1), date(2006, 12, 31), states=None), ()),
        (sight(date(2001, 1, 1), date(2006, 12, 31), states=frozenset({"DEU", "GBR"})), ()),
        (sight(date(2001, 1, 1), date(2006, 12, 31), selective=True), ()),
    ],
)
def test_years_in_sight_are_whole_and_of_a_source_that_names_both(coverage: Coverage, years: range) -> None:
    assert signs.years_in_sight(view([], coverage), "trade_cow", PAIR, *WINDOW) == tuple(years)


def test_a_gap_ends_the_years_in_sight_and_so_does_the_window() -> None:
    both = (sight(date(1990, 1, 1), date(1995, 12, 31)), sight(date(1997, 1, 1), date(2000, 12, 31)))
    seen = view([], *both)
    assert signs.years_in_sight(seen, "trade_cow", PAIR, *WINDOW) == (1997, 1998, 1999, 2000)
    cut = (date(1998, 1, 1), date(1999, 12, 31))
    assert signs.years_in_sight(seen, "trade_cow", PAIR, *cut) == (1998, 1999)
    inside = (date(1998, 1, 2), date(1999, 12, 30))
    assert signs.years_in_sight(seen, "trade_cow", PAIR, *inside) == ()


def test_a_panel_adds_up_both_directions_with_the_pair_first() -> None:
    rows = [("DEU", "FRA", 2001, 3.0), ("FRA", "DEU", 2001, 4.0), ("GBR", "FRA", 2002, 5.0)]
    rows += [("DEU", "DEU", 2001, 99.0), ("DEU", "FRA", 2000, 99.0)]
    panel = signs.panel(view(rows), "trade_cow", "imports", PAIR, (2001, 2002))
    assert panel.pairs == (PAIR, ("FRA", "GBR"))
    np.testing.assert_array_equal(panel.values[""], [[7, 0], [0, 5]])
    assert signs.records_of(view(rows), "trade_cow", ["imports"], PAIR, 2001, 2002) == (
        "trade_cow:0",
        "trade_cow:1",
    )


def test_the_span_of_a_panel_names_both_windows() -> None:
    panel = signs.YearlyPanel((PAIR,), tuple(range(1996, 2007)), {})
    assert panel.span == "in 2004–2006 than in 1996–2003"
    assert panel.recent.tolist() == [False] * 8 + [True] * 3


OTHERS = [s for s in sorted(states.all_states()) if s not in PAIR][:40]


def trade(change: float) -> View:
    """Trade of a pair and of 20 others that share no state with it; the pair's changes in the last years."""
    rng = np.random.default_rng(1)
    rows = []
    for k, (a, b) in enumerate([PAIR, *zip(OTHERS[::2], OTHERS[1::2], strict=True)]):
        for year in range(1996, 2007):
            amount = 1000.0 * np.exp(rng.normal(0, 0.05)) * (change if not k and year >= 2004 else 1)
            rows += [(a, b, year, amount), (b, OTHERS[-1 - k], year, 500.0)]
    named = frozenset({*PAIR, *OTHERS})
    return view(rows, sight(date(1996, 1, 1), date(2006, 12, 31), states=named))


@pytest.mark.parametrize(("change", "shown"), [(0.3, True), (1.0, False), (3.0, False)])
def test_trade_turned_elsewhere_is_a_sign_only_where_it_falls(change: float, shown: bool) -> None:
    (f,) = signs.find_trade_sign(trade(change), "trade_cow", PAIR, *WINDOW)
    assert f.known, f.why_not
    assert f.detail.sign is shown
    assert f.question.endswith("in 2004–2006 than in 1996–2003, by trade_cow?")


def act(day: date, *, friction: bool) -> Occurrence:
    words = ("joint", (), None, "none", ("x",), (f"r{day}",), 1, (), "", False)
    return Occurrence(f"o{day}", PAIR, day, day, "day", not friction, friction, *words)


def test_the_record_is_set_against_the_eight_years_before() -> None:
    last = date(2024, 6, 15)
    days = [date(2014, 5, 31), date(2014, 6, 1), date(2022, 5, 31), date(2022, 6, 1), last]
    f = signs.find_record_sign([act(d, friction=d == last) for d in days], PAIR, last)
    assert (f.n, f.detail.apart, f.detail.share_before) == (2, 1, 0.0)
    before = signs.find_record_sign([act(d, friction=d.year == 2014) for d in days], PAIR, last)
    assert (before.value, before.detail.share_before) == (0.0, 0.5), "May 2014 is too long ago"
