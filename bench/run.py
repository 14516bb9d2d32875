"""Runner of all benchmarks: ``python bench/run.py [--heavy] [--lake LAKE] [--corpus FILE]``.

``make figures`` calls this program. ``--heavy`` goes up to 60 million rows, which takes 8 GB of disk and an
hour. ``--lake`` adds the desk and the checking of files. ``--corpus`` adds the coder on news items (JSONL).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def main() -> None:
    """Run each benchmark, then write the page; a failed benchmark is reported, and the others still run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--heavy", action="store_true")
    parser.add_argument("--lake")
    parser.add_argument("--corpus")
    options = parser.parse_args()
    benches = [
        ["ingest.py"],
        ["cells.py"],
        ["growth.py", "--sizes", "1,5,20,60" if options.heavy else "1,5"],
        ["coaction.py"],
        ["text.py"],
        ["first_answer.py"],
    ]
    benches += [["corpus.py", options.corpus]] if options.corpus else []
    benches += [["desk.py", options.lake], ["verified.py", options.lake]] if options.lake else []
    failed = []
    for words in benches:
        command = [sys.executable, str(FOLDER / words[0]), *words[1:]]
        quiet = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
        out = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, env=quiet)  # noqa: S603
        failed += [words[0]] if out.returncode else []
        subprocess.run([sys.executable, str(FOLDER / "page.py")], input=out.stdout, text=True, check=True)  # noqa: S603
    if failed:
        sys.exit(f"Not measured whole: {', '.join(failed)}.")


if __name__ == "__main__":
    main()
