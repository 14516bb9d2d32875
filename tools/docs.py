"""Write the reference pages of the documentation from the code and its data files.

python tools/docs.py            write the pages of PAGES
python tools/docs.py --check    fail if a page differs from the code

``mkdocs.yml`` names this file as a hook: when the site is built, the long tables of :data:`TABLES` replace
the line :data:`MARK` in their pages; they are not stored.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from comity.faces.cli import cli
from comity.faces.cli._commands import list_all
from comity.faces.cli._output import SHAPES
from comity.measures import validity
from comity.parts.desk.app import create_app
from comity.parts.desk.settings import Settings
from comity.sources import registry
from comity.vocabulary import bodies, forms, hotspots, states
from comity.vocabulary.load import LISTS, package_text, words

if TYPE_CHECKING:
    from mkdocs.structure.pages import Page

sys.path.append(str(Path(__file__).parent))
from api_page import api_page

DOCS = Path(__file__).resolve().parent.parent / "docs"
MARK = "<!-- Here the site has tables made from the data (tools/docs.py). -->"
NOTE = "<!-- Written by tools/docs.py from the code and its data files: do not edit here. -->\n\n"


def list_words() -> str:
    """Return tables of hotspots, forms and the small word lists."""
    out = ["## Hotspots", "", "| id | about | core interest of |", "| --- | --- | --- |"]
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


def list_sources() -> str:
    """Return a table of all sources with the facts of their cards."""
    known = [s.card for s in registry.all_sources().values()]
    out = ["| id | shows | span | licence |", "| --- | --- | --- | --- |"]
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


def list_validity() -> str:
    """Return tables with the results of the last full validation study, by part."""
    rows = validity.last_study()
    short = sum(r.holds is False for r in rows)
    out = [
        "## All results",
        "",
        "Each row has a measure, where it was tested, the property tested, its value, the bar that the value "
        f"must reach, and the number n of cases. Of {len(rows)} properties {short} miss their bar: ✗.",
    ]
    for part, heading in validity.PARTS.items():
        out += ["", f"### {heading}", "", "| | measure | where | property | value | bar | n |"]
        out += ["| --- | --- | --- | --- | --- | --- | --- |"]
        for r in (r for r in rows if r.part == part):
            mark = {True: "", False: "✗", None: "?"}[r.holds]
            value = "cannot tell" if r.value is None else f"{r.value:,.3f}".removesuffix(".000")
            bar = r.bar if r.difference is None else f"{r.bar} ({r.difference:+.2g})".replace("-", "−")
            out.append(f"| {mark} | {r.measure} | {r.world} | {r.statistic} | {value} | {bar} | {r.n:,} |")
        out.append(NOTES[part])
    return "\n".join(out) + "\n"


NOTES = {
    "worlds": """
- A share of n trials is uncertain by up to 0.82/√n either way at 90%: by .05 at 240.
- The rate of joined vetoes reaches its bounds for shares near a half, such as those on record. The
  intervals of small shares (31 drafts on 10 crises) cover .94 to .97 of shares of .08, and .87 to .95 of
  shares of .2.
- The one answer over all series covers too often if a pair changes no more than comparable pairs and all
  its forms move as one. Its range allows for more change and for forms that differ. In thirty such worlds
  it was between a twentieth and a tenth narrower without one of these allowances.
- Silence over ten episodes of four acts (dispersion 1) cannot reach its bar. The best possible test at 5%
  sees a halving there .52 of the time (Neyman and Pearson 1933). Twenty such episodes are enough. Every
  finding of silence states its own power.""",
    "data": """
A placebo hotspot is a random set of states that belong to no real hotspot and are as often the target of
acts. Shuffled dates give every state's days a random order. The pairs named beforehand, each with its
reason, are in `studies/data/controls.yaml`. That file was committed before anything was computed from it.""",
    "published": """
In brackets is the computed value minus the published one. The figures, their sources and tolerances are
in `studies/data/published.yaml`.""",
}


def list_commands() -> str:
    """Return the help texts of all commands."""
    return "\n".join(f"## {name}\n\n```text\n{text.rstrip()}\n```\n" for name, text in _helps())


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


def list_shapes() -> str:
    """Return the fields of JSON and CSV outputs, and the addresses of the web interface."""
    app = create_app(Settings(Path("no lake"), "CHN-RUS"))
    while not hasattr(app, "openapi"):
        app = app.app  # type: ignore[attr-defined]
    paths = sorted(p for p in app.openapi()["paths"] if p.endswith(".json"))
    addresses = "\n".join(f"- `{p}`" for p in paths)
    return f"{addresses}\n\n## Every shape\n\n```yaml\n{package_text(SHAPES)}```\n"


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
    """Return the manual page in the format roff: files, environment, exit codes, help of every command."""
    project = tomllib.loads((DOCS.parent / "pyproject.toml").read_text("utf-8"))["project"]
    out = [MAN.format(version=project["version"]).rstrip()]
    for name, text in _helps(78):
        plain = text.rstrip().replace("\\", "\\e").replace("-", "\\-")
        lines = [f"\\&{x}" if x.startswith((".", "'")) else x for x in plain.splitlines()]
        out += [f".SH {name.upper()}", ".nf", *lines, ".fi"]
    return "\n".join(out) + "\n"


PAGES = {"../man/share/man/man1/comity.1": man_page, "api.md": api_page}
TABLES = {
    "programs.md": list_shapes,
    "words.md": list_words,
    "sources.md": list_sources,
    "commands.md": list_commands,
    "validity.md": list_validity,
}


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Replace the line :data:`MARK` in a page by its tables (a hook of mkdocs)."""
    write = TABLES.get(page.file.src_uri)
    return markdown.replace(MARK, write()) if write else markdown


def main(check: bool) -> int:
    """Write or check all pages; return the number of pages that fail the check."""
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
