"""Writing whom invoices come from and go to: a new version from a day on, the one before stays known."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope
from samdrift.kernel.invoice_checks import is_british_vat, is_company, is_gln
from samdrift.partnership.invoicing import rules
from samdrift.partnership.invoicing.events import BillingPartyWritten
from samdrift.partnership.invoicing.models import BillingParty
from samdrift.partnership.invoicing.queries import reading
from samdrift.registers.parties import public as parties

FORMATS = ("peppol", "oioubl")
HOME = "DK"


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
    iban: str = ""
    vat_number: str = ""
    format: str = "peppol"
    payment_days: int = 30
    asks_first: bool = False


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
    return asdict(draft) | {"vat_percent": rules.VAT_PERCENT[draft.country]}


def check(draft: PartyDraft, *, is_buyer: bool) -> None:
    """Raise Invalid unless an e-invoice could be sent with it."""
    if draft.country not in rules.VAT_PERCENT:
        raise Invalid({"country": _("Choose a country whose invoices are written here.")})
    wrong = dict(_numbers(draft, is_buyer=is_buyer)) | ({} if is_buyer else dict(_account(draft)))
    if not draft.name.strip():
        wrong["name"] = _("Write a name.")
    if is_buyer and not (draft.order or draft.person):
        wrong["order"] = _("Write an order number or a person reference: without one the invoice is sent back.")
    if draft.format not in FORMATS or (draft.format == "oioubl" and draft.country != HOME):
        wrong["format"] = _("Choose a format.")
    if not 0 <= draft.payment_days <= 30:
        wrong["payment_days"] = _("A public body pays within 30 days.")
    if wrong:
        raise Invalid(wrong)


def _numbers(draft: PartyDraft, *, is_buyer: bool) -> Iterator[tuple[str, object]]:
    danish = draft.country == HOME
    if draft.cvr.startswith("DK") or not is_company(draft.cvr, draft.country):
        yield "cvr", _("A company number has eight digits.")
    if (draft.vat_number or not danish) and not is_british_vat(draft.vat_number):
        told = _("A British VAT number is GB and nine digits, the last two of which check the others.")
        yield "vat_number", told
    if (draft.gln or (is_buyer and danish)) and not is_gln(draft.gln):
        yield "gln", _("A location number (EAN, GLN) has thirteen digits, the last of which checks the others.")


def _account(draft: PartyDraft) -> Iterator[tuple[str, object]]:
    """Where to pay: in Denmark a registration number and an account, elsewhere an IBAN."""
    if draft.country != HOME and not draft.iban:
        yield "iban", _("Write the account that is paid to, as an IBAN.")
    if draft.country == HOME and not (draft.registration and draft.account):
        yield "account", _("Write the registration number and the account that is paid to.")
