"""What a sentence says: names of states, dates, sentences, tokens and how a sentence is laid out."""
