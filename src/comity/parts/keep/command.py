"""``comity keep``: review press items one by one and manage the file of the user's own facts."""

from __future__ import annotations

import getpass
import sys
import textwrap
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

from comity.errors import ComityError, LakeError, QuestionError
from comity.faces.cli._options import print_answer
from comity.faces.cli._output import Printout, echo, say
from comity.faces.present.sanitize import one_line
from comity.faces.present.source_names import grade
from comity.lake import own_facts
from comity.lake.own_facts import FactChange
from comity.lake.storage import disk
from comity.lake.store import Lake
from comity.parts.keep.held import Near
from comity.parts.keep.items import Item, find_leads, read_items
from comity.parts.keep.judging import REASONS, Judging
from comity.parts.keep.proposal import FIELDS, Proposal
from comity.records.facts import only_interested
from comity.records.schemas import Reject
from comity.sources.curated import chronicle
from comity.vocabulary import forms, hotspots
from comity.vocabulary.group import Group
from comity.vocabulary.states import display
from comity.watch.account.wording import day

WIDTH = 79
KEYS = "a keep   1-3 the same as that fact   r reject   n next   z undo   ? keys   q stop"


@click.command(name="keep")
@click.argument("what", nargs=-1, metavar="[PAIR | FILE | FOLDER]...")
@click.option("--by", default=getpass.getuser, help="Who judges (your name on this machine).")
@click.option("--list", "show", is_flag=True, help="List your own facts, their conflicts, and who kept them.")
@click.option("--undo", is_flag=True, help="Undo your last change; again, the one before.")
@click.option("--merge", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Take in FILE.")
@click.option("--settle", metavar="CHANGE", help="Of facts in conflict, let this one stand.")
@click.option(
    "--export", type=click.Path(dir_okay=False, path_type=Path), help="Write the facts as a contribution."
)
@print_answer(formats=("text", "csv", "tsv"))
def keep(what: tuple[str, ...], by: str, lake: str | None, **o: Any) -> Printout | None:
    """Judge press items one by one: each becomes a fact of your own, or is rejected with a reason.

    \b
      comity keep item.txt                  a text, with its address and date on top
      comity keep inbox CHN-RUS             the items of a folder, about a pair
      comity keep CHN-RUS                   what a machine read in the texts of the lake
      comity keep --list

    Each item is shown with the fact that it seems to tell and the facts nearest to it that are held. One key
    decides; the letter before a field corrects it. Facts of your own lie in facts/facts.jsonl of the lake,
    one line a change, with who and when, and stand in every account, check, edition and alert at once.
    """  # noqa: D301 - click's \b stops rewrapping
    store = Lake.open(lake)
    if o["merge"]:
        return _merge(store, o["merge"])
    if o["export"]:
        return _export(store, o["export"])
    if o["settle"]:
        return _settle(store, by, o["settle"])
    if o["undo"]:
        return _undo(store, by)
    if o["show"] or not what:
        return _list(store)
    _judge(store, what, by)
    return None


def _judge(store: Lake, what: tuple[str, ...], by: str) -> None:
    paths = [Path(w) for w in what if Path(w).exists()]
    if gone := [w for w in what if not Path(w).exists() and ("/" in w or Path(w).suffix)]:
        raise QuestionError(f"There is no file {gone[0]}: name a text, a folder of texts or a pair.")
    groups = [Group.parse(w) for w in what if not Path(w).exists()]
    items = list[Item]()
    for row in read_items(paths):
        if isinstance(row, Reject):
            say([f"comity: row {row.row_no}: {one_line(row.detail)}"])
        else:
            items.append(row)
    if not paths:
        view = store.view()
        items = [i for g in groups for i in find_leads(view, g)]
    Sitting(Judging(store, items, groups, by)).run()


def press() -> str:
    """Return the key pressed, in lower case, or "" at the end of piped input."""
    if sys.stdin.isatty():
        echo("> ", end="")
        sys.stdout.flush()
        key = click.getchar()
        echo(key if key.isprintable() else "")
        return key.lower()
    key = sys.stdin.read(1)
    while key.isspace():
        key = sys.stdin.read(1)
    return key.lower()


class Sitting:
    """A review of press items at the terminal: shows items, reads keys and counts key presses."""

    def __init__(self, judging: Judging) -> None:
        self.judging, self.place = judging, 0
        self.pressed: dict[str, int] = {}
        self.warned = False

    def run(self) -> None:
        """Show each press item in turn until all are decided or the user presses ``q``."""
        items = self.judging.items
        if not items:
            echo("Nothing to judge: every item is dealt with, or none was given.")
        while self.place < len(items):
            item = items[self.place]
            self.warned = False
            if not self._judge_one(item):
                break
        self._say_end()

    def _judge_one(self, item: Item) -> bool:
        """Show one press item until the user decides on it; return False if the user quits."""
        proposal, shown = self.judging.propose(item), False
        while True:
            near = self.judging.near(proposal)
            if not shown:
                echo("\n".join(_show(item, proposal, near, self.place + 1, len(self.judging.items))))
                shown = True
            key = self._press(item)
            if key in ("", "q"):
                return False
            if key in FIELDS:
                proposal, shown = self._correct(proposal, key), False
            elif key == "?":
                echo("\n".join(_explain()))
            elif key in ("n", "z") or self._decide(key, proposal, near):
                self._move(key)
                return True

    def _decide(self, key: str, proposal: Proposal, near: list[Near]) -> bool:
        """Carry out the decision a key stands for; return whether the press item is decided."""
        try:
            if key == "a":
                if near and near[0].same and not self.warned:
                    self.warned = True
                    echo("It seems to be held already: 1 if so; a again to keep it all the same.")
                    return False
                self.judging.keep(proposal)
                echo(f"Kept: {proposal.short}.")
            elif key == "r":
                return self._reject(proposal.item)
            elif key.isdigit() and 0 < int(key) <= len(near):
                self.judging.same(proposal.item, near[int(key) - 1])
                echo(f"The same as {near[int(key) - 1].record_id}.")
            else:
                return False
        except QuestionError as e:
            echo(str(e))
            return False
        return True

    def _reject(self, item: Item) -> bool:
        echo("Why?  " + "   ".join(f"{n} {why}" for n, why in enumerate(REASONS, 1)))
        key = self._press(item)
        if not key.isdigit() or not 0 < int(key) <= len(REASONS):
            echo("Not rejected.")
            return False
        self.judging.reject(item, REASONS[int(key) - 1])
        echo(f"Rejected: {REASONS[int(key) - 1]}.")
        return True

    def _move(self, key: str) -> None:
        if key != "z":
            self.place += 1
            return
        undone = self.judging.undo()
        echo(f"Undone: {undone.kind}." if undone else "You have changed nothing that could be undone.")
        back = [k for k, i in enumerate(self.judging.items) if undone and i.key == undone.item]
        self.place = back[0] if back else self.place

    def _correct(self, proposal: Proposal, key: str) -> Proposal:
        name, hint = FIELDS[key]
        hints = {"f": ", ".join(forms.all_forms()), "p": ", ".join(hotspots.all_hotspots())}
        echo("\n".join(textwrap.wrap(f"{name} ({hints.get(key, hint)}); empty leaves it", WIDTH)))
        echo(f"{name} [{one_line(proposal.show(key))}]: ", end="")
        typed = sys.stdin.readline().strip()
        try:
            return proposal.correct(key, typed) if typed else proposal
        except ComityError as e:
            echo(str(e))
            return proposal

    def _press(self, item: Item) -> str:
        self.pressed[item.key] = self.pressed.get(item.key, 0) + 1
        return press()

    def _say_end(self) -> None:
        left = len(self.judging.items) - self.place
        most = max(self.pressed.values(), default=0)
        keys = sum(self.pressed.values())
        echo(f"{left} left. {keys} keys for {len(self.pressed)} items beside what was typed, at most {most}.")


def _show(item: Item, p: Proposal, near: list[Near], n: int, of: int) -> Iterator[str]:
    yield "─" * WIDTH
    yield from textwrap.wrap(f"{n} of {of}  {one_line(item.title)}", WIDTH)
    where = "  ".join(filter(None, (item.outlet, day(item.published) if item.published else "", item.url)))
    yield from textwrap.wrap(one_line(where), WIDTH, break_long_words=False, break_on_hyphens=False)
    yield from textwrap.wrap(
        one_line(" ".join(item.text.split())[:600]), WIDTH, initial_indent="  ", subsequent_indent="  "
    )
    yield ""
    for key, (name, _) in FIELDS.items():
        value = p.show(key)
        if key in ("w", "t"):
            value = ", ".join(map(display, p.who if key == "w" else p.toward))
        if key == "g":
            value = value or "that of the outlet"
        if key == "c":
            value = value or "those of the form"
        head = f"{key} {name:<12}"
        yield from textwrap.wrap(head + one_line(value or "–"), WIDTH, subsequent_indent=" " * 14)
    yield ""
    yield "Held already:" if near else "Nothing near it is held."
    for k, fact in enumerate(near, 1):
        mark = "SAME? " if fact.same else ""
        alike = ", ".join(fact.shared) or "little"
        text = f"{k} {mark}{day(fact.date, fact.precision)}: {fact.summary} [{alike} alike]"
        yield from textwrap.wrap(one_line(text), WIDTH, subsequent_indent="  ")
    yield ""
    yield KEYS


def _explain() -> Iterator[str]:
    yield KEYS
    for key, (name, hint) in FIELDS.items():
        yield from textwrap.wrap(f"{key} {name}: {hint}", WIDTH, subsequent_indent="  ")


def _undo(store: Lake, by: str) -> Printout:
    last = own_facts.read(store.root).last_undoable(by)
    if last is None:
        raise QuestionError(f"{by} has changed nothing that could be undone.")
    own_facts.write(store.root, by, own_facts.UNDO, of=last.id)
    return Printout(lambda _: [f"Undone: {describe(last)}"])


def _settle(store: Lake, by: str, change: str) -> Printout:
    log = own_facts.read(store.root)
    in_conflict = next((of for of in log.conflicts if change in {c.id for c in of}), ())
    chosen = next((c for c in in_conflict if c.id == change), None)
    if chosen is None or chosen.kind != own_facts.KEEP:
        raise QuestionError(f"No fact in conflict was kept by the change {change}: see comity keep --list.")
    body = {k: v for k, v in chosen.body.items() if k in ("fact", "item")}
    own_facts.write(store.root, by, own_facts.KEEP, **body, replaces=[c.id for c in in_conflict])
    return Printout(lambda _: [f"This stands: {describe(chosen)}"])


def _merge(store: Lake, file: Path) -> Printout:
    new = own_facts.merge(store.root, file.read_bytes(), str(file))
    conflicts = own_facts.read(store.root).conflicts

    def page(_: int) -> Iterator[str]:
        yield f"{new:,} changes are new; {len(conflicts):,} conflicts{': see --list' if conflicts else ''}."

    return Printout(page)


def _export(store: Lake, file: Path) -> Printout:
    standing = [c.fact for c in own_facts.read(store.root).standing]
    if not standing:
        raise QuestionError("There is no fact of your own to write.")
    try:
        disk.write_whole(file, own_facts.export(standing, "A contribution", date.today()))
    except OSError as e:
        raise LakeError(f"{file} cannot be written ({e.strerror}): choose another place.") from e
    return Printout(lambda _: [f"{len(standing):,} facts in {file}, in the layout of the chronicle."])


def _list(store: Lake) -> Printout:
    log = own_facts.read(store.root)

    def page(_: int) -> Iterator[str]:
        yield f"{len(log.standing):,} facts of your own in {own_facts.path_of(store.root)}."
        for c in log.standing:
            yield from textwrap.wrap(describe(c), WIDTH, subsequent_indent="  ")
        for of in log.conflicts:
            yield "In conflict; settle it with comity keep --settle CHANGE:"
            for c in of:
                yield from textwrap.wrap(
                    f"{c.id} {describe(c)}", WIDTH, initial_indent="  ", subsequent_indent="    "
                )

    return Printout(page, lambda: [list_row(c) for c in log.standing], columns=tuple(COLUMNS))


COLUMNS = ("id", "date", "who", "place", "form", "short", "grade", "by", "at")


def list_row(c: FactChange) -> dict[str, Any]:
    """Return one of the user's facts as a table row."""
    fact = c.fact
    names = ("id", "date", "actors", "hotspot", "form", "short")
    values = [fact.get(n) for n in names]
    return dict(zip(COLUMNS, (*values, ", ".join(_grades(c)), c.by, c.at), strict=True))


def _grades(c: FactChange) -> list[str]:
    """Return the grades of a fact's sources, plus a warning if all sources are from one side."""
    kinds = chronicle.grades(c.fact)
    names = [grade(k) for k in kinds] + (["two sources"] if len(kinds) > 1 else [])
    return names + (["one side's word"] if only_interested(kinds) else [])


def describe(c: FactChange) -> str:
    """Describe a change to the user's facts in one line: what, on which sources, by whom and when."""
    on = day(c.day)
    if c.kind != own_facts.KEEP:
        what = one_line(str(c.body.get("item", c.body).get("title", c.body.get("place", ""))))
        why = c.body.get("why") or c.body.get("record") or c.body.get("found", "")
        return f"{c.kind} by {c.by} on {on}: {what} ({why})"
    fact = c.fact
    return f"{fact['date']} {fact['summary']} ({', '.join(_grades(c))}; kept by {c.by} on {on})"
