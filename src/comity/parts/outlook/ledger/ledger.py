"""The ledger: a file with each forecast as saved on the day it was made, and its outcome.

The file has one JSON object per line and is in the lake's folder. Each line holds the SHA-256 of the line
before, so that a changed, moved or removed line is detected (:meth:`Ledger.check`). If the last hash is
published elsewhere, nobody can change the file unnoticed. The whole file is rewritten under the lake's write
lock and renamed into place. So a killed process leaves the old file or the new one, never half a file.

There are two kinds of line: ``forecast`` (question, rule, probability, and versions of data and code) and
``outcome`` (yes, no or void, with the deciding records). If a late record changes an outcome, a second
``outcome`` is added, and the newest one counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from comity.errors import LakeDamagedError, QuestionError
from comity.lake.storage import disk
from comity.lake.storage.disk import report_reached
from comity.lake.storage.manifest import VERSION
from comity.parts.outlook.inputs.forecast_inputs import ForecastInputs
from comity.parts.outlook.inputs.questions import ForecastQuestion, ResolutionRule
from comity.parts.outlook.inputs.resolution_rules import NO, OPEN, VOID, Resolution, resolve
from comity.parts.outlook.ledger.base_rates import METHOD, QuestionForecast
from comity.vocabulary.group import Group

FILE = "ledger.jsonl"
#: Stands in for the hash before the first line.
ROOT = "0" * 64

LAYOUT = 1


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A saved forecast with its newest outcome, if any.

    ``key`` is the question's id and the day of issue. ``vintage`` is the fingerprint of the data used.
    """

    key: str
    question: ForecastQuestion
    probability: float
    low: float
    high: float
    base_rate: float
    windows: int
    issued: date
    vintage: str
    version: str
    method: str
    outcome: Resolution | None = None
    resolved: date | None = None


def key_of(question: ForecastQuestion, issued: date) -> str:
    """Return the key of a forecast: the question's id and the day of issue."""
    return f"{question.id}@{issued.isoformat()}"


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ledger of a lake (file of saved forecasts); methods that read never write."""

    root: Path

    @property
    def path(self) -> Path:
        """The file of saved forecasts."""
        return self.root / FILE

    def lines(self) -> list[dict[str, Any]]:
        """Read all lines of the file and check that each holds the hash of the line before.

        Raises
        ------
        LakeDamagedError
            When a line is damaged, changed, moved or missing; the message names the line.
        """
        try:
            text = self.path.read_bytes()
        except FileNotFoundError:
            return []
        out: list[dict[str, Any]] = []
        before = ROOT
        for no, raw in enumerate(text.splitlines(), start=1):
            line = _parse(raw, self.path, no)
            if line["previous"] != before or line["sha256"] != _digest(line):
                raise LakeDamagedError(
                    f"Line {no} of the ledger {self.path} is not what was written, or a line before it is "
                    "gone: restore the file from a copy; its forecasts cannot be relied on until then."
                )
            before = line["sha256"]
            out.append(line)
        if text and not text.endswith(b"\n"):
            raise LakeDamagedError(
                f"The last line of the ledger {self.path} is cut: restore the file from a copy."
            )
        return out

    def check(self) -> tuple[int, str]:
        """Check the chain of hashes of the lines; return the number of lines and the last hash."""
        lines = self.lines()
        return len(lines), lines[-1]["sha256"] if lines else ROOT

    def entries(self, group: Group | None = None) -> list[LedgerEntry]:
        """Return forecasts with newest outcomes, in order of issue, for one group of states or all."""
        lines = self.lines()
        newest = {x["key"]: x for x in lines if x["kind"] == "outcome"}
        out = [_entry(x, newest.get(x["key"])) for x in lines if x["kind"] == "forecast"]
        return [e for e in out if group is None or e.question.group == group]

    def issue(self, forecasts: Sequence[QuestionForecast], vintage: str, on: date) -> int:
        """Save forecasts and return how many are new; one already saved that day is left unchanged.

        Raises
        ------
        QuestionError
            When the ledger has a line of a later day: forecasts cannot be backdated.
        LakeBusyError, LakeError, LakeDamagedError
            When the ledger cannot be written, or is damaged.
        """
        with disk.one_writer(self.root):
            lines = self.lines()
            self._forward(lines, on)
            frozen = {x["key"] for x in lines if x["kind"] == "forecast"}
            new = [a for a in forecasts if key_of(a.question, on) not in frozen]
            self._append(lines, [_frozen(a, vintage, on) for a in new])
        return len(new)

    def settle(self, inputs_of_groups: Iterable[ForecastInputs], on: date) -> int:
        """Write the answers that the records now give to questions; return the number of answers written.

        If a late record contradicts an earlier *no* or *void*, a new outcome is written.
        """
        by_group = {g.group: g for g in inputs_of_groups}
        with disk.one_writer(self.root):
            lines = self.lines()
            self._forward(lines, on)
            new = []
            for e in self.entries():
                inputs = by_group.get(e.question.group)
                if inputs is None or (e.outcome is not None and e.outcome.answer not in (NO, VOID)):
                    continue
                resolution = resolve(e.question, inputs, on)
                changed = e.outcome is None or resolution.answer != e.outcome.answer
                if resolution.answer != OPEN and changed:
                    new.append(_is_settled(e, resolution, inputs.vintage, on))
            self._append(lines, new)
        return len(new)

    def _forward(self, lines: list[dict[str, Any]], on: date) -> None:
        last = max((x["on"] for x in lines), default="")
        if on.isoformat() < last:
            raise QuestionError(
                f"The ledger already holds lines of {last}, so nothing can be written for {on}: check the "
                "clock of this machine, or name a later day."
            )

    def _append(self, lines: list[dict[str, Any]], new: list[dict[str, Any]]) -> None:
        """Write the whole file of forecasts with the new lines added, and rename it into place."""
        if not new:
            return
        before = lines[-1]["sha256"] if lines else ROOT
        out = [_write_line(x) for x in lines]
        for line in new:
            sealed = line | {"layout": LAYOUT, "previous": before}
            sealed["sha256"] = before = _digest(sealed)
            out.append(_write_line(sealed))
        with disk.writing(self.root):
            fresh = self.path.with_suffix(".tmp")
            disk.write_whole(fresh, "".join(out).encode())
            report_reached("ledger written")
            fresh.replace(self.path)
            disk.settle(self.root)
            report_reached("ledger committed")


def _write_line(line: dict[str, Any]) -> str:
    return json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n"


def _digest(line: dict[str, Any]) -> str:
    """Return the SHA-256 of a line of the file, without its own hash but with that of the line before."""
    body = {k: v for k, v in line.items() if k != "sha256"}
    return sha256(json.dumps(body, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _parse(raw: bytes, path: Path, no: int) -> dict[str, Any]:
    try:
        line = json.loads(raw)
    except ValueError:
        line = None
    if not isinstance(line, dict) or not {"kind", "key", "on", "previous", "sha256"} <= set(line):
        raise LakeDamagedError(
            f"Line {no} of the ledger {path} cannot be read: restore the file from a copy."
        )
    return line


def _frozen(a: QuestionForecast, vintage: str, on: date) -> dict[str, Any]:
    q = a.question
    return {
        "kind": "forecast",
        "key": key_of(q, on),
        "on": on.isoformat(),
        "id": q.id,
        "template": q.template,
        "group": q.group.id,
        "question": q.text,
        "rule": q.rule.as_json(),
        "probability": a.probability,
        "low": a.low,
        "high": a.high,
        "base_rate": a.base_rate,
        "windows": a.windows,
        "vintage": vintage,
        "version": VERSION,
        "method": METHOD,
    }


def _is_settled(e: LedgerEntry, resolution: Resolution, vintage: str, on: date) -> dict[str, Any]:
    return {
        "kind": "outcome",
        "key": e.key,
        "on": on.isoformat(),
        "answer": resolution.answer,
        "why": resolution.why,
        "records": list(resolution.records),
        "vintage": vintage,
        "version": VERSION,
    }


def _entry(line: dict[str, Any], outcome: dict[str, Any] | None) -> LedgerEntry:
    question = ForecastQuestion(
        line["template"], Group.parse(line["group"]), line["question"], ResolutionRule.from_json(line["rule"])
    )
    return LedgerEntry(
        key=line["key"],
        question=question,
        issued=date.fromisoformat(line["on"]),
        outcome=None
        if outcome is None
        else Resolution(outcome["answer"], outcome["why"], tuple(outcome["records"])),
        resolved=None if outcome is None else date.fromisoformat(outcome["on"]),
        **{k: line[k] for k in ("probability", "low", "high", "base_rate", "windows")},
        **{k: line[k] for k in ("vintage", "version", "method")},
    )
