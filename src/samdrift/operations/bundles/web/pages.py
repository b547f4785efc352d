"""The page where both parties get the open book of a month or a year: what was made, and asking for more."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import dates
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.files.public import sent
from samdrift.foundation.http import ScopedRequest, done, require_somewhere
from samdrift.foundation.scope import Scope
from samdrift.operations.bundles.commands import making
from samdrift.operations.bundles.queries import made
from samdrift.registers.parties import public as parties

MONTHS = 24
YEARS = 3
SHOWN = 50


class MakeForm(forms.Form):
    """Which contract and period."""

    contract = forms.ChoiceField(label=gettext_lazy("Contract"))
    period = forms.ChoiceField(label=gettext_lazy("Period"))

    def __init__(self, scope: Scope, today: date, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["contract"].choices = [  # type: ignore[attr-defined]
            (str(one.uid), one.code) for one in made.contracts_to_choose(scope)
        ]
        numbers = (today.year * 12 + today.month - 1 - back for back in range(MONTHS))
        years = (str(today.year - back) for back in range(YEARS))
        self.fields["period"].choices = [  # type: ignore[attr-defined]
            (gettext_lazy("A month"), [
                (f"{number // 12}-{number % 12 + 1:02d}", f"{dates.MONTHS[number % 12 + 1]} {number // 12}")
                for number in numbers
            ]),
            (gettext_lazy("A whole year"), [(year, year) for year in years]),
        ]  # fmt: skip


@require_safe
def bundle_list(request: ScopedRequest) -> HttpResponse:
    """What was made, the newest first."""
    require_somewhere(request.scope, "bundles.view")
    return _shown(request, _form(request))


@require_http_methods(["POST"])
def make(request: ScopedRequest) -> HttpResponse:
    """Ask for the open book of a month or a year."""
    require_somewhere(request.scope, "bundles.make")
    form = _form(request)
    if form.is_valid() and done(form, lambda: _ask(request.scope, form)):
        messages.success(request, _("It is being made. Its file is here in a minute."))
        return redirect("bundles:list")
    return _shown(request, form)


def _form(request: ScopedRequest) -> MakeForm:
    return MakeForm(request.scope, parties.community_day(request.scope, now()), request.POST or None)


def _ask(scope: Scope, form: MakeForm) -> None:
    making.ask_bundle(scope, UUID(form.cleaned_data["contract"]), form.cleaned_data["period"], now=now())


def _shown(request: ScopedRequest, form: MakeForm) -> HttpResponse:
    context = {
        "rows": list(made.bundles_of(request.scope)[:SHOWN]), "form": form,
        "may_make": request.scope.may("bundles.make"), "now": now(),
    }  # fmt: skip
    return render(request, "bundles/list.html", context, status=422 if form.errors else 200)


@require_safe
def file(request: ScopedRequest, uid: UUID) -> FileResponse:
    """Take a bundle along; the book says who did."""
    opened = making.take_bundle(request.scope, uid, now=now())
    if opened is None:
        raise Http404
    return sent(opened)
