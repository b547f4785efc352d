"""Where the API hangs. Its own modules weigh twenty megabytes and come with the first call."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.urls.resolvers import RoutePattern


class Later(URLResolver):
    """Addresses in a namespace whose module is imported when one of them is first asked for."""

    def _populate(self) -> None:
        """Names in a namespace are looked up by the namespace's own resolver: nothing to gather, nothing to import."""


@login_not_required
def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    """An address the API does not have."""
    from samdrift.doors.api import problems

    return problems.problem(404)


nothing_here.csrf_exempt = True  # type: ignore[attr-defined]

urlpatterns: list[URLPattern | URLResolver] = [
    Later(RoutePattern("v1/"), "samdrift.doors.api.root", app_name="api", namespace="api"),
    path("<path:rest>", nothing_here, name="api-nothing"),
    path("", nothing_here, name="api-nothing"),
]
