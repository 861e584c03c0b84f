"""Print again: today's papers, what became of each, and a marked copy of any."""
