"""Measures of votes: agreement, vetoes, ideal points, and agreement beyond what positions predict."""
