"""Words as they are looked for: what stands where, stems, compounds; any text in any language."""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kroniek.understand.terms import is_usual, parts, stem, tokens

DATA = Path(__file__).resolve().parent.parent / "data" / "understand"
CODES = st.sampled_from(["nl", "fr", "de", "en", "und", "tr", "", "nonsense"])
# Letters that fold to a space and a mark; marks alone; what nobody sees; half a character.
ODD = "\u037a\ufe70\u0301\u00ad\u200b\u202e\ufdfaİßﬁ½Ⅲ_\x00\ud800 .-'"
TEXTS = st.text() | st.text(st.sampled_from(ODD + "asylumé"))


def pairs(name: str) -> list[list[str]]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


# --- words and where they stand -------------------------------------------------------------


@given(TEXTS)
@example("x\u037aasylum\u037ay")
@example("re\u0301fugie\u0301s, Ru\u0308ck\u00adkehr")
def test_words_stand_where_they_say(text):
    found = tokens(text)
    assert all(text[token.start : token.end] == token.text for token in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(one.run <= other.run for one, other in pairwise(found))
    # A term with a space in it would be two terms in the index, and nobody's in a query.
    assert all(token.folded and not any(map(str.isspace, token.folded)) for token in found)


def folded(text: str) -> list[str]:
    return [token.folded for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L'asile, d’asile", ["l", "asile", "d", "asile"]),
        ("Réfugiés RÉFUGIÉS", ["refugies", "refugies"]),
        ("Straße STRASSE", ["strasse", "strasse"]),
        ("2013/33/EU art. 9ter", ["2013", "33", "eu", "art", "9ter"]),
        ("عودة طوعية", ["عودة", "طوعية"]),
        ("", []),
        (" .-–… \n", []),
        ("🙂", []),
        # As some programs store them: accents apart, soft hyphens where a line may end.
        (unicodedata.normalize("NFD", "réfugiés déboutés"), ["refugies", "deboutes"]),
        ("Rück\u00adkehr\u00adent\u00adscheidung", ["ruckkehrentscheidung"]),
        ("asylum\u200bseekers \u202bתשובה\u202c", ["asylumseekers", "תשובה"]),
    ],
)
def test_the_words_of_a_text(text, expected):
    assert folded(text) == expected


@pytest.mark.parametrize("between", [". ", "! ", "? ", "\n", "; ", ": ", " (", " – ", " - ", " « "])
def test_a_sign_ends_a_stretch(between):
    assert [token.run for token in tokens(f"one{between}two")] == [0, 1]


@pytest.mark.parametrize("between", [" ", ", ", "-", "'", "/", "\u00a0"])
def test_a_lesser_sign_does_not(between):
    assert [token.run for token in tokens(f"one{between}two")] == [0, 0]


# --- stems ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "forms"), pairs("stems.tsv"))
def test_forms_of_one_word_have_one_stem(language, forms):
    stems = {form: stem(form, language) for form in forms.split()}
    assert len(set(stems.values())) == 1, stems


@pytest.mark.parametrize("word", ["réfugiés", "Rückkehrentscheidungen", "déboutés"])
@pytest.mark.parametrize("language", ["fr", "de", "und"])
def test_however_accents_and_hyphens_are_stored(word, language):
    apart = unicodedata.normalize("NFD", word)
    hyphenated = "\u00ad".join(word)
    assert stem(apart, language) == stem(hyphenated, language) == stem(word, language)
    assert parts(hyphenated, "de") == parts(apart, "de") == parts(word, "de")


@given(TEXTS, CODES)
@example("x\u037aasylum\u037ay", "en")
def test_a_stem_is_one_folded_word_for_any_text(text, language):
    for token in tokens(text):
        found = stem(token.text, language)
        assert not any(map(str.isspace, found))
        assert stem(token.text.lower(), language) == found


# --- compounds ------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "word", "expected"), pairs("compounds.tsv"))
def test_compounds_are_taken_apart(language, word, expected):
    assert " ".join(parts(word, language)) == expected


@given(TEXTS | st.text("abdeginrst", min_size=8, max_size=200), CODES)
def test_parts_are_two_or_more_pieces_of_the_word(text, language):
    found = parts(text, language)
    assert len(found) != 1
    place = 0
    for part in found:
        place = text.lower().index(part, place) + len(part)


def test_a_word_without_end_is_none_of_ours():
    long = "terugkeer" * 100_000
    assert parts(long, "nl") == ()
    assert len(tokens(long)) == 1
    assert stem(long, "nl")


def test_usual_words():
    assert is_usual("who")
    assert is_usual("vis")
    assert not is_usual("cgra")
