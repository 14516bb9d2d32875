"""The continuous watch.

:mod:`loop` polls, measures and alerts, round by round; :mod:`health` reports on it; :mod:`health_server`
serves that report to programs on this machine; :mod:`send` delivers alerts.
"""
