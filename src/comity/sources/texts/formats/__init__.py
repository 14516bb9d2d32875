"""Readers of document formats: one module per format, from bytes to texts.

Every reader yields for each row a :class:`~comity.sources.texts.formats.document.PublishedText`, a reject
with its reason, or a row set aside by a rule. :func:`read` calls the reader of a format, and :func:`kind_of`
recognises the format by content.
"""

from comity.sources.texts.formats.document import PublishedText
from comity.sources.texts.formats.kinds import KINDS, OWN_TEXT, SINGLE, kind_of, read

__all__ = ["KINDS", "OWN_TEXT", "SINGLE", "PublishedText", "kind_of", "read"]
