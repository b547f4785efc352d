"""Taking a report, whichever way it comes: the contact, the request with its clocks, and the photo, together."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from samdrift.foundation.events.public import together
from samdrift.foundation.fields import uuid7
from samdrift.foundation.files.public import CleanFile, attach
from samdrift.foundation.idempotency import once
from samdrift.foundation.prepared import insert
from samdrift.foundation.scope import Grant, Scope, everywhere
from samdrift.operations.desk.models import Contact
from samdrift.operations.desk.rules import contacts as contact_rules
from samdrift.operations.desk.rules.clocks import device_time
from samdrift.operations.requests import public as requests

FILES_OF = "requests.servicerequest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """How somebody reached us.

    Attributes:
        started_at: When it began: the scan, the ring, the mail's arrival. The clocks count from here.
        agent_id: The person at the desk who took it, or None.
        caller_id: The known person who called, or None for a stranger.
        device_at, device_clock: What the phone says it was when this was written, and what it said when it was sent.
    """

    started_at: datetime
    agent_id: int | None = None
    caller_id: int | None = None
    device_at: datetime | None = None
    device_clock: datetime | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What the sender is told: a number to say and a link to follow."""

    number: str
    track_token: str
    request_uid: UUID
    data_class: str
    repeated: bool = False


@transaction.atomic
def take_report(
    scope: Scope, ask: requests.Ask, arrival: Arrival, *, now: datetime, photo: CleanFile | None = None
) -> Taken:
    """Make a contact and its request, start its clocks, keep its photo; all of it or nothing.

    Raises:
        Invalid, NotAllowed, Refused: As `requests.submit_request`.
    """
    with together():
        return _take(scope, ask, arrival, now=now, photo=photo)


def _take(
    scope: Scope,
    ask: requests.Ask,
    arrival: Arrival,
    *,
    now: datetime,
    photo: CleanFile | None,
    uid: UUID | None = None,
) -> Taken:
    submitted = requests.submit_within(scope, ask, received_at=arrival.started_at, now=now, uid=uid)
    row = submitted.service_request
    if not submitted.repeated:
        _note(row, arrival, language=ask.language, channel=ask.channel, outcome="request_created", now=now)
        if photo is not None:
            attach(scope, FILES_OF, row.uid, photo, visibility="shared", now=now, data_class=row.data_class)
    return Taken(row.number, submitted.track_token, row.uid, row.data_class, submitted.repeated)


def take_report_once(
    scope: Scope, ask: requests.Ask, arrival: Arrival, *, sender: str, key: str, asked: str, now: datetime,
    photo: CleanFile | None = None,
) -> Taken:  # fmt: skip
    """`take_report`, however often a phone sends it under one key.

    Args:
        sender: Whose key it is; a stranger's is the code scanned, and the key itself cannot be guessed.
        asked: The hash of what was sent.

    Raises:
        Invalid: The key was used for something else, besides what `take_report` raises.
    """

    uid = uuid7()
    made: list[Taken] = []

    def do() -> str:
        with together():
            made.append(_take(scope, ask, arrival, now=now, photo=photo, uid=uid))
        return str(made[0].request_uid)

    reference, _repeated = once(sender, key, asked, do, reference=str(uid))
    if made:
        return made[0]
    # Earlier versions remembered the number, the uid and the class.
    earlier = UUID(reference if isinstance(reference, str) else reference[1])
    number, data_class = requests.number_and_class(scope.community_id, earlier)
    # The link's secret is made again from the uid, so that it is kept nowhere but with the sender.
    return Taken(number, requests.track_token(earlier, settings.SECRET_KEY), earlier, data_class, repeated=True)


@transaction.atomic
def join_report(
    scope: Scope, request_id: int, data_class: str, arrival: Arrival, *, contact_text: str, device_key: str,
    language: str, now: datetime,
) -> Taken:  # fmt: skip
    """Say "me too" to an open request somebody sees at the place where they stand.

    Args:
        scope: Whoever stands there; the door has checked that the request is one of this place.

    Raises:
        DoesNotExist: There is no such request any more.
        Refused: It has ended meanwhile.
    """
    grant = Grant(
        role="CIT", permissions=frozenset({"requests.view"}), cases=frozenset({request_id}),
        data_classes=frozenset({data_class}),
    )  # fmt: skip
    narrow = Scope(
        community_id=scope.community_id, person_id=scope.person_id, employment_id=scope.employment_id,
        party_id=scope.party_id, side=scope.side, language=language, grants=(grant,),
    )  # fmt: skip
    with everywhere(reason="the request of this place whose number the door knows"):
        rows = requests.ServiceRequest.objects.select_related("request_type")
        row = rows.get(pk=request_id, community=scope.community_id)
    _witness, token = requests.me_too(
        narrow, row.uid, now=now, contact=contact_text, device_key=device_key, person_id=scope.person_id
    )
    _note(row, arrival, language=language, channel="qr", outcome="me_too", now=now)
    return Taken(row.number, token, row.uid, row.data_class)


def _note(
    row: requests.ServiceRequest, arrival: Arrival, *, language: str, channel: str, outcome: str, now: datetime
) -> None:
    clock = device_time(arrival.device_at, arrival.device_clock, now)
    contact = Contact(
        community_id=row.community_id, data_class=row.data_class, channel=channel, started_at=arrival.started_at,
        answered_at=arrival.started_at, ended_at=now, agent_id=arrival.agent_id, caller_id=arrival.caller_id,
        language=language, line_code=row.line_code, unit_id=row.unit_id, site_id=row.site_id, outcome=outcome,
        subject=row.request_type.code, service_request=row, device_at=clock.written_at, clock_off=clock.off,
        eligible_for_fcr=contact_rules.is_eligible(
            outcome=outcome, direction="in", channel=channel, continues=False
        ),
    )  # fmt: skip
    insert(contact)
