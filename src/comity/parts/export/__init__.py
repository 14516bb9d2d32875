"""Files for other programs: SQLite, DuckDB, Parquet, networks, timelines, tables; whole or not at all.

One file a format: :mod:`.sqlite` with :mod:`.datasette`, :mod:`.duckdb_file`, :mod:`.parquet_bundle` (of
:mod:`.group_rows`, :mod:`.reference` and the :mod:`.dictionary`), :mod:`.network`, :mod:`.timeline` with
:mod:`.calendar` and :mod:`.picture`, :mod:`.tables`.  :mod:`.writing` puts them on disk.
"""
