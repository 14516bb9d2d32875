"""Make the Parquet files of the package (``src/comity/packaged``) from published files.

python tools/embed.py FOLDER...              all sources; the files are found by their content
python tools/embed.py --news-only CORPUS     only acts and sentences of the news, after an improvement of
                                             the reader (about a minute); the rest stays unchanged
python tools/embed.py --prepared             only the tables that all pairs share: after any change of a
                                             record, a vocabulary or a reader (seconds)

Every file is read as ``comity add`` reads it, into a temporary lake. The Parquet files and one manifest
record of that lake are taken, with two reductions. Of the General Assembly table relative to one state, only
roll calls that the other table lacks and that can be decoded exactly are kept. Of the news, only bullets in
which an act was read are kept. The manifest has the digest of every file that was read.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from comity.lake.query import snapshot
from comity.lake.query.view import View
from comity.lake.storage import derived, packaged, prepared, proof
from comity.lake.storage.manifest import Commit, FileEntry, Manifest, Part, to_json
from comity.lake.store import Lake
from comity.records.schemas import digest_file
from comity.sources import registry
from comity.sources.base import Sample, Source
from comity.watch.assembly import Assembly, pack
from comity.watch.inquiry import read_council

NEWS = "current_events"
ASSEMBLY, ONE_VIEW, BASE = "unga_unvotes", "unga_unproject", "CHN"
#: Sources whose licence allows redistribution of their records; see ``src/comity/packaged/README.md``.
SOURCES = (ASSEMBLY, ONE_VIEW, "unsc_member_votes", "unsc_vetoes_csv", NEWS)

ATTRIBUTION = "Wikipedia contributors, Portal:Current events (CC BY-SA 4.0)"
#: Time stamp of the packaged records; fixed, so that equal files give equal bytes.
ADDED_AT = "2026-11-28T00:00:00Z"


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the files and write the folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument(
        "--prepared", action="store_true", help="make the tables that every pair shares alone"
    )
    parser.add_argument("--news-only", action="store_true", help="keep everything but the news")
    given = parser.parse_args(arguments)
    if given.prepared:
        prepare(prepared.FOLDER)
        return
    wanted = (NEWS,) if given.news_only else SOURCES
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake(Path(folder))
        lake.add(given.paths, lambda sample: _recognise_wanted(wanted, sample))
        manifest = lake._manifest()
        tables, files = _read(lake, manifest), {f.file_id: f for f in manifest.files.values()}
    if missing := sorted(set(wanted) - {f.source for f in files.values()}):
        raise SystemExit(f"No file of {', '.join(missing)} was found.")
    _write(*_chosen(tables, files), before=packaged.commit() if given.news_only else None)
    packaged.commit.cache_clear()
    prepare(prepared.FOLDER)


def prepare(folder: Path) -> None:
    """Write the tables that all pairs share, computed from the packaged records, into a folder."""
    folder.mkdir(exist_ok=True)
    files = [(Path(f.name).stem, snapshot.embed(f, registry.get(s))) for f, s in packaged.list_files()]
    entries = Commit("prepared", ADDED_AT, "", (), tuple(e.file for _, e in files))
    (folder / prepared.ENTRIES).write_bytes(derived.seal(json.dumps(to_json(entries)).encode()))
    for stem, e in files:
        for name, table in e.tables.items():
            prepared.write(f"{stem}-{name}", e.file_id, table, folder)
    with tempfile.TemporaryDirectory() as nothing:
        empty = Manifest(Path(nothing))
        view = View(empty, [e for _, e in files], packaged=packaged.select_absent(empty))
        made = [(f"council-{n}", (n,), read_council(view, n)) for n in ("ballots", "roll_calls")]
        made.append(("acts", ("acts",), view.table("acts")))
        votes = pack(Assembly.read(view, date.min, date.max))
        made.append(("assembly", ("ballots", "roll_calls"), votes))
    for name, of, table in made:
        # values under nulls are arbitrary memory: a table built anew gives the same bytes for the same rows
        anew = pa.Table.from_pylist(table.to_pylist(), table.schema)
        prepared.write(name, view.rows_digest(*of), anew, folder)


def _recognise_wanted(wanted: Sequence[str], sample: Sample) -> Source | None:
    source = registry.recognise(sample)
    return source if source is not None and source.card.id in wanted else None


_AS_PUBLISHED = [("file_id", "ascending"), ("row_no", "ascending"), ("record_id", "ascending")]
#: Records by table and source.
Tables = dict[tuple[str, str], pa.Table]


def _read(lake: Lake, manifest: Manifest) -> Tables:
    view = lake.view()
    kinds = sorted({(p.table, p.source) for p in manifest.parts if p.table != "rejects"})
    return {(name, source): view.table(name, source=source).sort_by(_AS_PUBLISHED) for name, source in kinds}


def _chosen(tables: Tables, files: dict[str, FileEntry]) -> tuple[Tables, list[FileEntry]]:
    """Return the records to package, and the account of each file, which sets other records aside."""
    if ("ballots", ONE_VIEW) in tables:
        exact = _exact(tables)
        for name in ("ballots", "roll_calls"):
            of = tables[name, ONE_VIEW]
            tables[name, ONE_VIEW] = of.filter(pc.is_in(of["roll_call_id"], exact))
    if ("documents", NEWS) in tables:
        documents, acts = tables["documents", NEWS], tables["acts", NEWS]
        documents = documents.filter(pc.is_in(documents["document_id"], acts["document_id"].combine_chunks()))
        tables["documents", NEWS], tables["acts", NEWS] = _add_addresses(documents), _add_attribution(acts)
    return tables, [_account(f, tables) for f in sorted(files.values(), key=lambda f: (f.source, f.name))]


def _exact(tables: Tables) -> pa.Array:
    """Return roll calls that the other table lacks and in which the base state voted yes or no.

    If the base state abstained, the table does not show whether another state voted yes or no.
    """
    ballots, known = tables["ballots", ONE_VIEW], tables["roll_calls", ASSEMBLY]["roll_call_id"]
    decided = pc.and_(pc.equal(ballots["state"], BASE), pc.is_in(ballots["choice"], pa.array(["yes", "no"])))
    calls = pc.unique(ballots.filter(decided)["roll_call_id"])
    return calls.filter(pc.invert(pc.is_in(calls, known.combine_chunks())))


def _page(day: date) -> str:
    return f"https://en.wikipedia.org/wiki/Portal:Current_events/{day.year}_{day:%B}_{day.day}"


def _add_addresses(documents: pa.Table) -> pa.Table:
    """Return the news items with the address of their page."""
    pages = [_page(day) for day in documents["published"].to_pylist()]
    at = documents.schema.get_field_index("url")
    return documents.set_column(at, documents.schema.field(at), pa.array(pages, pa.string()))


def _add_attribution(acts: pa.Table) -> pa.Table:
    """Return the acts with citations of the outlets and, as the licence requires, of the authors."""
    citations = []
    for act in acts.select(["known_on", "citations"]).to_pylist():
        (named,) = act["citations"]
        after = f", after {named['title']}" if named["title"] else ""
        whose = {"title": f"{ATTRIBUTION}{after}", "url": _page(act["known_on"]), "kind": "encyclopedia"}
        citations.append([named | whose])
    at = acts.schema.get_field_index("citations")
    field = acts.schema.field(at)
    return acts.set_column(at, field, pa.array(citations, field.type))


def _account(f: FileEntry, tables: Tables) -> FileEntry:
    """Return the file's entry with counts of the packaged records, and with the coverage of their days."""
    records, days = {}, []
    for name in f.records:
        of = tables[name, f.source]
        of = of.filter(pc.equal(of["file_id"], f.file_id))
        records[name] = of.num_rows
        days += [of["known_on"]]
    f = replace(f, place=f.name)
    if records == f.records:
        return f
    known = pc.min_max(pa.chunked_array([c for d in days for c in d.chunks])).as_py()
    coverage = f.coverage
    if f.source == ONE_VIEW:
        dates = pc.min_max(tables["roll_calls", ONE_VIEW]["date"]).as_py()
        coverage = tuple(
            replace(c, first=max(c.first, dates["min"]), last=min(c.last, dates["max"]))
            for c in f.coverage
            if c.first <= dates["max"] and c.last >= dates["min"]
        )
    left = {t: f.records[t] - n for t, n in records.items() if f.records[t] > n}
    aside = f.set_aside | {f"{t} not shipped": n for t, n in left.items()}
    return replace(
        f,
        records=records,
        accepted=f.accepted - sum(left.values()),
        set_aside=aside,
        known_first=known["min"],
        known_last=known["max"],
        coverage=coverage,
    )


def _write(tables: Tables, files: list[FileEntry], before: Commit | None) -> None:
    """Write one Parquet file per table and source, and the manifest.

    If ``before`` is given, all its files except those of the news are kept.
    """
    parts = [p for p in before.parts if p.source != NEWS] if before else []
    entries = [f for f in before.files if f.source != NEWS] if before else []
    for old in packaged.FOLDER.glob("*.parquet"):
        if old.name not in {p.path for p in parts}:
            old.unlink()
    for (name, source), table in tables.items():
        parts.append(_parquet(name, source, table))
    commit = Commit(
        batch="packaged",
        added_at=ADDED_AT,
        version="",
        parts=tuple(sorted(parts, key=lambda p: p.path)),
        files=tuple(sorted([*entries, *files], key=lambda f: (f.source, f.name))),
    )
    data = to_json(commit)
    text = json.dumps({**data, "seal": proof.seal(data)}, indent=1, ensure_ascii=False, sort_keys=True)
    (packaged.FOLDER / packaged.MANIFEST).write_text(text + "\n", "utf-8")


def _parquet(name: str, source: str, table: pa.Table) -> Part:
    path = packaged.FOLDER / f"{source}-{name}.parquet"
    pq.write_table(
        table,
        path,
        compression="zstd",
        compression_level=19,
        use_dictionary=[c for c in table.column_names if c not in ("record_id", "row_no", "text", "summary")],
        column_encoding={"row_no": "DELTA_BINARY_PACKED"},
        row_group_size=1 << 20,
        store_schema=False,
    )
    ids = pc.min_max(table["record_id"]).as_py()
    return Part(
        path=path.name,
        table=name,
        source=source,
        rows=table.num_rows,
        size=path.stat().st_size,
        sha256=digest_file(path),
        ids=(ids["min"], ids["max"]),
    )


if __name__ == "__main__":
    main()
