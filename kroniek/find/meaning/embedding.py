"""From texts to vectors: each passage is embedded once, and then its story has its vectors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice

from kroniek.find.meaning.store import VectorStore, content_hash
from kroniek.understand.vectors import Embedder

# Stories looked at together: their texts are embedded by length, so that a batch is even.
_STORIES = 256

Work = Iterable[tuple[int, Mapping[str, str]]]


def embed_missing(
    store: VectorStore,
    embedder: Embedder,
    work: Work,
    *,
    batch: int = 16,
    should_stop: Callable[[], bool] | None = None,
) -> int:
    """Give stories the vectors of their passages (story, {language: passage}).

    A passage that the store knows is not embedded again, an empty one not at all; a story with no
    passage is taken out. Each batch is kept before the next begins, and a story has its vectors
    as soon as all its passages do. `should_stop` is asked before each batch; what was done stays,
    and the same call goes on from there. Returns how many passages were embedded. Raises
    EmbedderError, and what the store raises.
    """
    embedded = 0
    stories = iter(work)
    while some := dict(islice(stories, _STORIES)):
        chunk = _Chunk(store, embedder.name, some)
        chunk.assign_complete()
        for passages in chunk.batches(batch):
            if should_stop is not None and should_stop():
                return embedded
            vectors = embedder.passages(list(passages.values()))
            store.add(dict(zip(passages, vectors, strict=True)))
            embedded += len(passages)
            chunk.has_now(passages)
            chunk.assign_complete()
    return embedded


class _Chunk:
    """Some stories on their way: which passages still have no vector, who waits for them."""

    def __init__(
        self, store: VectorStore, embedder: str, stories: Mapping[int, Mapping[str, str]]
    ) -> None:
        self._store = store
        self._waiting: dict[int, dict[str, bytes]] = {}
        passages: dict[bytes, str] = {}
        for story, texts in stories.items():
            hashes = {
                language: content_hash(embedder, passage)
                for language, passage in texts.items()
                if passage.strip()
            }
            self._waiting[story] = hashes
            passages.update((name, texts[language]) for language, name in hashes.items())
        self._missing = store.missing(passages)
        self._passages = passages

    def batches(self, size: int) -> Iterator[dict[bytes, str]]:
        """The passages without a vector, by their hash, the shortest first."""
        wanted = sorted(self._missing, key=lambda name: (len(self._passages[name]), name))
        for start in range(0, len(wanted), size):
            yield {name: self._passages[name] for name in wanted[start : start + size]}

    def has_now(self, hashes: Iterable[bytes]) -> None:
        self._missing.difference_update(hashes)

    def assign_complete(self) -> None:
        """Assign to the stories that wait for nothing any more."""
        complete = {
            story: hashes
            for story, hashes in self._waiting.items()
            if self._missing.isdisjoint(hashes.values())
        }
        if complete:
            self._store.assign_all(complete)
        for story in complete:
            del self._waiting[story]
