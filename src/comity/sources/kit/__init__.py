"""What several readers share: delimited text, R data, dates, numbers, names, parties, rows."""
