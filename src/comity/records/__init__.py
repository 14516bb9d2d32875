"""Records: their schemas, what their sources cover, and the findings computed from them.

Each file has one subject: :mod:`schemas` (Arrow tables, ids, rejected rows), :mod:`coverage` (for whom and
when a source has data: outside it the answer is "unknown", never 0), :mod:`facts` (fields of a fact and the
class of an act), :mod:`finding` (a number with its interval, null and records).
"""
