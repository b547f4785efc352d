"""The price book, volumes, fees and regulations for other systems."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Query, Schema, Status
from pydantic import AwareDatetime, Field

from samdrift.foundation.api import IdempotencyKey, repeatable
from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.http import ScopedRequest
from samdrift.kernel import fees
from samdrift.registers.contracts import queries
from samdrift.registers.contracts.api.terms import Note, TermsProposalOut, router, shown
from samdrift.registers.contracts.commands import price_proposals, proposals
from samdrift.registers.contracts.commands.volumes import PriceDraft
from samdrift.registers.contracts.models import Contract
from samdrift.registers.contracts.queries import prices
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

Amount = Annotated[Decimal, Field(max_digits=14, decimal_places=4)]
# No contract was known before; and what no database can compare is refused, not asked.
EARLIEST, LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
Known = Annotated[
    AwareDatetime | None,
    Query(None, ge=EARLIEST, le=LATEST, description="As known at this moment, with its zone; else as known now."),
]


class PriceOut(Schema):
    """An item of the price book as it holds on a day; amounts as text, so that nothing is rounded on the way."""

    item: str
    line: str
    name: dict[str, str]
    unit: str
    price: str
    base_price: str
    factor: str
    index_rule: str
    fixed_share: str
    bands: list[list[str]]
    band_mode: str
    settings: dict[str, str]
    clause: str


class VolumeOut(Schema):
    """A volume as it stands on a day; `seen` is the version a change of it names."""

    item: str
    unit_uid: UUID
    site_uid: UUID | None
    setting: str
    quantity: str
    seen: int


class FeeOut(Schema):
    """A line of a month's fee in hundredths, with the days each quantity and price held."""

    item: str
    line: str
    unit_uid: UUID
    site_uid: UUID | None
    setting: str
    amount_minor: int
    stretches: list[dict[str, str]]


class PriceIn(Schema):
    """An item to propose: bands as pairs of quantity and price, settings as their factors."""

    code: Annotated[str, Field(max_length=24)]
    line: Annotated[str, Field(max_length=8)]
    name: dict[Literal["en", "da", "sv"], Annotated[str, Field(max_length=120)]]
    unit: Annotated[str, Field(max_length=16)]
    price: Amount
    valid_from: date
    area_basis: Annotated[str, Field(max_length=12)] = ""
    bands: Annotated[list[tuple[Amount, Amount]], Field(max_length=20)] = []
    band_mode: Literal["incremental", "all_units"] = "incremental"
    settings: Annotated[dict[str, Amount], Field(max_length=40)] = {}
    fixed_share: Amount = Decimal(0)
    index_rule: Annotated[str, Field(max_length=24)] = ""
    clause: Annotated[str, Field(max_length=80)] = ""
    note: Note = ""


class VolumeStepIn(Schema):
    """So much more, or less, of an item for a unit and place from a day on."""

    item: Annotated[str, Field(max_length=24)]
    unit_uid: UUID
    site_uid: UUID | None = None
    setting: Annotated[str, Field(max_length=40)] = ""
    change: Amount
    on: date
    source: Literal["measured", "agreed", "counted"] = "measured"


class VolumeStepsIn(Schema):
    """Steps of volume to propose."""

    steps: Annotated[list[VolumeStepIn], Field(max_length=500)]
    note: Note = ""


class RegulationIn(Schema):
    """A regulation to propose: from which month, billed from which, and what is published by when."""

    rule: Annotated[str, Field(max_length=24)]
    effective_from: date
    applies_from: date
    cut_off: date
    note: Note = ""


@router.get(
    "/contracts/{uid}/prices", response=list[PriceOut], operation_id="contract_prices", summary="The price book"
)
def price_list(request: ScopedRequest, uid: UUID, day: date | None = None, known: Known = None) -> Any:
    """The items as they hold on a day, indexed, by line and code."""
    contract = _priced(request, uid)
    book = prices.price_book(contract.pk, day or _today(request), known)
    names = prices.items_seen(request.scope, contract)
    return [
        {
            "item": code, "line": terms.line, "name": names[code].name, "unit": terms.unit, "price": f"{terms.price:f}",
            "base_price": f"{terms.base_price:f}", "factor": f"{terms.factor:f}", "index_rule": terms.index_rule,
            "fixed_share": f"{terms.fixed_share:f}", "band_mode": terms.band_mode, "clause": names[code].clause,
            "bands": [[f"{band.start:f}", f"{band.price:f}"] for band in terms.bands],
            "settings": {name: f"{factor:f}" for name, factor in terms.settings.items()},
        }
        for code, terms in book.items() if code in names
    ]  # fmt: skip


@router.get(
    "/contracts/{uid}/volumes", response=list[VolumeOut], operation_id="contract_volumes", summary="Volumes"
)  # fmt: skip
def volume_list(
    request: ScopedRequest, uid: UUID, unit: UUID, day: date | None = None, known: Known = None
) -> Any:  # fmt: skip
    """What a unit has ordered on a day, by item, place and setting."""
    contract = _priced(request, uid)
    unit_id = _units(request, [unit])[unit]
    steps = prices.steps_seen(request.scope, contract, known, unit_id)
    seen = prices.seen_steps(contract.pk, [unit_id])
    held = fees.volumes_on(steps, day or _today(request))
    sites = _site_uids(request, [key[2] for key in held])
    return [
        {
            "item": item, "unit_uid": unit, "site_uid": sites.get(site) if site else None, "setting": setting,
            "quantity": f"{quantity:f}", "seen": seen[(item, unit_id)],
        }
        for (item, _unit, site, setting), quantity in sorted(held.items(), key=str)
    ]  # fmt: skip


@router.get("/contracts/{uid}/fees", response=list[FeeOut], operation_id="contract_fees", summary="Fees of a month")
def fee_list(request: ScopedRequest, uid: UUID, month: str, unit: UUID, known: Known = None) -> Any:
    """What the volumes of a unit come to in a month, such as 2025-05, line by line."""
    contract = _priced(request, uid)
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError as wrong:
        raise Invalid({"month": _("Write a month, such as 2025-03.")}) from wrong
    unit_id = _units(request, [unit])[unit]
    last = first.replace(day=monthrange(first.year, first.month)[1])
    book = prices.dated_prices(contract.pk, first, last, known)
    steps = prices.steps_seen(request.scope, contract, known, unit_id)
    lines = fees.lines_of_month(book, steps, first, within=(contract.starts_on, contract.ends_on))
    sites = _site_uids(request, [line.site_id for line in lines])
    return [
        {
            "item": line.item, "line": line.line, "unit_uid": unit, "setting": line.setting,
            "site_uid": sites.get(line.site_id) if line.site_id else None, "amount_minor": line.amount_minor,
            "stretches": [
                {
                    "first_day": one.first_day.isoformat(), "last_day": one.last_day.isoformat(),
                    "quantity": f"{one.quantity:f}", "price": f"{one.price:f}", "factor": f"{one.factor:f}",
                    "year_fee": f"{one.year_fee:f}",
                }
                for one in line.stretches
            ],
        }
        for line in lines
    ]  # fmt: skip


@router.post(
    "/contracts/{uid}/prices", response={201: TermsProposalOut}, operation_id="contract_price_propose",
    summary="Propose a price",
)  # fmt: skip
def price_propose(request: ScopedRequest, uid: UUID, said: PriceIn, key: IdempotencyKey = None) -> Any:
    """Propose an item or its next version; it holds from its day on once the other party accepts."""

    def do() -> str:
        given = said.model_dump(exclude={"note"})
        draft = PriceDraft(**{**given, "bands": tuple(said.bands)})
        return str(price_proposals.propose_price(request.scope, uid, draft, now=now(), note=said.note).uid)

    return Status(201, shown(request, UUID(repeatable(request, key, do))))


@router.post(
    "/contracts/{uid}/volumes", response={201: TermsProposalOut}, operation_id="contract_volumes_propose",
    summary="Propose volumes",
)  # fmt: skip
def volumes_propose(request: ScopedRequest, uid: UUID, said: VolumeStepsIn, key: IdempotencyKey = None) -> Any:
    """Propose steps of volume, such as what was measured anew; they hold once the other party accepts."""
    proposals.contract_of(request.scope, uid)

    def do() -> str:
        units = _units(request, [one.unit_uid for one in said.steps])
        sites = _sites(request, [one.site_uid for one in said.steps if one.site_uid])
        steps = [
            fees.VolumeStep(
                one.item, units[one.unit_uid], sites[one.site_uid] if one.site_uid else None, one.setting, one.change,
                one.on, now(), one.source,
            )
            for one in said.steps
        ]  # fmt: skip
        return str(price_proposals.propose_volumes(request.scope, uid, steps, now=now(), note=said.note).uid)

    return Status(201, shown(request, UUID(repeatable(request, key, do))))


@router.post(
    "/contracts/{uid}/regulations", response={201: TermsProposalOut}, operation_id="contract_regulation_propose",
    summary="Propose a regulation",
)  # fmt: skip
def regulation_propose(request: ScopedRequest, uid: UUID, said: RegulationIn, key: IdempotencyKey = None) -> Any:
    """Propose a run of an index rule; provisional while the index it asks for is not out."""

    def do() -> str:
        made = price_proposals.propose_index(
            request.scope, uid, said.rule, effective_from=said.effective_from, applies_from=said.applies_from,
            cut_off=said.cut_off, now=now(), note=said.note,
        )  # fmt: skip
        return str(made.uid)

    return Status(201, shown(request, UUID(repeatable(request, key, do))))


def _priced(request: ScopedRequest, uid: UUID) -> Contract:
    contract = queries.contract_by_uid(request.scope, uid)
    prices.require_prices(request.scope, contract.pk)
    return contract


def _today(request: ScopedRequest) -> date:
    return parties.community_day(request.scope, now())


def _units(request: ScopedRequest, uids: Iterable[UUID]) -> dict[UUID, int]:
    """The ids of units of the community by their uids."""
    wanted = set(uids)
    rows = parties.Unit.objects.within(request.scope).filter(uid__in=wanted).values_list("uid", "pk")
    found = dict(rows)
    if set(found) != wanted:
        raise Invalid({"unit_uid": _("There is no such unit.")})
    return found


def _sites(request: ScopedRequest, uids: Iterable[UUID]) -> dict[UUID, int]:
    """The ids of sites one may see by their uids."""
    wanted = set(uids)
    found = dict(estate.Site.objects.within(request.scope).filter(uid__in=wanted).values_list("uid", "pk"))
    if set(found) != wanted:
        raise Invalid({"site_uid": _("There is no such site.")})
    return found


def _site_uids(request: ScopedRequest, ids: Iterable[int | None]) -> dict[int, UUID]:
    """The uids of those sites one may see."""
    wanted = {one for one in ids if one is not None}
    return dict(estate.Site.objects.within(request.scope).filter(pk__in=wanted).values_list("pk", "uid"))
