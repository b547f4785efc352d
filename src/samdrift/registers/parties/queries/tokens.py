"""Keys for other systems."""

from django.db.models import QuerySet

from samdrift.foundation.scope import Scope
from samdrift.registers.parties.models import ApiToken


def tokens(scope: Scope) -> QuerySet[ApiToken]:
    """The keys one may see, one's own or all that are one's to manage, the newest first."""
    rows = ApiToken.objects.within(scope).select_related("employment__person")
    return rows.order_by("-created_at", "-pk")
