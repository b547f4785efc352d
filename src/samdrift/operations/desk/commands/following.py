"""What follows from what happens to requests."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.desk.models import Contact, ContactLink
from samdrift.operations.desk.rules import contacts as rules
from samdrift.operations.requests import public as requests


@transaction.atomic
def bring_contacts_to_part(scope: Scope, whole: UUID, part: UUID, *, now: datetime) -> int:
    """Link every contact about a request to a part split off it; how many. Safe to repeat."""
    with everywhere(reason="a split is followed within its community; the links have the part's class"):
        rows = {row.uid: row for row in requests.ServiceRequest.objects.filter(uid__in=(whole, part))}
        if len(rows) < 2 or any(row.community_id != scope.community_id for row in rows.values()):
            return 0
        linked = ContactLink.objects.filter(service_request=rows[whole].pk).values_list("contact_id", flat=True)
        main = Contact.objects.filter(service_request=rows[whole].pk).values_list("pk", flat=True)
        known = set(ContactLink.objects.filter(service_request=rows[part].pk).values_list("contact_id", flat=True))
        new = sorted({*linked, *main} - known)
        ContactLink.objects.bulk_create(
            [
                ContactLink(
                    community_id=scope.community_id, data_class=rows[part].data_class, contact_id=pk,
                    service_request=rows[part], relation=rules.ABOUT, linked_at=now,
                )
                for pk in new
            ]
        )  # fmt: skip
    return len(new)
