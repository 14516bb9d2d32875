"""Trade after 2014: imports of all goods as the buyer reports them, everything else set aside by rule."""

from __future__ import annotations

import base64
import json
from datetime import date

import comtrade_layout
import tie_layouts
from readers import read, records, sees

from comity.sources import registry

SOURCE = registry.get("trade_comtrade")


def test_imports_of_all_goods_are_taken_and_the_rest_is_set_aside():
    reading = read(SOURCE, comtrade_layout.FILES["trade_comtrade"][0][1], "c.json")
    rows = {r["sender_raw"]: r for r in records(reading)}
    assert rows["RUS"]["value"] == 129139.0000005
    assert (rows["RUS"]["sender"], rows["RUS"]["receiver"], rows["RUS"]["unit"]) == (
        "RUS",
        "CHN",
        "million US$",
    )
    assert rows["S19"]["sender"] is None, "an area that is no state stays as written"
    assert rows["KAZ"]["value"] is None, "not told is not nought"
    assert reading.set_aside == {
        "all partners": 1,
        "exports": 1,
        "single goods": 1,
        "a part of the same trade": 1,
        "not a year": 1,
    }
    assert sees(reading.coverage, "CHN", date(2023, 5, 1))
    assert not sees(reading.coverage, "RUS", date(2023, 5, 1)), "only what the buyer reports is told"


def test_an_answer_that_was_cut_is_a_selection():
    cut = comtrade_layout.answered(
        *(comtrade_layout.row("CHN", "RUS", 1962 + k % 60, 1.0) for k in range(500))
    )
    assert all(c.selective for c in read(SOURCE, cut, "c.json").coverage)


def test_the_register_of_arms_is_read_out_of_the_json_of_its_back_end():
    source = registry.get("sipri_transfers")
    ((_, data),) = tie_layouts.FILES["sipri_transfers"][:1]
    wrapped = json.dumps({"bytes": base64.b64encode(data).decode()}).encode()
    plain, packed = read(source, data, "r.csv"), read(source, wrapped, "r.json")
    assert [r["record_id"] for r in records(packed)] == [r["record_id"] for r in records(plain)]
