"""Which report told of which event: bad rows, languages, addresses with blanks, the copy with a header."""

from __future__ import annotations

from datetime import date

import pytest
from event_files import unpacked
from mentions_layout import BOTH, header_copy, line, raw
from readers import events, read, reasons, records

from comity.sources.base import Sample
from comity.sources.gdelt import gdelt_mentions

(SOURCE,) = gdelt_mentions.SOURCES


def test_a_mention_points_to_its_event_and_bears_the_day_of_the_report():
    (m,) = records(read(SOURCE, raw(line(MentionDocTranslationInfo=BOTH)), "x.mentions.CSV"), "mentions")
    assert (m["event_id"], m["date"], m["known_on"]) == ("gdelt2:410412347", *(date(2015, 2, 18),) * 2)
    assert (m["outlet"], m["url"], m["sentence"]) == ("example.org", "https://example.org/a,b", 19)
    assert (m["confidence"], m["tone_x1000"], m["language"]) == (50, -4478, "fra")


def test_bad_rows_are_rejected_and_equal_rows_set_aside():
    fourteen = "\t".join(line().split("\t")[:14])
    late = line(SentenceID="20")
    bad = [
        fourteen,
        line(Confidence="101"),
        line(MentionTimeDate="20151318230000"),
        line(GLOBALEVENTID="x"),
        line(MentionDocTone="nan"),
    ]
    found = read(SOURCE, raw(line(), *bad, line(), late), "x.CSV")
    assert found.accepted == 2
    assert found.set_aside == {"repeat": 1}
    assert reasons(found) == [(2, "width"), (3, "number"), (4, "date"), (5, "id"), (6, "number")]


def test_blanks_around_an_address_and_no_address():
    padded, paper = line(MentionIdentifier="https://example.org/x      "), line(MentionIdentifier="BBC, p. 3")
    found = records(read(SOURCE, raw(padded, paper), "x.CSV"), "mentions")
    assert [m["url"] for m in found] == ["https://example.org/x", None]


def test_the_copy_with_a_header_gives_the_same_mentions():
    copy, plain = read(SOURCE, header_copy(), "m.csv"), read(SOURCE, raw(line()), "m.CSV")
    assert copy.ids() == plain.ids()
    assert copy.set_aside == {"header": 1}


def test_event_files_are_not_claimed():
    assert not SOURCE.recognises(Sample("x", b"410412347\t20150218\t201502\t2015\t2015.1\n"))


@pytest.mark.real
@pytest.mark.parametrize(
    ("path", "kept", "aside", "rejected"),
    [
        ("gdelt2_raw/20170101073000.mentions.CSV.zip", 1_983, {}, 0),
        ("gdelt2_raw/pathogen_20180324_mentions.csv.gz", 4_295, {"repeat": 3}, 38),
        ("gdelt2_raw/spark_gdelt_fixtures/mentions.csv", 100, {}, 0),
        ("gdelt2_raw/spark_gdelt_fixtures/mentionsT.csv", 100, {}, 0),
        ("gdelt_variants/gdeltpyr_mentionssamp_2017.csv.gz", 1_635, {"header": 1}, 0),
    ],
)
def test_the_real_files(shared_data, path, kept, aside, rejected):
    name, data = unpacked(events(shared_data) / path)
    found = read(SOURCE, data, name)
    assert (found.accepted, found.set_aside, len(found.rejects)) == (kept, aside, rejected)
    assert {r.reason for r in found.rejects} <= {"width"}
