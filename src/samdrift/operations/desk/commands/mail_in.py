"""What a mail becomes: an answer or a comment on a request, a new request, or something a person must look at."""

import re
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.files.public import CleanFile, attach
from samdrift.foundation.mail import public as mails
from samdrift.foundation.prepared import Prepared
from samdrift.foundation.scope import Grant, Scope
from samdrift.operations.desk.commands.contacts import Opening, open_contact
from samdrift.operations.desk.commands.linking import link_contact
from samdrift.operations.desk.commands.taking import FILES_OF, Arrival, take_report
from samdrift.operations.desk.commands.wrapping import WrapUp, wrap_up
from samdrift.operations.desk.models import Mailbox
from samdrift.operations.desk.rules import contacts as rules
from samdrift.operations.requests import public as requests
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

NUMBER = re.compile(r"\b[A-Z][A-Z0-9]{1,11}-\d{4}-[0-9A-Z]{7,9}\b")
LONGEST = 3990
_PREFIXES = re.compile(r"^\s*((re|sv|svar|vs|vb|fwd?|aw|antw)\s*:\s*)+", re.IGNORECASE)
_SYSTEM = frozenset({"desk.take", "desk.view", "requests.view"})
_NOT_NOW = (Invalid, NotAllowed, Refused, requests.ServiceRequest.DoesNotExist)
_WHY = "the request a mail is about, within the community it came to"
_BY_UID = Prepared(
    lambda community, uid: requests.ServiceRequest.objects.filter(community=community, uid=uid).select_related(
        "requester"
    ),
    -77_001, UUID(int=77_002), reason=_WHY,
)  # fmt: skip
_BY_NUMBER = Prepared(
    lambda community, number: requests.ServiceRequest.objects.filter(
        community=community, number=number
    ).select_related("requester"),
    -77_001, "@number@", reason=_WHY,
)  # fmt: skip


def take_mail(
    row: mails.IncomingMail, mail: mails.ReadMail, files: Sequence[CleanFile], now: datetime
) -> mails.Outcome:
    """Make of a mail what it is; what nobody can tell by rule is held for the desk.

    Who answers a mail of ours is known by the token it carries, and only when they write from where we wrote to:
    what was passed on to others is not theirs to answer for the one we asked.
    """
    sender = parties.holder_with_email(row.community_id, mail.sender, now=now)
    about, by_number = _request_of(row, mail)
    if about is not None:
        return _add(row, mail, files, about, sender, now, by_number=by_number)
    if sender is None:
        return mails.Outcome(state=mails.HELD, reason="unknown_sender")
    return _begin(row, mail, files, sender, now)


def _request_of(row: mails.IncomingMail, mail: mails.ReadMail) -> tuple[requests.ServiceRequest | None, bool]:
    """The request a mail is about: by token, by what it answers, or by the number in its subject."""
    found = mails.threaded(mails.tokens_in(mail.to, mail.answers))
    if found is not None and found.community_id == row.community_id and found.subject_kind == FILES_OF:
        return _one(_BY_UID.rows(row.community_id, found.subject_uid)), False
    uid = _answered(row, mail) if mail.answers else None
    if uid is not None:
        return _one(_BY_UID.rows(row.community_id, uid)), False
    number = NUMBER.search(mail.subject.upper())
    return (_one(_BY_NUMBER.rows(row.community_id, number[0])) if number else None), True


def _answered(row: mails.IncomingMail, mail: mails.ReadMail) -> UUID | None:
    """What the latest mail of the same sender became that this one answers."""
    earlier = mails.IncomingMail.objects.filter(
        community=row.community_id, message_id__in=mail.answers, subject_kind=FILES_OF, sender=mail.sender
    ).exclude(message_id="")
    return earlier.order_by("-pk").values_list("subject_uid", flat=True).first()


def _one(found: Sequence[requests.ServiceRequest]) -> requests.ServiceRequest | None:
    return found[0] if found else None


def _add(
    row: mails.IncomingMail, mail: mails.ReadMail, files: Sequence[CleanFile], about: requests.ServiceRequest,
    sender: parties.Holder | None, now: datetime, *, by_number: bool,
) -> mails.Outcome:  # fmt: skip
    scope = _scope_for(mail.sender, about, sender)
    if scope is None or (by_number and not _is_theirs(mail.sender, about, sender)):
        return _held("other_sender", about)
    if not about.is_open:
        return _held("ended", about)
    if not mail.text and not files:
        return _held("empty", about)
    try:
        with transaction.atomic():
            _say(row, mail, files, about, scope)
    except _NOT_NOW:
        return _held("not_possible", about)
    if not about.waiting_for_requester:
        _note_chaser(row, mail, about, sender, now)
    return _taken(about)


def _scope_for(address: str, about: requests.ServiceRequest, sender: parties.Holder | None) -> Scope | None:
    """Who speaks: somebody with an account as themselves; a stranger by the link of their own request."""
    if sender is not None:
        return sender.scope
    if about.requester_id is None and about.contact.strip().lower() == address:
        tracked = requests.followed(requests.track_token(about.uid, settings.SECRET_KEY))
        return tracked.scope if tracked else None
    return None


def _is_theirs(address: str, about: requests.ServiceRequest, sender: parties.Holder | None) -> bool:
    if sender is not None and about.requester_id == sender.person_id:
        return True
    return about.requester_id is None and about.contact.strip().lower() == address


def _say(
    row: mails.IncomingMail, mail: mails.ReadMail, files: Sequence[CleanFile], about: requests.ServiceRequest,
    scope: Scope,
) -> None:  # fmt: skip
    said = mail.text or " · ".join(one.name for one in files)
    body = said if len(said) <= LONGEST else f"{said[:LONGEST]} …"
    # It was said when it reached us, not when a worker came to it: a wait for this answer ends then.
    at = max(row.arrived_at, about.received_at)
    if about.waiting_for_requester and _is_theirs(mail.sender, about, _as_holder(scope)):
        requests.answer_question(scope, about.uid, body=body, now=at, channel="mail")
    else:
        requests.add_comment(scope, about.uid, body=body, now=at)
    for one in files:
        attach(scope, FILES_OF, about.uid, one, visibility="shared", now=at, data_class=about.data_class)


def _as_holder(scope: Scope) -> parties.Holder | None:
    return parties.Holder(scope.person_id, scope.employment_id or 0, scope) if scope.person_id else None


def _begin(
    row: mails.IncomingMail, mail: mails.ReadMail, files: Sequence[CleanFile], sender: parties.Holder, now: datetime
) -> mails.Outcome:
    box = mailbox_for(row.community_id, mail.to)
    if box is None:
        return mails.Outcome(state=mails.HELD, reason="no_mailbox")
    if not mail.text and not mail.subject:
        return mails.Outcome(state=mails.HELD, reason="empty")
    unit_id, site_id = parties.unit_of(sender.employment_id), box.site_id
    if site_id is None and unit_id is not None:
        sites = estate.Site.objects.filter(community=row.community_id, unit=unit_id).values_list("pk", flat=True)[:2]
        site_id = sites[0] if len(sites) == 1 else None
    ask = requests.Ask(
        request_type=box.request_type, channel="mail", title=title_of(mail), description=mail.text[:8000],
        site_id=site_id, unit_id=unit_id, requester_id=sender.person_id, language=sender.scope.language, uid=row.uid,
    )  # fmt: skip
    try:
        with transaction.atomic():
            arrival = Arrival(started_at=row.arrived_at, caller_id=sender.person_id)
            taken = take_report(sender.scope, ask, arrival, now=now)
            for one in files:
                attach(
                    sender.scope, FILES_OF, taken.request_uid, one, visibility="shared", now=row.arrived_at,
                    data_class=taken.data_class,
                )  # fmt: skip
    except _NOT_NOW:
        return mails.Outcome(state=mails.HELD, reason="not_possible")
    return mails.Outcome(
        state=mails.TAKEN, reason="request", subject_kind=FILES_OF, subject_uid=taken.request_uid,
        data_class=_class_of(taken.data_class),
    )  # fmt: skip


def mailbox_for(community_id: int, addresses: Sequence[str]) -> Mailbox | None:
    """What mails to one of these addresses become; the box without an address stands for every other."""
    wanted = [address.partition("+")[0] + "@" + address.rpartition("@")[2] if "+" in address else address
              for address in addresses]  # fmt: skip
    rows = Mailbox.objects.filter(community=community_id, address__in=[*wanted, ""])
    found = {row.address: row for row in rows}
    return next((found[address] for address in wanted if address in found), found.get(""))


def title_of(mail: mails.ReadMail) -> str:
    """The subject without what programs put before it."""
    return _PREFIXES.sub("", mail.subject).strip()[:160]


def _note_chaser(
    row: mails.IncomingMail, mail: mails.ReadMail, about: requests.ServiceRequest, sender: parties.Holder | None,
    now: datetime,
) -> None:  # fmt: skip
    """A mail nobody asked for is a contact of its own; the answer to a question belongs to the one that asked."""
    scope = Scope(
        community_id=row.community_id,
        grants=(Grant("MAIL", _SYSTEM, data_classes=frozenset(f"D{number}" for number in range(10))),),
    )
    opening = Opening(
        channel="mail", started_at=row.arrived_at, caller_id=sender.person_id if sender else None,
        caller_handle="" if sender else mail.sender, language=about.language, reference=f"mail:{row.uid}",
    )  # fmt: skip
    contact = open_contact(scope, opening, now=now)
    link_contact(scope, contact.uid, request_uid=about.uid, relation=rules.CHASED, now=now)
    wrap_up(scope, contact.uid, WrapUp(outcome=rules.CHASER, ended_at=max(now, row.arrived_at)), now=now)


def _class_of(data_class: str) -> str:
    """A mail is personal at least; what it is about may be more."""
    return "D4" if data_class in ("D0", "D1", "D2") else data_class


def _held(reason: str, about: requests.ServiceRequest) -> mails.Outcome:
    return mails.Outcome(
        state=mails.HELD, reason=reason, subject_kind=FILES_OF, subject_uid=about.uid,
        data_class=_class_of(about.data_class),
    )  # fmt: skip


def _taken(about: requests.ServiceRequest) -> mails.Outcome:
    return mails.Outcome(
        state=mails.TAKEN, reason="answer" if about.waiting_for_requester else "comment", subject_kind=FILES_OF,
        subject_uid=about.uid, data_class=_class_of(about.data_class),
    )  # fmt: skip
