"""One tag: where it leads, where it led before, what happened to it, and what one may do with it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import EventRecord, tell
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, version_of
from samdrift.foundation.scope import Scope
from samdrift.registers.tags import rules
from samdrift.registers.tags.commands import claiming, following, life
from samdrift.registers.tags.models import Tag, TagBinding
from samdrift.registers.tags.queries import lists, places
from samdrift.registers.tags.queries.doubts import with_rooms
from samdrift.registers.tags.web import words


@require_safe
def tag(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """The tag's page."""
    return _page(request, uid)


@require_POST
def act(request: ScopedRequest, uid: UUID, move: str) -> HttpResponse:
    """Do one thing with the tag; what the rules refuse is said on its page."""
    does = ACTIONS.get(move)
    if does is None:
        raise Http404
    try:
        sentence = does(request, uid)
    except (Invalid, Refused) as error:
        return _page(request, uid, error=str(error), status=422 if isinstance(error, Invalid) else 409)
    messages.success(request, sentence)
    if request.POST.get("back") == "site" and (site := lists.tag_with_history(request.scope, uid)[0].site):
        return redirect("estate:site", site.uid)
    return redirect("tags:tag", uid)


def _page(request: ScopedRequest, uid: UUID, *, error: str = "", status: int = 200) -> HttpResponse:
    scope, language = request.scope, (get_language() or "en")[:2]
    row, bindings, events = lists.tag_with_history(scope, uid)
    name, where = words.place_of(row, language)
    where_asked = {"site": row.site_id, "unit": row.site.unit_id if row.site else None}
    context = {
        "tag": row, "code": words.shown_code(scope, row), "word": words.STATES[row.state], "name": name, "where": where,
        "due_on": words.due_on(row), "trouble": words.TROUBLES.get(row.trouble, ""), "error": error,
        "bindings": [_binding(one, language) for one in bindings],
        "events": _happened(scope, events, language),
        "may_report": row.state == "mounted" and scope.allows("tags.report", **where_asked),
        "may_manage": scope.allows("tags.manage", **where_asked),
        "may_secure": scope.allows("tags.secure", **where_asked),
        "may_retire": rules.after(row.state, "retire") is not None,
        "may_replace": rules.after(row.state, "replace") is not None, "may_move": row.state in rules.BOUND,
        "found": places.places_named(scope, request.GET["place"]) if request.GET.get("place") else [],
        "doubted": with_rooms(scope, [row])[0] if row.doubt_since else None,
        "may_say_where": scope.allows("tags.mount", **where_asked),
        "place_text": request.GET.get("place", ""),
    }  # fmt: skip
    return render(request, "tags/tag.html", context, status=status)


def _binding(one: TagBinding, language: str) -> dict[str, Any]:
    what = one.asset.name if one.asset else words.room_of(Tag(space=one.space)) if one.space else ""
    return {
        "what": what or in_language(one.site.name, language), "site": in_language(one.site.name, language),
        "from": one.bound_at, "to": one.released_at,
    }  # fmt: skip


def _happened(scope: Scope, events: list[EventRecord], language: str) -> list[dict[str, Any]]:
    told = zip(events, tell(scope, events, language), strict=True)
    return [{"text": one.text, "at": event.happened_at, "tone": one.tone, "icon": one.icon} for event, one in told]


def _report(request: ScopedRequest, uid: UUID) -> str:
    life.report_trouble(request.scope, uid, request.POST.get("trouble", ""), now=now())
    return _("Thank you. The operations manager is told.")


def _settle(request: ScopedRequest, uid: UUID) -> str:
    confirmed = request.POST.get("confirmed") == "1"
    life.settle_trouble(request.scope, uid, confirmed=confirmed, expected_version=version_of(request), now=now())
    return _("Confirmed. Hang a new tag there.") if confirmed else _("The tag counts as sound again.")


def _replace(request: ScopedRequest, uid: UUID) -> str:
    code = request.POST.get("successor", "")
    try:
        life.replace_tag(request.scope, uid, code, expected_version=version_of(request), now=now())
    except Tag.DoesNotExist:
        raise Invalid({"successor": _("There is no tag with this code.")}) from None
    return _("The new tag leads there now, and so does the old code.")


def _retire(request: ScopedRequest, uid: UUID) -> str:
    life.retire_tag(request.scope, uid, expected_version=version_of(request), now=now())
    return _("The tag is out of use.")


def _move(request: ScopedRequest, uid: UUID) -> str:
    kind, _colon, place = request.POST.get("to", "").partition(":")
    try:
        place_uid = UUID(place)
    except ValueError:
        raise Invalid({"to": _("Choose where it hangs now.")}) from None
    life.move_tag(request.scope, uid, kind=kind, place_uid=place_uid, expected_version=version_of(request), now=now())
    return _("The tag leads there now.")


def _where(request: ScopedRequest, uid: UUID) -> str:
    try:
        space = UUID(request.POST.get("space", ""))
    except ValueError:
        raise Invalid({"space": _("Choose one of the rooms the tag's room became.")}) from None
    following.say_where(request.scope, uid, space, expected_version=version_of(request), now=now())
    return _("Thank you. The tag leads to the room it hangs in.")


def _secure(request: ScopedRequest, uid: UUID) -> str:
    chosen = request.POST.get("disclosure", "")
    life.set_disclosure(request.scope, uid, chosen, expected_version=version_of(request), now=now())
    return _("Strangers learn nothing from this tag.") if chosen == "secured" else _("Strangers see the place’s name.")


def _take_back(request: ScopedRequest, uid: UUID) -> str:
    claiming.take_back_claim(request.scope, uid, now=now())
    return _("The claim is taken back; the tag is blank again.")


ACTIONS: dict[str, Callable[[ScopedRequest, UUID], str]] = {
    "report": _report,
    "settle": _settle,
    "replace": _replace,
    "retire": _retire,
    "move": _move,
    "where": _where,
    "disclosure": _secure,
    "take-back": _take_back,
}
