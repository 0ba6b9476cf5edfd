"""A story's own page, and its preview on the editor's desk."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from kroniek import find
from kroniek.archive import stories
from kroniek.archive.models import Sighting, Story, Thread, ThreadEntry
from kroniek.archive.models.story import PUBLIC_STATES
from kroniek.publish import addresses, jsonld
from kroniek.publish.caching import follows_archive
from kroniek.publish.frame import Frame, frame
from kroniek.publish.sheet import Sheet, sheet
from kroniek.publish.similar import similar
from kroniek.publish.views.public import public
from kroniek.publish.words import headline_of, shortened
from kroniek.records import LANGUAGES

_DESCRIPTION = 160
_LARGEST_ID = 2**63 - 1


@require_safe
@follows_archive(also=find.state)
@public
def story(request: HttpRequest, ui: str, id: int, slug: str = "") -> HttpResponse:
    found = _public_story(id)
    address = found.get_absolute_url(ui)
    if request.path != address:
        return HttpResponsePermanentRedirect(address)
    shown = sheet(
        found,
        ui,
        threads=_threads(found),
        sightings=found.sightings.all(),
        address=addresses.absolute(request, address),
    )
    structured = jsonld.as_script(jsonld.story(found, ui, addresses.absolute(request, "/")))
    context = {
        "frame": _frame(request, ui, found, shown),
        "story": shown,
        "preview": False,
        "similar": similar(found, ui),
        "structured": structured,
    }
    return render(request, "publish/story.html", context)


def preview(request: HttpRequest, story: Story, ui: str) -> HttpResponse:
    """The page as it would be. The story is in memory, perhaps never saved: relations only."""
    with translation.override(ui):
        shown = sheet(story, ui, threads=_threads(story), sightings=_sightings(story))
        framed = _frame(request, ui, story, shown)
        context = {"frame": framed, "story": shown, "preview": True}
        return render(request, "publish/story.html", context)


def _public_story(id: int) -> Story:
    found = stories.load([id], sightings=True) if id <= _LARGEST_ID else []
    if not found or not found[0].live:
        raise Http404
    return found[0]


def _sightings(story: Story) -> Iterable[Sighting]:
    return story.sightings.select_related("capture__source") if story.pk else ()


def _threads(story: Story) -> dict[Thread, list[Story]]:
    """The public stories of each thread that this one belongs to, the oldest first."""
    threads = [e.thread for e in story.thread_entries.all() if e.state in PUBLIC_STATES]
    if not threads:
        return {}
    entries = ThreadEntry.objects.filter(
        thread__in=threads, state__in=PUBLIC_STATES, story__live=True
    ).order_by("-story__sort_key", "-story_id")
    pairs = list(entries.values_list("thread", "story"))
    by_id = {other.pk: other for other in stories.load([pk for _, pk in pairs])}
    return {t: [by_id[pk] for thread, pk in pairs if thread == t.pk] for t in threads}


def _frame(request: HttpRequest, ui: str, story: Story, shown: Sheet) -> Frame:
    text = story.best_text(ui)
    words = (text.teaser or text.body) if text else ""
    return frame(
        request,
        ui,
        shown.text.headline if shown.text else headline_of(None),
        description=shortened(words, _DESCRIPTION),
        path=shown.href,
        languages={code: story.get_absolute_url(code) for code in LANGUAGES} if story.pk else None,
        translated=[text.language for text in story.texts.all()],
    )
