"""Content that people write at the desk: cases, notes, pinned records and hypotheses.

Stored in a separate database (SQLite beside the lake, or PostgreSQL), never in the lake, which holds records
and the decisions on them.
"""
