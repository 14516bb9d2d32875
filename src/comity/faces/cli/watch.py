"""``comity watch``: the picture of a pair, hotspot by hotspot."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from comity.faces.cli import _findings, _hotspot_page
from comity.faces.cli._options import HotspotType, group_argument, window_options
from comity.faces.cli._output import chosen, console, format_option, write_json, write_rows
from comity.faces.cli._watch import make_watch
from comity.faces.cli._watch_page import page
from comity.lake.query.spark import Spark
from comity.measures.verdict.verdict import Picture
from comity.records.finding import Finding
from comity.records.finding import as_json as finding_json
from comity.vocabulary.group import Group
from comity.watch import Watch


@click.command()
@group_argument
@click.argument("hotspot", type=HotspotType(), required=False)
@window_options
@click.option(
    "--engine",
    type=click.Choice(("duckdb", "spark")),
    default="duckdb",
    help="Engine that counts cells (duckdb); the results are the same.",
)
@format_option
def watch(group: Group, hotspot: str | None, engine: str, fmt: str | None, **options: Any) -> None:
    """Show how a PAIR or group of states acts together, hotspot by hotspot, or all about one HOTSPOT.

    PAIR is two or more states, as CHN-RUS or China,Russia; their order is free. With a HOTSPOT every
    question is answered for that place: since when, in what form, words or deeds, who leads, who keeps
    silent, with or against the third power, what speaks against it, and what would change it.

    \b
      comity watch CHN-RUS
      comity watch CHN-RUS venezuela
      comity watch FRA-DEU --since 2010
      comity watch CHN-IRN-RUS --format json
      comity watch CHN-RUS --engine spark
    """  # noqa: D301 - click's mark
    pair_watch = make_watch(group, **options)
    if engine == "spark":
        pair_watch.view.count_on(Spark(pair_watch.view))
    how = chosen(fmt)
    if how == "text":
        out = console()
        for line in (
            page(pair_watch, out.width)
            if hotspot is None
            else _hotspot_page.page(pair_watch, hotspot, out.width)
        ):
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
    }


def as_json(watch: Watch) -> dict[str, Any]:
    """The whole watch as one JSON document: every verdict with all its findings."""
    return {
        "group": watch.group.id,
        "heading": watch.heading(),
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
                "findings": [
                    finding_json(f) for f in [*v.record.findings(), v.trend, *v.votes, *v.vetoes, *v.timing]
                ],
            }
            for row, v in zip(watch.table().to_pylist(), watch.verdicts, strict=True)
        ],
    }
