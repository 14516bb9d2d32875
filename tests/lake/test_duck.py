"""DuckDB within a bound of memory."""

from __future__ import annotations

import subprocess
import sys

SEARCH = """
import resource
from comity.lake.storage import duck

with duck.connect() as con:
    con.execute("SET threads = 2")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    digests = "SELECT DISTINCT md5(i::VARCHAR) FROM range(6_000_000) AS numbers(i)"
    found = con.execute(f"SELECT count(*) FROM ({digests})").fetchall()
    print(found[0][0], (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_a_search_larger_than_its_memory_is_spilled_and_answered() -> None:
    done = subprocess.run([sys.executable, "-c", SEARCH], capture_output=True, text=True, check=True)
    found, mebibytes = map(int, done.stdout.split())
    assert found == 6_000_000
    assert mebibytes < 450, "without a bound it takes some 600"
