"""Briefs as HTML and Markdown, from Jinja templates that cannot run code, with outside text escaped."""

from __future__ import annotations

import base64
import re
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from comity.errors import BriefError, MissingExtraError
from comity.faces.present import writing

try:
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import ImmutableSandboxedEnvironment
    from markupsafe import Markup
except ImportError:
    raise MissingExtraError("Briefs need the extra: pip install 'comity[brief]'.") from None

FONTS = {"Inter": "inter.woff2", "Source Serif 4": "source-serif-4.woff2"}
_ACTIVE = re.compile(r"([\\`*_{}\[\]<>#|~$&@!^=])")
_LINKS = re.compile(r"(?i)(://|\bwww\.|\bmailto:)")
_LEADING = re.compile(r"^(\s*)([-+:]|\d+[.)])")


def html(content: dict[str, Any], template: Path | None = None) -> bytes:
    """Return a page without scripts that contains its style, fonts and pictures."""
    charts = [{**c, "svg": Markup(c["svg"])} for c in content["charts"]]  # noqa: S704 - our own drawing
    filled = {**content, "charts": charts, "fonts": Markup(fonts())}  # noqa: S704 - our own files
    return fill(source_of("brief.html", template), filled, autoescape=True)


def markdown(content: dict[str, Any], template: Path | None = None) -> bytes:
    """Return Markdown, with charts as tables; texts are escaped before the template gets them."""
    charts = [{k: v for k, v in c.items() if k != "svg"} for c in content["charts"]]
    return fill(
        source_of("brief.md", template), escape_markdown({**content, "charts": charts}), autoescape=False
    )


def plain_markdown(text: str) -> str:
    """Return a text escaped so that Markdown shows every character as it is."""
    shown = _ACTIVE.sub(r"\\\1", text)
    shown = _LINKS.sub(lambda m: m.group().replace(":", "\\:").replace(".", "\\."), shown)
    return _LEADING.sub(lambda m: f"{m.group(1)}{m.group(2)[:-1]}\\{m.group(2)[-1]}", shown)


def escape_markdown(value: Any) -> Any:
    """Return the content with Markdown characters escaped in all texts except addresses."""
    if isinstance(value, str):
        return plain_markdown(value)
    if isinstance(value, dict):
        return {k: v if k == "where" else escape_markdown(v) for k, v in value.items()}
    return [escape_markdown(v) for v in value] if isinstance(value, list) else value


def source_of(name: str, template: Path | None) -> tuple[str, str]:
    """Return the name and the text of a template: the user's, or the packaged one called ``name``."""
    if template is None:
        return name, resources.files("comity.faces.brief").joinpath("templates", name).read_text("utf-8")
    try:
        return str(template), template.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as e:
        raise BriefError(f"The template {template} cannot be read: {e}.") from None


def fill(source: tuple[str, str], content: dict[str, Any], *, autoescape: bool) -> bytes:
    """Return a filled template as bytes; ``source`` is the template's name and text."""
    env = ImmutableSandboxedEnvironment(
        autoescape=autoescape, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    name, text = source
    try:
        return env.from_string(text).render(**content).encode()
    except TemplateError as e:
        at = getattr(e, "lineno", None)
        line = f" (line {at})" if at else ""
        raise BriefError(f"The template {name}{line} cannot be filled: {str(e).rstrip('.')}.") from None
    except (TypeError, ValueError, ArithmeticError, LookupError, RecursionError) as e:
        raise BriefError(f"The template {name} cannot be filled: {str(e).rstrip('.')}.") from None


@cache
def fonts() -> str:
    """Return the CSS of the fonts on the pages, with the font files inside."""
    return "".join(
        f'@font-face{{font-family:"{name}";font-weight:200 900;src:url(data:font/woff2;base64,'
        f"{base64.b64encode((writing.FONTS / file).read_bytes()).decode()})}}\n"
        for name, file in FONTS.items()
    )
