"""Alerts: what a watch is told of, when it happens, with a stated number of false ones a month.

:mod:`wanted` is a watch as data; :mod:`alert` one thing told; :mod:`by_stream` what event streams show,
against thresholds that placebo pairs set; :mod:`by_record` what is written down; :mod:`book` what was told,
to whom, and who has seen it; :mod:`asking` asks it all at a day; :mod:`replay` asks day by day of the past.
"""
