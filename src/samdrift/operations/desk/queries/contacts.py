"""Contacts as other systems and pages see them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.desk.models import Contact, ContactLink, Queue
from samdrift.operations.requests import public as requests
from samdrift.registers.parties import public as parties

SHOWN = ("agent", "caller")


def contacts(scope: Scope, *, under_way: bool = False, request_uid: UUID | None = None) -> QuerySet[Contact]:
    """Contacts the desk may see, the newest first.

    Args:
        under_way: Only those nobody has said yet how they ended.
        request_uid: Only those about this request.
    """
    rows = Contact.objects.within(scope).select_related(*SHOWN)
    if under_way:
        rows = rows.filter(outcome="")
    if request_uid is not None:
        seen = requests.ServiceRequest.objects.within(scope).filter(uid=request_uid)
        row = seen.values_list("pk", flat=True).first()
        links = ContactLink.objects.within(scope).filter(service_request=row).values("contact")
        rows = rows.filter(Q(service_request=row) | Q(pk__in=links)) if row is not None else rows.none()
    return rows.order_by("-started_at", "-pk")


def contact_told(scope: Scope, uid: UUID) -> dict[str, Any]:
    """One contact as other systems read it.

    Raises:
        DoesNotExist: There is none within the scope.
    """
    (found,) = told(scope, [Contact.objects.within(scope).select_related(*SHOWN).get(uid=uid)])
    return found


def told(scope: Scope, rows: Iterable[Contact]) -> list[dict[str, Any]]:
    """Contacts as other systems read them; three statements however many there are."""
    shown = list(rows)
    linked = list(
        ContactLink.objects.within(scope).filter(contact__in=[row.pk for row in shown]).order_by("linked_at", "pk")
    )
    ids = {row.service_request_id or 0 for row in shown} | {link.service_request_id for link in linked}
    visible = requests.ServiceRequest.objects.within(scope).filter(pk__in=ids)
    uids: dict[int, UUID] = dict(visible.values_list("pk", "uid"))
    earlier = _uids({pk for row in shown for pk in (row.continues_id, row.repeat_of_id) if pk is not None})
    return [_told(row, linked, uids, earlier) for row in shown]


def _told(row: Contact, linked: list[ContactLink], uids: dict[int, UUID], earlier: dict[int, UUID]) -> dict[str, Any]:
    about = [row.service_request_id, *(link.service_request_id for link in linked if link.contact_id == row.pk)]
    plain = (
        "uid", "channel", "direction", "queue", "reference", "started_at", "answered_at", "ended_at", "abandoned_at",
        "wait_seconds", "talk_seconds", "hold_seconds", "wrap_seconds", "caller_hint", "language", "subject", "outcome",
        "eligible_for_fcr", "avoidable", "version",
    )  # fmt: skip
    return {name: getattr(row, name) for name in plain} | {
        "line": row.line_code, "agent": row.agent.uid if row.agent else None,
        "caller": row.caller.uid if row.caller else None, "requests": [uids[pk] for pk in about if pk in uids],
        "continues": earlier.get(row.continues_id or 0), "repeat_of": earlier.get(row.repeat_of_id or 0),
    }  # fmt: skip


def _uids(wanted: set[int]) -> dict[int, UUID]:
    if not wanted:
        return {}
    with everywhere(reason="the uid of the contact one of ours goes on with; nothing else of it is told"):
        return dict(Contact.objects.filter(pk__in=wanted).values_list("pk", "uid"))


def person_id(scope: Scope, uid: UUID | None) -> int | None:
    """The id of one of the community's people.

    Raises:
        Invalid: Nobody of the community has this uid.
    """
    if uid is None:
        return None
    with everywhere(reason="whether somebody is one of the community's people"):
        works = parties.Employment.objects.filter(community=scope.community_id, person__uid=uid)
        found = works.values_list("person_id", flat=True).first()
    if found is None:
        raise Invalid({"person": _("There is no such person here.")})
    return found


def contact_id(scope: Scope, uid: UUID | None) -> int | None:
    """The id of a contact one sees.

    Raises:
        DoesNotExist: There is none within the scope.
    """
    return Contact.objects.within(scope).values_list("pk", flat=True).get(uid=uid) if uid is not None else None


def all_queues(scope: Scope) -> QuerySet[Queue]:
    """Where contacts wait, in order."""
    return Queue.objects.within(scope).order_by("position", "code")
