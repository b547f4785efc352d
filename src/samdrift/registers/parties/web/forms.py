"""The forms of this room: each gives the arguments of one command."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope
from samdrift.registers.parties import queries, registry, rules
from samdrift.registers.parties.models import Team
from samdrift.registers.parties.web.words import TIER_WORDS

LANGUAGES = (("en", "English"), ("da", "Dansk"), ("sv", "Svenska"))
Choices = Sequence[tuple[str, str]]


class Day(forms.DateField):
    """A day, with the device's own calendar to pick it from."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(**{"widget": widget, "input_formats": ["%Y-%m-%d"], **options})


def unit_choices(scope: Scope) -> list[tuple[str, str]]:
    """Units by code and name."""
    rows = queries.units(scope)
    return [(str(unit.uid), f"{in_language(unit.name, scope.language)} ({unit.code})") for unit in rows]


def organisation_choices(scope: Scope) -> list[tuple[str, str]]:
    """The organisations of the community by name."""
    return [(str(one.uid), in_language(one.name, scope.language)) for one in queries.organisations(scope)]


class InviteForm(forms.Form):
    """Somebody new."""

    given_name = forms.CharField(label=_("Given name"), max_length=80)
    family_name = forms.CharField(label=_("Family name"), max_length=80)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    organisation_uid = forms.ChoiceField(label=_("Employer"))
    unit_uid = forms.ChoiceField(label=_("Unit"), required=False)
    title = forms.CharField(label=_("Function title"), max_length=120, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    starts_on = Day(label=_("First day"))
    protected_identity = forms.BooleanField(
        label=_("Protected identity: others see the function title instead of the name"), required=False
    )

    def __init__(self, scope: Scope, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation_uid"].choices = organisation_choices(scope)  # type: ignore[attr-defined]
        self.fields["unit_uid"].choices = [("", "–"), *unit_choices(scope)]  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        """What invite_person is called with."""
        return {**self.cleaned_data, "unit_uid": self.cleaned_data["unit_uid"] or None}


class PersonForm(forms.Form):
    """Corrections to a person."""

    given_name = forms.CharField(label=_("Given name"), max_length=80)
    family_name = forms.CharField(label=_("Family name"), max_length=80)
    work_phone = forms.CharField(label=_("Work phone"), max_length=32, required=False)
    protected_identity = forms.BooleanField(
        label=_("Protected identity: others see the function title instead of the name"), required=False
    )


class EndForm(forms.Form):
    """The last day of something."""

    last_day = Day(label=_("Last day"))


class RoleForm(forms.Form):
    """A role for one employment."""

    employment_uid = forms.ChoiceField(label=_("For the work as"))
    role = forms.ChoiceField(label=_("Role"))
    unit = forms.ChoiceField(
        label=_("Reaches"), required=False, help_text=_("A unit with all below it, or the whole community.")
    )
    valid_from = Day(label=_("From"))
    valid_to = Day(label=_("To"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, scope: Scope, employments: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(code, registry.role_name(code)) for code in rules.ROLES if rules.may_give(scope.roles, code)]
        self.fields["employment_uid"].choices = employments  # type: ignore[attr-defined]
        self.fields["role"].choices = roles  # type: ignore[attr-defined]
        self.units = {str(unit.uid): unit.pk for unit in queries.units(scope)}
        choices = [("", _("The whole community")), *unit_choices(scope)]
        self.fields["unit"].choices = choices  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        """What assign_role is called with, besides the employment."""
        given = self.cleaned_data
        reach = {"reach_kind": "unit", "reach_to": [self.units[given["unit"]]]} if given["unit"] else {}
        return {name: given[name] for name in ("role", "valid_from", "valid_to", "reason")} | reach


class UnitForm(forms.Form):
    """A new unit."""

    code = forms.CharField(label=_("Code"), max_length=20)
    name_en = forms.CharField(label=_("Name in English"), max_length=120)
    name_da = forms.CharField(label=_("Name in Danish"), max_length=120)
    name_sv = forms.CharField(label=_("Name in Swedish"), max_length=120)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[
            ("group", _("Group")), ("authority", _("Authority")), ("district", _("District")),
            ("national_unit", _("National unit")), ("station", _("Station")), ("department", _("Department")),
            ("team", _("Team")), ("school", _("School")),
        ],
    )  # fmt: skip
    organisation_uid = forms.ChoiceField(label=_("Organisation"))
    parent_uid = forms.ChoiceField(label=_("Stands under"), required=False)
    cost_centre = forms.CharField(label=_("Cost centre"), max_length=32, required=False)
    from_day = Day(label=_("From"))

    def __init__(self, scope: Scope, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation_uid"].choices = organisation_choices(scope)  # type: ignore[attr-defined]
        self.fields["parent_uid"].choices = [("", _("Nothing: on top")), *unit_choices(scope)]  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        """What open_unit is called with."""
        given = dict(self.cleaned_data)
        name = {code: given.pop(f"name_{code}") for code in ("en", "da", "sv")}
        return {**given, "name": name, "parent_uid": given["parent_uid"] or None}


class MoveForm(forms.Form):
    """Another place in the tree."""

    parent_uid = forms.ChoiceField(label=_("Stands under"), required=False)
    from_day = Day(label=_("From"))

    def __init__(self, scope: Scope, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent_uid"].choices = [("", _("Nothing: on top")), *unit_choices(scope)]  # type: ignore[attr-defined]


class TeamForm(forms.Form):
    """A team: what it is called, does and serves. Its code and employer stay once it is there."""

    code = forms.CharField(label=_("Code"), max_length=20)
    name_en = forms.CharField(label=_("Name in English"), max_length=120)
    name_da = forms.CharField(label=_("Name in Danish"), max_length=120)
    name_sv = forms.CharField(label=_("Name in Swedish"), max_length=120)
    organisation_uid = forms.ChoiceField(label=_("Employer"))
    lines = forms.MultipleChoiceField(
        label=_("Service lines"), required=False, help_text=_("None chosen: all."), widget=forms.CheckboxSelectMultiple
    )
    sites = forms.MultipleChoiceField(
        label=_("Sites"), required=False, help_text=_("None chosen: all."), widget=forms.CheckboxSelectMultiple
    )
    skills = forms.CharField(label=_("Skills"), max_length=200, required=False, help_text=_("Separated by commas."))

    def __init__(self, scope: Scope, *args: Any, standing: Team | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation_uid"].choices = organisation_choices(scope)  # type: ignore[attr-defined]
        for name in ("lines", "sites"):
            choices = registry.team_choices(name, scope)
            kept = [str(one) for one in (standing.lines if name == "lines" else standing.site_ids)] if standing else []
            # What the team serves and this person does not see stays as it is.
            self.kept = {**getattr(self, "kept", {}), name: [o for o in kept if o not in dict(choices)]}
            self.fields[name].choices = choices  # type: ignore[attr-defined]
            if not choices:
                del self.fields[name]
        if standing:
            del self.fields["code"], self.fields["organisation_uid"]

    def arguments(self) -> dict[str, Any]:
        """What make_team or change_team is called with."""
        given = self.cleaned_data
        skills = [one.strip()[:40] for one in given["skills"].split(",") if one.strip()]
        return {
            **{name: given[name] for name in ("code", "organisation_uid") if name in given},
            "name": {code: given[f"name_{code}"] for code in ("en", "da", "sv")}, "skills": skills,
            "lines": [*self.kept["lines"], *given.get("lines", ())],
            "site_ids": [int(one) for one in (*self.kept["sites"], *given.get("sites", ()))],
        }  # fmt: skip


class CounterpartForm(forms.Form):
    """Two people who answer to each other on a tier."""

    tier = forms.ChoiceField(label=_("Tier"))
    unit_uid = forms.ChoiceField(label=_("Unit"), required=False)
    customer_uid = forms.ChoiceField(label=_("Customer"))
    provider_uid = forms.ChoiceField(label=_("Provider"))
    customer_deputy_uid = forms.ChoiceField(label=_("Deputy of the customer's person"), required=False)
    provider_deputy_uid = forms.ChoiceField(label=_("Deputy of the provider's person"), required=False)
    valid_from = Day(label=_("From"))

    def __init__(self, scope: Scope, people: Mapping[str, Choices], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, Choices] = {
            "tier": [(code, str(word)) for code, word in TIER_WORDS.items()],
            "unit_uid": [("", _("The whole community")), *unit_choices(scope)],  # type: ignore[list-item]
        }
        for side, some in people.items():
            choices |= {f"{side}_uid": some, f"{side}_deputy_uid": [("", "–"), *some]}
        for name, some in choices.items():
            self.fields[name].choices = some  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        """What name_counterparts is called with."""
        return {name: value or None for name, value in self.cleaned_data.items()}


class TokenForm(forms.Form):
    """A key for another system."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("What will use it, such as “Building management system”.")
    )
    days = forms.ChoiceField(
        label=_("Valid for"), choices=[("30", _("30 days")), ("365", _("One year")), ("", _("Until revoked"))],
        required=False, initial="365",
    )  # fmt: skip
    permissions = forms.MultipleChoiceField(
        label=_("May do at most"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose none to let it do all you may."),
    )  # fmt: skip

    def __init__(self, scope: Scope, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = {code for grant in scope.grants for code in grant.permissions}
        known = registry.all_permissions()
        choices = [(code, known[code].meaning) for code in sorted(own) if code in known]
        self.fields["permissions"].choices = choices  # type: ignore[attr-defined]
