"""ASK WITHOUT A SCREEN: the command line, one module per family of commands."""
