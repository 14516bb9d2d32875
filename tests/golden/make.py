"""The answers of comity as files: numbers, record ids and sentences that later versions are held against.

Written again with ``python tests/golden/make.py``: the answers on the embedded records and on the lake in
fixtures/, every ``--help`` and every JSON Schema.  Beginnings of names limit it (``embedded/CHN-RUS``,
``schemas``).  ``real``, the digests of answers on the real records beside the repository, is written only
where it is named.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tarfile
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
from click.testing import CliRunner

from comity.faces.cli import cli
from comity.faces.cli._output import slug
from comity.lake.store import Lake
from comity.parts.outlook.ledger.ledger import Ledger

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[2] / "shared"
PAIRS = (
    *("CHN-RUS", "IRN-RUS", "PRK-RUS", "IND-RUS", "CHN-PAK", "FRA-DEU"),
    *("GBR-USA", "JPN-USA", "TUR-RUS", "SAU-IRN", "IND-USA", "EGY-ETH"),
)
AS_OF = "2026-12-01"
#: Where a fact is of all places together.
PAIR = "pair"
COLUMNS = ("place", "what", "name", "value", "low", "high", "n", "rank", "method")
#: Parts of the real records that digests rest on: all of them take minutes to read.
REAL = ("data/events/icews_weekly", "data/votes", "data_2026/votes")

#: Sources of the lake in fixtures/.
SOURCES = ("own_acts", "text", "icews", "unga_unproject")
EVIDENCE = ("date", "what", "who", "forms", "kind", "source", "record_id", "occurrence")
#: What is asked of the lake in fixtures/ -> what of the answer is kept (all, where nothing is named).
QUESTIONS: dict[tuple[str, ...], tuple[str, ...]] = {
    ("status",): ("files", "replaced", "records", "coverage", "rejects", "damage"),
    ("verify",): ("files", "damage"),
    ("why", "CHN-RUS", "venezuela"): EVIDENCE,
    ("why", "CHN-RUS", "bilateral"): EVIDENCE,
    ("review", "--status"): ("acts", "orphaned", "rules", "forms"),
    ("alerts", "--all"): (
        "id",
        "watch",
        "hotspot",
        "day",
        "by",
        "why",
        "records",
        "sent",
        "seen_by",
        "folded",
    ),
    ("alerts", "check"): (),
    ("forecast", "--ledger", "--check"): ("lines", "last_hash", "holds"),
}
#: Keys whose values are sentences or the words for a quantity: these may be written better.
WORDED = {"question", "null", "unit", "why_not", "note"}

Row = tuple[str, ...]


class Comity:
    """The command, asked of one lake on one day; of all its sources or of these alone."""

    def __init__(self, lake: Path, sources: tuple[str, ...] = ()) -> None:
        lake.mkdir(exist_ok=True)
        self.options = ["--as-of", AS_OF, "--lake", str(lake)]
        self.options += [word for source in sources for word in ("--source", source)]
        self.asked: dict[tuple[str, ...], str] = {}

    def run(self, *words: str) -> str:
        """Return what a question prints, 80 columns wide."""
        if words not in self.asked:
            self.asked[words] = invoke([*words, *self.options])
        return self.asked[words]

    def read(self, *words: str) -> Any:
        """Return the JSON of a question."""
        return json.loads(self.run(*words, "--format", "json"))


def invoke(words: list[str]) -> str:
    """Run one command line in this process and return its standard output."""
    env = {"COLUMNS": "80", "COMITY_CONFIG": os.devnull, "COMITY_FORMAT": None, "NO_COLOR": "1"}
    ran = CliRunner().invoke(cli, words, prog_name="comity", env=env, catch_exceptions=False)
    if ran.exit_code:
        raise RuntimeError(f"comity {' '.join(words)} ended with {ran.exit_code}: {ran.stderr}")
    return ran.stdout


def list_places(comity: Comity, pair: str) -> list[str]:
    """Return the places where the account of a pair has acts."""
    rows = comity.read("watch", pair)["account"]["rows"]
    return sorted(r["hotspot"] for r in rows if r["acts"])


def write_facts(comity: Comity, pair: str) -> str:
    """Return every fact of a pair's answer as a table, one a line, sorted."""
    rows = set(list_findings(comity.read("votes", pair), PAIR))
    rows |= set(list_findings(comity.read("roles", pair), PAIR))
    answers = {PAIR: comity.read("watch", pair)}
    answers |= {place: comity.read("watch", pair, place) for place in list_places(comity, pair)}
    for place, answer in answers.items():
        rows |= set(list_findings(answer, place))
        rows |= set(list_numbers(answer["account"], place))
    for row in answers[PAIR]["account"]["rows"]:
        if row["acts"]:
            rows |= set(list_account(row))
    return "".join("\t".join(row) + "\n" for row in (COLUMNS, *sorted(rows)))


def write_text(comity: Comity, pair: str) -> str:
    """Return what the terminal shows of a pair and of each place where it has acts."""
    asked = [(pair,), *((pair, place) for place in list_places(comity, pair))]
    shown = (
        f"$ comity watch {' '.join(words)}\n{comity.run('watch', *words, '--format', 'text')}"
        for words in asked
    )
    return "\n".join("\n".join(line.rstrip() for line in text.splitlines()) + "\n" for text in shown)


def list_account(row: Mapping[str, Any]) -> Iterator[Row]:
    """Yield the counts and the acts of one place: ids of records by class, numbers by class and year."""
    place = row["hotspot"]
    for name in ("joint", "same_side", "steps_back", "opposed", "alone", "against"):
        yield make_row(place, "account", name, row[name])
    yield make_row(place, "account", "newest", row["newest"] and row["newest"]["id"])
    by_class: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for act in row["acts"]:
        by_class[act["act_class"]].append(act)
    for kind, acts in by_class.items():
        years = Counter(act["first"][:4] for act in acts)
        yield make_row(
            place, "by year", kind, " ".join(f"{y}:{n}" for y, n in sorted(years.items())), n=len(acts)
        )
        yield make_row(place, "records", kind, " ".join(sorted({i for act in acts for i in act["records"]})))
    stances = Counter(act["stance"] for act in row["acts"])
    for stance, n in stances.items():
        yield make_row(place, "stance", stance, n)


def list_numbers(account: Any, place: str, label: str = "") -> Iterator[Row]:
    """Yield the numbers and verdicts that stand in sentences of an account, and its series by year."""
    if isinstance(account, list):
        for inner in account:
            yield from list_numbers(inner, place, label)
    elif isinstance(account, dict):
        place, label = account.get("hotspot", place), account.get("state") or account.get("id") or label
        if "by_year" in account:
            years = " ".join(":".join(map(show, point)) for point in account["by_year"])
            yield make_row(place, "series", label, years)
            yield make_row(place, "series since", label, account["since"])
        if "numbers" in account:
            yield from list_statement(account, place, label)
        for inner in account.values():
            yield from list_numbers(inner, place, label)


def list_statement(statement: Mapping[str, Any], place: str, label: str) -> Iterator[Row]:
    """Yield the verdict and the numbers of one sentence."""
    method = statement["computation"] if "/" in statement["computation"] else ""
    if statement["word"]:
        yield make_row(
            place, "word", f"{statement['kind']} {label}".strip(), statement["word"], method=method
        )
    for number in statement["numbers"]:
        name = " ".join(filter(None, (statement["kind"], label, number["name"], number["span"])))
        bounds = (number["low"], number["high"])
        yield make_row(place, "number", name, number["value"], bounds, n=number["n"], method=method)


def list_findings(answer: Any, place: str) -> Iterator[Row]:
    """Yield every finding in an answer that was measured from anything; the others are left out."""
    if isinstance(answer, list):
        for inner in answer:
            yield from list_findings(inner, place)
    elif isinstance(answer, dict) and {"kind", "subject", "value", "interval"} <= set(answer):
        if answer["value"] is not None and answer["n"]:
            subject = {k: v for k, v in answer["subject"].items() if k != "place"}
            parts = [f"{k}={','.join(v) if isinstance(v, list) else v}" for k, v in subject.items()]
            index = answer["detail"].get("index", "")
            yield make_row(
                answer["subject"].get("place") or place,
                f"finding {answer['kind']}",
                " ".join([*parts, *([f"index={index}"] if index else [])]),
                answer["value"],
                answer["interval"] or (None, None),
                n=answer["n"],
                rank=answer["placebo"] and f"{answer['placebo']['rank']}/{answer['placebo']['of']}",
                method=answer["method"],
            )
    elif isinstance(answer, dict):
        for inner in answer.values():
            yield from list_findings(inner, answer.get("hotspot", place))


def make_row(
    place: str,
    what: str,
    name: str,
    value: Any,
    bounds: Any = (None, None),
    *,
    n: Any = None,
    rank: Any = None,
    method: str = "",
) -> Row:
    """Return one line of the table."""
    return (
        place,
        what,
        name,
        show(value),
        show(bounds[0]),
        show(bounds[1]),
        show(n),
        show(rank),
        method.partition("/")[0],
    )


def show(value: Any) -> str:
    """Return a cell: eight significant digits of a number, nothing for None."""
    if value is None:
        return ""
    return f"{value:.8g}" if isinstance(value, float) else str(value)


def write_help() -> str:
    """Return ``--help`` of comity and of every command."""
    return "\n".join(
        f"$ comity {' '.join(words)}\n{invoke([*words, '--help'])}" for words in list_commands(cli)
    )


def list_commands(command: click.Command, words: tuple[str, ...] = ()) -> Iterator[list[str]]:
    """Yield a command and all below it as the words that call it."""
    yield list(words)
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None and not inner.hidden:
                yield from list_commands(inner, (*words, name))


def write_answers(lake: Path) -> str:
    """Return the answers to all questions on this lake as JSON, and every forecast with its outcome."""
    answers: dict[str, Any] = {}
    for words, kept in QUESTIONS.items():
        only = [word for source in SOURCES[:2] for word in ("--source", source)] if words[0] == "why" else []
        told = json.loads(invoke([words[0], "--lake", str(lake), *words[1:], *only, "--format", "json"]))
        answers[" ".join(words)] = pick(told, kept)
    answers["forecasts"] = [
        [e.key, e.probability, e.low, e.high, e.base_rate, e.outcome.answer if e.outcome else "open"]
        for e in Ledger(lake).entries()
    ]
    return json.dumps(answers, indent=1, ensure_ascii=False) + "\n"


def pick(told: Any, kept: tuple[str, ...]) -> Any:
    """Return an answer with these keys alone (all, where none is named), its sentences left out."""
    if isinstance(told, list):
        return [pick(inner, kept) for inner in told]
    if isinstance(told, dict):
        return {k: pick(v, ()) for k, v in told.items() if k not in WORDED and (not kept or k in kept)}
    return told


def write_digests(comity: Comity) -> str:
    """Return a line a file, of SHA-256 and name: the tables and texts of all pairs on this lake."""
    lines = []
    for pair in PAIRS:
        for name, text in (
            ("tsv", round_facts(write_facts(comity, pair))),
            ("txt", write_text(comity, pair)),
        ):
            lines.append(f"{hashlib.sha256(text.encode()).hexdigest()}  {pair}.{name}\n")
    return "".join(lines)


def round_facts(table: str) -> str:
    """Return a table as it is digested: without bounds, which may be drawn, and with five digits a value."""
    lines = []
    for line in table.splitlines()[1:]:
        place, what, name, value, _, _, *others = line.split("\t")
        if what != "finding power":  # a sentence about a drawn interval
            with suppress(ValueError):
                value = f"{float(value):.5g}"
            lines.append("\t".join((place, what, name, value, *others)))
    return "\n".join(lines)


def add_real(lake: Path) -> Comity:
    """Return comity over a new lake of the real records beside the repository."""
    Lake.open(lake).add([SHARED / name for name in REAL])
    return Comity(lake)


def unpack(folder: Path) -> Path:
    """Return the lake in fixtures/ as it was written, unpacked into a folder."""
    with tarfile.open(HERE / "fixtures" / "lake.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    return folder / "lake"


def list_files(folder: Path) -> dict[str, Callable[[], str]]:
    """Return what writes each golden file, by its name; lakes are made in ``folder``."""
    embedded = Comity(folder / "embedded")
    files: dict[str, Callable[[], str]] = {"help.txt": write_help}
    for pair in PAIRS:
        files[f"embedded/{pair}.tsv"] = lambda pair=pair: write_facts(embedded, pair)
        files[f"embedded/{pair}.txt"] = lambda pair=pair: write_text(embedded, pair)
    for command in invoke(["schema"]).splitlines():
        files[f"schemas/{slug(command)}.json"] = lambda command=command: invoke(["schema", command])
    files["fixtures/answers.json"] = lambda: write_answers(unpack(folder / "answers"))
    files["fixtures/CHN-RUS.tsv"] = lambda: write_facts(
        Comity(unpack(folder / "account"), SOURCES), "CHN-RUS"
    )
    files["real.sha256"] = lambda: write_digests(add_real(folder / "real"))
    return files


def main(names: list[str]) -> None:
    """Write the files whose names begin with one of these; without names all but the real digests."""
    with tempfile.TemporaryDirectory() as folder:
        for name, write in list_files(Path(folder)).items():
            if name.startswith(tuple(names)) if names else name != "real.sha256":
                path = HERE / name
                path.parent.mkdir(exist_ok=True)
                path.write_text(write(), "utf-8")
                print(f"{name} ({time.process_time():.0f} CPU s so far)", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
