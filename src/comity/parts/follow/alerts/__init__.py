"""Alerts: news about a pair of states that a watch reports, with a stated number of false alarms per month.

A watch is a standing order for alerts (:mod:`wanted`). :mod:`alert` describes one alert. :mod:`by_stream`
finds alerts in event streams, with thresholds from other (placebo) pairs; :mod:`by_record` finds alerts on
record. :mod:`asking` runs a watch for a given day, :mod:`replay` day by day over the past. :mod:`book` stores
alerts, their delivery and who acknowledged them.
"""
