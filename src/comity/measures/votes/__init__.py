"""Votes under one name: agreement, vetoes, ideal points and agreement beyond position."""
