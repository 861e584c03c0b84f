"""``servicedesk`` and ``python -m servicedesk``: the console, and every job IT or a script needs without it."""

from __future__ import annotations

import sys

from servicedesk.commands import cli


def main() -> int:
    """Run the command line of this process; returns its exit code (``commands.cli``)."""
    cli.demand_utf8()
    return cli.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
