"""Writer of the figures in docs/outlook.md; each block between two marks is the output of one function.

python -m studies.outlook_page              the ledger replayed on the chronicle in the package
python -m studies.outlook_page --check      fail if the page differs from the output
python -m studies.outlook_page --lake LAKE  also the parts that need the records of a lake
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from comity.lake.query.view import View
from comity.lake.store import Lake
from comity.measures.validity import BarRow
from comity.parts.outlook.inputs.forecast_inputs import ForecastInputs
from comity.parts.outlook.ledger import forecast_skill
from comity.parts.outlook.ledger.ledger import LedgerEntry
from comity.parts.outlook.ledger.replay import quarters, replay
from comity.records.details import BrierDetail, VoidDetail
from comity.records.finding import Finding
from comity.sources.curated import chronicle
from comity.vocabulary.group import Group
from studies import forecasts

PAGE = Path(__file__).resolve().parent.parent / "docs" / "outlook.md"
YEARS = ((2010, 2025), (2010, 2015), (2016, 2025))
PAIRS = (
    "DEU-FRA",
    "GBR-USA",
    "IND-RUS",
    "CHN-PAK",
    "ISR-USA",
    "IRN-RUS",
    "BRA-IND",
    "EGY-SAU",
    "JPN-KOR",
    "CHN-RUS",
)
"""Pairs asked on complete lists alone, named before the first was run."""
COLUMNS = """\
*Not settled*: the records could not answer (void). *Squared error*: the Brier score of the probabilities, in
brackets that of base rates; lower is better. *Error saved*: the share of the base rates' error that forecasts
save. *Calibration slope*: 1 is perfect. Square brackets: 90% intervals."""
SILENT = "*No by silence*: answered no because the records report nothing."
KINDS = "The same questions by kind of record:"
BINS = """\
How often forecasts came true, by the probability stated: number of questions, mean forecast, the share that
came true, and its 90% interval."""


def replayed(view: View) -> str:
    """Return the scores and the calibration of the replayed forecasts, as tables in Markdown."""
    (states,) = {c.states for c in view.coverage() if c.source == "chronicle" and c.states}
    inputs = ForecastInputs.read(view, Group.of(*sorted(states)))
    return tables(replay(inputs, quarters(*YEARS[0])))


def tables(entries: list[LedgerEntry]) -> str:
    """Return the tables of :func:`replayed` for the given forecasts."""
    out = [
        f"{COLUMNS} {SILENT}",
        "",
        "| years | questions | not settled | no by silence "
        "| squared error (base rates) | error saved | calibration slope |",
    ]
    out.append("| --- " * 7 + "|")
    for first, last in YEARS:
        out.append(_row(f"{first}–{last}", [e for e in entries if first <= e.issued.year <= last]))
    out += [
        "",
        KINDS,
        "",
        "| asked | questions | not settled | not settled or no by silence | error saved |",
        "| --- " * 5 + "|",
    ]
    for k in forecast_skill.kinds(entries):
        skill = _ends(forecast_skill.scorecard(k.entries)[2])
        n = len(k.entries)
        out.append(f"| {k.name} | {n:,} | {k.void / n:.1%} | {k.unanswered:.1%} | {skill} |")
    out += [
        "",
        BINS,
        "",
        "| forecast | questions | mean forecast | came true | 90% interval |",
        "| --- " * 5 + "|",
    ]
    for b in forecast_skill.bins(forecast_skill.select_answered(entries)):
        said, ends = f"{b.low:.0%}–{b.high:.0%}", f"{b.interval.low:.0%}–{b.interval.high:.0%}"
        out.append(f"| {said} | {b.n} | {b.mean:.1%} | {b.share:.1%} | {ends} |")
    return "\n".join(out)


def complete(view: View) -> str:
    """Return the scores on complete lists of records alone, for pairs chosen beforehand, as a table."""
    entries = [
        e for p in PAIRS for e in replay(ForecastInputs.read(view, Group.parse(p)), quarters(*YEARS[0]))
    ]
    return on_lists([e for e in entries if e.question.rule.proof])


def on_lists(entries: list[LedgerEntry]) -> str:
    """Return the table of :func:`complete`: for all pairs, by years, and by kind of question."""
    out = [
        COLUMNS,
        "",
        "| asked | questions | not settled | answered yes "
        "| squared error (base rates) | error saved | calibration slope |",
    ]
    out.append("| --- " * 7 + "|")
    parts = [(f"{a}–{b}", [e for e in entries if a <= e.issued.year <= b]) for a, b in YEARS]
    for name, vetoes in (("vetoes", True), ("roll calls", False)):
        parts.append((name, [e for e in entries if ("veto" in e.question.template) is vetoes]))
    for name, some in ((n, es) for n, es in parts if es):
        void, score, skill, slope = forecast_skill.scorecard(some)
        yes = sum(e.outcome is not None and e.outcome.answer == "yes" for e in some) / max(score.n, 1)
        brier = f"{score.value:.4f} ({score.read(BrierDetail).base:.4f})" if score.value is not None else "–"
        cells = (name, f"{len(some):,}", f"{void.value:.1%}", f"{yes:.0%}", brier, _ends(skill), _ends(slope))
        out.append("| " + " | ".join(cells) + " |")
    return "\n".join(out)


def _row(years: str, entries: list[LedgerEntry]) -> str:
    void, score, skill, slope = forecast_skill.scorecard(entries)
    silent = void.read(VoidDetail).silence_of_a_selective_record
    brier = f"{score.value:.4f} ({score.read(BrierDetail).base:.4f})"
    cells = (
        years,
        f"{len(entries):,}",
        f"{void.value:.1%}",
        f"{silent:,}",
        brier,
        _ends(skill),
        _ends(slope),
    )
    return "| " + " | ".join(cells) + " |"


def _ends(f: Finding) -> str:
    if f.interval is None:
        return f"cannot tell: {f.why_not}"
    return f"{f.value:.3f} [{f.interval.low:.3f}, {f.interval.high:.3f}]".replace("-", "−")


def streams(view: View) -> str:
    """Return the scores on the monthly event streams at hand, as a table."""
    return stream_table([r for r in forecasts.streams(view) if r.value is not None])


def stream_table(rows: list[BarRow]) -> str:
    """Return the table of :func:`streams` for the given result rows."""
    worlds = list(dict.fromkeys(r.world for r in rows))
    out = [
        "| stream, months forecast | series | in the 80% interval | PIT rejected | PIT of all, p "
        "| skill over the mean | over the level | over the 24 months |",
        "| --- " * 8 + "|",
    ]
    for w in worlds:
        cover, rejected, climatology, level, lying, pooled = (r for r in rows if r.world == w)
        columns = (cover, rejected, pooled, climatology, level, lying)
        marks = [f"{r.value:.3f}{'' if r.holds else ' ✗'}" for r in columns]
        out.append(f"| {w} | {cover.n} | " + " | ".join(m.replace("-", "−") for m in marks) + " |")
    return "\n".join(out)


def put(text: str, block: str, said: str) -> str:
    """Return the page with the text between the marks of a block replaced."""
    pattern = re.compile(rf"(<!-- {block}: [^>]*-->\n).*?(<!-- end -->)", re.DOTALL)
    if not pattern.search(text):
        raise SystemExit(f"{PAGE.name} has no marks for {block}.")
    return pattern.sub(lambda m: m.group(1) + said + "\n" + m.group(2), text)


def main(check: bool, lake: str | None) -> int:
    """Write the page or, with ``check``, compare it with the output; return 0 if all is well."""
    text = PAGE.read_text("utf-8")
    shipped = Lake.open(PAGE.parent / "no lake").view(extra=[chronicle.load_embedded()])
    new = put(text, "replayed", replayed(shipped))
    if lake is not None:
        view = Lake.open(lake).view(extra=[chronicle.load_embedded()])
        for block, make in (("whole record", replayed), ("complete lists", complete), ("streams", streams)):
            new = put(new, block, make(view))
    if check and new != text:
        print(
            f"docs/{PAGE.name} is not what the code says: run python -m studies.outlook_page", file=sys.stderr
        )
        return 1
    if not check:
        PAGE.write_text(new, "utf-8")
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--lake")
    arguments = parser.parse_args()
    sys.exit(main(arguments.check, arguments.lake))
