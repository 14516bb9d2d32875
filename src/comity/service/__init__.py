"""The continuous watch.

:mod:`loop` asks, measures and tells, round by round; :mod:`health` says how it does; :mod:`doors` opens that
to programs on this machine.
"""
