"""Joining, in one form: services, quantities, places, first day; what it would cost and do, before anything is sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, version_of
from samdrift.kernel.framework import LEAVING_NOTICE_MONTHS, add_months
from samdrift.partnership.joining import rules
from samdrift.partnership.joining.commands import wishing
from samdrift.partnership.joining.commands.wishing import CallOffDraft, Reckoned
from samdrift.partnership.joining.models import Accession, EligibleBody, Framework
from samdrift.partnership.joining.queries import call_offs, places, sharing, terms
from samdrift.partnership.joining.web import words
from samdrift.registers.parties import public as parties


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed, as it is shown again, and as a draft where it can be read."""

    values: Mapping[str, str]
    draft: CallOffDraft | None
    wrong: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Choose what to join with; a look costs nothing, sending shows interest."""
    row = terms.framework(request.scope, uid)
    body = wishing.own_body(request.scope, row)

    def send(draft: CallOffDraft) -> Accession:
        return wishing.show_interest(request.scope, uid, draft, now=now())

    return _form(request, row, body, None, send)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Want something else, until the joiner has decided."""
    found = call_offs.call_off(request.scope, uid)
    body = wishing.own_body(request.scope, found.framework)
    if body.organisation_id != found.organisation_id:
        raise NotAllowed(_("Only the joiner's own people say what it wants."))
    if found.state not in rules.DRAFTING:
        raise Refused(_("What was decided on is no longer changed. Say no to it, and begin anew."))

    def send(draft: CallOffDraft) -> Accession:
        return wishing.change_wishes(request.scope, uid, draft, expected_version=version_of(request), now=now())

    return _form(request, found.framework, body, found, send)


def _form(
    request: ScopedRequest, row: Framework, body: EligibleBody, found: Accession | None,
    send: Callable[[CallOffDraft], Accession],
) -> HttpResponse:  # fmt: skip
    today, held = parties.community_day(request.scope, now()), terms.held(row.pk)
    items = held.items(max(today, row.starts_on))
    sites = places.sites_of(body.unit_id)
    asked = request.POST if request.method == "POST" else request.GET
    typed = _typed(asked, items, sites, _first_values(found, today, row))
    wrong, looked, status = typed.wrong, None, 200
    if typed.draft is not None:
        try:
            wishing.check_draft(row, body.unit_id, typed.draft, today)
            if request.method == "POST":
                return redirect("joining:call_off", send(typed.draft).uid)
            looked = wishing.reckon(row, typed.draft, today)
        except (Invalid, Refused) as no:
            wrong = str(no)
    if request.method == "POST":
        wrong, status = wrong or _("Choose at least one service, each with a quantity above 0."), 422
    options = [(str(pk), in_language(name, request.scope.language)) for pk, name in sites.items()]
    context = {
        "row": row, "body": body, "found": found, "items": items.values(), "values": typed.values, "sites": options,
        "wrong": wrong, "looked": looked, "prices": _prices(typed.draft, looked) if looked and typed.draft else [],
        "shared": sharing.expected(row, held, body, today), "words": words, "draft": typed.draft,
        "rules": sharing.rules_offered(row, typed.draft, items) if looked and typed.draft else 0,
    }  # fmt: skip
    return render(request, "joining/join.html", context, status=status)


def _first_values(found: Accession | None, today: date, row: Framework) -> dict[str, str]:
    if found is None:
        starts = max(add_months(today.replace(day=1), 3), row.starts_on)
        return {"starts_on": starts.isoformat(), "notice_months": str(LEAVING_NOTICE_MONTHS), "users": "0"}
    values = {
        "starts_on": max(found.starts_on, today + timedelta(days=1)).isoformat(), "users": str(found.users),
        "notice_months": str(found.notice_months), "exit_terms": found.exit_terms,
    }  # fmt: skip
    for wish in call_offs.wishes_from(found.wishes):
        values[f"q_{wish.item}"] = f"{wish.quantity.normalize():f}"
        values[f"s_{wish.item}"] = str(wish.site_id or "")
    return values


def _typed(
    asked: Mapping[str, str], items: Mapping[str, rules.Item], sites: Mapping[int, Any], first: Mapping[str, str]
) -> Typed:
    """What the address or the form says; before anything was typed, what the form begins with."""
    names = ["starts_on", "notice_months", "users", "exit_terms", *(f"{q}_{code}" for code in items for q in "qs")]
    given = any(name in asked for name in names)
    values = {name: asked.get(name, "").strip() if given else first.get(name, "") for name in names}
    wanted = {code: values[f"q_{code}"] for code in items if values[f"q_{code}"]}
    if not wanted:
        return Typed(values, None)
    try:
        wishes = [
            rules.Wish(code, Decimal(many.replace(",", ".")), _site(values[f"s_{code}"], sites))
            for code, many in wanted.items()
        ]
        if not all(one.quantity.is_finite() for one in wishes):
            raise ValueError
        draft = CallOffDraft(
            wishes=wishes, starts_on=date.fromisoformat(values["starts_on"]), users=_whole(values["users"]),
            notice_months=_whole(values["notice_months"]), exit_terms=values["exit_terms"],
        )  # fmt: skip
    except (ValueError, InvalidOperation):
        return Typed(values, None, _("Write quantities and months as numbers, and the first day as a day."))
    return Typed(values, draft)


def _site(text: str, sites: Mapping[int, Any]) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal()) or int(text) not in sites:
        raise ValueError("no place of theirs")
    return int(text)


def _whole(text: str) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdecimal() and len(text) < 8):
        raise ValueError("not a whole number")
    return int(text)


def _prices(draft: CallOffDraft, looked: Reckoned) -> list[dict[str, Any]]:
    factor = looked.effect.then.factor
    return [
        {
            "item": looked.items[one.item], "quantity": one.quantity,
            "price": rules.priced(looked.items[one.item].price, factor),
            "year_minor": rules.year_minor([one], looked.items, factor),
        }
        for one in draft.wishes
    ]  # fmt: skip
