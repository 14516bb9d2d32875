"""Alerts: news about a pair that a watch reports, with a stated number of false alarms per month.

:mod:`wanted` describes a watch; :mod:`alert` an alert; :mod:`by_stream` finds alerts in event streams, with
thresholds set by placebo pairs; :mod:`by_record` finds alerts on record; :mod:`book` stores alerts, their
delivery and who acknowledged them; :mod:`asking` asks a watch on a given day; :mod:`replay` asks day by day
of the past.
"""
