"""HTTP layers around the pages: access, rate limits, caching and error messages."""
