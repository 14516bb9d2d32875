"""The account: what a pair does in a place, in sentences written by rule from records.

:mod:`acts` classifies the acts, :mod:`phases` divides the years, :mod:`phrases` words single acts,
:mod:`statements` ties each sentence to its records, and :mod:`place` and :mod:`pair` build the accounts. The
pages and commands in :mod:`comity.faces` show an account and add no words.
"""
