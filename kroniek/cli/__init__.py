"""The `kroniek` command: one file a command, registered here.

Exit status: 0 all done, 1 done but something was refused or not found (the report says what),
2 could not start (one clear line on standard error). With --json, standard output holds the
JSON alone.
"""

from kroniek.cli.main import app, main

__all__ = ["app", "main"]
