"""The desk attacked: bodies without end, half requests, sites elsewhere, a proxy, stuck threads."""

from __future__ import annotations

import json
import logging
import re
import select
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import httpx
import pytest
import uvicorn
from starlette.testclient import TestClient
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from comity.errors import QuestionError
from comity.parts.desk import background_jobs
from comity.parts.desk.app import create_app
from comity.parts.desk.background_jobs import BackgroundJobs
from comity.parts.desk.http import server
from comity.parts.desk.settings import Settings
from comity.parts.desk.users import Users
from comity.parts.desk.watchdog import Watchdog

OWN = {"sec-fetch-site": "same-origin"}
PASSWORD = "correct horse battery"


@pytest.fixture
def port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A closed desk on a real port, with short deadlines and few connections."""
    monkeypatch.setattr(server, "DEADLINE", 1.0)
    monkeypatch.setattr(server, "CONNECTIONS", 40)
    Users(tmp_path / "lake").add("anna", PASSWORD)
    app = create_app(Settings(tmp_path / "lake", "CHN-RUS", closed=True))
    config = uvicorn.Config(app, port=0, http=server.BoundedProtocol, ws="none", log_level="error")
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    while not running.started:
        time.sleep(0.01)
    yield int(running.servers[0].sockets[0].getsockname()[1])
    running.should_exit = True
    thread.join(10)


def test_a_body_without_end_is_refused_within_two_megabytes(port: int) -> None:
    head = (
        f"POST /login HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nSec-Fetch-Site: same-origin\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    chunk = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"
    sent = 0
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(head.encode())
        while sent < 1 << 30 and not select.select([line], [], [], 0.05)[0]:
            line.sendall(chunk)
            sent += 0x10000
        assert line.recv(65536).startswith(b"HTTP/1.1 413")
    assert 1 << 20 <= sent <= 2 << 20


def half_requests(stack: ExitStack, port: int, n: int) -> list[socket.socket]:
    """Connections that stop in the middle of a header."""
    lines = [stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30)) for _ in range(n)]
    for line in lines:
        with suppress(OSError):
            line.sendall(f"GET /login HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX-Slow: ".encode())
    return lines


def test_more_half_sent_requests_than_connections_keep_nobody_out(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "DEADLINE", 60.0)  # so that only the bound can make room
    with ExitStack() as stack:
        half_requests(stack, port, 120)
        assert httpx.get(f"http://127.0.0.1:{port}/login", timeout=30).status_code == 200


@pytest.mark.parametrize("requests", [1, 8])
def test_connections_that_idle_after_their_requests_keep_nobody_out(
    port: int, requests: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "DEADLINE", 60.0)
    with ExitStack() as stack:
        for _ in range(3):
            for _ in range(40):
                line = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30))
                with suppress(OSError):
                    line.sendall(f"GET /login HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode() * requests)
            assert httpx.get(f"http://127.0.0.1:{port}/login", timeout=30).status_code == 200


def test_half_sent_requests_are_dropped_in_time(port: int) -> None:
    with ExitStack() as stack:
        for line in half_requests(stack, port, 10):
            with suppress(ConnectionResetError):
                assert line.recv(1) == b""


def test_a_slow_body_is_dropped(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(
            f"POST /login HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nSec-Fetch-Site: same-origin\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nname=a".encode()
        )
        began = time.monotonic()
        with suppress(ConnectionResetError):
            assert line.recv(1) == b""
        assert time.monotonic() - began < 5


def test_a_connection_serves_several_requests_however_long_they_lie_apart(port: int) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        for _ in range(3):
            assert client.get("/login").status_code == 200
            time.sleep(0.5)


def test_a_page_elsewhere_loads_nothing_but_a_link_is_followed(desk: TestClient) -> None:
    elsewhere = {"sec-fetch-site": "cross-site"}
    for more in (
        {},
        {"sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"},
        {"sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe", "sec-fetch-user": "?1"},
        {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document"},  # a script did it, nobody clicked
    ):
        assert desk.get("/version", headers={**elsewhere, **more}).status_code == 403
    link = {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document", "sec-fetch-user": "?1"}
    assert desk.get("/version", headers={**elsewhere, **link}).status_code == 200


def proxied(lake: Path) -> Callable[[str], TestClient]:
    """A desk behind a proxy at 10.0.0.1, as the server sets it up; visitors by the address they come from."""
    Users(lake).add("anna", PASSWORD)
    settings = Settings(lake, "CHN-RUS", closed=True, proxy="10.0.0.0/8", public_name="desk.example.org")
    app = ProxyHeadersMiddleware(create_app(settings), settings.proxy)  # type: ignore[arg-type]

    def visitor(address: str, peer: str = "10.0.0.1") -> TestClient:
        headers = {**OWN, "x-forwarded-for": address, "x-forwarded-proto": "https"}
        return TestClient(
            app, "https://desk.example.org", headers=headers, client=(peer, 1), follow_redirects=False
        )

    return visitor


def test_behind_a_proxy_the_cookie_is_for_https_and_this_host_only(tmp_path: Path) -> None:
    visitor = proxied(tmp_path / "lake")("192.0.2.1")
    answer = visitor.post("/login", data={"name": "anna", "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-comity=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=strict"} <= set(cookie.split("; "))
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert visitor.get("/version").status_code == 200
    assert visitor.get("/version", headers={"host": "127.0.0.1"}).status_code == 421


def test_behind_a_proxy_one_guesser_locks_nobody_else_out(tmp_path: Path) -> None:
    visitor = proxied(tmp_path / "lake")
    guesser, anna = visitor("192.0.2.66"), visitor("192.0.2.1")
    tries = [guesser.post("/login", data={"name": "anna", "password": "x"}).status_code for _ in range(7)]
    assert tries == [403] * 5 + [429] * 2
    assert anna.post("/login", data={"name": "anna", "password": PASSWORD}).status_code == 303


def test_only_the_proxy_is_believed_about_who_asks(tmp_path: Path) -> None:
    visitor = proxied(tmp_path / "lake")
    tries = [
        visitor(f"192.0.2.{k}", peer="203.0.113.9").post("/login", data={"name": "anna", "password": "x"})
        for k in range(7)
    ]
    assert [t.status_code for t in tries] == [403] * 5 + [429] * 2


def test_a_proxy_needs_a_name_a_network_and_users(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="belong together"):
        Settings(tmp_path, "CHN-RUS", closed=True, proxy="127.0.0.1/32")
    with pytest.raises(QuestionError, match="not a network"):
        Settings(tmp_path, "CHN-RUS", closed=True, proxy="localhost", public_name="desk.example.org")
    with pytest.raises(QuestionError, match="--add-user"):
        Settings(tmp_path, "CHN-RUS", proxy="127.0.0.1/32", public_name="desk.example.org")


def signed_in(app: object, n: int) -> list[TestClient]:
    clients = [
        TestClient(app, "http://127.0.0.1:8470", headers=OWN, follow_redirects=False) for _ in range(n)
    ]  # type: ignore[arg-type]
    for client in clients:
        client.post("/login", data={"name": "anna", "password": PASSWORD})
    return clients


def test_sessions_end_with_the_user_with_the_password_and_everywhere_at_once(tmp_path: Path) -> None:
    users = Users(tmp_path / "lake")
    users.add("anna", PASSWORD)
    app = create_app(Settings(tmp_path / "lake", "CHN-RUS", closed=True))
    one, other = signed_in(app, 2)
    assert one.get("/version").status_code == other.get("/version").status_code == 200
    one.post("/logout", data={"everywhere": "1"})
    assert other.get("/version").status_code == 303
    (one,) = signed_in(app, 1)
    users.add("anna", "another horse battery")
    assert one.get("/version").status_code == 303
    assert one.post("/login", data={"name": "anna", "password": PASSWORD}).status_code == 403
    users.add("anna", PASSWORD)
    users.add("otto", PASSWORD)  # read at the next log-in, without a restart
    assert one.post("/login", data={"name": "otto", "password": PASSWORD}).status_code == 303
    assert one.get("/version").status_code == 200
    users.remove("otto")
    assert one.get("/version").status_code == 303


def test_who_changed_what_is_logged_without_tokens(
    empty_lake: Callable[[], Path], caplog: pytest.LogCaptureFixture
) -> None:
    lake = empty_lake()
    client = TestClient(create_app(Settings(lake, "CHN-RUS")), "http://127.0.0.1:8470", headers=OWN)
    client.post("/reviewer", data={"name": "Ada", "place": "/cases/CHN-RUS"})
    page = client.get("/case/CHN-RUS/iran").text
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token
    client.post("/case/CHN-RUS/iran/note", data={"token": token.group(1), "text": "a\x1bb"})
    log = lake.parent / f"{lake.name}-desk-audit.jsonl"
    assert log.stat().st_mode & 0o077 == 0
    (line,) = map(json.loads, log.read_text("utf-8").splitlines())
    assert (line["who"], line["address"], line["path"]) == ("Ada", "testclient", "/case/CHN-RUS/iran/note")
    assert line["status"] == 303
    assert "token" not in line["fields"]
    assert "\\u001b" not in log.read_text("utf-8")
    log.unlink()
    log.symlink_to("/dev/full")
    with caplog.at_level(logging.WARNING, "comity.desk"):
        client.post("/case/CHN-RUS/iran/note", data={"token": token.group(1), "text": "b"})
    assert "No space left on device" in caplog.text


def test_a_part_whose_visitor_left_is_not_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background_jobs, "STALE", 0.05)
    jobs, go, done = BackgroundJobs(), threading.Event(), list[str]()
    jobs.begin("first", lambda: go.wait(10) and done.append("first"))
    jobs.begin("left", lambda: done.append("left"))
    jobs.begin("needed", lambda: done.append("needed"), needed=True)
    time.sleep(0.1)
    jobs.begin("stays", lambda: done.append("stays"))
    go.set()
    for _ in range(200):
        if len(done) == 3:
            break
        time.sleep(0.01)
    assert done == ["first", "needed", "stays"]


def test_a_stuck_thread_is_reported_once_with_its_place(caplog: pytest.LogCaptureFixture) -> None:
    watchdog = Watchdog(patience=0.05, every=0.02)
    with caplog.at_level(logging.WARNING, "comity.desk"), watchdog.watching("watch", "CHN-RUS"):
        time.sleep(0.3)
    (record,) = caplog.records
    assert "watch CHN-RUS has been computed for 0 s" in record.getMessage()
    assert "test_a_stuck_thread_is_reported_once_with_its_place" in record.getMessage()
