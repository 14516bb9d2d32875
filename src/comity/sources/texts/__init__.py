"""Documents: news, articles, feeds and crawls in every format read."""
