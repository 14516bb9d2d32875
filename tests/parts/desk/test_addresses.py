"""Any address at all gets an answer: the page, or a sentence that says what is wrong."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from comity.parts.desk.pages import OF_A_HOTSPOT, OF_A_PAIR

ODD = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "",
            ".",
            "..",
            "../../etc/passwd",
            "%00",
            "\x00",
            "1e999",
            "-1",
            "9" * 400,
            "<script>",
            "' or 1=1 --",
            "CHN",
            "CHN-",
            "-",
            "CHN-CHN",
            "syria",
            "syria.2019",
            "syria.",
            "2019-13",
            "0000",
            "9999",
            "10000-01-01",
            "month",
            "day",
            "placebo",
            "{{7*7}}",
            "\ud7ff",
            "\u202e",
            "a" * 5000,
        ]
    ),
)
NAMES = st.sampled_from(
    [
        "q",
        "only",
        "first",
        "last",
        "since",
        "as_of",
        "third",
        "form",
        "source",
        "act",
        "page",
        "beside",
        "hotspot",
        "compute",
        "pair",
        "with",
        "unheard-of",
    ]
)
CHEAP = ("evidence", "places", "votes", "sources", "method", "watch")
"""Pages asked under changed questions: the others rest on measures that take long for each new pair."""


@given(st.sampled_from(CHEAP), st.dictionaries(NAMES.filter(lambda n: n != "as_of"), ODD, max_size=4))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_question_breaks_a_page(desk: TestClient, name: str, asked: dict[str, str]) -> None:
    answer = desk.get(f"/{name}/CHN-RUS", params=asked)
    assert answer.status_code in (200, 400, 404), asked
    assert "Traceback" not in answer.text
    assert answer.headers["content-security-policy"]


@given(st.lists(ODD, min_size=1, max_size=4), st.sampled_from(["", ".json", ".csv", ".svg", ".png"]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_path_breaks_the_desk(desk: TestClient, parts: list[str], ending: str) -> None:
    for first in ("", *OF_A_HOTSPOT, "e", "static", "finding/watch"):
        path = "/".join(["", first, *(quote(p, safe="") for p in parts)]) + ending
        answer = desk.get("http://127.0.0.1:8470" + path, follow_redirects=False)
        assert answer.status_code in (200, 303, 307, 400, 404, 405), path


@pytest.mark.parametrize("name", OF_A_PAIR)
def test_a_name_nobody_knows_is_not_found(desk: TestClient, name: str) -> None:
    assert desk.get(f"/{name}/CHN-QQQ").status_code == 404
    assert desk.get(f"/{name}/CHN-RUS?hotspot=atlantis").status_code == 404
