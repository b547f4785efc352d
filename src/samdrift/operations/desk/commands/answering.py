"""What an agent does with a contact in one action: orders, joins, tells how it stands; each also wraps it up."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import together
from samdrift.foundation.scope import Scope
from samdrift.operations.desk.commands.contacts import Opening, answer_contact, locked, open_contact
from samdrift.operations.desk.commands.linking import link_contact
from samdrift.operations.desk.commands.wrapping import WrapUp, identify_caller, wrap_up
from samdrift.operations.desk.models import Contact
from samdrift.operations.desk.rules import contacts as rules
from samdrift.operations.requests import public as requests
from samdrift.registers.catalogue import public as catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """A request made in a contact: its number, the secret of its tracking link, and the contact it came from."""

    number: str
    track_token: str
    request_uid: UUID
    contact_uid: UUID


@transaction.atomic
def take_call(scope: Scope, *, channel: str, now: datetime, caller_handle: str = "") -> Contact:
    """A contact no other system told of: it begins with the agent who takes it.

    Raises:
        Invalid, NotAllowed: As `open_contact`.
    """
    opening = Opening(
        channel=channel, started_at=now, answered_at=now, agent_id=scope.person_id, caller_handle=caller_handle,
        language=scope.language,
    )  # fmt: skip
    return open_contact(scope, opening, now=now)


@transaction.atomic
def order(
    scope: Scope, contact_uid: UUID, ask: requests.Ask, *, now: datetime, ending: WrapUp | None = None,
    more: bool = False, expected_version: int | None = None,
) -> Ordered:  # fmt: skip
    """Make the request the caller asks for, and wrap the contact up; its clocks count from when they reached us.

    Args:
        more: They want something else as well, so the contact goes on.

    Raises:
        DoesNotExist: No such contact within the scope.
        Invalid, NotAllowed, Refused: As `submit_request`.
        Stale: Somebody changed the contact since `expected_version`; the same order pressed twice is none.
    """
    with together():
        contact = _taken(scope, contact_uid, ask.requester_id, now, _unless_sent(scope, ask, expected_version))
        made = requests.submit_request(scope, ask, received_at=contact.started_at, now=now)
        row = made.service_request
        if not made.repeated:
            link_contact(scope, contact_uid, request_uid=row.uid, relation=rules.CREATED, now=now)
        if not more and not made.repeated:
            _done(scope, contact_uid, rules.REQUEST_CREATED, ending, now)
    return Ordered(number=row.number, track_token=made.track_token, request_uid=row.uid, contact_uid=contact_uid)


@transaction.atomic
def join(
    scope: Scope, contact_uid: UUID, *, request_uid: UUID, now: datetime, caller_id: int | None = None,
    contact_text: str = "", ending: WrapUp | None = None, expected_version: int | None = None,
) -> str:  # fmt: skip
    """Forty people, one fault: the caller joins an open request and is kept informed. Gives its number.

    Raises:
        DoesNotExist: No such contact or request within the scope.
        Refused: The request has ended or is resolved.
    """
    with together():
        contact = _taken(scope, contact_uid, caller_id, now, expected_version)
        requests.me_too(
            scope, request_uid, now=now, contact=contact_text, person_id=contact.caller_id,
            device_key="" if contact.caller_id else contact.caller_key,
        )  # fmt: skip
        link_contact(scope, contact_uid, request_uid=request_uid, relation=rules.JOINED, now=now)
        _done(scope, contact_uid, rules.ME_TOO, ending, now)
    return _number(scope, request_uid)


@transaction.atomic
def chase(
    scope: Scope, contact_uid: UUID, *, request_uid: UUID, now: datetime, caller_id: int | None = None, said: str = "",
    ending: WrapUp | None = None, expected_version: int | None = None,
) -> str:  # fmt: skip
    """They ask how a request of theirs stands: told, noted there for whoever works on it, and counted as chasing.

    Raises:
        DoesNotExist: No such contact or request within the scope.
    """
    with together():
        _taken(scope, contact_uid, caller_id, now, expected_version)
        if said.strip():
            requests.add_comment(scope, request_uid, body=said, now=now)
        link_contact(scope, contact_uid, request_uid=request_uid, relation=rules.CHASED, now=now)
        _done(scope, contact_uid, rules.CHASER, ending, now)
    return _number(scope, request_uid)


@transaction.atomic
def settle_contact(
    scope: Scope, contact_uid: UUID, ending: WrapUp, *, now: datetime, caller_id: int | None = None,
    expected_version: int | None = None,
) -> Contact:  # fmt: skip
    """Wrap a contact up that needs no request: answered, wrong number, spam, to be called back.

    Raises:
        DoesNotExist, Invalid, Refused: As `wrap_up`.
    """
    if ending.outcome in (rules.REQUEST_CREATED, rules.ME_TOO, rules.CHASER, rules.TRANSFERRED):
        raise Invalid({"outcome": _("Say how it ended.")})
    with together():
        _taken(scope, contact_uid, caller_id, now, expected_version)
        return wrap_up(scope, contact_uid, ending, now=now)


@transaction.atomic
def settle_by_article(
    scope: Scope, contact_uid: UUID, article_uid: UUID, ending: WrapUp, *, now: datetime, caller_id: int | None = None,
    expected_version: int | None = None,
) -> Contact:  # fmt: skip
    """An article was read out and settled it: counted for the article, and the contact is resolved at once.

    Raises:
        DoesNotExist: No such contact or article within the scope.
    """
    contact = settle_contact(
        scope, contact_uid, ending, now=now, caller_id=caller_id, expected_version=expected_version
    )
    catalogue.answer_article(scope, article_uid, answer="accepted", channel="desk", now=now)
    return contact


@transaction.atomic
def pass_over_article(scope: Scope, contact_uid: UUID, article_uid: UUID, *, now: datetime) -> None:
    """An article was suggested in a contact and did not fit: counted for the article, and the contact goes on.

    Raises:
        DoesNotExist: No such contact or article within the scope.
        Refused: The contact is over.
    """
    if locked(scope, contact_uid).outcome:
        raise Refused(_("This contact is over."))
    catalogue.answer_article(scope, article_uid, answer="declined", channel="desk", now=now)


def _unless_sent(scope: Scope, ask: requests.Ask, expected_version: int | None) -> int | None:
    """The version to hold to; none where this very order was sent already: it answers with its number again."""
    if expected_version is None or ask.uid is None:
        return expected_version
    sent = requests.ServiceRequest.objects.within(scope).filter(uid=ask.uid).exists()
    return None if sent else expected_version


def _taken(
    scope: Scope, uid: UUID, caller_id: int | None, now: datetime, expected_version: int | None = None
) -> Contact:
    """The contact in the agent's hands, with its caller."""
    contact = locked(scope, uid, expected_version)
    if contact.answered_at is None:
        contact = answer_contact(scope, uid, now=now)
    if caller_id is not None and contact.caller_id != caller_id:
        contact = identify_caller(scope, uid, caller_id=caller_id, now=now)
    return contact


def _done(scope: Scope, uid: UUID, outcome: str, ending: WrapUp | None, now: datetime) -> None:
    said = ending or WrapUp(outcome=outcome)
    wrap_up(scope, uid, WrapUp(outcome=outcome, note=said.note, avoidable=said.avoidable, by_law=said.by_law), now=now)


def _number(scope: Scope, uid: UUID) -> str:
    return requests.ServiceRequest.objects.within(scope).values_list("number", flat=True).get(uid=uid)
