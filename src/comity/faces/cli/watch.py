"""``comity watch``: what a pair of states does together, by hotspot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

import click

from comity.faces.cli import _account_page
from comity.faces.cli._options import make_watch, print_answer
from comity.faces.cli._output import PageLine, Printout
from comity.lake.query.view import View
from comity.lake.store import Lake
from comity.measures.verdict.verdict import Picture
from comity.records.finding import Finding
from comity.records.finding import as_json as finding_json
from comity.records.kinds import Kind
from comity.vocabulary.group import Group
from comity.watch import Watch
from comity.watch.account import pair, place
from comity.watch.account.place import PlaceAccount
from comity.watch.account.rows import PlaceRow

BINS = ("day", "week", "month", "quarter", "year")


@click.command()
@click.option(
    "--tests", "parts", flag_value="tests", help="Every measure and its doubt, in place of the account."
)
@click.option("--full", "parts", flag_value="full", help="The account, then every measure.")
@click.option(
    "--cells",
    "width",
    type=click.Choice(BINS),
    help="Instead: acts in event data by state, hotspot, class and time bin; without a PAIR, of every state.",
)
@click.option(
    "--engine",
    type=click.Choice(("duckdb", "spark")),
    default="duckdb",
    help="Engine that counts cells (duckdb); the results are the same.",
)
@print_answer("[PAIR]", "[HOTSPOT]", window=True, in_a_pipe="text")
def watch(
    group: Group | None,
    hotspot: str | None,
    engine: str,
    parts: str | None,
    width: str | None,
    **options: Any,
) -> Printout:
    """Tell what a PAIR or group of states does together, place by place, or all about one HOTSPOT.

    PAIR is two or more states, as CHN-RUS or China,Russia; their order is free. With a HOTSPOT the account
    of that place: what they do since when, who does what, with or against the third power, how sure it is
    and what would change it. With --tests every measure and its doubt instead. Without a PAIR: the pairs on
    record, newest first. As csv or tsv: a row an act, with --tests a row a place or a measure.

    \b
      comity watch CHN-RUS
      comity watch CHN-RUS venezuela
      comity watch CHN-RUS venezuela --tests
      comity watch FRA-DEU --since 2010
      comity watch CHN-IRN-RUS --format json
      comity watch CHN-RUS --engine spark
      comity watch CHN-RUS --cells month --format csv
    """  # noqa: D301 - click's mark
    if width:
        from comity.faces.cli import _cells  # noqa: PLC0415 - an account counts no cells

        return _cells.answer_cells(group, hotspot, width, engine, options)
    if group is None:
        return _answer_pairs(Lake.open(options["lake"]).view(options["as_of"], packaged=True))
    pair_watch = make_watch(group, **options)
    if engine == "spark":
        from comity.lake.query.spark import Spark  # noqa: PLC0415 - an extra, and slow to load

        pair_watch.view.count_on(Spark(pair_watch.view))
    return _answer_place(pair_watch, hotspot, parts) if hotspot else _answer_pair(pair_watch, parts)


def _answer_pairs(view: View) -> Printout:
    from comity.watch import suggested_pairs  # noqa: PLC0415 - asked without a pair only

    pairs = suggested_pairs.recorded_pairs(view)
    return Printout(lambda _: _account_page.format_pairs_page(pairs), lambda: [asdict(p) for p in pairs])


def _answer_pair(watch: Watch, parts: str | None) -> Printout:
    return Printout(
        lambda width: _write(watch, None, parts, width),
        lambda: watch.table().to_pylist() if parts else _list_acts(pair.describe_pair(watch.answers).rows),
        lambda: make_json(watch),
    )


def _answer_place(watch: Watch, hotspot: str, parts: str | None) -> Printout:
    return Printout(
        lambda width: _write(watch, hotspot, parts, width),
        lambda: (
            _list_rows(watch.picture(hotspot))
            if parts
            else _list_acts([place.describe_place(watch.answers, hotspot)])
        ),
        lambda: picture_json(watch, watch.picture(hotspot)),
    )


def _write(watch: Watch, hotspot: str | None, parts: str | None, width: int) -> Iterator[PageLine]:
    """Yield the page for people: the account, every measure (``tests``), or both (``full``)."""
    today = watch.as_of or date.today()
    if parts != "tests" and hotspot is None:
        yield from _account_page.format_pair_page(pair.describe_pair(watch.answers), today)
    elif parts != "tests" and hotspot is not None:
        yield from _account_page.format_place_page(place.describe_place(watch.answers, hotspot), today)
    if parts == "full":
        yield ""
    if parts:
        from comity.faces.cli import _tests_page  # noqa: PLC0415 - the account needs none of it

        if hotspot is None:
            yield from _tests_page.write_pair(watch, width)
        else:
            yield from _tests_page.write_place(watch, hotspot, width)


def _list_acts(places: Iterable[PlaceRow | PlaceAccount]) -> list[dict[str, Any]]:
    from comity.faces.present.picture import make_row  # noqa: PLC0415 - text needs no pictures

    return [make_row(a, p.hotspot) for p in places for a in p.acts]


def _list_rows(picture: Picture) -> list[dict[str, Any]]:
    from comity.faces.cli import _findings  # noqa: PLC0415 - the account needs none of it

    return [{"part": p, **_findings.row(f)} for p, f in _list_parts(picture)]


def _list_parts(picture: Picture) -> list[tuple[str, Finding]]:
    """Return every finding on a hotspot with the part of the page that shows it; lone vetoes appear once."""
    v = picture.verdict
    votes = [f for f in (*v.votes, *v.vetoes) if f.kind is not Kind.LONE_VETOES]
    parts = [("record", v.record.findings()), ("timing", v.timing), ("votes", votes)]
    parts += [(name, findings) for name, _, findings in picture.parts()]
    return [(name, f) for name, findings in parts for f in findings]


def picture_json(watch: Watch, picture: Picture) -> dict[str, Any]:
    """Return all findings on one hotspot by part, and the series by year, as a JSON document."""
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
        "parts": [{"part": p, **finding_json(f)} for p, f in _list_parts(picture)],
        "by_year": [asdict(s) for s in watch.series(v.hotspot, "year")],
        "account": pair.to_plain_json(place.describe_place(watch.answers, v.hotspot)),
    }


def make_json(watch: Watch) -> dict[str, Any]:
    """Return all results of a watch as a JSON document."""
    return {
        "group": watch.group.id,
        "heading": watch.heading(),
        "account": pair.to_plain_json(pair.describe_pair(watch.answers)),
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
