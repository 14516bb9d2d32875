"""Fits the data files by which the reader weighs prose to labelled texts; run from the repository's root.

``python -m training.weigh`` writes ``weights.csv`` in ``src/comity/parts/reader/data``; ``.calibrate``
writes ``confidence.yaml``; ``training.leads`` says from which confidence on acts of news are leads.  Not part
of the installed package.
"""
