"""Billing more for months that were invoiced: what is proposed and agreed on, and the forms to propose."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Refused
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, done, require_somewhere, version_of
from samdrift.partnership.invoicing.commands import late as commands
from samdrift.partnership.invoicing.queries import late, reading
from samdrift.partnership.invoicing.web import words
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

ANSWERS = {"agree": commands.agree_late, "close": commands.close_late}
DAY = forms.DateInput(attrs={"type": "date"})


class LateForm(forms.Form):
    """More of an item since a day, or an amount of that day's month."""

    item = forms.ChoiceField(
        label=gettext_lazy("Item of the price book"), required=False,
        help_text=gettext_lazy("Leave it empty to bill an amount that is no volume."),
    )  # fmt: skip
    setting = forms.CharField(label=gettext_lazy("Setting of the lever"), max_length=40, required=False)
    site = forms.ChoiceField(label=gettext_lazy("Place"), required=False)
    quantity = forms.DecimalField(label=gettext_lazy("How much more"), max_digits=13, decimal_places=4)
    price = forms.DecimalField(
        label=gettext_lazy("Price, where no item is chosen"), max_digits=13, decimal_places=2, required=False
    )
    line = forms.ChoiceField(label=gettext_lazy("Service line, where no item is chosen"), required=False)
    since = forms.DateField(label=gettext_lazy("Due since"), widget=DAY)
    text = forms.CharField(label=gettext_lazy("What shows that it is due"), max_length=200)


@require_http_methods(["GET", "HEAD", "POST"])
def late_page(request: ScopedRequest) -> HttpResponse:
    """What was proposed and agreed on of a contract; the unit that is chosen opens the form."""
    require_somewhere(request.scope, "invoicing.view")
    shown = reading.contracts_of(request.scope, "invoicing.view")
    asked = request.POST.get("contract") or request.GET.get("contract", "")
    contract = next((one for one in shown if str(one.uid) == asked), shown[0] if shown else None)
    if contract is None:
        raise Http404
    may_agree = request.scope.allows(commands.AGREE, contract=contract.pk, data_class="D2")
    units = _units(request, contract) if may_agree else {}
    unit = units.get(request.POST.get("unit") or request.GET.get("unit", ""))
    form = _form(request, contract, unit) if unit else None
    posted = form if request.method == "POST" and form is not None and form.is_valid() else None
    if posted and unit and done(posted, lambda: _propose(request, contract, unit, posted.cleaned_data)):
        messages.success(request, _("It is proposed. It is billed when the other party has agreed."))
        return redirect("invoicing:late")
    context = {
        "contract": contract, "contracts": [(str(one.uid), one.code) for one in shown], "form": form, "unit": unit,
        "units": [(uid, one.name) for uid, one in units.items()], "may_agree": may_agree,
        "rows": [
            {
                "late": one, "state": words.LATE[one.row.state],
                "own": one.row.proposed_party_id == request.scope.party_id,
            }
            for one in late.late_of(request.scope, contract.pk)
        ],
    }  # fmt: skip
    return render(request, "invoicing/late.html", context, status=422 if form is not None and form.errors else 200)


def _units(request: ScopedRequest, contract: contracts.Contract) -> dict[str, parties.Unit]:
    """The units that are billed, by uid."""
    ids = {step.unit_id for step in contracts.volume_steps(contract.pk)}
    rows = parties.Unit.objects.within(request.scope).filter(pk__in=ids).order_by("code")
    return {str(one.uid): one for one in rows}


def _form(request: ScopedRequest, contract: contracts.Contract, unit: parties.Unit) -> LateForm:
    form = LateForm(request.POST or None)
    language = get_language() or "en"
    names = contracts.item_names(contract.pk)
    book = contracts.price_book(contract.pk, parties.community_day(request.scope, now()))
    choices: dict[str, list[tuple[str, str]]] = {
        "item": [
            ("", "–"), *((code, f"{code} · {in_language(names.get(code, {}), language)}") for code in sorted(book)),
        ],
        "site": [
            ("", _("the whole unit")),
            *((str(uid), in_language(one.name, language)) for uid, one in late.places_of(contract.pk, unit.pk).items()),
        ],
        "line": [("", "–"), *((code, code) for code in sorted({terms.line for terms in book.values()}))],
    }  # fmt: skip
    for name, values in choices.items():
        form.fields[name].choices = values  # type: ignore[attr-defined]
    return form


def _propose(
    request: ScopedRequest, contract: contracts.Contract, unit: parties.Unit, typed: Mapping[str, Any]
) -> None:
    draft = commands.LateDraft(
        quantity=typed["quantity"], since=typed["since"], text=typed["text"], item=typed["item"],
        setting=typed["setting"], line=typed["line"], price=typed["price"],
        site_uid=UUID(typed["site"]) if typed["site"] else None,
    )  # fmt: skip
    commands.propose_late(request.scope, contract.uid, unit.uid, draft, now=now())


@require_POST
def answer_late(request: ScopedRequest, uid: UUID, answer: str) -> HttpResponse:
    """Agree for the other party, decline, or withdraw one's own."""
    if answer not in ANSWERS:
        raise Http404
    row = late.late_by_uid(request.scope, uid)
    try:
        ANSWERS[answer](request.scope, uid, expected_version=version_of(request), now=now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        if answer == "agree":
            messages.success(request, _("Agreed. The next run of each month makes the supplementary invoice."))
    address = redirect("invoicing:late")
    address["Location"] += f"?contract={row.contract.uid}"
    return address
