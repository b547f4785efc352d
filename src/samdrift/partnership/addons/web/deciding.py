"""One add-on: what it was, what it is worth and why, others like it, and each decision by its button."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, version_of
from samdrift.foundation.scope import Scope
from samdrift.partnership.addons import rules
from samdrift.partnership.addons.commands import deciding, looking, noting
from samdrift.partnership.addons.models import VIEW, AddOn
from samdrift.partnership.addons.queries import reading
from samdrift.partnership.addons.queries.terms import ASKED_BY, STATES, TONES, code_word, terms_on
from samdrift.partnership.addons.web import words
from samdrift.partnership.addons.web.noting import items_of
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

PLAIN = ("put_forward", "forgive", "stop", "take_back", "withdraw")


@require_safe
def add_on_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """One add-on."""
    request.scope.require_somewhere(VIEW)
    return render(request, "addons/page.html", page_context(request, reading.add_on_by_uid(request.scope, uid)))


def page_context(request: ScopedRequest, row: AddOn, **more: Any) -> dict[str, Any]:
    """What the page of an add-on shows; `more` brings back what was wrong with what somebody typed."""
    scope, language = request.scope, request.scope.language
    names, terms = contracts.line_names(scope), terms_on(row.contract_id, row.happened_on)
    priced = reading.sees_prices(scope, row)
    people = parties.names_of(scope, [pk for pk in (row.noted_by_id, row.decided_by_id) if pk is not None])
    others = reading.same_here(scope, row)
    steps = reading.steps_around(scope, row) if priced and row.price_minor is not None else []
    mine = next((one for one in steps if one.small.name == str(row.uid)), None)
    fills = row.state in rules.UNDECIDED and row.party_id == scope.party_id and _allowed(scope, row, noting.NOTE)
    return {
        "items": items_of(scope, row.contract_id, row.site, row.line_code) if fills and row.measure == "item" else [],
        "sees_basket": scope.may("scaling.plan"), "setting": contracts.setting_words(row.setting),
        "row": row, "what": code_word(row.code, terms, language), "line": names.get(row.line_code, row.line_code),
        "where": in_language(row.site.name, language), "much": words.how_much(row, row.currency), "priced": priced,
        "why": words.why(row), "asked_by": str(ASKED_BY.get(row.asked_by, row.asked_by)), "states": STATES,
        "tones": TONES, "noted_by": people.get(row.noted_by_id or 0, ""),
        "decided_by": people.get(row.decided_by_id or 0, ""), "notes": reading.notes_of(scope, row),
        "others": [(one, words.how_much(one, one.currency)) for one in others],
        "chargeable": [one for one in others if _may(scope, one, "charge") and one.price_minor],
        "step": mine, "terms": terms,
        "item": in_language(contracts.item_names(row.contract_id).get(row.item), language),
        "may": {move: _may(scope, row, move) for move in (*PLAIN, "charge", "propose")},
        "may_note": _allowed(scope, row, noting.NOTE),
        "may_fill": fills, "own_side": row.owner_party_id is not None, "errors": {}, "typed": {}, "wrong_move": "",
        **more,
    }  # fmt: skip


@require_POST
def act(request: ScopedRequest, uid: UUID, move: str) -> HttpResponse:
    """One decision, by its name in the address."""
    scope, given = request.scope, request.POST
    row = reading.add_on_by_uid(scope, uid)
    try:
        if move.replace("-", "_") in PLAIN:
            name = move.replace("-", "_")
            deciding.decide(
                scope, uid, name, expected_version=version_of(request), reason=given.get("reason", ""), now=now()
            )
            messages.success(request, words.MOVES_DONE[name])
        elif move == "charge":
            quote = _charge(request, uid)
            messages.success(
                request, _("Offered as %(number)s. It is charged once it is approved.") % {"number": quote.number}
            )
        elif move == "propose":
            made = deciding.propose(scope, uid, expected_version=version_of(request), now=now())
            if made.scenario is not None and made.unit is not None:
                messages.success(
                    request, _("It lies in the district's basket with the volume filled in. Ask for it there.")
                )
                return redirect("scaling:basket", made.unit.uid)
            messages.success(request, _("Proposed. The district's FM coordinator takes it on."))
        elif move == "note":
            noting.write_note(scope, uid, given.get("note", ""), now=now())
            messages.success(request, _("Kept for your own party."))
        elif move == "quantity":
            noting.set_quantity(
                scope, uid, quantity=given.get("quantity", ""), times=given.get("times", ""), now=now(),
                cost=given.get("cost", ""), item=given.get("item", "")[:66], expected_version=version_of(request),
            )  # fmt: skip
            messages.success(request, _("Written, and priced by the prices of its day."))
        else:
            raise Http404
    except Invalid as wrong:
        context = page_context(request, row, errors=wrong.fields, typed=given.dict(), wrong_move=move)
        return render(request, "addons/page.html", context, status=422)
    if move == "withdraw" and not scope.may("addons.decide"):
        return redirect("addons:list")
    return redirect("addons:page", uid)


@require_POST
def dismiss(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Say why a sign is none."""
    looking.dismiss_sign(
        request.scope, uid, expected_version=version_of(request), reason=request.POST.get("reason", ""), now=now()
    )
    messages.success(request, _("Kept with its reason. It comes again only when as much happens anew."))
    return redirect("addons:list")


def _charge(request: ScopedRequest, uid: UUID) -> Any:
    """The add-on of the page, and those ticked beside it, on one offer."""
    given = request.POST
    versions: dict[UUID, int | None] = {uid: version_of(request)}
    for ticked in given.getlist("also")[: deciding.MOST_AT_ONCE]:
        name, _mark, version = ticked.partition(":")
        try:
            versions[UUID(name)] = int(version)
        except ValueError:
            raise Invalid({"also": _("The form was incomplete. Open the page again and repeat the change.")}) from None
    return deciding.charge(
        request.scope, list(versions), versions=list(versions.values()), amount=given.get("amount", ""), now=now()
    )


def _allowed(scope: Scope, row: AddOn, permission: str) -> bool:
    return scope.allows(
        permission, contract=row.contract_id, line=row.line_code, site=row.site_id, unit=row.unit_id,
        data_class=row.data_class,
    )  # fmt: skip


def _may(scope: Scope, row: AddOn, move: str) -> bool:
    """Whether the button is shown; each command asks again."""
    if not rules.may_move(move, row.state, side=scope.side, person_id=scope.person_id, noted_by=row.noted_by_id):
        return False
    if move == "withdraw":
        return _allowed(scope, row, noting.NOTE)
    if move == "propose" and row.measure != "item":
        return False  # hours, material and ways are of no item that could be ordered
    if move == "propose" and row.state == rules.PROPOSED:
        return scope.side == rules.CUSTOMER and row.scenario_id is None and _allowed(scope, row, deciding.DECIDE)
    return _allowed(scope, row, deciding.DECIDE)
