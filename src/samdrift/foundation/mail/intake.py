"""Mail in: kept durably as it came, read once, and given to the room that makes something of it."""

import hashlib
import io
import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation

from samdrift.foundation import clock
from samdrift.foundation.errors import Invalid, SamdriftError, TooMany
from samdrift.foundation.files.public import (
    CleanFile,
    StoredFile,
    attach,
    clean_upload,
    drop_files,
    files_of,
    keep_bytes,
    open_kept,
)
from samdrift.foundation.limits import check_limit
from samdrift.foundation.mail import registry
from samdrift.foundation.mail.models import IncomingMail
from samdrift.foundation.mail.outgoing import is_own_id
from samdrift.foundation.mail.reading import ReadMail, Unreadable, read_mail
from samdrift.foundation.mail.reading.automatic import LIST, MACHINE
from samdrift.foundation.mail.registry import HELD, IGNORED, Outcome
from samdrift.foundation.prepared import Prepared
from samdrift.foundation.scope import Scope, everywhere

log = logging.getLogger(__name__)

FILES_OF = "mail.incoming"
KEPT = timedelta(days=90)
"""How long the content of contacts is kept (domain.md §4.4)."""
A_SENDER_AN_HOUR = 60
"""More of one sender in an hour is a loop or a machine: a person looks at it."""
TRIES = 3
_SAME = Prepared(
    lambda community, message_id, sender: IncomingMail.objects.filter(
        community=community, message_id=message_id, sender=sender
    ).order_by("pk"),
    -77_001, "@id@", "@sender@", reason="whether the same mail came before, within one community",
)  # fmt: skip


class TooLarge(SamdriftError):
    """The mail is larger than this installation takes (413)."""


def most_bytes() -> int:
    """The largest mail that is taken in, in bytes."""
    return int(settings.SAMDRIFT_MAX_MAIL_MB) * 1_000_000


def hand_in(community_id: int, raw: bytes, *, arrived_at: datetime, source: str) -> tuple[IncomingMail, bool]:
    """Keep a mail that reached us; it is read soon after. The same mail again is the one that was kept.

    Args:
        arrived_at: When it reached our server, whatever it says itself.

    Returns:
        The mail, and whether it is new.

    Raises:
        TooLarge: It is larger than `SAMDRIFT_MAX_MAIL_MB`.
    """
    if len(raw) > most_bytes():
        raise TooLarge(f"A mail is at most {settings.SAMDRIFT_MAX_MAIL_MB} MB.")
    digest = hashlib.sha256(raw).hexdigest()
    arrived_at = min(arrived_at, clock.now())
    keep_bytes(community_id, digest, raw)  # before the transaction: writing to disk takes longer than a row
    try:
        with transaction.atomic():
            row = IncomingMail.objects.create(
                community_id=community_id, data_class="D4", digest=digest, source=source, arrived_at=arrived_at,
                size=len(raw),
            )  # fmt: skip
            kept = CleanFile("mail.eml", "message/rfc822", raw)
            attach(_nobody(community_id), FILES_OF, row.uid, kept, visibility="shared", now=arrived_at, data_class="D4")
    except IntegrityError:
        with everywhere(reason="the same mail was handed in before"):
            return IncomingMail.objects.all().get(community=community_id, digest=digest), False
    return row, True


def _nobody(community_id: int) -> Scope:
    return Scope(community_id=community_id)


def read_waiting(*, most: int = 50) -> int:
    """Read mails that wait, the oldest first, each in a transaction of its own; how many. A worker's chore."""
    with everywhere(reason="mails wait in every community; each is taken in within its own"):
        rows = list(IncomingMail.objects.filter(state="waiting", attempts__lt=TRIES).order_by("pk")[:most])
    for row in rows:
        read_one(row)
    return len(rows)


def read_one(row: IncomingMail) -> IncomingMail:
    """Read one mail and write down what became of it."""
    with everywhere(reason="a mail is taken in, within its own community"), translation.override("en"):
        try:
            mail = read_mail(content_of(row))
        except Unreadable as refusal:
            return _settle(row, None, Outcome(state="refused", reason=refusal.why))
        except FileNotFoundError:
            return _settle(row, None, Outcome(state="refused", reason="lost"))
        early = _came_before(row, mail) or _without_anybody(mail)
        if early is not None:
            return _settle(row, mail, early)
        try:
            files, left_out = clean_files(mail)
            row.left_out = [*mail.left_out, *left_out]
            return _received(row, mail, files)
        except Exception:
            # One mail's fault must not hold up the others: it is tried again, then a person looks at it.
            log.exception("Mail %s could not be taken in.", row.uid)
            return _note_failure(row, mail)


def content_of(row: IncomingMail) -> bytes:
    """The mail as it came.

    Raises:
        FileNotFoundError: It is forgotten.
    """
    with open_kept(row.community_id, row.digest) as stream:
        return stream.read()


def sees_mail(scope: Scope, uid: UUID) -> bool:
    """Whether somebody may read a mail."""
    return IncomingMail.objects.within(scope).filter(uid=uid).exists()


def file_of(scope: Scope, uid: UUID) -> StoredFile:
    """The mail as it came, as a file.

    Raises:
        DoesNotExist: It is forgotten.
    """
    found = files_of(scope, FILES_OF, [uid]).get(uid)
    if not found:
        raise StoredFile.DoesNotExist
    return found[0]


def _came_before(row: IncomingMail, mail: ReadMail) -> Outcome | None:
    """The same mail by another way, such as to two of our addresses: its heads differ, its id does not."""
    same = _SAME.rows(row.community_id, mail.message_id, mail.sender) if mail.message_id else []
    known = next((one for one in same if one.pk != row.pk and one.state != "waiting"), None)
    if known is None:
        return None
    return Outcome(
        state=IGNORED, reason="duplicate", subject_kind=known.subject_kind, subject_uid=known.subject_uid,
        data_class=known.data_class,
    )  # fmt: skip


def _without_anybody(mail: ReadMail) -> Outcome | None:
    """What is decided without asking what it is about: our own mail, what no person wrote, a flood."""
    if is_own_id(mail.message_id):
        return Outcome(state=IGNORED, reason="own")
    if mail.automatic:
        # What machines and lists write may matter; who is absent, and what bounced, does not.
        return Outcome(state=HELD if mail.automatic in (MACHINE, LIST) else IGNORED, reason=mail.automatic)
    if not mail.sender:
        return Outcome(state=HELD, reason="no_sender")
    try:
        check_limit("mail.sender", mail.sender, A_SENDER_AN_HOUR, 3600, clock.real_now())
    except TooMany:
        return Outcome(state=HELD, reason="too_many")
    return None


def clean_files(mail: ReadMail) -> tuple[list[CleanFile], list[str]]:
    """What came along as it may be kept, by the rules for every upload, and the names of what may not."""
    kept: list[CleanFile] = []
    left_out: list[str] = []
    for one in mail.attached:
        try:
            kept.append(clean_upload(io.BytesIO(one.content), one.name))
        except Invalid:
            left_out.append(one.name)
    return kept, left_out


@transaction.atomic
def _received(row: IncomingMail, mail: ReadMail, files: list[CleanFile]) -> IncomingMail:
    if IncomingMail.objects.select_for_update().get(pk=row.pk).state != "waiting":
        return row  # Another worker has read it meanwhile: what it says must not be said twice.
    make = registry.receiver()
    outcome = make(row, mail, files, clock.now()) if make else Outcome(state=HELD, reason="nobody")
    return _settle(row, mail, outcome)


def _note_failure(row: IncomingMail, mail: ReadMail) -> IncomingMail:
    row.attempts += 1
    if row.attempts >= TRIES:
        return _settle(row, mail, Outcome(state=HELD, reason="fault"))
    row.save(update_fields=["attempts"])
    return row


def _settle(row: IncomingMail, mail: ReadMail | None, outcome: Outcome) -> IncomingMail:
    if mail is not None:
        row.message_id, row.sender, row.sender_name = mail.message_id, mail.sender, mail.sender_name
        row.subject = mail.subject
    row.state, row.reason = outcome.state, outcome.reason
    row.subject_kind, row.subject_uid = outcome.subject_kind, outcome.subject_uid
    row.data_class = outcome.data_class or row.data_class
    row.save_changes(
        "message_id", "sender", "sender_name", "subject", "left_out", "state", "reason", "subject_kind",
        "subject_uid", "data_class", "attempts",
    )  # fmt: skip
    return row


def forget_old(now: datetime) -> int:
    """Forget what mails said whose time is over; that they came stays. How many. For a job."""
    with everywhere(reason="content whose time is over"):
        rows = list(IncomingMail.objects.filter(forgotten=False, arrived_at__lt=now - KEPT).order_by("pk")[:2000])
        for row in rows:
            drop_files(FILES_OF, row.uid)
            row.sender = row.sender_name = row.subject = row.message_id = ""
            row.left_out, row.forgotten = [], True
            row.save_changes("sender", "sender_name", "subject", "message_id", "left_out", "forgotten")
    return len(rows)
