"""Votes under one name: agreement, vetoes, ideal points and agreement beyond position."""

from comity.measures.votes.ballots import BallotMatrix
from comity.measures.votes.dynamic_ideal_points import ideal_points
from comity.measures.votes.excess import VoteModel, excess_agreement, model_votes
from comity.measures.votes.roll_call_agreement import absence, agreement, per_hotspot
from comity.measures.votes.veto_rates import coincidence, vetoes

__all__ = [
    "BallotMatrix",
    "VoteModel",
    "absence",
    "agreement",
    "coincidence",
    "excess_agreement",
    "ideal_points",
    "model_votes",
    "per_hotspot",
    "vetoes",
]
