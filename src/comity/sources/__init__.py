"""Sources: one file per published format, bytes -> records, nothing dropped silently.

:mod:`base` says what a source is; :mod:`registry` knows them all; the card beside each reader holds what
one must know of it (licence, citation, coverage, biases, where to get it).  To add a source: one module,
one card beside it, and ``comity.testing.check_source`` must pass.
"""
