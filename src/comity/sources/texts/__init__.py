"""Documents: news, articles, feeds and crawls in all supported formats."""
