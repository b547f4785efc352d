"""From signatures to a contract: a call-off gets one of its own, with prices, volumes and promise rules."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from samdrift.foundation.fields import LANGUAGES
from samdrift.foundation.scope import Grant, Scope, everywhere
from samdrift.kernel.fees import VolumeStep
from samdrift.partnership.joining import rules
from samdrift.partnership.joining.models import Accession, Framework
from samdrift.partnership.joining.queries import call_offs, terms
from samdrift.registers.contracts import public as contracts
from samdrift.registers.contracts.public import PriceDraft
from samdrift.registers.parties import public as parties


def system_scope(framework: Framework) -> Scope:
    """As whom the terms of a framework act once all who must have signed have: it writes contracts and nothing else."""
    grant = Grant("SYS", frozenset({"contracts.write"}), data_classes=frozenset({"D0", "D1", "D2"}))
    return Scope(community_id=framework.community_id, party_id=framework.owner_id, grants=(grant,))


def open_contract(row: Accession, framework: Framework, *, today: date, now: datetime) -> None:
    """Write the contract of a call-off from its first day on, in the caller's transaction; the row is not saved.

    It begins on the day wished for, or today where that has passed: never back in time. Its prices are the list's at
    the tier of that day; its promise rules are copies of the framework's own.
    """
    scope, held = system_scope(framework), terms.held(framework.pk)
    row.live_from = max(row.starts_on, today)
    items, wishes = held.items(row.live_from), call_offs.wishes_from(row.wishes)
    factor = call_offs.standing(framework, held, row.live_from).factor
    with everywhere(reason="the joiner whose call-off all have signed"):
        joiner = parties.Organisation.objects.get(pk=row.organisation_id)
    lines = sorted({items[one.item].line for one in wishes})
    name = {one: f"{framework.name.get(one, framework.code)} · {joiner.name.get(one, joiner.code)}"
            for one in LANGUAGES}  # fmt: skip
    contract = contracts.record_contract(
        scope, code=row.number, name=name, customer_id=row.organisation_id, provider_id=framework.provider_id,
        period=(row.live_from, framework.ends_on), currency=framework.currency, lines=lines, unit_ids=[row.unit_id],
        now=now,
    )  # fmt: skip
    drafts = price_drafts({one.item: items[one.item] for one in wishes}, factor, row.live_from)
    contracts.write_prices(scope, contract.pk, drafts, now=now)
    steps = [VolumeStep(one.item, row.unit_id, one.site_id, "", one.quantity, row.live_from, now) for one in wishes]
    contracts.add_steps(scope, contract.pk, steps, reference=str(row.uid), now=now)
    contracts.copy_rules(scope, framework.contract_id, contract.pk, lines=lines, valid_from=row.live_from, now=now)
    row.contract_id, row.factor = contract.pk, factor
    row.year_minor = rules.year_minor(wishes, items, factor)


def end_volumes(row: Accession, framework: Framework, *, now: datetime) -> None:
    """Let what a leaving call-off orders end with its last day, in the caller's transaction."""
    if row.contract_id is None or row.leaves_on is None or row.leaves_on >= framework.ends_on:
        return
    after = row.leaves_on + timedelta(days=1)
    held = contracts.volumes(row.contract_id, after)
    steps = [
        VolumeStep(item, unit, site, setting, -many, after, now) for (item, unit, site, setting), many in held.items()
        if many
    ]  # fmt: skip
    if steps:
        contracts.add_steps(system_scope(framework), row.contract_id, steps, reference=str(row.uid), now=now)


def price_drafts(items: Mapping[str, rules.Item], factor: Decimal, valid_from: date) -> list[PriceDraft]:
    """A list's items as a contract holds them, at a tier's factor."""
    return [
        PriceDraft(
            code=one.code, line=one.line, name=one.name, unit=one.unit, price=rules.priced(one.price, factor),
            valid_from=valid_from, clause="",
        )
        for one in items.values()
    ]  # fmt: skip
