"""What happens when the identity provider has said who somebody is. Imported only where one is configured."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from samdrift.foundation.clock import now
from samdrift.registers.parties import public as parties

BACKEND = "samdrift.doors.account.backend.PasswordBackend"


class Adapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Links the provider's subject to a person we know; makes nobody, gives no role, stores nothing of its own."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Sign in the person who has this subject or, at the first time, this verified e-mail.

        Raises:
            ImmediateHttpResponse: Always: the answer is ours, in or back to the sign-in page.
        """
        told = sociallogin.account.get_provider_account().get_user_data() or {}
        person = parties.person_from_provider(
            str(sociallogin.account.uid),
            email=str(told.get("email") or ""),
            email_verified=told.get("email_verified") is True,
            now=now(),
        )
        if person is None:
            raise ImmediateHttpResponse(_back(request, _("You are known there, but nobody has invited you here yet.")))
        auth.login(request, person, backend=BACKEND)
        wanted = sociallogin.state.get("next") or ""
        safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
        raise ImmediateHttpResponse(redirect(wanted if safe else "home"))

    def on_authentication_error(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Back to the sign-in page with a sentence.

        Raises:
            ImmediateHttpResponse: Always.
        """
        raise ImmediateHttpResponse(_back(request, _("Signing in there did not work. Try again, or use a password.")))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Nobody makes an account by themselves."""
        return False


def _back(request: HttpRequest, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    return redirect("account:sign_in")
