"""Write the reference pages of the documentation from the code and its data files.

python tools/docs.py            write the pages of PAGES
python tools/docs.py --check    fail where a page is not what the code says
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
from api_page import api_page

from comity.faces.cli import cli
from comity.faces.cli._commands import list_all
from comity.faces.cli._output import SHAPES
from comity.measures import validity
from comity.parts.desk.app import create_app
from comity.parts.desk.settings import Settings
from comity.sources import registry
from comity.vocabulary import bodies, forms, hotspots, states
from comity.vocabulary.load import LISTS, package_text, words

DOCS = Path(__file__).resolve().parent.parent / "docs"
NOTE = "<!-- Written by tools/docs.py from the code and its data files: do not edit here. -->\n\n"


def words_page() -> str:
    """Hotspots, forms and the small word lists."""
    out = ["# The words", "", "Every word below is a line in a data file that you can read and correct."]
    out += ["", "## Hotspots", "", "| id | about | core interest of |", "| --- | --- | --- |"]
    for h in hotspots.all_hotspots().values():
        part = f" (part of {h.part_of})" if h.part_of else ""
        owners = ", ".join(states.display(c) for c in h.core_interest_of)
        out.append(f"| `{h.id}`{part} | {h.about} | {owners} |")
    out += [
        "",
        "## Forms",
        "",
        "| id | rung | kind | what it is | for example |",
        "| --- | --- | --- | --- | --- |",
    ]
    for f in forms.all_forms().values():
        name = f"`{f.id}`" + (f" (a `{f.part_of}`)" if f.part_of else "")
        out.append(f"| {name} | {f.rung} | {'deed' if f.deed else 'word'} | {f.definition} | {f.example} |")
    for which in LISTS:
        out += ["", f"## {which.replace('_', ' ').capitalize()}", "", "| word | meaning |", "| --- | --- |"]
        out += [f"| `{k}` | {v} |" for k, v in words(which).items()]
    out += ["", "## Bodies", "", "| id | name | kind |", "| --- | --- | --- |"]
    out += [f"| `{b.id}` | {b.name} | {b.kind} |" for b in bodies.all_bodies().values()]
    return "\n".join(out) + "\n"


def sources_page() -> str:
    """Every source from its card."""
    known = [s.card for s in registry.all_sources().values()]
    out = ["# Sources", "", "What comity can read. Recognised by content; nothing is dropped silently.", ""]
    out += ["| id | shows | span | licence |", "| --- | --- | --- | --- |"]
    out += [f"| [`{c.id}`](#{c.id}) | {c.shows} | {c.span} | {c.licence} |" for c in known]
    for c in known:
        out += ["", f"## {c.id}", "", f"**{c.title}** ({c.publisher}, <{c.homepage}>)", "", c.shows, ""]
        out += [f"- Span: {c.span}", f"- States: {c.states}", f"- Licence: {c.licence}"]
        out += [f"- How to get it: {c.get}", f"- Tried on: {c.tried_on}", f"- Checked: {c.checked}"]
        out += [f"- Known: {c.known}"] if c.known else []
        out += ["- Biases:", *(f"    - {b}" for b in c.biases)]
        out += ["- Traps:", *(f"    - {t}" for t in c.traps)] if c.traps else []
        out += ["", f"Cite: {c.citation}"]
    return "\n".join(out) + "\n"


def validity_page() -> str:
    """What the measures are worth: rows of the last full study, part by part."""
    rows = validity.last_study()
    short = sum(r.holds is False for r in rows)
    out = ["# What the measures are worth", "", WORTH.format(rows=len(rows), short=short)]
    for part, heading in validity.PARTS.items():
        out += ["", f"## {heading}", "", "| | measure | where | property | value | bar | n |"]
        out += ["| --- | --- | --- | --- | --- | --- | --- |"]
        for r in (r for r in rows if r.part == part):
            mark = {True: "", False: "✗", None: "?"}[r.holds]
            value = "cannot tell" if r.value is None else f"{r.value:,.3f}".removesuffix(".000")
            bar = r.bar if r.difference is None else f"{r.bar} ({r.difference:+.2g})".replace("-", "−")
            out.append(f"| {mark} | {r.measure} | {r.world} | {r.statistic} | {value} | {bar} | {r.n:,} |")
        out.append(NOTES[part])
    return "\n".join(out) + "\n"


WORTH = """\
`comity validate`, run in a clone of the repository (the checks are in `studies/`), puts every measure to the
test. What falls short of its bar stays in the table: of {rows} properties {short} do, marked ✗. Three kinds
of truth are used. The simulator of the worlds is ours, so a world that we did not think of is not in it; the
tests hold a second one, built otherwise. The real records are those of the machine that made this page:
`comity validate --part data` and `--part published` ask yours. This page is made anew by `make validity`
(about an hour; name your lake in `COMITY_LAKE`)."""

NOTES = {
    "worlds": """
A share of n trials is uncertain by up to 0.82/√n either way at 90%: by .05 at 240.

The rate of joined vetoes keeps its bounds for shares near a half, such as those on record. The intervals
of small shares of 31 drafts on 10 crises are wide: they cover .94 to .97 of shares of .08, .87 to .95 of .2.

The one answer over all series covers too often where the pair strays as like pairs do and its forms move
as one.  Probably since its range allows for a pair that strays with four times their variance and for
forms whose steps lie .6 apart: in thirty such worlds it was a twentieth or a tenth narrower without the one
allowance or the other, by knowing what no pair tells.

Silence over ten episodes of four acts with dispersion 1 cannot reach its bar: where episodes are alike their
sum is sufficient, and the most powerful test of 5% there is sees a halving .52 of the time (Neyman and
Pearson 1933). Twenty such episodes are enough. Every finding of silence tells its own power.""",
    "data": """
A placebo hotspot is a random set of states that no watched hotspot holds, acted toward about as often as a
real one; shuffled dates give every state's bins an order of its own. The pairs named beforehand and the
reason for each are `studies/data/controls.yaml`, committed before anything was computed from them.""",
    "published": """
In brackets: what was computed less what was published. The figures, their sources and tolerances are
`studies/data/published.yaml`.""",
}


def commands_page() -> str:
    """Help of every command."""
    out = [
        "# Commands",
        "",
        'Shell completion: `eval "$(_COMITY_COMPLETE=bash_source comity)"` (or `zsh_source`).',
        "",
    ]
    out += ["Exit codes: 0 done; 1 it could not be done, one sentence says why; 2 written wrongly; 3 done in"]
    out += ["part, the receipt names the rest; 4 nothing new to tell; 130 stopped by Ctrl-C.", ""]
    for name, text in _helps():
        out += [f"## {name}", "", "```text", text.rstrip(), "```", ""]
    return "\n".join(out)


def _helps(width: int = 100) -> Iterator[tuple[str, str]]:
    root = click.Context(cli, info_name="comity", max_content_width=width, terminal_width=width)
    yield "comity", cli.get_help(root)
    yield "comity help all", list_all(root)
    for name in cli.list_commands(root):
        command = cli.get_command(root, name)
        assert command
        context = click.Context(
            command, info_name=name, parent=root, max_content_width=width, terminal_width=width
        )
        yield f"comity {name}", command.get_help(context)


PROGRAMS = """\
# For programs

Everything that comity shows, it also prints for programs: `--format json`, `csv` or `tsv`. In a pipe the
format is `tsv` (of `comity watch`: text) unless you name one, with the option, in the
[settings](settings.md) or in `COMITY_FORMAT`.

## JSON

`comity schema COMMAND` prints the JSON Schema of what a command prints. A document that is an object begins
with `schema` (`comity-watch`) and `version`; a list has nothing beside its rows, and its version stands in
its schema.

**The promise.** Within a major version of comity, keys may be added; none goes, changes its name or its
type. What goes in the next major version is named in the change log at least one minor version before. The
same holds for the names of commands and options, the columns of CSV, the addresses of the desk, the names
in `comity.__all__`, and the lake: every later version reads the lakes of an earlier one.

```console
$ comity schema watch
```

## CSV and TSV

One record a line, with a header; the columns are the keys of the JSON rows. A cell that is unknown is
empty, never 0. A value that is a list below is joined by `; ` in its cell (`states`, `records`,
`stream_acts`: one number a state, in the order of the pair), and one with keys of its own is JSON. What a
row rests on stands in it: `votes_from` to `votes_to` and `stream_from` to `stream_to` in the rows of a
watch, `first` to `last` in rows of findings. A cell that a spreadsheet would run as a formula is disarmed
with a leading `'`.

## The desk

Every page of the [desk](desk.md) has siblings that end in `.json` and `.csv`. The OpenAPI document at
`/openapi.json` lists them all, with what can follow in each address; a desk with users asks for the same
login as the pages do. Addresses with `.json`:

{addresses}

## Every shape

```yaml
{shapes}```
"""


def programs_page() -> str:
    """The shapes of JSON and CSV, and the addresses of the desk, from its OpenAPI document."""
    app = create_app(Settings(Path("no lake"), "CHN-RUS"))
    while not hasattr(app, "openapi"):
        app = app.app  # type: ignore[attr-defined]
    paths = sorted(p for p in app.openapi()["paths"] if p.endswith(".json"))
    addresses = "\n".join(f"- `{p}`" for p in paths)
    return PROGRAMS.format(addresses=addresses, shapes=package_text(SHAPES))


MAN = r""".TH COMITY 1 "" "comity {version}" "User commands"
.SH NAME
comity \- show how states act together, from the public record
.SH FILES
.TP
.I ~/.config/comity/config.toml
Settings (COMITY_CONFIG names another file): format, lake, third, quiet, verbose, pager, log\-file; options of
one command below its name, as [watch].
.TP
.I ~/.local/share/comity/lake
The lake, where records lie that you add (COMITY_LAKE or \-\-lake names another folder).
.SH ENVIRONMENT
COMITY_CONFIG, COMITY_LAKE, COMITY_FORMAT (text, json, csv or tsv), COMITY_PAGER, PAGER, NO_COLOR, COLUMNS.
.SH EXIT STATUS
0 done; 1 it could not be done, one sentence says why; 2 written wrongly; 3 done in part, the receipt
names the rest; 130 stopped by Ctrl\-C.
"""


def man_page() -> str:
    """The manual page, in roff: files, environment, exit codes, and the help of every command."""
    project = tomllib.loads((DOCS.parent / "pyproject.toml").read_text("utf-8"))["project"]
    out = [MAN.format(version=project["version"]).rstrip()]
    for name, text in _helps(78):
        plain = text.rstrip().replace("\\", "\\e").replace("-", "\\-")
        lines = [f"\\&{x}" if x.startswith((".", "'")) else x for x in plain.splitlines()]
        out += [f".SH {name.upper()}", ".nf", *lines, ".fi"]
    return "\n".join(out) + "\n"


PAGES = {
    "../man/share/man/man1/comity.1": man_page,
    "api.md": api_page,
    "programs.md": programs_page,
    "words.md": words_page,
    "sources.md": sources_page,
    "commands.md": commands_page,
    "validity.md": validity_page,
}


def main(check: bool) -> int:
    """Write or check; the number of pages that differ."""
    stale = 0
    for name, write in PAGES.items():
        page = DOCS / name
        text = write() if write is man_page else NOTE + write()
        if not page.exists() or page.read_text("utf-8") != text:
            stale += 1
            if check:
                print(
                    f"{page.resolve()} is not what the code says: run python tools/docs.py", file=sys.stderr
                )
            else:
                page.write_text(text, "utf-8")
    return stale if check else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv))
