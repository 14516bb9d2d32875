"""Command ``comity read``: print what states did according to given texts, and store nothing."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from comity import plugins
from comity.errors import MissingExtraError, SourceError
from comity.faces.cli._options import Day
from comity.faces.cli._output import PARTLY, PageLine, progress, say, wrap, write_page, write_rows
from comity.faces.present.sanitize import escaped_json, one_line
from comity.language.sentences import sentences
from comity.parts.reader.coders.rule_coder import LONG, is_english
from comity.records.coded_acts import CodedAct, Document, tell_sides
from comity.records.schemas import Reject
from comity.sources.texts.coding import claims_json, read_path, read_stream
from comity.vocabulary import forms, hotspots

SURE, UNSURE = 0.75, 0.5
"""From which stated confidence an act is shown as sure, and as unsure."""

_COLUMNS = (
    "id",
    "date",
    "precision",
    "polarity",
    "actors",
    "partners",
    "targets",
    "hotspots",
    "forms",
    "toward_us",
    "confidence",
    "evidence",
)
_DATES = {"day": "%d %b %Y", "month": "%b %Y", "year": "%Y"}


@click.command()
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path, allow_dash=True),
)
@click.option("--document", is_flag=True, help="Read every text as one document, however short.")
@click.option(
    "--coder",
    default="rules",
    show_default=True,
    metavar="NAME",
    help="Who reads: rules, or llm, a language model at an address of yours.",
)
@click.option("--published", type=Day(end=False), help="Day of texts that do not tell theirs.")
@click.option(
    "--format",
    "fmt",
    type=click.Choice(["text", "jsonl", "csv", "tsv"]),
    help="text on a terminal, else jsonl.",
)
@click.option("--all", "everything", is_flag=True, help="Show what is below unsure too.")
def read(
    files: tuple[Path, ...],
    document: bool,
    coder: str,
    published: date | None,
    fmt: str | None,
    everything: bool,
) -> None:
    """Read FILES and print the acts they report, each with its passage; nothing is stored.

    FILES are JSON lines (id, text, date, title, source, url), plain text, Markdown, web pages, PDF, feeds
    (RSS, Atom) or crawls (WARC), packed with gzip or not, told apart by content; - is standard input.

    \b
      comity read news.jsonl
      comity read article.md --published 2024-05-16
      comity read report.pdf --document --format text
      curl -s https://press.un.org/en/rss.xml | comity read -

    A news item (up to four sentences, as lines of JSON mostly are) is read sentence by sentence, its hotspot
    taken from the whole item. A longer text, and any text under --document, is read as one document: the
    pair in view ("the two powers", "both", "they") and the place last named are carried from sentence to
    sentence and from heading to text, which analysis needs.

    JSON lines out give one line a document: its id and its claims, with offsets into its text; an empty
    list where nothing is claimed. Where the text is not the file's own (a page, a PDF, a feed, a crawl) the
    line holds it under "text". Exit code 3: some file or row could not be read, or a text is not in English;
    standard error says which.
    """  # noqa: D301 - click's mark
    fmt = fmt or ("text" if sys.stdout.isatty() else "jsonl")
    reader, documents = plugins.load("coders", coder)(), list[tuple[Document, list[CodedAct]]]()
    texts = _Texts(files, published, document=document)
    with progress() as bar:
        task = bar.add_task("reading", total=None)
        for d in texts:
            if coder == "rules" and not is_english(d.text):
                texts.gaps += 1
                say([f"comity: {one_line(d.id)}: the rules read English only."])
                continue
            acts = reader.code(d)
            if fmt == "jsonl":
                _line(d, acts)
            else:
                documents.append((d, [a for a in acts if a.counts]))
            bar.advance(task)
    if fmt == "text":
        write_page(lambda width: _list_lines(documents, reader.name, width, everything))
    elif fmt != "jsonl":
        write_rows([_row(d, a) for d, acts in documents for a in acts], fmt, columns=_COLUMNS)
    if texts.gaps:
        sys.exit(PARTLY)


class _Texts:
    """The documents in some files; files and rows that cannot be read are counted and reported."""

    def __init__(self, files: tuple[Path, ...], published: date | None, *, document: bool) -> None:
        self.files, self.published, self.document = files, published, document
        self.gaps = 0

    def __iter__(self) -> Iterator[Document]:
        for path in self.files:
            try:
                yield from self._of(path)
            except (SourceError, MissingExtraError) as e:
                if len(self.files) == 1:
                    raise
                self.gaps += 1
                say([f"comity: {one_line(str(e))}"])

    def _of(self, path: Path) -> Iterator[Document]:
        name = "-" if str(path) == "-" else path.name
        if name != "-" and not path.is_file():
            raise SourceError(f"{name} is not a regular file: it is skipped.")
        for d in read_stream(sys.stdin.buffer, "-") if name == "-" else read_path(path):
            if isinstance(d, Reject):
                self.gaps += 1
                say([f"comity: {one_line(name)}, row {d.row_no}: {one_line(d.detail)}"])
            else:
                yield replace(d, published=d.published or self.published, prose=d.prose or self.document)


def _line(d: Document, acts: list[CodedAct]) -> None:
    click.echo(escaped_json(json.dumps(claims_json(d, acts), ensure_ascii=False)))


def _row(d: Document, a: CodedAct) -> dict[str, Any]:
    return {
        "id": d.id,
        "date": a.when.first if a.when else None,
        "precision": a.when.precision if a.when else None,
        "polarity": a.polarity,
        "actors": list(a.actors),
        "partners": list(a.partners),
        "targets": list(a.targets),
        "hotspots": list(a.hotspots),
        "forms": list(a.forms),
        "toward_us": a.toward_third,
        "confidence": round(a.confidence, 2),
        "evidence": one_line(" ".join(d.text[a.start : a.end].split())),
    }


def _list_lines(
    documents: list[tuple[Document, list[CodedAct]]], coder: str, width: int, everything: bool
) -> Iterator[PageLine]:
    """Yield the lines to print: each text with the sentences that report acts, then the totals."""
    shown, left = list[CodedAct](), 0
    for d, acts in documents:
        spans = sentences(d.text)
        prose = d.prose or len(spans) >= LONG
        mode = "read as one document" if prose else "read as a news item"
        yield Text(f"{one_line(d.title or d.id)} · {mode}", "dim")
        by_sentence = dict[tuple[int, int], list[CodedAct]]()
        for a in acts:
            if everything or a.confidence >= UNSURE:
                by_sentence.setdefault(_find_home(spans, a), []).append(a)
            else:
                left += 1
        for (start, end), there in by_sentence.items():
            yield from wrap(one_line(" ".join(d.text[start:end].split())), width)
            for act in (merged := _merge(there)):
                yield Text(f"    {_say_act(d, act, prose)}", "" if act.confidence >= SURE else "dim")
            shown += merged
    yield ""
    yield from wrap(_say_sum(shown), width, hang="  ")
    if left:
        yield Text(f"{left} less sure not shown: --all shows them.", "dim")
    yield Text(f"Read by {coder}; a machine's reading, not reviewed.", "dim")


def _find_home(spans: list[tuple[int, int]], a: CodedAct) -> tuple[int, int]:
    """Return the sentence that contains most of an act's evidence."""
    return max(spans, key=lambda s: (min(s[1], a.end) - max(s[0], a.start), -s[0]))


def _merge(acts: list[CodedAct]) -> list[CodedAct]:
    """Merge the acts of one sentence that have the same sides; drop acts that add neither state nor form."""
    out = dict[tuple[Any, ...], CodedAct]()
    for a in sorted(acts, key=lambda a: (-len(a.parties), -a.confidence)):
        key = next((k for k, o in out.items() if a.polarity == o.polarity and a.pairs <= o.pairs), None)
        if key is None:
            out[a.actors, a.partners, a.polarity] = a
        else:
            o = out[key]
            both = tuple(dict.fromkeys((*o.forms, *a.forms)))
            out[key] = replace(o, forms=both, confidence=max(a.confidence, o.confidence))
    return list(out.values())


def _say_act(d: Document, a: CodedAct, prose: bool) -> str:
    """Return an act as text: date, states, form (kind), third states, hotspot (place) and confidence."""
    about = f" · about {', '.join(a.targets)}" if a.targets else ""
    sure = f"{a.confidence:.2f}" if a.confidence >= SURE else f"{a.confidence:.2f}, unsure"
    parts = (
        _say_day(d, a, prose),
        tell_sides(a.actors, a.partners, (), a.polarity),
        _say_forms(a),
        _say_places(a),
    )
    return f"{' · '.join(p for p in parts if p)}{about} · {sure}"


def _say_day(d: Document, a: CodedAct, prose: bool) -> str:
    """Return an act's date as precisely as the text gives it; "" if a long text gives none."""
    if a.when is None or (prose and a.when.first == a.when.last == d.published):
        return ""
    if a.when.precision == "span":
        return f"{a.when.first:%Y}–{a.when.last:%Y}"
    return a.when.first.strftime(_DATES[a.when.precision]).lstrip("0")


def _say_forms(a: CodedAct) -> str:
    names = [forms.get(f).name.lower() for f in a.forms if f != "divergence"]
    return ", ".join(names) or ("" if a.polarity == "friction" else "closeness")


def _say_places(a: CodedAct) -> str:
    known = hotspots.all_hotspots()
    return ", ".join(
        known[h].name if h in known else h for h in a.hotspots if h not in ("bilateral", "other")
    )


def _say_sum(acts: list[CodedAct]) -> str:
    """Return as text how many acts each pair of states has, in which forms (kinds), most frequent first."""
    if not acts:
        return "No act between states was read."
    pairs = dict[tuple[tuple[str, str], str], Counter[str]]()
    for a in acts:
        for p in sorted(a.pairs):
            pairs.setdefault((p, a.polarity), Counter())[_say_forms(a)] += 1
    ranked = sorted(pairs.items(), key=lambda x: -x[1].total())
    said = [
        f"{'–'.join(p)} {'apart' if polarity == 'friction' else 'together'} {ways.total()}"
        + (f" ({', '.join(f'{w} {k}' for w, k in ways.most_common(3))})" if any(ways) else "")
        for (p, polarity), ways in ranked[:_PAIRS]
    ]
    more = f"; {len(pairs) - _PAIRS} more pairs" if len(pairs) > _PAIRS else ""
    sure = sum(a.confidence >= SURE for a in acts)
    return f"{len(acts)} acts, {sure} sure: {'; '.join(said)}{more}."


_PAIRS = 8
"""So many pairs are summed up."""
