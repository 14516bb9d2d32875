"""The desk: comity in a browser, started by ``comity serve``; needs the extra ``desk``."""
