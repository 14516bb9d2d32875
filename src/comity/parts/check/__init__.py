"""Comparison of a text with the record, sentence by sentence; the text is only read, never run or sent."""
