"""Templates, and filters that format numbers, dates and text the same way on every page."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from comity import plugins
from comity.faces.pages import Question
from comity.faces.present import source_names
from comity.faces.present.charts.marks import sign
from comity.faces.present.sanitize import address, sanitize
from comity.lake.storage.manifest import VERSION
from comity.parts.desk.files import static_version
from comity.records import bins
from comity.records.finding import Finding
from comity.records.kinds import SHARES
from comity.sources import registry
from comity.vocabulary import forms, hotspots, states

#: Pages of a pair and their words in the bar.
BAR = (
    ("watch", "Watch"),
    ("votes", "Votes"),
    ("compare", "Compare"),
    ("outlook", "Outlook"),
    ("check", "Check"),
)
#: Pages of a pair at the right of the bar, and at the foot.
BESIDE = (("evidence", "Evidence"), ("brief", "Brief"), ("keep", "Keep"))
BELOW = (
    ("new", "What is new"),
    ("base", "Foundations"),
    ("method", "How we know"),
    ("cases", "Cases"),
)
#: Pages of a pair and their words.
PAGES = (*BAR, *BESIDE, *BELOW)


def _added() -> list[tuple[str, str]]:
    """List the pages that other packages add, with their labels, for the end of the footer."""
    placed = {name for name, _ in PAGES}
    return [(n, plugins.load("pages", n).label) for n in plugins.list_names("pages") if n not in placed]


def _packages() -> list[str]:
    """List the packages with templates; the desk is first, so that no other can replace its templates."""
    return list(
        dict.fromkeys(
            ["comity.parts.desk", *(plugins.load("pages", n).templates for n in plugins.list_names("pages"))]
        )
    )


@cache
def environment() -> Environment:
    """Return the template environment: all text is escaped, and a missing value raises an error."""
    env = Environment(
        loader=ChoiceLoader([PackageLoader(package, "templates") for package in _packages()]),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(
        version=VERSION,
        nav_bar=BAR,
        nav_beside=BESIDE,
        nav_below=(*BELOW, *_added()),
        record_url=lambda question, record_id: question.record(record_id),
        finding_url=finding_url,
        static=lambda name: f"/static/{name}?v={static_version()}",
        state=states.display,
        sign=lambda name: Markup(sign(name)),  # noqa: S704 - SVG written by this package
        form=forms.get,
        hotspot=hotspots.get,
    )
    env.filters.update(
        sanitize=sanitize,
        address=address,
        day=day,
        published=show_day,
        grade=source_names.grade,
        signed=write_signed,
        number=number,
        state=states.display,
        percent=percent,
        count=count,
        answer=answer,
        drawn=Markup,
        kebab=_kebab,
        counted=counted,
        source=registry.title,
        plain_question=source_names.question,
    )
    return env


def finding_key(f: Finding) -> str:
    """Return the short name of a finding (result), which stays the same while question and method do."""
    parts = f"{f.question}|{f.method}|{f.unit}|{f.subject.stream}"
    return hashlib.blake2b(parts.encode(), digest_size=6).hexdigest()


def finding_url(question: Question, scope: str, f: Finding) -> str:
    """Return the address of a finding's page; ``scope`` is the page that shows the finding (result)."""
    plain = replace(question.elsewhere, hotspot=question.hotspot, beside=question.beside)
    return plain.url(f"finding/{scope}/{finding_key(f)}")


def day(value: date, precision: str = "day") -> str:
    """Return a date as precisely as it is known: ``25 Feb 2019``, ``Feb 2019``, ``2019``."""
    if precision == "year":
        return str(value.year)
    month = bins.label(value, "month")
    return month if precision == "month" else f"{value.day} {month}"


def show_day(text: str) -> str:
    """Return an ISO date such as ``2019-02`` in words: ``Feb 2019``."""
    return day(bins.window(text)[0], ("year", "month", "day")[text.count("-")])


def write_signed(value: float, digits: int = 1) -> str:
    """Return a number with its sign, and with a true minus character."""
    return f"{round(value, digits) + 0.0:{'+' if round(value, digits) else ''}.{digits}f}".replace("-", "−")


def number(value: float | None, digits: int = 3) -> str:
    """Return a number with ``digits`` significant digits; a dash for ``None``."""
    if value is None:
        return "–"
    text = f"{value:,}" if isinstance(value, int) else f"{value:.{digits}g}"
    return text.replace("-", "−")


def percent(value: float) -> str:
    """Return a share (0 to 1) as a percentage."""
    return f"{value:.0%}".replace("-", "−")


def count(n: int, one: str, more: str = "") -> str:
    """Return a count with its noun: ``1 act``, ``2 acts``."""
    return f"{n:,} {one if n == 1 else more or one + 's'}"


def answer(f: Finding) -> str:
    """Return a finding's (result's) value and interval in one line; shares are percentages."""
    if not f.known:
        return f"Too little to say: {source_names.named(f.why_not, f)}"
    if isinstance(f.value, str):
        dated = re.fullmatch(r"\d{4}-\d\d-\d\d", f.value)
        return day(date.fromisoformat(f.value)) if dated else f.value
    shown = percent if f.kind in SHARES else number
    unit = f.unit.replace("share", "", 1) if f.kind in SHARES else f.unit
    unit = unit.removesuffix("s") if f.value == 1 and f.kind not in SHARES else unit
    text = f"{shown(f.value or 0)} {unit}".strip().replace("  ", " ")
    text = re.sub(r"(?<![\w.])-(?=\d)", "−", text)
    if f.interval is not None:
        text += f" ({shown(f.interval.low)} to {shown(f.interval.high)})"
    return text


def counted(heading: str) -> Markup:
    """Return a heading with its counts in bold: ``7 of 13``, ``all 13 places``, ``12 acts together``."""
    number = r"\d[\d,]*"
    of = rf"(?:no\. )?{number} of {number}(?: places)?"
    counts = rf"\b({of}|{number} (?:acts? together|occurrences?))"
    return Markup(re.sub(counts, r"<b>\1</b>", str(escape(heading))))  # noqa: S704


def _kebab(text: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in text.lower()).split())


def html(template: str, **context: Any) -> str:
    """Render a page as HTML."""
    return environment().get_template(template).render(**context)
