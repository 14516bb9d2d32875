"""Code that all faces share: charts, sentences, tables, and cleaning of outside text.

A face is a module that presents results. No face imports another one, so shared code is here.
"""
