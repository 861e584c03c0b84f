"""What to say: the library of sentences, and the drawer that shows it over the work."""
