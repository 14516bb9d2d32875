"""The coders: ``rules``, the default, and ``llm``, a language model that the user names."""
