"""Who acts, and in which language: worked out once a request, and only when somebody asks."""

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from samdrift.foundation.clock import now
from samdrift.foundation.fields import LANGUAGES
from samdrift.foundation.scope import Scope
from samdrift.registers.parties import public as parties

Answer = Callable[[HttpRequest], HttpResponse]


class ScopedRequest(HttpRequest):
    """A request with the scope of the signed-in person."""

    scope: Scope


class ScopeMiddleware:
    """Puts `request.scope` in place; it is built when first read, so open pages cost nothing."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.scope = SimpleLazyObject(lambda: scope_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def scope_of(request: HttpRequest) -> Scope:
    """The signed-in person's scope, for the employment chosen in this session; else one that opens nothing."""
    person = request.user
    if not person.is_authenticated:
        return Scope(community_id=0)
    chosen = request.session.get("employment")
    found = parties.scope_for(person.pk, person.grants_version, chosen, day=now().date())  # type: ignore[union-attr]
    if found is None and chosen is not None:
        found = parties.scope_for(person.pk, person.grants_version, None, day=now().date())  # type: ignore[union-attr]
    return found or Scope(community_id=0, person_id=person.pk)


class LanguageMiddleware:
    """The language in the address (?lang=da), else the cookie's, else the person's, else the browser's."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = self._language(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    def _language(self, request: HttpRequest) -> str:
        chosen = request.GET.get("lang") or request.COOKIES.get("language", "")
        if chosen in LANGUAGES:
            return chosen
        if "sessionid" in request.COOKIES and request.user.is_authenticated:
            return cast(str, getattr(request.user, "language", "en"))
        return translation.get_language_from_request(request)
