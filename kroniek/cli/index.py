"""`kroniek index`: rebuild it, tell how far it is, follow the archive."""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from kroniek.cli.options import JsonOption
from kroniek.cli.setup import open_archive
from kroniek.records import KroniekError

if TYPE_CHECKING:
    from kroniek.find.follow import Progress

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

_Vectors = Annotated[bool, typer.Option(help="Compute missing vectors too, which takes long.")]


@app.command()
def rebuild(vectors: _Vectors = True, as_json: JsonOption = False) -> None:
    """Build the index anew, while the site goes on with the old one."""
    open_archive()
    from kroniek.find import follow, follow_meaning

    with _progress("stories") as advance:
        follow.rebuild(progress=advance)
    if vectors:
        with _progress("vectors") as advance:
            follow_meaning.rebuild(progress=advance)
    follow.catch_up()
    _tell(as_json=as_json)


@app.command()
def status(as_json: JsonOption = False) -> None:
    """Tell how many stories the index holds, and how far it is behind. The status is 1 if it is."""
    open_archive()
    behind = _tell(as_json=as_json)
    raise typer.Exit(1 if behind else 0)


@app.command("follow")
def follow_command() -> None:
    """Keep the index as the archive is, until stopped. `kroniek serve` does this by itself."""
    open_archive()
    from kroniek.find.follower import Follower

    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    print("Following the archive; Ctrl+C to stop.", file=sys.stderr)
    with Follower():
        stopped.wait()


def _tell(*, as_json: bool) -> int:
    from kroniek.find import follow

    found = follow.status(vectors=_vectors())
    if as_json:
        print(json.dumps(found.as_dict()))
    else:
        told = f"{found.indexed} of {found.stories} stories indexed, {found.vectors} with vectors"
        print(f"{told}; {found.behind} changes behind" if found.behind else told)
    return found.behind


def _vectors() -> int:
    """How many stories have vectors; what is wrong with them is only told."""
    from kroniek.find import follow_meaning

    try:
        return follow_meaning.count()
    except KroniekError as error:
        print(f"kroniek: {error}", file=sys.stderr)
        return 0


@contextmanager
def _progress(what: str) -> Iterator[Progress]:
    """A bar on standard error; nothing where nobody looks."""
    from rich.console import Console
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    with Bar(console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(what, total=None)

        def advance(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield advance
