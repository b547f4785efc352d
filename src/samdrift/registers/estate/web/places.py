"""Browsing the estate: sites, storeys with their plans, spaces and assets."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, require_somewhere, version_of
from samdrift.foundation.paging import page_by_key
from samdrift.foundation.scope import Scope
from samdrift.registers.estate.commands.places import SiteDraft, record_site, set_zone
from samdrift.registers.estate.models import Asset, Site
from samdrift.registers.estate.queries import colouring, meshes, places
from samdrift.registers.estate.registry import open_counts, place_panels
from samdrift.registers.estate.web import plans, words
from samdrift.registers.parties import public as parties

PAGE = 50


@require_safe
def site_list(request: ScopedRequest) -> HttpResponse:
    """Sites with how large they are, found by code, name or town."""
    require_somewhere(request.scope, "estate.view")
    text, kind = request.GET.get("q", "").strip()[:80], request.GET.get("kind", "")
    page = page_by_key(
        places.sites(request.scope, text=text, kind=kind), order=("code", "pk"), after=request.GET.get("after", ""),
        size=PAGE,
    )  # fmt: skip
    figures = places.figures_of_sites(request.scope, [site.pk for site in page.rows])
    rows = [(site, *figures.get(site.pk, (0, 0))) for site in page.rows]
    kinds = [(code, str(name)) for code, name in words.SITE_KINDS.items()]
    context = {
        "rows": rows, "next": page.next, "text": text, "kind": kind, "kinds": kinds,
        "kind_words": {code: str(name) for code, name in words.SITE_KINDS.items()},
        "may_add": request.scope.may("estate.change"), "may_import": request.scope.may("estate.import"),
    }  # fmt: skip
    return render(request, "estate/sites.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def site_new(request: ScopedRequest) -> HttpResponse:
    """Write down a site by hand."""
    require_somewhere(request.scope, "estate.change")
    typed, errors = request.POST.dict(), {}
    if request.method == "POST":
        try:
            site = record_site(request.scope, _draft(request.scope, typed), now=now())
        except Invalid as wrong:
            errors = wrong.fields
        except Refused as refused:
            errors = {"code": str(refused)}
        else:
            messages.success(request, _("The site is recorded."))
            return redirect("estate:site", site.uid)
    units = [(u.pk, in_language(u.name, request.scope.language)) for u in _units(request.scope)]
    context = {
        "typed": typed, "errors": errors, "units": units, "zones": [(c, str(w)) for c, w in words.ZONES.items()],
        "kinds": [(c, str(w)) for c, w in words.SITE_KINDS.items()],
    }  # fmt: skip
    return render(request, "estate/site_new.html", context, status=422 if errors else 200)


def _units(scope: Scope) -> Any:
    return (
        parties.Unit.objects.within(scope).filter(kind__in=("district", "national_unit", "authority")).order_by("path")
    )


def _draft(scope: Scope, typed: Mapping[str, str]) -> SiteDraft:
    code, name = typed.get("code", "").strip()[:20], typed.get("name", "").strip()[:160]
    unit, zone = typed.get("unit", ""), typed.get("timezone", "") or "Europe/Copenhagen"
    wrong = {} if code else {"code": _("A site needs a code.")}
    if not name:
        wrong["name"] = _("A site needs a name.")
    if not unit.isdecimal() or not _units(scope).filter(pk=int(unit[:18])).exists():
        wrong["unit"] = _("Choose the unit that uses the site.")
    if zone not in available_timezones():
        wrong["timezone"] = _("There is no time zone %(name)s.") % {"name": zone}
    if wrong:
        raise Invalid(wrong)
    return SiteDraft(
        code=code, name={"en": name, "da": name, "sv": name}, unit_id=int(unit), timezone=zone,
        kind=typed.get("kind", "")[:24], address=typed.get("address", "")[:200], town=typed.get("town", "")[:80],
        postal_code=typed.get("postal_code", "")[:12], zone=typed.get("zone", "normal"),
        tenure=typed.get("tenure", "")[:60], opening_hours=typed.get("opening_hours", "")[:300],
    )  # fmt: skip


@require_safe
def site_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """A site: its buildings and storeys, what is open there, and models on their way in."""
    site = places.site_by_uid(request.scope, uid)
    storeys = places.storeys_of(request.scope, site)
    buildings: dict[int, tuple[Any, list[Any]]] = {}
    for row in storeys:
        buildings.setdefault(row.building.pk, (row.building, []))[1].append(row)
    counts = open_counts(request.scope, site.pk)
    may_import = request.scope.allows("estate.import", site=site.pk, unit=site.unit_id)
    context = {
        "site": site, "buildings": list(buildings.values()), "open": sum(counts.values()),
        "area": sum(row.area_m2 for row in storeys), "spaces": sum(row.spaces for row in storeys),
        "assets": places.assets_in(request.scope, site=site).count(), "may_import": may_import,
        "has_model": meshes.has_model(request.scope, site),
        "outside": list(places.assets_in(request.scope, site=site, space__isnull=True)[:30]),
        "imports": list(places.imports(request.scope).filter(site=site)[:5]) if may_import else [],
        "may_change": request.scope.allows("estate.change", site=site.pk, unit=site.unit_id),
        "panels": _panels(request.scope, site=site.pk), "kind": words.word(words.SITE_KINDS, site.kind),
        "state": words.word(words.SITE_STATES, site.state), "zone": words.word(words.ZONES, site.zone),
        "import_words": {code: str(name) for code, name in words.IMPORT_STATES.items()},
    }  # fmt: skip
    return render(request, "estate/site.html", context)


@require_safe
def space_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """A space: facts, dated areas, things in it, and where it lies on the plan."""
    space = places.space_by_uid(request.scope, uid)
    counts = open_counts(request.scope, space.site_id)
    neighbours = places.spaces_on(request.scope, space.storey) if space.storey else [space]
    beside = colouring.drawable(request.scope, space.site, neighbours)
    plan = places.plan_of_storey(request.scope, space.storey) if space.storey else None
    context = {
        "space": space, "site": space.site, "areas": list(places.areas_of(request.scope, space)),
        "lineage": list(places.lineage_of(request.scope, space)),
        "assets": list(places.assets_in(request.scope, space=space)), "use": plans.use_word(space.use),
        "state": words.word(words.SPACE_STATES, space.state),
        "drawn": plans.drawn(beside, counts, here=space.pk),
        "walls": plan.walls if plan and beside == neighbours else "",
        "bounds": plans.bounds(plan), "panels": _panels(request.scope, site=space.site_id, space=space.pk),
        "zones": [(code, str(name)) for code, name in words.ZONES.items()], "class_word": _class_word,
        "may_zone": request.scope.allows("estate.set_zone", site=space.site_id, unit=space.site.unit_id),
    }  # fmt: skip
    return render(request, "estate/space.html", context)


@require_POST
def space_zone(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Set how much is told of a space."""
    set_zone(request.scope, uid, request.POST.get("zone", ""), expected_version=version_of(request), now=now())
    messages.success(request, _("The security zone is set."))
    if parties.clearance_gaps(request.scope, day=parties.community_day(request.scope, now())):
        messages.warning(request, _("Somebody is missing for reports from secured places: look under People."))
    return redirect("estate:space", uid)


@require_safe
def asset_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """A thing: what it is and where it stands."""
    asset: Asset = places.asset_by_uid(request.scope, uid)
    context = {
        "asset": asset, "site": asset.site, "space": asset.space, "kind": _class_word(asset.kind),
        "panels": _panels(request.scope, site=asset.site_id, space=asset.space_id, asset=asset.pk),
    }  # fmt: skip
    return render(request, "estate/asset.html", context)


def _panels(scope: Scope, *, site: int, space: int | None = None, asset: int | None = None) -> list[Any]:
    where = {"site": site, "space": space, "asset": asset}
    shown = ((panel, panel.load(scope, where)) for panel in place_panels())
    return [(panel.template, values) for panel, values in shown if values is not None]


def _class_word(kind: str) -> str:
    return words.word({}, kind)


def site_words(site: Site, language: str) -> str:
    """A site in one line."""
    return f"{site.code} {in_language(site.name, language)}"
