"""Getting: from a publisher's own public address to a kept vintage, and from there into the lake.

:mod:`addresses` are the publishers' addresses, as data; :mod:`listings` reads what a publisher says it
has; :mod:`plan` is what is wanted of it; :mod:`transport` is the one way out, to declared hosts only;
:mod:`download` brings one file, whole or not at all; :mod:`checks` tells whether it is what it claims to
be; :mod:`vintages` keeps every version by what it holds; :mod:`get` does all of it and writes the
receipt; :mod:`changes` says what a publisher changed.
"""
