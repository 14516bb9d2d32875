"""The desk: comity's pages in a browser, started by ``comity serve``; needs the extra ``desk``."""
