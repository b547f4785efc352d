"""What a contact is about, and who goes on with it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import OPEN_CLASSES, Scope
from samdrift.operations.desk import events
from samdrift.operations.desk.commands.contacts import Opening, locked, open_contact
from samdrift.operations.desk.commands.wrapping import WrapUp, wrap_up
from samdrift.operations.desk.models import Contact, ContactLink
from samdrift.operations.desk.rules import contacts as rules
from samdrift.operations.requests import public as requests


@transaction.atomic
def link_contact(
    scope: Scope, uid: UUID, *, request_uid: UUID, relation: str, now: datetime, expected_version: int | None = None
) -> Contact:
    """Say which request a contact is about. Safe to repeat.

    Args:
        relation: created, about, chaser or me_too.

    Raises:
        DoesNotExist: No such contact, or no such request, within the scope.
        Invalid: There is no such relation.
        Stale: Somebody changed it since `expected_version`.
    """
    contact = locked(scope, uid, expected_version)
    if relation not in rules.RELATIONS:
        raise Invalid({"relation": _("A contact is created, about, chaser or me_too.")})
    row = requests.ServiceRequest.objects.within(scope).select_related("request_type").get(uid=request_uid)
    if row.pk == contact.service_request_id:
        return contact
    if contact.service_request_id is None:
        contact.service_request = row
        contact.line_code, contact.subject = row.line_code, row.request_type.code
        contact.unit_id, contact.site_id = contact.unit_id or row.unit_id, contact.site_id or row.site_id
    else:
        _made, new = ContactLink.objects.within(scope).get_or_create(
            contact=contact, service_request=row,
            defaults={"community_id": scope.community_id, "data_class": row.data_class, "relation": relation,
                      "linked_at": now},
        )  # fmt: skip
        if not new:
            return contact
    if row.data_class not in OPEN_CLASSES:
        contact.data_class = row.data_class  # what was said about a restricted matter is restricted
    contact.save_changes("service_request", "line_code", "subject", "unit", "site", "data_class")
    told = events.ContactLinked(contact_id=uid, request_id=request_uid, relation=relation)
    record(told, scope=scope, at=now, subject=contact)
    return contact


@transaction.atomic
def hand_over(
    scope: Scope, uid: UUID, *, now: datetime, note: str, to_person: int | None = None, queue: str = "",
    expected_version: int | None = None,
) -> Contact:  # fmt: skip
    """Hand a contact over warm, to a person or a queue, with what was said so far; gives the contact that goes on.

    Raises:
        DoesNotExist: No such contact within the scope.
        Invalid: Nobody is named, or nothing is said.
        Refused, Stale: It is over, or somebody changed it meanwhile.
    """
    contact = locked(scope, uid, expected_version)
    if contact.outcome:
        raise Refused(_("This contact is over."))
    if not queue and to_person is None:
        raise Invalid({"to": _("Say who goes on with it.")})
    if not note.strip():
        raise Invalid({"note": _("Tell whoever goes on what it is about, so that nobody has to say it twice.")})
    wrap_up(scope, uid, WrapUp(outcome=rules.TRANSFERRED, note=note), now=now)
    opening = Opening(
        channel=contact.channel, started_at=now, queue=queue or contact.queue, agent_id=to_person,
        caller_id=contact.caller_id, language=contact.language, line_code=contact.line_code, subject=contact.subject,
        unit_id=contact.unit_id, site_id=contact.site_id, note=note, continues_id=contact.pk,
    )  # fmt: skip
    goes_on = open_contact(scope, opening, now=now)
    # The next agent must see the same stranger, the same matter and no more than was seen before.
    goes_on.caller_key, goes_on.caller_hint = contact.caller_key, contact.caller_hint
    goes_on.service_request_id, goes_on.data_class = contact.service_request_id, contact.data_class
    goes_on.save_changes("caller_key", "caller_hint", "service_request", "data_class")
    told = events.ContactHandedOver(contact_id=uid, next_id=goes_on.uid, queue=queue, to_person=to_person)
    record(told, scope=scope, at=now, subject=contact)
    return goes_on
