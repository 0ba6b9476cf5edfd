"""Why a story answers a search, in the reader's words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from kroniek.archive.models import Concept
from kroniek.folding import label_key
from kroniek.publish.words import Word, label_of, word
from kroniek.records import Hit, Why

_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Reason:
    """ "tagged" and the name of the concept; `named` is the name that the text has for it."""

    kind: str
    word: Word
    named: Word | None = None


@dataclass(frozen=True, slots=True)
class Called:
    """What a concept is called: by the reader, and (folded name -> language) by everyone."""

    word: Word
    languages: Mapping[str, str]


def called(hits: Iterable[Hit], ui: str) -> dict[str, Called]:
    """The names of the concepts that are reasons for some hits, in one go."""
    ids = {why.concept for hit in hits for why in hit.why if why.concept}
    concepts = Concept.objects.filter(pk__in=ids).prefetch_related("labels") if ids else ()
    return {
        concept.pk: Called(
            label_of(concept, ui),
            {label_key(label.text): label.language for label in concept.labels.all()},
        )
        for concept in concepts
    }


def reasons(
    why: Sequence[Why],
    tagged: Collection[str] = (),
    names: Mapping[str, Called] | None = None,
    ui: str = "en",
) -> tuple[Reason, ...]:
    """At most four: words first, then concepts (each once), then the meaning.

    A concept that the story is `tagged` with counts as that, even where its text names it too.
    What a filter asked for is no news to the reader.
    """
    words = tuple(_words(why, "word", gettext("words")) + _words(why, "phrase", gettext("phrase")))
    concepts: dict[str, list[Why]] = {}
    for one in why:
        if one.matched in ("concept", "tag"):
            concepts.setdefault(one.concept or one.text, []).append(one)
    named = tuple(
        _concept(same, concept in tagged, (names or {}).get(concept), ui)
        for concept, same in concepts.items()
    )
    meant = any(one.matched == "meaning" for one in why)
    told = words + named + ((Reason(gettext("similar in meaning"), Word("")),) if meant else ())
    return told[:_SHOWN]


def _words(why: Sequence[Why], matched: str, kind: str) -> tuple[Reason, ...]:
    texts = dict.fromkeys(one.text for one in why if one.matched == matched and one.text)
    return (Reason(kind, Word(", ".join(texts))),) if texts else ()


def _concept(same: Sequence[Why], tagged: bool, names: Called | None, ui: str) -> Reason:
    tagged = tagged or any(one.matched == "tag" for one in same)
    name = names.word if names else Word(same[0].text)
    others = (one.text for one in same if one.matched == "concept" and one.text)
    other = next((text for text in others if label_key(text) != label_key(name.text)), "")
    language = names.languages.get(label_key(other), ui) if names else ui
    kind = gettext("tagged") if tagged else gettext("text names")
    return Reason(kind, name, word(other, language, ui) if other else None)
