"""PostgreSQL's full-text search: one tsvector a story, with the stemmer of each text's language.

A query is stemmed in the asker's language alone, which is the least work. Matching stories are
collected once in a statement; the best twenty, the count and the facets are taken from there.
`cluster()` runs a server of our own for as long as it is needed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.search_peers import usage
from benchmarks.search_peers.records import (
    FACETS,
    HITS,
    LIMIT,
    Answer,
    Asked,
    Document,
    TooLong,
    most,
)

_CONFIGURATIONS = {"nl": "dutch", "fr": "french", "de": "german", "en": "english"}
# As one would set a server for it: memory for its work, one process a query, no compiling of
# queries that take milliseconds. Nothing has to survive a crash.
_OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "max_wal_size": "8GB",
    "shared_buffers": "1GB",
    "work_mem": "64MB",
    "maintenance_work_mem": "512MB",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
}
_TABLES = """
    CREATE UNLOGGED TABLE raw (
        id int, facets int[], nl text, fr text, de text, en text);
    CREATE TABLE story (id int PRIMARY KEY, facets int[], words tsvector);
    CREATE TABLE value (id int PRIMARY KEY, facet text, name text);
"""
_INDEX = """
    INSERT INTO story SELECT id, facets,
        to_tsvector('dutch', nl) || to_tsvector('french', fr)
        || to_tsvector('german', de) || to_tsvector('english', en) FROM raw;
    DROP TABLE raw;
    CREATE INDEX story_words ON story USING gin (words);
    CREATE INDEX story_facets ON story USING gin (facets);
"""
_ASK = """
    WITH found AS MATERIALIZED (
        SELECT story.id, facets, ts_rank(words, sought) AS rank
        FROM story, plainto_tsquery(%(language)s::regconfig, %(text)s) AS sought
        WHERE words @@ sought
    ), narrowed AS (
        SELECT * FROM found WHERE %(value)s::int IS NULL OR facets @> ARRAY[%(value)s::int]
    )
    SELECT 'total', 0, count(*) FROM narrowed
    UNION ALL SELECT * FROM (
        SELECT 'hit', id, 0 FROM narrowed ORDER BY rank DESC, id LIMIT %(hits)s) AS best
    UNION ALL SELECT 'narrowed', value, count(*)
        FROM narrowed, unnest(facets) AS value GROUP BY value
    UNION ALL SELECT 'found', value, count(*)
        FROM found, unnest(facets) AS value WHERE %(value)s::int IS NOT NULL GROUP BY value
"""


# --- a server of our own --------------------------------------------------------------------


def binaries() -> Path | None:
    """The folder of the server's programs; None where there is no PostgreSQL server."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found = installed[-1] if installed else shutil.which("initdb")
    return Path(found).parent if found else None


@contextmanager
def cluster() -> Iterator[Path]:
    """The folder of a running server with an empty database; its socket stands there too."""
    programs = binaries()
    assert programs is not None
    # A socket's path may have 107 bytes at most, and the server's own user must get there.
    place = Path(tempfile.mkdtemp(prefix="kroniek-pg-"))
    if os.geteuid() == 0:
        shutil.chown(place, "postgres")
    data = place / "data"
    options = " ".join(f"-c {name}={value or chr(39) * 2}" for name, value in _OPTIONS.items())
    control = _as_server_user(programs / "pg_ctl", "-D", data, "-w", "-l", place / "log")
    try:
        _run(*_as_server_user(programs / "initdb", "-D", data, "-A", "trust", "-U", "kroniek",
                              "-E", "UTF8", "--locale", "C.UTF-8"))  # fmt: skip
        _run(*control, "-o", f"{options} -c unix_socket_directories={place}", "start")
        try:
            _run(programs / "createdb", "-h", place, "-U", "kroniek", "kroniek")
            yield place
        finally:
            _run(*control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(place)


def _as_server_user(*words: str | Path) -> list[str | Path]:
    """The server refuses to run as root."""
    return ["runuser", "-u", "postgres", "--", *words] if os.geteuid() == 0 else [*words]


def _run(*words: str | Path) -> None:
    # Not captured: the server would keep the pipe open for as long as it runs.
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, timeout=120)


def _connected(place: Path) -> psycopg.Connection[Any]:
    # Never prepared: a plan for whatever words may come is a worse one.
    connection: psycopg.Connection[Any] = psycopg.connect(
        host=str(place), user="kroniek", dbname="kroniek", autocommit=True, prepare_threshold=None
    )
    return connection


# --- the index ------------------------------------------------------------------------------


def build(place: Path, documents: Iterable[Document]) -> None:
    values: dict[tuple[str, str], int] = {}
    with _connected(place) as connection:
        connection.execute(_TABLES)
        with connection.cursor().copy("COPY raw FROM STDIN") as copy:
            for document in documents:
                copy.write_row(_row(document, values))
        with connection.cursor().copy("COPY value FROM STDIN") as copy:
            for name, number in values.items():
                copy.write_row((number, *name))
        connection.execute(_INDEX)
        connection.execute("VACUUM ANALYZE story")


def _row(document: Document, values: dict[tuple[str, str], int]) -> Sequence[object]:
    words = document.words
    pairs = ((facet, name) for facet in FACETS for name in document.values(facet))
    facets = [values.setdefault(pair, len(values)) for pair in pairs]
    return document.id, facets, *(words.get(code, "") for code in _CONFIGURATIONS)


def disk_mb(place: Path) -> float:
    """The table with its indexes, as the server counts it."""
    with _connected(place) as connection:
        row = connection.execute("SELECT pg_total_relation_size('story')").fetchone()
    assert row is not None
    return round(float(row[0]) / 2**20, 1)


def opened(place: Path) -> PostgreSQL:
    return PostgreSQL(place)


class PostgreSQL:
    def __init__(self, place: Path) -> None:
        self._connection = _connected(place)
        self._connection.execute(f"SET statement_timeout = '{LIMIT:.0f}s'")
        rows = self._connection.execute("SELECT facet, name, id FROM value").fetchall()
        self._values = {(facet, name): number for facet, name, number in rows}
        self._named = {number: name for name, number in self._values.items()}

    def ask(self, asked: Asked) -> Answer:
        value = self._values.get((asked.facet, asked.value), -1) if asked.facet else None
        given = {
            "language": _CONFIGURATIONS[asked.language],
            "text": asked.text,
            "value": value,
            "hits": HITS,
        }
        try:
            rows = self._connection.execute(_ASK, given).fetchall()
        except psycopg.errors.QueryCanceled as error:
            raise TooLong from error
        parts: dict[str, list[tuple[int, int]]] = {"total": [], "hit": [], "narrowed": []}
        for part, number, count in rows:
            parts.setdefault(part, []).append((number, count))
        facets = self._counted(parts["narrowed"])
        if asked.facet:
            own = self._counted(parts.get("found", []))
            facets = {**facets, asked.facet: own[asked.facet]}
        return Answer(parts["total"][0][1], tuple(number for number, _ in parts["hit"]), facets)

    def _counted(self, found: Iterable[tuple[int, int]]) -> Mapping[str, dict[str, int]]:
        counts: dict[str, list[tuple[str, int]]] = {facet: [] for facet in FACETS}
        for number, count in found:
            facet, name = self._named[number]
            counts[facet].append((name, count))
        return {facet: most(values) for facet, values in counts.items()}

    def processor(self) -> float:
        """The server's process that answers, and this one."""
        return time.process_time() + usage.processor_seconds(self._connection.info.backend_pid)

    def memory_mb(self) -> tuple[float, float]:
        return usage.memory_mb(self._connection.info.backend_pid)

    def close(self) -> None:
        self._connection.close()
