"""What all faces share: charts, sentences, tables, and sanitized text from outside.

No face imports another one, so shared code is here.
"""
