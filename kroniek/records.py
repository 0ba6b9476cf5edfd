"""The plain records that travel through the house, the language codes and the error tree.

    Document ── Found | Unread ──▶ Reading ──▶ (the archive) ──▶ Hit
      collect                     understand                     find

Everything here is frozen, does no I/O and imports nothing of ours.

    KroniekError
    ├── InputError            what was handed in cannot be used
    │   ├── FileRefused       a whole file: empty, binary, wrong encoding, another kind of page
    │   ├── BadOption         an option or filter that means nothing here: no such theme
    │   └── VocabularyError   the SKOS files are wrong
    ├── NotFound              what was asked for is not in the archive
    └── ArchiveError          the archive cannot be used now
        ├── ArchiveBusy       locked, or another import is under way
        └── ArchiveFull       no space left where the archive lives
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum

# The languages of the interface and of the vocabulary (ISO 639-1).
LANGUAGES: tuple[str, ...] = ("nl", "fr", "de", "en")
# ISO 639-2 code for a text whose language nobody knows; "unknown" is an answer.
UNDETERMINED = "und"


# --- errors ---------------------------------------------------------------------------------


class KroniekError(Exception):
    """What went wrong, where, and what to do about it: three parts of one clear line.

    `where` is a file (with a line after a colon), an option or an address; `advice` is one
    imperative sentence. Both may be empty.
    """

    def __init__(self, what: str, *, where: str = "", advice: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.advice = advice

    def __str__(self) -> str:
        line = f"{self.where}: {self.what}" if self.where else self.what
        return f"{line}. {self.advice}" if self.advice else line


class InputError(KroniekError):
    """What was handed in cannot be used."""


class FileRefused(InputError):
    """A whole file cannot be read: empty, binary, wrongly encoded, another kind of page."""


class BadOption(InputError):
    """An option or a filter that means nothing in this archive."""


class VocabularyError(InputError):
    """The SKOS files break a rule; `where` names the file or the concept."""


class NotFound(KroniekError):
    """What was asked for is not in the archive."""


class ArchiveError(KroniekError):
    """The archive cannot be used now."""


class ArchiveBusy(ArchiveError):
    """The database is locked, or another import is under way."""


class ArchiveFull(ArchiveError):
    """No space is left where the archive lives."""


# --- words with a fixed meaning -------------------------------------------------------------


class Precision(StrEnum):
    """How exactly a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    NONE = "none"


class TagState(StrEnum):
    """Where a tag comes from, and what a person said of it."""

    STATED = "stated"  # printed in the source
    IMPLIED = "implied"  # the page it was listed on implies it
    SUGGESTED = "suggested"  # by the machine, with score and evidence
    ACCEPTED = "accepted"  # by a person: locked against the machine
    REJECTED = "rejected"  # by a person: locked against the machine


class TagRole(StrEnum):
    """What a concept does for a story."""

    THEME = "theme"
    KEYWORD = "keyword"


class Format(StrEnum):
    """The formats that `collect` reads and `publish` writes."""

    LISTING = "listing"
    HTML = "html"
    JSONL = "jsonl"
    CSV = "csv"
    FEED = "feed"


# --- what collect finds ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Link:
    """A hyperlink as found: the words it stands on and where it leads."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class FoundText:
    """A story's words in one language, exactly as found. `language` is "" where not stated."""

    language: str = ""
    title: str = ""
    teaser: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class LabelsFound:
    """What stood behind each printed label, value by value, exactly as printed."""

    theme: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    geography: tuple[str, ...] = ()
    commissioner: tuple[str, ...] = ()
    event: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, list[str]]:
        return {f.name: list(getattr(self, f.name)) for f in fields(self)}

    @classmethod
    def from_dict(cls, found: Mapping[str, Sequence[str]]) -> LabelsFound:
        return cls(**{f.name: tuple(found.get(f.name, ())) for f in fields(cls)})


@dataclass(frozen=True, slots=True)
class FoundTag:
    """A tag that the source states by concept id (our own export), with its state."""

    role: TagRole
    concept: str
    label: str
    state: TagState


@dataclass(frozen=True, slots=True)
class FoundHappening:
    """A dated event that the source states: EDTF date, and the words for it."""

    date: str
    text: str


@dataclass(frozen=True, slots=True)
class FoundThread:
    """A thread that the source says the story belongs to; titles by language."""

    id: str
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """One item of a document, as it stands there.

    `position` counts the items of the document from 1; `line` is the 1-based line on which
    `raw` begins. The `raw` of all pieces of a listing, in order, *is* the listing.
    `date_found` is the date as printed ("" if none); `date` the same as EDTF ("" if undated).
    """

    position: int
    line: int
    raw: str
    texts: tuple[FoundText, ...] = ()
    date_found: str = ""
    date: str = ""
    labels: LabelsFound = field(default_factory=LabelsFound)
    url: str = ""
    external_id: str = ""
    kind: str = ""
    language: str = ""
    links: tuple[Link, ...] = ()
    tags: tuple[FoundTag, ...] = ()
    happenings: tuple[FoundHappening, ...] = ()
    threads: tuple[FoundThread, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """A piece of a document that could not be read as an item: kept, and reported."""

    file: str
    line: int
    text: str
    why: str

    def as_dict(self) -> dict[str, str | int]:
        return {"file": self.file, "line": self.line, "text": self.text, "why": self.why}


Piece = Found | Unread


@dataclass(frozen=True, slots=True)
class Document:
    """An outside thing opened for reading.

    `pieces` is read once, in order. It is lazy for JSON Lines and CSV (constant memory).
    `ui` is the language of the document's own labels and months ("" if it shows none).
    """

    file: str
    format: Format
    sha256: str
    size: int
    ui: str
    encoding: str
    pieces: Iterator[Piece]


# --- what understand reads ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """A story's words in one language (ISO 639-1, or "und")."""

    language: str
    title: str
    teaser: str
    body: str


@dataclass(frozen=True, slots=True)
class Tagging:
    """A label resolved to a concept; `concept` is "" where no concept bears the label."""

    role: TagRole
    label: str
    concept: str
    state: TagState


@dataclass(frozen=True, slots=True)
class Reading:
    """A Found as understood: what the archive decides on."""

    found: Found
    texts: tuple[Text, ...]
    language: str
    date: str
    kind: str
    kind_stated: bool
    tags: tuple[Tagging, ...]
    happenings: tuple[FoundHappening, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """One label of a concept: `form` is pref, alt or hidden (SKOS 5.1)."""

    concept: str
    scheme: str
    language: str
    form: str
    text: str


# --- what an import reports -----------------------------------------------------------------


@dataclass(slots=True)
class ImportReport:
    """The result of one source, or of several added up."""

    found: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0
    unread: list[Unread] = field(default_factory=list)
    stories: list[int] = field(default_factory=list)

    def add(self, other: ImportReport) -> None:
        for name in ("found", "new", "changed", "same", "refused"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.unread.extend(other.unread)
        self.stories.extend(other.stories)

    @property
    def complete(self) -> bool:
        return not self.refused and not self.unread

    def as_dict(self) -> dict[str, object]:
        return {
            "found": self.found,
            "new": self.new,
            "changed": self.changed,
            "same": self.same,
            "refused": self.refused,
            "unread": [piece.as_dict() for piece in self.unread],
            "stories": list(dict.fromkeys(self.stories)),
        }


# --- what find answers ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for. Several values of one filter mean OR; the filters together, AND.

    `date_from` and `date_to` are EDTF; `after` is the opaque key of the last row seen. `sort` is
    "date", "relevance", or "": by relevance where there are words, by date where there are none.
    """

    q: str = ""
    theme: tuple[str, ...] = ()
    keyword: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    date_from: str = ""
    date_to: str = ""
    year: tuple[int, ...] = ()
    state: tuple[str, ...] = ()
    ui: str = "en"
    limit: int | None = 20
    after: str = ""
    drafts: bool = False
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """One reason for a hit: `matched` is word, phrase, concept, tag or meaning; `text` the words.

    `concept` is the id of the concept that was met, by its name in the text or by a tag.
    """

    matched: str
    text: str
    concept: str = ""

    def as_dict(self) -> dict[str, str]:
        return {"matched": self.matched, "text": self.text, "concept": self.concept}


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of a snippet; `marked` if it is what the query matched."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Snippet:
    """The passage of a text that best shows why it was found; the pieces in order are the passage.

    `language` is the text's (ISO 639-1 or "und").
    """

    language: str
    marks: tuple[Mark, ...]

    @property
    def text(self) -> str:
        return "".join(mark.text for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Hit:
    """A story that answers a query, with the reasons."""

    story: int
    score: float
    why: tuple[Why, ...]
    snippet: Snippet | None = None

    @property
    def by_meaning_alone(self) -> bool:
        """Neither its words nor a concept match: it is about the same all the same."""
        return bool(self.why) and all(why.matched == "meaning" for why in self.why)


@dataclass(frozen=True, slots=True)
class Note:
    """How a query was read where it could not be read as it stands; `text` is the piece.

    Codes: unclosed-quote, unbalanced-parenthesis, lone-operator, unknown-field, unknown-value,
    short-prefix, too-long, too-many, nothing-to-find, empty.
    """

    code: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A concept that the query names: by `text`, the query's own words; `label` is the reader's."""

    concept: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What somebody who types may mean. `kind` is concept, story or spelling.

    `text` is what is shown, in `language`; `matched` the name that the typed letters begin, where
    that is another one, in `matched_language`; `id` the concept's or the story's.
    """

    kind: str
    text: str
    language: str
    id: str = ""
    matched: str = ""
    scheme: str = ""
    matched_language: str = ""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet: an id, its label in the reader's language, how many stories."""

    id: str
    label: str
    count: int
    selected: bool = False
    parent: str = ""  # in the theme tree


@dataclass(frozen=True, slots=True)
class Page:
    """One page of hits. `next` is the key for the page after it ("" on the last).

    `total` and the facets count the stories that match by words or concepts; `by_meaning` how many
    more the whole list holds that were found by meaning alone.
    """

    query: Query
    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetValue, ...]]
    next: str
    took_ms: float
    by_meaning: int = 0
    recognised: tuple[Recognised, ...] = ()
    notes: tuple[Note, ...] = ()
    did_you_mean: str = ""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The first and the last day that an EDTF date may mean; None is an open end."""

    first: dt.date | None
    last: dt.date | None
