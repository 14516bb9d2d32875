"""Write sheets on which readers judge headings of places, and sentences drawn at random.

``judge_sheets.py headings OLD.json FOLDER SEED`` shows the headings of an older version (place -> sentences)
beside the current ones, in random order. ``judge_sheets.py sentences FOLDER SEED`` draws seventy sentences,
from all pairs in turn, each with the records or numbers that support it.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from comity.vocabulary import hotspots
from comity.watch import Watch
from comity.watch.account.pair import PairAccount, describe_pair
from comity.watch.account.place import PlaceAccount, describe_place
from comity.watch.account.statements import Statement
from comity.watch.answers import Answers

PAIRS = (
    *("CHN-RUS", "IRN-RUS", "PRK-RUS", "IND-RUS", "CHN-PAK", "FRA-DEU"),
    *("GBR-USA", "JPN-USA", "TUR-RUS", "SAU-IRN", "IND-USA", "EGY-ETH"),
)
DRAWN, RECORDS = 70, 40
#: Kinds of sentences about growth; a page shows three of them.
GROWTH = ("growing", "series", "dissent")
HEADINGS = """# Headings of places: which would you rather read first?

You read about China and Russia in one place. For each place mark A, B or no preference, and say whether
A or B contradicts the records listed under it.
"""
SENTENCES = """# Seventy sentences drawn by lot

For each: is it true, given what is listed under it (true / misleading / false)? Is it useful to someone
who wants to know what the two do together (yes / no)? Is it intelligible at first reading (yes / no)? Does
it tell the reader something (yes / nothing)?
"""

Rows = dict[str, str]


def list_records(answers: Answers) -> Rows:
    """Return the day and sentence of each record, by record id."""
    tables = (answers.inquiry.acts, answers.inquiry.leads)
    rows = [r for t in tables for r in t.select(["record_id", "date_from", "summary"]).to_pylist()]
    return {r["record_id"]: f"{r['date_from']} {r['summary']} [{r['record_id']}]" for r in rows}


def write_support(statement: Statement, rows: Rows) -> Iterator[str]:
    """Yield the records behind a statement, or the name and numbers of its computation."""
    known = [rows[r] for r in statement.records if r in rows]
    yield from (f"- {x}" for x in sorted(known)[:RECORDS])
    if len(known) > RECORDS:
        yield f"- and {len(known) - RECORDS} more"
    if statement.computation:
        yield f"- computed from: {statement.computation}"
    for n in statement.numbers:
        doubt = f", {n.low:g} to {n.high:g}" if n.low is not None and n.high is not None else ""
        yield f"- {n.name}: {n.value:g}{doubt}; of {n.n}; {n.span}"


def list_sentences(pair: str, lake: Path) -> list[tuple[str, Statement, Rows]]:
    """Return every sentence about a pair and its places, with its position and without repeats."""
    answers = Watch(*pair.split("-"), lake=lake).answers
    account, rows = describe_pair(answers), list_records(answers)
    shown = [(account.name, s) for s in list_shown(account)]
    for row in account.rows:
        if row.acts:
            where = f"{account.name}: {row.name}"
            shown += [(where, s) for s in list_shown(describe_place(answers, row.hotspot))]
    once = {s.text: (f"{where}, {s.kind}", s, rows) for where, s in reversed(shown)}
    return list(once.values())[::-1]


def list_shown(account: PairAccount | PlaceAccount) -> list[Statement]:
    """Return the statements on an account's page, except those on a single series."""
    shown = account.growing.short[:3]
    of_phases = {p.sentence: f"{p.title}: {p.sentence.text}" for p in account.phases}
    said = [s for s in account.sentences() if s.text and (s in shown or s.kind not in GROWTH)]
    return [replace(s, text=of_phases.get(s, s.text)) for s in said]


def draw_sentences(lake: Path, seed: int) -> str:
    """Return the sheet of randomly drawn sentences."""
    lot = random.Random(seed)  # noqa: S311 - a draw that anyone can repeat
    pools = [list_sentences(pair, lake) for pair in PAIRS]
    for pool in pools:
        lot.shuffle(pool)
    drawn = [pool.pop() for _ in range(DRAWN) for pool in pools if pool][:DRAWN]
    lot.shuffle(drawn)
    out = [SENTENCES, f"Seed {seed}.", ""]
    for k, (where, s, rows) in enumerate(drawn, 1):
        out += [f"## {k}. {where}", "", f"**{s.text}**", "", *write_support(s, rows), ""]
    return "\n".join(out)


def draw_headings(lake: Path, seed: int, old: dict[str, list[str]]) -> tuple[str, dict[str, str]]:
    """Return the sheet of headings, and its key: the letter of the current heading for each place."""
    lot = random.Random(seed)  # noqa: S311 - a draw that anyone can repeat
    answers = Watch("CHN", "RUS", lake=lake).answers
    rows, out, key = list_records(answers), [HEADINGS], {}
    places = [h for h in hotspots.watched() if h.id in old]
    lot.shuffle(places)
    for k, place in enumerate(places, 1):
        heading = describe_place(answers, place.id).heading
        both = [" ".join(old[place.id]), " ".join(s.text for s in heading)]
        key[place.id] = lot.choice("AB")
        first, second = both if key[place.id] == "B" else both[::-1]
        support = sorted({x for s in heading for x in write_support(s, rows)})
        out += [f"## {k}. {place.name}", "", f"A: {first}", "", f"B: {second}", "", *support, ""]
    return "\n".join(out), key


def main(words: list[str]) -> None:
    """Write the requested sheet."""
    folder, seed = Path(words[-2]), int(words[-1])
    with tempfile.TemporaryDirectory() as none:
        lake = Path(none) / "lake"
        if words[0] == "sentences":
            (folder / f"judge_sentences_{seed}.md").write_text(draw_sentences(lake, seed), "utf-8")
            return
        text, key = draw_headings(lake, seed, json.loads(Path(words[1]).read_text("utf-8")))
        (folder / "judge_headings.md").write_text(text, "utf-8")
        (folder / "judge_headings_key.json").write_text(json.dumps(key, indent=1), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
