"""The service behind ``comity follow``.

:mod:`loop` polls, measures and sends alerts in rounds; :mod:`health` reports on the service;
:mod:`health_server` serves that report to programs on this machine; :mod:`send` delivers alerts.
"""
