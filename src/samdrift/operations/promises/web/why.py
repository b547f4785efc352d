"""Which rule applies to a case typed in by hand, and what speaks against every other."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest
from samdrift.foundation.scope import Scope
from samdrift.kernel.clock import due_at
from samdrift.operations.promises.queries.columns import as_written
from samdrift.operations.promises.web.trying import KINDS, TRY
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.contracts import public as contracts
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

AGAINST = {
    "dates": gettext_lazy("not valid on that day"), "line": gettext_lazy("another service line"),
    "request_type": gettext_lazy("another type"), "priority": gettext_lazy("another priority"),
    "site": gettext_lazy("another site"), "unit": gettext_lazy("another unit"),
    "site_kind": gettext_lazy("another kind of site"),
}  # fmt: skip


class CaseForm(forms.Form):
    """A case typed in by hand."""

    contract = forms.ChoiceField(label=gettext_lazy("Contract"))
    request_type = forms.ChoiceField(label=gettext_lazy("Request type"))
    priority = forms.ChoiceField(label=gettext_lazy("Priority"), choices=[(str(n), f"P{n}") for n in range(1, 6)])
    site = forms.CharField(label=gettext_lazy("Site code"), required=False)
    received = forms.DateTimeField(
        label=gettext_lazy("Received"), input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip

    def __init__(self, scope: Scope, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = [(str(one.uid), in_language(one.name, scope.language)) for one in contracts.contracts_shown(scope)]
        types = catalogue.catalogue_of(scope.community_id).types.values()
        named = sorted(((one.code, in_language(one.name, scope.language)) for one in types), key=lambda pair: pair[1])
        self.fields["contract"].choices = held  # type: ignore[attr-defined]
        self.fields["request_type"].choices = named  # type: ignore[attr-defined]


@require_safe
def why_this_rule(request: ScopedRequest) -> HttpResponse:
    """The rule that applies, the due times it gives, and what speaks against the others."""
    scope = request.scope
    scope.require_somewhere(TRY)
    form = CaseForm(scope, request.GET or None, initial={"received": now()})
    context: dict[str, Any] = {"form": form, "considered": None, "clocks": [], "clause": ""}
    if form.is_bound and form.is_valid():
        context |= _answer(scope, form.cleaned_data)
    return render(request, "promises/why.html", context)


def _answer(scope: Scope, given: dict[str, Any]) -> dict[str, Any]:
    contract = contracts.contract_by_uid(scope, UUID(given["contract"]))
    site = estate.Site.objects.within(scope).filter(code=given["site"]).first() if given["site"] else None
    received: datetime = given["received"]
    zone = ZoneInfo(site.timezone) if site else received.tzinfo
    kind = catalogue.catalogue_of(scope.community_id).type_by_code(given["request_type"])
    unit = parties.Unit.objects.within(scope).filter(pk=site.unit_id).first() if site else None
    above = frozenset(int(part) for part in unit.path.split("/") if part) if unit else frozenset[int]()
    case = contracts.Case(
        line_code=kind.line_code if kind else "", request_type_code=given["request_type"],
        priority=int(given["priority"]), day=received.astimezone(zone).date(), site_id=site.pk if site else None,
        site_kind=site.kind if site else "", units=above,
    )  # fmt: skip
    policy, choice = contracts.policy_for(contract.pk, contract.version, case)
    clocks = []
    for clock in policy.clocks if policy else ():
        found = contracts.calendar_for(scope.community_id, clock.calendar_code, case.day, contract.version)
        clocks.append((KINDS[clock.kind], due_at(received, clock.target, as_written(found[1], clock)), clock))
    considered = [
        (one.terms.code, choice.chosen is one.terms, AGAINST.get(one.against, "")) for one in choice.considered[:40]
    ]
    return {"considered": considered, "clocks": clocks, "clause": policy.clause if policy else ""}
