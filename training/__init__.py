"""Scripts that fit the reader's data files to labelled texts; run them from the repository's root.

``python -m training.weigh`` writes ``weights.csv`` in ``src/comity/parts/reader/data``,
``training.calibrate`` writes ``confidence.yaml``, and ``training.leads`` the confidence from which acts of
news count as leads. The installed package does not contain these scripts.
"""
