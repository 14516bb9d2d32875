"""Sources: one file per published format, bytes -> records, nothing dropped silently.

:mod:`base` says what a source is; :mod:`registry` knows them all; ``cards/*.yaml`` hold what a reader
must know of each (licence, citation, coverage, biases, where to get it).  To add a source: one module
here, one card there, and ``comity.testing.check_source`` must pass.
"""
