"""How a contact ended, whose it was, and what the rules say of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.desk import events
from samdrift.operations.desk.commands.contacts import LONGEST_NOTE, end_at, key_of, locked, timezone_of
from samdrift.operations.desk.models import Contact
from samdrift.operations.desk.rules import contacts as rules


@dataclass(frozen=True, slots=True, kw_only=True)
class WrapUp:
    """How a contact ended.

    Attributes:
        outcome: One of rules.contacts.OUTCOMES, abandoned apart: whoever gave up was wrapped up by nobody.
        line_code, subject: What it was about; left empty, what is known already stays.
        avoidable: Why it need not have happened, one of rules.contacts.AVOIDABLE, or "".
        by_law: The law wants several steps, so that it could not be settled at once.
        ended_at: When they hung up; now, when left away. What follows is wrap-up time.
        talk_seconds, hold_seconds: As the telephone counted them; the time from answer to end when left away.
    """

    outcome: str
    line_code: str = ""
    subject: str = ""
    note: str = ""
    avoidable: str = ""
    by_law: bool = False
    ended_at: datetime | None = None
    talk_seconds: int | None = None
    hold_seconds: int | None = None


@transaction.atomic
def wrap_up(scope: Scope, uid: UUID, ending: WrapUp, *, now: datetime, expected_version: int | None = None) -> Contact:
    """Say how it ended. Whether it counts for first-contact resolution and repeats another, the rules say.

    Raises:
        DoesNotExist: No such contact within the scope.
        Invalid: There is no such outcome or reason.
        Refused, Stale: Somebody said already how it ended, or changed it meanwhile.
    """
    contact = locked(scope, uid, expected_version)
    if contact.outcome:
        raise Refused(_("Somebody said already how this contact ended."))
    if ending.outcome not in rules.OUTCOMES or ending.outcome == rules.ABANDONED:
        raise Invalid({"outcome": _("Say how it ended.")})
    if ending.avoidable and ending.avoidable not in rules.AVOIDABLE:
        raise Invalid({"avoidable": _("There is no such reason.")})
    if contact.ended_at is None:
        contact.answered_at = contact.answered_at or contact.started_at
        end_at(contact, ending.ended_at or now, ending.talk_seconds, ending.hold_seconds)
    contact.wrap_seconds = rules.seconds(contact.ended_at, now)
    contact.agent_id = contact.agent_id or scope.person_id
    contact.line_code, contact.subject = ending.line_code or contact.line_code, ending.subject[:64] or contact.subject
    contact.note = (ending.note or contact.note)[:LONGEST_NOTE]
    contact.outcome, contact.avoidable, contact.by_law = ending.outcome, ending.avoidable, ending.by_law
    settle(contact)
    contact.save_changes(
        "answered_at", "ended_at", "talk_seconds", "hold_seconds", "wrap_seconds", "agent", "line_code", "subject",
        "note", "outcome", "avoidable", "by_law", "eligible_for_fcr", "repeat_of",
    )  # fmt: skip
    _tell_wrapped_up(scope, contact, now)
    return contact


@transaction.atomic
def correct_outcome(
    scope: Scope, uid: UUID, *, outcome: str, reason: str, now: datetime, expected_version: int | None = None
) -> Contact:
    """Find, on a second look, that a contact ended otherwise than was said: the audit of what counts.

    Raises:
        DoesNotExist: No such contact within the scope.
        Invalid: There is no such outcome, or no reason is given.
        NotAllowed: It is for those who answer for the desk.
        Refused, Stale: Nobody has said yet how it ended, or somebody changed it meanwhile.
    """
    contact = locked(scope, uid, expected_version)
    scope.require_somewhere("desk.audit")
    if outcome not in rules.OUTCOMES:
        raise Invalid({"outcome": _("Say how it ended.")})
    if not reason.strip():
        raise Invalid({"reason": _("Say why.")})
    if not contact.outcome:
        raise Refused(_("Nobody has said yet how this contact ended."))
    before, contact.outcome = contact.outcome, outcome
    contact.note = f"{contact.note}\n{reason.strip()}".strip()[:LONGEST_NOTE]
    settle(contact)
    contact.save_changes("outcome", "note", "eligible_for_fcr", "repeat_of")
    told = events.ContactOutcomeCorrected(
        contact_id=uid, before=before, after=outcome, eligible_for_fcr=bool(contact.eligible_for_fcr)
    )
    record(told, scope=scope, at=now, subject=contact)
    return contact


@transaction.atomic
def identify_caller(
    scope: Scope, uid: UUID, *, now: datetime, caller_id: int | None = None, caller_handle: str = "",
    expected_version: int | None = None,
) -> Contact:  # fmt: skip
    """Say who it is: a known person, or the number of a stranger. What it repeats is found anew.

    Raises:
        DoesNotExist: No such contact within the scope.
        Stale: Somebody changed it since `expected_version`.
    """
    contact = locked(scope, uid, expected_version)
    if caller_handle:
        handle = rules.handle_of(caller_handle, timezone_of(scope.community_id))
        contact.caller_key, contact.caller_hint = key_of(scope.community_id, handle), rules.hint_of(handle)
    if caller_id is not None:
        contact.caller_id, contact.caller_hint = caller_id, ""
    settle(contact)
    contact.save_changes("caller", "caller_key", "caller_hint", "eligible_for_fcr", "repeat_of")
    return contact


def settle(contact: Contact) -> None:
    """Set what the rules say of a contact: whether it is asked about, and what it repeats. It is not saved."""
    contact.eligible_for_fcr = rules.is_eligible(
        outcome=contact.outcome, direction=contact.direction, channel=contact.channel,
        continues=contact.continues_id is not None, by_law=contact.by_law,
    )  # fmt: skip
    contact.repeat_of = earlier_of(contact)


def earlier_of(contact: Contact) -> Contact | None:
    """The last contact of the same caller on the same subject within seven days before, on any channel; or None.

    The same caller is the same person where that is known, else the same number or address; who withheld it and was
    recognised by nobody repeats nobody.
    """
    if not contact.subject:
        return None
    same = Q(caller=contact.caller_id) if contact.caller_id is not None else Q()
    if contact.caller_key:
        same = same | Q(caller_key=contact.caller_key) if same else Q(caller_key=contact.caller_key)
    if not same:
        return None
    timezone = timezone_of(contact.community_id)
    with everywhere(reason="whether somebody came back on the same matter; only its id is kept"):
        rows = Contact.objects.filter(
            same, community=contact.community_id, subject=contact.subject, started_at__lt=contact.started_at,
            started_at__gte=rules.earliest_repeated(contact.started_at, timezone),
        )  # fmt: skip
        # A transfer's second half and a call back are the same contact going on, not somebody coming back.
        return (
            rows.exclude(outcome__in=rules.NOT_REPEATED)
            .exclude(pk=contact.continues_id or 0)
            .order_by("-started_at")
            .first()
        )


def _tell_wrapped_up(scope: Scope, contact: Contact, now: datetime) -> None:
    told = events.ContactWrappedUp(
        contact_id=contact.uid, channel=contact.channel, outcome=contact.outcome, line=contact.line_code,
        about=contact.subject, eligible_for_fcr=bool(contact.eligible_for_fcr),
        repeat_of=contact.repeat_of.uid if contact.repeat_of else None, avoidable=contact.avoidable,
    )  # fmt: skip
    record(told, scope=scope, at=now, subject=contact)
