"""The language of a text, with the page's language as a prior."""

import pytest

from kroniek.understand.language import detect


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
    assert detect([text], page=page) == ["und"]


def test_a_text_that_could_be_anything_is_in_the_page_s_language():
    assert detect(["Frontex, Eurodac"], page="de") == ["de"]


def test_numbers_are_in_no_language():
    assert detect(["12,5 % – 2020"], page="nl") == ["und"]
