"""Every address of the house; a room brings its own list in web/urls.py."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path

from samdrift.doors import health, home
from samdrift.doors.ask.walls import wall
from samdrift.doors.job import views as job
from samdrift.doors.q.views import scan
from samdrift.doors.rooms import doors_of_rooms
from samdrift.doors.search.views import search
from samdrift.doors.track.views import track

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("", include("samdrift.doors.pages.urls")),
    path("search/", search, name="search"),
    path("account/", include("samdrift.doors.account.urls")),
    path("book/", include("samdrift.doors.book.urls")),
    path("jobs/", include("samdrift.doors.background.urls")),
    path("checks/", include("samdrift.doors.checks.urls")),
    path("notices/", include("samdrift.doors.notices.urls")),
    path("ask/", include("samdrift.doors.ask.urls")),
    path("api/", include("samdrift.doors.api.addresses")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("robots.txt", health.robots, name="robots"),
    # Labels say /Q/ in capitals, because a symbol of capitals is smaller.
    re_path(r"^[qQ]/(?P<typed>[^/]{1,60})/?$", scan, name="scan"),
    path("track/<str:token>", track, name="track"),
    path("wall/<str:token>/", wall, name="wall"),
    path("job/<str:token>", job.job, name="job"),
    path("job/<str:token>/<uuid:uid>", job.order, name="job_order"),
    path("job/<str:token>/<uuid:uid>/photos/<uuid:file>", job.photo, name="job_photo"),
    # Rooms write their addresses in full, so that /q/ and /track/ stay short and one list shows them all.
    *(path("", include(module)) for module in doors_of_rooms("web.urls")),
]

if settings.SAMDRIFT_OIDC_URL:
    urlpatterns += [path("account/", include("allauth.socialaccount.providers.openid_connect.urls"))]

handler400 = "samdrift.doors.pages.failures.bad_request"
handler403 = "samdrift.doors.pages.failures.forbidden"
handler404 = "samdrift.doors.pages.failures.not_found"
handler500 = "samdrift.doors.pages.failures.fault"
