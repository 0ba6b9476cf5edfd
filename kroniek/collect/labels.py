"""The words that pages print before a value, in the four interface languages.

Gathered from the original site's pages, with the variants seen there; German is ours. Readers
recognise any of them; writers print the first.
"""

from __future__ import annotations

# field of LabelsFound -> language -> words, the first being the one to print
LABELS: dict[str, dict[str, tuple[str, ...]]] = {
    "theme": {
        "en": ("Main theme", "Main themes", "Theme", "Themes"),
        "nl": ("Hoofdthema", "Hoofdthema's", "Thema", "Thema's"),
        "fr": ("Thème principal", "Thèmes principaux", "Thème", "Thèmes"),
        "de": ("Hauptthema", "Hauptthemen", "Thema", "Themen"),
    },
    "keywords": {
        "en": ("Keywords", "Keyword"),
        "nl": ("Trefwoorden", "Trefwoord"),
        "fr": ("Mots-clés", "Mots clés", "Mot-clé"),
        "de": ("Schlagwörter", "Schlagwort", "Stichwörter"),
    },
    "type": {
        "en": ("Publication Type", "Type of publication"),
        "nl": ("Publicatietype", "Type publicatie"),
        "fr": ("Type de publication",),
        "de": ("Publikationstyp", "Publikationsart"),
    },
    "geography": {
        "en": ("Geography",),
        "nl": ("Geografie",),
        "fr": ("Géographie",),
        "de": ("Geografie", "Geographie"),
    },
    "commissioner": {
        "en": ("Commissioned by", "Commissioner"),
        "nl": ("Opdrachtgever",),
        "fr": ("Commanditaire", "Commandé par"),
        "de": ("Auftraggeber", "Im Auftrag von"),
    },
    "date": {
        "en": ("Publication date",),
        "nl": ("Publicatiedatum",),
        "fr": ("Date de publication",),
        "de": ("Veröffentlichungsdatum",),
    },
    "event": {
        "en": ("When",),
        "nl": ("Wanneer",),
        "fr": ("Quand",),
        "de": ("Wann",),
    },
}
