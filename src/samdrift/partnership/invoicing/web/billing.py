"""Whom invoices come from and go to, and what is paid."""

from datetime import date
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Refused
from samdrift.foundation.http import ScopedRequest, done, require_somewhere
from samdrift.partnership.invoicing.commands import billing, paying
from samdrift.partnership.invoicing.queries import reading
from samdrift.partnership.invoicing.web.words import COUNTRIES, FORMATS
from samdrift.registers.parties import public as parties

SHOWN = 60


class PartyForm(forms.Form):
    """A sender or a receiver."""

    contract = forms.ChoiceField(label=gettext_lazy("Contract"))
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), required=False)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    country = forms.ChoiceField(label=gettext_lazy("Country"), choices=list(COUNTRIES.items()))
    cvr = forms.CharField(label=gettext_lazy("Company number (CVR)"), max_length=8)
    vat_number = forms.CharField(label=gettext_lazy("VAT number, outside Denmark"), max_length=14, required=False)
    gln = forms.CharField(label=gettext_lazy("Location number (EAN, GLN)"), max_length=13, required=False)
    street = forms.CharField(label=gettext_lazy("Street"), max_length=80)
    building = forms.CharField(label=gettext_lazy("Number"), max_length=12)
    postcode = forms.CharField(label=gettext_lazy("Postcode"), max_length=12)
    city = forms.CharField(label=gettext_lazy("Town"), max_length=60)
    order = forms.CharField(label=gettext_lazy("Order number"), max_length=40, required=False)
    person = forms.CharField(label=gettext_lazy("Person reference"), max_length=40, required=False)
    cost = forms.CharField(label=gettext_lazy("Account"), max_length=40, required=False)
    registration = forms.CharField(label=gettext_lazy("Registration number"), max_length=4, required=False)
    account = forms.CharField(label=gettext_lazy("Bank account"), max_length=10, required=False)
    iban = forms.CharField(label=gettext_lazy("IBAN, outside Denmark"), max_length=34, required=False)
    format = forms.ChoiceField(label=gettext_lazy("Format"), choices=list(FORMATS.items()))
    asks_first = forms.BooleanField(
        label=gettext_lazy("Agrees to a supplementary invoice before it is sent"), required=False
    )
    valid_from = forms.DateField(label=gettext_lazy("Holds from"), widget=forms.DateInput(attrs={"type": "date"}))


def _form(request: ScopedRequest) -> PartyForm:
    scope = request.scope
    form = PartyForm(request.POST or None)
    found = {
        one.uid: one
        for permission in ("invoicing.write_buyer", "invoicing.write_seller")
        for one in reading.contracts_of(scope, permission)
    }
    choices: dict[str, list[tuple[str, str]]] = {
        "contract": [(str(one.uid), one.code) for one in found.values()],
        "unit": [("", _("The sender"))] if scope.may("invoicing.write_seller") else [],
    }
    if scope.may("invoicing.write_buyer"):
        rows = parties.Unit.objects.within(scope).exclude(kind="department").order_by("code")
        choices["unit"] += [(str(one.uid), one.code) for one in rows]
    for name, values in choices.items():
        form.fields[name].choices = values  # type: ignore[attr-defined]
    return form


@require_http_methods(["GET", "HEAD", "POST"])
def parties_page(request: ScopedRequest) -> HttpResponse:
    """Whom invoices come from and go to, and the form for another version."""
    require_somewhere(request.scope, "invoicing.view")
    may_write = request.scope.may("invoicing.write_buyer") or request.scope.may("invoicing.write_seller")
    form = _form(request) if may_write else None
    if request.method == "POST" and form is not None and form.is_valid() and done(form, lambda: _write(request, form)):
        messages.success(request, _("It is written. The version before stays known."))
        return redirect("invoicing:parties")
    context = {"rows": list(reading.billing_parties(request.scope)[:SHOWN]), "form": form, "formats": FORMATS}
    return render(request, "invoicing/parties.html", context, status=422 if form and form.errors else 200)


def _write(request: ScopedRequest, form: PartyForm) -> None:
    typed = dict(form.cleaned_data)
    contract, unit = UUID(typed.pop("contract")), typed.pop("unit")
    draft = billing.PartyDraft(**typed)
    billing.write_party(request.scope, contract, UUID(unit) if unit else None, draft, now=now())


@require_http_methods(["GET", "HEAD", "POST"])
def payments(request: ScopedRequest) -> HttpResponse:
    """What is approved and waits to be paid, the files made, and the button for the next."""
    require_somewhere(request.scope, "invoicing.pay")
    found = reading.contracts_of(request.scope, "invoicing.pay")
    error = ""
    if request.method == "POST":
        chosen = next((one for one in found if str(one.uid) == request.POST.get("contract")), None)
        try:
            day = date.fromisoformat(request.POST.get("pay_on", ""))
            assert chosen is not None
            paying.make_payments(request.scope, chosen.uid, pay_on=day, now=now())
        except (ValueError, AssertionError):
            error = _("Choose a contract and a day.")
        except Refused as refusal:
            error = str(refusal)
        else:
            return redirect("invoicing:payments")
    waiting = [(one, reading.left_of(one)) for contract in found for one in reading.to_pay(request.scope, contract.pk)]
    given_back = [pair for contract in found for pair in reading.to_net(request.scope, contract.pk)]
    context = {
        "contracts": [(str(one.uid), one.code) for one in found], "waiting": waiting, "error": error,
        "given_back": given_back, "files": list(reading.payment_files(request.scope)[:SHOWN]),
        "today": parties.community_day(request.scope, now()),
    }  # fmt: skip
    return render(request, "invoicing/payments.html", context, status=409 if error else 200)
