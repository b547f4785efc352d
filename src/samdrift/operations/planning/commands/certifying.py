"""Filing the paper of a test: the file, whose it is, from when to when it is valid."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.files.public import attach, clean_upload
from samdrift.foundation.scope import Scope
from samdrift.operations.planning import events
from samdrift.operations.planning.commands import doing
from samdrift.operations.planning.commands.ahead import where
from samdrift.operations.planning.models import Certificate, PlanOccurrence
from samdrift.operations.planning.rules import states

FILES = "planning.certificate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What stands on a certificate."""

    document: str
    issuer: str
    issued_on: date
    valid_to: date | None = None
    reference: str = ""


def file_certificate(
    scope: Scope, uid: UUID, paper: Paper, stream: BinaryIO, file_name: str, *, now: datetime
) -> Certificate:
    """File the certificate of an occurrence; with the work done, that ends it.

    Raises:
        DoesNotExist: No such occurrence within the scope.
        Invalid: The file or a value cannot be; it says which.
        NotAllowed: The actor may not file certificates there.
        Refused: It was waived, or nothing was given out yet.
    """
    scope.require(doing.CERTIFY, **where(PlanOccurrence.objects.within(scope).get(uid=uid)))
    _check(paper, doing.today_of(scope, now))
    cleaned = clean_upload(stream, file_name)  # outside the transaction: it takes a while
    with transaction.atomic():
        row = doing.for_change(scope, uid, doing.CERTIFY)
        if row.state in (states.FORECAST, states.SCHEDULED, states.WAIVED):
            raise Refused(_("A certificate is filed when the work has been given out."))
        filed = Certificate.objects.create(
            community_id=row.community_id, data_class=row.data_class, contract_id=row.contract_id,
            site_id=row.site_id, unit_id=row.unit_id, line_code=row.line_code, occurrence=row, asset_id=row.asset_id,
            document=paper.document.strip()[:120], issuer=paper.issuer.strip()[:120],
            reference=paper.reference.strip()[:80], issued_on=paper.issued_on, valid_to=paper.valid_to, filed_at=now,
            filed_by_id=scope.person_id,
        )  # fmt: skip
        attach(scope, FILES, filed.uid, cleaned, visibility="shared", now=now, data_class=row.data_class)
        event = events.CertificateFiled(
            plan_id=row.plan.uid, line=row.line_code, occurrence_id=row.uid, key=row.key, certificate_id=filed.uid,
            issued_on=paper.issued_on,
        )  # fmt: skip
        record(event, scope=scope, at=now, subject=row)
        doing.certified(scope, row, paper.issued_on, now=now)
        return filed


def _check(paper: Paper, today: date) -> None:
    wrong: dict[str, object] = {}
    if not paper.document.strip():
        wrong["document"] = _("Say what the document is.")
    if not paper.issuer.strip():
        wrong["issuer"] = _("Say who issued it.")
    if paper.issued_on > today:
        wrong["issued_on"] = _("It cannot be issued in days to come.")
    if paper.valid_to is not None and paper.valid_to < paper.issued_on:
        wrong["valid_to"] = _("It ends before it begins.")
    elif paper.valid_to is not None and paper.valid_to < today:
        wrong["valid_to"] = _("It is not valid any more: file the new one.")
    if wrong:
        raise Invalid(wrong)
