"""The lake (folder of records): Parquet files, and a manifest that lists each file.

:mod:`storage` reads and writes the files, the manifest and archives. :mod:`ingest` adds source files.
:mod:`query` answers questions, for example what the lake contained on a day. :mod:`store` offers all of this
in one object.
"""
