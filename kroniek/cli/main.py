"""Starting up: the commands by name, and errors as one clear line."""

from __future__ import annotations

import io
import os
import sys
from typing import NoReturn, TextIO

import typer
from typer.main import get_command

from kroniek.cli import doctor, exporting, importing, index, listing, searching, serve, vocabulary
from kroniek.records import BadOption, KroniekError

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
app.add_typer(index.app, name="index", help="The search index.")
app.add_typer(vocabulary.app, name="vocabulary", help="The SKOS vocabulary.")


def main() -> None:
    """Run the command; whatever goes wrong is one line, never a traceback."""
    _write_utf8(sys.stdout)
    try:
        status = _run(sys.argv[1:])
        sys.stdout.flush()
    except KroniekError as error:
        _fail(_told(error))
    except typer.TyperException as error:
        _fail(_usage(error))
    except (KeyboardInterrupt, typer.Abort):
        _fail("stopped; what was stored stays, and the same command goes on from there", 130)
    except BrokenPipeError:
        # The reader of our output has gone (`| head`): nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        _fail(f"the system refuses ({error}). Check the disk and where the output goes.")
    except Exception as error:
        _fail(str(_of_database(error)))
    sys.exit(status)


def _write_utf8(stream: TextIO) -> None:
    """JSON is UTF-8 in every locale (RFC 8259, 8.1); a terminal shows what it can."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


def _run(words: list[str]) -> int:
    # Not `app()`: it has its own ideas of a broken pipe, and draws boxes around errors.
    command = get_command(app)
    try:
        with command.make_context("kroniek", words) as context:
            command.invoke(context)
    except typer.Exit as wanted:
        return int(wanted.exit_code)
    return 0


def _of_database(error: Exception) -> KroniekError:
    """An error of the database as one of ours; any other is a fault in Kroniek and stays."""
    if "django.db" not in sys.modules:
        raise error
    from django.db import DatabaseError

    from kroniek.archive.borders import as_ours

    if not isinstance(error, DatabaseError):
        raise error
    return as_ours(error)


def _told(error: KroniekError) -> str:
    """An error as one line; a filter is named as the option that it is here."""
    if isinstance(error, BadOption) and error.where.isalpha():
        error = BadOption(error.what, where=f"--{error.where}", advice=error.advice)
    return str(error)


def _usage(error: typer.TyperException) -> str:
    """An error of the command line as one line; "" where the help is shown already."""
    told = getattr(error, "format_message", error.__str__)()
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "kroniek"
    return f"{' '.join(told.split()).rstrip('.')}. See `{command} --help`." if told else ""


def _fail(line: str, status: int = 2) -> NoReturn:
    if line:
        print(f"kroniek: {' '.join(line.split())}", file=sys.stderr)
    sys.exit(status)
