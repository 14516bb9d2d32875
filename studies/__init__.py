"""The studies of validity: what every measure of comity is worth, measured.

Three parts: simulated worlds whose truth is known, real records (placebo hotspots and shuffled dates, where
chance alone is at work, and pairs named beforehand, where it is not), and values that others published.
``comity validate`` runs the checks of :mod:`studies.suite`, ``make validity`` writes their rows into the
package and their page into the documentation.
"""
