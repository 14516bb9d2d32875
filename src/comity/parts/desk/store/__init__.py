"""Content that people write at the desk: cases, notes, pinned records and hypotheses.

It is stored in a separate database (SQLite beside the lake, or PostgreSQL). The lake holds only records and
the decisions on them.
"""
