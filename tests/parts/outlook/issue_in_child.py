"""Freezes the questions of a toy pair in a process of its own: ``issue_in_child.py LAKE DAY``."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import outlook_toy as toy

from comity.parts.outlook.ledger import base_rates
from comity.parts.outlook.ledger.ledger import Ledger


def facts():
    """A drill each spring, and one in the spring that the tests ask about."""
    return [toy.fact(date(y, 2, 10)) for y in range(2000, 2021)]


if __name__ == "__main__":
    root, day = Path(sys.argv[1]), date.fromisoformat(sys.argv[2])
    ground = toy.ground(facts(), date(2000, 1, 1), date(2025, 12, 31)).as_of(date(2019, 12, 31))
    print(Ledger(root).issue(base_rates.ask(ground, date(2020, 1, 1), 3), ground.vintage, day))
