"""Facets: for each value how many stories choosing it alone would give, in the reader's words.

The values of one facet count as OR and keep showing the others: its own filter does not narrow it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from kroniek.find.clauses import Clause, all_of
from kroniek.find.documents import BROADER
from kroniek.find.engine import Counts, Engine
from kroniek.find.selection import FACETS, selected, tagged
from kroniek.find.vocabulary import Vocabulary
from kroniek.records import FacetValue, Query

MOST_KEYWORDS = 200

Facets = dict[str, tuple[FacetValue, ...]]


def facets(
    query: Query,
    wanted: Clause,
    filters: Mapping[str, Clause],
    engine: Engine,
    known: Vocabulary,
) -> Facets:
    """The facets of what matches `wanted` and the filters."""
    counts = _counts(query, wanted, filters, engine)
    themes = _Tagged(counts["theme"])
    keywords = _Tagged(counts["keyword"])
    kinds = _Tagged(counts["kind"])
    return {
        "theme": _themes(query, themes, known),
        "keyword": _labelled(query.keyword, _most(keywords, query.keyword), known, query.ui),
        "kind": _labelled(query.kind, kinds.direct_and(query.kind), known, query.ui),
        "language": _plain(counts["language"], query.language, _most_first),
        "year": _plain(counts["year"], [str(y) for y in query.year], lambda v: -int(v.id)),
    }


def _counts(
    query: Query, wanted: Clause, filters: Mapping[str, Clause], engine: Engine
) -> dict[str, Counts]:
    """One question for the facets that are not filtered by, and one for each that is."""
    fields = {name: _field(name, query) for name in FACETS}
    free = [name for name in FACETS if name not in filters]
    answers = _asked(engine, all_of([wanted, selected(filters)]), free, fields)
    for name in FACETS:
        if name in filters:
            narrowed = all_of([wanted, selected(filters, but=name)])
            answers |= _asked(engine, narrowed, [name], fields)
    if query.state:
        for name in ("theme", "keyword"):
            narrowed = all_of([wanted, selected(filters, but=name)])
            answers[name] = _in_states(name, answers[name], query.state, narrowed, engine)
    return answers


def _asked(
    engine: Engine, wanted: Clause, names: Sequence[str], fields: Mapping[str, str]
) -> dict[str, Counts]:
    counts = engine.counts(wanted, list(dict.fromkeys(fields[name] for name in names)))
    return {name: counts[fields[name]] for name in names}


def _field(name: str, query: Query) -> str:
    """Tags in states that are not the public ones are in a field of their own."""
    return "tags" if query.state and name in ("theme", "keyword") else name


def _in_states(
    role: str, counts: Counts, states: Sequence[str], wanted: Clause, engine: Engine
) -> Counts:
    """Counts of a role's concepts in some states, from those of all tags.

    A story may have a concept through narrower ones in several states: where that can be, the
    stories are counted themselves, each once.
    """
    by_state: dict[str, list[int]] = {}
    for value, count in counts.items():
        tag_role, _, tag = value.partition("/")
        state, _, concept = tag.partition("/")
        if tag_role == role and state in states:
            by_state.setdefault(concept, []).append(count)
    summed = {concept: sum(several) for concept, several in by_state.items()}
    for value in [value for value in summed if value.startswith(BROADER)]:
        concept = value.removeprefix(BROADER)
        if len(by_state[value]) + len(by_state.get(concept, ())) > 1:
            narrowed = all_of([wanted, tagged(role, (concept,), states)])
            total = engine.newest(narrowed, 0).total
            summed[value] = total - summed.get(concept, 0)
    return summed


class _Tagged:
    """Counts of concepts, those that a story has through a narrower one added."""

    def __init__(self, counts: Counts) -> None:
        self._direct = {value: n for value, n in counts.items() if not value.startswith(BROADER)}
        self._through = {
            value.removeprefix(BROADER): n
            for value, n in counts.items()
            if value not in self._direct
        }

    def of(self, concept: str) -> int:
        return self._direct.get(concept, 0) + self._through.get(concept, 0)

    def direct_and(self, chosen: Iterable[str]) -> dict[str, int]:
        """What stories are tagged with itself, and what is chosen."""
        return {concept: self.of(concept) for concept in (*self._direct, *chosen)}


def _themes(query: Query, counts: _Tagged, known: Vocabulary) -> tuple[FacetValue, ...]:
    """The whole tree of themes; of those that nobody has judged yet, the used ones."""
    values = []
    for theme in known.themes:
        count = counts.of(theme)
        chosen = theme in query.theme
        if theme in known.provisional and not count and not chosen:
            continue
        parent = next(iter(known.tree.parents(theme)), "")
        values.append(FacetValue(theme, known.label(theme, query.ui), count, chosen, parent))
    return tuple(sorted(values, key=_most_first))


def _most(counts: _Tagged, chosen: Sequence[str]) -> dict[str, int]:
    all_counts = counts.direct_and(chosen)
    most = sorted(all_counts, key=lambda concept: (-all_counts[concept], concept))[:MOST_KEYWORDS]
    return {concept: all_counts[concept] for concept in (*most, *chosen)}


def _labelled(
    chosen: Sequence[str], counts: Mapping[str, int], known: Vocabulary, ui: str
) -> tuple[FacetValue, ...]:
    values = (FacetValue(i, known.label(i, ui), n, i in chosen) for i, n in counts.items())
    return tuple(sorted(values, key=_most_first))


def _plain(
    counts: Counts, chosen: Sequence[str], order: Callable[[FacetValue], object]
) -> tuple[FacetValue, ...]:
    values = [FacetValue(i, i, n, i in chosen) for i, n in counts.items()]
    return tuple(sorted(values, key=order))  # type: ignore[arg-type]


def _most_first(value: FacetValue) -> tuple[int, str, str]:
    return -value.count, value.label, value.id
