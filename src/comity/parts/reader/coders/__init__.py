"""Every coder by name: the rules, and the second opinions that stand beside them.

:func:`coder_named` is the one look-up: ``rules``, ``spacy:MODEL``, ``embed:FOLDER``, ``llm``, and two
joined by a plus sign, ``rules+spacy:MODEL``, of which the second confirms or adds to the first.
"""

from comity.parts.reader.coders.named import NAMES, coder_named

__all__ = ["NAMES", "coder_named"]
