"""The public GDELT tables on BigQuery, counted where they lie, at the user's own cost.

The publisher's columns are made canonical by the same rules as at ingest, written as one expression
(:func:`canonical`), so that the count of :mod:`comity.lake.query.event_counts` compiles on top of it.
Nothing is asked of
the service but by :func:`estimate` (a dry run, free) and :func:`run`.  The SQL was compiled and parsed in
tests, and the same expression run on other engines; it was never run on the service itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import ibis
import pyarrow as pa
import sqlglot

from comity.errors import LakeError, MissingExtraError
from comity.sources.gdelt import event_layout
from comity.sources.kit import cameo
from comity.vocabulary import states

SOURCE = "gdelt2"
STEADY = date(2013, 1, 1)
"""From this day on no code of a state changes its meaning; older event dates are left out."""
DOLLARS_A_TERABYTE = 6.25
"""List price of a scanned tebibyte on demand (United States, 2024); the user's own may differ."""

_INTEGERS = (
    "GLOBALEVENTID",
    "SQLDATE",
    "MonthYear",
    "Year",
    "IsRootEvent",
    "QuadClass",
    "NumMentions",
    "NumSources",
    "NumArticles",
    "Actor1Geo_Type",
    "Actor2Geo_Type",
    "ActionGeo_Type",
    "DATEADDED",
)
_FLOATS = (
    "FractionDate",
    "GoldsteinScale",
    "AvgTone",
    "Actor1Geo_Lat",
    "Actor1Geo_Long",
    "Actor2Geo_Lat",
    "Actor2Geo_Long",
    "ActionGeo_Lat",
    "ActionGeo_Long",
)
_NUMBERS = ("GoldsteinScale", "AvgTone", "NumMentions", "NumArticles", "ActionGeo_Lat", "ActionGeo_Long")
_NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"


def published() -> ibis.Table:
    """The public table of events, unbound."""
    kinds = dict.fromkeys(_INTEGERS, "int64") | dict.fromkeys(_FLOATS, "float64")
    schema = {c: kinds.get(c, "string") for c in event_layout.COLUMNS[SOURCE]}
    return ibis.table(schema, name="events", catalog="gdelt-bq", database="gdeltv2")


def canonical(raw: ibis.Table) -> ibis.Table:
    """Columns that cells are counted from, of rows in the publisher's columns (text or typed).

    Rows that the ingest would reject are left out: no number, no day, no code, a score that is no number.
    """
    code, kept = _text(raw.EventCode), _text(raw.GLOBALEVENTID).re_search("^[0-9]{1,18}$")
    for name in _NUMBERS:
        text = _text(raw[name]).strip()
        kept = kept & ((text == "") | text.re_search(_NUMBER))
    out = raw.filter(kept).select(
        source=ibis.literal(SOURCE),
        event_date=_day(_text(raw.SQLDATE)),
        known_on=_day(_text(raw.DATEADDED).substr(0, 8)),
        precision=ibis.literal("day"),
        code_system=ibis.literal("cameo"),
        code=code,
        quad=ibis.cases(
            *[(code.re_search(f"^{root}[0-9]{{0,2}}$"), ibis.literal(q, "int8")) for root, q in _roots()],
            else_=ibis.null("int8"),
        ),
        geo_state=_state(_text(raw.ActionGeo_CountryCode), "fips"),
        mirror_of=ibis.null("string"),
        **_side(raw, "1", "actor"),
        **_side(raw, "2", "target"),
    )
    return out.filter(out.event_date >= STEADY, out.known_on.notnull(), out.quad.notnull())


def _text(column: ibis.Value) -> ibis.Value:
    """The column as text, blank where there is nothing."""
    return column.cast("string").fill_null("")


def _day(text: ibis.Value) -> ibis.Value:
    parts = (text.substr(0, 4), text.substr(4, 2), text.substr(6, 2))
    written = ibis.literal("-").join(list(parts))
    return ibis.ifelse(text.re_search("^[0-9]{8}$"), written, ibis.null("string")).try_cast("date")


def _side(raw: ibis.Table, i: str, name: str) -> dict[str, ibis.Value]:
    code = _state(_text(raw[f"Actor{i}CountryCode"]), "cameo")
    kind = _text(raw[f"Actor{i}Type1Code"])
    group = ibis.literal("").join(
        [_text(raw[f"Actor{i}{c}"]) for c in ("KnownGroupCode", "EthnicCode", "Religion1Code")]
    )
    organ = kind.isin(sorted(cameo.organs())) | ((kind == "") & (group == ""))
    stated = ibis.ifelse(_text(raw[f"Actor{i}Code"]) == "", ibis.null("boolean"), organ & code.notnull())
    return {name: code, f"{name}_is_state": stated}


def _state(value: ibis.Value, system: str) -> ibis.Value:
    return ibis.cases(*[(value == v, s) for v, s in _codes(system)], else_=ibis.null("string"))


@cache
def _codes(system: str) -> tuple[tuple[str, str], ...]:
    """Codes of a system that mean a state since :data:`STEADY`, and the state."""
    out = []
    for folded in sorted(states.table(system)):
        meant = states.resolve(states.resolve(folded, system, STEADY), "iso3", STEADY)
        if meant is not None:
            out.append((folded.upper(), meant))
    return tuple(out)


def _roots() -> list[tuple[str, int]]:
    told = ((f"{n:02d}", cameo.quad(f"{n:02d}")) for n in range(1, 21))
    return [(root, q) for root, q in told if q is not None]


def sql(expr: ibis.Table) -> str:
    """BigQuery's SQL of an expression; look-up tables held in memory become part of it."""
    text = str(ibis.to_sql(expr, dialect="bigquery"))
    held = expr.op().find(ibis.expr.operations.InMemoryTable)
    rows = {str(op.name): op.data.to_pyarrow(op.schema).to_pylist() for op in held}
    names = sorted(rows, key=lambda name: str(rows[name]))
    for n, name in enumerate(names, start=1):
        text = text.replace(name, f"look_up_{n}")
    told = sqlglot.parse_one(text, read="bigquery")
    assert isinstance(told, sqlglot.exp.Select)
    for n, name in enumerate(names, start=1):
        body = " UNION ALL ".join(_row(r) for r in rows[name])
        told = told.with_(f"look_up_{n}", as_=body, dialect="bigquery")
    return str(told.sql(dialect="bigquery", pretty=True))


def _row(row: dict[str, str]) -> str:
    cells = (f"{sqlglot.exp.Literal.string(v).sql(dialect='bigquery')} AS {k}" for k, v in row.items())
    return f"SELECT {', '.join(cells)}"


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a query would scan, by the service's own dry run."""

    bytes: int

    @property
    def dollars(self) -> float:
        """At :data:`DOLLARS_A_TERABYTE`."""
        return self.bytes / 2**40 * DOLLARS_A_TERABYTE


def estimate(query: str) -> Estimate:
    """Ask the service what a query would scan; nothing is run.

    Raises
    ------
    MissingExtraError
        When the client is not installed.
    LakeError
        When there are no credentials or the service refuses.
    """
    return Estimate(int(_asked(query, dry=True).total_bytes_processed))


def run(query: str) -> pa.Table:
    """Run a query at the user's cost.  Raises as :func:`estimate` does."""
    return _asked(query, dry=False).to_arrow()


def _asked(query: str, *, dry: bool) -> Any:
    try:
        from google.api_core.exceptions import GoogleAPIError  # noqa: PLC0415 - an extra
        from google.auth.exceptions import GoogleAuthError  # noqa: PLC0415 - an extra
        from google.cloud import bigquery  # noqa: PLC0415 - an extra
    except ImportError:
        raise MissingExtraError(
            "Counting on BigQuery needs one more part: pip install 'comity[bigquery]'."
        ) from None
    try:
        how = bigquery.QueryJobConfig(dry_run=dry, use_query_cache=not dry)
        job = bigquery.Client().query(query, job_config=how)
        if not dry:
            job.result()
    except (GoogleAuthError, OSError) as e:
        raise LakeError(
            f"BigQuery knows no account of yours here ({str(e).splitlines()[0]}): sign in with "
            "`gcloud auth application-default login` and set GOOGLE_CLOUD_PROJECT; "
            "--sql shows the query without an account."
        ) from None
    except GoogleAPIError as e:
        raise LakeError(f"BigQuery refuses the query: {str(e).splitlines()[0]}") from None
    return job
