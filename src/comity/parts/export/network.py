"""A group's states as a network, with one edge per pair and hotspot.

Edges carry the results of all measures with their uncertainty. Unknown values are left out and never written
as 0. No attribute is called ``weight``, so that users choose which measure sets the thickness of a line.
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

#: Most record ids on one edge; ``records_total`` gives the full count.
RECORDS = 20
EVERYWHERE = "everywhere"
STAMP = re.compile(rb' lastmodifieddate="[^"]*"')
#: Called with each pair once its edges are added.
Progress = Callable[[str], None]


def network(watch: Watch, hotspot: str = "", progress: Progress = lambda _: None) -> nx.MultiGraph:
    """Build the network of a group of states: one edge per pair and hotspot (watched place).

    Nodes are state codes, labelled with common names. Edges carry the columns of ``Watch.table``, the rank
    among other pairs, the number of observations, the method and record ids.
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
    """Yield each hotspot at which a pair has data, with the attributes of the pair's edge in the network."""
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
    counted = v.record.findings()[1]  # the finding on joint acts
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
    """Return how sure a finding is: interval level, rank among pairs, number of cases; {} if unknown."""
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
    """Return the attributes that have a value, as types that GEXF and GraphML can store."""
    out: dict[str, Any] = {}
    for name, v in attributes.items():
        if v is not None and name not in ("group", "hotspot"):
            out[name] = v if isinstance(v, (int, float)) else sanitize(str(v), 4000)
    return out


def gexf(graph: nx.MultiGraph) -> bytes:
    """Return the network as GEXF 1.2 for Gephi, without a date, so that equal networks give equal bytes."""
    out = BytesIO()
    nx.write_gexf(graph, out, encoding="utf-8", prettyprint=True)
    return STAMP.sub(b"", out.getvalue())


def graphml(graph: nx.MultiGraph) -> bytes:
    """Return the network as GraphML (for igraph, Cytoscape and yEd)."""
    out = BytesIO()
    nx.write_graphml_xml(graph, out, encoding="utf-8", prettyprint=True)
    return out.getvalue()
