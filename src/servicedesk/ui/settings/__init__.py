"""Settings of this counter: language, printers, the scanner's test, backup, one's own PIN."""
