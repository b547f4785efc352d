"""What the desk knows besides about a request: its contacts, what was merged into it, its parts, fitting answers."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import get_language, override

from samdrift.foundation.days import moment_words
from samdrift.foundation.fields import in_language
from samdrift.foundation.questions import Question
from samdrift.foundation.scope import CASE_CLASSES, Scope
from samdrift.operations.desk.models import Contact, ContactLink
from samdrift.operations.desk.queries.answers import answers_for
from samdrift.operations.requests import public as requests

MOST = 12


def about_request(scope: Scope, row: Any) -> Mapping[str, Any] | None:
    """For people of the desk, and of a case for those named on it; nothing for others. A fixed number of statements."""
    if not scope.may("desk.view") and row.data_class not in CASE_CLASSES:
        return None
    near = _NEAR.rows(scope, row.pk, row.parent_id or 0)
    known = [(one, str(requests.state_word(one.state))) for one in near]
    language = (get_language() or "en")[:2]
    return {
        "contacts": _CONTACTS.rows(scope, row.pk),
        "merged": [pair for pair in known if pair[0].master_id == row.pk],
        "parts": [pair for pair in known if pair[0].parent_id == row.pk],
        "whole": next((pair for pair in known if pair[0].pk == row.parent_id), None),
        "answers": answers_for(
            scope, state=row.state, line=row.line_code, language=language, reader=row.language,
            values=_values(scope, row),
        ) if row.is_open and scope.may("desk.view") else [],
        "language": language,
    }  # fmt: skip


def _contacts(scope: Scope, request_id: int) -> QuerySet[Contact]:
    links = ContactLink.objects.within(scope).filter(service_request=request_id).values("contact")
    rows = Contact.objects.within(scope).filter(Q(service_request=request_id) | Q(pk__in=links))
    return rows.select_related("caller").order_by("-started_at", "-pk")[:MOST]


def _near(scope: Scope, request_id: int, parent_id: int) -> QuerySet[requests.ServiceRequest]:
    family = Q(master=request_id) | Q(parent=request_id) | Q(pk=parent_id)
    rows = requests.ServiceRequest.objects.within(scope).filter(family)
    return rows.order_by("-received_at", "-pk")[: 3 * MOST]


_CONTACTS, _NEAR = Question(_contacts, -77_082), Question(_near, -77_083, -77_084)


def _values(scope: Scope, row: Any) -> dict[str, str]:
    sites = requests.names_of(scope.community_id).sites
    site = in_language(sites[row.site_id][1], row.language) if row.site_id in sites else ""
    with override(row.language):
        due = moment_words(localtime(row.due_at)) if row.due_at else ""
    return {"number": row.number, "title": row.title, "place": site, "due": due}
