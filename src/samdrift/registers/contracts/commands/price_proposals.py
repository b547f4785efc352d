"""Prices, volumes and regulations one party proposes and the other accepts: nobody changes alone what is paid."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.scope import Scope
from samdrift.kernel import fees
from samdrift.registers.contracts import queries
from samdrift.registers.contracts.commands import indexing, volumes
from samdrift.registers.contracts.commands.proposals import INDEX, PRICES, VOLUMES, contract_of, propose
from samdrift.registers.contracts.commands.volumes import DATA_CLASS, PriceDraft
from samdrift.registers.contracts.models import TermsProposal
from samdrift.registers.contracts.queries import indices, prices
from samdrift.registers.parties import public as parties


@transaction.atomic
def propose_price(
    scope: Scope, contract_uid: UUID, draft: PriceDraft, *, now: datetime, note: str = ""
) -> TermsProposal:
    """Propose an item of the price book, new or as the next version of the one with its code.

    Raises:
        DoesNotExist: No such contract within the scope.
        Invalid: It could not be counted with, begins in the past, or names an index rule there is not.
        NotAllowed: The actor may not propose terms of this contract.
        Refused: It would change a month both parties have frozen.
    """
    contract = contract_of(scope, contract_uid)
    volumes.check_price(draft)
    if draft.valid_from < parties.community_day(scope, now):
        raise Invalid({"valid_from": _("A price begins today or later: what was billed stays as it was billed.")})
    if draft.index_rule and indices.index_rule_on(contract.pk, draft.index_rule, contract.ends_on) is None:
        raise Invalid({"index_rule": _("There is no index rule %(code)s.") % {"code": draft.index_rule}})
    volumes.refuse_frozen_from(contract.pk, draft.valid_from)
    content = {"item": volumes.price_as_written(draft), "valid_from": draft.valid_from.isoformat()}
    return propose(scope, contract, PRICES, draft.code, content, note, now, data_class=DATA_CLASS)


@transaction.atomic
def propose_volumes(
    scope: Scope, contract_uid: UUID, steps: Sequence[fees.VolumeStep], *, now: datetime, note: str = ""
) -> TermsProposal:
    """Propose steps of volume: what was measured or counted anew. Districts change theirs by change orders.

    Raises:
        DoesNotExist, NotAllowed: As for `propose_price`.
        Invalid, Refused: As for `add_steps`; a unit the contract does not cover is none.
    """
    contract = contract_of(scope, contract_uid)
    units = {step.unit_id for step in steps}
    if not units <= queries.units_covered([contract.pk]):
        raise Invalid({"unit_uid": _("There is no such unit.")})
    volumes.refuse_days(contract, {step.on for step in steps}, units)
    volumes.lines_of(contract.pk, steps)
    volumes.refuse_negative(contract.pk, units, steps)
    seen = prices.seen_steps(contract.pk, units)
    written = [{**volumes.step_as_written(one), "seen": seen[(one.item, one.unit_id)]} for one in steps]
    content = {"steps": written, "valid_from": min(step.on for step in steps).isoformat()}
    return propose(scope, contract, VOLUMES, steps[0].item, content, note, now, data_class=DATA_CLASS)


@transaction.atomic
def propose_index(
    scope: Scope, contract_uid: UUID, code: str, *, effective_from: date, applies_from: date, cut_off: date,
    now: datetime, note: str = "",
) -> TermsProposal:  # fmt: skip
    """Propose a regulation by an index rule: provisional while the index it asks for is not out.

    Args:
        effective_from: The first of the month prices are regulated from.
        applies_from: The first of the month they are billed from; the months between are trued up there.
        cut_off: What is published later is not looked at.
    Raises:
        DoesNotExist, NotAllowed: As for `propose_price`.
        Invalid: The days do not fit, or nothing is published.
        Refused: It would change a frozen month, or one like it waits.
    """
    contract = contract_of(scope, contract_uid)
    days = {"effective_from": effective_from, "applies_from": applies_from, "cut_off": cut_off}
    outcome, wanted = indexing.checked_run(contract, code, now=now, **days)
    waiting = TermsProposal.objects.within(scope).filter(contract=contract, what=INDEX, code=code, standing="open")
    if waiting.exists():
        raise Refused(_("One party has proposed this already; the other accepts it or not."))
    content = indexing.content_of(outcome, wanted, **days)
    return propose(scope, contract, INDEX, code, content, note, now, data_class=DATA_CLASS)
