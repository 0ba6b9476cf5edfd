"""Fill the archive that KRONIEK_HOME names with the items and ask it every query.

Run by `run.py` as a process of its own (`python -m evaluation.search.ask FOLDER`): Django can be
set up only once a process, and this archive is to be thrown away. FOLDER holds the set. Prints a
JSON object on standard output: the ids of the items found, best first, by query.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from evaluation.search.data import ITEMS, queries
from evaluation.search.measures import DEPTH
from kroniek.cli.setup import open_archive
from kroniek.records import Format, Query


def main(folder: Path) -> None:
    open_archive()
    from kroniek.find import follow, follow_meaning

    _fill(folder / ITEMS)
    follow.catch_up()
    follow_meaning.catch_up()
    print(json.dumps(_ask(folder)))


def _fill(items: Path) -> None:
    from kroniek.conveyor import Options, import_files

    count = len(items.read_text(encoding="utf-8").splitlines())
    for result in import_files([items], Options(format=Format.JSONL)):
        if result.error or result.report.new != count:
            raise SystemExit(f"{result.report.new} of {count} items were taken in: {result}")


def _ask(folder: Path) -> dict[str, list[str]]:
    from kroniek.archive.models import Story
    from kroniek.find import search

    items = dict(Story.objects.values_list("pk", "external_id"))
    answers = {}
    for asked in queries(folder):
        query = Query(q=asked.query, ui=asked.language, limit=DEPTH)
        page = search(query, with_facets=False)
        answers[asked.id] = [items[hit.story] for hit in page.hits]
    return answers


if __name__ == "__main__":
    main(Path(sys.argv[1]))
