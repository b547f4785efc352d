"""Price lists: one party proposes rates from a day on, the other accepts; each version ends the one before."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel import pricing
from samdrift.registers.contracts.events import RatesPublished
from samdrift.registers.contracts.models import Contract, PriceList, TermsProposal

CODE = "RATES"
DATA_CLASS = "D2"


def check_rates(text: str) -> list[pricing.Rate]:
    """The rates of a typed list.

    Raises:
        Invalid: A line is no rate, or there is none.
    """
    try:
        found = pricing.rates_in(text)
    except pricing.UnreadableRate as unreadable:
        raise Invalid({"rates": _("Line %(line)s is no rate.") % {"line": unreadable.line}}) from unreadable
    if not found:
        raise Invalid({"rates": _("Write at least one rate.")})
    return found


def content_of(text: str, valid_from: date) -> dict[str, Any]:
    """What a proposal of rates keeps."""
    return {"rates": pricing.written(check_rates(text)), "valid_from": str(valid_from)}


@transaction.atomic
def write_rates(scope: Scope, contract: Contract, proposal: TermsProposal, *, now: datetime) -> UUID:
    """Let proposed rates hold, in the accepting transaction; the uid of the new version."""
    valid_from = date.fromisoformat(proposal.content["valid_from"])
    with everywhere(reason="the versions of a price list whose contract the actor has been let through to"):
        before = list(PriceList.objects.filter(contract=contract).order_by("number").select_for_update())
    for row in before:
        if row.superseded_at is None and row.valid_from >= valid_from:
            row.superseded_at = now
            row.save_changes("superseded_at")
        elif row.superseded_at is None and (row.valid_to is None or row.valid_to >= valid_from):
            row.valid_to = valid_from - timedelta(days=1)
            row.save_changes("valid_to")
    made = PriceList.objects.create(
        community_id=contract.community_id, data_class=DATA_CLASS, contract=contract,
        number=before[-1].number + 1 if before else 1, rates=proposal.content["rates"], valid_from=valid_from,
        recorded_at=now, proposal=proposal,
    )  # fmt: skip
    event = RatesPublished(list_uid=made.uid, number=made.number, valid_from=valid_from)
    record(event, scope=scope, at=now, subject=made)
    return UUID(str(made.uid))
