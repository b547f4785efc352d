"""Writing whom invoices come from and go to: a new version from a day on, the one before stays known."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope
from samdrift.kernel.invoice_checks import is_cvr, is_gln
from samdrift.partnership.invoicing.events import BillingPartyWritten
from samdrift.partnership.invoicing.models import BillingParty
from samdrift.partnership.invoicing.queries import reading
from samdrift.registers.parties import public as parties

FORMATS = ("peppol", "oioubl")


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyDraft:
    """A sender or a customer entity as it is written."""

    name: str
    cvr: str
    valid_from: date
    gln: str = ""
    street: str = ""
    building: str = ""
    city: str = ""
    postcode: str = ""
    country: str = "DK"
    order: str = ""
    person: str = ""
    cost: str = ""
    contact: str = ""
    mail: str = ""
    registration: str = ""
    account: str = ""
    format: str = "peppol"
    payment_days: int = 30


@transaction.atomic
def write_party(
    scope: Scope, contract_uid: UUID, unit_uid: UUID | None, draft: PartyDraft, *, now: datetime
) -> BillingParty:
    """Let invoices of a unit go to, or without a unit all come from, a party from a day on.

    Raises:
        Invalid: A number has not the form it must have.
        NotAllowed: The actor does not write this side: the customer its receivers, the provider the sender.
    """
    contract = reading.contract_by_uid(scope, contract_uid)
    scope.require("invoicing.write_buyer" if unit_uid else "invoicing.write_seller", contract=contract.pk)
    unit = parties.Unit.objects.within(scope).get(uid=unit_uid) if unit_uid else None
    check(draft, is_buyer=unit is not None)
    row = BillingParty.objects.create(
        community_id=scope.community_id, data_class="D2", contract=contract, unit=unit, recorded_at=now,
        **_columns(draft),  # type: ignore[misc]
    )  # fmt: skip
    event = BillingPartyWritten(party_uid=row.uid, unit_id=unit.pk if unit else None, valid_from=draft.valid_from)
    record(event, scope=scope, at=now, subject=row)
    return row


def _columns(draft: PartyDraft) -> dict[str, Any]:
    return asdict(draft)


def check(draft: PartyDraft, *, is_buyer: bool) -> None:
    """Raise Invalid unless an e-invoice could be sent with it."""
    wrong: dict[str, object] = {}
    if not draft.name.strip():
        wrong["name"] = _("Write a name.")
    if not (draft.cvr.isdecimal() and is_cvr(draft.cvr)):
        wrong["cvr"] = _("A company number has eight digits.")
    if (draft.gln or is_buyer) and not is_gln(draft.gln):
        wrong["gln"] = _("A location number (EAN, GLN) has thirteen digits, the last of which checks the others.")
    if is_buyer and not (draft.order or draft.person):
        wrong["order"] = _("Write an order number or a person reference: without one the invoice is sent back.")
    if not is_buyer and not (draft.registration and draft.account):
        wrong["account"] = _("Write the registration number and the account that is paid to.")
    if draft.format not in FORMATS:
        wrong["format"] = _("Choose a format.")
    if not 0 <= draft.payment_days <= 30:
        wrong["payment_days"] = _("A public body pays within 30 days.")
    if wrong:
        raise Invalid(wrong)
