"""Sources on votes of the General Assembly and the Human Rights Council, and on scores from votes."""
