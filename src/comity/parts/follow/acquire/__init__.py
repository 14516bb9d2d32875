"""Downloads from a publisher's public address into stored versions of files, and from there into the lake.

:mod:`addresses` holds the publishers' addresses; :mod:`listings` reads their lists of files; :mod:`plan`
selects files; :mod:`transport` sends requests to declared hosts only; :mod:`download` fetches one file
completely or not at all; :mod:`checks` tests the file; :mod:`get` runs all of this and writes a receipt;
:mod:`changes` compares versions.
"""
