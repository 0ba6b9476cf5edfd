"""Vectors from an endpoint that speaks OpenAI's embeddings API.

POST {address}/embeddings with {"model", "input": [text, ...]}; the answer has one object a text
in "data", with its "index" and its "embedding".
<https://platform.openai.com/docs/api-reference/embeddings/create>
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from kroniek.records import BadOption, KroniekError
from kroniek.understand.vector_texts import query_of, readable

if TYPE_CHECKING:
    import numpy as np
    import requests
    from numpy.typing import NDArray

    FloatVector = NDArray[np.float32]
    FloatMatrix = NDArray[np.float32]

# Too many requests, or a server in trouble that may pass.
_PASSING = frozenset([429, 500, 502, 503, 504])
_CONNECT = 5.0
_CHECK = "Check KRONIEK_EMBEDDER, the model's name and the key, or set KRONIEK_EMBEDDER=off."
_LATER = "Try again later; words and concepts are found without it."


class EmbedderError(KroniekError):
    """No vectors can be had now; `where` names the model or the endpoint."""


@dataclass(frozen=True)
class Prefixes:
    """What a model wants before a text. E5 models want "query: " and "passage: "."""

    query: str = ""
    passage: str = ""


@dataclass(frozen=True)
class Patience:
    """How long a caller waits, in seconds: for one answer, and before each further attempt.

    `longest` is the most that it waits before an attempt where the server asks for more.
    """

    answer: float
    pauses: tuple[float, ...]
    longest: float


# A reader waits for her query; nobody waits for passages.
FOR_A_QUERY = Patience(answer=5.0, pauses=(0.2,), longest=0.5)
FOR_PASSAGES = Patience(answer=60.0, pauses=(1.0, 4.0, 15.0), longest=60.0)


class Endpoint:
    """An embedder at an address. Its name is the model's: who serves the model does not matter.

    Nothing is asked before the first text, or before the dimension is wanted. One connection is
    kept a thread. Raises BadOption for an address that is none.
    """

    def __init__(
        self,
        address: str,
        *,
        model: str = "",
        key: str = "",
        prefixes: Prefixes = Prefixes(),
        batch: int = 32,
        for_a_query: Patience = FOR_A_QUERY,
        for_passages: Patience = FOR_PASSAGES,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._address = _with_path(address)
        self._shown = _without_secrets(self._address)
        self._model = model
        self._key = _usable(key.strip())
        self._prefixes = prefixes
        self._batch = batch
        self._for_a_query = for_a_query
        self._for_passages = for_passages
        self._sleep = sleep
        self._kept = threading.local()
        self._known_dimension = 0

    @property
    def name(self) -> str:
        """The model and what it gets before a passage; without a model, the address' digest."""
        name = self._model or f"model-{_digest(self._address)}"
        prefix = f"-{_digest(self._prefixes.passage)}" if self._prefixes.passage else ""
        return f"{name}{prefix}@endpoint"

    @property
    def dimension(self) -> int:
        """As the first answer has it; a short text is sent if there was none yet."""
        if not self._known_dimension:
            self._vectors([self._prefixes.query + "?"], self._for_a_query)
        return self._known_dimension

    def passages(self, texts: Sequence[str]) -> FloatMatrix:
        import numpy as np

        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        prefixed = [self._prefixes.passage + readable(text) for text in texts]
        return np.concatenate(
            [self._vectors(part, self._for_passages) for part in _parts(prefixed, self._batch)]
        )

    def query(self, text: str) -> FloatVector:
        vector: FloatVector = self._vectors(
            [self._prefixes.query + query_of(text)], self._for_a_query
        )[0]
        return vector

    def close(self) -> None:
        """Close this thread's connection."""
        self._session.close()

    def _vectors(self, texts: Sequence[str], patience: Patience) -> FloatMatrix:
        matrix = self._matrix(self._json(self._answer(texts, patience)), len(texts))
        if self._known_dimension not in (0, matrix.shape[1]):
            raise self._error(
                f"vectors of {matrix.shape[1]} numbers, where there were {self._known_dimension}"
            )
        self._known_dimension = matrix.shape[1]
        return matrix

    def _answer(self, texts: Sequence[str], patience: Patience) -> requests.Response:
        """The first answer that stands, within the attempts that a caller has patience for."""
        for pause in (*patience.pauses, None):
            answer = self._ask(texts, patience.answer, last=pause is None)
            if answer is not None and (pause is None or answer.status_code not in _PASSING):
                break
            if pause is not None:
                self._sleep(min(_pause(answer, pause), patience.longest))
        assert answer is not None
        if answer.status_code == 200:
            return answer
        if answer.status_code in _PASSING:
            raise self._error(f"the endpoint is busy or broken ({answer.status_code})", _LATER)
        raise self._error(f"the endpoint refuses ({answer.status_code}): {self._said(answer)}")

    def _ask(self, texts: Sequence[str], seconds: float, *, last: bool) -> requests.Response | None:
        """One answer, whatever it says; None if there is none and it is not the last attempt."""
        import requests

        body = {"model": self._model, "input": texts} if self._model else {"input": texts}
        try:
            return self._session.post(
                self._address, json=body, timeout=(_CONNECT, seconds), allow_redirects=False
            )
        except requests.Timeout as error:
            # Who let us wait once will again.
            raise self._error(f"no answer within {seconds:g} s", _LATER) from error
        except requests.RequestException as error:
            if last:
                raise self._error(f"no connection ({type(error).__name__})") from error
            return None

    def _json(self, answer: requests.Response) -> Any:
        try:
            return answer.json()
        except ValueError as error:
            raise self._error("the answer is no JSON") from error

    def _matrix(self, answer: Any, count: int) -> FloatMatrix:
        """(count, dimension), of unit length, in the order of the texts that were sent."""
        import numpy as np

        try:
            rows = sorted(answer["data"], key=lambda row: row["index"])
            matrix = np.array([row["embedding"] for row in rows], dtype=np.float32)
            lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
        except (KeyError, TypeError, ValueError) as error:
            raise self._error("the answer holds no vectors as OpenAI's API gives them") from error
        if matrix.shape[0] != count or [row["index"] for row in rows] != list(range(count)):
            raise self._error(f"{matrix.shape[0]} vectors for {count} texts")
        if not (np.isfinite(lengths).all() and (lengths > 0).all()):
            raise self._error("a vector with no direction: nothing but zeros, or no numbers")
        unit: FloatMatrix = matrix / lengths
        return unit

    @property
    def _session(self) -> requests.Session:
        if not hasattr(self._kept, "session"):
            import requests

            self._kept.session = requests.Session()
            # As `auth`, a password for that host in .netrc does not take its place.
            self._kept.session.auth = self._sign if self._key else None
        session: requests.Session = self._kept.session
        return session

    def _sign(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._key}"
        return request

    def _said(self, answer: requests.Response) -> str:
        """The beginning of an answer, in one line, without our key."""
        said = " ".join(answer.text[:1000].split())
        return (said.replace(self._key, "…") if self._key else said)[:200]

    def _error(self, what: str, advice: str = _CHECK) -> EmbedderError:
        return EmbedderError(what, where=self._shown, advice=advice)


def _with_path(address: str) -> str:
    """The address to post to. Raises BadOption for one without a host."""
    try:
        host = urlsplit(address).hostname
        _ = urlsplit(address).port
    except ValueError:
        host = None
    if not host:
        raise BadOption(
            f"{address!r} is no address of an endpoint",
            where="KRONIEK_EMBEDDER",
            advice="Give one like https://host/v1.",
        )
    parts = urlsplit(address)
    path = parts.path.rstrip("/")
    whole = path if path.endswith("/embeddings") else f"{path}/embeddings"
    return parts._replace(path=whole, fragment="").geturl()


def _usable(key: str) -> str:
    if key.isascii() and key.isprintable():
        return key
    raise BadOption(
        "the key for the embeddings' endpoint has a character that no key has",
        where="KRONIEK_EMBEDDER",
        advice="Copy the key again, without anything around it.",
    )


def _without_secrets(address: str) -> str:
    parts = urlsplit(address)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def _pause(answer: requests.Response | None, otherwise: float) -> float:
    """Seconds to wait: as Retry-After says (RFC 9110, 10.2.3), if it says seconds."""
    said = answer.headers.get("Retry-After", "") if answer is not None else ""
    return float(said) if said.isdecimal() else otherwise


def _parts(texts: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(texts), size):
        yield texts[start : start + size]


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=4).hexdigest()
