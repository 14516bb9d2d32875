"""Log of changes made at the desk, one line of JSON per change, in a file beside the lake."""

from __future__ import annotations

import json
import logging
import os
from datetime import UTC, datetime
from pathlib import Path

from starlette.requests import Request
from starlette.types import Scope

from comity.faces.present.sanitize import sanitize

LOG = logging.getLogger("comity.desk")
SECRET = ("token", "password")
#: Most characters of a field in the log.
LONGEST = 500


class AuditLog:
    """The log file; append-only, readable by its owner only."""

    def __init__(self, lake: Path) -> None:
        self.path = lake.parent / f"{lake.name}-desk-audit.jsonl"

    def write(self, scope: Scope, status: int) -> None:
        """Log a request that was marked as a change (:func:`mark`), with the status of its answer."""
        change = scope.get("state", {}).get("change")
        if change is None:
            return
        line = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "status": status, **change}
        flags, text = os.O_WRONLY | os.O_APPEND | os.O_CREAT, json.dumps(line, ensure_ascii=False)
        try:
            with os.fdopen(os.open(self.path, flags, 0o600), "a", encoding="utf-8") as log:
                log.write(text + "\n")
        except OSError as e:  # the change is already made, so log it to the terminal
            LOG.warning("The log %s cannot be written (%s); it lacks: %s", self.path, e.strerror, text)


def mark(request: Request, who: str, fields: dict[str, str]) -> None:
    """Mark a request as a change, or an attempted change, by ``who``."""
    request.state.change = {
        "who": sanitize(who),
        "address": request.client.host if request.client else "",
        "path": request.url.path,
        "fields": {k: sanitize(v, LONGEST) for k, v in fields.items() if k not in SECRET},
    }
