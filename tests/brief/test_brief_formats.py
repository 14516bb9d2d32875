"""Four shapes of one brief: whole, the same bytes each time, and nothing from outside alive in any."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
import typst
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity import Watch
from comity.errors import BriefError
from comity.faces import brief
from comity.faces.brief import KINDS, Brief, Claim, Footnote, Sentence, pdf, write
from comity.faces.brief.markup import plain_markdown
from comity.faces.brief.model import BriefRow, Section

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</style></svg><b>x",
    '#read("/etc/passwd")',
    '#import "@preview/x:1.0.0"',
    "$ x $ *bold* _it_ @ref <label>",
    "[x](javascript:alert(1))",
    "![x](http://evil)",
    "{{ 7*7 }}{% raw %}",
    "=cmd|' /C calc'!A0",
    "a\x00b\x08c\x0b\x1b[31m",
    "\u202egnp.exe\u2066",
    "\ud800 lone",
    "| a | b |\n---",
    "`code` ~~~",
    "]]>",
    "&#60;b&#62;",
    "mailto:a@b.c www.evil.example https://evil.example",
    "\ufffe\uffff",
    "-- [^1]: note",
)


def with_text(told: Brief, text: str) -> Brief:
    """The brief with one outside text in a note, a row label and a quotation."""
    record = "chronicle:veto-2019-feb-venezuela"
    note = Footnote(text, text, "2019", text, "", record)
    quoted = Sentence(text, (Claim(record, "together", ("CHN", "RUS")),))
    rows = (BriefRow(text, (quoted,)),)
    sections = (Section("Latest joint acts", rows),)
    return replace(told, sections=sections, notes={**told.notes, record: note})


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_brief_gives_the_same_bytes(told: Brief, kind: str) -> None:
    assert write(told, kind) == write(replace(told), kind)


class _Page(HTMLParser):
    """Tags, addresses and texts of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def page(body: bytes) -> _Page:
    found = _Page()
    found.feed(body.decode())
    return found


def test_html_stands_alone(told: Brief) -> None:
    found = page(write(told, "html"))
    names = [t for t, _ in found.tags]
    assert "script" not in names
    assert "link" not in names
    assert "var(--" not in "".join(found.text)
    assert not [a for _, at in found.tags for a in at if a.startswith("on") or a == "src"]
    ids = {at["id"] for _, at in found.tags if "id" in at}
    inner = {
        (at["href"] or "")[1:] for t, at in found.tags if t == "a" and (at["href"] or "").startswith("#")
    }
    assert inner <= ids, "every mark leads to its note and back"
    assert dict(found.tags[0][1])["lang"] == "en"


@pytest.mark.parametrize("text", HOSTILE)
def test_outside_text_is_inert_in_html(told: Brief, text: str) -> None:
    plain, found = page(write(told, "html")), page(write(with_text(told, text), "html"))
    assert {t for t, _ in found.tags} <= {t for t, _ in plain.tags}
    assert not [a for _, at in found.tags for a in at if a.startswith("on")]
    assert "\u202e" not in "".join(found.text)


@pytest.mark.parametrize("text", HOSTILE)
def test_outside_text_is_inert_in_markdown(told: Brief, text: str) -> None:
    body = write(with_text(told, text), "md").decode()
    shown = re.sub(r"\\.", "", body)
    assert "<script" not in shown
    assert "<img" not in shown
    assert "](" not in shown
    assert "evil" not in "".join(re.findall(r"(?:https?://|www\.)\S*", shown))
    assert "\u202e" not in body
    assert not [line for line in body.splitlines() if line.startswith(("=", "    "))]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_markdown_leaves_no_mark_unescaped(text: str) -> None:
    shown = re.sub(r"\\.", "", plain_markdown(text), flags=re.DOTALL)
    assert not set(shown) & set("`*_[]<>|~$#&@^")
    assert not re.match(r"\s*[-+:]", plain_markdown(text))


def words_of(body: bytes, tmp_path: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    path = tmp_path / "b.pdf"
    path.write_bytes(body)
    return subprocess.run(
        ["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True
    ).stdout


def test_pdf_is_tagged_and_named(told: Brief) -> None:
    body = write(told, "pdf")
    assert body.startswith(b"%PDF-1.7")
    for mark in (b"/MarkInfo", b"/StructTreeRoot", b"pdfuaid", b"/Lang"):
        assert mark in body, mark
    assert b"CreationDate" not in body
    assert len(re.findall(rb"/Type\s*/Page\b", body)) == 1


def test_the_tests_are_an_annex_on_pages_of_their_own(watch: Watch, told: Brief, tmp_path: Path) -> None:
    with_tests = brief.build(watch, "venezuela", tests=True)
    assert with_tests.annex is not None
    assert with_tests.sections == told.sections
    question = with_tests.annex.rows[0][0]
    assert question in write(with_tests, "html").decode()
    assert question in write(with_tests, "md").decode().replace("\\", "")
    body = write(with_tests, "pdf")
    assert len(re.findall(rb"/Type\s*/Page\b", body)) > 1
    assert question not in words_of(write(told, "pdf"), tmp_path)
    page = Document(io.BytesIO(write(with_tests, "docx")))
    assert page.tables[0].rows[1].cells[0].text == question
    assert len(page.tables[0].rows) == 1 + len(with_tests.annex.rows)


def test_typst_markup_is_text(told: Brief, tmp_path: Path) -> None:
    for text in HOSTILE:
        assert write(with_text(told, text), "pdf").startswith(b"%PDF")
    shown = words_of(write(with_text(told, '#read("secret") $x$ *b*'), "pdf"), tmp_path)
    assert '#read("secret") $x$ *b*' in shown


def test_other_scripts_come_out_right_or_are_said_to_be_missing(told: Brief, tmp_path: Path) -> None:
    shown = words_of(write(with_text(told, "Россия и Китай подписали 中国"), "pdf"), tmp_path)
    assert "Россия и Китай подписали" in shown
    assert "中国" in shown or "want of a font" in shown
    right = words_of(write(with_text(told, "روسيا والصين"), "pdf"), tmp_path)
    assert "want of a font" in right or re.search("[\u0600-\u06ff\ufe70-\ufeff]{3}", right)


def test_a_sign_no_font_has_stands_as_a_box(
    told: Brief, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine without fonts of its own draws what the package brings, and says what it could not draw."""
    bare = typst.Fonts(include_system_fonts=False, font_paths=[str(pdf._folder() / "fonts")])
    monkeypatch.setattr(pdf, "_fonts", lambda: bare)
    shown = words_of(write(with_text(told, "Россия и 中国 here"), "pdf"), tmp_path)
    assert "Россия и □□ here" in shown
    assert "want of a font" in " ".join(shown.split())
    assert "U+4E2D, U+56FD" in " ".join(shown.split())


def test_docx_opens_with_its_words_and_pictures(told: Brief) -> None:
    page = Document(io.BytesIO(write(told, "docx")))
    text = "\n".join(p.text for p in page.paragraphs)
    assert told.heading.text in text
    assert "Where they step back or oppose each other" in text
    assert len(page.inline_shapes) == len(told.charts)
    assert page.core_properties.title == told.heading.text
    assert all(s._inline.docPr.get("descr") for s in page.inline_shapes)


@pytest.mark.parametrize("text", HOSTILE)
def test_outside_text_is_inert_in_docx(told: Brief, text: str) -> None:
    body = write(with_text(replace(told, charts=()), text), "docx")
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        xml = parts.read("word/document.xml").decode()
    assert "<script" not in xml
    assert "instrText" not in xml
    assert Document(io.BytesIO(body)).paragraphs


def test_ten_megabytes_are_cut(told: Brief) -> None:
    long = with_text(replace(told, charts=()), "x" * 10_000_000)
    for kind in KINDS:
        assert len(write(long, kind)) < 500_000


def own(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return path


def test_a_readers_own_templates(told: Brief, tmp_path: Path) -> None:
    html = own(tmp_path, "t.html", "<p>{{ title }}|{{ notes | length }}</p>")
    assert unescape(write(told, "html", html).decode()) == f"<p>{told.heading.text}|{len(told.notes)}</p>"
    md = own(tmp_path, "t.md", "{% for c in charts %}{{ c.title }};{% endfor %}")
    assert write(told, "md", md).decode().count(";") == len(told.charts)
    typ = own(
        tmp_path, "t.typ", "#let b = json(bytes(sys.inputs.brief))\n#set document(title: b.title)\n= #b.title"
    )
    assert "Venezuela" in words_of(write(told, "pdf", typ), tmp_path)
    word = tmp_path / "t.docx"
    Document().save(str(word))
    assert write(told, "docx", word)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("t.html", "{{ nothing }}"),
        ("t.html", "{% if %}"),
        ("t.html", "{{ 1/0 }}"),
        ("t.html", "{{ title() }}"),
        ("t.html", "{{ ''.__class__.__mro__[1].__subclasses__() }}"),
        ("t.html", "{% include '/etc/passwd' %}"),
        ("t.md", "{{ notes.append(1) }}"),
        ("t.typ", "#let x ="),
        ("t.typ", '#read("/etc/passwd")'),
        ("t.docx", "no word file"),
    ],
)
def test_a_faulty_template_is_one_sentence(told: Brief, tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(BriefError, match="cannot be filled") as e:
        write(told, name[2:].replace("typ", "pdf"), own(tmp_path, name, text))
    assert name in str(e.value)
    assert str(e.value).endswith(".")


def test_an_unknown_format_or_template_is_one_sentence(told: Brief, tmp_path: Path) -> None:
    with pytest.raises(BriefError, match="html, md, pdf, docx"):
        write(told, "rtf")
    with pytest.raises(BriefError, match="There is no template"):
        write(told, "html", tmp_path / "none.html")


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.characters(codec=None), max_size=60))
def test_any_text_at_all_passes_through(told: Brief, text: str) -> None:
    bare = replace(told, charts=(), lead=())
    for kind in KINDS:
        assert write(with_text(bare, text), kind)
