"""Who is named: the gazetteer of states and the mentions of them in a text."""
