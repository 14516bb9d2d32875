"""The Chinese and Russian sentences that ``labels/statements.jsonl`` labels, drawn from their sources anew.

    python labels/draw_statements.py BRIEFINGS KREMLIN > drawn.jsonl

``BRIEFINGS`` is ``mfa_press_zh_2020_2024_tanxpyox.tar.xz`` (pages of the Chinese foreign ministry's press
conferences); ``KREMLIN`` is ``kremlin_articles_ru_enhanced.csv.gz`` (items of kremlin.ru); labels/README.md
tells where both come from.  Names of states and bodies are a list of its own, so that names which comity's
gazetteer lacks are drawn too.  Of each language 150 sentences are taken, lowest SHA-256 of seed, file and
place first: 75 that name China and Russia (or all there are), the rest others.  The words go to standard
output and are not ours to store.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import html
import json
import re
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SEED = "comity-statements-1"
SIZE = 75
SHORTEST = {"zh": 14, "ru": 40}
LONGEST = {"zh": 110, "ru": 330}
"""Characters of a sentence that may be drawn."""

SENTENCE = {
    "zh": re.compile(r"[^。！？\n]+[。！？]?[”’」）]*"),
    "ru": re.compile(r"\S.*?(?:(?<![\s.][А-ЯЁ])(?<!г)[.!?…]+[»)]*(?=\s+[«–—А-ЯЁ]|$)|$)"),
}
STATES = {
    "zh": """
        中国|中方|中俄|俄中|中美|中日|中欧 俄罗斯|俄方|中俄|俄中|俄乌|俄美|普京|拉夫罗夫
        美国|美方|中美|俄美|拜登|特朗普|布林肯|蓬佩奥 乌克兰|俄乌|乌方 日本|日方|中日 韩国|韩方 朝鲜|朝方
        印度(?!尼|洋)|印方 巴基斯坦|巴方 伊朗|伊方 以色列 巴勒斯坦 叙利亚 土耳其 沙特 阿富汗|塔利班 伊拉克
        也门 埃及 法国|法方 德国|德方 英国|英方 意大利 西班牙 荷兰 波兰 匈牙利 塞尔维亚 希腊 捷克 立陶宛
        芬兰 瑞典 瑞士 澳大利亚|澳方 新西兰 加拿大|加方 墨西哥 巴西 阿根廷 智利 秘鲁 古巴 委内瑞拉
        尼加拉瓜 洪都拉斯 巴拿马 越南 老挝 柬埔寨 泰国 缅甸 菲律宾|菲方 马来西亚 新加坡 印度尼西亚|印尼
        文莱 孟加拉 尼泊尔 不丹 斯里兰卡 马尔代夫 蒙古 哈萨克斯坦 吉尔吉斯斯坦 塔吉克斯坦 乌兹别克斯坦
        土库曼斯坦 白俄罗斯 亚美尼亚 阿塞拜疆 格鲁吉亚 南非 埃塞俄比亚 尼日利亚 尼日尔 肯尼亚 苏丹 安哥拉
        赞比亚 坦桑尼亚 津巴布韦 马里 所罗门 欧盟|欧方|中欧 北约 金砖 上海合作组织|上合组织 东盟 非盟
        联合国|安理会 阿盟 七国集团 二十国集团 国际原子能机构
    """,
    "ru": r"""
        кита[йяюе]|китайск|кнр\b|си\sцзиньпин росси|рф\b|путин|лавров
        сша\b|американск|трамп|байден|соедин[её]нн\w+\sштат украин|зеленск япони|японск коре[йяею] кндр
        инди[ияею]|индийск пакистан иран израил палестин сири[ияею] турци|турецк саудовск афганистан ирак
        египе?т франци|французск|макрон германи великобритани|британ итали испани польш венгри серби|вучич
        словаки|фицо чехи финлянди швеци австрали канад мексик бразили аргентин куб[аыуе]\b
        венесуэл|мадуро никарагуа вьетнам лаос таиланд мьянм филиппин малайзи индонези бангладеш шри-ланк
        монголи казахстан|токаев киргизи|кыргыз таджикистан|рахмон узбекистан|мирзи[её]ев туркмени
        белорус|беларус|лукашенко армени|пашинян азербайджан|алиев грузи[ияею] молдави|молдов абхази
        южн\w+\sосети юар\b эфиопи нигери нигер\b мали\b конго зимбабве экваториальн\w+\sгвине буркина
        катар эмират|оаэ\b оман кувейт бахрейн латви литв эстони норвеги ливи евросоюз|ес\b нато\b брикс\b
        шос\b снг\b еаэс\b|евразийск\w+\sэкономическ\w+\sсоюз одкб\b оон\b асеан\b
    """,
}
"""Names of one state or body each, apart by blanks; the first two are China and Russia."""
NAMES = {
    lang: [re.compile(p if lang == "zh" else rf"\b(?:{p})") for p in s.split()] for lang, s in STATES.items()
}
PARTS = (*(f"article_full_text_{n}" for n in range(1, 11)), "supplement_full_text_1")
FURNITURE = re.compile("Статус материала|Смотрите также|^География")
"""What the site prints around the text."""

YEAR = "2025"
"""When the items of kremlin.ru without a date were published."""


def briefings(archive: Path) -> Iterator[tuple[str, str, str]]:
    """File, date (year and month) and plain text of each page: its paragraphs, one a line."""
    with tarfile.open(archive) as members:
        for member in members:
            stored = members.extractfile(member)
            if stored is None:
                continue
            page = stored.read().decode("utf-8", "replace")
            day = re.search(r"/t(20\d\d)(\d\d)(\d\d)_", page)
            paragraphs = [
                html.unescape(re.sub(r"<[^>]+>", "", p)).strip()
                for p in re.findall(r"(?s)<p\b[^>]*>(.*?)</p>", page)
            ]
            yield member.name, "-".join(day.groups()) if day else "", "\n".join(paragraphs)


def kremlin(table: Path) -> Iterator[tuple[str, str, str]]:
    """Row and column, date and text of each item: title, summary and the parts of the full text."""
    csv.field_size_limit(10**8)
    with gzip.open(table, "rt", encoding="utf-8-sig", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines)):
            for column in ("title", "summary", *PARTS):
                yield f"row {number}, {column}", row["date"] or YEAR, row[column] or ""


def named(text: str, lang: str) -> list[int]:
    """Which states and bodies of the list a sentence names, by their place in it."""
    return [n for n, name in enumerate(NAMES[lang]) if name.search(text)]


def drawn(lang: str, file: str, texts: Iterator[tuple[str, str, str]]) -> list[dict[str, Any]]:
    """Sentences of one language, those of China and Russia first, each half in the order of its lot."""
    halves: dict[bool, list[dict[str, Any]]] = {True: [], False: []}
    for place, day, text in texts:
        for m in SENTENCE[lang].finditer(text):
            words = m.group().strip()
            if not SHORTEST[lang] <= len(words) <= LONGEST[lang] or FURNITURE.search(words):
                continue
            states = named(words.lower(), lang)
            if len(states) < 2:
                continue
            start = m.start() + m.group().index(words)
            lot = hashlib.sha256(f"{SEED}:{file}:{place}:{start}".encode()).hexdigest()
            halves[states[:2] == [0, 1]].append(
                {
                    "lang": lang,
                    "file": file,
                    "place": place,
                    "date": day,
                    "offset": start,
                    "length": len(words),
                    "sha256": hashlib.sha256(words.encode()).hexdigest(),
                    "text": words,
                    "lot": lot,
                }
            )
    out: list[dict[str, Any]] = []
    taken: set[str] = set()
    for both, size in ((True, SIZE), (False, 2 * SIZE)):
        for r in sorted(halves[both], key=lambda r: r["lot"]):
            if r["text"] not in taken and len(out) < size:
                taken.add(r["text"])
                kept = {k: v for k, v in r.items() if k != "lot"}
                out.append({"id": f"{lang}-{len(out):03d}", "china_russia": both} | kept)
    return out


def main(pages: Path, items: Path) -> None:
    """Write the drawn sentences to standard output, one a line."""
    for r in [
        *drawn("zh", pages.name, briefings(pages)),
        *drawn("ru", items.name, kremlin(items)),
    ]:
        sys.stdout.write(json.dumps(r, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("Give both sources: python labels/draw_statements.py BRIEFINGS KREMLIN")
    main(Path(sys.argv[1]), Path(sys.argv[2]))
