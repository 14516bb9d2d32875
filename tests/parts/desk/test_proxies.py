"""The examples in ``deploy/``: real nginx and Caddy before a real desk, where they are installed."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn

from comity.parts.desk.app import create_app
from comity.parts.desk.http import server
from comity.parts.desk.settings import Settings
from comity.parts.desk.users import Users

DEPLOY = Path(__file__).resolve().parents[3] / "deploy"
NAME = "desk.example.org"
PASSWORD = "correct horse battery"
OWN = {"sec-fetch-site": "same-origin", "host": NAME}


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@contextmanager
def desk(lake: Path) -> Iterator[int]:
    """The desk as ``comity serve --behind-proxy`` runs it, on a free port."""
    Users(lake).add("anna", PASSWORD)
    settings = Settings(
        lake, "CHN-RUS", port=free_port(), closed=True, proxy="127.0.0.1/32", public_name=NAME
    )
    running = uvicorn.Server(server.configuration(create_app(settings), settings))
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    while not running.started:
        time.sleep(0.01)
    yield settings.port
    running.should_exit = True
    thread.join(10)


def nginx(folder: Path, port: int, behind: int) -> list[str]:
    """The example with a certificate made here, other ports, and all that it writes in a folder."""
    (folder / "logs").mkdir()
    subject = ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"]
    key = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject, *key],
        check=True,
        capture_output=True,
    )
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    for old, new in (
        (f"/etc/ssl/certs/{NAME}.pem", str(folder / "cert.pem")),
        (f"/etc/ssl/private/{NAME}.key", str(folder / "key.pem")),
        ("listen 443", f"listen 127.0.0.1:{port}"),
        ("127.0.0.1:8470", f"127.0.0.1:{behind}"),
        (
            "http {",
            "http {\n" + "".join(f"  {k}_temp_path {folder}/{k};\n" for k in TEMPORARY) + "  access_log off;",
        ),
    ):
        assert old in text
        text = text.replace(old, new)
    (folder / "nginx.conf").write_text(text)
    return [
        "nginx",
        "-p",
        str(folder),
        "-c",
        str(folder / "nginx.conf"),
        "-e",
        str(folder / "error.log"),
        "-g",
        f"daemon off; pid {folder}/pid;",
    ]


TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def caddy(folder: Path, port: int, behind: int) -> list[str]:
    """The example with a certificate of Caddy's own and other ports."""
    text = (DEPLOY / "Caddyfile").read_text("utf-8")
    assert f"\n{NAME} {{" in text
    text = text.replace(f"\n{NAME} {{", f"\nhttps://{NAME}:{port} {{\n\ttls internal\n")
    text = text.replace("127.0.0.1:8470", f"127.0.0.1:{behind}")
    lines = (
        "admin off",
        "auto_https disable_redirects",
        "skip_install_trust",
        f"storage file_system {folder}/store",
    )
    options = "{\n" + "".join(f"\t{line}\n" for line in lines) + "}\n"
    (folder / "Caddyfile").write_text(options + text)
    return ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


@pytest.mark.slow
@pytest.mark.parametrize("program", [nginx, caddy], ids=lambda p: p.__name__)
def test_a_visitor_logs_in_through_the_example(
    program: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = program.__name__  # type: ignore[attr-defined]
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed")
    monkeypatch.setenv("HOME", str(tmp_path))
    port = free_port()
    with desk(tmp_path / "lake") as behind:
        folder = tmp_path / "proxy"
        folder.mkdir()
        running = subprocess.Popen(
            program(folder, port, behind), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )  # type: ignore[operator]
        try:
            with visitor(port) as web:
                first = answered(web)
                assert (first.status_code, first.headers["location"]) == (303, "/login")
                assert first.headers["strict-transport-security"]
                login = web.post("/login", data={"name": "anna", "password": PASSWORD})
                cookie = login.headers["set-cookie"]
                assert cookie.startswith("__Host-comity=")
                assert "Secure" in cookie
                secret = cookie.partition(";")[0]
                assert web.get("/version", headers={"cookie": secret}).status_code == 200
                # An address that the visitor makes up is not believed.
                tries = [
                    web.post(
                        "/login",
                        data={"name": "otto", "password": "x"},
                        headers={"x-forwarded-for": f"192.0.2.{k}"},
                    )
                    for k in range(7)
                ]
                assert [t.status_code for t in tries] == [403] * 5 + [429] * 2
                assert web.post("/login", content=b"a" * (2 << 20)).status_code == 413
        finally:
            running.terminate()
            running.wait(10)


@contextmanager
def visitor(port: int) -> Iterator[httpx.Client]:
    """A visitor of the public name, whose certificate is not checked here."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    named = {"request": [lambda r: r.extensions.update(sni_hostname=NAME)]}
    address = f"https://127.0.0.1:{port}"
    with httpx.Client(base_url=address, verify=context, headers=OWN, event_hooks=named) as client:
        yield client


def answered(web: httpx.Client) -> httpx.Response:
    """The first answer, once the proxy is up."""
    for _ in range(100):
        try:
            return web.get("/version")
        except httpx.ConnectError:
            time.sleep(0.1)
    raise AssertionError("the proxy did not start")
