"""The lake: records stored as Parquet files with a manifest that lists each file.

:mod:`storage` reads and writes the files, the manifest and archives; :mod:`ingest` adds source files in
commits; :mod:`query` answers questions (the lake as of a day, counts, evidence).  :mod:`store` offers all of
this in one object.
"""
