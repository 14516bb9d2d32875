"""What people at the desk write down: cases, notes, pinned records, hypotheses, and what they last saw.

Kept in a database of its own (SQLite beside the lake, PostgreSQL by address), never in the lake: the lake
holds records and what people decided about them.
"""
