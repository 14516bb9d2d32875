"""Following: publishers polled again and again, so that the lake is never far behind them.

:mod:`feeds` says what is polled and how often, as data; :mod:`rounds` polls one feed once; :mod:`state` is
what is remembered between two polls; :mod:`publication_schedule` names the missing files of a steady stream;
:mod:`daily_counts` counts acts by day, again only where files touched a day.
"""
