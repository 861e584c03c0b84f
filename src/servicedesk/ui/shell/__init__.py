"""The frame around every page: rail, top bar, key bar, layers, navigation."""
