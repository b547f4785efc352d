"""The price book and the volumes: what holds on a day, as it was known at a moment, and what a month comes to.

Prices are the contract's, the same for both parties; whoever shows them asks for `contracts.view_prices` first.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal

from samdrift.foundation.scope import everywhere
from samdrift.kernel import fees, indexation
from samdrift.kernel.fees import Band, DatedTerms, FeeLine, Key, PriceTerms, half_up
from samdrift.registers.contracts.models import Contract, PriceItem, VolumeStep

REASON = "by which prices and volumes a contract is settled; who may see them is asked where shown"


def price_book(contract_id: int, day: date, known_at: datetime | None = None) -> dict[str, PriceTerms]:
    """Every item of the price book as it holds on a day, by its code, indexed; as known at a moment, else now."""
    dated = dated_prices(contract_id, day, day, known_at)
    return {item: terms_on[-1][1] for item, terms_on in dated.items()}


def dated_prices(
    contract_id: int, first_day: date, last_day: date, known_at: datetime | None = None
) -> dict[str, DatedTerms]:
    """The terms of every item between two days, each with the day it holds from: the first one's at or before them."""
    versions: dict[str, list[PriceItem]] = {}
    with everywhere(reason=REASON):
        rows = PriceItem.objects.filter(contract=contract_id, valid_from__lte=last_day)
        if known_at is not None:
            rows = rows.filter(recorded_at__lte=known_at)
        for row in rows.order_by("code", "number"):
            versions.setdefault(row.code, []).append(row)
    return {code: _dated(rows_of, first_day) for code, rows_of in versions.items()}


def volume_steps(
    contract_id: int, unit_ids: Collection[int] | None = None, known_at: datetime | None = None
) -> list[fees.VolumeStep]:
    """The ledger of volumes in the order it was written, of some units or all, as known at a moment, else now."""
    columns = ("item", "unit_id", "site_id", "setting", "change", "on", "recorded_at", "source", "reference")
    with everywhere(reason=REASON):
        rows = VolumeStep.objects.filter(contract=contract_id)
        if unit_ids is not None:
            rows = rows.filter(unit__in=unit_ids)
        if known_at is not None:
            rows = rows.filter(recorded_at__lte=known_at)
        return [fees.VolumeStep(*row) for row in rows.order_by("pk").values_list(*columns)]


def volumes(
    contract_id: int, day: date, unit_ids: Collection[int] | None = None, known_at: datetime | None = None
) -> dict[Key, Decimal]:
    """The volume of every item, unit, site and setting on a day."""
    return fees.volumes_on(volume_steps(contract_id, unit_ids, known_at), day)


def seen_steps(contract_id: int, unit_ids: Collection[int]) -> Counter[tuple[str, int]]:
    """How many steps each item and unit has by now: the version a change of its volume is checked against."""
    with everywhere(reason=REASON):
        rows = VolumeStep.objects.filter(contract=contract_id, unit__in=unit_ids)
        return Counter(rows.values_list("item", "unit_id"))


def item_names(contract_id: int) -> dict[str, dict[str, str]]:
    """What every item of the price book is called, in three languages, by its code."""
    with everywhere(reason=REASON):
        rows = PriceItem.objects.filter(contract=contract_id).order_by("code", "number")
        return dict(rows.values_list("code", "name"))


def fees_of_month(
    contract_id: int, first_day: date, known_at: datetime | None = None, unit_ids: Collection[int] | None = None
) -> list[FeeLine]:
    """What the volumes of a month come to, line by line, each with the stretches that explain it.

    Raises:
        NoPrice: A volume has no price.
    """
    last_day = first_day.replace(day=monthrange(first_day.year, first_day.month)[1])
    book = dated_prices(contract_id, first_day, last_day, known_at)
    steps = volume_steps(contract_id, unit_ids, known_at)
    return fees.lines_of_month(book, steps, first_day, within=term_of(contract_id))


def year_value(contract_id: int, day: date) -> dict[str, int]:
    """What the volumes of a day come to in a year by service line, in hundredths; each line rounded once.

    Raises:
        NoPrice: A volume has no price.
    """
    book = price_book(contract_id, day)
    total: dict[str, Decimal] = {}
    for (item, *_where), fee in fees.year_fees(book, volumes(contract_id, day)).items():
        line = book[item].line
        total[line] = total.get(line, Decimal(0)) + fee
    return {line: half_up(amount * 100) for line, amount in sorted(total.items())}


def term_of(contract_id: int) -> tuple[date, date]:
    """First and last day of a contract."""
    with everywhere(reason=REASON):
        return Contract.objects.values_list("starts_on", "ends_on").get(pk=contract_id)


def _dated(rows: list[PriceItem], first_day: date) -> DatedTerms:
    """The versions of one item as a chain: one written later holds over what was written before from its day on."""
    chain: list[PriceItem] = []
    for row in rows:
        chain = [one for one in chain if one.valid_from < row.valid_from] + [row]
    begun = [row for row in chain if row.valid_from <= first_day]
    return [(row.valid_from, terms_from(row)) for row in begun[-1:] + chain[len(begun) :]]


def terms_from(row: PriceItem, factor: Decimal = fees.ONE) -> PriceTerms:
    """A price as the kernel counts with it, multiplied by its index factor and rounded to two decimals."""
    return PriceTerms(
        item=row.code, line=row.line_code, unit=row.unit, price=indexation.price(row.price, factor),
        bands=tuple(Band(Decimal(start), indexation.price(Decimal(price), factor)) for start, price in row.bands),
        band_mode=row.band_mode, settings={name: Decimal(one) for name, one in row.settings.items()},
        base_price=row.price, factor=factor, index_rule=row.index_rule, fixed_share=row.fixed_share,
    )  # fmt: skip
