"""Export of records and findings to files for other programs, such as SQLite, DuckDB and Parquet.

Each module writes one format. :mod:`comity.faces.present.writing` moves complete files into place, so that a
failed export leaves no partial file.
"""
