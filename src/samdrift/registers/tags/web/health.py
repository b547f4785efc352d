"""How tags are, site by site; and verifications: begun, walked, ended, all of it without a script or a camera too."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, version_of
from samdrift.foundation.scope import Scope
from samdrift.registers.parties import public as parties
from samdrift.registers.tags.commands import rounds, walking
from samdrift.registers.tags.models import TagRound, WalkPiece
from samdrift.registers.tags.queries import health
from samdrift.registers.tags.queries import rounds as asked
from samdrift.registers.tags.web import words

LEFT = 100
AT_ONCE = 25


@require_safe
def health_page(request: ScopedRequest) -> HttpResponse:
    """Figures of each site, leading to the tags behind them, and what walks left to look at."""
    scope = request.scope
    scope.require_somewhere("tags.view")
    sites = health.health_by_site(scope, today=parties.community_day(scope, now()))
    conflicts = [_piece(one, scope.language) for one in health.conflicts_of_walks(scope)[:AT_ONCE]]
    skipped = [_piece(one, scope.language) for one in health.places_skipped(scope)[:AT_ONCE]]
    context = {
        "sites": sites, "whole": sum((one.figures for one in sites), health.Figures()), "conflicts": conflicts,
        "skipped": skipped, "may_walk": scope.may("tags.mount"), "which": words.WHICH,
        "rounds": [(one, in_language(one.site.name, scope.language)) for one in asked.rounds_of(scope)[:10]],
    }  # fmt: skip
    return render(request, "tags/health.html", context)


def _piece(one: WalkPiece, language: str) -> dict[str, Any]:
    place = one.asset.name if one.asset else f"{one.space.number} {one.space.name}".strip() if one.space else ""
    return {
        "uid": one.uid, "word": words.PIECES.get(one.kind, one.kind), "place": place, "words": one.words,
        "why": words.SKIPS.get(one.why, ""), "site": in_language(one.site.name, language),
        "who": one.person.full_name if one.person else "", "at": one.device_at, "received_at": one.received_at,
    }  # fmt: skip


@require_POST
def settle_piece(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Somebody has looked at it."""
    walking.settle_walk_piece(request.scope, uid, now=now())
    return redirect("tags:health")


@require_POST
def start(request: ScopedRequest) -> HttpResponse:
    """Begin to verify a site, or go on where somebody has begun."""
    request.scope.require_somewhere("tags.mount")
    try:
        site = UUID(request.POST.get("site", ""))
        found = rounds.start_round(request.scope, site, which=request.POST.get("which", "all"), now=now())
    except ValueError:
        raise Http404 from None
    except Refused as error:
        messages.warning(request, str(error))
        return redirect("tags:health")
    return redirect("tags:round", found.uid)


@require_safe
def round_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """How far a verification is, what is left, and each step by a typed or scanned code."""
    return _page(request, asked.round_of(request.scope, uid))


@require_POST
def round_act(request: ScopedRequest, uid: UUID, move: str) -> HttpResponse:
    """Say that a tag is there, damaged or missing, or end the verification; what is refused is said on the page."""
    scope, post = request.scope, request.POST
    try:
        if move == "check":
            rounds.check_scanned(scope, uid, post.get("code", ""), now=now())
            messages.success(request, _("It hangs and can be read."))
        elif move in words.TROUBLES:
            rounds.check_troubled(scope, uid, UUID(post.get("tag", "")), move, now=now())
            messages.success(request, _("Reported. Whoever looks after the tags confirms it."))
        elif move == "end":
            rounds.end_round(scope, uid, expected_version=version_of(request), now=now())
            messages.success(request, _("The verification has ended."))
        else:
            raise Http404
    except (Invalid, Refused) as error:
        status = 422 if isinstance(error, Invalid) else 409
        return _page(request, asked.round_of(scope, uid), error=str(error), status=status)
    except ValueError:
        raise Http404 from None
    return redirect("tags:round", uid)


def _page(request: ScopedRequest, found: TagRound, *, error: str = "", status: int = 200) -> HttpResponse:
    scope: Scope = request.scope
    left = [] if found.ended_at else [_left(tag, scope.language) for tag in asked.left_of(scope, found)[:LEFT]]
    context = {
        "round": found, "site_name": in_language(found.site.name, scope.language), "error": error,
        "counts": asked.counts_of_round(scope, found), "left": left, "which": words.WHICH[found.which],
        "may": scope.allows("tags.mount", site=found.site_id, unit=found.site.unit_id),
    }  # fmt: skip
    return render(request, "tags/round.html", context, status=status)


def _left(tag: Any, language: str) -> dict[str, Any]:
    name, where = words.place_of(tag, language)
    storey = tag.space.storey.name if tag.space and tag.space.storey else ""
    return {
        "uid": tag.uid, "name": name, "where": " › ".join(p for p in (storey, where) if p),
        "trouble": words.TROUBLES.get(tag.trouble, ""), "mounted": tag.state == "mounted",
    }  # fmt: skip
