"""What is remembered between two askings: for each feed when it was asked, how it went, what is wanting.

One small JSON file, ``following/note.json`` in the lake, replaced whole.  It holds nothing that the lake does
not tell better: without it every feed is due at once, and nothing is brought twice.
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
    """How one feed does.  Moments are UTC (ISO 8601), "" for never.

    ``failed`` counts askings in a row with something wanting that may yet come; ``gaps`` names each file
    wanted and not had: address -> (status, reason, since when).
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
    """All feeds, and how the round does.

    ``measured`` are digests of the parts of the lake that watches were last asked about; ``why_not`` tells
    of each watch which stream promises nothing and why; ``failed`` of each channel why it failed;
    ``beat_at`` is when the last round ended.
    """

    feeds: dict[str, FeedState] = field(default_factory=dict)
    measured: dict[str, str] = field(default_factory=dict)
    why_not: dict[str, dict[str, str]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    started_at: str = ""
    beat_at: str = ""

    def of(self, source: str) -> FeedState:
        """Return what is remembered of a feed."""
        return self.feeds.setdefault(source, FeedState())


def path(root: Path) -> Path:
    """Where the note of a lake lies."""
    return root / FOLDER / "note.json"


def read(root: Path) -> FollowState:
    """Return the note of a lake; an empty one where there is none.

    Raises
    ------
    LakeDamagedError
        When it is not what was written.
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
    """Replace the note of a lake."""
    where = path(root)
    text = json.dumps(asdict(note), indent=1, sort_keys=True, ensure_ascii=False)
    with disk.writing(root):
        disk.make_folder(where.parent, root)
        disk.replace_whole(where, text.encode())


def stamp(moment: datetime) -> str:
    """Return a moment as it is written."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(text: str) -> datetime:
    """Return a moment as it was written; the beginning of time for never."""
    return datetime.fromisoformat(text) if text else datetime.min.replace(tzinfo=UTC)
