"""The room's addresses."""

from django.urls import path

from samdrift.partnership.invoicing.web import acting, billing, files, late, pages, running

app_name = "invoicing"
urlpatterns = [
    path("invoices/", pages.invoice_list, name="list"),
    path("invoices/runs/", running.runs, name="runs"),
    path("invoices/runs/<uuid:uid>/", running.run_page, name="run"),
    path("invoices/runs/<uuid:uid>/send/", running.send, name="send"),
    path("invoices/receive/", acting.receive, name="receive"),
    path("invoices/parties/", billing.parties_page, name="parties"),
    path("invoices/late/", late.late_page, name="late"),
    path("invoices/late/<uuid:uid>/<slug:answer>/", late.answer_late, name="answer_late"),
    path("invoices/payments/", billing.payments, name="payments"),
    path("invoices/payments/<uuid:uid>/file/", files.payment_file, name="payment_file"),
    path("invoices/ledger/", files.ledger, name="ledger"),
    path("invoices/lines/<uuid:uid>/", pages.line_page, name="line"),
    path("invoices/lines/<uuid:uid>/query/", acting.query, name="query"),
    path("invoices/queries/<uuid:uid>/<slug:answer>/", acting.answer, name="answer"),
    path("invoices/<uuid:uid>/", pages.invoice_page, name="page"),
    path("invoices/<uuid:uid>/recompute/", pages.recompute, name="recompute"),
    path("invoices/<uuid:uid>/invoice.xml", files.xml, name="xml"),
    path("invoices/<uuid:uid>/invoice.pdf", files.pdf, name="pdf"),
    path("invoices/<uuid:uid>/lines.csv", files.lines, name="lines"),
    path("invoices/<uuid:uid>/<slug:move>/", acting.act, name="act"),
]
