"""``get --check`` asks heads only; no network is said at once; addresses say where they were seen."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import lying_server as liar
import pytest
from lying_server import Publisher

from comity.errors import OfflineError
from comity.parts.follow.acquire import addresses as shipped
from comity.parts.follow.acquire.addresses import Addresses, AddressGroup
from comity.parts.follow.acquire.get import heads
from comity.parts.follow.acquire.transport import online

HOST = "data.example.org"


@pytest.fixture
def server() -> Iterator[Publisher]:
    with liar.publisher() as p:
        yield p


def test_every_address_says_where_it_was_seen_and_that_it_was_not_tried() -> None:
    for source in shipped.gettable():
        known = shipped.addresses(source)
        assert known.tried == "never tried from here", source
        for part in known.parts:
            assert re.search(r"20\d\d-\d\d-\d\d", part.evidence), (source, part.address)


def test_only_heads_are_asked_for(server: Publisher) -> None:
    server.at("/a.csv", liar.honest(b"a"))
    parts = (AddressGroup("file", f"http://{HOST}/a.csv"), AddressGroup("links", f"http://{HOST}/gone"))
    means, _, _ = liar.means(server.port)
    there, gone = heads(Addresses("toy", "Toy", (HOST,), 0.0, 8, parts, "no"), means)
    assert (there.status, there.size, there.reason) == ("answers", 1234, "Mon, 08 Jun 2026 10:00:00 GMT")
    assert gone.status != "answers"
    assert server.heads == ["/a.csv", "/gone"]
    assert server.asked == [], "nothing is fetched"


def test_without_a_network_one_sentence_comes_within_five_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    parts = (AddressGroup("file", "https://nowhere.invalid/a.csv"),)
    began = time.monotonic()
    with pytest.raises(OfflineError, match=r"^There is no network: nowhere.invalid could not be reached"):
        online(Addresses("toy", "Toy", ("nowhere.invalid",), 0.0, 8, parts, "no"), None)
    assert time.monotonic() - began < 5


def test_the_shipped_addresses_are_on_encrypted_or_declared_hosts() -> None:
    for source in shipped.gettable():
        known = shipped.addresses(source)
        assert {urlsplit(p.address).hostname for p in known.parts} <= set(known.hosts)
