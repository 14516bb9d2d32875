"""Which hotspot a roll call is about, asked of one and of many."""

from comity.lake.store import Lake
from comity.vocabulary import topics


def test_many_roll_calls_are_placed_as_each_one_would_be(tmp_path) -> None:
    calls = (
        Lake(tmp_path).view(packaged=True).table("roll_calls", ["title", "issues", "roll_call_id", "symbol"])
    )
    votes = [
        (c["title"] or "", tuple(sorted(c["issues"])), topics.symbol_of(c)) for c in calls.to_pylist()[::17]
    ]
    hard = [
        ("Statement by the representative of the Sudan on procedure", (), ""),
        ("The situation in Côte d’Ivoire", (), ""),
        ("Iran-Iraq War", (), ""),
        ("", ("me",), ""),
        ("Syrian Arab Republic", ("hr",), "S/2018/156"),
    ]
    placed = list(topics.find_votes_hotspots(votes + hard))
    assert placed == [topics.find_vote_hotspots(*v) for v in votes + hard]
    assert placed[-5:] == [(), ("africa",), (), ("israel-palestine",), ("iran",)]
    assert sum(map(bool, placed)) > 100
