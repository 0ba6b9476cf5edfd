"""The forms of the desk: a story with all its parts, a concept, a thread.

They read what was typed and put it into the story in memory; what that means (locks, log) is
decided and stored by `archive.actions.editing`.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from kroniek.archive.models import Concept, Scheme, Story, Tag, Thread
from kroniek.archive.models.concept import LabelForm
from kroniek.dates import bounds, read_printed
from kroniek.edit.lookup import ui_language
from kroniek.edit.widgets import Choice, ConceptsField
from kroniek.folding import slug
from kroniek.records import LANGUAGES, InputError, TagRole

ROLES = {"themes": TagRole.THEME, "keywords": TagRole.KEYWORD}
LANGUAGE_NAMES = {"nl": _("Dutch"), "fr": _("French"), "de": _("German"), "en": _("English")}


class EdtfField(forms.CharField):
    """A date as EDTF. A date as people write it ("22 maart 2021") is understood too."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 60)
        kwargs.setdefault("help_text", _("2021, 2021-03 or 2021-03-22; or as you would write it."))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        typed: str = super().clean(value)
        printed = read_printed(typed) if typed else None
        try:
            bounds(typed)
        except InputError as error:
            if printed:
                return printed.edtf
            raise ValidationError(_no_date(typed), code="edtf") from error
        return typed


def _no_date(typed: str) -> str:
    words = gettext(
        "“%(typed)s” is no date. Write 2020, 2020-12 or 2020-12-15; about: 2020~; from … to: "
        "2019/2020-03."
    )
    return words % {"typed": typed}


# --- a story --------------------------------------------------------------------------------


class TextForm(WagtailAdminModelForm):
    """A new text begins in the editor's own language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk and not self.instance.language:
            self.initial.setdefault("language", ui_language())


class HappeningForm(WagtailAdminModelForm):
    date = EdtfField(label=_("Date"))


class StoryForm(WagtailAdminModelForm):
    """One form for a story: its date, kind, texts, themes and keywords, happenings, threads."""

    date = EdtfField(label=_("Date"), required=False)
    kind = forms.ModelChoiceField(Concept.objects.none(), label=_("Kind"), required=False)
    themes = ConceptsField(TagRole.THEME, states=True, label=_("Themes"), required=False)
    keywords = ConceptsField(TagRole.KEYWORD, states=True, label=_("Keywords"), required=False)
    why = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=500,
        help_text=_("A note for the change log: what made you change this?"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            offered = Q(scheme=Scheme.KINDS, replaced_by__isnull=True)
            kinds = Concept.objects.filter(offered | Q(pk=self.instance.kind_id))
            self.fields["kind"].queryset = kinds.prefetch_related("labels")
        for name in ROLES.keys() & self.fields.keys():
            held = choices_of(self.instance, ROLES[name])
            self.initial[name] = held
            self.fields[name].held = frozenset(choice["id"] for choice in held)
        # Asked now: the form puts what was typed into the very texts of the instance.
        self.wordless = bool(self.instance.pk) and not has_words(self.instance)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if "texts" in self.formsets:
            self._check_texts()
        return cleaned

    def _check_texts(self) -> None:
        """One text a language, and words in at least one: a draft without words is no story.

        But one that was found without words may stay so: a date and labels are worth keeping.
        """
        formset = self.formsets["texts"]
        formset.is_valid()  # so that each form has been cleaned
        kept = [form for form in formset.forms if _stays(form)]
        if not (self.wordless or any(form.errors or _has_words(form) for form in kept)):
            self.add_error(None, gettext("Write at least one text: a title or a teaser."))
        languages = [form["language"].value() for form in kept]
        for language in {code for code in languages if languages.count(code) > 1}:
            name = LANGUAGE_NAMES.get(language, language)
            words = gettext("There are two texts in %(language)s. Keep one.")
            self.add_error(None, words % {"language": name})

    def save(self, commit: bool = True) -> Story:
        """Put everything into the story. Saving it is for the action, never for the form."""
        story: Story = super().save(commit=False)
        story.set_date(story.date)
        for name in ROLES.keys() & self.cleaned_data.keys():
            tag_with(story, ROLES[name], self.cleaned_data[name])
        for happening in story.happenings.all():
            happening.set_bounds()
        if commit:
            story.save()
        return story


def _stays(form: forms.BaseForm) -> bool:
    return bool(getattr(form, "cleaned_data", None)) and not form.cleaned_data.get("DELETE")


def _has_words(form: forms.BaseForm) -> bool:
    return any(form.cleaned_data.get(name) for name in ("title", "teaser", "body"))


def has_words(story: Story) -> bool:
    return any(text.headline() for text in story.texts.all())


def choices_of(story: Story, role: TagRole) -> list[Choice]:
    """A story's tags in one role, as the picker takes them."""
    return [
        {"id": tag.concept_id, "state": tag.state, "evidence": _quoted(tag)}
        for tag in story.tags.all()
        if tag.role == role
    ]


def _quoted(tag: Tag) -> str:
    """The words that a suggestion rests on."""
    found = [str(e.get("text", "")) for e in tag.evidence or [] if isinstance(e, dict)]
    return ", ".join(f"“{words}”" for words in dict.fromkeys(found) if words)


def tag_with(story: Story, role: TagRole, chosen: dict[str, str]) -> None:
    """Give a story (in memory) the chosen concepts in a role; held tags keep their rows."""
    others = [tag for tag in story.tags.all() if tag.role != role]
    held = {tag.concept_id: tag for tag in story.tags.all() if tag.role == role}
    rows = []
    for concept, state in chosen.items():
        tag = held.get(concept) or Tag(concept_id=concept, role=role)
        tag.state = state or tag.state
        rows.append(tag)
    story.tags.set(others + rows)


# --- a concept ------------------------------------------------------------------------------


class ConceptForm(WagtailAdminModelForm):
    """A concept: labels, scheme, broader concepts, definitions in four languages."""

    broader_concepts = ConceptsField(label=_("Broader"), required=False)
    definition_nl = forms.CharField(widget=forms.Textarea, required=False)
    definition_fr = forms.CharField(widget=forms.Textarea, required=False)
    definition_de = forms.CharField(widget=forms.Textarea, required=False)
    definition_en = forms.CharField(widget=forms.Textarea, required=False)
    # Not "matches": a field of that name would hide the form's own `matches` from scripts.
    same_as = forms.CharField(
        label=_("Exact matches"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text=_("Addresses of the same concept elsewhere, one a line."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        concept = self.instance
        for code in LANGUAGES:
            field = self.fields[f"definition_{code}"]
            field.label = gettext("Definition in %(language)s") % {"language": LANGUAGE_NAMES[code]}
            field.widget.attrs["lang"] = code
            self.initial[f"definition_{code}"] = concept.definitions.get(code, "")
        self.initial["same_as"] = "\n".join(concept.exact_matches)
        broader = concept.broader.values_list("pk", flat=True) if concept.pk else []
        self.initial["broader_concepts"] = [{"id": pk, "state": ""} for pk in broader]

    def clean_same_as(self) -> list[str]:
        addresses = self.cleaned_data["same_as"].split()
        for address in addresses:
            if not address.startswith(("http://", "https://")):
                words = gettext("“%(address)s” is no address: it begins with https://.")
                raise ValidationError(words % {"address": address})
        return list(dict.fromkeys(addresses))

    def clean_broader_concepts(self) -> dict[str, str]:
        chosen: dict[str, str] = self.cleaned_data["broader_concepts"]
        if self.instance.pk in chosen:
            raise ValidationError(gettext("A concept cannot be broader than itself."))
        return chosen

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        formset = self.formsets["labels"]
        if formset.is_valid():
            labels = [form.cleaned_data for form in formset.forms if _stays(form)]
            for problem in label_problems(labels):
                self.add_error(None, problem)
        return cleaned

    def save(self, commit: bool = True) -> Concept:
        concept = self.instance
        definitions = {code: self.cleaned_data[f"definition_{code}"] for code in LANGUAGES}
        concept.definitions = {code: words for code, words in definitions.items() if words}
        concept.exact_matches = self.cleaned_data["same_as"]
        concept.broader.set(Concept.objects.filter(pk__in=self.cleaned_data["broader_concepts"]))
        if not concept.pk:
            concept.pk = self._new_id()
        saved: Concept = super().save(commit=commit)
        return saved

    def _new_id(self) -> str:
        """The English preferred label in kebab case, or the first label there is."""
        labels = [form.cleaned_data for form in self.formsets["labels"].forms if _stays(form)]
        labels.sort(key=lambda lb: (lb["form"] != LabelForm.PREF, lb["language"] != "en"))
        stem = slug(labels[0]["text"]) or "concept"
        taken = set(Concept.objects.filter(pk__startswith=stem).values_list("pk", flat=True))
        ids = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(taken) + 2))
        return next(pk for pk in ids if pk not in taken)


def label_problems(labels: list[dict[str, Any]]) -> list[str]:
    """What is wrong with a concept's labels together (SKOS S13 and S14), in sentences."""
    preferred = [label["language"] for label in labels if label["form"] == LabelForm.PREF]
    problems = []
    if not preferred:
        problems.append(gettext("Give it a preferred label in at least one language."))
    for code in sorted({c for c in preferred if preferred.count(c) > 1}):
        words = gettext("There are two preferred labels in %(language)s. Keep one.")
        problems.append(words % {"language": LANGUAGE_NAMES.get(code, code)})
    written = [(label["language"], label["text"]) for label in labels]
    for _code, text in sorted({pair for pair in written if written.count(pair) > 1}):
        problems.append(gettext("The label “%(label)s” is there twice.") % {"label": text})
    return problems


# --- settling a concept ---------------------------------------------------------------------


class MergeForm(forms.Form):
    """Into which concept, and why."""

    target = ConceptsField(single=True, label=_("Merge into"))
    why = forms.CharField(label=_("Why"), required=False, max_length=500)


class TakeUpForm(forms.Form):
    """In which scheme and under which concepts a provisional one belongs."""

    scheme = forms.ChoiceField(label=_("Scheme"), choices=Scheme.choices)
    broader = ConceptsField(label=_("Broader"))
    why = forms.CharField(label=_("Why"), required=False, max_length=500)


# --- a thread -------------------------------------------------------------------------------


class ThreadForm(WagtailAdminModelForm):
    """A thread: its title in four languages. Its id follows from the first title."""

    title_nl = forms.CharField(required=False, max_length=300)
    title_fr = forms.CharField(required=False, max_length=300)
    title_de = forms.CharField(required=False, max_length=300)
    title_en = forms.CharField(required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in LANGUAGES:
            field = self.fields[f"title_{code}"]
            field.label = gettext("Title in %(language)s") % {"language": LANGUAGE_NAMES[code]}
            field.widget.attrs["lang"] = code
            self.initial[f"title_{code}"] = self.instance.titles.get(code, "")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if not any(cleaned.get(f"title_{code}") for code in LANGUAGES):
            raise ValidationError(gettext("Give it a title in at least one language."))
        return cleaned

    def save(self, commit: bool = True) -> Thread:
        given = {code: self.cleaned_data[f"title_{code}"] for code in LANGUAGES}
        self.instance.titles = {code: words for code, words in given.items() if words}
        if not self.instance.pk:
            self.instance.pk = self._new_id()
        saved: Thread = super().save(commit=commit)
        return saved

    def _new_id(self) -> str:
        _code, title = self.instance.title(ui_language())
        stem = slug(title) or "thread"
        taken = set(Thread.objects.filter(pk__startswith=stem).values_list("pk", flat=True))
        ids = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(taken) + 2))
        return next(pk for pk in ids if pk not in taken)
