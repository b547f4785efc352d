"""The room's addresses: Open311, the page that sets it up, and handing over."""

from django.urls import path, re_path

from samdrift.operations.exchange.web import georeport, hooks, incoming, pages

app_name = "exchange"
_V2 = r"^open311/v2/"
_FORM = r"\.(?P<form>xml|json)$"
urlpatterns = [
    re_path(rf"{_V2}discovery{_FORM}", georeport.discovery, name="discovery"),
    re_path(rf"{_V2}services{_FORM}", georeport.services, name="services"),
    re_path(rf"{_V2}services/(?P<code>[^/]{{1,64}}?){_FORM}", georeport.service, name="service"),
    re_path(rf"{_V2}requests{_FORM}", georeport.requests_, name="requests"),
    re_path(rf"{_V2}requests/(?P<number>[^/]{{1,2000}}?){_FORM}", georeport.request_, name="request"),
    re_path(rf"{_V2}tokens/(?P<token>[^/]{{1,80}}?){_FORM}", georeport.token, name="token"),
    path("exchange/", pages.overview, name="overview"),
    path("exchange/jurisdiction/", pages.jurisdiction, name="jurisdiction"),
    path("exchange/partner/", pages.partner, name="partner"),
    path("exchange/webhooks/", hooks.webhook_list, name="webhooks"),
    path("exchange/webhooks/<uuid:uid>/", hooks.webhook_page, name="webhook"),
    path("exchange/webhooks/<uuid:uid>/set/", hooks.webhook_set, name="webhook_set"),
    path("exchange/incoming/", hooks.incoming_make, name="incoming_make"),
    path("exchange/incoming/<uuid:uid>/end/", hooks.incoming_end, name="incoming_end"),
    path("hooks/<uuid:uid>", incoming.receive, name="receive"),
    path("exchange/hand-over/<uuid:uid>/", pages.hand_over, name="hand_over"),
]
