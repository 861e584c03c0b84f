"""REMEMBER: the counter's one encrypted SQLite file: journal, read tables, queries, backup. SQL lives here only."""
