"""A small lake of news, a desk on it, and reviewers who fill in its forms."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import httpx
from starlette.testclient import TestClient

from comity.lake.store import Lake
from comity.parts.desk.app import create_app
from comity.parts.desk.settings import Settings

NEWS = [
    ("a", "2017-08-22", "Russia and China veto a U.S. draft on Venezuela at the Security Council."),
    ("b", "2019-06-05", "Chinese President Xi Jinping meets Russian President Vladimir Putin in Moscow."),
    ("c", "2020-09-10", "China and Russia hold a joint military exercise in the Caucasus."),
    ("d", "2021-10-14", "China and Russia hold joint naval drills in the Sea of Japan."),
    ("e", "2022-02-04", "Russia and China sign an agreement on natural gas."),
]
OWN = {"sec-fetch-site": "same-origin"}
BASE = "http://127.0.0.1:8470"


def add(lake: Path, name: str, rows: list[tuple[str, str, str]]) -> None:
    """Add news to a lake."""
    path = lake.parent / name
    path.write_text("".join(json.dumps({"id": i, "date": d, "text": t}) + "\n" for i, d, t in rows), "utf-8")
    assert Lake.open(lake).add([path]).balances


def acts(lake: Path) -> dict[str, str]:
    """Record id of the act of each document."""
    return {a["document_id"]: a["record_id"] for a in Lake.open(lake).view().coded_acts()}


def app(lake: Path, database: str = "") -> Any:
    """A desk on a lake."""
    return create_app(Settings(lake, "CHN-RUS", database=database))


class Reviewer:
    """Somebody at the desk with a session of their own."""

    def __init__(self, desk: Any, name: str) -> None:
        self.web = TestClient(desk, base_url=BASE, headers=OWN, follow_redirects=False)
        assert self.web.post("/reviewer", data={"name": name, "place": "/"}).status_code == 303

    def token(self, page: str = "/keep/CHN-RUS") -> str:
        """The token that the forms of a page carry."""
        return fields(self.web.get(page).text)["token"]

    def send(self, path: str, **told: Any) -> httpx.Response:
        """Send a form with the session's token."""
        return self.web.post(path, data={**told, "token": self.token()})

    def decide(self, what: str, **told: Any) -> httpx.Response:
        """Decide on the item shown."""
        page = self.web.get("/keep/CHN-RUS").text
        return self.send("/keep/CHN-RUS", **fields(page), text=text_of(page), do=what, **told)


def text_of(page: str) -> str:
    """The text of the item that a page carries."""
    found = re.search(r'<textarea name="text" hidden>(.*?)</textarea>', page, re.DOTALL)
    return html.unescape(found[1]) if found else ""


def fields(page: str) -> dict[str, str]:
    """Hidden fields of a page's forms; the last of a name stands."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {k: html.unescape(v) for k, v in found}
