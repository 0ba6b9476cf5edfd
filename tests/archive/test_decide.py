"""What becomes of an item: the rules of `decide`, case by case and by property."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kroniek.archive.intents import Create, Meet, Refuse
from kroniek.records import FoundHappening, FoundThread, Link, TagRole, TagState, Text
from tests.archive.readings import LONG, Memory, item, keyword, theme

OTHER = (
    "Belgium and Albania have signed a protocol on how readmission requests are handled, "
    "which enters into force next spring."
)
THIRD = "A study compares the ways in which member states identify victims among minors."


@pytest.fixture
def memory() -> Memory:
    return Memory()


# --- the same story, seen again -------------------------------------------------------------


def test_the_same_page_again_changes_nothing(memory):
    page = [item(date="2020-12", tags=[theme("reception")]), item(OTHER), item(THIRD, date="2019")]
    memory.take(*page)
    intents = memory.take(*page)
    assert all(isinstance(intent, Meet) and not intent.changes for intent in intents)
    assert not any(intent.conflicts for intent in intents)


def test_two_pages_make_one_story_with_the_best_of_both(memory):
    memory.take(
        item(date="2020-12", tags=[theme("return", TagState.IMPLIED), keyword("a", "a")]),
        item(OTHER),
        source="theme",
    )
    _, meet = memory.take(
        item(OTHER),
        item(date="2020-12-15", tags=[theme("return"), keyword("b", "b")], kind_stated=True),
        source="full list",
    )
    assert len(memory.stories) == 2
    story = memory.stories[meet.pk]
    assert story.date == "2020-12-15"
    assert story.tags == {
        (TagRole.THEME, "return"): TagState.STATED,
        (TagRole.KEYWORD, "a"): TagState.STATED,
        (TagRole.KEYWORD, "b"): TagState.STATED,
    }
    assert [source for source, _, pk in memory.sightings if pk == meet.pk] == ["theme", "full list"]


@pytest.mark.parametrize(
    ("stored", "new", "best", "conflicts"),
    [
        ("2020-12", "2020-12-15", "2020-12-15", 0),
        ("2020-12-15", "2020-12", "2020-12-15", 0),
        ("2020", "2020-12", "2020-12", 0),
        ("", "2020-12", "2020-12", 0),
        ("2020-12", "", "2020-12", 0),
        ("2020-12-15", "2020-12-15", "2020-12-15", 0),
    ],
)
def test_the_more_exact_date_is_taken(memory, stored, new, best, conflicts):
    memory.take(item(date=stored), source="a")
    (intent,) = memory.take(item(date=new), source="b")
    assert isinstance(intent, Meet)
    assert (memory.stories[1].date, len(intent.conflicts)) == (best, conflicts)


def test_a_contradicting_date_under_one_id_is_kept_as_a_conflict(memory):
    memory.take(item(date="2020-12-15", external_id="7"))
    (intent,) = memory.take(item(date="2021-01", external_id="7"))
    assert intent.conflicts == ("the date 2021-01 against 2020-12-15",)
    assert not intent.changes
    assert memory.stories[1].date == "2020-12-15"


def test_a_contradicting_kind_is_kept_as_a_conflict(memory):
    memory.take(item(kind="study", kind_stated=True))
    (intent,) = memory.take(item(kind="report", kind_stated=True), source="b")
    assert intent.conflicts == ("the kind report against study",)
    (intent,) = memory.take(item(kind="news-item"), source="c")
    assert not intent.conflicts, "a kind that is only assumed contradicts nothing"


def test_a_stated_kind_replaces_an_assumed_one(memory):
    memory.take(item())
    first, second = memory.take(
        item(kind="study", kind_stated=True), item(kind="study", kind_stated=True), source="b"
    )
    assert first.kind == "study"
    assert not second.kind
    assert not second.conflicts


def test_an_undated_sighting_joins_the_dated_story(memory):
    memory.take(item(date="2020-12-15"), source="list")
    (intent,) = memory.take(item(tags=[keyword("x", "x")]), source="keyword page")
    assert isinstance(intent, Meet)
    assert memory.stories[1].date == "2020-12-15"


def test_a_cut_teaser_is_the_whole_one(memory):
    cut = LONG[:100] + " …"
    memory.take(item(cut, date="2020-12"), source="short")
    (intent,) = memory.take(item(date="2020-12-15"), source="long")
    assert intent.texts == (Text("en", "", LONG, ""),)
    (intent,) = memory.take(item(LONG[:95] + "...", date="2020-12"), source="shorter")
    assert isinstance(intent, Meet)
    assert not intent.changes


def test_words_are_the_same_whatever_the_spaces_and_accents(memory):
    memory.take(item("Le plan d’accueil a été approuvé par le gouvernement ce matin même."))
    (intent,) = memory.take(
        item("Le plan d’accueil  a été approuvé par le\u00a0gouvernement ce matin même. "),
        source="b",
    )
    assert isinstance(intent, Meet)
    assert not intent.changes


# --- two stories, however alike -------------------------------------------------------------


def test_different_ids_in_one_source_are_two_stories(memory):
    intents = memory.take(item(external_id="1", date="2020"), item(external_id="2", date="2020"))
    assert [type(intent) for intent in intents] == [Create, Create]
    intents = memory.take(item(external_id="2", date="2020"), item(external_id="1", date="2020"))
    assert [intent.pk for intent in intents] == [2, 1]


def test_ids_of_different_sources_say_nothing_of_each_other(memory):
    memory.take(item(external_id="1"), source="a")
    (same,) = memory.take(item(external_id="2"), source="b")
    (other,) = memory.take(item(OTHER, external_id="1"), source="c")
    assert isinstance(same, Meet)
    assert isinstance(other, Create)


def test_the_same_sentence_of_another_month_is_another_story(memory):
    intents = memory.take(item(date="2020-12"), item(date="2020-11"), item(date="2020-12-03"))
    assert [type(intent) for intent in intents] == [Create, Create, Meet]


def test_short_texts_need_the_same_date_and_title(memory):
    memory.take(item("Read more", title="Newsletter", date="2020-12"))
    intents = memory.take(
        item("Read more", title="Newsletter", date="2021-12"),
        item("Read more", title="Newsletter", date="2020-12"),
        source="b",
    )
    assert [type(intent) for intent in intents] == [Create, Meet]


def test_two_items_under_one_address_are_two_stories(memory):
    """Some lists give every item the address of the list itself."""
    url = "https://site.example/news"
    intents = memory.take(*(item(text, url=url) for text in (LONG, OTHER, THIRD)))
    assert [type(intent) for intent in intents] == [Create] * 3
    intents = memory.take(*(item(text, url=url) for text in (THIRD + " New.", LONG, OTHER)))
    assert [memory.stories[pk].texts[0].teaser for pk in (1, 2)] == [LONG, OTHER]
    assert [intent.pk for intent in intents[1:]] == [1, 2]


def test_one_address_one_item_each_time_is_one_story(memory):
    memory.take(item(url="https://site.example/news/plan", date="2020"), source="a")
    (intent,) = memory.take(
        item(OTHER, url="http://www.site.example/news/plan/", date="2020"), source="b"
    )
    assert isinstance(intent, Meet)
    assert not intent.texts, "only its own source may change a text"


def test_two_numbers_of_a_bulletin_on_one_page_are_two_stories(memory):
    def bulletin(number: int):
        text = f"Bulletin {number} brings news on asylum and on return from all member states."
        return item(text, title="The EMN bulletin is out", date="2020")

    intents = memory.take(bulletin(12), bulletin(13))
    assert [type(intent) for intent in intents] == [Create, Create]
    (intent,) = memory.take(bulletin(14), source="elsewhere")
    assert isinstance(intent, Create)


# --- one id twice, translations -------------------------------------------------------------


def test_an_id_used_twice_with_other_words_is_refused(memory):
    first, second = memory.take(item(external_id="1"), item(OTHER, external_id="1"))
    assert isinstance(first, Create)
    assert isinstance(second, Refuse)
    assert second.why == "the id '1' is used twice in this file, with different words"


def test_an_id_used_twice_with_the_same_words_is_one_story(memory):
    _, second = memory.take(item(external_id="1"), item(external_id="1"))
    assert isinstance(second, Meet)
    assert not second.changes


def test_translations_under_one_id_are_one_story(memory):
    dutch = "De regering heeft een nieuw plan voor de opvang van verzoekers goedgekeurd."
    _, meet = memory.take(item(external_id="1"), item(dutch, language="nl", external_id="1"))
    assert [text.language for text in memory.stories[1].texts] == ["en", "nl"]
    assert isinstance(meet, Meet)
    again = memory.take(item(external_id="1"), item(dutch, language="nl", external_id="1"))
    assert not any(intent.changes for intent in again)


@pytest.mark.parametrize(
    "found",
    [{"external_id": "a\x00b"}, {"url": "https://x.example/\x00y"}, {"language": "xx"}],
    ids=["NUL in the id", "NUL in the address", "unknown language"],
)
def test_what_cannot_be_stored_is_refused(memory, found):
    (intent,) = memory.take(item(**({"language": "en"} | found)))
    assert isinstance(intent, Refuse)


def test_half_a_character_is_refused(memory):
    (intent,) = memory.take(item("half a pair: \ud83d of an emoji, which no file can hold"))
    assert intent.why == "it holds a character that cannot be stored (U+D83D)"


def test_an_item_without_words_is_refused(memory):
    (intent,) = memory.take(item("", date="2020"))
    assert isinstance(intent, Refuse)


# --- corrections ----------------------------------------------------------------------------


def page_of(*texts: str, date: str = "2020-12"):
    return [item(text, date=date) for text in texts]


def test_a_corrected_word_in_its_place_changes_the_story(memory):
    memory.take(*page_of(OTHER, LONG, THIRD))
    corrected = LONG.replace("agreed on", "approved")
    _, intent, _ = memory.take(*page_of(OTHER, corrected, THIRD))
    assert isinstance(intent, Meet)
    assert (intent.pk, intent.texts) == (2, (Text("en", "", corrected, ""),))


def test_a_corrected_figure_in_its_place_changes_the_story(memory):
    first = LONG + " There are 1,250 new places."
    memory.take(*page_of(OTHER, first, THIRD))
    _, intent, _ = memory.take(*page_of(OTHER, first.replace("1,250", "1,750"), THIRD))
    assert (type(intent), intent.pk) == (Meet, 2)


def test_a_correction_at_the_top_under_a_new_item(memory):
    memory.take(*page_of(LONG, OTHER))
    new, intent, _ = memory.take(*page_of(THIRD, LONG.replace("agreed on", "approved"), OTHER))
    assert isinstance(new, Create)
    assert (type(intent), intent.pk) == (Meet, 1)


FIGURES = "In {} asked {} people for international protection in Belgium, says the Office."


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Bulletin 35 is out, with news from all member states.", "Bulletin 36 is out, with news "
         "from all member states."),
        (FIGURES.format("March", "1,250"), FIGURES.format("April", "1,250")),
        (FIGURES.format("2019", "1,250"), FIGURES.format("2020", "1,250")),
        ("A plan for the reception of minors was agreed on by the council of ministers.",
         "A plan for the detention of minors was agreed on by the council of ministers."),
    ],
    ids=["number", "month", "year", "other words"],
)  # fmt: skip
@pytest.mark.parametrize("date", ["2020-12", ""])
def test_a_new_item_is_not_the_one_that_fell_off_the_page(memory, old, new, date):
    memory.take(*page_of(OTHER, THIRD, old, date=date))
    first, *_ = memory.take(*page_of(new, OTHER, THIRD, date=date))
    assert isinstance(first, Create)
    assert memory.stories[3].texts[0].teaser == old


@pytest.mark.parametrize(
    "pair",
    [(35, 36), ("March", "April"), (2019, 2020)],
    ids=["number", "month", "year"],
)
def test_the_next_of_a_series_in_the_same_place_is_a_new_story(memory, pair):
    before, after = (f"Number {part} of the series on asylum and migration." for part in pair)
    memory.take(*page_of(before, OTHER))
    first, _ = memory.take(*page_of(after, OTHER))
    assert isinstance(first, Create)


def test_another_source_corrects_nothing(memory):
    memory.take(*page_of(OTHER, LONG, THIRD), source="a")
    _, intent, _ = memory.take(
        *page_of(OTHER, LONG.replace("agreed on", "approved"), THIRD), source="b"
    )
    assert isinstance(intent, Create)


def test_a_text_changed_under_its_id(memory):
    memory.take(item(external_id="1", date="2020"))
    (intent,) = memory.take(item(OTHER, external_id="1", date="2020"))
    assert intent.texts == (Text("en", "", OTHER, ""),)


# --- what a person decided ------------------------------------------------------------------


def by_hand(memory: Memory, **locks: object) -> None:
    memory.stories[1] = replace(memory.stories[1], by_hand=True, **locks)


def test_an_accepted_date_stays(memory):
    memory.take(item(date="2020-12", external_id="1"))
    by_hand(memory, date_locked=True)
    (intent,) = memory.take(item(date="2020-12-15", external_id="1"))
    assert not intent.date


def test_an_edited_text_stays_and_the_difference_is_told(memory):
    memory.take(item(external_id="1"))
    by_hand(memory, locked_texts=frozenset({"en"}))
    (intent,) = memory.take(item(OTHER, external_id="1"))
    assert not intent.texts
    assert intent.conflicts == ("the en text differs from the editor's",)


@pytest.mark.parametrize("state", [TagState.REJECTED, TagState.ACCEPTED])
def test_a_persons_word_on_a_tag_stays(memory, state):
    memory.take(item(tags=[theme("return")]))
    by_hand(memory, tags={(TagRole.THEME, "return"): state})
    (intent,) = memory.take(item(tags=[theme("return")]))
    assert not intent.tags


def test_a_suggested_tag_that_is_printed_becomes_stated(memory):
    memory.take(item())
    memory.stories[1] = replace(
        memory.stories[1], tags={(TagRole.THEME, "return"): TagState.SUGGESTED}
    )
    (intent,) = memory.take(item(tags=[theme("return")]))
    assert intent.tags == (theme("return"),)
    (intent,) = memory.take(item(tags=[theme("return", TagState.IMPLIED)]))
    assert not intent.tags, "an implied tag does not weaken a stated one"


MORE = {
    "links": (Link("plan", "https://site.example/plan"),),
    "happenings": (FoundHappening("2021-03-17", "17 March 2021"),),
    "threads": (FoundThread("reception", {"en": "Reception"}),),
}


def test_what_another_page_adds_is_added_once(memory):
    memory.take(item(), source="text")
    (intent,) = memory.take(item(external_id="1", url="https://s.example/p", **MORE), source="html")
    assert (intent.links, intent.happenings, intent.threads) == tuple(MORE.values())
    assert (intent.external_id, intent.url) == ("1", "https://s.example/p")
    (intent,) = memory.take(item(external_id="1", **MORE), source="feed")
    assert not intent.changes


def test_a_person_who_took_it_away_does_not_get_it_again(memory):
    memory.take(item(**MORE))
    by_hand(memory, links=(), happenings=frozenset(), threads=frozenset())
    (intent,) = memory.take(item(**MORE))
    assert not intent.changes


# --- properties -----------------------------------------------------------------------------

TEXTS = (LONG, OTHER, THIRD)
TAGS = (
    theme("return"),
    theme("return", TagState.IMPLIED),
    theme("reception", TagState.IMPLIED),
    keyword("Frontex", "frontex"),
    keyword("made up"),
)
items = st.builds(
    lambda text, date, tags, url: item(
        TEXTS[text], date=date[text], tags=tags, url=f"https://s.example/{text}" if url else ""
    ),
    text=st.integers(0, 2),
    date=st.sampled_from(
        [("", "", ""), ("2020", "2019", "2018"), ("2020-12", "2019-01", "2018-05"),
         ("2020-12-15", "2019-01-02", "2018-05-31")]
    ),
    tags=st.lists(st.sampled_from(TAGS), max_size=3, unique=True).map(
        lambda tags: sorted(tags, key=lambda tag: tag.state != TagState.STATED)
    ),
    url=st.booleans(),
)  # fmt: skip
pages = st.lists(items, max_size=4)


@given(page=pages)
def test_any_page_again_changes_nothing(page):
    memory = Memory()
    memory.take(*page)
    before = memory.outcome()
    intents = memory.take(*page)
    assert not any(isinstance(intent, Create) or intent.changes for intent in intents)
    assert memory.outcome() == before


@given(one=pages, other=pages)
def test_the_order_of_two_pages_makes_no_difference(one, other):
    forth, back = Memory(), Memory()
    forth.take(*one, source="one")
    forth.take(*other, source="other")
    back.take(*other, source="other")
    back.take(*one, source="one")
    assert forth.outcome() == back.outcome()


@given(page=pages)
def test_every_item_is_accounted_for(page):
    memory = Memory()
    intents = memory.take(*page)
    assert [intent.reading.found.position for intent in intents] == list(range(1, len(page) + 1))
    assert len(memory.sightings) == len(page)
