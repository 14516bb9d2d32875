"""The gate: who is let in, what a browser may load, what a page elsewhere cannot do."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from comity.errors import QuestionError, UnknownNameError
from comity.parts.desk.http.rate_limit import RateLimit
from comity.parts.desk.settings import Settings
from comity.parts.desk.users import Users, matches

OWN = {"sec-fetch-site": "same-origin"}


def test_every_answer_carries_the_policy(desk: TestClient) -> None:
    for path in (
        "/watch/CHN-RUS",
        "/static/desk.css",
        "/nothing-here",
        "/watch/CHN-RUS.json",
        "/watch/XXX-RUS",
    ):
        answer = desk.get(path)
        assert answer.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"


def test_another_name_for_this_address_is_refused(desk: TestClient) -> None:
    """A page elsewhere that points its own name here must not read the desk (DNS rebinding)."""
    assert desk.get("/watch/CHN-RUS", headers={"host": "evil.example"}).status_code == 421
    assert desk.get("/version", headers={"host": "localhost:8470"}).status_code == 200
    assert desk.get("/version", headers={"host": "[::1]:8470"}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
    ],
)
def test_a_form_from_elsewhere_changes_nothing(desk: TestClient, headers: dict[str, str]) -> None:
    assert desk.post("/logout", headers=headers).status_code == 403


def test_a_form_of_its_own_is_taken(desk: TestClient) -> None:
    assert desk.post("/logout", headers=OWN, follow_redirects=False).status_code == 303
    own = {"origin": "http://127.0.0.1:8470"}
    assert desk.post("/logout", headers=own, follow_redirects=False).status_code == 303


def test_other_methods_and_large_bodies_are_refused(desk: TestClient) -> None:
    assert desk.put("/watch/CHN-RUS").status_code == 405
    assert desk.request("DELETE", "/watch/CHN-RUS").status_code == 405
    assert desk.post("/login", headers={**OWN, "content-length": str(1 << 30)}).status_code == 413


def test_an_open_address_demands_a_password_first(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="--add-user"):
        Settings(tmp_path, "CHN-RUS", "0.0.0.0")
    with pytest.raises(QuestionError, match="--add-user"):
        Settings(tmp_path, "CHN-RUS", "192.168.1.4")
    Settings(tmp_path, "CHN-RUS", "::1")


def test_a_closed_desk_lets_in_who_has_the_password(closed: TestClient) -> None:
    first = closed.get("/watch/CHN-RUS", follow_redirects=False)
    assert (first.status_code, first.headers["location"]) == (303, "/login")
    assert closed.get("/version", follow_redirects=False).status_code == 303
    wrong = closed.post("/login", data={"name": "anna", "password": "wrong"}, headers=OWN)
    nobody = closed.post("/login", data={"name": "otto", "password": "wrong"}, headers=OWN)
    assert wrong.status_code == nobody.status_code == 403
    assert wrong.text == nobody.text
    right = closed.post(
        "/login",
        data={"name": "anna", "password": "correct horse battery"},
        headers=OWN,
        follow_redirects=False,
    )
    cookie = right.headers["set-cookie"].lower()
    assert right.status_code == 303
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert closed.get("/version").status_code == 200
    closed.post("/logout", headers=OWN)
    assert closed.get("/version", follow_redirects=False).status_code == 303


def test_guessing_passwords_is_slowed(closed: TestClient) -> None:
    tries = [
        closed.post("/login", data={"name": "anna", "password": str(k)}, headers=OWN).status_code
        for k in range(8)
    ]
    assert tries[:5] == [403] * 5
    assert tries[5:] == [429] * 3


def test_a_bucket_fills_again() -> None:
    rate = RateLimit(burst=2, each_second=1e9)
    assert all(rate.allows("a") for _ in range(10))
    slow = RateLimit(burst=2, each_second=1e-9)
    assert [slow.allows("a") for _ in range(4)] == [True, True, False, False]
    assert slow.allows("b")


def test_passwords_are_stored_as_hashes_for_the_owner_only(tmp_path: Path) -> None:
    users = Users(tmp_path / "lake")
    users.add("anna", "correct horse battery")
    users.add("otto", "correct horse battery")
    assert stat.S_IMODE(users.path.stat().st_mode) == 0o600
    assert "correct" not in users.path.read_text()
    assert users.all()["anna"] != users.all()["otto"], "each has a salt of its own"
    assert all(h.startswith("17$") for h in users.all().values()), "scrypt with N = 2^17 (OWASP)"
    assert users.check("anna", "correct horse battery") == users.all()["anna"]
    assert users.check("anna", "correct horse batterz") is None
    assert users.check("nobody", "correct horse battery") is None
    with pytest.raises(QuestionError, match="12 characters"):
        users.add("anna", "short")
    with pytest.raises(UnknownNameError):
        users.remove("nobody")
    users.path.write_text("{")
    with pytest.raises(QuestionError, match="damaged"):
        users.all()


def test_a_hash_of_an_earlier_version_still_opens() -> None:
    salt = bytes(range(16))
    earlier = hashlib.scrypt(b"correct horse battery", salt=salt, n=2**14, r=8, p=1).hex()
    assert matches("correct horse battery", f"{salt.hex()}${earlier}")
    assert not matches("correct horse batterz", f"{salt.hex()}${earlier}")


def test_a_session_is_new_at_each_log_in_and_the_old_one_ends(closed: TestClient) -> None:
    """A cookie planted beforehand, or left from before, opens nothing afterwards."""
    told = {"name": "anna", "password": "correct horse battery"}
    closed.cookies.set("comity", "planted")
    closed.post("/login", data=told, headers=OWN, follow_redirects=False)
    first = closed.cookies.get("comity", domain="desk.example")
    closed.post("/login", data=told, headers=OWN, follow_redirects=False)
    second = closed.cookies.get("comity", domain="desk.example")
    assert len({"planted", first, second}) == 3
    closed.cookies.clear()
    for secret, status in (("planted", 303), (str(first), 303), (str(second), 200)):
        answer = closed.get("/version", headers={"cookie": f"comity={secret}"}, follow_redirects=False)
        assert answer.status_code == status


def test_no_header_names_the_visitor(closed: TestClient) -> None:
    """Tries are counted by who connects; a header with another name each time changes nothing."""
    tries = [
        closed.post(
            "/login",
            data={"name": "anna", "password": str(k)},
            headers={**OWN, "x-forwarded-for": f"192.0.2.{k}", "x-forwarded-host": "evil.example"},
        ).status_code
        for k in range(7)
    ]
    assert tries == [403] * 5 + [429] * 2
