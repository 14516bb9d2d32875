"""What every other part of the reader stands on: acts, word classes, patterns, sentences, dates."""
