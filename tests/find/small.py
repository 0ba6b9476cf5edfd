"""A small archive that search is tried on: some thirty stories in four languages, by name.

Whatever words a test looks for stand here, so that the answers can be told by reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.db import transaction

from kroniek.archive.models import Story
from kroniek.archive.models.story import State
from kroniek.find import follow, query_from, search
from kroniek.records import Page
from tests.publish.made import changed, story, tag

LONG = "De commissie las verder. " * 60
STORIES: Mapping[str, Mapping[str, Any]] = {
    # --- voluntary return, in four languages, by several of its names
    "return-nl": {"date": "2021-03-04", "themes": ["return-readmission"], "texts": {"nl": (
        "Meer vrijwillige terugkeer naar Irak",
        "In 2020 keerden 1.300 mensen vrijwillig terug, zegt Fedasil.")}},
    "return-fr": {"date": "2020-11", "texts": {"fr": (
        "Le retour volontaire recule",
        "L’accompagnement des demandeurs déboutés coûte moins cher qu’un éloignement.")}},
    "return-de": {"date": "2019-06-01", "texts": {"de": (
        "Freiwillige Rückkehr aus Österreich",
        "Die Rückkehr\u00adberatung wird ausgebaut; Rückkehrentscheidungen ergehen schneller.")}},
    "return-en": {"date": "2018-02-20", "kind": "report", "texts": {"en": (
        "AVR programmes compared",
        "Fourteen countries run programmes of this kind; none of them knows what becomes of "
        "people afterwards.")}},
    "return-tagged": {"date": "2017-09", "keywords": ["voluntary-return"], "texts": {"en": (
        "Counselling in three cities",
        "Advisers speak with families who consider leaving.")}},
    # --- what nobody may take for a tag
    "rejected": {"date": "2022-01-05", "texts": {"en": ("A seminar on archives", "Nothing else.")}},
    "suggested": {"date": "2022-01-06", "texts": {"en": ("A seminar on maps", "Nothing else.")}},
    "draft": {"date": "2022-01-07", "live": False, "texts": {"nl": (
        "Nog niet verschenen: vrijwillige terugkeer", "Een ontwerp over de zeppelin.")}},
    # --- organisations under several names
    "cgra-fr": {"date": "2016-05-05", "texts": {"fr": (
        "Le CGRA publie ses chiffres", "Les décisions ont augmenté de 12 % en un an.")}},
    "cgra-nl": {"date": "2016-05-05", "texts": {"nl": (
        "CGVS publiceert cijfers", "Het aantal beslissingen steeg met 12 %.")}},
    # --- compounds, inflections, accents
    "compound-nl": {"date": "2015-10-01", "themes": ["reception"], "texts": {"nl": (
        "Tweeduizend extra opvangplaatsen",
        "Nieuwe maatregelen: wachtlijsten voor de kazerne in Sijsele zijn weg.")}},
    "parts-nl": {"date": "2014-01", "texts": {"nl": (
        "De kazerne opent", "Een maatregel van de minister; elke plaats telt mee.")}},
    "compound-de": {"date": "2013", "texts": {"de": (
        "Wohnsitzauflage verlängert",
        "Die Auflage gilt für den Wohnsitz in Straßen mit Fahrradwegen.")}},
    "accents-fr": {"date": "2012-12-24", "texts": {"fr": (
        "Les réfugiés déboutés s’abritent à l’église Béguinage",
        "La procédure d’enquête dure ; l’évêque s’étonne.")}},
    # --- phrases: side by side, apart, the other way round, across two parts, twice as long
    "phrase-near": {"date": "2011-01-01", "texts": {"en": (
        "A lighthouse keeper", "The keeper counts grey seals from the pier.")}},
    "phrase-apart": {"date": "2011-01-02", "texts": {"en": (
        "On the coast", "The keeper of the old light counts three very grey and tired seals.")}},
    "phrase-turned": {"date": "2011-01-03", "texts": {"en": (
        "On the rocks", "Seals are grey, said the keeper.")}},
    "phrase-across": {"date": "2011-01-04", "texts": {"en": (
        "What colour is grey", "Seals have it.")}},
    "joined": {"date": "2011-02-01", "texts": {"en": (
        "A judgment on Article 2013/77/QX", "It speaks of semi-permanent moorings.")}},
    "joined-apart": {"date": "2011-02-02", "texts": {"en": (
        "77 moorings", "In 2013, QX made a semi out of what was permanent.")}},
    # --- one story in two languages; a long one; one without a title; one without words
    "both": {"date": "2010-07-07", "texts": {
        "nl": ("De gouverneur bezoekt de haven", "Hij sprak over meeuwen en over zeilboten."),
        "fr": ("Le gouverneur visite le port", "Il a parlé de mouettes et de voiliers.")}},
    "long": {"date": "2009-01-01", "texts": {"nl": (
        "Verslag van de commissie", "Een lang stuk.", LONG + "De ooievaar broedt. " + LONG)}},
    "very-long": {"date": "2009-01-02", "texts": {"nl": (
        "Tweede verslag", "Een heel lang stuk.", LONG * 20 + "De pelikaan broedt.")}},
    "untitled": {"date": "2008-08-08", "texts": {"de": ("", "Der Leuchtturm blinkt wieder.")}},
    "titled": {"date": "2008-08-09", "texts": {"de": ("Der Leuchtturm", "")}},
    "unknown": {"date": "2007", "texts": {"und": ("Oculus lacustris", "Frontex et anguilla.")}},
    # --- equally good, of several days and of none
    "tie-new": {"date": "2006-03-03", "texts": {"en": ("Puffin", "One puffin.")}},
    "tie-old": {"date": "2001-03-03", "texts": {"en": ("Puffin", "One puffin.")}},
    "tie-older": {"date": "1999", "texts": {"en": ("Puffin", "One puffin.")}},
    "tie-undated": {"date": "", "texts": {"en": ("Puffin", "One puffin.")}},
    "year-said": {"date": "2003-01-01", "texts": {"en": (
        "Looking back at 1998", "What the harbour was in 1998.")}},
    "year-borne": {"date": "1998-05-01", "texts": {"en": (
        "Harbour opens", "The harbour has two piers.")}},
    # --- a word of the concept in the title, the other in the text
    "spread": {"date": "2004-04-04", "texts": {"fr": (
        "Retour d’une cigogne", "Elle est venue de façon volontaire, dit-on.")}},
}  # fmt: skip


def fill() -> dict[int, str]:
    """Make the stories; (id -> name)."""
    names = {}
    for name, given in STORIES.items():
        names[story(**given).pk] = name
    by_name = {name: Story.objects.get(pk=pk) for pk, name in names.items()}
    tag(by_name["rejected"], "voluntary-return", state=State.REJECTED)
    tag(by_name["suggested"], "voluntary-return", state=State.SUGGESTED)
    changed(by_name["rejected"])
    changed(by_name["suggested"])
    return names


@contextmanager
def small_archive(settings, home) -> Iterator[dict[int, str]]:
    """The stories in the database and in an index of their own; rolled back at the end."""
    settings.HOME = home
    with transaction.atomic():
        names = fill()
        follow.catch_up()
        yield names
        transaction.set_rollback(True)


def ask(q: str, *, limit: int | None = 50, ui: str = "en", sort: str = "", **filters: Any) -> Page:

    values = {
        name.rstrip("_"): [value] if isinstance(value, str) else value
        for name, value in filters.items()
    }
    after = values.pop("after", [""])[0]
    query = query_from(values, ui=ui, limit=limit, after=after)
    return search(replace(query, q=q, sort=sort))
