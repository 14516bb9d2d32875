"""Votes of the General Assembly and the Human Rights Council, and scores made from them."""
