"""Vocabulary: states, groups, bodies, hotspots, forms and small word lists.

Data first: everything here is a file in ``data/`` that a scholar can read and correct, checked at load
(a wrong entry is refused with file, key and reason).  This floor knows nobody above it.
"""
