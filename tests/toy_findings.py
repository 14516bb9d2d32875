"""Details of findings for tests: everything they need, so that a test names only what it is about."""

from __future__ import annotations

from typing import Any

from comity.records.details import CoActionDetail

_CO_ACTION: dict[str, Any] = {
    "acts": (100, 100),
    "bin": "week",
    "bins": 520,
    "first": "2009-01-05",
    "last": "2018-12-23",
    "observed": 40,
    "expected": 20.0,
    "excess_a_year": 2.0,
    "excess_low": 1.0,
    "excess_high": 3.0,
    "level": 0.9,
    "share_joint": 0.4,
    "joint_p": 0.001,
    "beyond_p": 0.01,
    "joint_z": 3.1,
    "beyond_z": 2.3,
    "joint_tie": 0.1,
    "beyond_tie": 0.1,
    "active": 0.2,
    "grouped": False,
    "tie": 0.31,
    "tie_low": 0.15,
    "tie_high": 0.47,
    "ladder": (("activity alone", 4.0),),
    "group": (),
    "weakest_share": 0.3,
    "follower": None,
    "follow_p": 0.5,
    "follow_agreed": True,
}


def co_action(**changes: Any) -> CoActionDetail:
    """The detail of a finding on timing, but for these values."""
    return CoActionDetail(**(_CO_ACTION | changes))
