"""Handing a request over to another body, and keeping what that body answers."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.jobs.public import enqueue
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.exchange.events import PartnerAnswered, RequestHandedOver
from samdrift.operations.exchange.models import Handover, Partner
from samdrift.operations.exchange.queries.reports import OPEN_CLASSES
from samdrift.operations.requests import public as requests

SEND = "exchange.send"


@transaction.atomic
def hand_over(scope: Scope, request_uid: UUID, partner_uid: UUID, *, now: datetime) -> Handover:
    """Give a request to another body; it is sent as soon as a worker gets to it.

    The clocks run on: whether somebody else's answer excuses a promise is for both parties to say.

    Raises:
        DoesNotExist: No such request or partner within the scope.
        NotAllowed: The actor may not hand requests over here.
        Refused: It is restricted, ended, of a type the partner does not take, or with the partner already.
    """
    row = requests.ServiceRequest.objects.within(scope).select_related("request_type", "site").locked(request_uid)
    scope.require(
        "exchange.hand_over", contract=row.contract_id, site=row.site_id, unit=row.unit_id, line=row.line_code,
        data_class=row.data_class,
    )  # fmt: skip
    partner = Partner.objects.within(scope).get(uid=partner_uid)
    secured = row.site is not None and row.site.zone == "secured"
    if row.data_class not in OPEN_CLASSES or secured:
        raise Refused(_("What is restricted never leaves the house."))
    if not row.is_open or row.state == "resolved":
        raise Refused(_("This request has ended."))
    if not partner.active or row.request_type.code not in partner.services:
        raise Refused(_("%(partner)s does not take this kind of request.") % {"partner": partner.name})
    before = Handover.objects.within(scope).filter(service_request=row, partner=partner).exclude(state="refused")
    if before.exists():
        raise Refused(_("%(partner)s has this request already.") % {"partner": partner.name})
    made = Handover.objects.create(
        community_id=row.community_id, data_class=row.data_class, service_request=row, partner=partner,
        handed_at=now, handed_by_id=scope.person_id,
    )  # fmt: skip
    event = RequestHandedOver(
        contract_id=row.contract_id, site_id=row.site_id, unit_id=row.unit_id, line=row.line_code,
        handover_uid=made.uid, partner_uid=partner.uid,
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=row)
    enqueue(SEND, {"handover": made.pk, "community_id": row.community_id}, key=f"{SEND}:{made.pk}")
    return made


@transaction.atomic
def note_answer(
    scope: Scope,
    handover_id: int, *, state: str, now: datetime, remote_id: str = "", remote_token: str = "", status: str = "",
    words: str = "", expected_at: datetime | None = None,
) -> None:  # fmt: skip
    """Keep what the partner answered; only what is new enters the book.

    Args:
        state: sent (it has it), closed (it says it is done) or refused (it will not take it).
    """
    with everywhere(reason="the exchange's job keeps what a partner answered"):
        row = Handover.objects.select_for_update(of=("self",)).select_related("service_request").get(pk=handover_id)
    new = state != row.state
    row.state, row.asked_at = state, now
    row.remote_id, row.remote_token = remote_id[:80] or row.remote_id, remote_token[:120] or row.remote_token
    row.remote_status, row.remote_words = status[:10] or row.remote_status, words[:400] or row.remote_words
    row.expected_at = expected_at or row.expected_at
    row.save_changes("state", "asked_at", "remote_id", "remote_token", "remote_status", "remote_words", "expected_at")
    if not new:
        return
    about = row.service_request
    event = PartnerAnswered(
        contract_id=about.contract_id, site_id=about.site_id, unit_id=about.unit_id, line=about.line_code,
        handover_uid=row.uid, state=state,
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=about)
