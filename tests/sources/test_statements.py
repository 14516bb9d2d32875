"""Statements of ministries and outlets: every trap of their layouts, on small files and on the real ones."""

from __future__ import annotations

import gzip
import io
import re
import tarfile
from dataclasses import replace

import pytest
import statement_layouts as layouts
from readers import as_file, read, reasons, records

from comity.errors import SourceError
from comity.lake.store import Lake
from comity.sources import registry
from comity.sources.base import Sample

PAGES = registry.get("ministry_briefings")
LISTS = registry.get("headline_lists")
ITEMS = registry.get("kremlin_items")


def statement(source, data, name="472"):
    (d,) = records(read(source, data, name), "documents")
    return d


def listed(data, place):
    return list(LISTS.read(replace(as_file(data, "2017.json"), place=place)))


def test_the_day_of_a_briefing_is_that_of_its_title_not_of_its_publication():
    d = statement(PAGES, layouts.NEW_PAGE)
    assert (str(d["published"]), d["language"], d["document_id"]) == ("2023-09-01", "zh", "t20230901_1.shtml")
    assert str(statement(PAGES, layouts.OLD_PAGE)["published"]) == "2017-02-27"
    assert str(statement(PAGES, layouts.ENGLISH_PAGE)["published"]) == "2018-07-27"


def test_a_title_without_a_year_takes_that_of_the_pictures_of_the_page():
    assert str(statement(PAGES, layouts.YEARLESS_PAGE)["published"]) == "2018-09-18"
    without = layouts.YEARLESS_PAGE.replace(b"W020180918001861011415", b"picture")
    assert reasons(read(PAGES, without, "1")) == [(1, "date")]


def test_menus_and_footers_are_no_words_of_the_ministry():
    d = statement(PAGES, layouts.NEW_PAGE)
    assert not {"俄罗斯", "乌克兰"} & set(re.findall("俄罗斯|乌克兰", d["text"]))
    assert d["text"].split("\n\n")[1] == "汪文斌：中方在南海问题上的立场是一贯的。"
    assert d["outlet"] == "Ministry of Foreign Affairs of China"


def test_a_page_named_after_its_part_of_the_site_takes_its_headline():
    d = statement(PAGES, layouts.UNTITLED_PAGE)
    assert (d["title"], str(d["published"])) == ("外交部发言人赵立坚主持例行记者会", "2022-01-25")


def test_lists_of_pages_are_set_aside():
    reading = read(PAGES, layouts.INDEX_PAGE, "default.shtml")
    assert (reading.accepted, sum(reading.set_aside.values()), reading.rejects) == (0, 1, [])


def test_a_crawlers_cache_tells_the_address_and_may_be_gzipped(tmp_path):
    packed = tmp_path / "cache.tar.xz"
    meta = b"{'url': 'https://www.fmprc.gov.cn/web/x/t1441738.shtml', 'response_url': 'https://www.fmprc.gov.cn/web/x/t1441738.shtml'}"
    with tarfile.open(packed, "w:xz") as archive:
        for folder, body in (("a", layouts.OLD_PAGE), ("b", gzip.compress(layouts.ENGLISH_PAGE))):
            for name, data in (("meta", meta.replace(b"t1441738", folder.encode())), ("response_body", body)):
                info = tarfile.TarInfo(f"./cache/{folder}/{name}")
                info.size = len(data)
                archive.addfile(info, io.BytesIO(data))
    lake = Lake.open(tmp_path / "lake")
    receipt = lake.add([packed])
    assert [x.status for x in receipt.lines] == ["companion", "added"] * 2
    rows = lake.view().table("documents", ["document_id", "url", "language"]).to_pylist()
    assert {r["document_id"] for r in rows} == {"a.shtml", "b.shtml"}
    assert rows[0]["url"].startswith("https://www.fmprc.gov.cn/web/x/")
    assert lake.view().table("acts").num_rows == 0, "statements are kept, not coded"


def test_a_list_of_a_ministry_is_known_by_its_folder_and_repeats_are_set_aside():
    (batch,) = listed(layouts.MINISTRY, layouts.PLACE["mfa"])
    assert (batch.row_count, batch.accepted, batch.set_aside) == (3, 2, {"repeat": 1})
    rows = batch.tables["documents"].to_pylist()
    assert {r["outlet"] for r in rows} == {"Ministry of Foreign Affairs of Russia"}
    assert {r["text"] for r in rows} == {rows[0]["text"], "comment on syria"}, (
        "first words are not told twice"
    )
    with pytest.raises(SourceError, match="keep it in the folder of its outlet"):
        listed(layouts.MINISTRY, "x/2017.json")


def test_a_list_with_addresses_needs_no_folder():
    one, two = records(read(LISTS, layouts.AGENCY, "2025.json"), "documents")
    assert (one["outlet"], two["text"]) == ("TASS", "No opening words")
    assert one["text"] == "Talks on Syria\n\nMOSCOW, June 5. /TASS/. Talks"


def test_the_menu_of_the_site_is_no_opening_word():
    assert (
        records(read(LISTS, layouts.KREMLIN, "2019.json"), "documents")[0]["text"]
        == "Greetings\n\nThe President"
    )


def test_machine_english_beside_the_russian_is_not_read():
    (batch,) = listed(layouts.TELEVISION, layouts.PLACE["1tv"])
    (d,) = batch.tables["documents"].to_pylist()
    assert (d["text"], d["language"], d["outlet"]) == ("Переговоры в Минске", "ru", "Channel One")


def test_headlines_are_not_whole_texts_and_their_card_says_so():
    assert not LISTS.card.whole
    assert PAGES.card.whole


def test_an_announcement_is_dated_by_the_day_it_was_put_up():
    full, announced = records(read(ITEMS, layouts.WIDE_TABLE, "wide.csv"), "documents")
    assert full["text"] == "Переговоры Обсуждена Сирия. Участники говорили долго."
    assert str(announced["published"]) == "2025-05-06"
    assert reasons(read(ITEMS, layouts.NARROW_TABLE, "narrow.csv")) == [(3, "date")]


def test_a_head_that_ends_within_a_character_is_read_as_utf_8():
    text = "\ufeffзаголовок\n" + "я" * 50
    assert Sample("x", text.encode()[:-1]).lines(1) == ["заголовок"]


@pytest.mark.real
def test_every_real_statement_is_accounted_for(shared_data, tmp_path):
    folder = shared_data.parent / "data_2026"
    receipt = Lake.open(tmp_path / "lake").add([folder / "statements_cn", folder / "statements_ru"])
    assert {x.status for x in receipt.lines} == {"added", "companion", "damaged"}
    damaged = [x.reason for x in receipt.lines if x.status == "damaged"]
    assert len(damaged) == 2, "pages without a day"
    assert all("not dated" in why for why in damaged)
    account: dict[str, list[int]] = {}
    for x in receipt.lines:
        if x.status == "added":
            row = (x.row_count, x.accepted, sum(x.set_aside.values()), sum(x.rejects.values()))
            account[x.source] = [a + b for a, b in zip(account.get(x.source, [0] * 4), row, strict=True)]
    assert account == {
        "ministry_briefings": [2579, 2498, 81, 0],
        "headline_lists": [76588, 76401, 187, 0],
        "kremlin_items": [400, 392, 2, 6],
    }
