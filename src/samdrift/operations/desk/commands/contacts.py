"""A contact from its ring to its end: opened, answered or given up, ended."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.desk import events
from samdrift.operations.desk.models import Contact
from samdrift.operations.desk.rules import contacts as rules
from samdrift.registers.parties import public as parties

MAY = "desk.take"
LONGEST_NOTE = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """How a contact begins.

    Attributes:
        channel: One of rules.contacts.CHANNELS.
        started_at: The ring, the mail's arrival, the moment they stood at the counter.
        answered_at: When somebody took it, if that is known already; a mail is answered when an agent opens it.
        queue: Where it waited.
        agent_id: Who has it or is to have it.
        caller_id: The known person, else `caller_handle`: a number or address, kept as a keyed hash and few digits.
        reference: The other system's own id; told of twice it is the same contact.
        continues_id: The contact it goes on with: the second half of a transfer, a call back.
        note: What was said; forgotten after ninety days.
    """

    channel: str
    started_at: datetime
    direction: str = "in"
    answered_at: datetime | None = None
    queue: str = ""
    agent_id: int | None = None
    caller_id: int | None = None
    caller_handle: str = ""
    language: str = "en"
    line_code: str = ""
    subject: str = ""
    unit_id: int | None = None
    site_id: int | None = None
    note: str = ""
    reference: str = ""
    continues_id: int | None = None


@transaction.atomic
def open_contact(scope: Scope, opening: Opening, *, now: datetime) -> Contact:
    """A contact that begins; the same one again when its reference is known already.

    Raises:
        Invalid: There is no such channel, or it would begin in the future.
        NotAllowed: The actor takes no contacts.
    """
    scope.require_somewhere(MAY)
    if opening.channel not in rules.CHANNELS:
        raise Invalid({"channel": _("There is no such channel.")})
    if opening.reference:
        known = _of_reference(scope, opening.reference)
        if known is not None:
            return known
    handle = rules.handle_of(opening.caller_handle, timezone_of(scope.community_id))
    contact = Contact(
        community_id=scope.community_id, channel=opening.channel, direction=opening.direction, queue=opening.queue[:24],
        reference=opening.reference[:120], started_at=min(opening.started_at, now), answered_at=opening.answered_at,
        wait_seconds=rules.seconds(opening.started_at, opening.answered_at), agent_id=opening.agent_id,
        caller_id=opening.caller_id, caller_key=key_of(scope.community_id, handle),
        caller_hint="" if opening.caller_id else rules.hint_of(handle), language=opening.language,
        line_code=opening.line_code, subject=opening.subject[:64], unit_id=opening.unit_id, site_id=opening.site_id,
        note=opening.note[:LONGEST_NOTE], content_until=now + rules.CONTENT_KEPT, continues_id=opening.continues_id,
    )  # fmt: skip
    contact.save(force_insert=True)
    before = _uid_of(opening.continues_id)
    told = events.ContactOpened(
        contact_id=contact.uid,
        channel=contact.channel,
        direction=contact.direction,
        queue=contact.queue,
        continues=before,
    )
    record(told, scope=scope, at=now, subject=contact)
    return contact


@transaction.atomic
def answer_contact(
    scope: Scope, uid: UUID, *, now: datetime, agent_id: int | None = None, answered_at: datetime | None = None,
    expected_version: int | None = None,
) -> Contact:  # fmt: skip
    """Take a waiting contact, or give it to the agent who picked up.

    Raises:
        DoesNotExist: No such contact within the scope.
        Refused, Stale: It is over, somebody else has it, or changed it meanwhile.
    """
    contact = locked(scope, uid, expected_version)
    agent = agent_id or scope.person_id
    if contact.ended_at is not None:
        raise Refused(_("This contact is over."))
    if contact.answered_at is not None and contact.agent_id not in (None, agent):
        raise Refused(_("A colleague has this contact already."))
    contact.agent_id = agent
    contact.answered_at = contact.answered_at or max(answered_at or now, contact.started_at)
    contact.wait_seconds = rules.seconds(contact.started_at, contact.answered_at)
    contact.save_changes("agent", "answered_at", "wait_seconds")
    told = events.ContactAnswered(contact_id=uid, wait_seconds=contact.wait_seconds or 0)
    record(told, scope=scope, at=now, subject=contact)
    return contact


@transaction.atomic
def abandon_contact(scope: Scope, uid: UUID, *, at: datetime, now: datetime) -> Contact:
    """They gave up waiting at `at`. Safe to repeat.

    Raises:
        DoesNotExist: No such contact within the scope.
        Refused: Somebody had answered.
    """
    contact = locked(scope, uid)
    if contact.abandoned_at is not None:
        return contact
    if contact.answered_at is not None:
        raise Refused(_("Somebody answered this contact, so nobody gave up waiting."))
    contact.abandoned_at = contact.ended_at = max(at, contact.started_at)
    contact.wait_seconds = rules.seconds(contact.started_at, contact.abandoned_at)
    contact.outcome, contact.eligible_for_fcr = rules.ABANDONED, False
    contact.save_changes("abandoned_at", "ended_at", "wait_seconds", "outcome", "eligible_for_fcr")
    told = events.ContactAbandoned(contact_id=uid, wait_seconds=contact.wait_seconds or 0)
    record(told, scope=scope, at=now, subject=contact)
    return contact


@transaction.atomic
def end_contact(
    scope: Scope, uid: UUID, *, at: datetime, now: datetime, talk_seconds: int | None = None,
    hold_seconds: int | None = None,
) -> Contact:  # fmt: skip
    """They hung up at `at`; how it ended is still to be told. Safe to repeat.

    Raises:
        DoesNotExist: No such contact within the scope.
    """
    contact = locked(scope, uid)
    if contact.ended_at is not None:
        return contact
    end_at(contact, at, talk_seconds, hold_seconds)
    # That they hung up changes nothing an agent decides on, so nobody's open page becomes stale by it.
    contact.save(update_fields=["ended_at", "talk_seconds", "hold_seconds"])
    return contact


def key_of(community_id: int, handle: str) -> str:
    """What stands for a caller's number or address in this community."""
    return rules.caller_key(handle, community_id=community_id, secret=settings.SECRET_KEY)


@lru_cache(maxsize=256)
def timezone_of(community_id: int) -> str:
    """The community's time zone; it never changes."""
    return parties.Community.objects.values_list("timezone", flat=True).get(pk=community_id)


def _of_reference(scope: Scope, reference: str) -> Contact | None:
    with everywhere(reason="another system tells of its own contact again, in this community"):
        return Contact.objects.filter(community=scope.community_id, reference=reference[:120]).first()


def _uid_of(pk: int | None) -> UUID | None:
    if pk is None:
        return None
    with everywhere(reason="the contact this one goes on with"):
        return Contact.objects.values_list("uid", flat=True).get(pk=pk)


def locked(scope: Scope, uid: UUID, expected_version: int | None = None) -> Contact:
    """The contact, locked, when the actor takes contacts and sees this one.

    Raises:
        DoesNotExist: No such contact within the scope.
        NotAllowed: The actor only looks.
        Stale: Somebody changed it since `expected_version`.
    """
    contact = Contact.objects.within(scope).locked(uid, expected_version)
    if not (scope.may(MAY) and contact.agent_id == scope.person_id):
        scope.require(
            MAY, unit=contact.unit_id, site=contact.site_id, line=contact.line_code, data_class=contact.data_class,
            own=contact.caller_id is not None and contact.caller_id == scope.person_id,
        )  # fmt: skip
    return contact


def end_at(contact: Contact, at: datetime, talk_seconds: int | None, hold_seconds: int | None) -> None:
    """Set when they hung up and what the telephone counted. It is not saved."""
    contact.ended_at = max(at, contact.answered_at or contact.started_at)
    contact.hold_seconds = hold_seconds or 0
    spoken = (rules.seconds(contact.answered_at, contact.ended_at) or 0) - contact.hold_seconds
    contact.talk_seconds = talk_seconds if talk_seconds is not None else max(0, spoken)
