"""Finding a concept while typing: by any of its labels, in any language, accents or not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.db.models import QuerySet
from django.db.models.functions import Length
from django.http import HttpRequest, JsonResponse
from django.utils.translation import get_language

from kroniek.archive.models import Label, Scheme
from kroniek.folding import label_key
from kroniek.records import LANGUAGES, TagRole

# What may be chosen for what. A keyword is any concept: what sources print as one is often the
# name of a theme or a kind, and is tagged so when it comes in.
SCHEMES: dict[str, tuple[str, ...]] = {
    TagRole.THEME: (Scheme.THEMES,),
    TagRole.KEYWORD: tuple(Scheme.values),
    "any": tuple(Scheme.values),
}
LIMIT = 12
_LABELS = 300  # enough labels to rank; the shortest come first, so an exact one is among them


@dataclass(frozen=True, slots=True)
class Match:
    """A concept as offered: its preferred label in the editor's language, and why it is here."""

    id: str
    label: str
    scheme: str
    matched: str = ""
    matched_language: str = ""
    provisional: bool = False


def ui_language() -> str:
    """The language in which the editor reads her desk."""
    code = (get_language() or "en")[:2]
    return code if code in LANGUAGES else "en"


def find_concepts(words: str, role: str, ui: str) -> list[Match]:
    """Concepts that bear all the words in one label; the closest label first."""
    folded = label_key(words)
    if not folded:
        return []
    labels = _labels(folded.split(), SCHEMES[role])
    ranked = sorted(labels, key=lambda label: _rank(label, folded, ui))
    best = {label.concept_id: label for label in reversed(ranked)}
    chosen = sorted(best.values(), key=lambda label: _rank(label, folded, ui))[:LIMIT]
    return [_match(label, ui) for label in chosen]


def _labels(words: Iterable[str], schemes: tuple[str, ...]) -> QuerySet[Label]:
    labels = Label.objects.filter(
        concept__scheme__in=schemes, concept__replaced_by__isnull=True
    ).select_related("concept")
    for word in words:
        labels = labels.filter(key__contains=word)
    return labels.prefetch_related("concept__labels").order_by(Length("key"), "pk")[:_LABELS]


def _rank(label: Label, folded: str, ui: str) -> tuple[bool, int, bool, bool, int, str]:
    """An exact label, then one that begins so, then a word in it; full concepts before others."""
    key = label.key
    closeness = 0 if key == folded else 1 if key.startswith(folded) else 3
    if closeness == 3 and f" {folded}" in f" {key}":
        closeness = 2
    other_language = label.language != ui
    return label.concept.provisional, closeness, label.form != "pref", other_language, len(key), key


def _match(label: Label, ui: str) -> Match:
    concept, preferred = label.concept, label.concept.label(ui)
    same = label.text == preferred
    return Match(
        id=concept.pk,
        label=preferred,
        scheme=str(concept.get_scheme_display()),
        matched="" if same else label.text,
        matched_language="" if same else label.language,
        provisional=concept.provisional,
    )


def complete(request: HttpRequest) -> JsonResponse:
    """The endpoint behind the field: `?q=words&role=theme`; at most a dozen concepts."""
    role = request.GET.get("role", "any")
    words = request.GET.get("q", "").replace("\x00", "")[:100]
    found = find_concepts(words, role if role in SCHEMES else "any", ui_language())
    return JsonResponse({"results": [asdict(match) for match in found]})
