"""ASK WITHOUT A SCREEN: the command line, one module per family of commands.

A module here offers ``add_parsers(subparsers)``: it adds one parser per command of its family and says with
``set_defaults(run=function)`` what the command does. ``function(options) -> int`` gets the parsed arguments (where and
in which language: ``counter.home_of``, ``counter.words_of``), prints to standard output and returns an exit code:
``cli.DONE`` or ``cli.CHECK_FAILED``. A KnownError it raises is said in one line on standard error. The command's name,
module and one-line help stand in ``cli.COMMANDS``, so that nothing is imported to list them.
"""
