"""Whatever is asked: an answer in bounded time, through the door, the site and the command."""

from __future__ import annotations

import json
import time
from urllib.parse import urlencode

import pytest
from django.conf import settings as django_settings
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from kroniek.find import place
from kroniek.find.syntax.limits import MAX_NOTES, NOTE_LENGTH
from tests.find.odd import LONG, PLAIN
from tests.find.small import ask, small_archive

# Seconds, on a machine however busy: a bound, no benchmark.
BOUND = 5.0
UIS = ("nl", "fr", "de", "en")


@pytest.fixture(scope="module")
def names(django_db_setup, django_db_blocker, tmp_path_factory):
    before = django_settings.HOME
    with (
        django_db_blocker.unblock(),
        small_archive(django_settings, tmp_path_factory.mktemp("small")) as names,
    ):
        yield names
    django_settings.HOME = before


@pytest.fixture(autouse=True)
def home(names):
    return django_settings.HOME


@pytest.fixture(autouse=True)
def no_memory():
    """One state of the archive for the module: what is kept for it stays."""


@pytest.fixture
def no_index(monkeypatch):
    def opened():
        raise place.IndexUnusable("there is no search index yet")

    monkeypatch.setattr(place, "opened", opened)


def cases(texts):
    return [pytest.param(text, id=f"{n}") for n, text in enumerate(texts)]


def in_time(ask_it):
    begun = time.monotonic()
    answer = ask_it()
    assert time.monotonic() - begun < BOUND
    return answer


# --- the door -------------------------------------------------------------------------------


@pytest.mark.parametrize("sort", ["", "date"])
@pytest.mark.parametrize("query", cases(PLAIN + LONG))
def test_the_door_answers(query, sort):
    page = in_time(lambda: ask(query, sort=sort))
    assert page.total >= 0
    assert len(page.notes) <= MAX_NOTES
    assert all(len(note.text) <= NOTE_LENGTH for note in page.notes)
    assert page.total + page.by_meaning >= len(page.hits)
    assert all(hit.snippet for hit in page.hits)


@pytest.mark.parametrize("query", cases(PLAIN + LONG))
def test_without_an_index_too(query, no_index):
    page = in_time(lambda: ask(query))
    assert "index-missing" in {note.code for note in page.notes} or not page.query.q


QUERY = st.lists(
    st.sampled_from(
        [*PLAIN, "keeper", "AVR", " ", '"', "(", ")", " OR ", " -", "*", "~3", "title:"]
    )
    | st.text(max_size=8),
    max_size=8,
).map("".join)


@examples(max_examples=150)
@given(QUERY, st.sampled_from(UIS), st.sampled_from(["", "date"]))
def test_any_query_is_answered(query, ui, sort):
    page = ask(query, ui=ui, sort=sort, limit=5)
    assert page.total + page.by_meaning >= len(page.hits)


# --- the site -------------------------------------------------------------------------------


def page_of(client, **values: str) -> str:
    response = in_time(lambda: client.get(f"/nl/search/?{urlencode(values, errors='replace')}"))
    while response.status_code in (301, 302):
        response = client.get(response.headers["Location"])
    assert response.status_code == 200, (response.status_code, values)
    return response.content.decode()


RAW = ("<script>alert", "<img src=x", "</title><b>", "<b><b>", "Traceback")


@pytest.fixture
def plain_static(settings, tmp_path_factory):
    settings.STATIC_ROOT = tmp_path_factory.mktemp("static")
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.mark.parametrize("query", cases(PLAIN + LONG))
def test_the_site_answers(client, plain_static, query):
    html = page_of(client, q=query)
    for raw in RAW:
        assert raw not in html
    if "{{" in query:
        assert "{{ 7*7 }}" in html
    assert "\x00" not in html


@pytest.mark.parametrize("after", ["x", "-1", "r-1", "r1e9", "9" * 400, "%00", "<b>", "1-", "r²"])
@pytest.mark.parametrize("sort", ["", "date", "nonsense", "<b>"])
def test_a_page_that_is_not_there(client, plain_static, after, sort):
    values = urlencode({"q": "keeper", "after": after, "sort": sort})
    response = client.get(f"/nl/search/?{values}", follow=True)
    assert response.status_code in (200, 400, 404)
    assert "<b>" not in response.content.decode().partition("<main")[0]
    assert b"Traceback" not in response.content


@pytest.mark.parametrize(
    "address",
    ["?q=%FF%FE", "?q=%", "?q[]=a", "?q=a&q=b", "?q=a&year=abc", "?q=a&theme=nope", "?q=a&from=x",
     "?q=a&language=klingon", f"?q=a&year={'9' * 5_000}", "?q=a&ui=xx", "?" + "q=a&" * 500],
)  # fmt: skip
def test_odd_addresses(client, plain_static, address):
    response = in_time(lambda: client.get(f"/nl/search/{address}", follow=True))
    assert response.status_code in (200, 400, 404)
    assert b"Traceback" not in response.content


# --- the command ----------------------------------------------------------------------------

KEYS = ["query", "total", "took_ms", "hits", "facets"]
HIT = ["id", "external_id", "date", "language", "title", "teaser", "score", "why", "snippet"]
FACETS = {"theme", "keyword", "year", "language", "kind"}
STORIES = [
    {"id": "a", "date": "2020-12", "language": "nl", "themes": ["Reception"], "kind": "report",
     "title": "Opvang in Ukkel", "teaser": "De opvangplaatsen zijn bezet, zegt Fedasil."},
    {"id": "b", "date": "", "language": "fr",
     "title": "Retour volontaire", "teaser": "Le programme AVR continue."},
]  # fmt: skip


@pytest.fixture(scope="module")
def command(new_home):
    from tests.conftest import Kroniek

    made = Kroniek(new_home(), {})
    file = made.home / "stories.jsonl"
    file.write_text("".join(json.dumps(story) + "\n" for story in STORIES))
    assert made("import", file).status == 0
    return made


def one_line(text: str) -> str:
    return text.replace("\n", " ").strip()


def test_one_query_a_line_one_object_a_line_in_order(command):
    asked = [line for line in map(one_line, PLAIN + LONG) if line]
    # What a pipe carries: UTF-8, without halves of characters.
    ran = command("search", "-", "--json", stdin="\n".join(asked) + "\n", timeout=300)
    assert ran.status == 1, "some found nothing"
    assert "Traceback" not in ran.err
    answers = [json.loads(line) for line in ran.out.splitlines()]
    given_back = [answer["query"] for answer in answers]
    assert len(answers) == len(asked)
    assert given_back == [line.replace("\x00", "").strip() for line in asked]
    assert all(list(answer) == KEYS for answer in answers)
    assert max(answer["took_ms"] for answer in answers) < 1_000 * BOUND


def test_an_answer_has_exactly_the_keys_of_the_contract(command):
    ran = command("search", "opvang fedasil", "--json", "--ui", "nl")
    assert ran.status == 0
    answer = ran.json
    assert list(answer) == KEYS
    assert (answer["query"], answer["total"]) == ("opvang fedasil", 1)
    assert set(answer["facets"]) == FACETS
    for values in answer["facets"].values():
        assert all(list(value) == ["id", "label", "count"] for value in values)
        assert all(isinstance(value["count"], int) for value in values)
    (hit,) = answer["hits"]
    assert list(hit) == HIT
    expected = {"external_id": "a", "date": "2020-12", "language": "nl", "title": "Opvang in Ukkel",
                "teaser": "De opvangplaatsen zijn bezet, zegt Fedasil."}  # fmt: skip
    assert expected.items() <= hit.items()
    assert hit["snippet"] == hit["teaser"]
    assert {(why["matched"], why["concept"]) for why in hit["why"]} >= {("concept", "fedasil")}
    assert {"id": "reception", "label": "Opvang", "count": 1} in answer["facets"]["theme"]
    assert {"id": "2020", "label": "2020", "count": 1} in answer["facets"]["year"]


def test_what_is_not_known_is_null_or_empty(command):
    (hit,) = command("search", "AVR", "--json").json["hits"]
    assert (hit["external_id"], hit["date"], hit["language"]) == ("b", None, "fr")


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["opvang"], 0), (["xqzzyw", "--json"], 1), (["  ", "--json"], 0),
        (["opvang", "--year", "1999"], 1), (["--sort", "date", "--", "-opvang"], 0),
    ],
)  # fmt: skip
def test_the_status_says_whether_anything_was_found(command, words, status):
    ran = command("search", *words)
    assert (ran.status, "Traceback" in ran.err) == (status, False)


@pytest.mark.parametrize(
    "words",
    [["a", "--theme", "nope"], ["a", "--year", "abc"], ["a", "--limit", "0"], ["a", "--from", "x"],
     ["a", "--sort", "x"], ["a", "--ui", "it"], []],
)  # fmt: skip
def test_an_option_that_means_nothing_is_one_clear_line(command, words):
    ran = command("search", *words, "--json")
    assert (ran.status, ran.out) == (2, "")
    assert "Traceback" not in ran.err
    assert ran.err.strip()


def test_with_json_nothing_else_is_on_standard_output(command):
    ran = command("search", "opvnag -xqzzyw (", "--json")
    assert len(ran.out.splitlines()) == 1
    assert json.loads(ran.out)["query"] == "opvnag -xqzzyw ("


def test_bytes_that_are_no_letters(command):
    ran = command("search", "-", "--json", stdin=b"\xff\xfe\x80opvang\n\n\xc3\nFedasil\n")
    assert len(ran.out.splitlines()) == 3
    assert "Traceback" not in ran.err
    assert json.loads(ran.out.splitlines()[2])["total"] == 1


def test_for_people(command):
    ran = command("search", "fedasli opvangplaatsen (", "--ui", "nl")
    assert ran.status == 0
    assert ran.out.startswith("1 found for")
    assert "Opvang in Ukkel" in ran.out
    assert "read as: fedasil opvangplaatsen" in ran.err
    assert "unbalanced-parenthesis" in ran.err
