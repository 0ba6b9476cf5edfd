"""The language of a text, with the page's language to break a tie."""

import pytest

from kroniek.records import LANGUAGES
from kroniek.understand.language import detect


def language_of(text, page=""):
    return detect([text], page=page)[0]


@pytest.mark.parametrize("page", ["", "fr", "en"])
@pytest.mark.parametrize(
    "text",
    [
        "Правительство изменило закон о гражданстве.",
        "غيرت الحكومة قانون الجنسية.",
        "政府は国籍法を改正した。",
    ],
)
def test_a_text_in_another_writing_is_not_in_the_page_s_language(text, page):
    assert language_of(text, page) == "und"


def test_a_name_in_another_writing_changes_nothing():
    assert language_of("Onze collega Ольга spreekt over haar jaren in Kyiv") == "nl"


@pytest.mark.parametrize("text", ["Frontex, Eurodac", "IOM & UNHCR", "EASO"])
def test_a_text_that_could_be_anything_is_in_the_page_s_language(text):
    assert language_of(text, "de") == "de"
    assert language_of(text, "fr") == "fr"


@pytest.mark.parametrize(
    "text", ["12,5 % – 2020", "– – –", "", "https://example.org/de/nouvelles/the-news.html"]
)
def test_numbers_and_addresses_are_in_no_language(text):
    assert language_of(text, "nl") == "und"


@pytest.mark.parametrize("page", ["", *LANGUAGES])
@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Wie betaalt de opvang?"),
        ("nl", "Kabinet schrapt toelage"),
        ("fr", "Qui paie l'accueil ?"),
        ("fr", "Le gouvernement supprime l'allocation"),
        ("de", "Wer zahlt die Unterkunft?"),
        ("de", "Regierung streicht Zuschuss"),
        ("en", "Who pays for reception?"),
        ("en", "Government scraps allowance"),
    ],
)
def test_a_short_sentence_is_in_its_own_language_on_any_page(language, text, page):
    assert language_of(text, page) == language


@pytest.mark.parametrize("page", ["", *LANGUAGES])
@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Debat over “La forteresse Europe et ses murs” in Gent"),
        ("fr", "Parution du rapport « Wer darf bleiben und wer muss gehen? »"),
        ("de", "Tagung „Who is afraid of the visa office?“ findet im Mai statt"),
        ("en", "What the Dutch call 'de bed-bad-broodregeling' has ended"),
    ],
)
def test_a_quotation_changes_nothing(language, text, page):
    assert language_of(text, page) == language


@pytest.mark.parametrize("page", ["", *LANGUAGES])
@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Brot für die Welt asks the government for answers"),
        ("nl", "Human Rights Watch waarschuwt voor pushbacks aan de grens"),
        ("fr", "Nicole de Moor rencontre les maires de la côte"),
        ("de", "Die Ligue des droits humains klagt gegen den Staat"),
    ],
)
def test_a_name_changes_nothing(language, text, page):
    assert language_of(text, page) == language


@pytest.mark.parametrize("page", ["", *LANGUAGES])
@pytest.mark.parametrize(
    "text",
    [
        "El Parlamento aprueba la ley de asilo",
        "Il governo presenta la nuova legge sull'asilo",
        "O governo apresenta a nova lei de asilo",
        "Rząd przyjął nową ustawę o cudzoziemcach",
        "Hükümet yeni göç yasasını kabul etti",
        "Guvernul a adoptat noua lege a azilului",
        "Regeringen lägger fram en ny asyllag",
        "A kormány elfogadta az új menekültügyi törvényt",
        "Dowladdu waxay ansixisay sharciga cusub ee magangelyada",
    ],
)
def test_a_text_in_a_neighbour_s_language_is_in_none_of_ours(text, page):
    assert language_of(text, page) == "und"


def test_a_word_of_two_languages_is_in_the_page_s():
    assert [language_of("Migration", page) for page in ("fr", "de", "en")] == ["fr", "de", "en"]


def test_a_compound_of_no_list_is_known_by_its_ends():
    assert language_of("Opvangplaatsentekort") == "nl"
    assert language_of("Einwanderungsstatistiken") == "de"


def test_a_text_that_is_all_quotation_is_in_its_language():
    assert language_of("« Nous manquons de places »", "nl") == "fr"


def test_languages_are_told_text_by_text():
    assert detect(["De raad vergadert", "Le conseil se réunit"], page="en") == ["nl", "fr"]
