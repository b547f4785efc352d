"""Managers' time released: the register, one with what shows it, writing and answering."""

from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import groupby
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
from samdrift.partnership.insight import commands
from samdrift.partnership.insight.models import TimeReleased
from samdrift.partnership.insight.queries import places, released
from samdrift.partnership.insight.queries.telling import whole
from samdrift.partnership.insight.registry import Asked
from samdrift.partnership.insight.rules import released as rules
from samdrift.partnership.insight.web import words
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

MOST = 400


@require_safe
def release_list(request: ScopedRequest) -> HttpResponse:
    """What both parties agreed on by district and activity, what waits, and what it comes to."""
    scope = request.scope
    require_somewhere(scope, places.VIEW)
    contract = _contract(request)
    today = parties.community_day(scope, now())
    context: dict[str, Any] = {
        "contract": contract, "districts": [], "total": None, "words": words, "may": scope.may(commands.PROPOSE),
        "waiting": 0,
    }  # fmt: skip
    if contract is not None:
        asked = Asked(contract_id=contract.pk, since=date(today.year, 1, 1), until=date(today.year + 1, 1, 1))
        rows = list(released.shown(scope, contract.pk).exclude(state=rules.REPLACED)[:MOST])
        context |= {
            "districts": _by_district(rows), "total": words.hours_of(whole(scope, "managers.hours", asked)),
            "waiting": sum(one.state == rules.PROPOSED for one in rows),
        }  # fmt: skip
    return render(request, "insight/released.html", context)


@require_safe
def release_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """What was written of one activity, what shows it, who agreed, and what was written before."""
    row = released.one(request.scope, uid)
    context = {
        "row": row, "earlier": released.earlier(request.scope, row), "words": words, "answers": _answers(request, row),
        "saved": rules.released(row.hours_before, row.hours_now),
    }  # fmt: skip
    return render(request, "insight/release.html", context)


@require_POST
def release_answer(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Agree to what the other party wrote, or do not."""
    scope, version = request.scope, version_of(request)
    released.one(scope, uid)
    try:
        if request.POST.get("move") == "agree":
            commands.agree_to_release(scope, uid, expected_version=version, now=now())
            messages.success(request, _("Agreed. It counts from its day on."))
        else:
            answer = request.POST.get("answer", "")
            commands.refuse_release(scope, uid, expected_version=version, answer=answer, now=now())
            messages.success(request, _("Refused."))
    except (Invalid, NotAllowed, Refused) as wrong:
        messages.error(request, str(wrong))
    return redirect("insight:release", uid)


@require_http_methods(["GET", "HEAD", "POST"])
def release_new(request: ScopedRequest) -> HttpResponse:
    """Write down what an activity took before and takes now."""
    scope = request.scope
    require_somewhere(scope, commands.PROPOSE)
    wrong: dict[str, Any] = {}
    if request.method == "POST":
        try:
            made = commands.propose_release(scope, _draft(request), now=now())
        except Invalid as error:
            wrong = error.fields
        except Refused as error:
            wrong = {"": str(error)}
        else:
            messages.success(request, _("Written down. It counts once the other party has agreed."))
            return redirect("insight:release", made.uid)
    context = {
        "wrong": wrong, "typed": request.POST or {"unit": request.GET.get("unit", "")}, "words": words,
        "units": [(str(one.uid), one.name.get(scope.language, one.code)) for one in places.districts(scope)],
    }  # fmt: skip
    return render(request, "insight/release_new.html", context, status=422 if wrong else 200)


def _by_district(rows: list[TimeReleased]) -> list[tuple[parties.Unit, Decimal, list[TimeReleased]]]:
    """Each district with what is released there as agreed, and all its rows; the rows come by district."""
    found = []
    for _pk, several in groupby(rows, key=lambda one: one.unit_id):
        own = list(several)
        held = [(one.hours_before, one.hours_now) for one in own if one.state == rules.AGREED]
        found.append((own[0].unit, rules.together(held), own))
    return found


def _draft(request: ScopedRequest) -> commands.ReleaseDraft:
    post = request.POST
    try:
        place = places.place_of(request.scope, UUID(post.get("unit", "")))
    except ValueError:
        raise Invalid({"unit": _("Choose one.")}) from None
    return commands.ReleaseDraft(
        contract_id=place.contract.pk, unit_id=place.unit.pk, activity=post.get("activity", ""),
        hours_before=_hours(post.get("hours_before", ""), "hours_before"), method=post.get("method", ""),
        hours_now=_hours(post.get("hours_now", ""), "hours_now"), how=post.get("how", ""),
        evidence=post.get("evidence", ""), from_day=_day(post.get("from_day", "")),
    )  # fmt: skip


def _hours(typed: str, name: str) -> Decimal:
    try:
        return Decimal(typed.strip().replace(",", "."))
    except InvalidOperation:
        raise Invalid({name: _("Write hours a year, with one decimal at most.")}) from None


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Invalid({"from_day": _("Give a day.")}) from None


def _contract(request: ScopedRequest) -> contracts.Contract | None:
    held = list(contracts.contracts_of(request.scope))
    asked = request.GET.get("contract", "")
    return next((one for one in held if str(one.uid) == asked), held[0] if held else None)


def _answers(request: ScopedRequest, row: TimeReleased) -> bool:
    scope = request.scope
    where = {"contract": row.contract_id, "unit": row.unit_id, "data_class": row.data_class}
    return (
        row.state == rules.PROPOSED and scope.allows(commands.AGREE, **where)
        and rules.may_answer(proposed_by_side=row.side, side=scope.side, proposer=row.author_id, person=scope.person_id)
    )  # fmt: skip
