"""Documents as they are published: one module a format, each a reader of bytes into written texts.

Every reader gives, row by row, a :class:`~comity.sources.texts.formats.document.PublishedText`, a reject
with its reason, or a row set aside by a rule; :func:`read` picks the reader and :func:`kind_of` tells the
format by content.
"""

from comity.sources.texts.formats.document import PublishedText
from comity.sources.texts.formats.kinds import KINDS, OWN_TEXT, SINGLE, kind_of, read

__all__ = ["KINDS", "OWN_TEXT", "SINGLE", "PublishedText", "kind_of", "read"]
