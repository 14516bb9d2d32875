"""Code that several sources share: delimited text, R data, dates, numbers, names, parties, rows."""
