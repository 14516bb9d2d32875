"""Votes of the General Assembly and the Human Rights Council, and scores computed from them."""
