"""The form's token: proves that the page was ours and not too old, without a cookie."""

import secrets

from django.core import signing
from django.utils.translation import gettext as _

from samdrift.foundation.errors import NotAllowed

MAX_AGE_SECONDS = 12 * 3600
_signer = signing.TimestampSigner(salt="samdrift.q")


class TooOld(NotAllowed):
    """The form was open too long, or was not ours."""


def new_token(code: str, person_id: int | None) -> str:
    """A token for one code, and for one person where somebody is signed in: nobody can send in their name."""
    return _signer.sign(_about(code, person_id)).partition(":")[2]


def check_token(token: str, code: str, person_id: int | None) -> None:
    """Accept a token of this code.

    Raises:
        TooOld: It is older than twelve hours, or none of ours.
    """
    try:
        _signer.unsign(f"{_about(code, person_id)}:{token}", max_age=MAX_AGE_SECONDS)
    except signing.BadSignature:
        raise TooOld(
            _("This page was open for too long. Everything is still here: please send it once more.")
        ) from None


def new_key() -> str:
    """What makes sending twice the same as sending once."""
    return secrets.token_urlsafe(18)


def _about(code: str, person_id: int | None) -> str:
    return f"{code.upper()[:60].replace(':', '')}!{person_id or 0}"
