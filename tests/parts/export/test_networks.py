"""Networks: what the watch tells of each pair, unknown left out; harmless; the same bytes."""

from __future__ import annotations

import re
from io import BytesIO
from xml.etree import ElementTree as ET

import networkx as nx
import pytest

from comity import Watch
from comity.parts.export import network
from comity.watch.composed.verdicts import index, row


@pytest.fixture(scope="module")
def three(hostile: Watch) -> Watch:
    return Watch("CHN", "IRN", "RUS", lake=hostile.lake)


def test_edges_are_what_the_watch_tells(plain: Watch) -> None:
    graph = network.network(plain)
    assert set(graph) == {"CHN", "RUS"}
    assert graph.nodes["RUS"]["label"] == "Russia"
    for v in plain.verdicts:
        told, held = graph.edges["CHN", "RUS", v.hotspot], row(v)
        assert told["joint"] == held["joint"]
        assert told["record"] == v.rung
        assert told["records"].split("; ")[0] == v.record.together[0].records[0]
        kappa = index(v.votes, "kappa")
        if kappa is None or kappa.interval is None or kappa.placebo is None:
            assert not [k for k in told if k.startswith("votes_")], v.hotspot
        else:
            assert told["votes_kappa"] == pytest.approx(kappa.value)
            assert told["votes_kappa_low"] == pytest.approx(kappa.interval.low)
            assert (told["votes_rank"], told["votes_of"]) == (kappa.placebo.rank, kappa.placebo.of)
            assert told["votes_n"] == kappa.n
    everywhere = graph.edges["CHN", "RUS", network.EVERYWHERE]
    kappa = index(plain.votes.agreement(), "kappa")
    assert kappa is not None
    assert kappa.placebo is not None
    assert everywhere["votes_kappa"] == kappa.value
    assert everywhere["votes_rank"] == kappa.placebo.rank


def test_a_pair_that_nothing_saw_has_no_edge(plain: Watch) -> None:
    graph = network.network(plain.of_members("PSE", "XKX"))
    assert set(graph) == {"PSE", "XKX"}
    assert graph.number_of_edges() == 0


@pytest.mark.parametrize(
    ("write", "read"), [(network.gexf, nx.read_gexf), (network.graphml, nx.read_graphml)]
)
def test_files_are_read_back_and_harmless(three: Watch, write, read) -> None:  # type: ignore[no-untyped-def]
    graph = network.network(three, "iran")
    body = write(graph)
    ET.fromstring(body)
    assert not re.search(rb"<script|<img|\x00|\xe2\x80\xae", body)
    back = read(BytesIO(body))
    assert set(back) == set(three.group.codes)
    assert back.number_of_edges() == graph.number_of_edges() == 3
    assert {d["hotspot"] for *_, d in back.edges(data=True)} == {"iran"}
    again = write(network.network(Watch("CHN", "IRN", "RUS", lake=three.lake), "iran"))
    assert again == body


def test_a_window_narrows_the_edges(plain: Watch) -> None:
    from datetime import date

    late = Watch("CHN", "RUS", lake=plain.lake, since=date(2024, 1, 1))
    told = network.network(late, "iran").edges["CHN", "RUS", "iran"]
    held = [o for o in plain.record.by_hotspot["iran"].together if o.last >= date(2024, 1, 1)]
    assert told["together"] == len(held) < len(plain.record.by_hotspot["iran"].together)
