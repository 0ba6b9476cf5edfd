"""XML that is well-formed whatever the words in it are (XML 1.0, section 2.2).

Names are written as they are printed ("atom:link", "xml:lang"); the root declares the prefixes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree import ElementTree as ET

# Most control characters, lone surrogates and two non-characters: no XML 1.0 can hold them,
# not even as a character reference.
_NO_XML_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """The text without the characters that XML forbids."""
    return _NO_XML_CHARACTER.sub("", text)


def root(name: str, attributes: Mapping[str, str]) -> ET.Element:
    return ET.Element(name, dict(attributes))


def child(
    parent: ET.Element, name: str, text: str = "", attributes: Mapping[str, str] | None = None
) -> ET.Element:
    """A new last child; attributes without a value are left out."""
    given = {key: clean(value) for key, value in (attributes or {}).items() if value}
    made = ET.SubElement(parent, name, given)
    if text:
        made.text = clean(text)
    return made


def document(tree: ET.Element) -> bytes:
    """The whole document in UTF-8, declaration first."""
    written: bytes = ET.tostring(tree, encoding="utf-8", xml_declaration=True)
    return written
