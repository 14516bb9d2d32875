"""Do two states act together toward a place beyond chance, common news and their groups?"""

from comity.measures.coaction.statistic import beyond_group, joint

__all__ = ["beyond_group", "joint"]
