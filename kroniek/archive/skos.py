"""The vocabulary as Turtle: read, checked against its SHACL shapes, written.

W3C SKOS Reference; W3C SHACL; RDF 1.1 Turtle. No database here: Turtle <-> records.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kroniek.folding import label_key
from kroniek.records import Label, VocabularyError

if TYPE_CHECKING:
    from rdflib import Graph

CONCEPTS = "https://kroniek.example/concepts/"
SCHEMES = "https://kroniek.example/schemes/"
SHAPES = "shapes.ttl"


@dataclass(frozen=True, slots=True)
class ConceptRecord:
    """A concept as a SKOS file states it; labels by language and form, relations by id."""

    id: str
    scheme: str
    labels: tuple[Label, ...] = ()
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    definitions: dict[str, str] = field(default_factory=dict)
    exact_matches: tuple[str, ...] = ()
    notation: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong in the vocabulary: about which concept, and what."""

    concept: str
    what: str

    def as_dict(self) -> dict[str, str]:
        return {"concept": self.concept, "what": self.what}


# --- reading --------------------------------------------------------------------------------


def parse(folder: Path) -> Graph:
    """All Turtle files of a folder as one graph. Raises VocabularyError with file and line."""
    from rdflib import Graph
    from rdflib.plugins.parsers.notation3 import BadSyntax

    graph = Graph()
    files = [file for file in sorted(folder.glob("*.ttl")) if file.name != SHAPES]
    if not files:
        raise VocabularyError(
            "there are no Turtle files", where=str(folder), advice="Name a folder of .ttl files."
        )
    for file in files:
        try:
            graph.parse(file, format="turtle")
        except BadSyntax as error:
            where = f"{file}:{error.lines + 1}"
            raise VocabularyError(
                "this is no Turtle", where=where, advice="Mend the line, or the one before it."
            ) from error
        except (OSError, UnicodeDecodeError) as error:
            raise VocabularyError(str(error), where=str(file)) from error
    return graph


def records(graph: Graph) -> list[ConceptRecord]:
    """The concepts of a graph, broader before narrower where that is possible."""
    from rdflib.namespace import RDF, SKOS

    found = [_record(graph, subject) for subject in graph.subjects(RDF.type, SKOS.Concept)]
    return sorted(found, key=lambda record: (record.scheme, record.id))


def _record(graph: Graph, subject: object) -> ConceptRecord:
    from rdflib.namespace import SKOS

    def ids(predicate: object) -> tuple[str, ...]:
        return tuple(sorted(_local(o) for o in graph.objects(subject, predicate)))  # type: ignore[arg-type]

    def texts(predicate: object) -> Iterator[tuple[str, str]]:
        for literal in graph.objects(subject, predicate):  # type: ignore[arg-type]
            yield getattr(literal, "language", None) or "", str(literal)

    concept, scheme = _local(subject), next(iter(ids(SKOS.inScheme)), "")
    forms = (("pref", SKOS.prefLabel), ("alt", SKOS.altLabel), ("hidden", SKOS.hiddenLabel))
    labels = [
        Label(concept, scheme, language, form, text)
        for form, predicate in forms
        for language, text in sorted(texts(predicate))
    ]
    return ConceptRecord(
        id=concept,
        scheme=scheme,
        labels=tuple(labels),
        broader=ids(SKOS.broader),
        related=ids(SKOS.related),
        definitions=dict(sorted(texts(SKOS.definition))),
        exact_matches=tuple(sorted(str(o) for o in graph.objects(subject, SKOS.exactMatch))),  # type: ignore[arg-type]
        notation=str(next(graph.objects(subject, SKOS.notation), "")),  # type: ignore[arg-type]
    )


def _local(iri: object) -> str:
    return str(iri).rstrip("/").rsplit("/", 1)[-1]


# --- checking -------------------------------------------------------------------------------


def check(folder: Path) -> tuple[list[ConceptRecord], list[Finding]]:
    """The concepts of a folder, and what is wrong with them: shapes, clashes, cycles, gaps."""
    graph = parse(folder)
    found = records(graph)
    findings = [
        *_shape_findings(graph, folder / SHAPES),
        *_clashes(found),
        *_loose_ends(found),
        *_cycles(found),
    ]
    return found, findings


def _shape_findings(graph: Graph, shapes: Path) -> Iterator[Finding]:
    from pyshacl import validate
    from rdflib.namespace import SH

    if not shapes.exists():
        yield Finding("", f"{shapes.name} is missing: the shapes were not checked")
        return
    with warnings.catch_warnings():
        # pyshacl 0.40 still uses what rdflib 7.6 calls deprecated.
        warnings.simplefilter("ignore", DeprecationWarning)
        _, results, _ = validate(graph, shacl_graph=str(shapes), shacl_graph_format="turtle")
    for result in results.subjects(SH.resultSeverity, SH.Violation):
        node = next(results.objects(result, SH.focusNode), "")
        message = next(results.objects(result, SH.resultMessage), "a shape is not met")
        yield Finding(_local(node), str(message))


def _clashes(found: Iterable[ConceptRecord]) -> Iterator[Finding]:
    bearer: dict[tuple[str, str], str] = {}
    for record in found:
        for label in record.labels:
            key = (label.language, label_key(label.text))
            other = bearer.setdefault(key, record.id)
            if other != record.id:
                yield Finding(record.id, f"{label.text!r}@{label.language} is also on {other}")


def _loose_ends(found: Iterable[ConceptRecord]) -> Iterator[Finding]:
    known = {record.id for record in found}
    for record in found:
        for other in (*record.broader, *record.related):
            if other not in known:
                yield Finding(record.id, f"it points to {other}, which is not there")


def _cycles(found: Iterable[ConceptRecord]) -> Iterator[Finding]:
    broader = {record.id: record.broader for record in found}
    for start in broader:
        seen: set[str] = set()
        waiting = list(broader[start])
        while waiting:
            concept = waiting.pop()
            if concept == start:
                yield Finding(start, "it is broader than itself, by a cycle")
                break
            if concept not in seen:
                seen.add(concept)
                waiting.extend(broader.get(concept, ()))


# --- writing --------------------------------------------------------------------------------


def to_turtle(found: Iterable[ConceptRecord], *, base: str = CONCEPTS) -> str:
    """Concepts as Turtle, under the addresses that begin with `base`."""
    from rdflib import Graph, Literal, Namespace, URIRef
    from rdflib.namespace import RDF, SKOS

    graph, here, schemes = Graph(), Namespace(base), Namespace(SCHEMES)
    graph.bind("skos", SKOS)
    graph.bind("", here)
    graph.bind("scheme", schemes)
    forms = {"pref": SKOS.prefLabel, "alt": SKOS.altLabel, "hidden": SKOS.hiddenLabel}
    for record in found:
        subject = here[record.id]
        graph.add((subject, RDF.type, SKOS.Concept))
        graph.add((subject, SKOS.inScheme, schemes[record.scheme]))
        for label in record.labels:
            graph.add((subject, forms[label.form], Literal(label.text, lang=label.language)))
        for language, text in record.definitions.items():
            graph.add((subject, SKOS.definition, Literal(text, lang=language)))
        for other in record.broader:
            graph.add((subject, SKOS.broader, here[other]))
        for other in record.related:
            graph.add((subject, SKOS.related, here[other]))
        for match in record.exact_matches:
            graph.add((subject, SKOS.exactMatch, URIRef(match)))
        if record.notation:
            graph.add((subject, SKOS.notation, Literal(record.notation)))
    return graph.serialize(format="turtle")
