"""The states of a group as a network: an edge a pair and place, with both witnesses and their doubt.

What is not known is left out of an edge, never written as 0, and no number is made the edge's weight: which
one a line's thickness means is the reader's choice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

from comity.errors import MissingExtraError
from comity.faces.present.sanitize import sanitize
from comity.lake.storage.manifest import VERSION
from comity.measures.verdict.verdict import Verdict
from comity.records.finding import Finding
from comity.vocabulary import hotspots
from comity.vocabulary.states import display
from comity.watch import Watch
from comity.watch.composed.verdicts import index, row

try:
    import networkx as nx
except ImportError:
    raise MissingExtraError("Networks need the extra: pip install 'comity[export]'.") from None

RECORDS = 20
"""Record ids on an edge; their total is always given."""
EVERYWHERE = "everywhere"
STAMP = re.compile(rb' lastmodifieddate="[^"]*"')
Progress = Callable[[str], None]
"""Called with each pair when it is done."""


def network(watch: Watch, hotspot: str = "", progress: Progress = lambda _: None) -> nx.MultiGraph:
    """Return the network of a group at a hotspot, or of all hotspots with an edge each.

    Nodes are codes of states with their common names.  Edges carry the columns of ``Watch.table``, the place
    among other pairs, n, method and record ids.
    """
    about = {
        "name": watch.group.name,
        "hotspot": hotspot or "all",
        "version": VERSION,
        "data": watch.view.fingerprint(),
        "data_to": str(watch.data_to),
        "cite": sanitize(watch.cite(), 100_000),
    }
    graph = nx.MultiGraph(**about)
    for code in watch.group.codes:
        graph.add_node(code, label=display(code), code=code)
    for pair in watch.group.pairs:
        one = watch if watch.pair else watch.of_members(*pair)
        for place, attributes in edges(one, hotspot):
            graph.add_edge(*pair, key=place, hotspot=place, **attributes)
        progress("-".join(pair))
    return graph


def edges(watch: Watch, hotspot: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Places of a pair where anything can be told, each with its attributes."""
    if not hotspot and (attributes := _everywhere(watch)):
        yield EVERYWHERE, {"place": "Over all hotspots", **attributes}
    for v in watch.verdicts:
        if hotspot in ("", v.hotspot) and (attributes := _edge(v)):
            yield v.hotspot, {"place": hotspots.get(v.hotspot).name, **attributes}


def _edge(v: Verdict) -> dict[str, Any]:
    plain = row(v)
    acts = plain.pop("stream_acts")
    plain |= {"stream_acts": "; ".join(map(str, acts)) if acts else None}
    timing = next(iter(v.timing), None)
    plain |= _doubt("timing", timing) | _doubt("votes", index(v.votes, "kappa"))
    counted = v.record.findings()[1]  # how often together
    plain |= {"records_total": counted.records_total, "records": "; ".join(counted.records[:RECORDS])}
    attributes = _known(plain)
    nothing = v.rung in ("none", "unknown") and not {"timing_method", "votes_method"} & set(attributes)
    return {} if nothing else attributes


def _everywhere(watch: Watch) -> dict[str, Any]:
    kappa, pooled = (
        index(watch.votes.agreement(), "kappa"),
        next((f for f in watch.timing.pooled() if f.known), None),
    )
    attributes: dict[str, Any] = {}
    for name, f in (("votes_kappa", kappa), ("timing_z", pooled)):
        if f is not None and f.interval is not None:
            attributes |= {name: f.value, f"{name}_low": f.interval.low, f"{name}_high": f.interval.high}
    return _known(attributes | _doubt("votes", kappa) | _doubt("timing", pooled))


def _doubt(name: str, f: Finding | None) -> dict[str, Any]:
    """Level, rank among other pairs, n and method of a finding that is known."""
    if f is None or not f.known:
        return {}
    return {
        f"{name}_level": f.interval.level if f.interval else None,
        f"{name}_rank": f.placebo.rank if f.placebo else None,
        f"{name}_of": f.placebo.of if f.placebo else None,
        f"{name}_held_against": f.null,
        f"{name}_n": f.n,
        f"{name}_method": f.method,
    }


def _known(attributes: dict[str, Any]) -> dict[str, Any]:
    """Return what is known, in types that both formats have; text harmless."""
    out: dict[str, Any] = {}
    for name, v in attributes.items():
        if v is not None and name not in ("group", "hotspot"):
            out[name] = v if isinstance(v, (int, float)) else sanitize(str(v), 4000)
    return out


def gexf(graph: nx.MultiGraph) -> bytes:
    """As GEXF 1.2, which Gephi reads; without the moment of writing, so that the same is the same."""
    out = BytesIO()
    nx.write_gexf(graph, out, encoding="utf-8", prettyprint=True)
    return STAMP.sub(b"", out.getvalue())


def graphml(graph: nx.MultiGraph) -> bytes:
    """As GraphML, which igraph, Cytoscape and yEd read."""
    out = BytesIO()
    nx.write_graphml_xml(graph, out, encoding="utf-8", prettyprint=True)
    return out.getvalue()
