"""Where the pages of requests are."""

from django.urls import path

from samdrift.operations.requests.web import actions, cases, lists, new, page

app_name = "requests"
urlpatterns = [
    path("requests/", lists.request_list, name="list"),
    path("requests/board/", lists.board, name="board"),
    path("requests/mine/", lists.my_requests, name="mine"),
    path("requests/new/", new.request_new, name="new"),
    path("requests/views/", actions.save_view, name="save_view"),
    path("requests/views/<uuid:uid>/forget/", actions.forget_view, name="forget_view"),
    path("requests/export/csv/", lists.export_list, {"form": "csv"}, name="export_csv"),
    path("requests/export/xlsx/", lists.export_list, {"form": "xlsx"}, name="export_xlsx"),
    path("requests/<uuid:uid>/", page.request_page, name="page"),
    path("requests/<uuid:uid>/where/", new.where, name="where"),
    path("requests/<uuid:uid>/photos/<uuid:file>/", page.photo, name="photo"),
    path("requests/<uuid:uid>/people/", cases.case_people, name="case_people"),
    path("requests/<uuid:uid>/people/<uuid:member>/end/", cases.case_let_go, name="case_let_go"),
    path("requests/<uuid:uid>/redact/", cases.redact_page, name="redact"),
    path("requests/<uuid:uid>/<slug:move>/", actions.act, name="act"),
]
