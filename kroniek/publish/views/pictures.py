"""Charts as images: drawn on first sight, kept until the archive changes."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_safe

from kroniek import find
from kroniek.archive import changes
from kroniek.publish import charts
from kroniek.publish.charts import Chart
from kroniek.publish.views.concepts import concept_of, query_for
from kroniek.publish.views.public import public
from kroniek.publish.words import label_of

# An image opened by itself needs its own style, and nothing else.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


@require_safe
@public
def chart(request: HttpRequest, ui: str, name: str, size: str) -> HttpResponse:
    """The chart of all themes (`themes`) or of one concept."""
    change = changes.last_change()
    tag = f'"{name}-{ui}-{size}-{change}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    key = f"svg:{name}:{ui}:{size}"
    drawn = changes.remember(key, lambda: _drawn(name, size, ui), change=change)
    response = HttpResponse(drawn, content_type="image/svg+xml", headers={"ETag": tag})
    response.headers["Cache-Control"] = "public, max-age=300"
    response.headers["Content-Security-Policy"] = _POLICY
    return response


def _drawn(name: str, size: str, ui: str) -> str:
    found = charts.by_theme(ui) if name == "themes" else _of_concept(name, ui)
    if found is None:
        raise Http404
    return charts.svg(found, size)


def _of_concept(id: str, ui: str) -> Chart | None:
    found = concept_of(id)
    _, query = query_for(found, ui)
    years = find.search(query).facets.get("year", ())
    return charts.over_years(id, label_of(found, ui), years, ui)
