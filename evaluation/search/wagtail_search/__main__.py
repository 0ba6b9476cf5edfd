"""Fill a database with the items, index it, ask it every query; print the answers as JSON.

{"and": {query: [items, best first]}, "or": {...}}: all words wanted, as Wagtail does unless told
otherwise, and any of them.
"""

from __future__ import annotations

import json
import os

import django

from evaluation.search import data
from evaluation.search.measures import DEPTH


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "evaluation.search.wagtail_search.settings"
    django.setup()
    _fill()
    print(json.dumps({operator: _ask(operator) for operator in ("and", "or")}))


def _fill() -> None:
    from django.core.management import call_command

    from evaluation.search.wagtail_search.models import NewsItem

    call_command("migrate", verbosity=0, run_syncdb=True, interactive=False)
    NewsItem.objects.bulk_create(
        NewsItem(
            key=item.id,
            title=item.title,
            teaser=item.teaser,
            labels="\n".join((*item.themes, *item.keywords)),
        )
        for item in data.items()
    )
    call_command("rebuild_modelsearch_index", verbosity=0)


def _ask(operator: str) -> dict[str, list[str]]:
    from modelsearch.backends import get_search_backend

    from evaluation.search.wagtail_search.models import NewsItem

    backend = get_search_backend()
    return {
        asked.id: [
            found.key for found in backend.search(asked.query, NewsItem, operator=operator)[:DEPTH]
        ]
        for asked in data.queries()
    }


if __name__ == "__main__":
    main()
