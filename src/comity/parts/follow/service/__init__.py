"""The service behind ``comity follow``.

:mod:`loop` asks for new files, looks for alerts and sends them, in rounds; :mod:`health` reports on the
service; :mod:`health_server` serves that report to programs on this machine; :mod:`send` delivers alerts.
"""
