"""Volumes change by adding steps to a ledger; prices by adding versions: nothing that was agreed is edited."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from samdrift.foundation.days import whole_day_words
from samdrift.foundation.errors import Invalid, Refused, Stale
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel import fees
from samdrift.registers.contracts import queries
from samdrift.registers.contracts.events import PricesWritten, VolumesChanged
from samdrift.registers.contracts.models import Contract, PriceItem, TermsProposal, VolumeStep
from samdrift.registers.contracts.queries import prices
from samdrift.registers.contracts.registry import settled_months

DATA_CLASS = "D2"
WRITE = "contracts.write"
AT_ONCE = 500  # so many in one event
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceDraft:
    """One item of a price book as it is written; bands as start and price, settings as their factors."""

    code: str
    line: str
    name: Mapping[str, str]
    unit: str
    price: Decimal
    valid_from: date
    area_basis: str = ""
    bands: Sequence[tuple[Decimal, Decimal]] = ()
    band_mode: str = fees.INCREMENTAL
    settings: Mapping[str, Decimal] = field(default_factory=dict)
    fixed_share: Decimal = fees.NONE
    index_rule: str = ""
    clause: str = ""


def check_price(draft: PriceDraft) -> None:
    """Raise Invalid unless fees can be counted by the draft."""
    wrong: dict[str, Any] = {}
    if not draft.code.strip() or len(draft.code) > 24 or not draft.line:
        wrong["code"] = _("An item has a code of at most 24 characters and a service line.")
    if draft.unit not in fees.UNITS:
        wrong["unit"] = _("Choose a unit of the list.")
    if draft.price < 0 or any(price < 0 for _start, price in draft.bands):
        wrong["price"] = _("A price is 0 or more.")
    starts = [start for start, _price in draft.bands]
    if starts and (starts[0] != 0 or starts != sorted(set(starts))):
        wrong["bands"] = _("The first band begins at 0, and each begins above the one before.")
    if draft.band_mode not in fees.BAND_MODES:
        wrong["band_mode"] = _("Choose whether each slice has its own price or all units the price reached.")
    if not 0 <= draft.fixed_share <= 1:
        wrong["fixed_share"] = _("The fixed share lies between 0 and 1.")
    if any(factor < 0 or not name or " " in name for name, factor in draft.settings.items()):
        wrong["settings"] = _("A setting is one word with a factor of 0 or more, such as f3 0.70.")
    if wrong:
        raise Invalid(wrong)


@transaction.atomic
def write_prices(
    scope: Scope, contract_id: int, drafts: Sequence[PriceDraft], *, now: datetime, proposal_id: int | None = None
) -> list[PriceItem]:
    """Let items of a price book hold from their days on, as a new version of each; for setting up and for acceptance.

    Raises:
        Invalid: An item could not be counted with.
        NotAllowed: The actor may neither write contracts nor accept terms.
        Refused: It would change a month that is frozen or invoiced.
    """
    if proposal_id is None:
        scope.require(WRITE, contract=contract_id)
    for draft in drafts:
        check_price(draft)
        refuse_frozen_from(contract_id, draft.valid_from)
    with everywhere(reason="the versions of a price book whose contract the actor has been let through to"):
        contract = Contract.objects.select_for_update().get(pk=contract_id)
        known = PriceItem.objects.filter(contract=contract).order_by("number").values_list("code", "number")
        numbers = dict(known)
    rows = []
    for draft in drafts:
        numbers[draft.code] = numbers.get(draft.code, 0) + 1
        rows.append(_price_row(contract, draft, numbers[draft.code], now, proposal_id))
    PriceItem.objects.bulk_create(rows, batch_size=500)
    for some in batched(drafts, AT_ONCE):
        written = tuple(_told(one) for one in some)
        first = min(one.valid_from for one in some)
        event = PricesWritten(contract_uid=contract.uid, items=len(some), valid_from=first, written=written)
        record(event, scope=scope, at=now, subject=of_prices(contract))
    return rows


@transaction.atomic
def add_steps(
    scope: Scope, contract_id: int, steps: Sequence[fees.VolumeStep], *, reference: str = "",
    expected_version: Mapping[tuple[str, int], int] | None = None, now: datetime,
) -> list[VolumeStep]:  # fmt: skip
    """Write steps of volume that both parties have agreed on; whoever calls has asked who may.

    Args:
        reference: The uid of the change they come from, where a step names none of its own.
        expected_version: How many steps the caller saw for each item and unit (`seen_steps`).
    Raises:
        Invalid: An item has no price, or the price no factor for a setting.
        Refused: A volume would fall below nothing on some day, or a step lies in or before a frozen month or outside
            the contract's days.
        Stale: Another change of the same item and unit came between.
    """
    with everywhere(reason="the volumes of a contract the caller has been let through to"):
        contract = Contract.objects.select_for_update().get(pk=contract_id)
    units = {step.unit_id for step in steps}
    refuse_days(contract, {step.on for step in steps}, units)
    _refuse_stale(contract_id, units, expected_version)
    lines = lines_of(contract_id, steps)
    refuse_negative(contract_id, units, steps)
    rows = VolumeStep.objects.bulk_create(
        [
            VolumeStep(
                community_id=contract.community_id, data_class=DATA_CLASS, contract=contract, item=step.item,
                line_code=lines[step.item], unit_id=step.unit_id, site_id=step.site_id, setting=step.setting,
                change=step.change, on=step.on, recorded_at=now, source=step.source,
                reference=step.reference or reference,
            )
            for step in steps
        ],
        batch_size=1000,
    )  # fmt: skip
    for some in batched(steps, AT_ONCE):
        event = VolumesChanged(
            contract_uid=contract.uid, reference=reference, steps=len(some), first_day=min(step.on for step in some),
            written=tuple(map(step_as_written, some)),
        )  # fmt: skip
        record(event, scope=scope, at=now, subject=of_prices(contract))
    return rows


def _told(draft: PriceDraft) -> dict[str, Any]:
    """What decides a fee: a version of a price without its words."""
    return {key: value for key, value in price_as_written(draft).items() if key not in ("name", "clause")}


def of_prices(contract: Contract) -> Contract:
    """The contract as the subject of what tells its prices: of their class, which not everybody reads."""
    told = copy(contract)
    told.data_class = DATA_CLASS
    return told


def batched(many: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Some at a time: an event is as long as one may be read."""
    return (many[start : start + size] for start in range(0, len(many), size))


def price_as_written(draft: PriceDraft) -> dict[str, Any]:
    """A draft as JSON; `price_from` gives an equal draft back."""
    return {
        "code": draft.code, "line": draft.line, "name": dict(draft.name), "unit": draft.unit,
        "price": f"{draft.price:f}", "valid_from": draft.valid_from.isoformat(), "area_basis": draft.area_basis,
        "bands": [[f"{start:f}", f"{price:f}"] for start, price in draft.bands], "band_mode": draft.band_mode,
        "settings": {name: f"{factor:f}" for name, factor in draft.settings.items()},
        "fixed_share": f"{draft.fixed_share:f}", "index_rule": draft.index_rule, "clause": draft.clause,
    }  # fmt: skip


def price_from(written: Mapping[str, Any]) -> PriceDraft:
    """A draft as it was written down."""
    return PriceDraft(**{
        **written, "price": Decimal(written["price"]), "valid_from": date.fromisoformat(written["valid_from"]),
        "bands": tuple((Decimal(start), Decimal(price)) for start, price in written["bands"]),
        "settings": {name: Decimal(factor) for name, factor in written["settings"].items()},
        "fixed_share": Decimal(written["fixed_share"]),
    })  # fmt: skip


def write_proposed_prices(scope: Scope, contract: Contract, proposal: TermsProposal, *, now: datetime) -> UUID:
    """Let a proposed item hold, in the accepting transaction; the uid of its version."""
    draft = price_from(proposal.content["item"])
    (row,) = write_prices(scope, contract.pk, [draft], now=now, proposal_id=proposal.pk)
    return UUID(str(row.uid))


def step_as_written(step: fees.VolumeStep) -> dict[str, Any]:
    """A step as JSON; `step_from` gives an equal one back, recorded when it is accepted."""
    return {
        "item": step.item, "unit": step.unit_id, "site": step.site_id, "setting": step.setting,
        "change": f"{step.change:f}", "on": step.on.isoformat(), "source": step.source,
    }  # fmt: skip


def step_from(written: Mapping[str, Any], recorded_at: datetime) -> fees.VolumeStep:
    """A step as it was written down."""
    return fees.VolumeStep(
        written["item"], written["unit"], written["site"], written["setting"], Decimal(written["change"]),
        date.fromisoformat(written["on"]), recorded_at, written["source"],
    )  # fmt: skip


def write_proposed_steps(scope: Scope, contract: Contract, proposal: TermsProposal, *, now: datetime) -> UUID:
    """Let proposed steps of volume hold, in the accepting transaction; the uid of the first.

    Raises:
        Refused: They no longer fit: a month was frozen, or a volume would fall below nothing.
        Stale: Another change of the same item and unit came between.
    """
    steps = [step_from(one, now) for one in proposal.content["steps"]]
    seen = {(one["item"], one["unit"]): one["seen"] for one in proposal.content["steps"]}
    rows = add_steps(scope, contract.pk, steps, reference=str(proposal.uid), expected_version=seen, now=now)
    return UUID(str(rows[0].uid))


def refuse_frozen_from(contract_id: int, day: date, unit_ids: Collection[int] | None = None) -> None:
    """Raise Refused where something that holds from a day on would change a month that is frozen or invoiced.

    What an invoice was made of would change behind it, and nobody would ever bill the difference.

    Args:
        unit_ids: The units it concerns; None is all.
    """
    touched = [month for month in queries.frozen_months(contract_id) if month >= day.replace(day=1)]
    if touched:
        told = _("%(month)s is frozen: both parties agreed on it. What changes now holds from a later month.")
        raise Refused(told % {"month": date_format(max(touched), "F Y")})
    billed = [month for month in settled_months(contract_id, unit_ids) if month >= day.replace(day=1)]
    if billed:
        told = _(
            "%(month)s is invoiced. What changes now holds from a later month; what was billed wrongly is queried."
        )
        raise Refused(told % {"month": date_format(max(billed), "F Y")})


def refuse_days(contract: Contract, days: Collection[date], unit_ids: Collection[int] | None = None) -> None:
    """Raise Refused unless every day lies inside the contract and after its frozen and invoiced months."""
    if not days:
        raise Invalid({"steps": _("Write at least one step.")})
    if max(days) > contract.ends_on:
        raise Refused(_("It would begin after the contract has ended. Exercise an option first."))
    if min(days) < contract.starts_on:
        raise Refused(_("It would begin before the contract does."))
    refuse_frozen_from(contract.pk, min(days), unit_ids)


def _refuse_stale(
    contract_id: int, units: Collection[int], expected_version: Mapping[tuple[str, int], int] | None
) -> None:
    if not expected_version:
        return
    seen = prices.seen_steps(contract_id, units)
    changed = [key for key, many in expected_version.items() if seen[key] != many]
    if changed:
        raise Stale(
            _("Somebody changed this volume while you were looking at it. Look at what is new, then try again."),
            {"changed": [f"{item} {unit_id}" for item, unit_id in sorted(changed)]},
        )


def lines_of(contract_id: int, steps: Sequence[fees.VolumeStep]) -> dict[str, str]:
    """The service line of each item that is stepped."""
    days = [step.on for step in steps]
    book = prices.dated_prices(contract_id, min(days), max(days))
    for step in steps:
        begun = [terms for begins, terms in book.get(step.item, ()) if begins <= step.on]
        if not begun:
            raise Invalid({"item": _("There is no price for %(item)s on that day.") % {"item": step.item}})
        try:
            fees.setting_factor(begun[-1], step.setting)
        except fees.NoPrice as unknown:
            told = _("%(item)s has no price for the setting %(setting)s.")
            raise Invalid({"setting": told % {"item": step.item, "setting": step.setting}}) from unknown
    return {step.item: book[step.item][-1][1].line for step in steps}


def refuse_negative(contract_id: int, units: Collection[int], steps: Sequence[fees.VolumeStep]) -> None:
    """On no day, from now to the contract's end, may less than nothing be ordered."""
    falling = {step.key for step in steps if step.change < 0}
    if not falling:
        return
    ledger: dict[fees.Key, list[fees.VolumeStep]] = {}
    for step in [*prices.volume_steps(contract_id, units), *steps]:
        if step.key in falling:
            ledger.setdefault(step.key, []).append(step)
    for key, entries in ledger.items():
        held, by_day = fees.NONE, sorted(entries, key=lambda one: (one.on, -one.change))
        for entry in by_day:
            held += entry.change
            if held < 0:
                told = _("From %(day)s less than nothing of %(item)s would be ordered.")
                raise Refused(told % {"day": whole_day_words(entry.on), "item": key[0]})


def _price_row(contract: Contract, draft: PriceDraft, number: int, now: datetime, proposal_id: int | None) -> PriceItem:
    return PriceItem(
        community_id=contract.community_id, data_class=DATA_CLASS, contract=contract, number=number, code=draft.code,
        line_code=draft.line, name=dict(draft.name), unit=draft.unit, area_basis=draft.area_basis, price=draft.price,
        bands=[[f"{start:f}", f"{price:f}"] for start, price in draft.bands], band_mode=draft.band_mode,
        settings={name: f"{factor:f}" for name, factor in draft.settings.items()}, fixed_share=draft.fixed_share,
        index_rule=draft.index_rule, clause=draft.clause, valid_from=draft.valid_from, recorded_at=now,
        proposal_id=proposal_id,
    )  # fmt: skip
