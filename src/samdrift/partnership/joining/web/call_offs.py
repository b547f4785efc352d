"""A call-off: how far it has come, whose step is next, what it orders at which price, and the joiner's own case."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, version_of
from samdrift.kernel import money
from samdrift.partnership.joining import rules
from samdrift.partnership.joining.commands import moving, wishing
from samdrift.partnership.joining.models import Accession, AccessionStep
from samdrift.partnership.joining.queries import call_offs, places, ready, terms
from samdrift.partnership.joining.registry import exit_page
from samdrift.partnership.joining.web import words
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties


@require_safe
def call_off_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """One call-off, from interest to its end."""
    scope = request.scope
    row = call_offs.call_off(scope, uid)
    day, said = parties.community_day(scope, now()), call_offs.steps_of(scope, row.pk)
    side = side_of(request, row)
    case = call_offs.case_of(scope, row.pk) if side == rules.JOINER else None
    ordered, factor, year_minor = _ordered(row, day, scope.language), row.factor, row.year_minor
    if row.contract_id and not row.core and row.state in (rules.LIVE, rules.EXITING):
        factor = call_offs.standing(row.framework, terms.held(row.framework_id), day).factor
        year_minor = sum(one["year_minor"] for one in ordered)
    getting_ready = side and row.state in rules.READYING
    context = {
        "ready": ready.ready_of(row) if getting_ready else None, "may_print": scope.may("tags.make"),
        "languages": list(words.LANGUAGES.items()),
        "factor": factor, "year_minor": year_minor,
        "row": row, "words": words, "said": said, "side": side, "moves": _moves(row, side, said, scope.person_id),
        "waits": _waits(row, said), "steps": _way(row), "ordered": ordered, "case": case,
        "may_change": side == rules.JOINER and row.state in rules.DRAFTING,
        "may_write_case": side == rules.JOINER and row.state == rules.BUSINESS_CASE,
        "may_refuse": bool(side) and row.state in rules.REFUSABLE and not _second_hat(said, side, scope.person_id),
        "exit_page": exit_page() if side and row.contract_id and row.state in rules.LEAVING else "",
        "left_minor": terms.ceiling_left(row.framework), "earliest": rules.earliest_leaving(day, row.notice_months),
        "sees_contract": row.contract_id is not None and scope.allows("contracts.view", contract=row.contract_id),
    }  # fmt: skip
    return render(request, "joining/call_off.html", context)


@require_POST
def act(request: ScopedRequest, uid: UUID, move: str) -> HttpResponse:
    """Make a step of the table, or say no."""
    call_offs.call_off(request.scope, uid)
    scope, reason = request.scope, request.POST.get("reason", "")
    at: dict[str, Any] = {"expected_version": version_of(request), "now": now()}
    do: dict[str, Callable[[], object]] = {
        "refuse": lambda: moving.refuse_call_off(scope, uid, reason=reason, **at),
    }
    if move not in do and move not in {name for _state, name in rules.MOVES}:
        raise Invalid({"move": _("Choose what you want to do.")})
    step = do.get(move, lambda: moving.move_call_off(scope, uid, move, reason=reason, last_day=_day(request), **at))
    try:
        step()
        messages.success(request, _("Done."))
    except (Invalid, Refused) as wrong:
        messages.error(request, str(wrong))
    return redirect("joining:call_off", uid)


@require_POST
def business_case(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Write the joiner's own reckoning."""
    call_offs.call_off(request.scope, uid)
    try:
        amounts = {name: money.minor(request.POST.get(name, "") or "0") for name in ("baseline", "transition")}
        if any(one is None for one in amounts.values()):
            raise Invalid({"baseline": _("Write an amount.")})
        wishing.write_case(
            request.scope, uid, baseline_minor=amounts["baseline"] or 0, transition_minor=amounts["transition"] or 0,
            note=request.POST.get("note", ""), now=now(),
        )  # fmt: skip
        messages.success(request, _("Written."))
    except (Invalid, Refused) as wrong:
        messages.error(request, str(wrong))
    return redirect("joining:call_off", uid)


def side_of(request: ScopedRequest, row: Accession) -> str:
    """For which side the reader speaks; "" for none. Each command asks again."""
    scope, framework = request.scope, row.framework
    side = rules.side_in(scope.party_id, row.organisation_id, framework.owner_id, framework.provider_id)
    where = {"contract": framework.contract_id, "unit": row.unit_id, "data_class": row.data_class}
    return side if side and not row.core and scope.allows(rules.PERMISSION[side], **where) else ""


def _day(request: ScopedRequest) -> date | None:
    try:
        return date.fromisoformat(request.POST["last_day"]) if request.POST.get("last_day") else None
    except ValueError:
        raise Invalid({"last_day": _("Write a day.")}) from None


def _given(row: Accession, said: list[AccessionStep], move: str) -> set[str]:
    return {one.side for one in said if one.move == move and one.from_state == row.state}


def _second_hat(said: list[AccessionStep], side: str, person_id: int | None) -> bool:
    return any(one.person_id == person_id and one.side not in ("", side) for one in said)


def _moves(row: Accession, side: str, said: list[AccessionStep], person_id: int | None) -> list[str]:
    """The steps the reader may make now."""
    if not side or _second_hat(said, side, person_id):
        return []
    return [
        name for name, move in rules.moves_from(row.state).items()
        if side in move.sides and side not in _given(row, said, name)
    ]  # fmt: skip


def _waits(row: Accession, said: list[AccessionStep]) -> list[tuple[str, list[Any]]]:
    """The next steps with the sides that have still to make them; undoing is never waited for."""
    return [
        (name, [words.SIDES[side] for side in rules.missing(move, _given(row, said, name))])
        for name, move in rules.moves_from(row.state).items() if name != "stop"
    ]  # fmt: skip


def _way(row: Accession) -> list[tuple[Any, str]]:
    if row.state == rules.REFUSED:
        return []
    at = rules.STATES.index(row.state)
    marks = ("done" if place < at else "now" if place == at else "later" for place in range(len(rules.STATES)))
    return list(zip((words.STATES[one] for one in rules.STATES), marks, strict=True))


def _ordered(row: Accession, day: date, language: str) -> list[dict[str, Any]]:
    """What is ordered at which price: by the contract where there is one, else as wished at the tier of then."""
    offered = terms.held(row.framework_id).items(max(day, row.framework.starts_on))
    sites = places.sites_of(row.unit_id)
    on = max(day, row.live_from or day)
    book = contracts.price_book(row.contract_id, on) if row.contract_id and not row.core else {}
    held = contracts.volumes(row.contract_id, on) if book and row.contract_id else {}
    if held:
        found = [(item, many, site, book[item].price) for (item, _u, site, _s), many in held.items() if many]
    else:
        found = [
            (one.item, one.quantity, one.site_id, rules.priced(offered[one.item].price, row.factor))
            for one in call_offs.wishes_from(row.wishes) if one.item in offered
        ]  # fmt: skip
    return [
        {
            "name": in_language(dict(offered[item].name), language) if item in offered else item, "quantity": many,
            "unit": words.UNITS.get(offered[item].unit, "") if item in offered else "", "price": price,
            "site": in_language(sites.get(site), language) if site else "",
            "year_minor": rules.whole(many * price * 100 * (offered[item].times if item in offered else 1)),
        }
        for item, many, site, price in sorted(found, key=lambda one: (one[0], one[2] or 0))
    ]  # fmt: skip
