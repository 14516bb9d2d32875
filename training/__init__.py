"""Scripts that fit the data files of the reader (which finds acts in text) to labelled texts.

Run them from the repository's root. ``python -m training.weigh`` writes ``weights.csv`` in
``src/comity/parts/reader/data``, ``training.calibrate`` writes ``confidence.yaml``, and ``training.leads``
the confidence above which acts in news are shown for review. The installed package does not contain these
scripts.
"""
