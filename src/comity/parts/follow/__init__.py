"""Polling of publishers, so that the lake stays up to date.

:mod:`feeds` lists what is polled and how often; :mod:`rounds` polls one feed once; :mod:`state` stores what
must be known at the next poll; :mod:`publication_schedule` finds missing files of regular streams;
:mod:`daily_counts` counts acts by day and recounts only days with new files.
"""
