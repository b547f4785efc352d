"""Two small choices everybody may make: language and theme. Both are kept in cookies and go back where one was."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from samdrift.doors.pages.shell import LANGUAGES, THEME_COOKIE, THEMES
from samdrift.registers.parties import public as parties

YEAR = 365 * 24 * 3600


def back(request: HttpRequest) -> HttpResponse:
    """To the page the form stood on, if it is one of ours."""
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(wanted if safe else "/")


def keep(response: HttpResponse, name: str, value: str) -> HttpResponse:
    """Keep one choice on this device for a year."""
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True)
    return response


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Show pages in another language from now on."""
    wanted = request.POST.get("language", "")
    response = back(request)
    if wanted not in dict(LANGUAGES):
        return response
    if request.user.is_authenticated:  # messages to the person follow the choice, not only this device
        parties.choose_language(request.scope, wanted)  # type: ignore[attr-defined]
    return keep(response, settings.LANGUAGE_COOKIE_NAME, wanted)


@login_not_required
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or whatever the device says."""
    wanted = request.POST.get("theme", "")
    return keep(back(request), THEME_COOKIE, wanted) if wanted in THEMES else back(request)
