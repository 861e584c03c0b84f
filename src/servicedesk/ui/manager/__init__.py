"""The manager's place: the day's log, and the people behind the counter."""
