"""What becomes of contacts when the request they are about becomes a case."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q

from samdrift.foundation.scope import everywhere
from samdrift.operations.desk.models import Contact, ContactLink


def restrict_contacts(service_request: Any, data_class: str) -> Iterable[UUID]:
    """Bring the contacts about a request, and their links to it, into its class; their uids."""
    with everywhere(reason="contacts follow the class of what they are about"):
        links = ContactLink.objects.filter(service_request=service_request)
        about = Q(service_request=service_request) | Q(pk__in=links.values("contact"))
        contacts = Contact.objects.filter(about)
        found = [*contacts.values_list("uid", flat=True), *links.values_list("uid", flat=True)]
        contacts.update(data_class=data_class)
        links.update(data_class=data_class)
    return found
