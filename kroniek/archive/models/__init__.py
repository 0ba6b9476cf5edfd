"""The record itself: what is stored, and nothing of how it is decided or shown."""

from kroniek.archive.models.change import Change
from kroniek.archive.models.concept import Concept, Label, Scheme
from kroniek.archive.models.sighting import (
    Capture,
    Fingerprint,
    Remainder,
    Sighting,
    Source,
)
from kroniek.archive.models.story import Happening, Story, Tag, Text
from kroniek.archive.models.thread import Thread, ThreadEntry

__all__ = [
    "Capture",
    "Change",
    "Concept",
    "Fingerprint",
    "Happening",
    "Label",
    "Remainder",
    "Scheme",
    "Sighting",
    "Source",
    "Story",
    "Tag",
    "Text",
    "Thread",
    "ThreadEntry",
]
