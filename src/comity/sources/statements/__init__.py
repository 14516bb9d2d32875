"""Statements of foreign ministries, presidents and state news agencies, day by day."""
