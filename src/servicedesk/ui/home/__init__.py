"""Today: what needs me now, between two customers."""
