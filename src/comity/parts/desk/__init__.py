"""The desk: comity in a browser, for whoever would rather look than read.

``comity serve`` starts it.  It needs the extra ``desk``.
"""
