"""Pictures as files that need no style sheet, as SVG and PNG."""

from __future__ import annotations

import re
from functools import cache

from comity.errors import MissingExtraError
from comity.faces.present import writing

#: Pixels per unit in a PNG.
SCALE = 2.0


@cache
def light() -> dict[str, str]:
    """Return the colours of the light theme by name, as ``#rrggbb``."""
    css = writing.text("tokens.css")
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{3,6})", css[: css.index("@media")]))


@cache
def style() -> str:
    """Return the rules of ``charts.css`` with each colour name replaced by the colour."""
    rules = re.findall(r"^\.chart ([^{@]+)\{([^}]*)\}", writing.text("charts.css"), re.MULTILINE)
    literal = "".join(f"{name.strip()}{{{_literal(body.strip())}}}" for name, body in rules)
    return "text{font-family:Inter,sans-serif}" + literal


def _literal(text: str) -> str:
    return re.sub(r"var\(--([a-z0-9-]+)\)", lambda m: light().get(m.group(1), "#000"), text)


def standing_alone(svg: str) -> str:
    """Return a picture as a complete file: white background, light colours, no outside references."""
    size = re.search(r'viewBox="[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)"', svg)
    width, height = (size.group(1), size.group(2)) if size else ("720", "400")
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
    whole = inside(svg).replace("<svg", head, 1)
    ground = f'<style>{style()}</style><rect width="100%" height="100%" fill="#fff"/>'
    return re.sub(r"(<svg[^>]*>)", lambda m: m.group(1) + ground, whole, count=1)


def inside(svg: str) -> str:
    """Return the picture with the shapes that it refers to included, and with links removed."""
    without = re.sub(r"<a [^>]*>|</a>", "", svg)
    return re.sub(r'<use class="([a-z ]+)" href="/static/([\w.]+)(?:\?[^"#]*)?#(\w+)"\s*/>', _shape, without)


def _shape(m: re.Match[str]) -> str:
    shape = re.search(rf'<path id="{m.group(3)}"[^>]* d="([^"]*)"', writing.text(m.group(2)))
    return f'<path class="{m.group(1)}" d="{shape.group(1)}"/>' if shape else ""


def render_png(svg: str, scale: float = SCALE) -> bytes:
    """Return a complete picture as PNG, with the fonts of the web pages.

    Raises
    ------
    MissingExtraError
        If the drawing library is not installed.
    """
    try:
        import vl_convert  # noqa: PLC0415 - large: loaded only when a PNG is asked for
    except ImportError:
        raise MissingExtraError("PNG files need the extra: pip install 'comity[desk]'.") from None
    vl_convert.register_font_directory(str(writing.FONTS))
    png: bytes = vl_convert.svg_to_png(svg, scale=scale)
    return png
