"""What stands below an item of a listing and is no part of it: pagers, footers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kroniek.collect.rows import Kind, Row

_PAGER = "a pager or footer, not an item"
_AFTER_ITEMS = "stands after the labels of the last item"

_ARROWS = "«»‹›<>←→…|·"
_PAGER_WORDS = {
    *("first", "last", "next", "previous", "prev", "page", "pages", "current", "of"),
    *("eerste", "laatste", "volgende", "vorige", "pagina", "huidige", "van"),
    *("premier", "première", "dernier", "dernière", "suivant", "suivante", "précédent"),
    *("précédente", "actuelle", "courante", "sur"),
    *("erste", "letzte", "nächste", "vorherige", "weiter", "zurück", "seite", "aktuelle", "von"),
}
_CLOSING_FIELDS = ("theme", "keywords")
_LABELLED = (Kind.LABEL, Kind.VALUE)
_CONTENT = (Kind.TEXT, Kind.DATE)
_SURE = 3  # points that make a pager


@dataclass(slots=True)
class Style:
    """How the items of the page so far end: with their labels, or with text after them."""

    with_labels: int = 0
    with_text: int = 0

    @property
    def labels_last(self) -> bool:
        return self.with_labels > 0 and self.with_text == 0


def remainder(group: Sequence[Row], style: Style, last: bool) -> tuple[int, str]:
    """Where the item ends within its rows, and why the rest is no part of it."""
    pager = _pager(group)
    after_labels = _after_labels(group[:pager])
    if after_labels is None:
        return pager, _PAGER
    if after_labels < pager:
        if last and style.labels_last and group[after_labels - 1].kind is Kind.BLANK:
            return after_labels, _AFTER_ITEMS
        style.with_text += 1
    else:
        style.with_labels += 1
    return pager, _PAGER


def _after_labels(group: Sequence[Row]) -> int | None:
    """The index of the text below the theme and keywords that themselves stand below a teaser.

    None if no such labels stand there; the length of the group if nothing follows them.
    """
    labels = [
        i for i, row in enumerate(group) if row.kind in _LABELLED and row.field in _CLOSING_FIELDS
    ]
    if not labels or not any(row.kind is Kind.TEXT for row in group[: labels[0]]):
        return None
    below = range(labels[-1] + 1, len(group))
    return next((i for i in below if group[i].kind in _CONTENT), len(group))


def _pager(group: Sequence[Row]) -> int:
    """The index at which a pager or footer begins; the length of the group if there is none."""
    begins, strength = -1, 0
    for i, row in enumerate(group):
        if row.kind is Kind.BLANK:
            continue
        points = pager_points(row.text) if row.kind is Kind.TEXT else 0
        if points and i and (begins >= 0 or group[i - 1].kind is not Kind.TEXT):
            begins, strength = (i if begins < 0 else begins), strength + points
        elif strength >= _SURE:
            break
        else:
            begins, strength = -1, 0
    return begins if strength >= _SURE else len(group)


def pager_points(text: str) -> int:
    """How surely a line belongs to a pager or footer: 0 not at all, 3 beyond doubt."""
    if text.startswith(("©", "Copyright ©")):
        return _SURE
    if len(text) > 100:
        return 0
    words = [word.strip(_ARROWS + "().[]") for word in text.casefold().split()]
    if not all(not word or word.isdigit() or word in _PAGER_WORDS for word in words):
        return 0
    numbers = sum(word.isdigit() for word in words)
    named = sum(word in _PAGER_WORDS for word in words)
    if named and (numbers or any(arrow in text for arrow in _ARROWS)):
        return _SURE
    return min(_SURE, numbers + named)
