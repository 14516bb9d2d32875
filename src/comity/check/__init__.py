"""Check: any text held against the record, sentence by sentence.

A sentence becomes a claim with parts that can be compared (who, what, when, where, how many); the record is
read into the same parts; what agrees and what differs decides the mark.  Nothing of the text is run, followed
or sent anywhere: it is only read.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any


class CallablePackage(ModuleType):
    """``comity.check`` is this package and a public function: Python has one name for both."""

    def __call__(self, *args: Any, **options: Any) -> Any:
        """Check a text: see :func:`comity.check.rows.check`."""
        from comity.check.rows import check  # noqa: PLC0415 - the package itself must load nothing

        return check(*args, **options)


sys.modules[__name__].__class__ = CallablePackage
