"""What an agent makes of a mail no rule could place: a request, part of one, or nothing."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.files.public import attach
from samdrift.foundation.mail import public as mails
from samdrift.foundation.scope import Scope
from samdrift.operations.desk.commands.mail_in import LONGEST, title_of
from samdrift.operations.desk.commands.taking import FILES_OF, Arrival, Taken, take_report
from samdrift.operations.desk.models import Mailbox
from samdrift.operations.requests import public as requests
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

HELD = "held"


def begin_request(scope: Scope, uid: UUID, *, request_type: str, site_code: str, now: datetime) -> Taken:
    """Make a request of a held mail; its clocks count from the mail's arrival.

    Raises:
        DoesNotExist: No such mail within the scope.
        Invalid: There is no such site, or what submitting refuses.
        NotAllowed: The actor may not take reports there.
        Refused: Somebody has settled it meanwhile.
    """
    row = mails.IncomingMail.objects.within(scope).get(uid=uid)
    mail = mails.read_mail(mails.content_of(row))
    files, _left_out = mails.clean_files(mail)
    site = estate.Site.objects.within(scope).filter(code__iexact=site_code.strip()).first()
    if site is None:
        raise Invalid({"site": _("There is no site with this code.")})
    sender = parties.holder_with_email(scope.community_id, row.sender, now=now)
    ask = requests.Ask(
        request_type=request_type, channel="mail", title=title_of(mail), description=mail.text[:8000],
        site_id=site.pk, requester_id=sender.person_id if sender else None, uid=row.uid,
        on_behalf_of="" if sender else row.sender_name, contact="" if sender else row.sender[:120],
        language=sender.scope.language if sender else scope.language,
    )  # fmt: skip
    arrival = Arrival(
        started_at=row.arrived_at, agent_id=scope.person_id, caller_id=sender.person_id if sender else None
    )
    with transaction.atomic():
        row = _open(scope, uid)
        taken = take_report(scope, ask, arrival, now=now)
        for one in files:
            attach(scope, FILES_OF, taken.request_uid, one, visibility="shared", now=now, data_class=taken.data_class)
        _settle(scope, row, "taken", now, about=taken.request_uid)
    return taken


def add_to_request(scope: Scope, uid: UUID, *, number: str, now: datetime) -> requests.ServiceRequest:
    """Write a held mail down on the request it belongs to; a wait for the requester's answer ends by it.

    Raises:
        DoesNotExist: No such mail within the scope.
        Invalid: No request has that number, as far as the actor may see.
        NotAllowed: The actor may not speak there.
        Refused: Somebody has settled it meanwhile, or the request has ended.
    """
    row = mails.IncomingMail.objects.within(scope).get(uid=uid)
    mail = mails.read_mail(mails.content_of(row))
    files, _left_out = mails.clean_files(mail)
    about = requests.ServiceRequest.objects.within(scope).filter(number__iexact=number.strip()).first()
    if about is None:
        raise Invalid({"number": _("There is no request with this number.")})
    said = mail.text or " · ".join(one.name for one in files) or mail.subject
    body = _("%(sender)s wrote: %(text)s") % {"sender": row.sender_name or row.sender, "text": said}
    with transaction.atomic():
        row = _open(scope, uid)
        if about.waiting_for_requester:
            requests.answer_question(scope, about.uid, body=body[:LONGEST], now=now, channel="mail")
        else:
            requests.add_comment(scope, about.uid, body=body[:LONGEST], now=now)
        for one in files:
            attach(scope, FILES_OF, about.uid, one, visibility="shared", now=now, data_class=about.data_class)
        _settle(scope, row, "taken", now, about=about.uid)
    return about


@transaction.atomic
def dismiss(scope: Scope, uid: UUID, *, now: datetime) -> None:
    """Nothing comes of a held mail: it is spam, or needs no answer.

    Raises:
        DoesNotExist: No such mail within the scope.
        NotAllowed: The actor may not take reports.
        Refused: Somebody has settled it meanwhile.
    """
    _settle(scope, _open(scope, uid), "dismissed", now)


@transaction.atomic
def set_mailbox(scope: Scope, *, address: str, request_type: str, site_code: str) -> Mailbox:
    """Say what mails to an address become, when somebody we know wrote them.

    Args:
        address: In full, or "" for every other address.

    Raises:
        Invalid: There is no such type or site, or it is no address.
        NotAllowed: The actor may not.
    """
    scope.require_somewhere("desk.audit")
    address = address.strip().lower()
    if address and address.count("@") != 1:
        raise Invalid({"address": _("Write the whole mail address.")})
    if catalogue.catalogue_of(scope.community_id).type_by_code(request_type) is None:
        raise Invalid({"request_type": _("There is no such thing to ask for.")})
    site = estate.Site.objects.within(scope).filter(code__iexact=site_code.strip()).first() if site_code else None
    if site_code and site is None:
        raise Invalid({"site": _("There is no site with this code.")})
    row, _new = Mailbox.objects.within(scope).update_or_create(
        address=address, community_id=scope.community_id, defaults={"request_type": request_type, "site": site}
    )
    return row


def _open(scope: Scope, uid: UUID) -> mails.IncomingMail:
    scope.require_somewhere("desk.take")
    row = mails.IncomingMail.objects.within(scope).locked(uid)
    if row.state != HELD:
        raise Refused(_("Somebody has settled this mail meanwhile."))
    return row


def _settle(scope: Scope, row: mails.IncomingMail, state: str, now: datetime, *, about: UUID | None = None) -> None:
    row.state, row.settled_at, row.settled_by_id = state, now, scope.person_id
    if about is not None:
        row.subject_kind, row.subject_uid = FILES_OF, about
    row.save_changes("state", "settled_at", "settled_by", "subject_kind", "subject_uid")
