"""The price book and the volumes: what holds on a day, as it was known at a moment, and what a month comes to.

Prices are the contract's, the same for both parties; whoever shows them asks for `contracts.view_prices` first.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from samdrift.foundation.errors import NotAllowed
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel import fees, price_chain
from samdrift.kernel.fees import Band, DatedTerms, FeeLine, Key, PriceTerms, half_up
from samdrift.kernel.price_chain import Factors
from samdrift.registers.contracts.models import Contract, PriceItem, VolumeStep
from samdrift.registers.contracts.models.prices import VIEW_PRICES
from samdrift.registers.contracts.queries import indices

COLUMNS = ("item", "unit_id", "site_id", "setting", "change", "on", "recorded_at", "source", "reference")
REASON = "by which prices and volumes a contract is settled; who may see them is asked where shown"


def price_book(contract_id: int, day: date, known_at: datetime | None = None) -> dict[str, PriceTerms]:
    """Every item of the price book as it holds on a day, by its code, indexed; as known at a moment, else now."""
    dated = dated_prices(contract_id, day, day, known_at)
    return {item: terms_on[-1][1] for item, terms_on in dated.items()}


def dated_prices(
    contract_id: int, first_day: date, last_day: date, known_at: datetime | None = None
) -> dict[str, DatedTerms]:
    """The terms of every item between two days, each with the day it holds from: the first one's at or before them."""
    chains = indices.factors(indices.index_runs(contract_id, known_at))
    return indexed_prices(contract_id, first_day, last_day, chains, known_at)


def indexed_prices(
    contract_id: int, first_day: date, last_day: date, chains: Mapping[str, Factors], known_at: datetime | None = None
) -> dict[str, DatedTerms]:
    """As `dated_prices`, with the factors of each index rule by the days they hold from given."""
    versions: dict[str, list[PriceItem]] = {}
    with everywhere(reason=REASON):
        rows = PriceItem.objects.filter(contract=contract_id, valid_from__lte=last_day)
        if known_at is not None:
            rows = rows.filter(recorded_at__lte=known_at)
        for row in rows.order_by("code", "number"):
            versions.setdefault(row.code, []).append(row)
    return {
        code: price_chain.dated_terms(
            [version_of(row) for row in rows_of], chains.get(rows_of[-1].index_rule, ()), first_day, last_day
        )
        for code, rows_of in versions.items()
    }


def volume_steps(
    contract_id: int, unit_ids: Collection[int] | None = None, known_at: datetime | None = None
) -> list[fees.VolumeStep]:
    """The ledger of volumes in the order it was written, of some units or all, as known at a moment, else now."""
    with everywhere(reason=REASON):
        rows = VolumeStep.objects.filter(contract=contract_id)
        if unit_ids is not None:
            rows = rows.filter(unit__in=unit_ids)
        if known_at is not None:
            rows = rows.filter(recorded_at__lte=known_at)
        return [fees.VolumeStep(*row) for row in rows.order_by("pk").values_list(*COLUMNS)]


def volumes(
    contract_id: int, day: date, unit_ids: Collection[int] | None = None, known_at: datetime | None = None
) -> dict[Key, Decimal]:
    """The volume of every item, unit, site and setting on a day."""
    return fees.volumes_on(volume_steps(contract_id, unit_ids, known_at), day)


def volume_sums(contract_id: int, first_day: date) -> dict[tuple[str, str], tuple[Decimal, Decimal]]:
    """Of each item and setting what the whole contract had on a day, and what it has with all that is agreed."""
    with everywhere(reason=REASON):
        rows = VolumeStep.objects.filter(contract=contract_id).values("item", "setting").order_by("item", "setting")
        then = Sum("change", filter=Q(on__lte=first_day))
        found = list(rows.annotate(then=then, altogether=Sum("change")))
    return {
        (row["item"], row["setting"]): (row["then"] or Decimal(0), row["altogether"] or Decimal(0)) for row in found
    }


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
    return year_by_line(price_book(contract_id, day), volumes(contract_id, day))


def year_by_line(book: Mapping[str, PriceTerms], held: Mapping[Key, Decimal]) -> dict[str, int]:
    """What volumes come to in a year by service line, in hundredths, by a given book; each line rounded once."""
    total: dict[str, Decimal] = {}
    for (item, *_where), fee in fees.year_fees(book, held).items():
        line = book[item].line
        total[line] = total.get(line, Decimal(0)) + fee
    return {line: half_up(amount * 100) for line, amount in sorted(total.items())}


def term_of(contract_id: int) -> tuple[date, date]:
    """First and last day of a contract."""
    with everywhere(reason=REASON):
        return Contract.objects.values_list("starts_on", "ends_on").get(pk=contract_id)


def terms_from(row: PriceItem, factor: Decimal = fees.ONE) -> PriceTerms:
    """A price as the kernel counts with it, multiplied by its index factor and rounded to two decimals."""
    return price_chain.terms_at(version_of(row), factor)


def version_of(row: PriceItem) -> price_chain.PriceVersion:
    """A version of a price at its base prices."""
    return price_chain.PriceVersion(
        item=row.code, line=row.line_code, unit=row.unit, price=row.price, valid_from=row.valid_from,
        bands=tuple(Band(Decimal(start), Decimal(price)) for start, price in row.bands), band_mode=row.band_mode,
        settings={name: Decimal(one) for name, one in row.settings.items()}, fixed_share=row.fixed_share,
        index_rule=row.index_rule,
    )  # fmt: skip


def sees_prices(scope: Scope, contract_id: int) -> bool:
    """Whether the actor may read the prices of a contract: they are the same for every unit.

    Who is limited to units reads those of the own employer's contracts alone.
    """
    wide, limited = scope.by_width()
    if wide.allows(VIEW_PRICES, contract=contract_id, data_class="D2"):
        return True
    if not limited.over_every_unit().allows(VIEW_PRICES, contract=contract_id, data_class="D2"):
        return False
    with everywhere(reason="who the parties of a contract are"):
        found = Contract.objects.filter(pk=contract_id).values_list("customer", "provider").first()
    return found is not None and scope.party_id in found


def require_prices(scope: Scope, contract_id: int) -> None:
    """Raise NotAllowed unless the actor may read the prices of a contract."""
    if not sees_prices(scope, contract_id):
        raise NotAllowed(_("You may not see the prices of this contract."))


def price_versions(scope: Scope, contract: Contract, code: str) -> list[PriceItem]:
    """Every version of an item, the newest first.

    Raises:
        DoesNotExist: There is no such item within the scope.
    """
    rows = list(PriceItem.objects.within(scope).filter(contract=contract, code=code).order_by("-number"))
    if not rows:
        raise PriceItem.DoesNotExist
    return rows


def items_seen(scope: Scope, contract: Contract) -> dict[str, PriceItem]:
    """The newest version of every item one may see, by its code: for its names."""
    rows = PriceItem.objects.within(scope).filter(contract=contract).order_by("line_code", "code", "number")
    return {row.code: row for row in rows}


def steps_seen(
    scope: Scope, contract: Contract, known_at: datetime | None = None, unit_id: int | None = None
) -> list[fees.VolumeStep]:
    """The steps of the units and places one may see, in the order they were written."""
    rows = VolumeStep.objects.within(scope).filter(contract=contract)
    if known_at is not None:
        rows = rows.filter(recorded_at__lte=known_at)
    if unit_id is not None:
        rows = rows.filter(unit=unit_id)
    return [fees.VolumeStep(*row) for row in rows.order_by("pk").values_list(*COLUMNS)]
