"""``comity review``: people's review of acts that a machine read from texts."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from comity.errors import LakeError
from comity.faces.cli._options import GroupType, HotspotType, print_answer
from comity.faces.cli._output import PageLine, Printout, make_table, say
from comity.faces.present.sanitize import one_line
from comity.lake.query import review_queue
from comity.lake.storage import disk
from comity.lake.store import Lake
from comity.measures.record import coder_error
from comity.records.reviews import agreement, sheets
from comity.vocabulary.group import Group

WIDTH = 79
_WRITERS = {".csv": sheets.as_csv, ".jsonl": sheets.as_jsonl, ".txt": sheets.as_paper}


@click.command(name="review")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a review sheet: .csv, .jsonl or .txt.",
)
@click.option(
    "--in",
    "back",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Import a filled-in sheet: .csv or .jsonl.",
)
@click.option("--status", is_flag=True, help="Show agreement and precision (also without any option).")
@click.option("--pair", type=GroupType(), help="Only acts of these states together.")
@click.option("--hotspot", type=HotspotType(), help="Only acts on this hotspot.")
@click.option("--form", help="Only acts of this form.")
@click.option("--n", type=click.IntRange(min=1), default=100, show_default=True, help="How many acts.")
@click.option("--seed", default=1, show_default=True, help="Seed of the random draw.")
@click.option(
    "--sample",
    type=click.Choice(["random", "uncertain"]),
    default="random",
    show_default=True,
    help="Draw evenly, or prefer acts that the coder is least sure of.",
)
@click.option("--reviewer", default="", help="Who decides; with --out, leave out what they have decided.")
@click.option(
    "--adjudicate", is_flag=True, help="With --in: these decisions settle what reviewers differ on."
)
@print_answer()
def review_command(out: Path | None, back: Path | None, lake: str | None, **o: Any) -> Printout:
    """Export coded acts for people to accept, reject or correct, and import their decisions.

    \b
      comity review --out sheet.csv --pair CHN-RUS --n 100
      comity review --in sheet.csv --reviewer Ada
      comity review --status

    Fill in decision (accept, reject, correct) and, to correct, the new_ columns of what is otherwise (none
    empties a list). What people decide wins over the machine wherever acts are counted; both readings are
    kept, and `comity why` shows them. Where reviewers differ, the machine's reading stays, marked as
    disputed, until more than half of at least three reviewers or an adjudication decides. A sheet may be
    given back twice: nothing is taken twice. Exit code 3: some rows were not taken; each is named.
    """  # noqa: D301 - click's mark
    if sum((out is not None, back is not None, bool(o["status"]))) > 1:
        raise click.UsageError("Ask for one thing: --out, --in or --status.")
    store = Lake.open(lake)
    if out is not None:
        return _write_sheet(store, out, o)
    return _report_status(store) if back is None else _take_sheet(store, back, o)


def _write_sheet(store: Lake, out: Path, o: dict[str, Any]) -> Printout:
    if out.suffix.lower() not in _WRITERS:
        raise click.UsageError("A sheet is named .csv, .jsonl or, for paper, .txt.")
    pair: Group | None = o["pair"]
    wanted = {name: o[name] for name in ("hotspot", "form", "n", "seed", "sample", "reviewer")}
    items = review_queue.draw(store.view(), pair=pair, **wanted)
    try:
        disk.write_whole(out, _WRITERS[out.suffix.lower()](items))
    except OSError as e:
        raise LakeError(f"The sheet {out} cannot be written ({e.strerror}): choose another place.") from e
    return Printout(lambda _: [f"{len(items):,} acts to review in {one_line(str(out))}."])


def _take_sheet(store: Lake, back: Path, o: dict[str, Any]) -> Printout:
    jsonl = back.suffix.lower() == ".jsonl"
    sheet = sheets.read_sheet(back.read_bytes(), jsonl=jsonl, reviewer=o["reviewer"])
    got = review_queue.take(store.view(), sheet.entries, adjudicates=o["adjudicate"])
    rejects = sorted([*sheet.rejects, *got.rejects], key=lambda r: r.row_no)

    def page(_width: int) -> Iterator[str]:
        choices = ", ".join(f"{n:,} to {c}" for c, n in sorted(got.choices.items()))
        yield (
            f"{got.taken:,} rows taken{f' ({choices})' if choices else ''}, {got.new:,} of them new; "
            f"{sheet.open:,} left open; {len(rejects):,} not taken."
        )
        say(f"  line {r.row_no}: {one_line(r.detail)}" for r in rejects)

    def document() -> dict[str, Any]:
        counts = {"taken": got.taken, "new": got.new, "choices": dict(got.choices), "open": sheet.open}
        return {**counts, "rejects": [asdict(r) for r in rejects]}

    return Printout(page, document=document, partly=bool(rejects))


def _report_status(store: Lake) -> Printout:
    reviewed = store.view().reviewed
    outcomes = list(reviewed.outcomes.values())
    states = {
        s: sum(x.state == s for x in outcomes) for s in ("accepted", "corrected", "rejected", "disputed")
    }
    alike = [*agreement.compare_reviewers(outcomes), *agreement.compare_with_machine(outcomes)]
    rules, forms = agreement.measure_rules(outcomes), agreement.measure_forms(outcomes)
    orphans = sorted({d.record_id for d in reviewed.orphaned})
    quality = _rate_coder(reviewed.tallies)
    shares = [_list_agreement(a) for a in alike]
    shares += [_list_precision(part, p) for part, ps in (("rule", rules), ("form", forms)) for p in ps]

    def page(_width: int) -> Iterator[PageLine]:
        counts = ", ".join(f"{n:,} {s}" for s, n in states.items())
        yield f"{len(outcomes):,} acts reviewed: {counts}."
        if not outcomes:
            yield "Draw a sheet with `comity review --out sheet.csv`."
        if shares:
            yield _tabulate(shares)
        if orphans:
            yield f"{len(orphans):,} reviewed acts are no longer read from their documents:"
            yield from (f"  {one_line(i)}" for i in orphans)
        say(_name_weak_forms(quality))

    def rows() -> list[dict[str, Any]]:
        counted = [{"part": "acts", "name": s, "n": n} for s, n in states.items()]
        counted += [{"part": "orphaned", "name": i, "n": 1} for i in orphans]
        return [*counted, *shares, *map(_list_coded, quality)]

    def document() -> dict[str, Any]:
        parts: dict[str, list[Any]] = {"agreement": alike, "rules": rules, "forms": forms}
        return {"acts": states, "orphaned": orphans, "coder": quality} | {
            name: [asdict(x) for x in values] for name, values in parts.items()
        }

    columns = ("part", "name", "n", "value", "low", "high", "kappa")
    return Printout(page, rows, document, columns)


def _rate_coder(reviewed: coder_error.Reviewed) -> list[dict[str, Any]]:
    people = {name: n for name, _, n in reviewed}
    return [
        {
            "form": f,
            "word": word,
            "precision": s.value,
            "low": s.bounds()[0],
            "high": s.bounds()[1],
            "n": s.of,
            "reviewed": people.get(f, 0.0),
        }
        for f, (word, s) in coder_error.quality(reviewed).items()
        if s.of
    ]


def _list_coded(q: dict[str, Any]) -> dict[str, Any]:
    return {
        "part": f"coder: {q['word']}",
        "name": q["form"],
        "n": q["n"],
        "value": q["precision"],
        "low": q["low"],
        "high": q["high"],
    }


def _name_weak_forms(quality: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the kinds of acts that the machine often reads wrongly, and those with too few reviews."""
    heads = {
        "bad": f"The coder is bad at these forms (precision below {coder_error.WEAK:.0%}); right of n:",
        "too few": "Too few are labelled to tell whether it reads these well; right of n:",
    }
    for word, head in heads.items():
        names = [
            f"{q['form']} {q['precision'] * q['n']:.0f} of {q['n']:.0f}" for q in quality if q["word"] == word
        ]
        if names:
            yield from textwrap.wrap(head, WIDTH)
            yield from textwrap.wrap(
                ", ".join(names), WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False
            )


def _list_agreement(a: agreement.ReviewAgreement) -> dict[str, Any]:
    name = f"{a.first} and {a.second}: {a.about}"
    return {
        "part": "agreement",
        "name": name,
        "n": a.n,
        "value": a.alike,
        "kappa": a.kappa,
        "low": a.low,
        "high": a.high,
    }


def _list_precision(part: str, p: agreement.Precision) -> dict[str, Any]:
    return {"part": part, "name": p.name, "n": p.n, "value": p.value, "low": p.low, "high": p.high}


def _tabulate(shares: list[dict[str, Any]]) -> Table:
    table = make_table("", "", "n", "right", "range or kappa", right=("n", "right"))
    for r in shares:
        span = f"{100 * r['low']:.0f} to {100 * r['high']:.0f}%" if r["low"] is not None else ""
        if r["part"] == "agreement":
            only = "too little to say: only one answer given"
            span = (
                only if r["kappa"] is None else f"kappa {r['kappa']:.2f} ({r['low']:.2f} to {r['high']:.2f})"
            )
        table.add_row(r["part"], one_line(r["name"]), str(r["n"]), f"{100 * r['value']:.0f}%", span)
    return table
