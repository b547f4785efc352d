"""Clearing companies for sites: dated, by whoever answers for security, taken back by ending, never by deleting."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope
from samdrift.operations.work import events
from samdrift.operations.work.models import CompanyClearance
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

CLEAR = "work.clear_companies"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearanceDraft:
    """Which company may work where, from which day to which last day; no site is every site."""

    company_uid: UUID
    site_uid: UUID | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    reference: str = ""


@transaction.atomic
def clear_company(scope: Scope, draft: ClearanceDraft, *, now: datetime) -> CompanyClearance:
    """Let a subcontractor work at a site, or at every site.

    Raises:
        Invalid: There is no such company or site, or no day it begins; it says which.
        NotAllowed: The actor clears nobody there.
    """
    company = parties.subcontractors(scope).filter(uid=draft.company_uid).first()
    site = estate.Site.objects.within(scope).filter(uid=draft.site_uid).first() if draft.site_uid else None
    wrong = {}
    if company is None:
        wrong["company"] = _("There is no such company here.")
    if draft.site_uid is not None and site is None:
        wrong["site"] = _("There is no such place.")
    if draft.valid_from is None:
        wrong["valid_from"] = _("Choose the first day.")
    elif draft.valid_to is not None and draft.valid_to < draft.valid_from:
        wrong["valid_to"] = _("The last day lies before the first.")
    if site is None:
        scope.require(CLEAR)
    else:
        scope.require(CLEAR, site=site.pk, unit=site.unit_id)
    if wrong or company is None or draft.valid_from is None:
        raise Invalid(wrong)
    row = CompanyClearance.objects.create(
        community_id=scope.community_id, organisation=company, site=site, valid_from=draft.valid_from,
        valid_to=draft.valid_to, reference=draft.reference.strip()[:80], written_by_id=scope.person_id, written_at=now,
    )  # fmt: skip
    event = events.CompanyCleared(
        clearance_id=row.uid, company_id=company.pk, valid_from=row.valid_from, valid_to=row.valid_to
    )
    record(event, scope=scope, at=now, subject=row)
    return row


@transaction.atomic
def end_clearance(scope: Scope, uid: UUID, *, now: datetime) -> CompanyClearance:
    """Take a clearance back: from now on the company begins nothing there.

    Raises:
        DoesNotExist: No such clearance within the scope.
        NotAllowed: The actor clears nobody there.
        Refused: It was taken back before.
    """
    row = CompanyClearance.objects.within(scope).locked(uid)
    unit = estate.Site.objects.within(scope).filter(pk=row.site_id or 0).values_list("unit_id", flat=True).first()
    if row.site_id is None:
        scope.require(CLEAR)
    else:
        scope.require(CLEAR, site=row.site_id, unit=unit)
    if row.ended_at is not None:
        raise Refused(_("This clearance was taken back before."))
    row.ended_at = now
    row.save_changes("ended_at")
    event = events.CompanyClearanceEnded(clearance_id=row.uid, company_id=row.organisation_id)
    record(event, scope=scope, at=now, subject=row)
    return row
