"""The form of a promise rule: conditions, four clocks, and the reasons that may stop them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samdrift.foundation.errors import Invalid
from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.contracts import queries, rules
from samdrift.registers.contracts.commands.terms import ClockTerms, PolicyDraft
from samdrift.registers.contracts.models import Contract
from samdrift.registers.contracts.registry import named_work
from samdrift.registers.contracts.web import words
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

CLOCKS = ("acknowledge", "attend", "make_safe", "complete")
USUAL_STOP = {"acknowledge": "acknowledged", "attend": "started", "make_safe": "made_safe", "complete": "resolved"}
LANGUAGES = (("en", gettext_lazy("Name in English")), ("da", gettext_lazy("Name in Danish")),
             ("sv", gettext_lazy("Name in Swedish")))  # fmt: skip
APPROVAL = "awaiting_approval"


class Day(forms.DateField):
    """A day, with the device's own calendar to pick it from."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(**{"widget": widget, "input_formats": ["%Y-%m-%d"], **options})


class RuleForm(forms.Form):
    """A promise rule as a contract manager writes it."""

    code = forms.RegexField(
        r"^[A-Za-z0-9._-]{1,40}$", label=gettext_lazy("Code"),
        help_text=gettext_lazy("A rule of the same code takes the place of the one before it."),
    )  # fmt: skip
    clause = forms.CharField(label=gettext_lazy("Clause"), max_length=80, required=False)
    line_code = forms.ChoiceField(label=gettext_lazy("Service line"), required=False)
    request_type_code = forms.ChoiceField(label=gettext_lazy("Request type"), required=False)
    priority = forms.ChoiceField(
        label=gettext_lazy("Priority"), required=False,
        choices=[("", gettext_lazy("All")), *((str(n), f"P{n}") for n in range(1, 6))],
    )  # fmt: skip
    site_kind = forms.ChoiceField(label=gettext_lazy("Kind of site"), required=False)
    units = forms.CharField(
        label=gettext_lazy("Units"), required=False, help_text=gettext_lazy("Codes with spaces between; empty: all.")
    )
    sites = forms.CharField(
        label=gettext_lazy("Sites"), required=False, help_text=gettext_lazy("Codes with spaces between; empty: all.")
    )
    valid_from = Day(label=gettext_lazy("From"))
    valid_to = Day(label=gettext_lazy("Last day"), required=False)
    retarget = forms.ChoiceField(label=gettext_lazy("When priority or type changes"))
    note = forms.CharField(label=gettext_lazy("Why you propose it"), max_length=400, required=False)

    def __init__(self, scope: Scope, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scope = scope
        known = catalogue.catalogue_of(scope.community_id)
        language = scope.language
        every = ("", _("All"))
        lines = [(code, f"{in_language(line.name, language)} ({code})") for code, line in sorted(known.lines.items())]
        types = sorted((in_language(kind.name, language), kind.code) for kind in known.types.values())
        types += [(str(name), code) for code, name in named_work().items()]
        self._choices("line_code", [every, *lines])
        self._choices("request_type_code", [every, *((code, name) for name, code in types)])
        self._choices("site_kind", [every, *((code, str(word)) for code, word in words.SITE_KINDS.items())])
        self._choices("retarget", [(code, str(word)) for code, word in words.RETARGET.items()])
        for code, label in LANGUAGES:
            self.fields[f"name_{code}"] = forms.CharField(label=label, max_length=120)
        calendars = [(one.code, f"{in_language(one.name, language)} ({one.code})")
                     for one in queries.calendars_in_force(scope)]  # fmt: skip
        for kind in CLOCKS:
            self._clock(kind, calendars)
        self.reasons = _reasons(known, language)
        for code, _name in self.reasons:
            self._reason(code)

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _clock(self, kind: str, calendars: list[tuple[str, str]]) -> None:
        add = self.fields
        add[f"{kind}_amount"] = forms.IntegerField(
            label=_("How many"), min_value=1, max_value=100_000, required=False, help_text=_("Empty: not promised.")
        )
        add[f"{kind}_unit"] = forms.ChoiceField(
            label=_("Of what"), choices=[(code, str(word)) for code, word in words.UNITS.items()]
        )
        add[f"{kind}_cut_off"] = forms.TimeField(
            label=_("Received before"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            help_text=_("For working days: later counts as the next day."),
        )  # fmt: skip
        add[f"{kind}_calendar"] = forms.ChoiceField(label=_("Service calendar"), choices=calendars)
        add[f"{kind}_stops"] = forms.ChoiceField(
            label=_("Stops when"), choices=[(code, str(word)) for code, word in words.STOPS.items()]
        )
        add[f"{kind}_close"] = forms.ChoiceField(
            label=_("Due exactly at closing, it is written"),
            choices=[(code, str(word)) for code, word in words.AT_CLOSE.items()],
        )  # fmt: skip
        add[f"{kind}_warnings"] = forms.RegexField(
            r"^\s*\d{1,3}(\s+\d{1,3}){0,4}\s*$", label=_("Warn at (per cent of the time)"),
            help_text=_("At risk from the middle one; usual are 50 75 90."),
        )  # fmt: skip

    def _reason(self, code: str) -> None:
        add = self.fields
        add[f"r_{code}_stops"] = forms.BooleanField(label=_("May stop the clocks"), required=False)
        add[f"r_{code}_by"] = forms.ChoiceField(
            label=_("Caused by"), choices=[(key, str(word)) for key, word in words.CAUSES.items()]
        )
        add[f"r_{code}_evidence"] = forms.ChoiceField(
            label=_("Proof"), required=False, choices=[(key, str(word)) for key, word in words.EVIDENCE.items()]
        )
        add[f"r_{code}_limit"] = forms.IntegerField(
            label=_("At most, in working days"), min_value=1, max_value=250, required=False
        )
        for name, label in (
            ("end", _("Only up to an agreed moment")), ("safe", _("Only once it is made safe")),
            ("other", _("Only once the other party has accepted it")),
        ):  # fmt: skip
            add[f"r_{code}_{name}"] = forms.BooleanField(label=label, required=False)

    def draft(self) -> PolicyDraft:
        """The rule as a command takes it.

        Raises:
            Invalid: A code of a site or unit is not known.
        """
        given = self.cleaned_data
        return PolicyDraft(
            code=given["code"], name={code: given[f"name_{code}"] for code, _label in LANGUAGES},
            clocks=tuple(_clock_terms(given, kind, self._pausable()) for kind in CLOCKS if given[f"{kind}_amount"]),
            valid_from=given["valid_from"], valid_to=given["valid_to"], line_code=given["line_code"],
            request_type_code=given["request_type_code"], site_kind=given["site_kind"],
            priority=int(given["priority"]) if given["priority"] else None, clause=given["clause"],
            retarget=given["retarget"], pauses={code: _pause_terms(given, code) for code in self._pausable()},
            site_ids=_found("sites", given["sites"], estate.Site.objects.within(self.scope)),
            unit_ids=_found("units", given["units"], parties.Unit.objects.within(self.scope)),
        )  # fmt: skip

    def _pausable(self) -> tuple[str, ...]:
        return tuple(code for code, _name in self.reasons if self.cleaned_data[f"r_{code}_stops"])


def _reasons(known: catalogue.Catalogue, language: str) -> list[tuple[str, str]]:
    """The reasons to wait that may stop a clock at all; provider workload never does."""
    named = [(code, in_language(one.name, language)) for code, one in known.hold_reasons.items() if one.stops_clock]
    return [*named, (APPROVAL, _("Waiting for an approval before work may begin"))]


def _clock_terms(given: Mapping[str, Any], kind: str, pausable: tuple[str, ...]) -> ClockTerms:
    warnings = tuple(sorted({int(part) for part in given[f"{kind}_warnings"].split()}))
    unit = given[f"{kind}_unit"]
    return ClockTerms(
        kind=kind, unit=unit, amount=given[f"{kind}_amount"], calendar_code=given[f"{kind}_calendar"],
        stops_with=given[f"{kind}_stops"], at_close=given[f"{kind}_close"], pausable=pausable, warnings=warnings,
        at_risk_percent=warnings[len(warnings) // 2], cut_off=given[f"{kind}_cut_off"] if unit == "work_days" else None,
    )  # fmt: skip


def _pause_terms(given: Mapping[str, Any], code: str) -> rules.PauseTerms:
    return rules.PauseTerms(
        caused_by=given[f"r_{code}_by"], evidence=given[f"r_{code}_evidence"],
        limit_work_days=given[f"r_{code}_limit"], needs_end=given[f"r_{code}_end"],
        after_make_safe=given[f"r_{code}_safe"], needs_other_party=given[f"r_{code}_other"],
    )  # fmt: skip


def _found(field: str, text: str, rows: Any) -> tuple[int, ...]:
    codes = text.replace(",", " ").split()
    known = dict(rows.filter(code__in=codes).values_list("code", "pk")) if codes else {}
    missing = [code for code in codes if code not in known]
    if missing:
        raise Invalid({field: _("Nobody knows %(codes)s.") % {"codes": ", ".join(missing)}})
    return tuple(sorted(known.values()))


def initial_of(scope: Scope, contract: Contract, draft: PolicyDraft | None, today: date) -> dict[str, Any]:
    """What the form shows first: the rule that holds now, or the usual of a new one."""
    known = catalogue.catalogue_of(scope.community_id)
    shown: dict[str, Any] = {"valid_from": today, "retarget": "from_start"}
    for kind in CLOCKS:
        shown |= {f"{kind}_warnings": "50 75 90", f"{kind}_stops": USUAL_STOP[kind]}
    for code, reason in known.hold_reasons.items():
        shown |= {f"r_{code}_by": reason.caused_by, f"r_{code}_evidence": reason.evidence,
                  f"r_{code}_limit": reason.limit_work_days, f"r_{code}_safe": reason.after_make_safe_only,
                  f"r_{code}_other": reason.needs_other_party}  # fmt: skip
    return shown if draft is None else shown | _shown(scope, draft)


def _shown(scope: Scope, draft: PolicyDraft) -> dict[str, Any]:
    shown: dict[str, Any] = {f"name_{code}": draft.name.get(code, "") for code, _label in LANGUAGES}
    for name in ("code", "clause", "line_code", "request_type_code", "site_kind", "retarget", "valid_to"):
        shown[name] = getattr(draft, name)
    sites = estate.Site.objects.within(scope).filter(pk__in=draft.site_ids)
    units = parties.Unit.objects.within(scope).filter(pk__in=draft.unit_ids)
    shown |= {"priority": str(draft.priority or ""), "sites": " ".join(sites.values_list("code", flat=True)),
              "units": " ".join(units.values_list("code", flat=True))}  # fmt: skip
    for clock in draft.clocks:
        shown |= {
            f"{clock.kind}_amount": clock.amount, f"{clock.kind}_unit": clock.unit,
            f"{clock.kind}_cut_off": clock.cut_off,
            f"{clock.kind}_calendar": clock.calendar_code, f"{clock.kind}_stops": clock.stops_with,
            f"{clock.kind}_close": clock.at_close,
            f"{clock.kind}_warnings": " ".join(map(str, clock.warnings or queries.WARNINGS)),
        }  # fmt: skip
        shown |= {f"r_{code}_stops": True for code in clock.pausable}
    for code, terms in draft.pauses.items():
        shown |= {f"r_{code}_by": terms.caused_by, f"r_{code}_evidence": terms.evidence,
                  f"r_{code}_limit": terms.limit_work_days, f"r_{code}_end": terms.needs_end,
                  f"r_{code}_safe": terms.after_make_safe, f"r_{code}_other": terms.needs_other_party}  # fmt: skip
    return shown
