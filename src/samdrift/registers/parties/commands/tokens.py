"""Keys for other systems: shown once, kept as a hash, with at most what their maker may do."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope
from samdrift.registers.parties.events import TokenMade, TokenRevoked
from samdrift.registers.parties.models import ApiToken


@transaction.atomic
def make_token(
    scope: Scope, *, name: str, permissions: Sequence[str] | None, expires_at: datetime | None, now: datetime
) -> tuple[ApiToken, str]:
    """Make a key that acts as the employment one acts for; gives it and the secret, which nobody sees again.

    Args:
        permissions: What it may do at most, or None for all its maker may; it never may more than its maker.
        now: The real moment: keys do not live on the demonstration's clock.

    Raises:
        NotAllowed: The actor acts for no employment.
        Invalid: A permission is not the actor's, the end lies in the past, or the name is empty.
    """
    if scope.employment_id is None or not scope.may("parties.manage_tokens"):
        raise NotAllowed(_("Only somebody with an employment makes keys."))
    own = {code for grant in scope.grants for code in grant.permissions}
    strange = sorted(set(permissions or ()) - own)
    if strange:
        told = _("Not yours to give: %(codes)s.") % {"codes": ", ".join(strange)}
        raise Invalid({"permissions": told})
    if not name.strip():
        raise Invalid({"name": _("Give the key a name, such as the system that uses it.")})
    if expires_at is not None and expires_at <= now:
        raise Invalid({"expires_at": _("The key would have ended already.")})
    prefix = f"sd_{secrets.token_hex(4)}"
    secret = f"{prefix}_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(
        community_id=scope.community_id, employment_id=scope.employment_id, name=name.strip()[:80], prefix=prefix,
        digest=hashlib.sha256(secret.encode()).hexdigest(),
        permissions=None if permissions is None else sorted(set(permissions)), created_at=now, expires_at=expires_at,
    )  # fmt: skip
    event = TokenMade(token_uid=token.uid, employment_uid=token.employment.uid)
    record(event, scope=scope, at=now, subject=token)
    return token, secret


@transaction.atomic
def revoke_token(scope: Scope, token_uid: UUID, *, now: datetime) -> ApiToken:
    """Let a key open nothing any more, from this moment; a second time changes nothing.

    Raises:
        DoesNotExist: It is neither one's own nor one's to manage.
    """
    token = ApiToken.objects.within(scope).locked(token_uid)
    if token.revoked_at is None:
        token.revoked_at = now
        token.save_changes("revoked_at")
        record(TokenRevoked(token_uid=token.uid), scope=scope, at=now, subject=token)
    return token
