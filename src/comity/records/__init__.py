"""Records: what a dated, sourced thing looks like, what a source could have shown, and who it is.

One file a concern: :mod:`schemas` (the Arrow tables), :mod:`identity` (ids), :mod:`coverage` (what
could have been seen: outside it the answer is "unknown", never 0), :mod:`rejects` (rows that could
not be read, with their reason), :mod:`finding` (a number that knows its interval, null and records).
"""
