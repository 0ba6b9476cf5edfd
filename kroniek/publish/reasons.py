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
class Named:
    """A word or a concept; `found` is the name that the text has for it, if that is another."""

    word: Word
    found: Word | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One kind of reason: "tagged", and the names of the concepts."""

    kind: str
    names: tuple[Named, ...] = ()


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
    """Words first, then concepts (each once, four at most), then what only comes near.

    A concept that the story is `tagged` with counts as that, even where its text names it too.
    What a filter asked for is no news to the reader.
    """
    met = _concepts(why)
    borne = [c for c, same in met.items() if c in tagged or any(w.matched == "tag" for w in same)]
    named = {c: _named(same, (names or {}).get(c), ui) for c, same in met.items()}
    told = (
        Reason(gettext("words"), _words(why, "word")),
        Reason(gettext("phrase"), _words(why, "phrase")),
        Reason(gettext("tagged"), tuple(named[c] for c in borne)),
        Reason(gettext("text names"), tuple(named[c] for c in named if c not in borne)),
        Reason(gettext("in part"), _words(why, "part")),
    )
    meant = any(one.matched == "meaning" for one in why)
    near = (Reason(gettext("similar in meaning")),) if meant else ()
    return (*(reason for reason in told if reason.names), *near)


def _words(why: Sequence[Why], matched: str) -> tuple[Named, ...]:
    texts = dict.fromkeys(one.text for one in why if one.matched == matched and one.text)
    return tuple(Named(Word(text)) for text in texts)


def _concepts(why: Sequence[Why]) -> dict[str, list[Why]]:
    """Concept -> its reasons; by its name where the id is not told."""
    found: dict[str, list[Why]] = {}
    for one in why:
        key = one.concept or one.text
        if one.matched in ("concept", "tag") and (key in found or len(found) < _SHOWN):
            found.setdefault(key, []).append(one)
    return found


def _named(same: Sequence[Why], names: Called | None, ui: str) -> Named:
    name = names.word if names else Word(same[0].text)
    texts = (one.text for one in same if one.matched == "concept" and one.text)
    other = next((text for text in texts if label_key(text) != label_key(name.text)), "")
    language = names.languages.get(label_key(other), ui) if names else ui
    return Named(name, word(other, language, ui) if other else None)
