"""The list of every receipt this counter has."""
