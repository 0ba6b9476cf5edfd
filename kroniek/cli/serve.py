"""`kroniek serve`: the site and the admin."""

from __future__ import annotations

import os
import socket
import sys
from typing import Annotated

import typer

from kroniek.cli.attendant import attended
from kroniek.cli.setup import open_archive
from kroniek.records import ArchiveError


def serve_command(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Worker processes.")] = 1,
) -> None:
    """Serve the site and the admin until stopped; the search index follows the archive."""
    if not os.environ.get("KRONIEK_SITE_URL"):
        os.environ["KRONIEK_SITE_URL"] = f"http://{_shown(host)}:{port}"
    _check_free(host, port)
    open_archive()
    _collect_static()
    from django.conf import settings

    from kroniek.edit.access import first_login

    address: str = settings.SITE_URL
    print(f"Kroniek is at {address}/ and its desk at {address}/admin/", flush=True)
    if link := first_login(address):
        print(f"First login, once, within the hour: {link}", flush=True)
    with attended():
        _serve(host, port, workers)


def _shown(host: str) -> str:
    """The host as it stands in an address."""
    if host in ("0.0.0.0", "::"):
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _check_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ArchiveError(
                f"it cannot listen there ({error.strerror})",
                where=f"{host}:{port}",
                advice="Choose another --port, or stop what uses this one.",
            ) from error


def _collect_static() -> None:
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)


def _serve(host: str, port: int, workers: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces

    server = Granian(
        "config.asgi:application",
        address=host,
        port=port,
        workers=workers,
        interface=Interfaces.ASGINL,
        log_enabled=sys.stderr.isatty(),
        websockets=False,
    )
    server.serve()
