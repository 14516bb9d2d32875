"""A local endpoint that answers like a model, by the codebook's labels, and misbehaves on demand."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "sk-very-secret"
SIGNS = {
    "veto": "Two permanent members",
    "drill": "Armed or security forces of the states train",
    "talks": "Ministers, envoys or officials",
    "agree": "The states sign, renew",
}
STATES = {"Japan": "JPN", "India": "IND", "France": "FRA", "Iran": "IRN"}


class Fake:
    """What the server was asked, and how it is to behave."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.behave = "well"
        self.address = ""

    def claims(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        """Claims about the first sentence that names two known states and a known sign."""
        system, user = (m["content"] for m in body["messages"])
        text = json.loads(user)["text"]
        told = system.split("Forms:\n", 1)[1].split("\nHotspots:", 1)[0]
        labels = {d: label for label, d in re.findall(r"^- ([^:]+): (.*)$", told, re.MULTILINE)}
        for sentence in re.findall(r"[^.!?\n]+", text):
            states = [c for name, c in STATES.items() if name in sentence]
            sign = next((s for s in SIGNS if s in sentence), None)
            if len(states) > 1 and sign:
                form = next(label for d, label in labels.items() if d.startswith(SIGNS[sign]))
                return [claim(sentence.strip(), sign, states, [form])]
        return []


def claim(quote: str, trigger: str, actors: list[str], forms: list[str], **more: Any) -> dict[str, Any]:
    """A claim in the agreed shape."""
    return {
        "quote": quote,
        "trigger": trigger,
        "actors": actors,
        "partners": [],
        "targets": [],
        "hotspots": ["bilateral"],
        "forms": forms,
        "polarity": "cooperation",
        "toward": "none",
        "modality": "asserted",
    } | more


@contextmanager
def fake_model() -> Iterator[Fake]:
    """The server on a free port of this machine."""
    fake = Fake()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            fake.asked.append(body)
            fake.keys.append(self.headers.get("Authorization", ""))
            with suppress(BrokenPipeError, ConnectionResetError):
                self._answer(body)

        def _answer(self, body: dict[str, Any]) -> None:
            how = fake.behave
            if how == "500" or (how == "500 once" and len(fake.asked) == 1):
                return self._send(500, f"secret of the server, {KEY}".encode())
            if how.startswith("redirect "):
                self.send_response(307)
                self.send_header("Location", how.split(" ", 1)[1])
                self.end_headers()
                return None
            content = json.dumps({"claims": fake.claims(body)})
            if how == "half":
                content = content[: len(content) // 2]
            if how == "wrong schema":
                content = json.dumps({"acts": "many"})
            if how.startswith("says "):
                content = how.removeprefix("says ")
            if how == "huge":
                content = " " * 3_000_000
            if how == "deep":
                content = "[" * 200_000
            told: dict[str, Any] = {"choices": [{"message": {"content": content}}]}
            if how == "not the shape":
                told = {"choices": []}
            raw = json.dumps(told).encode()
            if how == "stall":
                self.send_response(200)
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                for k in range(40):
                    self.wfile.write(raw[k : k + 1])
                    self.wfile.flush()
                    time.sleep(0.1)
                return None
            return self._send(200, raw)

        def _send(self, status: int, raw: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    fake.address = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
