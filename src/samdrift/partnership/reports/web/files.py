"""What people take along: the report as one page, as paper, as tables and as the very text that was frozen."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from samdrift.foundation.http import ScopedRequest, require_somewhere
from samdrift.partnership.reports.formats import page, paper, tables
from samdrift.partnership.reports.models import VIEW, Report
from samdrift.partnership.reports.queries import reading
from samdrift.partnership.reports.rules import periods

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def html(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """The whole report as one page that needs nothing from elsewhere."""
    report = _report(request, uid)
    told = page.document(reading.data_of(report), request.scope.language, report.template)
    return _sent(told.encode(), report, "html", "text/html; charset=utf-8")


@require_safe
def pdf(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """The report as a tagged PDF in the reader's language."""
    report = _report(request, uid)
    return _sent(paper.printed(reading.data_of(report), request.scope.language), report, "pdf", "application/pdf")


@require_safe
def xlsx(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """All its tables, a sheet each."""
    report = _report(request, uid)
    return _sent(tables.workbook(reading.data_of(report), request.scope.language), report, "xlsx", SHEET)


@require_safe
def tables_zip(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """All its tables as comma-separated files in one archive."""
    report = _report(request, uid)
    return _sent(tables.archive(reading.data_of(report), request.scope.language), report, "zip", "application/zip")


@require_safe
def data(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """The text whose fingerprint the book keeps, byte for byte."""
    report = _report(request, uid)
    return _sent(report.data.encode(), report, "json", "application/json")


def _report(request: ScopedRequest, uid: UUID) -> Report:
    require_somewhere(request.scope, VIEW)
    return reading.report_by_uid(request.scope, uid)


def _sent(content: bytes, report: Report, ending: str, media_type: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    name = f"{report.contract.code}-{periods.name_of(report.kind, report.first_day)}"
    version = f"-v{report.number}" if report.number > 1 else ""
    answer["Content-Disposition"] = f'attachment; filename="{name}{version}.{ending}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
