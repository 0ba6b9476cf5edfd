"""Starting up: the commands by name, and errors as one clear line."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

import typer

from kroniek.cli import doctor, exporting, importing, listing, searching, serve, vocabulary
from kroniek.records import KroniekError

app = typer.Typer(
    name="kroniek",
    help="A multilingual archive of policy news.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("import")(importing.import_command)
app.command("list")(listing.list_command)
app.command("export")(exporting.export_command)
app.command("search")(searching.search_command)
app.command("serve")(serve.serve_command)
app.command("doctor")(doctor.doctor_command)
app.add_typer(vocabulary.app, name="vocabulary", help="The SKOS vocabulary.")


def main() -> None:
    """Run the command; whatever goes wrong is one line, never a traceback."""
    try:
        app()
    except KroniekError as error:
        _fail(str(error))
    except KeyboardInterrupt:
        _fail("stopped; what was stored stays, and the same command goes on from there", 130)
    except BrokenPipeError:
        # The reader of our output has gone (`| head`): nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def _fail(line: str, status: int = 2) -> NoReturn:
    print(f"kroniek: {line}", file=sys.stderr)
    sys.exit(status)
