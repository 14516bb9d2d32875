"""The lake: records on disk as Parquet with a manifest, each exactly once, never half.

:mod:`archive` meets files and opens them safely; :mod:`ingest` brings them in, one commit after the
other; :mod:`manifest` is what readers believe; :mod:`view` is the lake as it was known on a day;
:mod:`cells` counts what a view shows; :mod:`store` is the one object that offers all of it.
"""
