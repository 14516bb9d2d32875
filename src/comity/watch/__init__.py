"""Questions about a pair or group of states, and their answers.

:mod:`watch` is the public interface. :mod:`inquiry` describes a question and reads its tables,
:mod:`questions` has one file per question, and :mod:`answers` asks each question once. :mod:`answer_cache`
stores tables and answers, and :mod:`composed` combines answers.
"""

from comity.watch.watch import Watch

__all__ = ["Watch"]
