"""Sources of documents: news, articles, feeds and crawls in all supported formats."""
