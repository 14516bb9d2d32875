"""Vocabulary: states, groups, bodies, hotspots, forms and small word lists.

All of it is data: files in ``data/`` that a scholar can read and correct.  They are checked when loaded; an
error names the file, the key and the reason.
"""
