"""Every command over every place, pair, lake, window and format, two by two, in one process.

``python tests/sweep.py [LAKE ...]`` runs all of them, on an empty lake, a made-up one and those given.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import click
from click.testing import CliRunner

from comity.errors import ComityError, QuestionError
from comity.faces.cli import cli
from comity.lake.store import Lake
from comity.vocabulary import hotspots

MOST_RUNS = 400
MOST_SECONDS = 60.0
"""CPU seconds of one run."""
SLOW = 10.0
OTHERS = ("serve", "ledger")
"""Commands of a pair that ask nothing."""
PAIRS = [
    *("CHN-RUS", "FRA-DEU", "IND-RUS", "GBR-USA", "IRN-RUS"),
    *("JPN-KOR", "BRA-ZAF", "PRK-RUS", "ISR-USA", "CHN-IND"),
]
WINDOWS: dict[str, dict[str, str]] = {
    "": {},
    "four years": {"since": "2015", "until": "2018"},
    "long ago": {"since": "1990", "until": "1995-06", "as_of": "1996"},
    "as of": {"as_of": "2014-03-01"},
    "one month": {"since": "2022-02", "until": "2022-02"},
    "to come": {"since": "2031"},
}
FORMATS = ("text", "json", "csv")
TEXT = """In 2019 China and Russia vetoed a draft on Venezuela. France and Germany signed a treaty in 1963.
India and Russia belong to BRICS. They voted alike in 80% of the votes of the Assembly since 2010.
Japan joined no such body; the United States left UNESCO in 1984, and Iran was admitted to the SCO in 2023.
"""
REFUSALS = (
    "is watched, so it cannot be the third power",
    "Nothing is held of",
    "No votes are held to choose placebo pairs from",
    "lies before",
    "ends before",
    "no bin",
    "of years from 1816 on in their order",
)
"""What a question that cannot be asked is told."""


@dataclass(frozen=True, slots=True)
class Run:
    """One command line."""

    command: str
    place: str
    pair: str
    lake: str
    window: str
    fmt: str


def commands() -> list[str]:
    """The commands that are asked of a pair."""
    context = click.Context(cli)
    every = {name: cli.get_command(context, name) for name in cli.list_commands(context)}
    return [
        name
        for name, command in every.items()
        if command and name not in OTHERS and any(p.name == "group" for p in command.params)
    ]


def plan(lakes: Sequence[str], seed: int = 35) -> list[Run]:
    """Runs in which every two values of different columns meet, found greedily."""
    columns = (commands(), list(hotspots.all_hotspots()), PAIRS, list(lakes), list(WINDOWS), FORMATS)
    dice = random.Random(seed)
    left = {
        ((i, a), (j, b))
        for i, j in combinations(range(len(columns)), 2)
        for a in columns[i]
        for b in columns[j]
    }
    runs = list[Run]()
    while left:
        fixed = dict(min(left) if not runs else dice.choice(sorted(left)))
        tries = [
            tuple(fixed.get(i, dice.choice(column)) for i, column in enumerate(columns)) for _ in range(60)
        ]
        best = max(tries, key=lambda t: len(left & set(combinations(enumerate(t), 2))))
        left -= set(combinations(enumerate(best), 2))
        runs.append(Run(*best))
    return runs


def words(run: Run, folder: Path) -> list[str]:
    """The command line; a command is given what it takes."""
    command = cli.get_command(click.Context(cli), run.command)
    assert command
    takes = {p.name: p for p in command.params}
    out = [run.command]
    if run.command == "check":
        (folder / "text.txt").write_text(TEXT, "utf-8")
        out.append(str(folder / "text.txt"))
    out.append(run.pair)
    out += [run.place] if "hotspot" in takes else []
    out += ["--lake", run.lake]
    out += [w for k, v in WINDOWS[run.window].items() if k in takes for w in (f"--{k.replace('_', '-')}", v)]
    if "fmt" in takes:
        choices = next(
            p.type.choices for p in command.params if isinstance(p.type, click.Choice) and p.name == "fmt"
        )
        out += ["--format", run.fmt if run.fmt in choices else choices[0]]
    for name, file in (("out", "a.md"), ("timeline", "t.ics")):
        if run.command in ("brief", "edition", "export") and name in takes:
            out += [takes[name].opts[0], str(folder / file)]
    out += ["--force"] if "force" in takes else []
    return out


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended: "" or what is wrong with it, the CPU seconds it took, and what it was refused with."""

    fault: str
    seconds: float
    refusal: str = ""


def spent() -> float:
    """CPU seconds of this process and those it ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def attempt(run: Run, folder: Path) -> Outcome:
    """Run one command line."""
    began = spent()
    result = CliRunner().invoke(cli, words(run, folder), obj={})
    seconds = spent() - began
    error = result.exception
    fault = refusal = ""
    if isinstance(error, ComityError):
        refusal = str(error)
        expected = isinstance(error, QuestionError) and any(r in refusal for r in REFUSALS)
        fault = "" if expected else f"{type(error).__name__}: {refusal}"
    elif error is not None and not isinstance(error, SystemExit):
        fault = f"{type(error).__name__}: {error}"
    elif result.exit_code not in (0, 3, 4):
        fault = f"exit {result.exit_code}: {result.output[-300:]}"
    if seconds > MOST_SECONDS:
        fault = fault or f"{seconds:.0f} CPU seconds"
    return Outcome(fault, seconds, refusal)


def make_lake(root: Path) -> Path:
    """A lake of small made-up files of every source."""
    from all_layouts import FILES

    for source, files in FILES.items():
        for n, (name, data) in enumerate(files):
            path = root.parent / "made" / source / str(n) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    Lake.open(root).add(root.parent / "made")
    return root


def lakes_in(folder: Path) -> list[str]:
    """An empty lake and a made-up one."""
    return [str(folder / "none"), str(make_lake(folder / "lake"))]


def report(runs: Sequence[Run], folder: Path) -> Iterator[str]:
    """Run all; a line for each that failed, was refused or was slow."""
    for n, run in enumerate(runs, 1):
        outcome = attempt(run, folder)
        mark = "FAULT" if outcome.fault else "refused" if outcome.refusal else "slow"
        if outcome.fault or outcome.refusal or outcome.seconds > SLOW:
            line = " ".join(words(run, folder))
            yield f"{n}/{len(runs)} {mark} {outcome.seconds:.1f}s {line}: {outcome.fault or outcome.refusal}"


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent / "sources"))
    with tempfile.TemporaryDirectory() as name:
        every = plan([*lakes_in(Path(name)), *sys.argv[1:]])
        print(len(every), "runs", flush=True)
        for text in report(every, Path(name)):
            print(text, flush=True)
