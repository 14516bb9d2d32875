"""Readers of published data: one module per file format, and every input row is accounted for.

:mod:`base` defines what a source is, and :mod:`registry` lists all sources. The card beside each reader (a
YAML file) gives licence, citation, coverage, biases and where to get the data. To add a source, write one
module and one card, and make ``comity.testing.check_source`` pass.
"""
