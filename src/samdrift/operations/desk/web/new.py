"""A new contact: somebody calls, writes or stands at the counter; no account is made up for them."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest
from samdrift.kernel.local_time import NoSuchLocalTime, local_moment
from samdrift.operations.desk.commands.taking import Arrival, take_report
from samdrift.operations.desk.queries import inbox as queries
from samdrift.operations.requests import public as requests
from samdrift.registers.catalogue import public as catalogue

FIELDS = ("channel", "text", "place", "to", "type", "email", "name", "contact", "received")


@require_http_methods(["GET", "HEAD", "POST"])
def new_contact(request: ScopedRequest) -> HttpResponse:
    """Write down what somebody tells; look up the place; take the report."""
    scope = request.scope
    scope.require_somewhere("desk.take")
    given = {name: (request.POST or request.GET).get(name, "")[:4000] for name in FIELDS}
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST" and "look" not in request.POST:
        try:
            taken = take_report(scope, _ask(request, given), _contact(request, given), now=now())
        except Invalid as wrong:
            errors, status = wrong.fields, 422
        except Refused as wrong:
            errors, status = {"to": str(wrong)}, 409
        else:
            messages.success(request, _("It is request %(number)s.") % {"number": taken.number})
            return redirect(f"/requests/{taken.request_uid}/")
    return render(request, "desk/new.html", _page(request, given) | {"errors": errors}, status=status)


def _page(request: ScopedRequest, given: dict[str, str]) -> dict[str, Any]:
    scope, language = request.scope, (get_language() or "en")[:2]
    book = catalogue.catalogue_of(scope.community_id)
    suggested = catalogue.types_suggested_by(book, given["text"]) if given["text"] else []
    everything = sorted(book.types.values(), key=lambda one: (one.line_code, one.code))
    caller = queries.caller_with(scope, given["email"]) if given["email"] else None
    return {
        "given": given, "found": queries.places_like(scope, given["place"], language),
        "suggested": [(kind.code, in_language(kind.name, language), "", "") for kind in suggested],
        "types": [(k.code, f"{k.line_code} · {in_language(k.name, language)}") for k in everything],
        "caller": caller.full_name if caller else "", "channels": _channels(),
    }  # fmt: skip


def _channels() -> list[tuple[str, str, str, str]]:
    return [
        ("phone", _("Phone"), "", "phone"),
        ("mail", _("E-mail"), "", "mail"),
        ("counter", _("Counter"), "", "desk"),
        ("chat", _("Chat"), "", "chat"),
    ]


def _ask(request: ScopedRequest, given: dict[str, str]) -> requests.Ask:
    kind, _colon, pk = given["to"].partition(":")
    if kind not in ("site", "space", "asset") or not (pk.isascii() and pk.isdecimal() and len(pk) < 19):
        raise Invalid({"to": _("Search for the place and choose it.")})
    if not given["type"]:
        raise Invalid({"type": _("Choose what it is about.")})
    caller = queries.caller_with(request.scope, given["email"]) if given["email"] else None
    if given["email"] and caller is None and not given["contact"]:
        given["contact"] = given["email"]  # somebody we do not know is written down, not made an account
    place = {"site": None, "space": None, "asset": None} | {kind: int(pk)}
    return requests.Ask(
        request_type=given["type"], channel=given["channel"] or "phone", description=given["text"],
        requester_id=caller.pk if caller else None, on_behalf_of="" if caller else given["name"],
        contact=given["contact"], language=(get_language() or "en")[:2], site_id=place["site"],
        space_id=place["space"], asset_id=place["asset"],
    )  # fmt: skip


def _contact(request: ScopedRequest, given: dict[str, str]) -> Arrival:
    caller = queries.caller_with(request.scope, given["email"]) if given["email"] else None
    return Arrival(
        started_at=_received(given["received"]), agent_id=request.scope.person_id,
        caller_id=caller.pk if caller else None,
    )  # fmt: skip


def _received(given: str) -> datetime:
    """When it reached us, on the agent's wall clock; now, when nothing is said.

    Raises:
        Invalid: It is no time, or one that has not come yet.
    """
    if not given:
        return now()
    try:
        moment = local_moment(datetime.fromisoformat(given).replace(tzinfo=None), get_current_timezone())
    except (ValueError, NoSuchLocalTime) as wrong:
        raise Invalid({"received": _("Give a day and a time.")}) from wrong
    return moment
