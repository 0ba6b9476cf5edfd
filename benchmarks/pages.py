"""Page times of a full archive, beside a bare Wagtail site and a bare Django view.

Both sites are served by granian in one process each, on the loopback address. All addresses are
asked for in turn, a few requests at a time (A B C A B C ...), so that whatever else the machine
does meets all of them.
"""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles

from benchmarks.processes import HOST, Failed, bare, free_port, kroniek, processor_seconds, serving
from benchmarks.record import Row, Table
from benchmarks.workshop import Workshop

_REQUESTS = 200
_CLIENTS = 8
_ROUNDS = 5
# A slow page is asked for less often: so many seconds each, and the table says how often it was.
_SECONDS = 20.0
_THEMES = (
    "international-protection",
    "return-readmission",
    "reception",
    "migration",
    "asylum",
    "vulnerable-groups",
    "irregular-migration",
    "borders-visa",
    "integration",
    "family-reunification",
)
_FEW = _THEMES[:5]
_YEARS = range(2006, 2026)

_HOW = (
    "{clients}, up to {n} requests for each page (fewer where that takes over {seconds:.0f} s), "
    "in {rounds} rounds over all pages, after each address was asked for once. Filtered lists "
    "and theme pages go through five themes, stories through twenty; the list for the first time "
    "has another filter with each request, so that no count is kept. Times run from sending the "
    "request to the last byte; the clients share the cores with the servers. The server's "
    "processor time is the mean of a request, and changes less with the load of the machine. "
    "The columns with x divide by figures of the same run: by the bare Wagtail page, by the bare "
    "Wagtail page that lists twenty others (all there are, uncounted and without filters), and "
    "by a Django view without database or template."
)


@dataclass(frozen=True, slots=True)
class Server:
    port: int
    pid: int


@dataclass(slots=True)
class Target:
    """A kind of page: the addresses that are asked for in turn, and how long they took.

    `spent` is wall time, `processor` what the server spent of its processors.
    """

    name: str
    server: Server
    paths: Sequence[str]
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200
    warm: bool = True
    times: list[float] = field(default_factory=list)
    spent: float = 0.0
    processor: float | None = 0.0
    size: int = 0


def run(shop: Workshop) -> list[Table]:
    """The benchmark `pages`."""
    home, site = shop.filled_home(), shop.filled_bare()
    ours, theirs = free_port(), free_port()
    shop.say("starting both servers")
    with (
        serving(kroniek("serve", "--port", str(ours)), home, ours, "/robots.txt") as pid,
        serving(bare("serve", str(theirs)), site, theirs, "/plain/") as other,
    ):
        tables = []
        for name, clients, language in (("sequential", 1, "nl"), ("concurrent", _CLIENTS, "fr")):
            targets = _bare_targets(Server(theirs, other))
            targets += _targets(Server(ours, pid), home, language=language)
            shop.say(f"asking for pages, {clients} at a time")
            _warm(targets)
            _measure(targets, clients)
            tables.append(_table(name, clients, targets))
        return tables


# --- which pages ----------------------------------------------------------------------------


def _bare_targets(server: Server) -> list[Target]:
    pages = _links(server.port, "/", r'href="(?:http://[^/"]+)?(/s-\d+/)"')
    return [
        Target("bare Django view", server, ["/plain/"]),
        Target("bare Wagtail page", server, pages),
        Target("bare Wagtail list of 20", server, ["/"]),
    ]


def _targets(server: Server, home: Path, *, language: str) -> list[Target]:
    """The pages of the archive; `language` makes filters that no other part of a run asks for."""
    stories = _links(server.port, "/en/news/", r'href="(/en/story/\d+/[^"]+)"')
    known, tag = _validator(server.port, "/en/news/")
    return [
        Target("home", server, ["/en/"]),
        Target("list", server, ["/en/news/"]),
        Target("list, known to the browser (304)", server, [known], tag, status=304),
        Target("filtered list", server, [f"/en/news/?theme={t}&year=2015" for t in _FEW]),
        Target("filtered list, for the first time", server, _never_asked(language), warm=False),
        Target("deep page by key", server, [f"/en/news/?after={_deep_key(home)}"]),
        Target("story", server, stories),
        Target("theme page", server, [f"/en/themes/{theme}/" for theme in _FEW]),
        Target("Atom feed", server, ["/en/news.atom"]),
    ]


def _never_asked(language: str) -> list[str]:
    """Addresses whose counts are not kept yet: what a reader meets who is the first to ask."""
    pairs = [(theme, year) for year in _YEARS for theme in _THEMES]
    return [f"/en/news/?theme={t}&year={y}&language={language}" for t, y in pairs]


def _links(port: int, path: str, pattern: str) -> list[str]:
    found = list(dict.fromkeys(re.findall(pattern, _get(port, path).decode())))[:20]
    if not found:
        raise Failed(f"{path} links to no story")
    return found


def _get(port: int, path: str) -> bytes:
    connection = HTTPConnection(HOST, port, timeout=60)
    connection.request("GET", path)
    try:
        return connection.getresponse().read()
    except TimeoutError as error:
        raise Failed(f"{path} does not answer within a minute") from error


def _validator(port: int, path: str) -> tuple[str, dict[str, str]]:
    """What a browser that has the page sends along, to ask whether it is still good."""
    connection = HTTPConnection(HOST, port, timeout=60)
    connection.request("GET", path)
    return path, {"If-None-Match": connection.getresponse().headers.get("ETag", "")}


def _deep_key(home: Path) -> str:
    """The key of a page in the middle of the list; no page links so far ahead."""
    with sqlite3.connect(f"file:{home / 'kroniek.sqlite3'}?mode=ro", uri=True) as database:
        (live,) = database.execute("SELECT count(*) FROM archive_story WHERE live").fetchone()
        newest_first = "SELECT sort_key, id FROM archive_story WHERE live ORDER BY sort_key, id"
        key, pk = database.execute(f"{newest_first} LIMIT 1 OFFSET ?", (live // 2,)).fetchone()
    database.close()
    return f"{key}-{pk}"


# --- asking ---------------------------------------------------------------------------------


def _warm(targets: Sequence[Target]) -> None:
    for target in targets:
        connection = HTTPConnection(HOST, target.server.port, timeout=120)
        for path in target.paths if target.warm else ():
            _ask(connection, target, path)


def _measure(targets: Sequence[Target], clients: int) -> None:
    addresses = {target.name: cycle(target.paths) for target in targets}
    with ThreadPoolExecutor(clients) as pool:
        for _ in range(_ROUNDS):
            for target in targets:
                asked = list(islice(addresses[target.name], _REQUESTS // _ROUNDS))
                begun, before = time.perf_counter(), processor_seconds(target.server.pid)
                target.times += _times(pool, clients, target, iter(asked))
                after = processor_seconds(target.server.pid)
                target.spent += time.perf_counter() - begun
                target.processor = _added(target.processor, before, after)


def _times(
    pool: ThreadPoolExecutor, clients: int, target: Target, asked: Iterator[str]
) -> list[float]:
    """Seconds for each address; every client takes the next one as soon as it is free."""
    until = time.perf_counter() + _SECONDS / _ROUNDS

    def client() -> list[float]:
        connection = HTTPConnection(HOST, target.server.port, timeout=120)
        connection.connect()
        times = []
        for path in asked:
            seconds, target.size = _ask(connection, target, path)
            times.append(seconds)
            if time.perf_counter() > until:
                break
        return times

    under_way = [pool.submit(client) for _ in range(clients)]
    return [seconds for one in under_way for seconds in one.result()]


def _ask(connection: HTTPConnection, target: Target, path: str) -> tuple[float, int]:
    """(seconds, bytes) of one answer. Raises Failed if it is not the one expected."""
    begun = time.perf_counter()
    connection.request("GET", path, headers=target.headers)
    response = connection.getresponse()
    body = response.read()
    seconds = time.perf_counter() - begun
    if response.status != target.status:
        raise Failed(f"{target.name}: {path} answers {response.status}")
    return seconds, len(body)


def _added(total: float | None, before: float | None, after: float | None) -> float | None:
    """None where the system does not tell."""
    return None if total is None or before is None or after is None else total + after - before


# --- what came out --------------------------------------------------------------------------


def _table(name: str, clients: int, targets: Sequence[Target]) -> Table:
    who = "One client" if clients == 1 else f"{clients} clients at once"
    how = _HOW.format(clients=who, n=_REQUESTS, seconds=_SECONDS, rounds=_ROUNDS)
    rows = [_row(target, *targets[:3]) for target in targets]
    return Table(name, f"Pages, {who[0].lower()}{who[1:]}", how, rows)


def _row(target: Target, plain: Target, page: Target, listed: Target) -> Row:
    cuts = quantiles(target.times, n=100, method="inclusive")
    middle = median(target.times)
    processor = _processor_ms(target)
    return {
        "page": target.name,
        "p50 ms": _ms(middle),
        "p95 ms": _ms(cuts[94]),
        "p99 ms": _ms(cuts[98]),
        "server's cpu ms": processor,
        "kB": round(target.size / 1024, 1),
        "p50 x Wagtail page": round(middle / median(page.times), 2),
        "p50 x Wagtail list": round(middle / median(listed.times), 2),
        "p50 x Django view": round(middle / median(plain.times), 1),
        "cpu x Wagtail page": _ratio(processor, _processor_ms(page)),
        "requests": len(target.times),
    }


def _processor_ms(target: Target) -> float | None:
    return None if target.processor is None else _ms(target.processor / len(target.times))


def _ratio(one: float | None, other: float | None) -> float | None:
    return round(one / other, 2) if one and other else None


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 2)
