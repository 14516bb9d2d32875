"""Reading documents: JSONL, plain text, Markdown, and giving acts back as JSON or as a table."""

from __future__ import annotations
