"""Signing in through the organisation's own identity provider (OpenID Connect); off unless it is configured."""


def ways_in(wanted: str) -> list[tuple[str, str]]:
    """The buttons on the sign-in page: what each is called and where it leads."""
    return []
