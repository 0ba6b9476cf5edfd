"""The filters: the same words and the same meaning in commands, addresses and the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kroniek.archive.models import Concept, Scheme, Source
from kroniek.archive.storable import shown
from kroniek.dates import bounds
from kroniek.records import (
    LANGUAGES,
    UNDETERMINED,
    BadOption,
    InputError,
    Query,
    TagState,
)

# filter -> field of Query; `from` and `to` are no Python names.
FIELDS = {
    "theme": "theme",
    "keyword": "keyword",
    "kind": "kind",
    "language": "language",
    "source": "source",
    "from": "date_from",
    "to": "date_to",
    "year": "year",
    "state": "state",
    "q": "q",
}
REPEATABLE = ("theme", "keyword", "kind", "language", "source", "year", "state")
# How many sources are named to one who asks for another.
_SHOWN = 20


def query_from(
    values: Mapping[str, Sequence[str]],
    *,
    ui: str = "en",
    limit: int | None = 20,
    after: str = "",
    drafts: bool = False,
) -> Query:
    """A Query from strings, as a command line or an address gives them.

    `values` maps filter names (`FIELDS`) to the values given; others are passed over.
    Raises BadOption for a value that means nothing: an unknown theme, no date, no year.
    """
    given = {name: _cleaned(values.get(name, ())) for name in FIELDS}
    return Query(
        q=" ".join(given["q"]),
        theme=_concepts("theme", given["theme"]),
        keyword=_concepts("keyword", given["keyword"]),
        kind=_concepts("kind", given["kind"]),
        language=_of("language", given["language"], (*LANGUAGES, UNDETERMINED)),
        source=_sources(given["source"]),
        date_from=_date("from", given["from"]),
        date_to=_date("to", given["to"]),
        year=tuple(_year(value) for value in given["year"]),
        state=_of("state", given["state"], tuple(TagState)),
        ui=ui,
        limit=limit,
        after=after,
        drafts=drafts,
    )


def parameters(query: Query) -> list[tuple[str, str]]:
    """The filters of a query as address parameters, in a fixed order (one address a list)."""
    pairs: list[tuple[str, str]] = []
    for name, attribute in FIELDS.items():
        value = getattr(query, attribute)
        values = value if name in REPEATABLE else (value,)
        pairs += [(name, str(item)) for item in values if item != ""]
    return pairs


def _cleaned(values: Sequence[str]) -> tuple[str, ...]:
    stripped = (_storable(value).strip() for value in values)
    return tuple(dict.fromkeys(value for value in stripped if value))


def _storable(value: str) -> str:
    """The value as a database can hold it: a terminal may hand in half a character."""
    return shown(value.replace("\x00", ""))


def _of(name: str, values: tuple[str, ...], known: Sequence[str]) -> tuple[str, ...]:
    for value in values:
        if value not in known:
            raise BadOption(
                f"{value!r} is no {name}", where=name, advice=f"Known: {', '.join(known)}."
            )
    return values


def _concepts(name: str, ids: tuple[str, ...]) -> tuple[str, ...]:
    """Known ids, each followed to what it was merged into."""
    if not ids:
        return ()
    found = {concept.id: concept for concept in Concept.objects.filter(id__in=ids)}
    for wanted in ids:
        if wanted not in found or not _fits(name, found[wanted]):
            raise BadOption(f"there is no {name} {wanted!r}", where=name, advice=_known(name))
    return tuple(dict.fromkeys(found[i].replaced_by_id or i for i in ids))


def _fits(name: str, concept: Concept) -> bool:
    scheme = {"theme": Scheme.THEMES, "kind": Scheme.KINDS}.get(name)
    return scheme is None or concept.scheme == scheme


def _known(name: str) -> str:
    if name == "keyword":
        return "See `kroniek vocabulary export` for the ids."
    scheme = Scheme.THEMES if name == "theme" else Scheme.KINDS
    ids = Concept.objects.filter(scheme=scheme, provisional=False).values_list("id", flat=True)
    return f"Known: {', '.join(ids)}."


def _sources(names: tuple[str, ...]) -> tuple[str, ...]:
    if not names:
        return ()
    known = list(Source.objects.order_by("name").values_list("name", flat=True))
    for name in names:
        if name not in known:
            told = ", ".join(known[:_SHOWN]) + (", ..." if known[_SHOWN:] else "")
            advice = f"Known: {told}." if known else "Nothing was imported yet."
            raise BadOption(f"there is no source {name!r}", where="source", advice=advice)
    return names


def _date(name: str, values: tuple[str, ...]) -> str:
    if not values:
        return ""
    try:
        limits = bounds(values[-1])
    except InputError as error:
        raise BadOption(error.what, where=name, advice=error.advice) from error
    return values[-1] if limits.first or limits.last else ""


def _year(value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= 4 and int(value)):
        raise BadOption(f"{value!r} is no year", where="year", advice="Write four digits.")
    return int(value)
