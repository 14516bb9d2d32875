"""The watch: one object that asks the measures about a pair or group and gives verdicts.

:mod:`watch` holds :class:`Watch`; :mod:`streams` asks each event stream whether a pair moves together.
"""

from comity.watch.watch import Watch

__all__ = ["Watch"]
