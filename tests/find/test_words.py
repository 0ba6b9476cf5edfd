"""Searching by words and concepts: what is found, in which order, on which page."""

from __future__ import annotations

import pytest
from django.conf import settings

from kroniek.archive.models import Story
from kroniek.records import BadOption
from tests.find.small import STORIES, ask, small_archive

RETURN = {"return-nl", "return-fr", "return-de", "return-en", "return-tagged"}
PUFFINS = ["tie-new", "tie-old", "tie-older", "tie-undated"]
VISIBLE = set(STORIES) - {"draft"}


@pytest.fixture(scope="module")
def names(django_db_setup, django_db_blocker, tmp_path_factory):
    before = settings.HOME
    with (
        django_db_blocker.unblock(),
        small_archive(settings, tmp_path_factory.mktemp("small")) as names,
    ):
        yield names
    settings.HOME = before


@pytest.fixture(autouse=True)
def home(names):
    return settings.HOME


@pytest.fixture(autouse=True)
def no_memory():
    """One state of the archive for the module: what is kept for it stays."""


@pytest.fixture
def found(names):
    """found("words", sort=..., theme=...) -> the names of the stories that match, in order."""

    def names_of(q: str, **more: object) -> list[str]:
        page = ask(q, **more)
        near = ("part", "meaning")
        hits = [hit for hit in page.hits if not any(why.matched in near for why in hit.why)]
        assert page.total == len(hits), "all of them are on one page here"
        return [names[hit.story] for hit in hits]

    return names_of


# --- words ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        # all words are wanted, wherever they stand
        ("keeper", {"phrase-near", "phrase-apart", "phrase-turned"}),
        ("keeper pier", {"phrase-near"}),
        ("pier keeper", {"phrase-near"}),
        ("grey seals", {"phrase-near", "phrase-apart", "phrase-turned", "phrase-across"}),
        ("KEEPER Pier", {"phrase-near"}),
        ("cigogne volontaire", {"spread"}),
        ("mouettes", {"both"}), ("meeuwen", {"both"}), ("mouettes meeuwen", {"both"}),
        # phrases: side by side, in this order, in these forms, within one part
        ('"grey seals"', {"phrase-near"}),
        ('"seals grey"', set()),
        ('"grey seal"', set()),
        ('"Keeper COUNTS grey"', {"phrase-near"}),
        ('"grey" seals', {"phrase-near", "phrase-apart", "phrase-turned", "phrase-across"}),
        ("“grey seals” pier", {"phrase-near"}),
        ('"grey seals"~2', {"phrase-near", "phrase-apart", "phrase-across"}),
        ('"grey seals"~3', {"phrase-near", "phrase-apart", "phrase-turned", "phrase-across"}),
        ('"counts seals"~3', {"phrase-near"}),
        ('"counts seals"~5', {"phrase-near", "phrase-apart"}),
        # operators, in four languages
        ("puffin OR leuchtturm", {*PUFFINS, "titled", "untitled"}),
        ("puffin ODER leuchtturm", {*PUFFINS, "titled", "untitled"}),
        ("keeper -tired", {"phrase-near", "phrase-turned"}),
        ("keeper NIET tired", {"phrase-near", "phrase-turned"}),
        ("keeper SAUF (tired OU pier)", {"phrase-turned"}),
        ("(keeper OR puffin) -(tired OR one)", {"phrase-near", "phrase-turned"}),
        ('keeper -"grey seals"', {"phrase-apart", "phrase-turned"}),
        ("keeper -kee*", set()),
        ("keeper OR keeper", {"phrase-near", "phrase-apart", "phrase-turned"}),
        # beginnings
        ("kaz*", {"compound-nl", "parts-nl"}),
        ("leucht* -blinkt", {"titled"}),
        ("église*", {"accents-fr"}),
        # inflections, compounds both ways, accents
        ("maatregel", {"compound-nl", "parts-nl"}),
        ("maatregelen", {"compound-nl", "parts-nl"}),
        ("plaats", {"compound-nl", "parts-nl"}),
        ("wachtlijst", {"compound-nl"}),
        ("Fahrradweg", {"compound-de"}),
        ("strasse", {"compound-de"}), ("STRAẞEN", {"compound-de"}),
        ("eveque etonne", {"accents-fr"}), ("ÉVÊQUE", {"accents-fr"}), ("evêques", {"accents-fr"}),
        # joined words; numbers of laws stand side by side
        ("2013/77/QX", {"joined"}), ("2013-77", {"joined"}),
        ("2013 77 QX", {"joined", "joined-apart"}),
        ("semi-permanent", {"joined", "joined-apart"}),
        ("l'église", {"accents-fr"}), ("d’enquête", {"accents-fr"}),
        # far down in a text, in a title alone, in a language that nobody knows
        ("ooievaar", {"long"}), ("pelikaan", {"very-long"}), ("leuchtturm", {"titled", "untitled"}),
        ("oculus", {"unknown"}), ("Frontex", {"unknown"}),
        # a year is a word, and the year of a story
        ("1998", {"year-said", "year-borne"}), ("piers 1998", {"year-borne"}),
        # little words
        ("the keeper", {"phrase-near", "phrase-apart", "phrase-turned"}),
        ('"grey seals" the', {"phrase-near"}), 
        ("the keep* of", {"phrase-near", "phrase-apart", "phrase-turned"}),
        ("where", set()), ("afterwards", {"return-en"}),
    ],
)  # fmt: skip
def test_words(found, query, expected):
    assert set(found(query)) == expected


def test_stop_words_alone_are_looked_for(found):
    assert {"phrase-near", "year-borne"} <= set(found("the"))
    assert "return-nl" not in found("the")


def test_what_is_not_published_is_not_found(found):
    assert found("zeppelin") == found("ontwerp") == []
    assert found("seminar") != []


@pytest.mark.parametrize("query", ["-the", "NOT the", "-(the)", "NIET the", "-the -the"])
def test_exclusions_alone_leave_everything_else(found, query):
    having = set(found("the"))
    assert set(found(query)) == VISIBLE - having


# --- concepts -------------------------------------------------------------------------------


@pytest.mark.parametrize("ui", ["nl", "fr", "de", "en"])
@pytest.mark.parametrize(
    "query",
    ["vrijwillige terugkeer", "freiwillige Rückkehr", "freiwillige ruckkehr", "voluntary return",
     "Voluntary Returns", "AVR", "avr"],
)  # fmt: skip
def test_a_concept_by_any_of_its_names(found, query, ui):
    assert set(found(query, ui=ui)) == RETURN


def test_a_concepts_own_words_count_where_they_stand_apart(found):
    assert set(found("retour volontaire")) == RETURN | {"spread"}
    assert found("retour volontaire")[-1] == "spread"


@pytest.mark.parametrize("query", ["CGRA", "CGVS", "CGRS", "cgvs", "cgra"])
def test_an_organisation_by_any_of_its_letters(found, query):
    assert set(found(query)) == {"cgra-fr", "cgra-nl"}


def test_only_tags_that_nobody_doubts_count(found):
    assert not {"rejected", "suggested"} & set(found("voluntary return"))
    assert not {"rejected", "suggested"} & set(found("keyword:voluntary-return"))


def test_a_kind_is_a_concept(found):
    assert "return-en" in found("report")
    assert ask("report", limit=5).hits[0].why


def test_concepts_and_words_together(found):
    assert set(found("vrijwillige terugkeer Fedasil")) == {"return-nl"}
    assert set(found("vrijwillige terugkeer -Fedasil")) == RETURN - {"return-nl"}


# --- fields ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("theme:return-readmission", {"return-nl"}), ("thema:Terugkeer", {"return-nl"}),
        ("thème:Retours", {"return-nl"}), ("theme:Rückkehr", {"return-nl"}),
        ('theme:"Return & Readmission"', {"return-nl"}),
        ("keyword:voluntary-return", {"return-tagged"}), ("trefwoord:AVR", {"return-tagged"}),
        ('mot-clé:"retour volontaire"', {"return-tagged"}),
        ("kind:report", {"return-en"}), ("soort:verslag", {"return-en"}),
        ("language:und", {"unknown"}), ("taal:Frans gouverneur", {"both"}),
        ("Sprache:Niederländisch gouverneur", {"both"}), ("langue:allemand haven", set()),
        ("year:2011", {"phrase-near", "phrase-apart", "phrase-turned", "phrase-across", "joined",
                       "joined-apart"}),
        ("jaar:2012..2013", {"accents-fr", "compound-de"}),
        ("année:..1998", {"year-borne"}), ("Jahr:2022..", {"rejected", "suggested"}),
        ("date:2011-01-02..2011-01-03", {"phrase-apart", "phrase-turned"}),
        ("datum:2020-11", {"return-fr"}), ("date:2020-11-15", {"return-fr"}),
        ("date:2018-02..2019-06", {"return-en", "return-de"}),
        ("title:puffin", set(PUFFINS)), ("titel:Leuchttürme", {"titled"}), ("title:piers", set()),
        ('titre:"le port"', {"both"}), ('title:"port le"', set()), ("title:leucht*", {"titled"}),
        ("keeper title:coast", {"phrase-apart"}), 
        ("keeper -title:coast", {"phrase-near", "phrase-turned"}),
        ("(theme:reception OR theme:return-readmission) -kaz*", {"return-nl"}),
        ("AVR -language:nl -language:fr", {"return-de", "return-en", "return-tagged"}),
    ],
)  # fmt: skip
def test_fields(found, query, expected):
    assert set(found(query)) == expected


@pytest.mark.parametrize(
    ("query", "note", "expected"),
    [
        ("theme:puffin", "theme:puffin", set(PUFFINS)),
        ("year:keeper pier", "year:keeper", {"phrase-near"}),
        ("date:9999-99 lighthouse", "date:9999-99", {"phrase-near"}),
        ("language:Klingon lighthouse", "language:Klingon", {"phrase-near"}),
        ("source:nowhere lighthouse", "source:nowhere", {"phrase-near"}),
    ],
)
def test_a_value_that_means_nothing_is_read_as_words(found, query, note, expected):
    page = ask(query)
    assert ("unknown-value", note) in [(n.code, n.text) for n in page.notes]
    assert set(found(query)) == expected


def test_filters_and_words(found):
    assert set(found("AVR", language=["nl", "fr"])) == {"return-nl", "return-fr"}
    assert set(found("AVR", theme="return-readmission")) == {"return-nl"}
    assert set(found("AVR", from_="2019", to="2020")) == {"return-fr", "return-de"}
    assert set(found("AVR", year="2018")) == {"return-en"}
    assert found("AVR", kind="study") == []


# --- typing errors, and words that nobody has -----------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant", "expected"),
    [
        ("pufin", "puffin", set(PUFFINS)),
        ("puffni one", "puffin one", set(PUFFINS)),
        ("leuchtrum", "leuchtturm", {"titled", "untitled"}),
        ("keeper -tirde", "keeper -tired", {"phrase-near", "phrase-turned"}),
        ('pufin "one puffin"', 'puffin "one puffin"', set(PUFFINS)),
    ],
)
def test_a_typing_error_is_mended_and_told(found, typed, meant, expected):
    assert ask(typed).did_you_mean == meant
    assert set(found(typed)) == expected


def test_a_word_that_stands_somewhere_is_no_error():
    for query in ("puffin", "seal", "AVR", "maatregel", "one"):
        assert ask(query).did_you_mean == ""


def test_only_the_word_itself_is_mended():
    assert ask("pufin pufins").did_you_mean in ("puffin puffin", "puffin pufins")


def test_a_word_that_nobody_has():
    page = ask("xqzzyw")
    assert [(n.code, n.text) for n in page.notes] == [("nothing-to-find", "xqzzyw")]
    assert (page.total, page.hits, page.did_you_mean) == (0, (), "")


def test_beside_others_it_is_passed_over(found):
    assert set(found("xqzzyw puffin")) == set(PUFFINS)
    assert [n.text for n in ask("xqzzyw puffin").notes] == ["xqzzyw"]
    assert set(found("puffin -xqzzyw")) == set(PUFFINS)
    assert found('xqzzyw "grey seals"') == ["phrase-near"]
    assert found("keep* title:coast xqzzyw") == ["phrase-apart"]
    assert found("xqzzyw -the") == []


# --- order and pages ------------------------------------------------------------------------


def test_of_equals_the_newer_first_and_the_undated_last(found):
    assert found("puffin") == PUFFINS
    assert found("puffin", sort="date") == PUFFINS


def test_newer_counts_for_less_than_better(found):
    assert found("1998")[0] == "year-said"
    assert found("leuchtturm")[0] == "titled", "in the title"


def test_by_date(found):
    by_date = found("AVR", sort="date")
    assert by_date == ["return-nl", "return-fr", "return-de", "return-en", "return-tagged"]


def test_filters_and_exclusions_alone_give_the_newest_first(found):
    for query in (
        "-the",
        "language:fr",
        "year:2011",
        "theme:reception OR theme:return-readmission",
    ):
        assert found(query) == found(query, sort="date")
    assert found("language:fr")[:2] == ["return-fr", "cgra-fr"]


@pytest.mark.parametrize("sort", ["", "relevance", "date"])
@pytest.mark.parametrize(
    "query", ["AVR", "puffin", "-the", "grey seals", "the OR de", "kaz*", "year:2011"]
)
@pytest.mark.parametrize("limit", [1, 2, 3, 50])
def test_pages_have_no_doubles_and_no_holes(query, sort, limit):
    whole = ask(query, sort=sort, limit=1_000)
    after, seen = "", []
    for _ in range(60):
        page = ask(query, sort=sort, limit=limit, after=after)
        assert (page.total, page.by_meaning) == (whole.total, whole.by_meaning)
        assert page.hits, "no page is empty"
        seen += [hit.story for hit in page.hits]
        after = page.next
        if not after:
            break
    assert after == ""
    assert seen == [hit.story for hit in whole.hits]
    assert len(seen) == len(set(seen)) == whole.total + whole.by_meaning


@pytest.mark.parametrize("sort", ["relevance", "date"])
@pytest.mark.parametrize(
    "after", ["x", "r", "rx", "r-1", "r99999999", "r²", "1-", "-", "1-2-3", "1-999999", "\x00"]
)
def test_a_page_that_is_not_there(sort, after):
    with pytest.raises(BadOption) as told:
        ask("puffin", sort=sort, after=after)
    assert told.value.where == "after"


def test_the_facets_count_what_matches():
    page = ask("AVR", ui="nl")
    years = {value.id: value.count for value in page.facets["year"] if value.count}
    assert years == dict.fromkeys(["2021", "2020", "2019", "2018", "2017"], 1)
    themes = {value.id: (value.label, value.count) for value in page.facets["theme"] if value.count}
    assert themes["return-readmission"] == ("Terugkeer & Readmissie", 1)


def test_what_was_recognised_is_in_the_readers_words():
    for ui, label in (("nl", "Vrijwillige terugkeer"), ("fr", "Retour volontaire")):
        (one,) = ask("avr puffin", ui=ui).recognised
        assert (one.concept, one.label, one.text) == ("voluntary-return", label, "avr")


def test_nobody_is_left_out(names):
    assert {names[hit.story] for hit in ask("", limit=None).hits} == VISIBLE
    assert Story.objects.filter(pk__in=names).count() == len(STORIES)
