"""A site's register to take along: as a COBie workbook."""

import io
from uuid import UUID

from django.http import FileResponse
from django.views.decorators.http import require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest
from samdrift.registers.estate.queries import places
from samdrift.registers.estate.queries.export import cobie_of_site

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def cobie(request: ScopedRequest, uid: UUID) -> FileResponse:
    """What stands at a site today, as a COBie 2.4 workbook."""
    site = places.site_by_uid(request.scope, uid)
    name, book = cobie_of_site(request.scope, site, created_by=str(getattr(request.user, "email", "")), moment=now())
    return FileResponse(io.BytesIO(book), as_attachment=True, filename=name, content_type=XLSX)
