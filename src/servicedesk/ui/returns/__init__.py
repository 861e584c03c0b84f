"""Return, exchange, repair: the right answer, explained, in as few keys as can be (ux 4.4)."""
