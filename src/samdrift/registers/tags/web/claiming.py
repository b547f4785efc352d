"""Claiming a scanned tag, and walk mode: room after room without putting the phone away."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest
from samdrift.registers.estate import public as estate
from samdrift.registers.tags.commands import claiming
from samdrift.registers.tags.formats.codes import grouped
from samdrift.registers.tags.models import Tag
from samdrift.registers.tags.queries import places
from samdrift.registers.tags.queries.scanning import scanned
from samdrift.registers.tags.web import words
from samdrift.registers.tags.web.lists import site_choices


@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: ScopedRequest, code: str) -> HttpResponse:
    """Say where a scanned tag hangs: by walking down the estate or by typing."""
    scope = request.scope
    found = scanned(code)
    if found is None or found.community_id != scope.community_id:
        raise Tag.DoesNotExist
    scope.require_somewhere("tags.mount")
    error, status = "", 200
    if request.method == "POST":
        try:
            tag = _claimed(request, code)
        except (Invalid, Refused) as wrong:
            error, status = str(wrong), 422 if isinstance(wrong, Invalid) else 409
        else:
            messages.success(request, _("The tag hangs here now."))
            return redirect("tags:tag", tag.uid)
        found = scanned(code) or found
    told = _choosing(request) | {
        "code": grouped(found.code), "raw": found.code, "error": error, "blank": found.site_id is None,
        "mountable": found.site_id is not None and found.state in ("generated", "printed"),
        "place": found.name((get_language() or "en")[:2]) if found.site_id else "",
    }  # fmt: skip
    return render(request, "tags/claim.html", told, status=status)


def _claimed(request: ScopedRequest, code: str) -> Tag:
    if request.POST.get("mount") == "1":
        return claiming.mount_tag(request.scope, code, now=now())
    kind, _colon, place = request.POST.get("to", "").partition(":")
    try:
        uid = UUID(place)
    except ValueError:
        raise Invalid({"to": _("Choose where the tag hangs.")}) from None
    return claiming.claim_tag(request.scope, code, kind=kind, place_uid=uid, now=now())


def _choosing(request: ScopedRequest) -> dict[str, Any]:
    """The next step down the estate: sites, then storeys, then rooms with their things; or what the words found."""
    scope, language, asked = request.scope, (get_language() or "en")[:2], request.GET
    told: dict[str, Any] = {"text": asked.get("place", ""), "found": [], "sites": [], "storeys": [], "rooms": []}
    site = _one(estate.Site, scope, asked.get("site", ""))
    storey = _one(estate.Storey, scope, asked.get("storey", ""))
    space = _one(estate.Space, scope, asked.get("space", ""))
    told |= {
        "site": site,
        "storey": storey,
        "space": space,
        "site_name": in_language(site.name, language) if site else "",
    }
    if told["text"]:
        told["found"] = places.places_named(scope, told["text"], site=site)
    if space is not None:
        told["things"] = list(places.assets_to_tag(scope, space)[:200])
    elif storey is not None:
        told["rooms"] = list(places.spaces_to_tag(scope, storey=storey)[:500])
    elif site is not None:
        told["storeys"] = _storeys(scope, site)
    else:
        told["sites"] = site_choices(scope, language, "tags.mount")
    return told


def _storeys(scope: Any, site: estate.Site) -> list[tuple[str, str]]:
    return [
        (str(storey.uid), f"{building.name or building.code} › {storey.name}")
        for building in places.buildings_of(scope, site)
        for storey in places.storeys_of(scope, building)
    ]


@require_safe
def walk_start(request: ScopedRequest) -> HttpResponse:
    """Choose the site and storey to walk."""
    request.scope.require_somewhere("tags.mount")
    return render(request, "tags/walk_start.html", _choosing(request))


@require_http_methods(["GET", "HEAD", "POST"])
def walk(request: ScopedRequest, storey: UUID) -> HttpResponse:
    """Room after room: scan, the next room comes by itself, the last one can be undone."""
    scope = request.scope
    floor = estate.Storey.objects.within(scope).select_related("site", "building").get(uid=storey)
    scope.require("tags.mount", site=floor.site_id, unit=floor.site.unit_id)
    done: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        try:
            done = _walked(request)
        except (Invalid, Refused, NotAllowed) as wrong:
            done, status = {"error": str(wrong)}, 422 if isinstance(wrong, Invalid) else 409
        except Tag.DoesNotExist:
            done, status = {"error": _("There is no tag with this code.")}, 422
        if request.headers.get("Accept") == "application/json":
            return JsonResponse(done, status=status)
        if status == 200:
            following = f"?at={done['next']}" if done.get("next") else ""
            return redirect(f"/tags/walk/{storey}/{following}")
    rooms = list(places.spaces_to_tag(scope, storey=floor)[:1000])
    now_at = _room_now(rooms, request.POST.get("space") if status != 200 else request.GET.get("at", ""))
    context = {
        "storey": floor, "rooms": rooms, "at": now_at, "error": done.get("error", ""),
        "done": sum(1 for room in rooms if room.tagged), "last": _last(request),
        "site_name": in_language(floor.site.name, (get_language() or "en")[:2]),
    }  # fmt: skip
    return render(request, "tags/walk.html", context, status=status)


def _walked(request: ScopedRequest) -> dict[str, Any]:
    post = request.POST
    if post.get("undo"):
        tag = claiming.take_back_claim(request.scope, UUID(post["undo"]), now=now())
        request.session.pop("walked", None)
        return {"undone": str(tag.uid), "next": post.get("space", "")}
    try:
        space = UUID(post.get("space", ""))
    except ValueError:
        raise Invalid({"space": _("Choose a room first.")}) from None
    tag = claiming.claim_tag(request.scope, post.get("code", ""), kind="space", place_uid=space, now=now())
    request.session["walked"] = {"tag": str(tag.uid), "room": words.room_of(tag), "space": str(space)}
    return {"tag": str(tag.uid), "room": words.room_of(tag), "next": post.get("after", "")}


def _last(request: ScopedRequest) -> dict[str, str] | None:
    return request.session.get("walked")


def _room_now(rooms: list[Any], asked: str | None) -> Any:
    """The room asked for, else the first without a tag."""
    return next((room for room in rooms if str(room.uid) == asked), None) or next(
        (room for room in rooms if not room.tagged), None
    )


def _one(model: Any, scope: Any, given: str) -> Any:
    try:
        return model.objects.within_permission(scope, "tags.mount").filter(uid=UUID(given)).first() if given else None
    except ValueError:
        return None
