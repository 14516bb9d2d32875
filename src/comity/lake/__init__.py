"""The lake: records on disk as Parquet with a manifest, each exactly once, never half.

:mod:`storage` holds the bytes (files, manifest, archives opened safely), :mod:`ingest` brings files in, one
commit after the other, :mod:`query` answers questions (the lake as it was known on a day, counts, evidence);
:mod:`store` is the one object that offers all of it.
"""
