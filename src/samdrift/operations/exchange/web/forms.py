"""The room's forms: each gives the arguments of one command."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties


class JurisdictionForm(forms.Form):
    """A public body other systems may report to."""

    code = forms.CharField(label=_("Name other systems use (jurisdiction_id)"), max_length=64)
    name_en = forms.CharField(label=_("Name in English"), max_length=120)
    name_da = forms.CharField(label=_("Name in Danish"), max_length=120)
    name_sv = forms.CharField(label=_("Name in Swedish"), max_length=120)
    unit_code = forms.ChoiceField(label=_("Unit whose sites it answers for"))
    catch_all_code = forms.ChoiceField(label=_("Site for reports near no site"))
    reach_m = forms.IntegerField(label=_("How near a site a point must lie, in metres"), initial=300, min_value=0)
    types = forms.MultipleChoiceField(label=_("What may be reported"), widget=forms.CheckboxSelectMultiple)
    contact = forms.CharField(label=_("Whom to ask for a key"), max_length=200, required=False)
    published = forms.BooleanField(
        label=_("Anybody may read what was reported through this door, without a key"), required=False
    )
    active = forms.BooleanField(label=_("Open for reports"), required=False, initial=True)

    def __init__(self, scope: Scope, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = scope.language
        units = parties.Unit.objects.within(scope).filter(closed_on__isnull=True).order_by("code")
        sites = estate.Site.objects.within(scope).filter(state="live").order_by("code")
        types = [kind for kind in catalogue.request_types(scope) if kind.request_class in ("D0", "D1")]
        self._choose("unit_code", [(u.code, f"{in_language(u.name, language)} ({u.code})") for u in units])
        self._choose("catch_all_code", [(s.code, f"{in_language(s.name, language)} ({s.code})") for s in sites])
        self._choose("types", [(kind.code, in_language(kind.name, language)) for kind in types])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        """What set_jurisdiction is called with."""
        told = dict(self.cleaned_data)
        return {"name": {language: told.pop(f"name_{language}") for language in ("en", "da", "sv")}, **told}


class PartnerForm(forms.Form):
    """Another body requests may be handed over to."""

    name = forms.CharField(label=_("Name"), max_length=120)
    base_url = forms.CharField(label=_("Address of its Open311 methods"), max_length=300)
    jurisdiction_id = forms.CharField(label=_("Its jurisdiction_id, if it asks for one"), max_length=64, required=False)
    api_key = forms.CharField(
        label=_("Our key there; left empty, the one there is stays"), max_length=200, required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    services = forms.CharField(
        label=_("Our types and their service codes, one a line, such as grd.tree = 017"), widget=forms.Textarea
    )
    active = forms.BooleanField(label=_("Requests may be handed over"), required=False, initial=True)

    def clean_services(self) -> dict[str, str]:
        """Type → service code."""
        pairs = [line.split("=", 1) for line in self.cleaned_data["services"].splitlines() if line.strip()]
        if any(len(pair) != 2 or not all(part.strip() for part in pair) for pair in pairs):
            raise forms.ValidationError(_("Write one pair a line: our type = their code."))
        return {ours.strip(): theirs.strip() for ours, theirs in pairs}

    def arguments(self) -> dict[str, Any]:
        """What set_partner is called with."""
        return {**self.cleaned_data, "api_key": self.cleaned_data["api_key"] or None}
