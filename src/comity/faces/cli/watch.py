"""``comity watch``: the picture of a pair, hotspot by hotspot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from functools import partial
from typing import Any

import click
from rich.text import Text

from comity.faces.cli import _account_page, _findings, _hotspot_page
from comity.faces.cli._options import GroupType, HotspotType, window_options
from comity.faces.cli._output import console, format_option, write_json, write_rows
from comity.faces.cli._watch import make_watch
from comity.faces.cli._watch_page import page
from comity.lake.store import Lake
from comity.measures.verdict.verdict import Picture
from comity.records.finding import Finding
from comity.records.finding import as_json as finding_json
from comity.vocabulary.group import Group
from comity.watch import Watch, suggested_pairs
from comity.watch.account import pair, place
from comity.watch.suggested_pairs import RecordedPair


@click.command()
@click.argument("group", type=GroupType(), metavar="[PAIR]", required=False)
@click.argument("hotspot", type=HotspotType(), required=False)
@window_options
@click.option(
    "--engine",
    type=click.Choice(("duckdb", "spark")),
    default="duckdb",
    help="Engine that counts cells (duckdb); the results are the same.",
)
@click.option(
    "--tests", "parts", flag_value="tests", help="Every measure and its doubt, in place of the account."
)
@click.option("--full", "parts", flag_value="full", help="The account, then every measure.")
@partial(format_option, otherwise="text, in a pipe too")
def watch(
    group: Group | None, hotspot: str | None, engine: str, parts: str | None, fmt: str | None, **options: Any
) -> None:
    """Tell what a PAIR or group of states does together, place by place, or all about one HOTSPOT.

    PAIR is two or more states, as CHN-RUS or China,Russia; their order is free. With a HOTSPOT the account
    of that place: what they do since when, who does what, with or against the third power, how sure it is
    and what would change it. With --tests every measure and its doubt instead. Without a PAIR: the pairs on
    record, newest first.

    \b
      comity watch CHN-RUS
      comity watch CHN-RUS venezuela
      comity watch CHN-RUS venezuela --tests
      comity watch FRA-DEU --since 2010
      comity watch CHN-IRN-RUS --format json
      comity watch CHN-RUS --engine spark
    """  # noqa: D301 - click's mark
    how = fmt or "text"
    if group is None:
        _pairs(
            suggested_pairs.recorded_pairs(Lake.open(options["lake"]).view(options["as_of"], packaged=True)),
            how,
        )
        return
    pair_watch = make_watch(group, **options)
    if engine == "spark":
        from comity.lake.query.spark import Spark  # noqa: PLC0415 - an extra, and slow to load

        pair_watch.view.count_on(Spark(pair_watch.view))
    if how == "text":
        out = console()
        for line in _lines(pair_watch, hotspot, parts, out.width):
            out.print(line, no_wrap=True, overflow="ellipsis")
    elif hotspot is not None:
        picture = pair_watch.picture(hotspot)
        if how == "json":
            write_json(picture_json(pair_watch, picture))
        else:
            write_rows([{"part": p, **_findings.row(f)} for p, f in _by_part(picture)], how)
    elif how == "json":
        write_json(as_json(pair_watch))
    else:
        write_rows(pair_watch.table().to_pylist(), how)


def _pairs(pairs: Sequence[RecordedPair], how: str) -> None:
    """The pairs on record; as text as many as fit a page."""
    if how == "json":
        write_json([asdict(p) for p in pairs])
    elif how == "text":
        out = console()
        for line in _account_page.of_pairs(pairs):
            out.print(line, no_wrap=True, overflow="ellipsis")
    else:
        write_rows([asdict(p) for p in pairs], how)


def _lines(watch: Watch, hotspot: str | None, parts: str | None, width: int) -> Iterator[Text]:
    """The account, every measure (``tests``), or both (``full``)."""
    if parts != "tests":
        answers, today = watch.answers, watch.as_of or date.today()
        if hotspot is None:
            yield from _account_page.of_pair(pair.of_pair(answers), today)
        else:
            yield from _account_page.of_place(place.of_place(answers, hotspot), today)
    if parts == "full":
        yield Text()
    if parts:
        yield from page(watch, width) if hotspot is None else _hotspot_page.page(watch, hotspot, width)


def _by_part(picture: Picture) -> list[tuple[str, Finding]]:
    v = picture.verdict
    record = [("record", f) for f in v.record.findings()]
    witnesses = [("timing", f) for f in v.timing] + [("votes", f) for f in (*v.votes, *v.vetoes)]
    return [*record, *witnesses, *((name, f) for name, _, findings in picture.parts() for f in findings)]


def picture_json(watch: Watch, picture: Picture) -> dict[str, Any]:
    """One hotspot as one JSON document: every part with its findings, and the series by year."""
    v = picture.verdict
    return {
        "group": watch.group.id,
        "hotspot": v.hotspot,
        "record": v.rung,
        "statistics": v.statistics,
        "statistics_why_not": v.why_not or None,
        "third": watch.third,
        "as_of": watch.as_of,
        "data": watch.view.fingerprint(),
        "parts": [{"part": p, **finding_json(f)} for p, f in _by_part(picture)],
        "by_year": [asdict(s) for s in watch.series(v.hotspot, "year")],
        "account": pair.as_json(place.of_place(watch.answers, v.hotspot)),
    }


def as_json(watch: Watch) -> dict[str, Any]:
    """The whole watch as one JSON document: every verdict with all its findings."""
    return {
        "group": watch.group.id,
        "heading": watch.heading(),
        "account": pair.as_json(pair.of_pair(watch.answers)),
        "third": watch.third,
        "as_of": watch.as_of,
        "data": watch.view.fingerprint(),
        "sources": watch.sources_read(),
        "assembly": [finding_json(f) for f in watch.votes.agreement()],
        "council": [finding_json(f) for f in watch.votes.vetoes()],
        "pooled": [finding_json(f) for f in watch.timing.pooled()],
        "hotspots": [
            {
                **row,
                "findings": [finding_json(f) for f in [*v.record.findings(), *v.votes, *v.vetoes, *v.timing]],
            }
            for row, v in zip(watch.table().to_pylist(), watch.verdicts, strict=True)
        ],
    }
