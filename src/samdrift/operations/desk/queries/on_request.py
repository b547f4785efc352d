"""What the desk knows besides about a request: its contacts, what was merged into it, its parts, fitting answers."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, override

from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope
from samdrift.operations.desk.models import Contact, ContactLink
from samdrift.operations.desk.queries.answers import answers_for
from samdrift.operations.requests import public as requests

MOST = 12


def about_request(scope: Scope, row: Any) -> Mapping[str, Any] | None:
    """For people of the desk; nothing for others. A fixed number of statements."""
    if not scope.may("desk.view"):
        return None
    links = ContactLink.objects.within(scope).filter(service_request=row.pk).values("contact")
    contacts = Contact.objects.within(scope).filter(Q(service_request=row.pk) | Q(pk__in=links))
    family = Q(master=row.pk) | Q(parent=row.pk)
    if row.parent_id is not None:
        family |= Q(pk=row.parent_id)
    near = requests.ServiceRequest.objects.within(scope).filter(family).order_by("-received_at", "-pk")[: 3 * MOST]
    known = [(one, str(requests.state_word(one.state))) for one in near]
    language = (get_language() or "en")[:2]
    return {
        "contacts": list(contacts.select_related("caller").order_by("-started_at", "-pk")[:MOST]),
        "merged": [pair for pair in known if pair[0].master_id == row.pk],
        "parts": [pair for pair in known if pair[0].parent_id == row.pk],
        "whole": next((pair for pair in known if pair[0].pk == row.parent_id), None),
        "answers": answers_for(
            scope, state=row.state, line=row.line_code, language=language, reader=row.language,
            values=_values(scope, row),
        ) if row.is_open else [],
        "language": language,
    }  # fmt: skip


def _values(scope: Scope, row: Any) -> dict[str, str]:
    sites = requests.names_of(scope.community_id).sites
    site = in_language(sites[row.site_id][1], row.language) if row.site_id in sites else ""
    with override(row.language):
        due = date_format(localtime(row.due_at), "SHORT_DATETIME_FORMAT") if row.due_at else ""
    return {"number": row.number, "title": row.title, "place": site, "due": due}
