"""A signed POST request per alert.

The body is JSON. ``X-Comity-Signature`` is ``sha256=`` and the HMAC (RFC 2104) of ``<timestamp>.<body>`` with
the shared key. ``X-Comity-Timestamp`` is the time in seconds, so that a replayed request can be recognised.
``X-Comity-Id`` stays the same when an alert is sent again.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import datetime
from typing import TYPE_CHECKING

from comity.errors import SendError
from comity.parts.follow.acquire.transport import AGENT, library
from comity.parts.follow.alerts.alert import Alert
from comity.parts.follow.service.send import wording
from comity.parts.follow.service.send.channels import Webhook, secret

if TYPE_CHECKING:
    import httpx

TIMEOUT = 20.0


def signature(key: str, timestamp: str, body: bytes) -> str:
    """Return the value of the signature header of a request."""
    return "sha256=" + hmac.new(key.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def send(channel: Webhook, a: Alert, now: datetime, wire: httpx.BaseTransport | None = None) -> None:
    """Send one alert as a signed POST request.

    Raises
    ------
    SendError
        When the receiver does not accept the alert; the message gives the status and not the address.
    """
    http = library()
    body = json.dumps(wording.data(a), sort_keys=True, ensure_ascii=False).encode()
    timestamp = str(int(now.timestamp()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": AGENT,
        "X-Comity-Id": a.id,
        "X-Comity-Timestamp": timestamp,
        "X-Comity-Signature": signature(secret(channel), timestamp, body),
    }
    try:
        with http.Client(transport=wire, timeout=TIMEOUT, follow_redirects=False) as client:
            answer = client.post(channel.address, content=body, headers=headers)
    except (http.HTTPError, http.InvalidURL):
        raise SendError(f"Channel {channel.name}: the receiver could not be reached.") from None
    if not answer.is_success:
        raise SendError(f"Channel {channel.name}: the receiver answered with status {answer.status_code}.")
