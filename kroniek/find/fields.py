"""What the values of a query's fields mean: `language:frans`, `date:2018-02..`, `title:retour`."""

from __future__ import annotations

from kroniek.archive.models import Source
from kroniek.find.clauses import Among, Between, Clause, Nothing, Phrase, best_of
from kroniek.find.selection import dated
from kroniek.find.syntax import days
from kroniek.find.units import Unit
from kroniek.folding import fold
from kroniek.records import LANGUAGES, UNDETERMINED, InputError
from kroniek.understand.terms import stem

# What the languages are called, folded, in all four.
_LANGUAGES = {
    "nl": ("nl", "dutch", "nederlands", "neerlandais", "niederlandisch"),
    "fr": ("fr", "french", "frans", "francais", "franzosisch"),
    "de": ("de", "german", "duits", "allemand", "deutsch"),
    "en": ("en", "english", "engels", "anglais", "englisch"),
    UNDETERMINED: (UNDETERMINED,),
}


def in_title(word: str) -> Clause:
    """A word in the headline, in any inflection."""
    stems = [Phrase((f"{code}:{stem(word, code)}",), field="title") for code in LANGUAGES]
    return best_of([Phrase((word,), field="title"), *stems])


def titled(word: str) -> Unit:
    """A word that is asked of the headline: what it looks like, for who explains."""
    stems = tuple((code, (f"{code}:{stem(word, code)}",)) for code in LANGUAGES)
    return Unit(word, Nothing(), Nothing(), 0.0, stems=stems)


def of_language(value: str) -> Clause | None:
    """A language by its code or its name; None for no language of ours."""
    named = fold(value)
    found = [code for code, names in _LANGUAGES.items() if named in names]
    return Among("language", tuple(found)) if found else None


def from_source(value: str) -> Clause | None:
    """A source by its name; None for one that is not there."""
    names = list(Source.objects.filter(name__iexact=value).values_list("name", flat=True))
    return Among("source", tuple(names)) if names else None


def at_time(name: str, value: str) -> Clause | None:
    """A year or a date, or the first and the last; None for what is neither."""
    try:
        limits = days(value)
    except InputError:
        return None
    if name == "year":
        first, last = limits.first, limits.last
        return Between("year", first.year if first else None, last.year if last else None)
    return dated(
        limits.first.isoformat() if limits.first else "",
        limits.last.isoformat() if limits.last else "",
    )
