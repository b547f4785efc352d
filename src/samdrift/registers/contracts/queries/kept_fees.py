"""What a month's volumes come to by unit and line, worked out once for prices and volumes that have not changed.

Prices, volumes and index runs are rows that are added and never edited: as long as there are no more of them, a month
comes to what it came to. So it is kept beside how many there are, and a page that only looks need not price a contract
anew. What is owed is worked out from the rows each time (`fees_of_month`).
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Count, Max

from samdrift.foundation.prepared import Prepared
from samdrift.registers.contracts.models import Contract, IndexRun, PriceItem, VolumeStep
from samdrift.registers.contracts.queries.prices import REASON, fees_of_month

KEPT = 64  # months of contracts
Sums = Mapping[tuple[int, str], int]


def _many(model: Any) -> Prepared:
    return Prepared(
        lambda contract: model.objects.filter(contract=contract).order_by().values("contract").annotate(
            n=Count("pk"), last=Max("pk")
        ).values_list("n", "last"),
        -77_001, reason=REASON,
    )  # fmt: skip


_PRICES, _VOLUMES, _RUNS = _many(PriceItem), _many(VolumeStep), _many(IndexRun)
_TERM = Prepared(
    lambda contract: Contract.objects.filter(pk=contract).values_list("starts_on", "ends_on"),
    -77_001, reason=REASON,
)  # fmt: skip


def fee_sums(contract_id: int, first_day: date) -> Sums:
    """A month's fees in hundredths by unit and service line, as prices and volumes stand now.

    Raises:
        NoPrice: A volume has no price.
    """
    seen = tuple(tuple(one.rows(contract_id)) for one in (_PRICES, _VOLUMES, _RUNS, _TERM))
    return _summed(contract_id, first_day, seen)


@lru_cache(maxsize=KEPT)
def _summed(contract_id: int, first_day: date, _seen: Any) -> Sums:
    sums: dict[tuple[int, str], int] = {}
    for fee in fees_of_month(contract_id, first_day):
        key = fee.unit_id, fee.line
        sums[key] = sums.get(key, 0) + fee.amount_minor
    return sums
