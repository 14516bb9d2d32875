"""Votes under one name: agreement, vetoes, ideal points and agreement beyond position."""

from comity.measures.agreement import absence, agreement, partner_rank, per_hotspot
from comity.measures.ballots import BallotMatrix
from comity.measures.excess import VoteModel, excess_agreement, model_votes
from comity.measures.ideal_points import ideal_points
from comity.measures.vetoes import coincidence, vetoes

__all__ = [
    "BallotMatrix",
    "VoteModel",
    "absence",
    "agreement",
    "coincidence",
    "excess_agreement",
    "ideal_points",
    "model_votes",
    "partner_rank",
    "per_hotspot",
    "vetoes",
]
