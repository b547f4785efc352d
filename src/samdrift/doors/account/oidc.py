"""Signing in through the organisation's own identity provider (OpenID Connect); off unless it is configured."""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

PROVIDER = "sso"


def ways_in(wanted: str) -> list[tuple[str, str]]:
    """The buttons on the sign-in page: what each is called and where it leads."""
    if not settings.SAMDRIFT_OIDC_URL:
        return []
    address = reverse("openid_connect_login", kwargs={"provider_id": PROVIDER})
    return [(settings.SAMDRIFT_OIDC_NAME, f"{address}?{urlencode({'next': wanted})}" if wanted else address)]
