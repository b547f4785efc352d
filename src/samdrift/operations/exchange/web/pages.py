"""Pages: what other systems may report here, whom requests may be handed to, and handing one over."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.http import ScopedRequest, done, require_somewhere
from samdrift.foundation.scope import Scope
from samdrift.operations.exchange.commands import handing_over, setting_up
from samdrift.operations.exchange.models import Jurisdiction, Partner
from samdrift.operations.exchange.queries import offering, reports
from samdrift.operations.exchange.web.forms import JurisdictionForm, PartnerForm
from samdrift.operations.requests import public as requests


@require_safe
def overview(request: ScopedRequest) -> HttpResponse:
    """Bodies other systems report to, and partners."""
    require_somewhere(request.scope, "exchange.view")
    context = {
        "jurisdictions": list(offering.jurisdictions(request.scope)),
        "partners": list(reports.partners(request.scope)),
        "base": request.build_absolute_uri(reverse("exchange:discovery", kwargs={"form": "xml"})).rsplit("/", 1)[0],
        "may_manage": request.scope.may("exchange.manage"),
    }
    return render(request, "exchange/overview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def jurisdiction(request: ScopedRequest) -> HttpResponse:
    """Set up a body, or change one named by ?code=."""
    require_somewhere(request.scope, "exchange.manage")
    row = Jurisdiction.objects.within(request.scope).filter(code=request.GET.get("code", "")).first()
    initial = row and {
        "code": row.code, **{f"name_{language}": text for language, text in row.name.items()},
        "unit_code": row.unit.code, "catch_all_code": row.catch_all.code, "reach_m": row.reach_m,
        "types": row.types, "contact": row.contact, "published": row.published, "active": row.active,
    }  # fmt: skip
    form = JurisdictionForm(request.scope, request.POST or None, initial=initial or None)
    return _set(request, form, setting_up.set_jurisdiction, _("A body other systems report to"))


@require_http_methods(["GET", "HEAD", "POST"])
def partner(request: ScopedRequest) -> HttpResponse:
    """Name a partner, or change the one named by ?name=."""
    require_somewhere(request.scope, "exchange.manage")
    row = Partner.objects.within(request.scope).filter(name=request.GET.get("name", "")).first()
    initial = row and {
        "name": row.name, "base_url": row.base_url, "jurisdiction_id": row.jurisdiction_id, "active": row.active,
        "services": "\n".join(f"{ours} = {theirs}" for ours, theirs in row.services.items()),
    }  # fmt: skip
    form = PartnerForm(request.POST or None, initial=initial or None)
    return _set(request, form, setting_up.set_partner, _("A partner"))


def _set(request: ScopedRequest, form: Any, command: Callable[..., object], title: str) -> HttpResponse:
    valid = request.method == "POST" and form.is_valid()
    if valid and done(form, lambda: command(request.scope, **form.arguments(), now=now())):
        messages.success(request, _("Saved."))
        return redirect("exchange:overview")
    status = 422 if isinstance(form, Form) and form.is_bound else 200
    return render(request, "exchange/form.html", {"form": form, "title": title}, status=status)


@require_POST
def hand_over(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Give a request to a partner."""
    try:
        partner_uid = UUID(request.POST.get("partner", ""))
    except ValueError:
        partner_uid = UUID(int=0)
    try:
        made = handing_over.hand_over(request.scope, uid, partner_uid, now=now())
        messages.success(request, _("Handed over to %(partner)s.") % {"partner": made.partner.name})
    except (Invalid, Refused) as wrong:
        messages.error(request, str(wrong))
    return redirect("requests:page", uid)


def panel_of(scope: Scope, row: requests.ServiceRequest) -> Mapping[str, Any] | None:
    """Whom a request was handed over to, and whom it could be; nothing when neither."""
    where = {"contract": row.contract_id, "site": row.site_id, "unit": row.unit_id, "line": row.line_code}
    may = scope.allows("exchange.hand_over", **where, data_class=row.data_class)
    if row.data_class not in reports.OPEN_CLASSES or not (may or scope.may("exchange.view")):
        return None
    # Where nobody is a partner nothing was ever handed over: most houses ask once here.
    partners = reports.partners_offered(scope)
    given = reports.handovers_of(scope, row) if partners else []
    taken = {one.partner_id for one in given if one.state != "refused"}
    offered = [
        each for each in partners
        if each.active and each.pk not in taken and row.request_type.code in each.services
    ] if may and row.is_open and row.state != "resolved" else []  # fmt: skip
    return {"given": given, "offered": offered, "words": STATE_WORDS} if given or offered else None


STATE_WORDS = {
    "waiting": lambda: _("Being sent"), "sent": lambda: _("With them"), "closed": lambda: _("Closed there"),
    "refused": lambda: _("Refused there"),
}  # fmt: skip
