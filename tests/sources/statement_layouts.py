"""Small pages and lists of statements in every layout that is read, made here."""

# ruff: noqa: E501 - pages as they are served

from __future__ import annotations

import json

_MENU = '<div class="header"><a href="/rus/">Русский</a> 俄罗斯 Russia</div>'

NEW_PAGE = f"""<!DOCTYPE html><html><head><meta charset="utf-8">
<meta name="SiteName" content="中华人民共和国外交部"><meta name="SiteDomain" content="www.mfa.gov.cn">
<meta name="ArticleTitle" content="2023年9月1日外交部发言人汪文斌主持例行记者会">
<meta name="PubDate" content="2023-09-02">
<meta name="Url" content="https://www.mfa.gov.cn/web/wjdt_674879/fyrbt_674889/202309/t20230901_1.shtml">
<title>2023年9月1日外交部发言人汪文斌主持例行记者会_中华人民共和国外交部</title></head><body>{_MENU}
<div class="news-main" id="News_Body_Txt_A"><div class="view">
<p><strong>总台央视记者：请问中方如何看待南海局势？</strong></p>
<p>汪文斌：中方在南海问题上的立场是一贯的。</p></div></div>
<div class="footer">乌克兰</div></body></html>""".encode()

OLD_PAGE = f"""<!DOCTYPE HTML><html><head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8">
<title>2017年2月27日外交部发言人耿爽主持例行记者会 — 中华人民共和国外交部</title>
<style>#News_Body_Title{{width:1px}}</style></head><body>{_MENU}
<span id="News_Body_Time">2017-02-28</span><div id="News_Body_Txt_A" class="content">
<P>　　问：朝鲜半岛局势如何？</P><P>　　答：中方主张对话。</P></div><div class="searchview">推荐</div></body></html>""".encode()

ENGLISH_PAGE = f"""<!DOCTYPE html><html><head>
<title>Foreign Ministry Spokesperson Geng Shuang's Regular Press Conference on July 27, 2018</title></head>
<body>{_MENU}<div class="date" id="News_Body_Time"></div><div class="content">
<P><STRONG>Q: What is your comment on Syria?</STRONG></P><P>A: We have noted it.</P></div>
<div class="tool">Related News: www_eng</div></body></html>""".encode()

YEARLESS_PAGE = ENGLISH_PAGE.replace(b"July 27, 2018", b"September 18").replace(
    b"<P>A:", b'<P><IMG src="./W020180918001861011415.jpg"/></P><P>A:'
)

UNTITLED_PAGE = """<!DOCTYPE html><html><head><meta name="SiteDomain" content="www.mfa.gov.cn">
<title>发言人表态_中华人民共和国外交部</title></head><body><h1>外交部发言人赵立坚主持例行记者会</h1>
<p class="time"><span>2022-01-25 17:13</span></p><div id="News_Body_Txt_A"><p>问：有何评论？</p></div></body></html>
""".encode()

INDEX_PAGE = f"""<!DOCTYPE html><html><head><title>发言人表态 — 中华人民共和国外交部</title></head>
<body>{_MENU}<ul class="TRS_list"><li><a href="t1.shtml">2017年2月27日外交部发言人</a></li></ul></body></html>""".encode()


def listed(*items: dict[str, str]) -> bytes:
    return json.dumps(list(items), ensure_ascii=False).encode()


MINISTRY = listed(
    {
        "t": "🇷🇺 russia’s foreign minister met with the foreign minister of ukra",
        "d": "2017-03-01",
        "s": "🇷🇺 russia’s",
        "cat": "x",
    },
    {
        "t": "🇷🇺 russia’s foreign minister met with the foreign minister of ukra",
        "d": "2017-03-01",
        "s": "🇷🇺 russia’s",
        "cat": "x",
    },
    {"t": "comment on syria", "d": "2017-03-02", "s": "comment on syria", "cat": "x"},
)
AGENCY = listed(
    {
        "t": "Talks on Syria",
        "d": "2025-06-05",
        "u": "https://tass.com/world/1",
        "s": "MOSCOW, June 5. /TASS/. Talks",
        "cat": "x",
    },
    {"t": "No opening words", "d": "2025-06-06", "u": "https://tass.com/world/2", "cat": "x"},
)
KREMLIN = listed(
    {
        "t": "Greetings",
        "d": "2019-01-12",
        "u": "http://en.kremlin.ru/events/president/transcripts/speeches/1",
        "s": "Events\nGreetings\nThe President",
        "cat": "x",
    },
    {
        "t": "A concert",
        "d": "2019-01-13",
        "u": "http://en.kremlin.ru/events/president/transcripts/speeches/2",
    },
)
TELEVISION = listed(
    {
        "t": "Negotiations in Minsk",
        "r": "Переговоры в Минске",
        "d": "2026-01-02",
        "s": "Negotiations",
        "cat": "x",
    }
)
PLACE = {"mfa": "x/mfa/search/2017.json", "1tv": "x/1tv/search/2026.json"}

NARROW_TABLE = """\ufefftitle,date,raw_date,place,summary,url,supplements
Переговоры,2025-02-05,5 февраля 2025 года,Москва,Обсуждена Сирия.,http://kremlin.ru/events/president/news/1,[]
Анонс,,,,Состоятся переговоры.,http://kremlin.ru/events/president/news/2,[]
""".encode()

_TEXTS = ",".join(f"article_full_text_{n}" for n in range(1, 11))
_END = "Статус материала Опубликован в разделах: Новости"
WIDE_TABLE = f"""\ufefftitle,date,raw_date,place,summary,{_TEXTS},url
Переговоры,2025-02-05,5 февраля 2025 года,Москва,Обсуждена Сирия.,События Переговоры Обсуждена Сирия.,Участники говорили долго. {_END}{"," * 9}http://kremlin.ru/events/president/news/1
Анонс,,,,Состоятся.,События Анонс на 7 мая 2025 года {_END} Дата публикации: 6 мая 2025 года 16:05{"," * 10}http://kremlin.ru/events/president/news/2
""".encode()

FILES: dict[str, list[tuple[str, bytes]]] = {
    "ministry_briefings": [
        ("472", NEW_PAGE),
        ("response_body", OLD_PAGE),
        ("response_body", ENGLISH_PAGE),
        ("response_body", YEARLESS_PAGE),
        ("609", UNTITLED_PAGE),
        ("default.shtml", INDEX_PAGE),
    ],
    "headline_lists": [("2025.json", AGENCY), ("2019.json", KREMLIN)],
    "kremlin_items": [("narrow.csv", NARROW_TABLE), ("wide.csv", WIDE_TABLE)],
}
