"""The watch: what is asked about a pair or group of states, and the answers.

:mod:`inquiry` is the frozen question with its tables, :mod:`answer_cache` keeps them and the answers,
:mod:`questions` has one file a question, :mod:`answers` asks each once, :mod:`composed` puts answers
together, and :mod:`watch` is the face of it all.
"""

from comity.watch.watch import Watch

__all__ = ["Watch"]
