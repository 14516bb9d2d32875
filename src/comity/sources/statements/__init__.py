"""Statements: what foreign ministries, presidents and the news agencies of states say, day by day."""
