"""Sources on visits and meetings of leaders and ministers."""
