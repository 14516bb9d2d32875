"""Regular requests to publishers for new files, so that the lake stays up to date.

:mod:`feeds` lists the sources and how often to ask; :mod:`rounds` asks one source once; :mod:`state` stores
what the next request must know; :mod:`publication_schedule` finds missing files of regular streams;
:mod:`daily_counts` counts acts by day and recounts only days with new files.
"""
