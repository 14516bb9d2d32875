"""Readers of published data, one module per file format; each accounts for every row of a file.

:mod:`base` defines what a source is, and :mod:`registry` lists all sources. The YAML file beside each reader
(its card) gives licence, citation, coverage, biases and where to get the data. To add a source, write one
module and one card, and make ``comity.testing.check_source`` pass.
"""
