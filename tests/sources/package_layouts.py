"""Small files in the layouts of what the package itself is made from."""

from __future__ import annotations

import json

BULLETS = (
    ("2019-02-28-001", "2019-02-28", "China and Russia veto a draft resolution on Venezuela.", ["Reuters"]),
    ("2020-05-02-003", "2020-05-02", "The foreign ministers of France and Germany meet in Paris.", []),
)
CORPUS = "".join(
    json.dumps({"id": i, "date": d, "category": "Politics", "topics": [], "text": t, "outlets": o}) + "\n"
    for i, d, t, o in BULLETS
).encode()
DRAFTS = b"""date,draft,yes,no,abstain,vetoed_by,place
1993-05-11,S/25693,14,1,0,Russian Federation,Cyprus
2019-02-28,S/2019/186,9,3,3,China and Russian Federation,Venezuela
1995-05-17,S/1995/394,14,1,0,United States,Palestine
"""

FILES: dict[str, list[tuple[str, bytes]]] = {
    "current_events": [("current_events.jsonl", CORPUS)],
    "vetoed_drafts": [("vetoed_drafts.csv", DRAFTS)],
}
