"""What a record rests on: citations as rows of the schema ``CITATION``."""

from __future__ import annotations

DOCUMENTS = "https://docs.un.org/"
"""Where the United Nations keep their documents, by symbol."""
DOCUMENT = "UN document "
"""Before the symbol, in the title of such a citation."""


def of_document(symbol: str, published: str) -> dict[str, str | None]:
    """The citation of a document of the United Nations, whose address is made of its symbol.

    Parameters
    ----------
    symbol : such as ``S/2019/186``
    published : its day, as fine as it is known: ``2019``, ``2019-02``, ``2019-02-28``
    """
    return {
        "title": f"{DOCUMENT}{symbol}",
        "url": f"{DOCUMENTS}{symbol}",
        "place": None,
        "published": published,
        "kind": "official-record",
    }
