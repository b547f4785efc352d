"""Addresses of reports."""

from django.urls import path

from samdrift.partnership.reports.web import acting, files, pages

app_name = "reports"
urlpatterns = [
    path("reports/", pages.report_list, name="list"),
    path("reports/draft/", acting.draft, name="draft"),
    path("reports/<uuid:uid>/", pages.report_page, name="page"),
    path("reports/<uuid:uid>/compare/", pages.compare, name="compare"),
    path("reports/<uuid:uid>/report.html", files.html, name="html"),
    path("reports/<uuid:uid>/report.pdf", files.pdf, name="pdf"),
    path("reports/<uuid:uid>/tables.xlsx", files.xlsx, name="xlsx"),
    path("reports/<uuid:uid>/tables.zip", files.tables_zip, name="tables"),
    path("reports/<uuid:uid>/report.json", files.data, name="data"),
    path("reports/<uuid:uid>/say/", acting.say, name="say"),
    path("reports/<uuid:uid>/<slug:move>/", acting.act, name="act"),
]
