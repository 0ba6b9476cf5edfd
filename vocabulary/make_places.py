"""Makes places.ttl from CLDR (through Babel) and place_aliases.toml.

    python vocabulary/make_places.py            writes places.ttl beside this file
    python vocabulary/make_places.py --check    only says whether places.ttl is up to date

Countries and territories with an ISO 3166-1 code, and Kosovo, come from CLDR in four languages.
The toml adds what CLDR lacks: older and everyday names, adjectives and inhabitants, regions, and
the cities the field speaks of.
"""

import re
import sys
import tomllib
import unicodedata
from pathlib import Path

from babel import Locale

HERE = Path(__file__).parent
LANGUAGES = ("en", "nl", "fr", "de")
NOT_ISO = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
# German nouns that are adjectives, whose women need more than an ending, or are a topic.
_IRREGULAR = {"Deutsche", "Franzose", "Afghane", "Afghanin"}
SCHEME = "https://kroniek.example/schemes/"
HEAD = f"""\
# Countries, regions and cities. Made by make_places.py from CLDR and place_aliases.toml:
# change those, not this.

@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix : <https://kroniek.example/concepts/> .
@prefix scheme: <{SCHEME}> .
"""


def kebab(label: str) -> str:
    """The id of a concept, from its English name: "Côte d'Ivoire" is cote-divoire."""
    folded = unicodedata.normalize("NFKD", label)
    plain = "".join(c for c in folded if not unicodedata.combining(c)).lower()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")


def four(text: str) -> dict[str, str]:
    """Reads "en | nl | fr | de", or one text for all four languages."""
    parts = [part.strip() for part in text.split("|")]
    if len(parts) == 1:
        parts *= 4
    if len(parts) != 4:
        raise ValueError(f"four languages wanted, as in 'en | nl | fr | de': {text}")
    return dict(zip(LANGUAGES, parts, strict=True))


def split(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def inflected(words: str, language: str) -> list[str]:
    """Adds French plurals and German endings to a list of adjectives and inhabitants."""
    forms = []
    for word in _words(words):
        forms.append(word)
        if language == "fr" and word[-1] not in "sx":
            forms.append(word + "s")
        if language == "de":
            forms += _german(word)
    return forms


def _german(word: str) -> list[str]:
    """Endings of an adjective (syrisch), and the plurals and women of a noun (Syrer, Afghane)."""
    if word.endswith("sch"):
        return [word + ending for ending in ("e", "en", "er", "es")]
    if word in _IRREGULAR or word.islower():
        return []
    if word.endswith("er"):
        return [word + ending for ending in ("n", "in", "innen")]
    if word.endswith("in"):
        return [word + "nen"]
    if word.endswith("e"):
        return [word + "n", word[:-1] + "in", word[:-1] + "innen"]
    return []


def _words(words: str) -> list[str]:
    """Splits at blanks, but keeps "South African", "Sri Lankan" and the like in one piece."""
    first = "South|Central|North|West|Latin|Middle|Sri|Sierra"
    return re.findall(rf"(?:(?:{first}) )?\S+", words)


class Place:
    """One place on its way into Turtle."""

    def __init__(self, name: dict[str, str], extra: dict, code: str = "") -> None:
        self.name = {language: label.replace("’", "'") for language, label in name.items()}
        self.id = kebab(self.name["en"])
        self.code = code
        self.around = extra.get("in", "")
        people = four(extra["people"]) if "people" in extra else {}
        hidden = four(extra["hidden"]) if "hidden" in extra else {}
        self.alt = {
            lg: split(extra.get(lg, "")) + inflected(people.get(lg, ""), lg) for lg in LANGUAGES
        }
        self.hidden = {lg: split(hidden.get(lg, "")) for lg in LANGUAGES}


def read_places() -> list[Place]:
    known = tomllib.loads((HERE / "place_aliases.toml").read_text(encoding="utf-8"))
    countries = known["country"]
    names = {lg: Locale(lg).territories for lg in LANGUAGES}
    codes = sorted(
        code for code in names["en"] if re.fullmatch("[A-Z]{2}", code) and code not in NOT_ISO
    )
    if strangers := set(countries) - set(codes):
        raise ValueError(
            f"place_aliases.toml: no such country code: {', '.join(sorted(strangers))}"
        )
    places = []
    for code in codes:
        extra = countries.get(code, {})
        name = four(extra["name"]) if "name" in extra else {lg: names[lg][code] for lg in LANGUAGES}
        places.append(Place(name, extra, code))
    return places + [Place(four(extra["name"]), extra) for extra in known["place"]]


def turtle(places: list[Place]) -> str:
    ids = {place.code or place.name["en"]: place.id for place in places}
    owners = {
        (language, label.casefold()): place.id
        for place in places
        for language, label in place.name.items()
    }
    return "\n".join([HEAD, *(_concept(place, ids, owners) for place in places)])


def _concept(place: Place, ids: dict[str, str], owners: dict[tuple[str, str], str]) -> str:
    lines = [f":{place.id} a skos:Concept", "skos:inScheme scheme:places"]
    if place.code:
        lines.append(f'skos:notation "{place.code}"')
    if place.around:
        lines.append(f"skos:broader :{ids[place.around]}")
    names = " , ".join(_literal(place.name[language], language) for language in LANGUAGES)
    lines.append(f"skos:prefLabel {names}")
    for prop, labels in (("altLabel", place.alt), ("hiddenLabel", place.hidden)):
        rows = [_row(place.id, labels[language], language, owners) for language in LANGUAGES]
        if any(rows):
            lines.append(f"skos:{prop} " + " ,\n    ".join(row for row in rows if row))
    return " ;\n  ".join(lines) + " .\n"


def _row(place: str, labels: list[str], language: str, owners: dict[tuple[str, str], str]) -> str:
    """The labels this place has not got yet. No two places may share one."""
    fresh = []
    for label in labels:
        owner = owners.setdefault((language, label.casefold()), "")
        if owner and owner != place:
            raise ValueError(f"{place}: the {language} label '{label}' already means {owner}")
        if not owner:
            owners[language, label.casefold()] = place
            fresh.append(_literal(label, language))
    return " , ".join(fresh)


def _literal(label: str, language: str) -> str:
    escaped = label.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"@{language}'


def main(arguments: list[str]) -> int:
    target = HERE / "places.ttl"
    text = turtle(read_places())
    if "--check" not in arguments:
        target.write_text(text, encoding="utf-8")
        return 0
    if target.exists() and target.read_text(encoding="utf-8") == text:
        return 0
    print(
        "places.ttl is not what make_places.py makes: run python vocabulary/make_places.py",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
