"""Health report for programs on this machine: ``/health.json``, and Prometheus metrics at ``/metrics``."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from comity.errors import ComityError, MissingExtraError, QuestionError
from comity.lake.store import Lake
from comity.parts.follow.service import health

HOST = "127.0.0.1"
STATES = ("starting", "ok", "behind", "clock", "stopped")


@contextmanager
def opened(lake: Lake, port: int, clock: Callable[[], datetime]) -> Iterator[int]:
    """Serve the health report on this machine while the block runs; yield the port (0: any free one).

    Raises
    ------
    QuestionError
        When the port is in use.
    MissingExtraError
        When the Prometheus client is not installed.
    """
    metrics = _metrics()

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                report = health.report(lake, clock())
            except ComityError as e:
                self._answer(
                    500, "application/json", json.dumps({"state": "damaged", "why": str(e)}).encode()
                )
                return
            if self.path == "/health.json":
                code = 200 if report is not None and report["state"] == "ok" else 503
                body = json.dumps(report or {"state": "stopped"}, ensure_ascii=False).encode()
                self._answer(code, "application/json", body)
            elif self.path == "/metrics":
                self._answer(200, "text/plain; version=0.0.4; charset=utf-8", metrics(report))
            else:
                self._answer(404, "text/plain", b"/health.json or /metrics\n")

        def _answer(self, code: int, kind: str, body: bytes) -> None:
            self.send_response(code)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Write no log."""

    try:
        server = ThreadingHTTPServer((HOST, port), Door)
    except OSError as e:
        raise QuestionError(
            f"Port {port} cannot be listened on ({e.strerror}): choose another by --port."
        ) from None
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def _metrics() -> Callable[[dict[str, Any] | None], bytes]:
    try:
        from prometheus_client import CollectorRegistry, Gauge, generate_latest  # noqa: PLC0415 - needs the extra
    except ImportError:
        raise MissingExtraError(
            "Metrics need a part that is not installed: pip install 'comity[http]', or use --port 0."
        ) from None

    def write(report: dict[str, Any] | None) -> bytes:
        to = CollectorRegistry()

        def put(name: str, about: str, rows: list[tuple[dict[str, str], float]]) -> None:
            labels = list(rows[0][0]) if rows else []
            gauge = Gauge(f"comity_{name}", about, labels, registry=to)
            for label, value in rows:
                (gauge.labels(**label) if label else gauge).set(value)

        state = report["state"] if report else "stopped"
        put("state", "1 for the state the watch is in", [({"state": s}, float(s == state)) for s in STATES])
        feeds = report["feeds"] if report else []
        for key, about in _FEED.items():
            rows = [({"source": f["source"]}, float(f[key])) for f in feeds if f[key] is not None]
            if rows:
                put(f"feed_{key}", about, rows)
        alerts: dict[str, Any] = report["alerts"] if report else {"not_seen": 0, "by_kind": {}}
        put("alerts_not_seen", "Alerts nobody acknowledged", [({}, float(alerts["not_seen"]))])
        kinds = [({"kind": k}, float(n)) for k, n in alerts["by_kind"].items()]
        if kinds:
            put("alerts_told", "Alerts told", kinds)
        return generate_latest(to)

    return write


_FEED = {
    "files": "Files that came",
    "corrected": "Files that came corrected",
    "rows": "Rows kept",
    "wanting": "Files wanted and not had",
    "failed": "Askings in a row with something wanting",
    "lag_seconds": "Seconds since the newest file of a steady stream",
}
