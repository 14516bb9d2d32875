"""The account: what a pair does in a place, told by rule from its records, below all faces.

:mod:`acts` says what counts as what; :mod:`phases` cuts the years; :mod:`phrases` words; :mod:`statements`
holds every sentence to its support; :mod:`place` and :mod:`pair` put them together.  A face lays an account
out and words nothing itself.
"""
