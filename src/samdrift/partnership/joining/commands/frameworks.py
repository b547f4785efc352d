"""Writing down a framework and who may join it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope
from samdrift.partnership.joining.events import FrameworkRecorded
from samdrift.partnership.joining.models import EligibleBody, Framework
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

WRITE = "contracts.write"


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkDraft:
    """A framework as agreed; amounts in hundredths."""

    code: str
    name: Mapping[str, str]
    contract_id: int
    period: tuple[date, date]
    ceiling_minor: int


@transaction.atomic
def record_framework(scope: Scope, draft: FrameworkDraft, *, now: datetime) -> Framework:
    """Open a contract to others, up to a ceiling.

    Raises:
        Invalid: No code, no ceiling, or it ends before it begins.
        NotAllowed: The actor does not write this contract's terms.
        Refused: The code is taken.
    """
    scope.require(WRITE, contract=draft.contract_id)
    contract = contracts.contracts_of(scope).get(pk=draft.contract_id)
    starts_on, ends_on = draft.period
    wrong: dict[str, object] = {}
    if not draft.code.strip() or len(draft.code) > 14:
        wrong["code"] = _("A framework has a code of at most 14 characters.")
    if ends_on < starts_on:
        wrong["period"] = _("A framework ends after it begins.")
    if draft.ceiling_minor <= 0:
        wrong["ceiling_minor"] = _("A framework has a ceiling above 0.")
    if wrong:
        raise Invalid(wrong)
    if Framework.objects.within_permission(scope, WRITE).filter(code=draft.code).exists():
        raise Refused(_("There is already a framework with the code %(code)s.") % {"code": draft.code})
    made = Framework.objects.create(
        community_id=scope.community_id, code=draft.code, name=dict(draft.name), contract=contract,
        owner_id=contract.customer_id, provider_id=contract.provider_id, currency=contract.currency,
        starts_on=starts_on, ends_on=ends_on, ceiling_minor=draft.ceiling_minor, recorded_at=now,
    )  # fmt: skip
    event = FrameworkRecorded(framework_uid=made.uid, code=made.code, ceiling_minor=made.ceiling_minor)
    record(event, scope=scope, at=now, subject=made)
    return made


@transaction.atomic
def name_body(
    scope: Scope, framework_uid: UUID, *, unit_id: int, keys: Mapping[str, int], now: datetime
) -> EligibleBody:
    """Let a body of the community join a framework: the one whose top unit this is, with its keys of shared cost.

    Raises:
        DoesNotExist: No such framework or unit within the scope.
        Invalid: A key is unknown or below nothing.
        NotAllowed: The actor does not write the framework's terms.
        Refused: The body is named already.
    """
    row = Framework.objects.within(scope).locked(framework_uid)
    scope.require(WRITE, contract=row.contract_id)
    unit = parties.Unit.objects.within(scope).get(pk=unit_id)
    if set(keys) - {"population", "headcount", "transactions"} or any(one < 0 for one in keys.values()):
        raise Invalid({"keys": _("Keys are population, headcount and transactions, 0 or more.")})
    if EligibleBody.objects.within(scope).filter(framework=row, organisation=unit.organisation_id).exists():
        raise Refused(_("This body is named in the framework already."))
    return EligibleBody.objects.create(
        community_id=scope.community_id, data_class="D2", framework=row, organisation_id=unit.organisation_id,
        unit=unit, population=keys.get("population", 0), headcount=keys.get("headcount", 0),
        transactions=keys.get("transactions", 0),
    )  # fmt: skip
