"""SKOS concepts and their labels (W3C SKOS Reference, sections 3 to 8)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel

from kroniek.folding import label_key
from kroniek.records import LANGUAGES, UNDETERMINED


class Scheme(models.TextChoices):
    """The concept schemes of the vocabulary."""

    THEMES = "themes", _("themes")
    KINDS = "kinds", _("kinds")
    TOPICS = "topics", _("topics")
    ORGANISATIONS = "organisations", _("organisations")
    PLACES = "places", _("places")


class LabelForm(models.TextChoices):
    PREF = "pref", _("preferred")
    ALT = "alt", _("alternative")
    HIDDEN = "hidden", _("hidden")


LANGUAGE_CHOICES = [
    ("nl", _("Dutch")),
    ("fr", _("French")),
    ("de", _("German")),
    ("en", _("English")),
    (UNDETERMINED, _("unknown language")),
]


class Concept(ClusterableModel):
    """An entry of the vocabulary. Its id is public and never changes.

    A *provisional* concept was made from a printed label that no concept bore: an editor merges
    it (`replaced_by`) or takes it up. An *edited* one is locked against vocabulary loads.
    """

    id = models.SlugField(primary_key=True, max_length=160)
    scheme = models.CharField(_("scheme"), max_length=20, choices=Scheme.choices, db_index=True)
    broader = ParentalManyToManyField(
        "self", symmetrical=False, related_name="narrower", blank=True, verbose_name=_("broader")
    )
    definitions = models.JSONField(_("definitions"), default=dict, blank=True)
    exact_matches = models.JSONField(_("exact matches"), default=list, blank=True)
    related = models.JSONField(_("related concepts"), default=list, blank=True)
    notation = models.CharField(_("notation"), max_length=40, blank=True)
    provisional = models.BooleanField(_("provisional"), default=False, db_index=True)
    edited = models.BooleanField(_("edited by a person"), default=False)
    replaced_by = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaces",
        verbose_name=_("replaced by"),
    )

    class Meta:
        verbose_name = _("concept")
        verbose_name_plural = _("concepts")
        ordering = ["id"]

    def __str__(self) -> str:
        from django.utils.translation import get_language

        return self.label((get_language() or "en")[:2])

    def label(self, ui: str) -> str:
        """The preferred label in a language, or else in the next one there is."""
        preferred = self.preferred()
        for language in (ui, "en", *LANGUAGES, UNDETERMINED):
            if language in preferred:
                return preferred[language]
        return self.id

    def preferred(self) -> dict[str, str]:
        """Language -> preferred label."""
        return {lb.language: lb.text for lb in self.labels.all() if lb.form == LabelForm.PREF}

    def definition(self, ui: str) -> str:
        found = self.definitions.get(ui) or self.definitions.get("en") or ""
        return str(found)


class Label(models.Model):
    """A word for a concept. `key` is the folded text that printed labels are looked up by."""

    concept = ParentalKey(Concept, on_delete=models.CASCADE, related_name="labels")
    language = models.CharField(_("language"), max_length=3, choices=LANGUAGE_CHOICES)
    form = models.CharField(
        _("form"), max_length=6, choices=LabelForm.choices, default=LabelForm.ALT
    )
    text = models.CharField(_("text"), max_length=300)
    key = models.CharField(max_length=300, db_index=True, editable=False)

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text

    def save(self, *args: object, **kwargs: object) -> None:
        self.key = label_key(self.text)
        super().save(*args, **kwargs)  # type: ignore[arg-type]
