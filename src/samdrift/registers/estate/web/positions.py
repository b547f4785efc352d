"""Where a site lies: a page to say it, with the map beside."""

from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, version_of
from samdrift.kernel.maps import View, projected
from samdrift.registers.estate.commands.borders import place_site
from samdrift.registers.estate.models import Site
from samdrift.registers.estate.queries import places
from samdrift.registers.estate.queries.positions import countries_of


@require_http_methods(["GET", "HEAD", "POST"])
def site_place(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Put a site on the map, by its degrees."""
    site = places.site_by_uid(request.scope, uid)
    request.scope.require("estate.change", unit=site.unit_id, site=site.pk)
    typed = {"latitude": _written(site.latitude), "longitude": _written(site.longitude)}
    errors: dict[str, str] = {}
    if request.method == "POST":
        typed = {name: request.POST.get(name, "").strip()[:20] for name in typed}
        try:
            degrees = {name: _degrees(name, value) for name, value in typed.items()}
            place_site(
                request.scope, uid, degrees["latitude"], degrees["longitude"], expected_version=version_of(request),
                now=now(),
            )  # fmt: skip
        except Invalid as wrong:
            errors = wrong.fields
        else:
            messages.success(request, _("The site's place on the map is kept."))
            return redirect("estate:site", uid)
    context = {"site": site, "typed": typed, "errors": errors, "drawn": _drawn(site, request.scope.language)}
    return render(request, "estate/site_place.html", context, status=422 if errors else 200)


def _degrees(name: str, written: str) -> Decimal | None:
    if not written:
        return None
    try:
        return Decimal(written.replace(",", "."))
    except InvalidOperation:
        raise Invalid({name: _("Write degrees as a number, such as 55.676.")}) from None


def _written(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"


def _drawn(site: Site, language: str) -> dict[str, object] | None:
    if site.latitude is None or site.longitude is None:
        return None
    x, y = projected(float(site.latitude), float(site.longitude))
    return {
        "sites": [{"x": x, "y": y, "name": in_language(site.name, language), "form": 2, "here": True}],
        "label": _("Where the site lies"), "home": countries_of([site.timezone]), "table": False,
        "view": View(x - 3000, y - 2500, 6000, 5000),
    }  # fmt: skip
