"""Fits the data files by which the reader weighs prose to labelled texts; run from the repository's root.

``python -m training.weigh`` writes ``src/comity/text/data/weights.csv``, ``python -m training.calibrate``
``src/comity/text/data/confidence.yaml``; ``training.leads`` says from which confidence on acts of news are
leads.  Not part of the installed package.
"""
