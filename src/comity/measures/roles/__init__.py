"""Who does what: division of labour, deference, hedging, words and deeds, the third power."""
