"""A story in JSON -> Found: the keys of the contract, each checked for its kind.

What is of the wrong kind raises InputError, naming the key; the readers of JSON Lines and CSV
turn that into an Unread piece. Words are kept exactly as found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from kroniek.collect.dated import stated_date
from kroniek.collect.languages import language_code
from kroniek.collect.markup import safe_href
from kroniek.records import (
    Found,
    FoundHappening,
    FoundTag,
    FoundText,
    FoundThread,
    InputError,
    LabelsFound,
    Link,
    TagRole,
    TagState,
)

NO_WORDS = "no words: the item has no title, teaser or body in any language"

Record = Mapping[str, Any]

_ROLES = {"themes": TagRole.THEME, "keywords": TagRole.KEYWORD}
_LABEL_KEYS = {
    "theme": ("themes", "theme"),
    "keywords": ("keywords",),
    "type": ("type",),
    "geography": ("geography",),
    "commissioner": ("commissioner",),
    "event": ("event",),
}
_STATES = {state.value: state for state in TagState}
_KINDS = {
    type(None): "null",
    bool: "true or false",
    int: "a number",
    float: "a number",
    str: "text",
    list: "a list",
    dict: "an object",
}


def found_of(record: Record, *, position: int, line: int, raw: str) -> Found:
    """The item that a record describes. Raises InputError where a value is of a wrong kind."""
    language = _language(record)
    texts = _texts(record, language)
    if not texts:
        raise InputError(NO_WORDS)
    date_found, date = _date(record)
    labels = _labels(record)
    return Found(
        position=position,
        line=line,
        raw=raw,
        texts=texts,
        date_found=date_found,
        date=date,
        labels=labels,
        url=safe_href(_text(record, "url")),
        external_id=_external_id(record),
        kind=_text(record, "kind").strip() or ("event" if labels.event else ""),
        language=language,
        links=tuple(_links(record)) if record.get("links") else (),
        tags=tuple(_tags(record)),
        happenings=_happenings(record, labels),
        threads=tuple(_threads(record)) if record.get("threads") else (),
    )


# --- checked values -------------------------------------------------------------------------


def _wrong(key: str, value: object, expected: str) -> InputError:
    kind = _KINDS.get(type(value), "something else")
    return InputError(f'the value of "{key}" is {kind}, expected {expected}')


def _text(record: Record, key: str) -> str:
    value = record.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _wrong(key, value, "text")
    return value


def _list(record: Record, key: str) -> list[Any]:
    value = record.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise _wrong(key, value, "a list")
    return value


def _objects(record: Record, key: str) -> Iterator[Record]:
    for value in _list(record, key):
        if not isinstance(value, dict):
            raise _wrong(f"{key}[]", value, "an object")
        yield value


def _strings(key: str, value: object) -> tuple[str, ...]:
    """A text, or a list of texts, as values; empty ones left out."""
    found: list[str] = []
    for one in value if isinstance(value, list) else [] if value is None else [value]:
        if not isinstance(one, str):
            raise _wrong(key, one, "text or a list of texts")
        if one.strip():
            found.append(one)
    return tuple(found)


# --- keys -----------------------------------------------------------------------------------


def _external_id(record: Record) -> str:
    """The id where the story came from; that of our own archive where there is no other."""
    for key in ("external_id", "id"):
        value = record.get(key)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if shown := _text(record, key).strip():
            return shown
    return ""


def _language(record: Record, key: str = "language") -> str:
    stated = _text(record, key)
    code = language_code(stated) if stated else ""
    if code is None:
        raise InputError(f'the language "{stated}" is unknown, expected a code such as nl or fr')
    return code


def _date(record: Record) -> tuple[str, str]:
    stated = _text(record, "date")
    return stated, _edtf("date", stated) if stated.strip() else ""


@lru_cache(maxsize=65_536)
def _edtf(key: str, stated: str) -> str:
    if edtf := stated_date(stated):
        return edtf
    raise InputError(f'the value of "{key}", "{stated[:60]}", is no date, expected 2020-12-31')


def _words(record: Record, language: str) -> FoundText:
    return FoundText(
        language, _text(record, "title"), _text(record, "teaser"), _text(record, "body")
    )


def _has_words(text: FoundText) -> bool:
    return bool(text.title.strip() or text.teaser.strip() or text.body.strip())


def _texts(record: Record, language: str) -> tuple[FoundText, ...]:
    """The texts, each language once: that of the record itself first, the others filling it."""
    main = _words(record, language)
    texts = {language: main} if _has_words(main) else {}
    for entry in _objects(record, "texts"):
        text = _words(entry, _language(entry))
        if not _has_words(text):
            continue
        if not language and _same_words(text, main):
            texts.pop("", None)  # the same words, here with their language
        texts[text.language] = _filled(texts.get(text.language), text)
    return tuple(texts.values())


def _same_words(one: FoundText, other: FoundText) -> bool:
    return (one.title, one.teaser, one.body) == (other.title, other.teaser, other.body)


def _filled(first: FoundText | None, other: FoundText) -> FoundText:
    if first is None:
        return other
    return FoundText(
        first.language,
        first.title or other.title,
        first.teaser or other.teaser,
        first.body or other.body,
    )


def _links(record: Record) -> Iterator[Link]:
    for value in _list(record, "links"):
        entry = {"href": value} if isinstance(value, str) else value
        if not isinstance(entry, dict):
            raise _wrong("links[]", value, "an object with text and href")
        if href := safe_href(_text(entry, "href")):
            yield Link(_text(entry, "text"), href)


def _tags(record: Record) -> Iterator[FoundTag]:
    for key, role in _ROLES.items():
        value = record.get(key)
        for entry in value if isinstance(value, list) else ():
            if isinstance(entry, dict) and (concept := _text(entry, "id").strip()):
                yield FoundTag(role, concept, _text(entry, "label") or concept, _state(key, entry))


def _state(key: str, entry: Record) -> TagState:
    stated = _text(entry, "state") or TagState.STATED
    if stated not in _STATES:
        known = ", ".join(_STATES)
        raise InputError(f'the state "{stated}" in "{key}" is unknown, expected one of {known}')
    return _STATES[stated]


def _labels(record: Record) -> LabelsFound:
    """What was printed: as the one sighting says, else what the record's own keys say."""
    sightings = record.get("sightings")
    if isinstance(sightings, list) and len(sightings) == 1 and isinstance(sightings[0], dict):
        printed = sightings[0].get("labels_found")
        if isinstance(printed, dict):
            return LabelsFound.from_dict({n: _strings(n, v) for n, v in printed.items()})
    return LabelsFound(
        **{
            name: tuple(label for key in keys for label in _printed(key, record.get(key)))
            for name, keys in _LABEL_KEYS.items()
            if any(record.get(key) for key in keys)
        }
    )


def _printed(key: str, value: object) -> tuple[str, ...]:
    """The labels of a key: plain texts, and those of tags that the source itself states."""
    if not isinstance(value, list):
        return _strings(key, value)
    return _strings(key, [_printed_label(key, entry) for entry in value])


def _printed_label(key: str, entry: object) -> object:
    if not isinstance(entry, dict):
        return entry
    return _text(entry, "label") if _state(key, entry) is TagState.STATED else ""


def _happenings(record: Record, labels: LabelsFound) -> tuple[FoundHappening, ...]:
    stated = tuple(
        FoundHappening(_edtf("happenings[].date", _text(entry, "date")), _text(entry, "text"))
        for entry in _objects(record, "happenings")
    )
    if stated or not labels.event:
        return stated
    return tuple(FoundHappening(edtf, v) for v in labels.event if (edtf := stated_date(v)))


def _threads(record: Record) -> Iterator[FoundThread]:
    for entry in _objects(record, "threads"):
        titles = entry.get("title") or {}
        if isinstance(titles, str):
            titles = {"": titles}
        if not isinstance(titles, dict):
            raise _wrong("threads[].title", titles, "an object of titles by language")
        by_language = {code: _text(titles, code) for code in titles}
        if identity := _external_id({"id": entry.get("id")}):
            yield FoundThread(identity, by_language)
