"""Who acts, and in which language: worked out once a request, and only when somebody asks."""

from collections.abc import Callable
from datetime import tzinfo
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from samdrift.foundation.clock import now
from samdrift.foundation.fields import LANGUAGES
from samdrift.foundation.scope import Scope
from samdrift.registers.parties import public as parties

Answer = Callable[[HttpRequest], HttpResponse]


class ScopeMiddleware:
    """Puts `request.scope` in place; it is built when first read, so open pages cost nothing."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.scope = SimpleLazyObject(lambda: scope_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> None:
        """Build it now for pages that need somebody signed in: asked hundreds of times, the lazy one costs."""
        if getattr(view, "login_required", True):
            request.scope = scope_of(request)  # type: ignore[attr-defined]


def scope_of(request: HttpRequest) -> Scope:
    """The signed-in person's scope, for the employment chosen in this session; else one that opens nothing."""
    person = request.user
    if not isinstance(person, parties.Person):
        return Scope(community_id=0)
    found = parties.scope_at(person, request.session.get("employment"), now=now())
    found = found or Scope(community_id=0, person_id=person.pk, name=person.full_name)
    language = (translation.get_language() or found.language)[:2]
    # What a page shows of our own data stands in the language of the page, also where it was chosen for this visit.
    return found if language == found.language else found.in_language(language)


class LanguageMiddleware:
    """The language asked for (?lang=da), the cookie's, the person's or the browser's; the time where one works."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = request.user if settings.SESSION_COOKIE_NAME in request.COOKIES else None
        known = person if isinstance(person, parties.Person) else None
        language = self._language(request, known)
        with translation.override(language), timezone.override(self._zone(request, known)):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    def _language(self, request: HttpRequest, person: parties.Person | None) -> str:
        chosen = request.GET.get("lang") or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if chosen in LANGUAGES:
            return chosen
        return person.language if person else translation.get_language_from_request(request)

    def _zone(self, request: HttpRequest, person: parties.Person | None) -> tzinfo | None:
        if person is None:
            return None
        held = parties.employments_of(person, now=now())
        chosen = request.session.get("employment")
        return next((one.zone for one in held if one.pk == chosen), held[0].zone if held else None)
