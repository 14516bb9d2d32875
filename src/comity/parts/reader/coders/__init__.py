"""The two coders: ``rules``, the default, and ``llm``, which asks a language model that the user names."""
