"""An outside thing -> Found records: listing text, HTML listing, feeds, tables.

One adapter a format into one common record; `open_document` chooses the adapter by content.
This room knows nothing of Django and nothing of the other rooms.
"""

from kroniek.collect.document import open_document
from kroniek.records import Format

# The formats that can be read, as the command line names them.
FORMATS: tuple[str, ...] = tuple(format.value for format in Format)

__all__ = ["FORMATS", "open_document"]
