"""The ledger of initiatives: by state, one with its moves, a new one."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.http import ScopedRequest, require_somewhere, version_of
from samdrift.foundation.paging import page_by_key
from samdrift.foundation.scope import Scope
from samdrift.partnership.savings import rules
from samdrift.partnership.savings.commands import initiatives, verifying
from samdrift.partnership.savings.commands.budgets import unit_by_uid
from samdrift.partnership.savings.models import SavingItem
from samdrift.partnership.savings.queries import budgets, figures, ledger
from samdrift.partnership.savings.web import words
from samdrift.partnership.savings.web.chosen import amount_of, chosen, uid_of, units_to_choose
from samdrift.registers.contracts import public as contracts

VIEW = "savings.view"
PAGE = 25


@require_safe
def ledger_page(request: ScopedRequest) -> HttpResponse:
    """Every initiative one may see, by state, with what it forecasts and what was verified of it."""
    require_somewhere(request.scope, VIEW)
    choice = chosen(request)
    contract_id = choice.contract.pk if choice.contract else 0
    state = request.GET.get("state", "")
    state = state if state in rules.STATES else ""
    rows = ledger.initiatives(request.scope, contract_id, state=state)
    page = page_by_key(rows, order=ledger.ORDER, after=request.GET.get("after", ""), size=PAGE)
    context = {
        "choice": choice, "rows": page.rows, "next": page.next, "state": state, "words": words,
        "counts": ledger.counts_by_state(request.scope, contract_id), "states": rules.STATES,
        "verified": ledger.verified_of_items(request.scope, page.rows), "path": request.get_full_path(),
        "line_names": contracts.line_names(request.scope), "new": request.scope.may("savings.propose"),
    }  # fmt: skip
    return render(request, "savings/ledger.html", context)


@require_safe
def initiative_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """One initiative: what it does, how far it has come, what may be done with it now."""
    return _shown(request, uid, {})


@require_POST
def initiative_move(request: ScopedRequest, uid: UUID, move: str) -> HttpResponse:
    """Do one move of the table; what is refused is told on the initiative's page."""
    scope, item = request.scope, ledger.initiative(request.scope, uid)
    if move not in words.MOVES:
        raise Invalid({"move": _("Choose what you want to do.")})
    scope.require(rules.PERMISSIONS[move], contract=item.contract_id, unit=item.unit_id, line=item.line_code)
    try:
        _moves(request, item)[move]()
    except Invalid as wrong:
        return _shown(request, uid, wrong.fields)
    except NotAllowed as wrong:
        return _shown(request, uid, {"": str(wrong)}, status=403)
    except Refused as wrong:
        return _shown(request, uid, {"": str(wrong)}, status=409)
    messages.success(request, _("Done."))
    return redirect("savings:initiative", uid)


def _moves(request: ScopedRequest, item: SavingItem) -> dict[str, Callable[[], object]]:
    scope, uid, post = request.scope, item.uid, request.POST
    at: dict[str, Any] = {"expected_version": version_of(request), "now": now()}
    why = post.get("reason", "")
    return {
        "forecast": lambda: initiatives.give_forecast(scope, uid, amount_minor=amount_of(request, "amount"), **at),
        "agree_baseline": lambda: initiatives.bind_to_baseline(
            scope, uid, cost_line=post.get("cost_line", ""), percent=_percent(post.get("percent", "100")), **at
        ),
        "begin": lambda: initiatives.begin_delivery(scope, uid, **at),
        "deliver": lambda: initiatives.deliver_saving(scope, uid, evidence=post.get("evidence", ""), **at),
        "verify": lambda: verifying.verify_saving(scope, uid, _found(request), **at),
        "recur": lambda: initiatives.let_recur(scope, uid, **at),
        "lapse": lambda: initiatives.let_lapse(scope, uid, reason=why, **at),
        "reject": lambda: initiatives.reject_saving(scope, uid, reason=why, **at),
    }


def _found(request: ScopedRequest) -> verifying.Found:
    year = request.POST.get("year", "")
    if not (year.isascii() and year.isdecimal() and len(year) == 4):
        raise Invalid({"year": _("Write a year.")})
    return verifying.Found(
        year=int(year), amount_minor=amount_of(request, "amount"), evidence=request.POST.get("evidence", ""),
        transfer_uid=uid_of(request, "transfer") if request.POST.get("transfer") else None,
    )  # fmt: skip


def _percent(typed: str) -> Decimal:
    try:
        found = Decimal(typed.replace(",", ".")).quantize(Decimal("0.001"))
    except InvalidOperation:
        raise Invalid({"percent": _("Write per cent.")}) from None
    return found


def _shown(request: ScopedRequest, uid: UUID, wrong: dict[str, Any], status: int = 422) -> HttpResponse:
    scope, item = request.scope, ledger.initiative(request.scope, uid)
    moves = _allowed(scope, item)
    year = now().year - 1
    courses = [
        one
        for of in figures.years_known(scope, item.contract_id)[:2]
        if (one := ledger.course_of(scope, item, of)) and one.known
    ]
    context = {
        "item": item, "wrong": wrong, "words": words, "moves": moves, "currency": item.contract.currency,
        "typed": request.POST, "verifications": ledger.verifications_of(scope, item),
        "line_names": contracts.line_names(scope), "year": year, "cost_lines": _cost_lines(scope, item, moves),
        "transfers": _transfers(scope, item, moves), "steps": _steps(item),
        "course": courses[0] if courses else None,
    }  # fmt: skip
    return render(request, "savings/initiative.html", context, status=status if wrong else 200)


def _allowed(scope: Scope, item: SavingItem) -> list[str]:
    where = {"contract": item.contract_id, "unit": item.unit_id, "line": item.line_code, "data_class": item.data_class}
    return [
        move for move in rules.moves_from(item.state)
        if scope.allows(rules.PERMISSIONS[move], **where)
        and (move not in rules.OF_OWNER or item.owner_id == scope.person_id)
        and (move != "recur" or item.recurring)
    ]  # fmt: skip


def _cost_lines(scope: Scope, item: SavingItem, moves: list[str]) -> list[tuple[str, str]]:
    if "agree_baseline" not in moves:
        return []
    held = figures.holding_baselines(scope, item.contract_id, [item.unit_id]).filter(line_code=item.line_code).first()
    return [(row["code"], f"{row['code']} – {row['name']}") for row in held.cost_lines] if held else []


def _transfers(scope: Scope, item: SavingItem, moves: list[str]) -> list[tuple[str, str, int]]:
    if "verify" not in moves or not scope.may("savings.view_budgets"):
        return []
    return [
        (str(one.uid), one.reason, one.amount_minor)
        for year in (now().year - 1, now().year)
        for one in budgets.transfers_of(scope, item.contract_id, year)
        if (one.unit_id, one.line_code) == (item.unit_id, item.line_code) and one.amount_minor > 0
    ]  # fmt: skip


def _steps(item: SavingItem) -> list[tuple[str, str]]:
    way = ("idea", "forecast", "baseline_agreed", "in_delivery", "delivered", "verified")
    here = way.index(item.state) if item.state in way else len(way)
    return [
        (str(words.STATES[state]), "done" if place < here else "now" if place == here else "later")
        for place, state in enumerate(way)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def new_initiative(request: ScopedRequest) -> HttpResponse:
    """Write down an idea."""
    require_somewhere(request.scope, "savings.propose")
    choice = chosen(request)
    wrong: dict[str, Any] = {}
    if request.method == "POST" and choice.contract:
        try:
            unit = unit_by_uid(request.scope, uid_of(request, "unit"))
            draft = initiatives.SavingDraft(
                contract_id=choice.contract.pk, unit_id=unit.pk, line_code=request.POST.get("line", "")[:8],
                title=request.POST.get("title", ""), kind=request.POST.get("kind", ""),
                description=request.POST.get("description", ""), cashable="cashable" in request.POST,
                recurring="recurring" in request.POST,
            )  # fmt: skip
            made = initiatives.note_saving(request.scope, draft, now=now())
        except Invalid as error:
            wrong = error.fields
        else:
            messages.success(request, _("Written down."))
            return redirect("savings:initiative", made.uid)
    context = {
        "choice": choice, "wrong": wrong, "typed": request.POST, "units": units_to_choose(request.scope),
        "lines": sorted(contracts.line_names(request.scope).items()), "kinds": list(words.KINDS.items()),
    }  # fmt: skip
    return render(request, "savings/new.html", context, status=422 if wrong else 200)
