"""How a sentence is laid out: phrases, clauses, groups of states, pronouns and their referents."""
