"""Questions about mails that came in."""

from django.db.models import QuerySet

from samdrift.foundation.mail import public as mails
from samdrift.foundation.scope import Scope
from samdrift.operations.desk.models import Mailbox

ORDER = ("-arrived_at", "-id")


def held_mails(scope: Scope) -> QuerySet[mails.IncomingMail]:
    """Mails an agent must look at, the oldest first."""
    rows = mails.IncomingMail.objects.within(scope).filter(state="held", community=scope.community_id)
    return rows.order_by("arrived_at", "id")


def mails_of(scope: Scope, *, state: str = "") -> QuerySet[mails.IncomingMail]:
    """Every mail that came, with what became of it; to be paged by `ORDER`."""
    rows = mails.IncomingMail.objects.within(scope)
    return rows.filter(state=state) if state else rows


def mailboxes(scope: Scope) -> QuerySet[Mailbox]:
    """What mails to our addresses become."""
    return Mailbox.objects.within(scope).select_related("site").order_by("address")
