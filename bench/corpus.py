"""Benchmark of the coder on news: items per processor second, and memory.

Run ``python bench/corpus.py FILE``. FILE is JSONL, plain or gzipped, of records with ``text`` and ``date``.
Every tenth item is read, so that all years of the file are included.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import time
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path

from figures import figure

from comity.records.coded_acts import Document
from comity.sources.texts.coding import default_coder

EVERY, TURNS = 10, 3


def items(file: Path, first: int) -> Iterator[Document]:
    """Yield every tenth item from number ``first`` on."""
    opened = gzip.open if file.suffix == ".gz" else open
    with opened(file, "rt", encoding="utf-8") as stream:
        for n, line in islice(enumerate(stream), first, None, EVERY):
            record = json.loads(line)
            yield Document(str(n), record["text"], date.fromisoformat(record["date"][:10]))


def main() -> None:
    """Measure three runs, each on different items."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    file = parser.parse_args().file
    coder, rates = default_coder(), []
    for document in islice(items(file, TURNS), 500):
        coder.code(document)
    for turn in range(TURNS):
        some = list(items(file, turn))
        start = time.process_time()
        for document in some:
            coder.code(document)
        rates.append(len(some) / (time.process_time() - start))
    figure("news items coded a second of CPU", rates, unit="1/s", bar="at least 3000")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figure("coding news items: peak memory", [peak], unit="MiB", bar="at most 120")


if __name__ == "__main__":
    main()
