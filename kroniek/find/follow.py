"""The one who follows the change log and keeps the index as the archive is.

    archive.changes.since ──▶ stories and concepts ──▶ Documents ──▶ Writer ──▶ place.write_current

Anyone may catch up at any time: one does it, the others wait or pass. What a killed process left
half done is done again: a story that is put twice is there once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from kroniek.archive import changes, stories
from kroniek.archive.models import Story
from kroniek.find import place
from kroniek.find.clauses import All, Among, Clause, Phrase, Some, Stem
from kroniek.find.documents import BROADER, LEVELS, Document, Documents
from kroniek.find.engine import Engine, Writer
from kroniek.find.tantivy_engine import TantivyWriter
from kroniek.find.vocabulary import Vocabulary, vocabulary
from kroniek.records import LANGUAGES, ArchiveError, TagRole, TagState
from kroniek.understand.stop_words import STOP_WORDS
from kroniek.understand.terms import parts, stem, tokens

# Entries of the log in one commit, and stories made into documents at a time.
_ENTRIES, _STORIES = 5_000, 500
# When more concepts changed than this, every story is looked at again.
_MANY_CONCEPTS = 3_000
_PATIENCE = 30.0

Item = TypeVar("Item")

# Called with (stories done, stories in all).
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Status:
    """`behind`: how many entries of the change log are not in the index yet."""

    stories: int
    indexed: int
    vectors: int
    behind: int

    def as_dict(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in self.__slots__}


# --- catching up ----------------------------------------------------------------------------


def catch_up(*, patience: float = _PATIENCE, progress: Progress | None = None) -> int:
    """Bring the text index up to date; the number of stories that were looked at.

    Builds it if there is none that can be used. Raises ArchiveBusy if another process writes it
    for longer than `patience` seconds, ArchiveError if it cannot be written.
    """
    if not _is_behind():
        return 0
    with place.locked("follow", timeout=patience):
        try:
            # An index that knows more than the log is of another archive, or of a later day.
            if place.opened().current.position > changes.last_change():
                return rebuild(progress=progress)
        except place.IndexUnusable:
            return rebuild(progress=progress)
        return sum(_follow(progress or _silent))


def warm_up() -> None:
    """Read what indexing takes, which the first change would have to wait for."""
    vocabulary().matcher.in_text("", LANGUAGES[0])


def _is_behind() -> bool:
    try:
        return place.opened().current.position != changes.last_change()
    except place.IndexUnusable:
        return True


def _follow(progress: Progress) -> Iterator[int]:
    """Take in the log batch by batch, each a commit of its own."""
    done = 0
    while True:
        current = place.read_current()
        batch = changes.since(current.position, limit=_ENTRIES)
        if (batch.position, batch.beyond) == (current.position, current.beyond):
            return
        try:
            yield (looked_at := _take_in(batch, current.folder))
        except ArchiveError:
            if place.read_current().folder == current.folder:
                raise
            continue  # a rebuild came in between: on with what it made
        done += looked_at
        progress(done, done + changes.behind(batch.position) - batch.beyond)
        _note(place.Current(current.folder, batch.position, beyond=batch.beyond))


def _take_in(batch: changes.Batch, folder: str) -> int:
    """Index what a batch touches; the number of stories. An entry may touch none."""
    if not (batch.stories or batch.concepts):
        return 0
    known = vocabulary()
    ids = set(batch.stories) | _affected(batch.concepts, known, place.opened().engine)
    if not ids:
        return 0
    with _writing(folder) as writer:
        return _put(writer, sorted(ids), known)


def _note(reached: place.Current) -> None:
    with place.locked("current", timeout=_PATIENCE):
        # After a rebuild another folder counts, and how far that one is.
        if place.read_current().folder == reached.folder:
            place.write_current(reached)


def _put(writer: Writer, ids: Sequence[int], known: Vocabulary) -> int:
    """Index stories as they are now; those that are gone are removed."""
    documents = Documents(known.matcher, known.tree)
    for chunk in _chunks(ids):
        made = list(_documents(documents, chunk))
        writer.remove(set(chunk) - {document.story for document in made})
        writer.put(made)
    writer.commit()
    return len(ids)


def _affected(concepts: Sequence[str], known: Vocabulary, engine: Engine) -> set[int]:
    """The stories that a change of these concepts may touch: by tag, or by a name in a text."""
    if len(concepts) > _MANY_CONCEPTS:
        return set(Story.objects.values_list("pk", flat=True))
    affected: set[int] = set()
    for chunk in _chunks(concepts):
        wanted = Some(tuple(_touched(chunk, known)))
        affected |= {story for story, _ in engine.newest(wanted, None).stories}
    return affected


def _touched(concepts: Sequence[str], known: Vocabulary) -> Iterator[Clause]:
    """What holds a concept by its former names, and what has the words of its present ones."""
    levels = [f"{concept}/{level}" for concept in concepts for level in range(len(LEVELS))]
    yield Among("concepts", tuple(levels))
    # A tag that is not public, or one of a narrower concept, counts in its state alone.
    states = [f"{role}/{state}" for role in TagRole for state in TagState]
    values = [value for concept in concepts for value in (concept, f"{BROADER}{concept}")]
    yield Among("tags", tuple(f"{state}/{value}" for state in states for value in values))
    for label in known.of_concepts(concepts):
        yield from _worded(label.text)


def _worded(label: str) -> Iterator[Clause]:
    """Stories that have a label's words, whatever their language: names are used in all of them.

    Whole, or compounds taken apart, since texts may write them so; or letter for letter, in texts
    of an unknown language and for a label of stop words alone.
    """
    found = tokens(label)
    for language in LANGUAGES:
        telling = [t.text for t in found if t.folded not in STOP_WORDS[language]]
        split = [part for word in telling for part in parts(word, language) or (word,)]
        for words in {tuple(telling), tuple(split)} - {()}:
            stems = dict.fromkeys(f"{language}:{stem(word, language)}" for word in words)
            yield All(tuple(map(Stem, stems)))
    if folded := dict.fromkeys(token.folded for token in found):
        yield All(tuple(Phrase((word,)) for word in folded))


@contextmanager
def _writing(folder: str) -> Iterator[TantivyWriter]:
    """A writer that lets go at the end. Its errors come as ours."""
    where = place.home() / folder
    try:
        writer = TantivyWriter(where)
        try:
            yield writer
        finally:
            writer.close()
    except (ValueError, OSError) as error:
        raise ArchiveError(
            f"the search index cannot be written ({error})",
            where=str(where),
            advice="Check the space on the disk, then run `kroniek index rebuild`.",
        ) from error


# --- building anew --------------------------------------------------------------------------


def rebuild(*, progress: Progress | None = None) -> int:
    """Build the text index anew beside the old one, then let it count; the number of stories.

    The site goes on answering from the old one meanwhile, and the log is followed from where it
    stood at the beginning. Raises ArchiveBusy if another rebuild is under way.
    """
    with place.locked("rebuild", timeout=0):
        position = changes.settled()
        folder = place.new_folder()
        with place.unless_finished(folder):
            done = _fill(folder.name, vocabulary(), progress or _silent)
            with place.locked("current", timeout=_PATIENCE):
                place.write_current(place.Current(folder.name, position))
        place.remove_all_but(folder.name)
    return done


def _fill(folder: str, known: Vocabulary, progress: Progress) -> int:
    ids = list(Story.objects.order_by("pk").values_list("pk", flat=True))
    done = 0
    with _writing(folder) as writer:
        documents = Documents(known.matcher, known.tree)
        for chunk in _chunks(ids):
            writer.put(_documents(documents, chunk), new=True)
            done += len(chunk)
            progress(done, len(ids))
        writer.commit()
    return done


def _documents(documents: Documents, ids: Sequence[int]) -> Iterator[Document]:
    return (documents.of(story, sources) for story, sources in stories.searchable(ids))


def status(vectors: int = 0) -> Status:
    """How far the index is."""
    try:
        opened = place.opened()
        indexed, current = len(opened.engine), opened.current
    except place.IndexUnusable:
        indexed, current = 0, place.Current("", 0)
    behind = max(changes.behind(current.position) - current.beyond, 0)
    return Status(Story.objects.count(), indexed, vectors, behind)


def _chunks(ids: Iterable[Item]) -> Iterator[list[Item]]:
    rest = iter(ids)
    while chunk := list(islice(rest, _STORIES)):
        yield chunk


def _silent(done: int, total: int) -> None:
    """No progress is shown."""
