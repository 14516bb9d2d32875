"""Parts plug in: ours by the static table, those of other packages by entry points."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from comity import plugins

DISTRIBUTION = """\
[comity.commands]
greet = toy_part:greet
[comity.sources]
toy = toy_part
[comity.coders]
toy = toy_part:make_coder
"""
CARD = """\
id: toy-table
family: toy
title: A toy table
publisher: The tests
licence: CC0-1.0
"""


@pytest.mark.parametrize("hook", plugins.OWN)
def test_everything_in_the_static_table_is_there(hook: str) -> None:
    for name in plugins.OWN[hook]:
        assert plugins.load(hook, name) is not None
