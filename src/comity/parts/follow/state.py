"""State of the feeds between requests: when each was asked, with what result, and which files are missing.

It is one small JSON file, ``following/note.json`` in the lake. It can be deleted without loss: then all feeds
are asked at once, and no file is stored twice.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from comity.errors import LakeDamagedError
from comity.lake.storage import disk

FOLDER = "following"


@dataclass(slots=True)
class FeedState:
    """When and how a source was last asked for new files; times are in UTC (ISO 8601), "" for never.

    ``failed`` counts requests in a row after which files are missing that may come later. ``gaps`` gives for
    the address of each missing file the status, the reason and the time since when.
    """

    asked_at: str = ""
    whole_at: str = ""
    got_at: str = ""
    next_at: str = ""
    newest: str = ""
    failed: int = 0
    files: int = 0
    corrected: int = 0
    rows: int = 0
    gaps: dict[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class FollowState:
    """State of all requests for new files, and of the last round.

    ``measured`` holds hashes of the parts of the lake that were last searched for alerts. ``why_not`` says
    for each watch which event streams cannot be used and why. ``failed`` gives the error of each failed
    channel. ``beat_at`` is the end of the last round.
    """

    feeds: dict[str, FeedState] = field(default_factory=dict)
    measured: dict[str, str] = field(default_factory=dict)
    why_not: dict[str, dict[str, str]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    started_at: str = ""
    beat_at: str = ""

    def of(self, source: str) -> FeedState:
        """Return when and how a source was last asked; a new state if it never was."""
        return self.feeds.setdefault(source, FeedState())


def path(root: Path) -> Path:
    """Return the path of the file that saves when sources were asked for new files."""
    return root / FOLDER / "note.json"


def read(root: Path) -> FollowState:
    """Return when sources were asked for new files, as saved; empty if nothing is saved.

    Raises
    ------
    LakeDamagedError
        When the file is damaged.
    """
    where = path(root)
    if not where.is_file():
        return FollowState()
    try:
        data: dict[str, Any] = json.loads(where.read_bytes())
        feeds = {s: FeedState(**t) for s, t in data.pop("feeds").items()}
        return FollowState(feeds, **data)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise LakeDamagedError(f"{where} is damaged: delete it; nothing that is held is lost.") from None


def write(root: Path, note: FollowState) -> None:
    """Save when sources were asked for new files, and with what result."""
    where = path(root)
    text = json.dumps(asdict(note), indent=1, sort_keys=True, ensure_ascii=False)
    with disk.writing(root):
        disk.make_folder(where.parent, root)
        disk.replace_whole(where, text.encode())


def stamp(moment: datetime) -> str:
    """Format a time for the state file."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(text: str) -> datetime:
    """Parse a time from the state file; the earliest possible time for ""."""
    return datetime.fromisoformat(text) if text else datetime.min.replace(tzinfo=UTC)
