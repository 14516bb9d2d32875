"""Files for other programs: the lake as SQLite, networks, timelines, tables; whole or not at all.

One file a format: :mod:`.sqlite` and :mod:`.datasette`, :mod:`.network`, :mod:`.timeline` with
:mod:`.calendar` and :mod:`.picture`, :mod:`.tables`.  :mod:`.writing` puts them on disk.
"""
