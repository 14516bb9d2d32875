"""Visits and meetings of leaders and ministers."""
