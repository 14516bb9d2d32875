"""Lives of one ``follow``, forked from a process that has everything loaded: ``LAKE PORT CLOCK END``.

Each line on standard input is a fault (``polled:2``) or ``-`` for a life to the end; the answer is the code
the life ended with.  Resident memory after each round goes to ``memory.jsonl``.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import lying_server as liar
import world

import killed_at
from comity.lake.store import Lake
from comity.parts.follow.acquire.transport import Limits, Means
from comity.parts.follow.commands.follow import read_watches
from comity.parts.follow.service.loop import FollowSetup, Loop, RoundOutcome
from comity.sources import registry
from comity.sources.texts import coding
from comity.vocabulary import forms, hotspots, states

LIMITS = Limits(connect=5, read=5, patience=5, tries=2, wrong=2, backoff=0.0, giving_up=3)


def live(root: Path, port: int, clock: Path, end: float) -> None:
    def now() -> datetime:
        return datetime.fromtimestamp(float(clock.read_text()), UTC)

    def sleep(seconds: float) -> None:
        aside = clock.with_suffix(".new")
        aside.write_text(str(float(clock.read_text()) + seconds))
        aside.replace(clock)

    lake = Lake.open(root)
    wanted, ways, folder = read_watches(lake, root.parent / "watches.yaml")
    means = Means(LIMITS, liar.Wire(port), sleep, now)
    first, of = world.BEGIN.date() - timedelta(days=world.BEFORE), world.ADDRESSES.__getitem__
    at = FollowSetup(lake, world.FEEDS, wanted, ways, folder, means, first, of)
    told, memory = root.parent / "told.txt", root.parent / "memory.jsonl"

    def say(a: object) -> None:
        with told.open("a") as out:
            out.write(f"{a.id}\n")  # type: ignore[attr-defined]

    def ended(_: RoundOutcome) -> None:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        with memory.open("a") as out:
            out.write(json.dumps([os.getpid(), now().timestamp(), pages * 4096]) + "\n")
        if now().timestamp() >= end:
            os._exit(0)

    Loop(at, say).run(ended)


def main() -> None:
    os.fsync = lambda handle: None  # what a kill cannot undo need not be waited for
    # Loaded when first needed, in every life anew.
    for late in ("feedparser", "httpx", "pandas", "scipy.stats", "xml.sax"):
        importlib.import_module(late)
    for ready in (registry.all_sources, hotspots.watched, forms.all_forms, states.all_states):
        ready()
    coding.default_coder()
    lake, port, clock, end = sys.argv[1:]
    print("ready", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            if line.strip() != "-":
                killed_at.install(line.strip())
            live(Path(lake), int(port), Path(clock), float(end))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), os.times().children_user, flush=True)


if __name__ == "__main__":
    main()
