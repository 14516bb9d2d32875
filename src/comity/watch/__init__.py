"""Questions about a pair or group of states, and their answers.

:mod:`inquiry` freezes a question with its tables, :mod:`answer_cache` stores tables and answers,
:mod:`questions` has one file per question, :mod:`answers` asks each question once, :mod:`composed` combines
answers, and :mod:`watch` is the public interface.
"""

from comity.watch.watch import Watch

__all__ = ["Watch"]
