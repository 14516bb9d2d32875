"""Is it growing, and is it unusual?  The answers of an account, from series counted in full."""

from __future__ import annotations

from comity.watch.account.stepping_up import SteppingUp as Growing
from comity.watch.account.stepping_up import of_pair, of_place, unusual

__all__ = ["Growing", "of_pair", "of_place", "unusual"]
