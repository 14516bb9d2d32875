"""Code that several readers use: delimited text, R data, dates, numbers, names, parties, rows."""
