"""The register to take along: a site as a COBie workbook, and every kind of table as the import takes it."""

import io
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.http import ScopedRequest
from samdrift.registers.estate.queries import places
from samdrift.registers.estate.queries.export import cobie_of_site
from samdrift.registers.estate.queries.streamed import all_kinds
from samdrift.registers.estate.queries.table_export import table_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def cobie(request: ScopedRequest, uid: UUID) -> FileResponse:
    """What stands at a site today, as a COBie 2.4 workbook."""
    site = places.site_by_uid(request.scope, uid)
    name, book = cobie_of_site(request.scope, site, created_by=str(getattr(request.user, "email", "")), moment=now())
    return FileResponse(io.BytesIO(book), as_attachment=True, filename=name, content_type=XLSX)


@require_safe
def table(request: ScopedRequest) -> HttpResponse:
    """A kind of table, of one unit or of all one may see."""
    kind, given = request.GET.get("kind", ""), request.GET.get("unit", "")
    if kind not in all_kinds():
        raise Http404
    try:
        unit = UUID(given) if given else None
    except ValueError as unknown:
        raise Invalid({"unit": _("There is no such unit.")}) from unknown
    found = table_file(request.scope, kind, unit, request.GET.get("form", "csv"), now=now())
    answer = HttpResponse(found.content, content_type=found.content_type)
    answer["Content-Disposition"] = f'attachment; filename="{found.name}"'
    return answer
