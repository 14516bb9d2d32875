"""One ``get`` in a process of its own, to be killed in the middle: lake, port, address."""

from __future__ import annotations

import sys
from pathlib import Path

import lying_server as liar

from comity.lake.store import Lake
from comity.parts.follow.acquire.addresses import Addresses, AddressGroup
from comity.parts.follow.acquire.get import get
from comity.parts.follow.acquire.plan import Window
from comity.parts.follow.acquire.transport import Limits

if __name__ == "__main__":
    lake, port, address = sys.argv[1:]
    means, _, _ = liar.means(int(port), Limits(read=20))
    host = address.split("/")[2]
    source = Addresses("toy", "Toy", (host,), 0.0, 8, (AddressGroup("file", address),), "no")
    get(Lake.open(Path(lake)), source, Window(), means)
