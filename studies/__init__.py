"""Studies that measure how good every measure of comity is.

There are three parts: simulated worlds whose truth is known, real records, and values that others published.
The real records are placebo hotspots and shuffled dates, where only chance is at work, and pairs named
beforehand, where it is not. ``comity validate`` runs the checks of :mod:`studies.suite`. ``make validity``
writes their rows into the package and their page into the documentation.
"""
