"""Budgets of a year by district and by service, moving them; the open book of cost."""

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.http import ScopedRequest, require_somewhere, version_of
from samdrift.partnership.savings.commands import budgets as moving
from samdrift.partnership.savings.commands import commitments
from samdrift.partnership.savings.commands import sheets as publishing
from samdrift.partnership.savings.queries import budgets, sheets
from samdrift.partnership.savings.web import words
from samdrift.partnership.savings.web.chosen import Chosen, amount_of, chosen, uid_of, units_to_choose
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

MOST = 100  # commitments a page shows


@require_http_methods(["GET", "HEAD", "POST"])
def budgets_page(request: ScopedRequest) -> HttpResponse:
    """What was budgeted, spent and promised, and what the year will have cost; a transfer is written here."""
    require_somewhere(request.scope, "savings.view_budgets")
    choice = chosen(request)
    wrong: dict[str, Any] = {}
    if request.method == "POST":
        require_somewhere(request.scope, moving.WRITE)
        try:
            _transferred(request, choice.contract.pk if choice.contract else 0)
        except Invalid as error:
            wrong = error.fields
        else:
            messages.success(request, _("The budget was moved."))
            return redirect("savings:budgets")
    return _page(request, choice, wrong)


@require_POST
def commitment_note(request: ScopedRequest) -> HttpResponse:
    """Note what was promised of a budget; without JavaScript and with."""
    require_somewhere(request.scope, commitments.COMMIT)
    choice = chosen(request)
    try:
        unit = moving.unit_by_uid(request.scope, uid_of(request, "commit_unit"))
        place = moving.Place(choice.contract.pk if choice.contract else 0, unit.pk, _line(request, "commit_line"))
        draft = commitments.CommitmentDraft(
            month=_month(request, "commit_month"), amount_minor=amount_of(request, "commit_amount"),
            title=request.POST.get("commit_title", ""), reference=request.POST.get("commit_reference", ""),
        )  # fmt: skip
        made = commitments.note_commitment(request.scope, place, draft, now=now())
    except Invalid as error:
        # The fields of this form carry names of their own: another form of the page asks for unit and amount too.
        fields = {name if name.startswith("commit_") else f"commit_{name}": said for name, said in error.fields.items()}
        return _page(request, choice, fields)
    messages.success(request, _("It burdens the budget until it is booked or released."))
    return redirect(f"{reverse('savings:budgets')}?{urlencode({**choice.query, 'year': made.month.year})}#promised")


@require_POST
def commitment_change(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Say how much of a commitment is still to come; nothing releases it."""
    held = budgets.commitment(request.scope, uid)
    require_somewhere(request.scope, commitments.COMMIT)
    choice = chosen(request)
    try:
        left = 0 if request.POST.get("move") == "release" else amount_of(request, "left")
        commitments.change_commitment(
            request.scope, uid, left_minor=left, expected_version=version_of(request), now=now()
        )
    except Invalid as error:
        return _page(request, choice, {f"{name}_{uid}": said for name, said in error.fields.items()})
    messages.success(request, _("Saved.") if left else _("Released: it no longer burdens the budget."))
    return redirect(f"{reverse('savings:budgets')}?{urlencode({**choice.query, 'year': held.month.year})}#promised")


def _page(request: ScopedRequest, choice: Chosen, wrong: dict[str, Any]) -> HttpResponse:
    contract_id = choice.contract.pk if choice.contract else 0
    # A budget is set before anything is booked: its year may be chosen too.
    years = sorted({*choice.years, *budgets.years_set(request.scope, contract_id)}, reverse=True)
    choice = replace(choice, years=years)
    unit = request.GET.get("unit", "")
    held = list(parties.Unit.objects.within(request.scope).filter(uid=unit)) if _is_uid(unit) else []
    found = budgets.budgets_of_year(request.scope, contract_id, choice.year, [held[0].pk] if held else None)
    promised = budgets.commitments_of(request.scope, contract_id, choice.year, [held[0].pk] if held else None)
    uids = parties.Unit.objects.within(request.scope).filter(pk__in=set(found.names)).values_list("pk", "uid")
    context = {
        "choice": choice, "found": found, "total": found.total, "unit": held[0] if held else None,
        "rows": [one for one in found.lines if held] or found.of_units(), "unit_uids": dict(uids),
        "line_names": contracts.line_names(request.scope), "wrong": wrong, "typed": request.POST,
        "transfers": budgets.transfers_of(request.scope, contract_id, choice.year)[-50:],
        "writes": request.scope.may(moving.WRITE), "units": units_to_choose(request.scope),
        "commits": request.scope.may(commitments.COMMIT), "promised": list(promised[:MOST]),
        "promised_left": max(promised.count() - MOST, 0), "sources": words.SOURCES,
    }  # fmt: skip
    return render(request, "savings/budgets.html", context, status=422 if wrong else 200)


def _month(request: ScopedRequest, name: str) -> date:
    try:
        return date.fromisoformat(f"{request.POST.get(name, '')}-01")
    except ValueError:
        raise Invalid({name: _("Write a month.")}) from None


def _line(request: ScopedRequest, name: str) -> str:
    line = request.POST.get(name, "")
    if line not in contracts.line_names(request.scope):
        raise Invalid({name: _("Choose one.")})
    return line


def _transferred(request: ScopedRequest, contract_id: int) -> None:
    month = _month(request, "from_month")
    unit = moving.unit_by_uid(request.scope, uid_of(request, "unit"))
    line = request.POST.get("line", "")[:8]
    place = moving.Place(contract_id, unit.pk, line)
    goal = None
    if request.POST.get("to_unit"):
        to_unit = moving.unit_by_uid(request.scope, uid_of(request, "to_unit"))
        goal = moving.Place(contract_id, to_unit.pk, request.POST.get("to_line", "")[:8] or line)
    moving.transfer_budget(
        request.scope, place, from_month=month, amount_minor=amount_of(request, "amount"),
        reason=request.POST.get("reason", ""), to=goal, now=now(),
    )  # fmt: skip


def _is_uid(text: str) -> bool:
    return len(text) == 36 and text.count("-") == 4 and all(one in "0123456789abcdef-" for one in text.lower())


@require_http_methods(["GET", "HEAD", "POST"])
def open_book(request: ScopedRequest) -> HttpResponse:
    """What each service line costs the provider, in the one format there is."""
    require_somewhere(request.scope, "savings.view_open_book")
    choice = chosen(request)
    contract_id = choice.contract.pk if choice.contract else 0
    wrong: dict[str, Any] = {}
    if request.method == "POST":
        require_somewhere(request.scope, publishing.WRITE)
        try:
            amounts = {part: amount_of(request, part, below=part == "margin_minor") for part in sheets.PARTS}
            draft = publishing.SheetDraft(
                contract_id=contract_id, line_code=request.POST.get("line", "")[:8], year=choice.year,
                note=request.POST.get("note", ""), **amounts,
            )  # fmt: skip
            publishing.publish_sheet(request.scope, draft, now=now())
        except Invalid as error:
            wrong = error.fields
        else:
            messages.success(request, _("Published."))
            return redirect("savings:open_book")
    rows = sheets.sheets_of_year(request.scope, contract_id, choice.year)
    context = {
        "choice": choice, "rows": [(row, sheets.total_of(row)) for row in rows], "parts": words.PARTS, "wrong": wrong,
        "sums": {part: sum(getattr(row, part) for row in rows) for part in sheets.PARTS}, "typed": request.POST,
        "total": sum(sheets.total_of(row) for row in rows), "line_names": contracts.line_names(request.scope),
        "writes": request.scope.may(publishing.WRITE),
    }  # fmt: skip
    return render(request, "savings/open_book.html", context, status=422 if wrong else 200)
