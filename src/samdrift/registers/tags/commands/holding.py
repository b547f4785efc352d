"""Reports under codes that lead nowhere: kept, and settled by the desk."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Refused
from samdrift.foundation.scope import Scope
from samdrift.registers.tags.models import HeldReport
from samdrift.registers.tags.queries.held import held_report


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What was sent under a code that leads nowhere, and how it is found again.

    Attributes:
        community_id: The community of a known tag that hangs nowhere yet; None for a code nobody knows.
        reference: What the sender may say on the phone; looks like a restricted request's.
        track_digest: The hash of the tracking link's secret.
    """

    uid: UUID
    code: str
    community_id: int | None
    reference: str
    track_digest: str
    problem: str
    text: str
    contact: str
    language: str
    device_key: str
    received_at: datetime
    photo: bytes | None = None


def hold_report(held: Held) -> HeldReport:
    """Keep a report that belongs nowhere yet."""
    return HeldReport.objects.create(
        uid=held.uid, code=held.code[:40], community_id=held.community_id, reference=held.reference,
        track_digest=held.track_digest, problem=held.problem[:40], text=held.text[:4000], contact=held.contact[:120],
        language=held.language, device_key=held.device_key, received_at=held.received_at, photo=held.photo,
    )  # fmt: skip


@transaction.atomic
def settle_held(scope: Scope, uid: UUID, outcome: str, *, now: datetime, request_uid: UUID | None = None) -> HeldReport:
    """Say what became of a held report: "request" (it belongs to a place) or "spam". What was written goes with it.

    Raises:
        DoesNotExist: There is none that this desk may settle.
        NotAllowed: The actor does not settle held reports.
        Refused: A colleague was quicker.
    """
    report = held_report(scope, uid)
    changed = HeldReport.objects.filter(pk=report.pk, settled_at__isnull=True).update(
        settled_at=now, settled_by_id=scope.person_id, outcome=outcome, request_uid=request_uid,
        text="", contact="", photo=None,
    )  # fmt: skip
    if not changed:
        raise Refused(_("A colleague has settled this report already."))
    report.settled_at, report.outcome, report.request_uid = now, outcome, request_uid
    return report
